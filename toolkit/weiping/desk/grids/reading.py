"""The register as the tables that `weiping.grid` divides: households with their places, and who is in which micro-grid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...errors import NotFound
from ...store import tables as t
from ..office import OFFICE, Desk, allow

Border = tuple[tuple[float, float], ...]
"""Corners, metres east and north of the community's own point."""

HOUSEHOLD = {
    "key": pl.String, "grid": pl.String, "compound": pl.String, "building": pl.String, "unit": pl.String, "room": pl.String,
    "floor": pl.Int64, "x": pl.Float64, "y": pl.Float64,
}  # fmt: skip
"""Columns of a table of households; places in metres east and north of the community's own point."""
_MEMBER = {"household": pl.String, "micro_grid": pl.String, "number": pl.Int64, "grid": pl.String}


@dataclass(frozen=True, slots=True, kw_only=True)
class MicroGridRow:
    """A micro-grid as it is on record, one that is closed too."""

    id: int
    key: str
    grid: str
    number: int
    exception: str
    closed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """The register as a division begins with it.

    `households` has the columns `HOUSEHOLD`, `members` household, micro_grid, number and grid (the one that the micro-grid
    is registered in): who is in which micro-grid that is not closed. `grids` are grid -> number in the database.
    """

    households: pl.DataFrame
    members: pl.DataFrame
    micro_grids: Mapping[str, MicroGridRow]
    grids: Mapping[str, int]

    @property
    def open(self) -> dict[str, MicroGridRow]:
        """The micro-grids that are not closed."""
        return {key: one for key, one in self.micro_grids.items() if one.closed_on is None}

    def highest(self) -> dict[str, int]:
        """Grid -> the highest number it ever gave to a micro-grid."""
        found: dict[str, int] = {}
        for one in self.micro_grids.values():
            found[one.grid] = max(one.number, found.get(one.grid, 0))
        return found


def read(connection: sa.Connection) -> Registered:
    """The whole register."""
    m, g = t.micro_grid, t.grid
    query = sa.select(m.c.id, m.c.key, g.c.key.label("grid"), m.c.number, m.c.exception, m.c.closed_on)
    rows = connection.execute(query.join(g, g.c.id == m.c.grid_id).order_by(g.c.number, m.c.number, m.c.id))
    micro_grids = {row.key: MicroGridRow(**row._mapping) for row in rows}
    homes = connection.execute(_homes()).all()
    households = pl.DataFrame([row[:-1] for row in homes], schema=HOUSEHOLD, orient="row")
    inside = [(row.key, one) for row in homes if (one := micro_grids[row.micro_grid]).closed_on is None]
    members = pl.DataFrame(
        [(key, one.key, one.number, one.grid) for key, one in inside], schema=_MEMBER, orient="row"
    )  # fmt: skip
    grids = dict(connection.execute(sa.select(g.c.key, g.c.id).order_by(g.c.number)).all())
    return Registered(households=households, members=members, micro_grids=micro_grids, grids=grids)


def _homes() -> sa.Select[tuple[object, ...]]:
    h, c, g, u, b, m = t.household, t.compound, t.grid, t.unit, t.building, t.micro_grid
    return (
        sa.select(
            h.c.key, g.c.key.label("grid"), c.c.key.label("compound"), b.c.key.label("building"), u.c.key.label("unit"),
            h.c.room, h.c.floor, h.c.x, h.c.y, m.c.key.label("micro_grid"),
        )
        .join(c, c.c.id == h.c.compound_id)
        .join(g, g.c.id == c.c.grid_id)
        .join(m, m.c.id == h.c.micro_grid_id)
        .outerjoin(u, u.c.id == h.c.unit_id)
        .outerjoin(b, b.c.id == u.c.building_id)
        .order_by(h.c.id)
    )  # fmt: skip


def within(whole: Registered, grid: str) -> Registered:
    """The part of a register that lies in one grid: its households, and the micro-grids that most members of live there, or
    that are registered there and empty. Raises NotFound."""
    if grid not in whole.grids:
        raise no_grid(grid, whole.grids)
    here = whole.households.filter(pl.col("grid") == grid)
    lives = whole.households.select(household="key", lives="grid")
    members = whole.members.join(lives, on="household", maintain_order="left")
    most = members.group_by("micro_grid", "lives").len().sort("len", "lives", descending=[True, False])
    home = dict(most.unique("micro_grid", keep="first", maintain_order=True).select("micro_grid", "lives").iter_rows())
    micro_grids = {key: one for key, one in whole.micro_grids.items() if home.get(key, one.grid) == grid}
    members = members.filter((pl.col("lives") == grid) & pl.col("micro_grid").is_in(list(micro_grids))).drop("lives")
    return Registered(households=here, members=members, micro_grids=micro_grids, grids=whole.grids)


def no_grid(grid: str, known: Iterable[str]) -> NotFound:
    """The refusal of a grid that the register does not have."""
    return NotFound("There is no grid {grid}; there are {known}.", grid=grid, known=list(known))


def on_record(connection: sa.Connection) -> dict[str, Border]:
    """Grid -> its border, of the grids that have one."""
    g = t.grid.c
    rows = connection.execute(sa.select(g.key, g.border).where(g.border.is_not(None)).order_by(g.number))
    return {key: tuple((float(x), float(y)) for x, y in corners) for key, corners in rows}


def grids_view(desk: Desk, actor: Actor) -> dict[str, Any]:
    """Grids as pages receive them: number, name, border, how many households and micro-grids.

    `spots` are [x, y, grid, households]: where households stand, metres east and north.
    """
    allow(actor, *OFFICE)
    g, c, h, m = t.grid.c, t.compound.c, t.household.c, t.micro_grid.c
    homes = sa.select(c.grid_id, h.x, h.y, sa.func.count()).join(t.compound, c.id == h.compound_id)
    open_ones = sa.select(m.grid_id, sa.func.count()).where(m.closed_on.is_(None)).group_by(m.grid_id)
    with desk.store.read() as connection:
        rows = connection.execute(sa.select(g.id, g.key, g.number, g.name).order_by(g.number)).all()
        drawn = on_record(connection)
        groups: dict[int, int] = dict(connection.execute(open_ones).all())
        stand = connection.execute(homes.group_by(c.grid_id, h.x, h.y).order_by(c.grid_id, h.x, h.y)).all()
    keys, many = {row.id: row.key for row in rows}, dict[int, int]()
    for grid, _, _, count in stand:
        many[grid] = many.get(grid, 0) + count
    return {
        "grids": [
            {
                "key": row.key, "number": row.number, "name": row.name, "border": drawn.get(row.key),
                "households": many.get(row.id, 0), "micro_grids": groups.get(row.id, 0),
            }
            for row in rows
        ],
        "spots": [(x, y, keys[grid], count) for grid, x, y, count in stand if x is not None and y is not None],
    }  # fmt: skip
