"""The matrix judge × entry: in which state each sheet is, and which stand far from the others.

A console is computed again with every push, so each cell is kept until its sheet takes another tap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..domain.exact import plain
from ..store.tables import from_units
from ..study.outliers import Far, far
from .duties import Duties, Pair
from .margin import Margin
from .round_info import RoundInfo
from .sheets import Sheet, Sheets, total

FLOOR = Decimal("0.1")
"""A sheet within a tenth of the scale of the median is never far."""

_EMPTY = Sheet()

DONE = frozenset({"signed", "recused"})
OUTSTANDING = frozenset({"todo", "progress"})


@dataclass(slots=True)
class _Cell:
    """What was made of a sheet when its newest tap was `newest`."""

    newest: int
    state: str
    data: dict[str, Any]


class Matrix:
    """The matrix over one object of folded sheets."""

    def __init__(self, info: RoundInfo, sheets: Sheets) -> None:
        self.info, self.sheets = info, sheets
        self.far: dict[Pair, Far] = {}
        self._duties = sheets.folding.duties
        self._cells: dict[Pair, _Cell] = {}
        self._totals: defaultdict[int, dict[Pair, Decimal]] = defaultdict(dict)
        width = sum((criterion.scale.high - criterion.scale.low for criterion in info.criteria), Decimal(0))
        self._floor = width * FLOOR

    def cells(
        self, judges: Sequence[Any], entries: Sequence[Any], margin: Margin, late: Mapping[Pair, int]
    ) -> list[dict[str, Any]]:  # fmt: skip
        """Every cell as the console receives it, judge by judge; `late` has how many late taps wait for a decision."""
        pairs = [(judge.id, entry.id) for judge in judges for entry in entries]
        moved = {pair for pair in pairs if self._catch_up(pair)}
        for entry in {entry for _, entry in moved}:
            self._look_for_far(entry)
        return [self._data(pair, margin, late.get(pair, 0)) for pair in pairs]

    def state(self, pair: Pair) -> str:
        """conflict, none, recused, signed, progress or todo; after `cells`."""
        return self._cells[pair].state

    def _catch_up(self, pair: Pair) -> bool:
        """Make a cell again where its sheet took a tap; whether the total that others are compared with moved."""
        sheet = self.sheets.sheets.get(pair, _EMPTY)
        known = self._cells.get(pair)
        if known is not None and known.newest == sheet.newest:
            return False
        value = total(sheet)
        self._cells[pair] = _Cell(sheet.newest, state_of(self._duties, pair, sheet), {
            "judge": pair[0], "entry": pair[1], "total": None if value is None else plain(value),
            "answered": len(sheet.answers()), "due": len(self.info.criteria),
        })  # fmt: skip
        totals, before = self._totals[pair[1]], self._totals[pair[1]].pop(pair, None)
        if (comparable := whole_total(self.info, self._duties, pair, sheet)) is not None:
            totals[pair] = comparable
        return before != comparable

    def _look_for_far(self, entry: int) -> None:
        for pair in [pair for pair in self.far if pair[1] == entry]:
            del self.far[pair]
        self.far.update(far(self._totals[entry], floor=self._floor))

    def _data(self, pair: Pair, margin: Margin, late: int) -> dict[str, Any]:
        cell, beside = self._cells[pair], margin.sheets.get(pair)
        conflict = self._duties.conflict(*pair) if self._duties else None
        return {
            **cell.data, "state": cell.state, "why": conflict.label.both() if conflict else None,
            "far": far_data(self.far.get(pair)), "reopened": margin.reopened[pair], "late": late,
            "notes": len(beside.texts()) if beside else 0, "photos": len(beside.photos()) if beside else 0,
        }  # fmt: skip


def state_of(duties: Duties | None, pair: Pair, sheet: Sheet) -> str:
    """What became of a sheet: kept out by a conflict, not on the judge's route, or how far it is."""
    if duties and duties.conflict(*pair):
        return "conflict"
    if duties and not duties.assigned(*pair):
        return "none"
    answers = sheet.answers()
    if sheet.signed:
        return "recused" if answers and all(tap.answer == "recused" for tap in answers.values()) else "signed"
    return "progress" if answers else "todo"


def whole_total(info: RoundInfo, duties: Duties | None, pair: Pair, sheet: Sheet) -> Decimal | None:
    """A sheet's total where it can be compared with others': signed, due, and with a value for every criterion."""
    if not sheet.signed or (duties and not duties.due(*pair)):
        return None
    answers = sheet.answers()
    values = [tap.value for criterion in info.criteria if (tap := answers.get(criterion.key)) and tap.value is not None]
    return from_units(sum(values)) if len(values) == len(info.criteria) else None


def far_data(one: Far | None) -> dict[str, str] | None:
    """A far mark as pages receive it: `by` with its sign."""
    return None if one is None else {"by": f"{'+' if one.by > 0 else ''}{plain(one.by)}", "median": plain(one.median)}
