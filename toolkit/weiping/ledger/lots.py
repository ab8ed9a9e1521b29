"""Lots: every credit of an account is a lot, and a debit is taken from lots, so that points expire as they were earned.

First expiring, first out; among those that expire alike the one that could be spent first, then the one written first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """What is left of one credit. `waits` says that its notice has not ended, or that an objection to it is open."""

    transfer: str
    number: int
    points: int
    available_from: date
    expires_on: date | None = None
    waits: bool = False

    def ready(self, day: date) -> bool:
        """Whether it may be spent on `day`."""
        return not self.waits and self.available_from <= day and not self.expired(day)

    def expired(self, day: date) -> bool:
        """Whether its last day is before `day`."""
        return self.expires_on is not None and self.expires_on < day


def in_order(lots: Iterable[Lot]) -> list[Lot]:
    """Lots as debits take them."""
    return sorted(lots, key=lambda lot: (lot.expires_on or date.max, lot.available_from, lot.number))


def take(lots: Iterable[Lot], points: int) -> list[tuple[Lot, int]]:
    """How many points are taken from which lots, in their order; less than `points` together where there are no more."""
    taken: list[tuple[Lot, int]] = []
    for lot in in_order(lots):
        if points <= 0:
            break
        part = min(points, lot.points)
        if part > 0:
            taken.append((lot, part))
            points -= part
    return taken
