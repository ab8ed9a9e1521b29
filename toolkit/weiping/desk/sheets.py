"""What the panel's sheets say now, folded from the log of taps.

The law (design 4.3): of one tablet's answers to one cell the highest `seq` counts, whatever order they arrived in;
between tablets, the one the server received last. Tablet clocks are never compared. The same law decides notes, comments
and photos, and whether a sheet is signed. Which taps count at all is for `folding` to say. Folding is incremental, so
keeping up with a thousand tablets costs a step a tap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from ..domain.appraisal import MarkKind
from ..store.tables import from_units
from .folding import Folding
from .taps import Tap

ANSWERS = frozenset({MarkKind.VALUE, MarkKind.NOT_SEEN, MarkKind.RECUSED})


class _Slot:
    """One cell of a sheet: the best tap of each tablet, and the one that counts."""

    __slots__ = ("best", "tap")

    def __init__(self) -> None:
        self.best: dict[str, Tap] = {}
        self.tap: Tap | None = None

    def put(self, tap: Tap) -> None:
        known = self.best.get(tap.client)
        if known is None or tap.seq > known.seq:
            self.best[tap.client] = self.tap = tap  # taps come in the order they were received

    @property
    def answers(self) -> bool:
        """Whether the tap that counts is an answer."""
        return self.tap is not None and self.tap.answer in ANSWERS


@dataclass(slots=True)
class Sheet:
    """One judge's sheet for one entry."""

    cells: dict[str, _Slot] = field(default_factory=dict)
    notes: dict[str | None, _Slot] = field(default_factory=dict)
    pictures: dict[str, _Slot] = field(default_factory=dict)
    remark: _Slot = field(default_factory=_Slot)
    seal: _Slot = field(default_factory=_Slot)
    answered: int = 0
    newest: int = 0

    def put(self, tap: Tap) -> None:
        """Fold in one tap; `newest` is its number, by which others see that the sheet moved."""
        self.newest = tap.number
        if tap.kind == "mark":
            slot = self.cells.setdefault(str(tap.criterion), _Slot())
            before = slot.answers
            slot.put(tap)
            self.answered += slot.answers - before
        elif tap.kind == "note":
            self.notes.setdefault(tap.criterion, _Slot()).put(tap)
        elif tap.kind in ("photo", "drop_photo"):
            self.pictures.setdefault(str(tap.photo), _Slot()).put(tap)
        elif tap.kind == "comment":
            self.remark.put(tap)
        elif tap.kind in ("sign", "reopen"):
            self.seal.put(tap)

    @property
    def signed(self) -> bool:
        """Whether the sheet is signed and has not been reopened since."""
        return self.seal.tap is not None and self.seal.tap.kind == "sign"

    def closed_to(self, client: str, seq: int) -> bool:
        """Whether a tap comes too late for this sheet: a signed one takes only what its own tablet made before."""
        seal = self.seal.tap
        return seal is not None and seal.kind == "sign" and not (client == seal.client and seq < seal.seq)

    def refuses(self, kind: str, client: str, seq: int, criteria: Iterable[str]) -> str | None:
        """Why the sheet cannot take a tap now: `not-signed`, `signed` or `incomplete`; None where it can."""
        if kind == "reopen":
            return None if self.signed else "not-signed"
        if self.closed_to(client, seq):
            return "signed"
        return "incomplete" if kind == "sign" and self.missing(criteria) else None

    def missing(self, criteria: Iterable[str]) -> list[str]:
        """Which of the criteria have no answer yet."""
        return [key for key in criteria if key not in self.cells or not self.cells[key].answers]

    def answers(self) -> dict[str, Tap]:
        """Criterion -> the tap that answers it (a value, not seen or recused; cleared cells are unanswered)."""
        return {key: slot.tap for key, slot in self.cells.items() if slot.tap is not None and slot.answers}

    def texts(self) -> dict[str | None, str]:
        """Criterion (None for the whole entry) -> note, where one stands."""
        return {key: slot.tap.text for key, slot in self.notes.items() if slot.tap is not None and slot.tap.text}

    def comment(self) -> str | None:
        """What the judge says to the other judges about the entry, where anything."""
        return (self.remark.tap and self.remark.tap.text) or None

    def photos(self) -> list[Tap]:
        """The taps of the photos that were added and not dropped again, in the order they were received."""
        taps = [slot.tap for slot in self.pictures.values() if slot.tap is not None and slot.tap.kind == "photo"]
        return sorted(taps, key=lambda tap: tap.number)


