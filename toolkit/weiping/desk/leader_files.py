"""Reading what leaders of micro-grids have in files of the time before: elections that are over, and their tasks."""

from __future__ import annotations

from collections.abc import Iterable

from ..domain.history import Errand, Voted
from ..domain.register import Register
from ..domain.text import Text
from .files import Row
from .history_rows import number, one_of, where

ELECTION = ("key", "micro_grid", "opens", "closes", "nominees", "votes", "void", "households")
ERRAND = ("micro_grid", "kind", "title", "due", "how")


def elections(rows: Iterable[Row], register: Register) -> tuple[Voted, ...]:
    """Elections, a row each. Raises InputError naming file, row, column, value and remedy."""
    grids, homes, people = _keys(register)
    seen: dict[str, Voted] = {}
    for row in rows:
        nominees, counts = _words(row, "nominees"), _words(row, "votes")
        if not set(nominees) <= people:
            row.refuse("nominees", "No such key is defined; correct it or define it.")
        if len(nominees) != len(counts) or not all(one.isdecimal() for one in counts):
            row.refuse("votes", "Write a whole number for each nominee, separated by semicolons.")
        slips = _words(row, "households")
        if not set(slips) <= homes:
            row.refuse("households", "No such key is defined; correct it or define it.")
        key = row.fresh("key", seen)
        seen[key] = Voted(
            key=key, micro_grid=row.known("micro_grid", grids), opens=row.day("opens"), closes=row.day("closes"),
            where=where(row), votes=dict(zip(nominees, map(int, counts), strict=True)),
            void=number(row, "void") if row["void"] else 0, households=slips,
            handed_over=row.cells.get("handed_over", ""), reason=row.cells.get("reason", ""),
            recorded_by=row.cells.get("recorded_by", ""),
        )  # fmt: skip
    return tuple(seen.values())


def errands(rows: Iterable[Row], register: Register) -> tuple[Errand, ...]:
    """Tasks, a row each; `due` is `+3` or `-2`: days from the one on which the files are brought in. Raises InputError."""
    grids, homes, _ = _keys(register)
    return tuple(
        Errand(
            micro_grid=row.known("micro_grid", grids), kind=row.text("kind"), days=_days(row), where=where(row),
            title=Text(row.text("title"), row.cells.get("title_en") or row.text("title")),
            household=one_of(row, "household", homes), how=row["how"],
            note=row.cells.get("note", ""), recorded_by=row.cells.get("recorded_by", ""),
        )
        for row in rows
    )  # fmt: skip


def _keys(register: Register) -> tuple[set[str], set[str], set[str]]:
    return (
        {one.key for one in register.micro_grids}, {one.key for one in register.households},
        {one.key for one in register.residents},
    )  # fmt: skip


def _words(row: Row, column: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in row[column].split(";") if one.strip())


def _days(row: Row) -> int:
    said = row["due"]
    if said[:1] not in ("+", "-") or not said[1:].isdecimal():
        row.refuse("due", "Write days from today, such as +3 or -2.")
    return int(said)
