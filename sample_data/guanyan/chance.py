"""Chance and files, as both parts of the generator need them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance(Random):
    """Chance that does not change between Python versions: everything is drawn from `random()` alone."""

    def one(self, items: Sequence[T]) -> T:
        """One of `items`."""
        return items[int(self.random() * len(items))]

    def happens(self, percent: int) -> bool:
        """True in `percent` of a hundred draws."""
        return self.random() * 100 < percent

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return low + int(self.random() * (high - low + 1))

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """`count` different ones of `items`, in the order they were drawn."""
        left, drawn = list(items), []
        while left and len(drawn) < count:
            drawn.append(left.pop(int(self.random() * len(left))))
        return drawn


def write(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    """A CSV file in UTF-8 with line feeds."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header.split(","))
        out.writerows(rows)
