"""How compact groups are: centres, distances to them, diameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .households import Floats, Whole
from .houses import centres


@dataclass(frozen=True, slots=True)
class Measures:
    """Of each group 0, 1, …: households, centre (n × 2, metres), mean distance to it and diameter (the largest distance of
    two households), in metres; NaN where a household has no place. `mean` is over all households, `worst` the largest diameter.
    """

    size: Whole
    centre: Floats
    mean_distance: Floats
    diameter: Floats

    @property
    def mean(self) -> float:
        """Mean distance of a household to the centre of its group, over the groups that have one."""
        known = ~np.isnan(self.mean_distance)
        return float(np.average(self.mean_distance[known], weights=self.size[known])) if known.any() else float("nan")

    @property
    def worst(self) -> float:
        """The largest diameter."""
        return float(np.nanmax(self.diameter)) if (~np.isnan(self.diameter)).any() else float("nan")


def measured(place: Floats, group: Whole, count: int) -> Measures:
    """Measure the groups 0 … `count` - 1 of households at `place` (n × 2, metres), none of them empty."""
    size = np.bincount(group, minlength=count)
    centre = centres(place, group, count)
    away = np.sqrt(((place - centre[group]) ** 2).sum(axis=1))
    order = np.argsort(group, kind="stable")
    first = np.concatenate([[0], np.cumsum(size)[:-1]]).astype(np.int64)
    diameter = np.zeros(count)
    for members in np.unique(size):  # all groups of one size at once, so that a city needs a dozen steps
        those = np.flatnonzero(size == members)
        for some in np.array_split(those, max(1, len(those) * members * members // 10_000_000)):
            here = place[order[first[some][:, None] + np.arange(members)]]
            diameter[some] = np.sqrt(((here[:, :, None] - here[:, None, :]) ** 2).sum(axis=3)).max(axis=(1, 2))
    return Measures(size, centre, np.bincount(group, away, count) / size, diameter)


def strips(place: Floats, size: int = 10, width: float = 50.0) -> Whole:
    """The groups that a list drawn up street by street gives: strips of `width` metres walked to and fro, cut every `size`.

    What divisions are compared with.
    """
    strip = np.floor((place[:, 1] - place[:, 1].min()) / width).astype(np.int64)
    along = np.where(strip % 2 == 0, place[:, 0], -place[:, 0])
    found = np.empty(len(place), np.int64)
    found[np.lexsort((along, strip))] = np.arange(len(place)) // size
    return found