class CellValue(NamedTuple):
    """One mark as scoring takes it; `value` in ten-thousandths."""

    entry: int
    judge: int
    criterion: str
    value: int


class Sheets:
    """All sheets of a round, by (judge, entry), of the taps that `folding` lets count.

    `last` is the number of the newest tap folded in; `answered` and `signed` count cells and sheets of each entry, of the
    sheets that are due; `moves` grows whenever official values may have changed. With `with_late` late taps that wait for
    the chair's decision are taken too, as their judge sees them. A sheet that a conflict of interest keeps out is there to
    be looked at and counts nowhere.
    """

    def __init__(self, folding: Folding | None = None, *, with_late: bool = False) -> None:
        self.folding = folding or Folding()
        self.sheets: dict[tuple[int, int], Sheet] = {}
        self.late: list[Tap] = []
        self.last = self.moves = 0
        self.answered: Counter[int] = Counter()
        self.signed: Counter[int] = Counter()
        self._with_late = with_late
        self._official: dict[str, list[Any]] = {name: [] for name in CellValue._fields}
        self._places: dict[tuple[int, int, str], int] = {}
        self._moved: set[tuple[int, int]] = set()

    def fold(self, taps: Iterable[Tap]) -> Sheets:
        """Fold in taps in the order the server received them."""
        for tap in taps:
            self.last = max(self.last, tap.number)
            if self.folding.belongs(tap):
                self._take(tap)
        return self

    def _take(self, tap: Tap) -> None:
        if tap.late:
            self.late.append(tap)
            if not self._admits(tap) and not (self._with_late and self.folding.waits(tap)):
                return
        self._put(tap)

    def _admits(self, tap: Tap) -> bool:
        """Whether a late tap counts as if in time: it was admitted, and in time the sheet would have taken it."""
        sheet = self.sheet(tap.judge_id, tap.entry_id)
        criteria = self.folding.criteria
        return self.folding.in_time(tap) and sheet.refuses(tap.kind, tap.client, tap.seq, criteria) is None

    def _put(self, tap: Tap) -> None:
        key = (tap.judge_id, tap.entry_id)
        sheet = self.sheets.get(key)
        if sheet is None:
            sheet = self.sheets[key] = Sheet()
        answered, signed = sheet.answered, sheet.signed
        sheet.put(tap)
        if not self.folding.due(*key):
            return
        self.answered[tap.entry_id] += sheet.answered - answered
        self.signed[tap.entry_id] += sheet.signed - signed
        if signed or sheet.signed:
            self.moves += 1
            self._moved.add(key)

    def sheet(self, judge: int, entry: int) -> Sheet:
        """The sheet of `judge` for `entry`; an empty one where nothing was tapped yet."""
        return self.sheets.get((judge, entry)) or Sheet()

    def official(self) -> Iterator[CellValue]:
        """The values on signed sheets: what official standings count."""
        rows = zip(*self.official_columns().values(), strict=True)
        return (CellValue(*row) for row in rows if row[-1] is not None)

    def official_columns(self) -> dict[str, list[Any]]:
        """The same as columns; the value is None where a sheet was reopened.

        Each cell keeps its place in them, so that a signature costs a sheet and not all sheets.
        """
        while self._moved:
            self._settle(*self._moved.pop())
        return self._official

    def _settle(self, judge: int, entry: int) -> None:
        sheet, columns = self.sheets[judge, entry], self._official
        answers = sheet.answers() if sheet.signed else {}
        for criterion in sheet.cells:
            value = answers[criterion].value if criterion in answers else None
            place = self._places.setdefault((judge, entry, criterion), len(columns["value"]))
            if place < len(columns["value"]):
                columns["value"][place] = value
            else:
                for column, part in zip(columns.values(), (entry, judge, criterion, value), strict=True):
                    column.append(part)


def total(sheet: Sheet) -> Decimal | None:
    """The plain sum of a sheet's values, as a judge sees it at the foot; None where there is none."""
    values = [tap.value for tap in sheet.answers().values() if tap.value is not None]
    return from_units(sum(values)) if values else None
