"""Borders of grids as polygons: how much two share, and who lies inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from .households import EARTH, Floats

Ring = Sequence[tuple[float, float]]
"""The corners of a border in their order; the last is joined to the first."""


def rings(borders: Mapping[str, Ring]) -> dict[str, Floats]:
    """Borders as n × 2 arrays, without the corner that closes them.

    Raises InputError for a border with fewer than three corners, or with a corner that is none.
    """
    found = {}
    for grid, ring in borders.items():
        corners = np.array([tuple(corner) for corner in ring], np.float64).reshape(-1, 2)
        if len(corners) > 1 and (corners[0] == corners[-1]).all():
            corners = corners[:-1]
        if len(corners) < 3 or not np.isfinite(corners).all():
            raise InputError(
                "The border of grid {grid} needs at least three corners, each of two numbers; it has {count}.",
                grid=grid,
                count=len(corners),
            )
        found[grid] = corners
    return found


def on_plane(degrees: Floats, middle: Floats) -> Floats:
    """Longitudes and latitudes (n × 2) as metres on the plane that touches the earth at `middle`."""
    found: Floats = np.radians(degrees - middle) * EARTH * np.array([np.cos(np.radians(middle[1])), 1.0])
    return found


def crosses_itself(ring: Floats) -> bool:
    """Whether two edges of a border that are not neighbours meet, or two corners are the same: then it has no inside.

    >>> square = np.array([(0, 0), (2, 0), (2, 2), (0, 2)], float)
    >>> crosses_itself(square), crosses_itself(square[[0, 2, 1, 3]]), crosses_itself(square[[0, 1, 2, 1]])
    (False, True, True)
    """
    if len(np.unique(ring, axis=0)) < len(ring):
        return True
    begin, along = ring, np.roll(ring, -1, axis=0) - ring
    cross = along[:, None, 0] * along[None, :, 1] - along[:, None, 1] * along[None, :, 0]
    apart = begin[None] - begin[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        mine = (apart[..., 0] * along[None, :, 1] - apart[..., 1] * along[None, :, 0]) / cross
        theirs = (apart[..., 0] * along[:, None, 1] - apart[..., 1] * along[:, None, 0]) / cross
    meet = (cross != 0) & (mine >= 0) & (mine <= 1) & (theirs >= 0) & (theirs <= 1)
    apart_by = np.abs(np.subtract.outer(np.arange(len(ring)), np.arange(len(ring))))
    return bool(meet[(apart_by > 1) & (apart_by < len(ring) - 1)].any())


def overlapping(borders: Mapping[str, Floats], least: float = 1.0) -> Iterator[tuple[str, str, float]]:
    """Pairs of grids that share more than `least` m², and how much."""
    boxes = {grid: (ring.min(axis=0), ring.max(axis=0)) for grid, ring in borders.items()}
    for one, other in combinations(sorted(borders), 2):
        low, high = np.maximum(boxes[one][0], boxes[other][0]), np.minimum(boxes[one][1], boxes[other][1])
        if (low < high).all() and (shared := shared_area(borders[one], borders[other])) > least:
            yield one, other, shared


def shared_area(one: Floats, other: Floats) -> float:
    """The area that two polygons (corners n × 2, metres) share, m².

    Between two neighbouring corners or crossings, seen along x, no edge ends or meets another one, so that what is shared
    there is made of trapezoids, whose area is their width times their height in the middle (M. I. Shamos and D. Hoey,
    Geometric intersection problems, FOCS 1976, 208).

    >>> square = np.array([(0, 0), (2, 0), (2, 2), (0, 2)], float)
    >>> round(shared_area(square, square + 1), 9), shared_area(square, square + (2, 0))
    (1.0, 0.0)
    """
    first, second = _edges(one), _edges(other)
    both = np.concatenate([first, second])
    stops = np.unique(np.concatenate([both[:, 0], _crossings(both)]))
    area = 0.0
    for left, right in zip(stops[:-1].tolist(), stops[1:].tolist(), strict=True):
        spans = _inside(first, (left + right) / 2), _inside(second, (left + right) / 2)
        heights = (max(0.0, min(a[1], b[1]) - max(a[0], b[0])) for a in spans[0].tolist() for b in spans[1].tolist())
        area += (right - left) * sum(heights)
    return area


def within(place: Floats, ring: Floats, slack: float = 1.0) -> NDArray[np.bool_]:
    """Which of the places (n × 2) lie in a polygon, or not farther than `slack` metres from its border."""
    x, y = place[:, :1], place[:, 1:]
    edges = _edges(ring)
    begin, end = edges[:, :2], edges[:, 2:]
    across = (begin[:, 0] > x) != (end[:, 0] > x)
    with np.errstate(divide="ignore", invalid="ignore"):
        height = begin[:, 1] + (x - begin[:, 0]) * (end[:, 1] - begin[:, 1]) / (end[:, 0] - begin[:, 0])
    inside = (across & (height > y)).sum(axis=1) % 2 == 1
    along = end - begin
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    part = np.clip(((place[:, None] - begin) * along).sum(axis=2) / length, 0, 1)
    away = np.sqrt(((place[:, None] - begin - part[:, :, None] * along) ** 2).sum(axis=2)).min(axis=1)
    found: NDArray[np.bool_] = inside | (away <= slack)
    return found


def _edges(ring: Floats) -> Floats:
    """x and y of both ends of each edge."""
    return np.concatenate([ring, np.roll(ring, -1, axis=0)], axis=1)


def _crossings(edges: Floats) -> Floats:
    """x of the points in which edges cross each other."""
    begin, along = edges[:, :2], edges[:, 2:] - edges[:, :2]
    cross = along[:, None, 0] * along[None, :, 1] - along[:, None, 1] * along[None, :, 0]
    apart = begin[None] - begin[:, None]
    cross = np.where(cross == 0, np.nan, cross)  # what lies side by side never crosses
    mine = (apart[..., 0] * along[None, :, 1] - apart[..., 1] * along[None, :, 0]) / cross
    theirs = (apart[..., 0] * along[:, None, 1] - apart[..., 1] * along[:, None, 0]) / cross
    meet = (mine >= 0) & (mine <= 1) & (theirs >= 0) & (theirs <= 1)
    found: Floats = (begin[:, None, 0] + mine * along[:, None, 0])[meet]
    return found


def _inside(edges: Floats, x: float) -> Floats:
    """The stretches of the line at `x` that lie in a polygon, as (from, to)."""
    here = edges[(edges[:, 0] > x) != (edges[:, 2] > x)]
    part = (x - here[:, 0]) / (here[:, 2] - here[:, 0])
    return np.sort(here[:, 1] + part * (here[:, 3] - here[:, 1])).reshape(-1, 2)
