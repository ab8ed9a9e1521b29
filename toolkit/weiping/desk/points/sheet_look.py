"""A sheet of points as it was understood: what is new, what is in the books already, what is wrong with which row.

Rows that cannot be used are listed with row, column, value, reason and remedy, and the others are not held up by them.

A row's idempotency key is made of what it is: the kind of sheet, the account, the day, the reason, the event and the number
that the row has (`ref`) - not of the points, nor of where it stands. So a file may be imported again with some rows corrected,
moved or added, and only what is new is posted; a row that comes again with other points is refused, not paid twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.text import Text
from ...errors import InputError, NotFound
from ...frames.sheets_in import sheet_of
from ...ledger.transfers import Transfer, fund_account
from ...publish.sheets import Cell, Table
from ...store import tables as t
from ..office import Desk, allow
from . import addresses, approvals, policy, sheet_lines
from .sheet_lines import Fault, Line
from .sheet_transfers import Kind, Reader, Stated, once

_REFUSED = Text("未导入的行", "Refused rows")
_BESIDE = tuple(
    Text(f"{sheet_lines.OURS[0]}{zh}", f"{sheet_lines.OURS[1]}{en}")
    for zh, en in (("原行号", "row"), ("哪一列", "column"), ("为什么", "why"), ("怎么办", "what to do"))
)
"""What stands beside refused rows; such columns are passed over when the file comes again."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A good row: its transfer, and the row that a person sees."""

    row: int
    transfer: Transfer


@dataclass(frozen=True, slots=True)
class Look:
    """A sheet as it was understood: `fresh` is to be posted, `there` was posted before, `waiting` waits for a second person
    in a batch, `faults` say what was not taken.

    `headings` and `rows` (by their numbers) are the file's own, to write the refused ones out again. `digest` names the file.
    """

    stated: Stated
    digest: str
    fresh: tuple[Sound, ...]
    there: tuple[Sound, ...]
    waiting: tuple[Sound, ...]
    faults: tuple[Fault, ...]
    headings: tuple[str, ...]
    rows: Mapping[int, tuple[str, ...]] = field(repr=False)

    @property
    def refused(self) -> tuple[int, ...]:
        """The rows with faults."""
        return tuple(sorted({fault.row for fault in self.faults}))

    @property
    def points(self) -> int:
        """Points that `fresh` rows give."""
        return sum(one.transfer.points for one in self.fresh)


def look(desk: Desk, actor: Actor, data: bytes, stated: Stated) -> Look:
    """Read a sheet (.xlsx or .csv) and check every row against the register and what is posted; nothing is written.

    Raises InputError where the file as a whole cannot be used, NotFound for a fund that is not open.
    """
    allow(actor, Role.CLERK)
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise InputError(
            "A workbook of this old format does not tell formulas and merged cells from others; save it as .xlsx or .csv."
        )
    sheet = sheet_of(data, lambda rows: sheet_lines.headings_of(rows) is not None, name=stated.sheet, only=True)
    found = sheet_lines.read(sheet)
    with desk.store.read() as connection:
        _fund(connection, stated)
        reader = Reader(stated, addresses.read(connection), desk.today(), serials=not sheet.since_1904)
        _columns(found.columns, stated)
        read = [(line, reader.transfer(line)) for line in found.lines]
        sound = [Sound(line.number, one) for line, one in once(read) if one is not None]
        dated = policy.dated(desk, [one.transfer for one in sound])
        sound = [Sound(one.row, transfer) for one, transfer in zip(sound, dated, strict=True)]
        known = {**_in_batches(connection), **_known(connection, [one.transfer.key for one in sound])}
        closed = _closed(connection)
    lines = {line.number: line for line in found.lines}
    fresh, there, waiting = [], [], []
    for one in sound:
        before = known.get(one.transfer.key)
        if before is None:
            if _open(lines[one.row], one.transfer, closed):
                fresh.append(one)
        elif (before.debit, before.points) != (one.transfer.debit, one.transfer.points):
            _changed(lines[one.row], before)
        elif before.posted:
            there.append(one)
        else:
            waiting.append(one)
    faults = tuple(fault for line in found.lines for fault in line.faults)
    return Look(
        stated, sha256(data).hexdigest(), tuple(fresh), tuple(there), tuple(waiting), faults, found.headings, found.rows
    )


