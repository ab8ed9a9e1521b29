"""Marks that stand far from the others', so that somebody looks again; they are never changed nor left out.

Source: B. Iglewicz and D. C. Hoaglin, "How to Detect and Handle Outliers", ASQC Quality Press 1993: a mark is far where
its modified z-score 0.6745 · |x − median| / MAD is above 3.5. The median absolute deviation (MAD) itself is hardly
moved by the few marks that one looks for, unlike a standard deviation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

K = TypeVar("K")

LIMIT = Decimal("3.5") / Decimal("0.6745")
"""How many MADs a mark may be away."""

FEWEST = 3
"""With two marks nobody can say which of them is far."""


@dataclass(frozen=True, slots=True)
class Far:
    """A mark that stands `by` above (or, negative, below) the `median` of all."""

    by: Decimal
    median: Decimal


def median(values: Iterable[Decimal]) -> Decimal:
    """The middle value, or the mean of the two in the middle, exactly; ValueError for none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("there is no median of nothing")
    upper = len(ordered) // 2
    return ordered[upper] if len(ordered) % 2 else (ordered[upper - 1] + ordered[upper]) / 2


def far(marks: Mapping[K, Decimal], *, floor: Decimal) -> dict[K, Far]:
    """Those of `marks` that stand far from the others.

    Far is more than 3.5 MAD / 0.6745 away from the median, and more than `floor`: where a panel agrees to half a point, a
    whole point away is no reason to worry. Fewer than three marks have no far one.
    """
    if len(marks) < FEWEST:
        return {}
    middle = median(marks.values())
    allowed = max(floor, LIMIT * median(abs(mark - middle) for mark in marks.values()))
    return {key: Far(mark - middle, middle) for key, mark in marks.items() if abs(mark - middle) > allowed}
