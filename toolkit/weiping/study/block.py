"""The complete block: judges and entries between whom no mark is missing, which classical formulas need."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

J = TypeVar("J", bound=Hashable)
E = TypeVar("E", bound=Hashable)
Number = int | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Block(Generic[J, E]):
    """A table without gaps: `rows[i][j]` is what `judges[j]` gave `entries[i]`."""

    judges: tuple[J, ...]
    entries: tuple[E, ...]
    rows: tuple[tuple[Number, ...], ...]


def complete(marks: Mapping[tuple[J, E], Number]) -> Block[J, E]:
    """A complete block of `marks`, found by leaving out whoever has the largest share of gaps until there is none.

    To find the largest one is NP-hard (maximum biclique); this greedy choice is the same on every machine: of equal
    shares the later one, by order of first appearance, goes, and an entry before a judge.
    """
    judges = list(dict.fromkeys(judge for judge, _ in marks))
    entries = list(dict.fromkeys(entry for _, entry in marks))
    lacks_j = {judge: [entry for entry in entries if (judge, entry) not in marks] for judge in judges}
    lacks_e = {entry: [judge for judge in judges if (judge, entry) not in marks] for entry in entries}
    gaps_j = {judge: len(gaps) for judge, gaps in lacks_j.items()}
    gaps_e = {entry: len(gaps) for entry, gaps in lacks_e.items()}
    while any(gaps_j.values()):
        judge = max(reversed(gaps_j), key=gaps_j.__getitem__)
        entry = max(reversed(gaps_e), key=gaps_e.__getitem__)
        if gaps_j[judge] * len(gaps_j) > gaps_e[entry] * len(gaps_e):  # gaps ÷ entries left against gaps ÷ judges left
            del gaps_j[judge]
            _fewer(gaps_e, lacks_j[judge])
        else:
            del gaps_e[entry]
            _fewer(gaps_j, lacks_e[entry])
    rows = tuple(tuple(marks[judge, entry] for judge in gaps_j) for entry in gaps_e)
    return Block(tuple(gaps_j), tuple(gaps_e), rows)


def _fewer(gaps: dict[J, int], among: list[J]) -> None:
    for one in among:
        if one in gaps:
            gaps[one] -= 1