class Faulty(Protocol):
    """A sheet of whatever kind that was looked at: what is wrong with which rows, headings and rows as the file has them."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What was not taken."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The file's headings."""

    @property
    def rows(self) -> Mapping[int, tuple[str, ...]]:
        """The file's rows by their numbers."""


def refused_rows(found: Faulty, lang: str) -> Table:
    """The rows that were not taken as the file has them, with what is wrong beside them: to be corrected and imported again."""
    several: defaultdict[int, list[Fault]] = defaultdict(list)
    for fault in found.faults:
        several[fault.row].append(fault)
    comma = "；" if lang == "zh_CN" else "; "
    rows: list[Sequence[Cell]] = [
        (
            *found.rows[row],
            row,
            comma.join(dict.fromkeys(one.column for one in faults)),
            comma.join(dict.fromkeys(one.reason.text(lang) for one in faults)),
            comma.join(dict.fromkeys(one.remedy.text(lang) for one in faults)),
        )
        for row, faults in sorted(several.items())
    ]
    return Table(_REFUSED.said(lang), (*found.headings, *(one.said(lang) for one in _BESIDE)), rows)


def _fund(connection: sa.Connection, stated: Stated) -> None:
    if stated.kind is Kind.GRANTS:
        known = connection.execute(sa.select(t.account.c.key).where(t.account.c.kind == "fund")).scalars().all()
        if fund_account(stated.fund) not in known:
            funds = sorted(key.removeprefix("fund:") for key in known)
            raise NotFound("There is no fund {fund}; there are {funds}.", fund=stated.fund, funds=funds)


def _columns(columns: Mapping[str, str], stated: Stated) -> None:
    """Refuse a file without a column that every row needs and nothing beside the file stands in for."""
    if "date" not in columns and stated.day is None:
        raise InputError("The sheet has no column 日期 (date); add one, or state the day for all rows.")
    if stated.kind is Kind.GRANTS and "reason" not in columns and not stated.reason:
        raise InputError("The sheet has no column 事由 (reason); add one, or state the reason for all rows.")


def _closed(connection: sa.Connection) -> list[Any]:
    p = t.period_close.c
    return list(connection.execute(sa.select(p.period, p.first, p.last)))


def _open(line: Line, one: Transfer, closed: Sequence[Any]) -> bool:
    """Whether a new row lies in no closed period; what was posted before a period was closed may stay in the file."""
    for period in closed:
        if period.first <= one.business_date <= period.last:
            line.fault(
                "date", InputError("The day lies in {period}, which is closed", period=period.period),
                InputError("use a day after it"),
            )  # fmt: skip
            return False
    return True


@dataclass(frozen=True, slots=True)
class _Before:
    """What a key stands for already; `where` is the transfer, or the batch where it is not `posted`."""

    debit: str
    points: int
    where: str
    posted: bool = True


def _known(connection: sa.Connection, keys: list[str]) -> dict[str, _Before]:
    x, a = t.transfer.c, t.account.c
    query = sa.select(x.key, a.key.label("debit"), x.points, x.id).join(t.account, a.id == x.debit_id)
    found: dict[str, _Before] = {}
    for start in range(0, len(keys), 500):
        rows = connection.execute(query.where(x.key.in_(keys[start : start + 500])))
        found.update((key, _Before(debit, points, where)) for key, debit, points, where in rows)
    return found


def _in_batches(connection: sa.Connection) -> dict[str, _Before]:
    """What waits for a second person."""
    b, e = t.batch, t.batch_end
    query = sa.select(b.c.id, b.c.lines).outerjoin(e, e.c.batch == b.c.id).where(e.c.batch.is_(None))
    return {
        one.key: _Before(one.debit, one.points, row.id, posted=False)
        for row in connection.execute(query)
        for one in approvals.lines_of(row)
    }


def _changed(line: Line, before: _Before) -> None:
    points, where = before.points, before.where
    if before.posted:
        reason = InputError("It was posted before with {points} points, as {transfer}", points=points, transfer=where)
        remedy = InputError(
            "leave the row as it was; or reverse that transfer and give this row a number in a column 编号 (ref)"
        )
    else:
        reason = InputError(
            "It waits for a second person with {points} points, in batch {batch}", points=points, batch=where
        )
        remedy = InputError("leave the row as it was; or turn that batch down first")
    line.fault("points", reason, remedy)
