"""What stands beside the marks on the panel's sheets: notes, photos, comments, problems and reopenings.

Kept apart from `Sheets`, which standings and the board fold with every tap: only the chair's console needs these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .duties import Pair
from .sheets import Sheet
from .taps import Tap


class Margin:
    """The margin of a round's sheets, in earnest or of the rehearsal `practice`; late items are in it like all others.

    `last` is the number of the newest tap folded in; `problems` come in the order they were received, and what was meant in
    earnest is among them in a rehearsal too.
    """

    def __init__(self, practice: int | None = None) -> None:
        self.practice = practice
        self.last = 0
        self.sheets: dict[Pair, Sheet] = {}
        self.reopened: Counter[Pair] = Counter()
        self.problems: list[Tap] = []

    def fold(self, taps: Iterable[Tap]) -> Margin:
        """Fold in taps in the order the server received them."""
        for tap in taps:
            self.last = max(self.last, tap.number)
            if tap.practice == self.practice or (tap.kind == "problem" and tap.practice is None):
                self._put(tap)
        return self

    def _put(self, tap: Tap) -> None:
        pair = (tap.judge_id, tap.entry_id)
        if tap.kind == "problem":
            self.problems.append(tap)
        elif tap.kind == "reopen":
            self.reopened[pair] += 1
        else:
            self.sheets.setdefault(pair, Sheet()).put(tap)

    def sheet(self, pair: Pair) -> Sheet:
        """The notes, photos and the comment of one sheet; an empty one where there are none."""
        return self.sheets.get(pair) or Sheet()

    def photos(self) -> list[Tap]:
        """The photos of the round that nobody dropped again, in the order they were taken."""
        return sorted((tap for sheet in self.sheets.values() for tap in sheet.photos()), key=lambda tap: tap.number)
