"""Lots: every credit of an account is a lot, and a debit is taken from lots, so that points expire as they were earned.

First expiring, first out; among those that expire alike the one that could be spent first, then the one written first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """What is left of one credit. `waits` says that its notice has not ended, or that an objection to it is open.

    `origin` is the transfer in which points that were moved or given back had been earned.
    """

    transfer: str
    number: int
    points: int
    available_from: date
    expires_on: date | None = None
    waits: bool = False
    origin: str | None = None

    @property
    def earned_in(self) -> str:
        """The transfer in which these points were earned, wherever they went since."""
        return self.origin or self.transfer

    def ready(self, day: date, held: date | None = None) -> bool:
        """Whether it may be spent on `day`; points that are held since the day `held` need not have expired by then only."""
        return self.usable(day) and not self.expired(held or day)

    def usable(self, day: date) -> bool:
        """Whether nothing keeps it from being used on `day`, though its last day may be over."""
        return not self.waits and self.available_from <= day

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


@dataclass(frozen=True, slots=True)
class Held:
    """Points that an open hold keeps since `day`. Lots that expire later than that are kept for it."""

    points: int
    day: date


def reserve(lots: Collection[Lot], holds: Iterable[Held], day: date) -> tuple[dict[str, int], int]:
    """What open holds keep of which lots (id → points), and how many of their points no lot covers on `day`.

    A hold is not for certain lots: whatever is there when it is issued pays for it, first expiring first. The older a hold,
    the more lots it may use, so that giving each its first ones, oldest hold first, leaves as few uncovered as can be.
    """
    left = {lot.transfer: lot.points for lot in lots}
    short = 0
    for hold in sorted(holds, key=lambda one: one.day):
        open_lots = [replace(lot, points=left[lot.transfer]) for lot in lots if lot.ready(day, hold.day)]
        taken = take(open_lots, hold.points)
        for lot, part in taken:
            left[lot.transfer] -= part
        short += hold.points - sum(part for _, part in taken)
    return {lot.transfer: lot.points - left[lot.transfer] for lot in lots if left[lot.transfer] < lot.points}, short
