"""Rows of a sheet of points as transfers: whom they are for, how many points, of which day - or what is wrong with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ...domain.points import TransferKind
from ...domain.privacy import personal
from ...domain.text import Text
from ...errors import InputError
from ...frames import typed
from ...frames.sheets_in import clean
from ...ledger.transfers import OPENING_FUND, Transfer, body_hash, fund_account, resident_account
from . import addresses, sheet_lines
from .posting import MOST
from .sheet_lines import Line

EARLIEST = date(2000, 1, 1)
"""A day before this is a slip of the pen."""
_TOTALS = ("合计", "总计", "小计", "共计", "total", "Total", "TOTAL")


class Kind(StrEnum):
    """What a sheet holds."""

    OPENING = "opening"
    GRANTS = "grants"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What is said beside the file. `day`, `reason`, `event` and `compound` stand in for a column that it does not have.

    `sheet` names the sheet of a workbook that has several.
    """

    kind: Kind
    fund: str = "community"
    day: date | None = None
    reason: str = ""
    event: str = ""
    compound: str = ""
    sheet: str = ""


@dataclass(slots=True)
class Reader:
    """Makes transfers of rows; a row that cannot be one gets its faults."""

    stated: Stated
    register: addresses.Register
    today: date
    serials: bool

    def transfer(self, line: Line) -> Transfer | None:
        """The transfer of a row, without the event that its import is; None where it has faults."""
        if line.faults:
            return None
        account, points, day = self._account(line), self._points(line), self._day(line)
        reason = line.words("reason") or self.stated.reason
        event = line.words("event") or self.stated.event
        if self.stated.kind is Kind.GRANTS and not reason:
            line.fault("reason", InputError("The cell is empty"), InputError("write what the points are for"))
        for kind in {kind.en: kind for kind in personal(f"{reason} {event}")}.values():
            line.fault(
                "reason", InputError("The reason has what looks like somebody's {kind}, and a public notice shows it", kind=kind),
                InputError("leave it out"),
            )  # fmt: skip
        if line.faults or account is None or points is None or day is None:
            return None
        opening = self.stated.kind is Kind.OPENING
        told = Text(reason, reason) if reason else Text("纸质存折转入", "Carried over from the paper passbook")
        shown = Text(f"{event}：{told.zh}", f"{event}: {told.en}") if event else told
        return Transfer(
            key=_key(self.stated.kind, account, day, told, event, line.get("ref")),
            debit=OPENING_FUND if opening else fund_account(self.stated.fund), credit=account, points=points, reason=shown,
            event="import", business_date=day, available_from=day,
            kind=TransferKind.OPENING if opening else TransferKind.GRANT,
        )  # fmt: skip

    def _account(self, line: Line) -> str | None:
        home = self._home(line)
        person = line.get("resident")
        if home is not None and (name := line.get("name")) and not self.register.lives_in(home.key, name):
            line.fault(
                "name", InputError("Nobody of this name lives in {home} by the register", home=home.name),
                InputError("correct the name or the address; or leave the name out"),
            )  # fmt: skip
        if not person:
            return None if home is None else addresses.account_of(home)
        try:
            return resident_account(self.register.resident(person, home.key if home else ""))
        except InputError as problem:
            line.fault(
                "resident", problem, InputError("write the key that the register has, or the address beside the name")
            )
        return None

    def _home(self, line: Line) -> addresses.Home | None:
        written = "-".join(part for name in sheet_lines.PLACE[1:] if (part := line.get(name)))
        if not written:
            if not line.get("resident"):
                line.fault(
                    _place(line), InputError("The cell is empty"), InputError("write which household the row is about")
                )
            return None
        if written in _TOTALS:
            line.fault(_place(line), InputError("The row is a sum, not a household"), InputError("delete the row"))
            return None
        compound = line.get("compound") or self.stated.compound
        try:
            within = self.register.compounds(compound) if compound else None
        except InputError as problem:
            line.fault("compound", problem, InputError("write the compound's name as the register has it"))
            return None
        try:
            return self.register.household(written, within)
        except InputError as problem:
            line.fault(
                _place(line),
                problem,
                InputError("write it as the register has it, with the compound: 银河星座3号楼2单元501"),
            )
        return None

    def _points(self, line: Line) -> int | None:
        points = typed.whole(line.words("points"))
        if points is None or not 0 < points <= MOST:
            line.fault(
                "points", InputError("Not a whole number above zero"),
                InputError("write whole points such as 5; delete the row where there are none"),
            )  # fmt: skip
            return None
        return points

    def _day(self, line: Line) -> date | None:
        if "date" not in line.cells:
            return self._sane_day(line, self.stated.day)
        day = typed.day(line.words("date"), serials=self.serials)
        if day is None:
            line.fault(
                "date",
                InputError("Not a day, or one that can be read in two ways"),
                InputError("write it as 2024-01-05"),
            )
            return None
        return self._sane_day(line, day)

    def _sane_day(self, line: Line, day: date | None) -> date | None:
        if day is None or not EARLIEST <= day <= self.today:
            line.fault("date", InputError("The day lies in the future, or before 2000"), InputError("correct the date"))
            return None
        return day


def _place(line: Line) -> str:
    """The column that a person looks at for the household: of those that the file has one that is filled."""
    there = [name for name in ("household", "room", "unit", "building") if name in line.cells]
    return next((name for name in there if line.get(name)), there[0] if there else "resident")


def _key(kind: Kind, account: str, day: date, reason: Text, event: str, ref: str) -> str:
    said = body_hash(*(clean(one).casefold() for one in (reason.zh, event, ref)))
    return f"import:{kind.value}:{account}:{day.isoformat()}:{said[:24]}"


def once(read: Iterable[tuple[Line, Transfer | None]]) -> Iterator[tuple[Line, Transfer | None]]:
    """Of rows that are the same the first; where they differ in the points, none: nobody can tell which is right."""
    read = list(read)
    same: defaultdict[str, list[tuple[Line, Transfer]]] = defaultdict(list)
    for line, one in read:
        if one is not None:
            same[one.key].append((line, one))
    for several in same.values():
        differ = len({one.points for _, one in several}) > 1
        for line, _ in several if differ else several[1:]:
            other = next(number for number in (first.number for first, _ in several) if number != line.number)
            line.fault(
                "points" if differ else _place(line),
                InputError("Row {row} says the same with other points", row=other) if differ
                else InputError("The same stands in row {row} already", row=other),
                InputError("delete one of the two; where both are meant, tell them apart in a column 编号 (ref)"),
            )  # fmt: skip
    for line, one in read:
        yield line, None if line.faults else one
