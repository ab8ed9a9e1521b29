"""Where the households of the sample stand: an invented plan of blocks, in metres east and north of the community's own point."""

from __future__ import annotations

from collections.abc import Sequence

from chance import Chance

BLOCK = 420
"""Metres from one grid's corner to the next; the grids stand four in a row."""
STAIRWELL = 14
HOUSE = 11
LANE = 26

Spot = tuple[float, float]


def corner(grid: int) -> Spot:
    """The south-west corner of a grid."""
    return float((grid - 1) % 4 * BLOCK), float((grid - 1) // 4 * BLOCK)


def stairwells(origin: Spot, shapes: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Spot]:
    """(building, unit) -> its place: buildings (number, units) in rows of three that face south, stairwells side by side."""
    return {
        (number, unit): (origin[0] + at % 3 * 62 + unit * STAIRWELL, origin[1] + at // 3 * 45)
        for at, (number, units) in enumerate(shapes)
        for unit in range(1, units + 1)
    }


def lanes(origin: Spot, count: int, width: int, chance: Chance) -> list[Spot]:
    """Houses along lanes, door after door, each a little out of line."""
    row = width // HOUSE
    return [
        (
            origin[0] + number % row * HOUSE + chance.random() * 5,
            origin[1] + number // row * LANE + chance.random() * 8,
        )
        for number in range(count)
    ]  # fmt: skip
