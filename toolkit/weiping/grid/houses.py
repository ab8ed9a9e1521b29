"""Scattered houses: compact groups of bounded sizes.

It begins with halves of halves (J. L. Bentley, Multidimensional binary search trees used for associative searching,
Communications of the ACM 18, 1975, 509), then in turn moves every centre into the middle of its group and divides the
houses anew among the centres at the least sum of squared distances (S. P. Lloyd, Least squares quantization in PCM, IEEE
Transactions on Information Theory 28, 1982, 129; with bounds as in `flow`). Neither step can make the sum larger, so it
ends. Where it ends depends on where it begins: the halves are taken along several directions. The most promising ends are
shaken: houses are divided at the least sum of d⁶, which cares for those farthest out, and settled once more. Kept is the end
with the least sum of two ratios, its scatter and its widest diameter, each to the least of all ends.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .flow import assigned
from .households import Floats, Whole

STARTS = 4
SHAKEN = 2
"""Ends that are shaken."""
SHAKES = 6
NEAR = 6
"""Centres that a house may go to, the nearest ones (and the one it has)."""

ROUNDS = 60

BLOCK = 400
"""Groups that are divided at once."""


def divided(place: Floats, groups: int, low: int, high: int, seed: int = 0) -> Whole:
    """The group (0 … `groups` - 1) of each house at `place` (n × 2, metres), with `low` to `high` houses each.

    `seed` turns the directions of the beginnings. More than `BLOCK` groups are divided block by block, so that the time
    grows as the houses do. Raises InputError where OR-tools is missing and there are two groups.
    """
    found = np.empty(len(place), np.int64)
    turns = (np.arange(STARTS) + np.random.default_rng(seed).random()) * np.pi / 2 / STARTS
    for inside, first, many in halves(place, groups, low, high, BLOCK):
        found[inside] = first + _block(place[inside], many, low, high, turns)
    return found


def _block(place: Floats, groups: int, low: int, high: int, turns: Floats) -> Whole:
    """The best of the ends that are reached from beginnings turned by `turns` (radians)."""
    if groups == 1:
        return np.zeros(len(place), np.int64)
    bounds = np.full(groups, low), np.full(groups, high)
    ends = [settled(place, halved(_turned(place, turn), groups, low, high), *bounds) for turn in turns]
    ends = ranked(place, ends, groups)
    return ranked(place, [*(shaken(place, end, *bounds) for end in ends[:SHAKEN]), *ends], groups)[0]


def ranked(place: Floats, ends: list[Whole], count: int) -> list[Whole]:
    """Ends in the order of scatter and widest diameter together, each relative to the least; of equals the first is first."""
    from .measures import measured

    told = (
        np.array([(scatter(place, one, count), measured(place, one, count).worst) for one in ends]) + 1
    )  # nothing is 0 m² or 0 m
    order = np.argsort((told / told.min(axis=0)).sum(axis=1), kind="stable")
    return [ends[at] for at in order.tolist()]


def shaken(place: Floats, group: Whole, lower: Whole, upper: Whole) -> Whole:
    """Leave an end in favour of the houses farthest out, then settle again; `group` must keep the bounds."""
    for _ in range(SHAKES):
        centre = centres(place, group, len(lower))
        homes, groups = nearest(place, centre, group)
        away = squares(place[homes] - centre[groups])
        sixth = away * (away / max(float(np.median(away)), 1.0)) ** 2
        found = assigned(homes, groups, sixth, lower, upper, groups == group[homes])
        assert found is not None, "the groups that are there keep the bounds"
        if (found[0] == group).all():
            break
        group = found[0]
    return settled(place, group, lower, upper)


def halved(place: Floats, groups: int, low: int, high: int) -> Whole:
    """Groups by halving until each part is one group."""
    found = np.empty(len(place), np.int64)
    for inside, first, _ in halves(place, groups, low, high, 1):
        found[inside] = first
    return found


def halves(place: Floats, groups: int, low: int, high: int, most: int) -> Iterator[tuple[Whole, int, int]]:
    """Cut across the longer side, so that each part has its share of houses and groups, until none has more than `most`
    groups. Yields the houses of each part, its first group and how many groups it is to have.
    """
    parts = [(np.arange(len(place)), 0, groups)]
    while parts:
        inside, first, many = parts.pop()
        if many <= most:
            yield inside, first, many
            continue
        here, left = place[inside], many // 2
        sides = np.ptp(here, axis=0)
        order = np.argsort(here[:, int(sides[1] > sides[0])], kind="stable")
        share = (2 * len(inside) * left + many) // (2 * many)
        fewest = max(left * low, len(inside) - (many - left) * high)
        cut = min(max(share, fewest), left * high, len(inside) - (many - left) * low)
        parts.append((inside[order[cut:]], first + left, many - left))
        parts.append((inside[order[:cut]], first, left))


def settled(place: Floats, group: Whole, lower: Whole, upper: Whole) -> Whole:
    """Centres and groups in turn until no house moves; `group` must keep the bounds."""
    count, cost = len(lower), None
    for _ in range(ROUNDS):
        centre = centres(place, group, count)
        homes, groups = nearest(place, centre, group)
        away = squares(place[homes] - centre[groups])
        found = assigned(homes, groups, away, lower, upper, groups == group[homes])
        assert found is not None, "the groups that are there keep the bounds"
        if (found[0] == group).all() or (cost is not None and found[1] >= cost):
            break
        group, cost = found
    return group


def nearest(place: Floats, centre: Floats, group: Whole, near: int = NEAR) -> tuple[Whole, Whole]:
    """Pairs (house, group) of each house with its `near` nearest centres, and with the `group` it has (-1: none)."""
    near = min(near, len(centre))
    from scipy.spatial import cKDTree  # late: a server starts without scipy

    chosen = cKDTree(centre).query(place, near)[1].reshape(len(place), near).astype(np.int64)
    further = np.flatnonzero((group >= 0) & ~(chosen == group[:, None]).any(axis=1))
    homes = np.concatenate([np.repeat(np.arange(len(place)), near), further])
    return homes, np.concatenate([chosen.ravel(), group[further]])


def centres(place: Floats, group: Whole, count: int) -> Floats:
    """The mean place of each group, count × 2; NaN for an empty one."""
    size = np.bincount(group, minlength=count)
    with np.errstate(invalid="ignore"):
        return np.stack([np.bincount(group, place[:, axis], count) / size for axis in (0, 1)], axis=1)


def scatter(place: Floats, group: Whole, count: int) -> float:
    """The sum of squared distances to the centres, m²."""
    return float(squares(place - centres(place, group, count)[group]).sum())


def squares(vectors: Floats) -> Floats:
    """Squared lengths."""
    found: Floats = (vectors**2).sum(axis=1)
    return found


def _turned(place: Floats, angle: float) -> Floats:
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    found: Floats = place @ turn
    return found
