"""What is wrong with the micro-grids on record: findings with their remedies, for the office and for `weiping audit`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl
import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...domain.text import Text
from ...grid.borders import Ring
from ...grid.checks import Fault, Finding, check
from ...grid.sizes import Sizes
from ...store import tables as t
from ..office import OFFICE, Desk, allow
from .reading import Registered, on_record, read, within


def findings(
    desk: Desk, actor: Actor, *, grid: str | None = None, sizes: Sizes | None = None, borders: Mapping[str, Ring] | None = None
) -> list[Finding]:  # fmt: skip
    """Everything that is wrong with the micro-grids of the community or of one grid; see `grid.checks`.

    `borders` are the corners of grids in the metres of the register, those on record where none are given. Raises NotFound.
    """
    allow(actor, *OFFICE)
    with desk.store.read() as connection:
        return found(connection, grid=grid, sizes=sizes, borders=borders)


def found(
    connection: sa.Connection, *, grid: str | None = None, sizes: Sizes | None = None,
    borders: Mapping[str, Ring] | None = None,
) -> list[Finding]:  # fmt: skip
    """As `findings`, of a state that is being looked at."""
    whole = read(connection)
    if borders is None:
        borders = {key: ring for key, ring in on_record(connection).items() if grid in (None, key)}
    part = whole if grid is None else within(whole, grid)
    exceptions = [key for key, one in whole.micro_grids.items() if one.exception]
    inside = set(part.households["key"])
    lines = [line for line in _newest_lines(connection) if line[0] in inside]
    said = pl.DataFrame(lines, schema={"household": pl.String, "micro_grid": pl.String}, orient="row")
    rows = pl.concat([part.members.select("household", "micro_grid"), said])
    known = check(part.households, rows, sizes, exceptions=exceptions, borders=borders)
    across = {one for each in known if each.fault is Fault.ACROSS for one in each.micro_grids}
    return [*known, *_registered_elsewhere(part, across)]


def _newest_lines(connection: sa.Connection) -> list[tuple[str, str]]:
    """(household, micro-grid) as the newest line of each household's membership says."""
    x, h, m = t.grid_member, t.household, t.micro_grid
    newest = sa.select(sa.func.max(x.c.number)).group_by(x.c.household_id)
    query = (
        sa.select(h.c.key, m.c.key).join(x, x.c.household_id == h.c.id).join(m, m.c.id == x.c.micro_grid_id)
        .where(x.c.number.in_(newest), m.c.closed_on.is_(None)).order_by(h.c.id)
    )  # fmt: skip
    return [(household, micro_grid) for household, micro_grid in connection.execute(query)]


def _registered_elsewhere(part: Registered, named: set[str]) -> Iterator[Finding]:
    """Micro-grids all of whose households live in another grid than the one that they are registered in."""
    lives = part.households.select(household="key", lives="grid")
    wrong = part.members.join(lives, on="household").filter(pl.col("lives") != pl.col("grid"))
    rows = wrong.filter(~pl.col("micro_grid").is_in(sorted(named))).unique(["micro_grid", "lives"]).sort("micro_grid")
    for micro_grid, grid, there in rows.select("micro_grid", "grid", "lives").iter_rows():
        text = Text(
            f"微网格 {micro_grid} 登记在网格 {grid}，住户却在网格 {there}",
            f"The micro-grid {micro_grid} is registered in grid {grid}, and its households live in {there}",
        )
        yield Finding(fault=Fault.TWO_GRIDS, text=text, grids=(grid, there), micro_grids=(micro_grid,))
