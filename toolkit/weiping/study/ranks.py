"""Many possible rankings at once, and what they say together: intervals, acceptabilities, chances of an award.

Rank acceptability: R. Lahdelma and P. Salminen, SMAA-2: stochastic multicriteria acceptability analysis for group decision
making, Operations Research 49(3), 2001, 444-454. The interval of a place takes the outer quantiles of its possible values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


def places(totals: Floats, *, highest_first: bool = True) -> Places:
    """Competition places (1, 2, 2, 4) of totals, one ranking a row; 0 where there is no total (NaN)."""
    table = np.atleast_2d(totals)
    signed = -table if highest_first else table
    known = ~np.isnan(signed)
    filled = np.where(known, signed, np.inf)
    order = np.argsort(filled, axis=1, kind="stable")
    ordered = np.take_along_axis(filled, order, axis=1)
    fresh = np.ones(ordered.shape, dtype=bool)
    fresh[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    first = np.maximum.accumulate(np.where(fresh, np.arange(ordered.shape[1]), 0), axis=1) + 1
    found = np.empty_like(first)
    np.put_along_axis(found, order, first, axis=1)
    return np.where(known, found, 0).reshape(totals.shape)


@dataclass(frozen=True)
class Rankings:
    """`samples` has one possible ranking a row and one entry a column: places from 1, 0 for none."""

    entries: tuple[str, ...]
    samples: Places

    def acceptability(self) -> pl.DataFrame:
        """The share of rankings in which an entry has each place: entry, place, share; places that never occur are left out."""
        shares = [np.bincount(column, minlength=len(self.entries) + 1) / len(self.samples) for column in self.samples.T]
        rows = [
            (entry, place, float(share[place]))
            for entry, share in zip(self.entries, shares, strict=True)
            for place in range(1, len(share))
            if share[place] > 0
        ]
        return pl.DataFrame(rows, schema={"entry": pl.String, "place": pl.Int64, "share": pl.Float64}, orient="row")

    def intervals(self, level: float = 0.9) -> pl.DataFrame:
        """entry, low, high (the places between which it lies with `level`), median, first (the chance of place 1).

        Places are whole, so the interval is widened to the next that holds at least `level`.
        """
        tail = (1 - level) / 2
        rows: list[tuple[str, int | None, int | None, float | None, float]] = []
        for entry, column in zip(self.entries, self.samples.T, strict=True):
            seen = np.sort(column[column > 0])
            if not len(seen):
                rows.append((entry, None, None, None, 0.0))
                continue
            low = int(seen[int(np.floor(tail * (len(seen) - 1)))])
            high = int(seen[int(np.ceil((1 - tail) * (len(seen) - 1)))])
            rows.append((entry, low, high, float(np.median(seen)), float((column == 1).mean())))
        schema = {"entry": pl.String, "low": pl.Int64, "high": pl.Int64, "median": pl.Float64, "first": pl.Float64}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def within(self, first: int) -> dict[str, float]:
        """Entry -> the share of rankings in which it is among the first places: the chance of an award for them."""
        inside = (self.samples > 0) & (self.samples <= first)
        return dict(zip(self.entries, map(float, inside.mean(axis=0)), strict=True))


def ranked(entries: Sequence[str], totals: Floats, *, highest_first: bool = True) -> Rankings:
    """Rankings of rows of totals, a column an entry."""
    return Rankings(tuple(entries), places(totals, highest_first=highest_first))
