"""Households that come to a register that is divided already: the warm division gives them a micro-grid.

Micro-grids keep to the usual sizes. Only where most of a grid's are larger already, so that the office has agreed to that,
may one become as large as the largest: then a few arrivals divide nobody's. A newcomer whose place nobody knows is taken
for standing where its neighbours stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import sqlalchemy as sa

from ...grid.doors import natural
from ...grid.sizes import Sizes
from ...store import tables as t
from ..registry.doors import Door
from .planning import Division, Wanted, plan
from .reading import HOUSEHOLD, Registered, read, within


def divided(
    connection: sa.Connection, homes: Sequence[Door], places: Mapping[str, tuple[float, float]]
) -> tuple[Division, ...]:
    """The divisions of the grids that `homes`, which are not in the register yet, belong to. Raises as `planning.plan`."""
    whole = read(connection)
    c, g = t.compound.c, t.grid.c
    grids = dict(connection.execute(sa.select(c.key, g.key).join(t.grid, g.id == c.grid_id)).all())
    rows = [_row(home, grids[home.compound], places) for home in homes]
    come = pl.DataFrame(rows, schema=HOUSEHOLD, orient="row")
    joined = replace(whole, households=pl.concat([whole.households, _placed(whole.households, come)]))
    found = []
    for grid in sorted(set(come["grid"])):
        part = within(whole, grid)
        made = plan(joined, Wanted(grid=grid, sizes=sizes_of(part)))
        lived_in = set(part.members["micro_grid"])
        found.append(replace(made, closed=tuple(key for key in made.closed if key in lived_in)))
    return tuple(found)


def sizes_of(part: Registered) -> Sizes:
    """The usual sizes, unless most of the micro-grids there are go beyond them."""
    usual = Sizes()
    there = sorted(part.members.group_by("micro_grid").len()["len"].to_list())
    if not there or there[len(there) // 2] <= usual.cap:
        return usual
    most = int(there[-1])
    return Sizes(low=usual.low, target=usual.target, high=max(usual.high, most), cap=max(usual.cap, most))


def _row(home: Door, grid: str, places: Mapping[str, tuple[float, float]]) -> tuple[Any, ...]:
    x, y = places.get(home.key, (None, None))
    return (
        home.key, grid, home.compound, home.building or None, home.unit or None, home.room, home.floor, x, y
    )  # fmt: skip


def _placed(there: pl.DataFrame, come: pl.DataFrame) -> pl.DataFrame:
    """The newcomers with a place to stand in for one that nobody knows: that of the unit, else of the nearest doors."""
    known = there.filter(pl.col("x").is_not_null())
    rows = []
    for row in come.iter_rows(named=True):
        if row["x"] is None and not known.is_empty():
            x, y = _beside(known, row)
            row = {**row, "x": x, "y": y}
        rows.append(tuple(row.values()))
    return pl.DataFrame(rows, schema=HOUSEHOLD, orient="row")


def _beside(known: pl.DataFrame, row: Mapping[str, Any]) -> tuple[float | None, float | None]:
    for column in ("unit", "building", "compound", "grid"):
        mates = known.filter(pl.col(column) == row[column]) if row[column] else known.clear()
        if mates.is_empty():
            continue
        doors = sorted(mates.select("room", "x", "y").iter_rows(), key=lambda mate: natural(mate[0]))
        at = sum(natural(mate[0]) < natural(row["room"]) for mate in doors)
        near = doors[max(0, at - 1) : at + 1]
        return sum(mate[1] for mate in near) / len(near), sum(mate[2] for mate in near) / len(near)
    return None, None
