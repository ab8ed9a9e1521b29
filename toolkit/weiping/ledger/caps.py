"""Caps: how much of what a rule proposes for a household may be posted, given what it got already."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ..domain.points import Cap, Period


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both counted."""

    first: date
    last: date


def span(per: Period, day: date) -> Span:
    """The day, month or year in which `day` lies. An event has no span of its own: its transfers carry its name."""
    if per == "year":
        return Span(date(day.year, 1, 1), date(day.year, 12, 31))
    if per == "month":
        return Span(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))
    return Span(day, day)


def allowed(caps: Iterable[Cap], proposed: int, earned: Mapping[Period, int]) -> int:
    """The points of `proposed` that no cap cuts off, where `earned` is what there is already for each period.

    An event lies in one day, a day in one month, a month in one year. So the limits make a polymatroid, in which all ways
    to take as much as is left end with the same sum (J. Edmonds, Submodular functions, matroids, and certain polyhedra, in
    Combinatorial Structures and Their Applications, 1970, 69–87): what a household has in the end does not depend on the
    order in which events arrive. Which of them was cut does.
    """
    return max(0, min([proposed, *(cap.points - earned.get(cap.per, 0) for cap in caps)]))
