"""Cutting what stands in a row (floors of a stairwell, stairwells of a building, doors of a lane) into runs of the right size."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

WRONG, SEAM = 10**18, 10**9
"""Weights that make one household outside the bounds dearer than all seams, and one seam dearer than all unevenness."""


@lru_cache(maxsize=4096)
def runs(
    pieces: tuple[int, ...], seams: tuple[int, ...], low: int, target: int, high: int, *, hard: bool = False
) -> tuple[int, ...]:
    """Where to cut: the end of each run, as positions in `pieces` (households of each piece, in their order).

    Of all ways to cut, the one with the fewest households outside `low` to `high`; of these, with the lowest sum of
    `seams[i]` over seams between piece i and i + 1 that lie within a run; of these, with the least Σ (size − target)².
    Where `high` is `hard` no run of several pieces is above it, however small its neighbours stay for that.
    The best cut of the first j pieces needs only the best cuts of fewer (R. Bellman, On the approximation of curves by line
    segments using dynamic programming, Communications of the ACM 4, 1961, 284).

    >>> runs((2,) * 11, (0,) * 10, 8, 10, 15)
    (5, 11)
    >>> runs((4, 4, 4), (0, 1), 4, 8, 8)
    (2, 3)
    >>> runs((1, 15), (0,), 8, 10, 15), runs((1, 15), (0,), 8, 10, 15, hard=True)
    ((2,), (1, 2))
    """
    best, begin = [0], [0]
    for end in range(1, len(pieces) + 1):
        costs = _ending(pieces, seams, end, low, target, high, hard)
        cost, start = min((best[start] + cost, start) for start, cost in costs)
        best.append(cost)
        begin.append(start)
    cuts, end = [], len(pieces)
    while end:
        cuts.append(end)
        end = begin[end]
    return tuple(reversed(cuts))


def _ending(
    pieces: Sequence[int], seams: Sequence[int], end: int, low: int, target: int, high: int, hard: bool
) -> list[tuple[int, int]]:
    """(start, cost) of the runs that end before piece `end`, but for those that are cut: above a `hard` bound, or where two of
    at least `low` do better."""
    found = []
    size = crossed = tail = 0
    for start in range(end - 1, -1, -1):
        size += pieces[start]
        tail = tail or (size if size >= low else 0)
        if size > high and ((tail and size - tail >= low) or (hard and start < end - 1)):
            break
        if start < end - 1:
            crossed += seams[start]
        wrong = max(0, low - size, size - high)
        found.append((start, WRONG * wrong + SEAM * crossed + (size - target) ** 2))
    return found
