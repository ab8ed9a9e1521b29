"""What a ranking owes to single judges: the round scored again without each of them (the jackknife).

Source: B. Efron, "The Jackknife, the Bootstrap and Other Resampling Plans", SIAM 1982, chapter 2. It is the plainest
question a resident can ask: would this place be another one if one judge had stayed at home?
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

J = TypeVar("J", bound=Hashable)
E = TypeVar("E", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its place, or None where it has none, and the award that it gets."""

    place: int | None
    award: str | None = None


@dataclass(frozen=True, slots=True)
class Change(Generic[E]):
    """An entry whose place or award would be another one."""

    entry: E
    before: Place
    after: Place


@dataclass(frozen=True, slots=True)
class Stability(Generic[J, E]):
    """The places with all judges, and for each judge what would change without them; often nothing."""

    places: Mapping[E, Place]
    without: Mapping[J, tuple[Change[E], ...]]

    @property
    def award_changes(self) -> bool:
        """Whether any one judge decides who gets an award."""
        return any(change.before.award != change.after.award for change in self._changes())

    def ranges(self) -> dict[E, tuple[int, int]]:
        """Entry -> its best and its worst place, whoever is left out; entries without a place have none."""
        found = {entry: {one.place} for entry, one in self.places.items()}
        for change in self._changes():
            found[change.entry].add(change.after.place)
        seen = {entry: [place for place in places if place is not None] for entry, places in found.items()}
        return {entry: (min(places), max(places)) for entry, places in seen.items() if places}

    def _changes(self) -> Iterator[Change[E]]:
        return (change for changes in self.without.values() for change in changes)


def leave_one_out(judges: Iterable[J], score: Callable[[J | None], Mapping[E, Place]]) -> Stability[J, E]:
    """Score with all judges and without each in turn.

    `score` is handed the judge to leave out, or None, and answers the places by the round's own rule; an entry that it does
    not name has no place.
    """
    places = score(None)
    without = {}
    for judge in judges:
        after = score(judge)
        without[judge] = tuple(
            Change(entry, before, there)
            for entry, before in places.items()
            if (there := after.get(entry, Place(None))) != before
        )
    return Stability(places, without)
