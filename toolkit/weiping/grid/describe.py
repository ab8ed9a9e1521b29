"""What groups are made of, and why those with a wrong size have it: told from the groups themselves, however they came about."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from .afresh import of_building
from .households import Homes, Whole
from .kinds import Kind, Reason
from .sizes import Sizes


class Stuff(IntEnum):
    """What a group is divided as: flats of one building, households with places, a row of doors, or none of these."""

    BUILDING = 0
    HOUSES = 1
    ROW = 2
    MIXED = 3


def made_of(homes: Homes, group: Whole, count: int, sizes: Sizes) -> list[Stuff]:
    """What each group 0 … `count` - 1 is made of."""
    building = np.where(homes.mates >= sizes.low, homes.building, -1)
    low, high = extremes(building, group, count)
    known = extremes(homes.known.astype(np.int64), group, count)
    one_building = (low == high) & (low >= 0)
    choices = [one_building, known[0] == 1, (known[1] == 0) & (high < 0)]
    found = np.select(choices, [Stuff.BUILDING, Stuff.HOUSES, Stuff.ROW], Stuff.MIXED)
    return [Stuff(one) for one in found.tolist()]


def extremes(values: Whole, group: Whole, count: int) -> tuple[Whole, Whole]:
    """The smallest and the largest value within each group; homes of no group (-1) are left out."""
    inside = group >= 0
    low, high = np.full(count, np.iinfo(np.int64).max), np.full(count, np.iinfo(np.int64).min)
    np.minimum.at(low, group[inside], values[inside])
    np.maximum.at(high, group[inside], values[inside])
    return low, high


def kinds(homes: Homes, group: Whole, stuff: list[Stuff]) -> list[Kind]:
    """The kind of each group in the words of a list: flats are told apart by what they are a whole of."""
    count = len(stuff)
    size = np.bincount(group, minlength=count)
    first, last = extremes(homes.unit, group, count)
    of_units = _whole(homes.unit, group, count)
    whole_building = size == extremes(homes.mates, group, count)[0]
    flats = np.select(
        [whole_building, (first == last) & (of_units == size), of_units == size, first == last],
        [0, 1, 2, 3], 4,
    )  # fmt: skip
    names = (Kind.BUILDING, Kind.UNIT, Kind.UNITS, Kind.FLOORS, Kind.MIXED)
    others = {Stuff.HOUSES: Kind.HOUSES, Stuff.ROW: Kind.ROW, Stuff.MIXED: Kind.MIXED}
    return [
        names[flat] if one is Stuff.BUILDING else others[one] for flat, one in zip(flats.tolist(), stuff, strict=True)
    ]


def _whole(unit: Whole, group: Whole, count: int) -> Whole:
    """How many households the stairwells of each group have, others' members included."""
    pairs = np.unique(np.stack([group, unit], axis=1), axis=0)
    per_unit = np.bincount(unit + 1)
    return np.bincount(pairs[:, 0], per_unit[pairs[:, 1] + 1], count).astype(np.int64)


def most(kind: Kind, sizes: Sizes) -> int:
    """How many households a group of a kind may have."""
    return sizes.high if kind in (Kind.HOUSES, Kind.ROW) else sizes.cap


def reasons(homes: Homes, group: Whole, kind: list[Kind], sizes: Sizes) -> list[Reason | None]:
    """Why each group has a wrong size; None for a right one."""
    size = np.bincount(group, minlength=len(kind)).tolist()
    first = extremes(np.arange(len(homes)), group, len(kind))[0]
    grid = np.searchsorted(homes.borders, first, side="right").tolist()
    total: dict[tuple[int, Kind], int] = {}
    for place, many, one in zip(grid, size, kind, strict=True):
        total[place, one] = total.get((place, one), 0) + many
    found: list[Reason | None] = [None] * len(kind)
    for number, (place, many, one) in enumerate(zip(grid, size, kind, strict=True)):
        if sizes.low <= many <= most(one, sizes):
            continue
        if one in (Kind.HOUSES, Kind.ROW):
            found[number] = _of_houses(total[place, one], sizes)
        elif one is not Kind.MIXED:
            found[number] = _of_flats(homes, np.flatnonzero(group == number), one, sizes)
        else:
            found[number] = Reason.KEPT
    return found


def _of_houses(total: int, sizes: Sizes) -> Reason:
    if total < sizes.low:
        return Reason.FEW
    return Reason.KEPT if sizes.possible(total) else Reason.BETWEEN


def _of_flats(homes: Homes, members: Whole, kind: Kind, sizes: Sizes) -> Reason:
    """Whether the building would be cut so if it were divided afresh, and if so why; else the group is one of old."""
    first, mates = int(members[0]), int(homes.mates[members[0]])
    start = max(0, first - mates)
    whole = start + np.flatnonzero(homes.building[start : first + mates] == homes.building[first])
    if not any(np.array_equal(members, piece) for piece in of_building(homes, whole, sizes)):
        return Reason.KEPT
    several = homes.unit[members[0]] != homes.unit[members[-1]]
    return Reason.UNIT if several or (kind is Kind.UNIT and len(members) < sizes.low) else Reason.FLOORS
