"""Buildings: whole where small enough, else by stairwell, and a stairwell above the cap by floors that lie together.

Households of different stairwells never share a group, but where whole stairwells are too small to be one each. A floor
that is larger than the cap by itself (a long corridor) is cut along its rooms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, groupby

from .runs import runs
from .sizes import Sizes

Building = tuple[tuple[int, ...], ...]
"""Households of each floor of each stairwell, stairwells and floors in their order."""


@lru_cache(maxsize=4096)
def cut(building: Building, sizes: Sizes) -> tuple[int, ...]:
    """The end of each group, counted in households in the order of stairwell, floor and room.

    Most buildings of a city share their shape with others, so answers are kept.

    >>> cut(((2,) * 6, (2,) * 11), Sizes())
    (12, 22, 34)
    >>> cut(((2, 2), (2, 2), (4,) * 9), Sizes())
    (8, 20, 32, 44)
    """
    if sum(map(sum, building)) <= sizes.cap:
        return (sum(map(sum, building)),)
    found: list[int] = []
    for large, units in groupby(building, lambda unit: sum(unit) > sizes.cap):
        start = found[-1] if found else 0
        found += [start + end for end in (_floors(units, sizes) if large else _units(units, sizes))]
    return tuple(found)


def _units(units: Iterable[tuple[int, ...]], sizes: Sizes) -> Iterator[int]:
    """Stairwells of at most `cap`: each by itself, or neighbours together where one is too small."""
    pieces = tuple(map(sum, units))
    seams = (1,) * (len(pieces) - 1)
    return _ends(pieces, runs(pieces, seams, sizes.low, sizes.target, sizes.cap, hard=True))


def _floors(units: Iterable[tuple[int, ...]], sizes: Sizes) -> Iterator[int]:
    """Stairwells above the cap, each by its floors."""
    start = 0
    for unit in units:
        pieces, seams = _pieces(unit, sizes)
        for end in _ends(pieces, runs(pieces, seams, sizes.low, sizes.target, sizes.cap, hard=True)):
            yield start + end
        start += sum(unit)


def _pieces(unit: tuple[int, ...], sizes: Sizes) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Floors, those above the cap as single rooms; a seam counts where rooms would be joined to another floor."""
    pieces: list[int] = []
    seams: list[int] = []
    after_rooms = False
    for floor in unit:
        rooms = floor > sizes.cap
        if pieces:
            seams.append(int(rooms or after_rooms))
        pieces += [1] * floor if rooms else [floor]
        seams += [0] * (floor - 1) if rooms else []
        after_rooms = rooms
    return tuple(pieces), tuple(seams)


def _ends(pieces: tuple[int, ...], cuts: tuple[int, ...]) -> Iterator[int]:
    """Cuts counted in pieces as cuts counted in households."""
    upto = list(accumulate(pieces))
    return (upto[one - 1] for one in cuts)
