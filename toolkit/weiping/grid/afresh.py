"""A grid divided as if there had been no groups before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from .flats import Building, cut
from .households import Homes, Whole
from .houses import divided
from .runs import runs
from .sizes import Sizes


@dataclass(frozen=True, slots=True)
class Parts:
    """The households of a grid (positions among all homes, in order) by how they are divided: buildings large enough for
    groups of their own, households with a place, and households without one, by the row of their doors.
    """

    buildings: tuple[Whole, ...]
    placed: Whole
    row: Whole


def parts(homes: Homes, span: slice, sizes: Sizes) -> Parts:
    """Sort the households of a grid. A building smaller than a group is divided with the scattered houses.

    Scattered houses all have a place, or none has one and the order of their doors must do: `left_out` sees to that.
    """
    here, building, known = np.arange(span.start, span.stop), homes.building[span], homes.known[span]
    large = homes.mates[span] >= sizes.low
    starts = np.flatnonzero(np.diff(building[large], prepend=-1))
    whole = tuple(np.split(here[large], starts)[1:])
    return Parts(whole, here[~large & known], here[~large & ~known])


def afresh(homes: Homes, span: slice, sizes: Sizes, seed: int) -> Iterator[Whole]:
    """The groups of a grid (positions of their members): buildings in order, then scattered houses, then doors in a row."""
    found = parts(homes, span, sizes)
    for members in found.buildings:
        yield from of_building(homes, members, sizes)
    yield from of_houses(homes, found.placed, sizes, seed)
    yield from of_row(homes, found.row, sizes)


def of_building(homes: Homes, members: Whole, sizes: Sizes) -> Iterator[Whole]:
    """The groups of a building, or of some of its stairwells, whose households stand in order."""
    ends = cut(shape(homes.unit[members], homes.floor[members]), sizes)
    return (members[start:end] for start, end in pairwise((0, *ends)))


def shape(unit: Whole, floor: Whole) -> Building:
    """How many households are on each floor of each stairwell."""
    doors = groupby(zip(unit.tolist(), floor.tolist(), strict=True), lambda door: door[0])
    return tuple(tuple(sum(1 for _ in level) for _, level in groupby(inside)) for _, inside in doors)


def of_houses(homes: Homes, members: Whole, sizes: Sizes, seed: int) -> Iterator[Whole]:
    """The groups of households that have places."""
    if len(members):
        group = divided(homes.place[members], *sizes.groups(len(members)), seed)
        order = np.argsort(group, kind="stable")
        for some in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
            yield members[some]


def of_row(homes: Homes, members: Whole, sizes: Sizes) -> Iterator[Whole]:
    """The groups of households without places: neighbours in the order of compound and door, if possible of one compound."""
    if len(members):
        seams = tuple((np.diff(homes.compound[members]) != 0).astype(int).tolist())
        ends = runs((1,) * len(members), seams, sizes.low, sizes.target, sizes.high)
        for start, end in pairwise((0, *ends)):
            yield members[start:end]
