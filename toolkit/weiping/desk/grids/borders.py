"""Borders of grids on record: corners in the metres of the register, drawn by the office or read from a file.

Grids that would overlap are refused, with the grids named. Who is left standing outside is reported, not refused: the
place of a house may be what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.register import FARTHEST
from ...errors import InputError, Invalid
from ...frames.sheets_in import LIST, clean, sheet_of
from ...grid.borders import Ring, crosses_itself, overlapping, rings
from ...grid.checks import Fault, Finding
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..office import Desk, allow
from .checking import found
from .reading import Border, no_grid, on_record

MOST_CORNERS = 500
_HEADINGS = {"grid": ("grid", "网格", "网格编号"), "x": ("x", "东向坐标", "横坐标"), "y": ("y", "北向坐标", "纵坐标")}


def draw(desk: Desk, actor: Actor, drawn: Mapping[str, Ring]) -> list[Finding]:
    """Put the borders of some grids on record, or take one away that has no corners; answers who is left outside.

    Raises NotFound for an unknown grid, InputError for a border with fewer than three corners, Invalid for one that crosses
    itself or overlaps another one.
    """
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> list[Finding]:
        before = on_record(connection)
        _known(connection, drawn)
        made = _checked(before, drawn)
        for key in drawn:
            corners = [list(one) for one in made[key]] if key in made else None
            connection.execute(t.grid.update().where(t.grid.c.key == key).values(border=corners))
        journal.write(connection, actor.name, "borders", {}, grids=",".join(sorted(drawn)))
        touch(connection, "community", 0)
        return [one for one in found(connection) if one.fault is Fault.OUTSIDE and set(one.grids) & set(drawn)]

    return desk.store.write(job)


def from_file(data: bytes) -> dict[str, Border]:
    """Borders from a table (.csv or .xlsx) with a row for each corner: grid, x, y. Raises InputError."""
    sheet = sheet_of(data, lambda rows: bool(rows) and _columns(rows[0]) is not None, LIST)
    columns = _columns(sheet.rows[0]) if sheet.rows else None
    if columns is None:
        raise InputError(
            "The first row must have the headings 网格 (grid), x and y; a row for each corner stands below it."
        )
    found: dict[str, list[tuple[float, float]]] = {}
    for number, row in enumerate(sheet.rows[1:], 2):
        grid, x, y = (clean(row[at]) if at < len(row) else "" for at in columns)
        if not (grid or x or y):
            continue
        try:
            found.setdefault(grid, []).append((float(x), float(y)))
        except ValueError:
            raise InputError(
                "Row {row} has no grid, or a corner that is none: write metres in x and y.", row=number
            ) from None
    if "" in found or not found:
        raise InputError("Every corner needs the key of its grid, such as g01, beside it.")
    return {grid: tuple(corners) for grid, corners in found.items()}


def _columns(row: list[str]) -> tuple[int, int, int] | None:
    said = [clean(cell).casefold() for cell in row]
    at = [next((said.index(one) for one in names if one in said), -1) for names in _HEADINGS.values()]
    return (at[0], at[1], at[2]) if min(at) >= 0 else None


def _known(connection: sa.Connection, drawn: Mapping[str, Ring]) -> None:
    keys = list(connection.execute(sa.select(t.grid.c.key).order_by(t.grid.c.number)).scalars())
    if unknown := [key for key in drawn if key not in keys]:
        raise no_grid(unknown[0], keys)


def _checked(before: Mapping[str, Ring], drawn: Mapping[str, Ring]) -> dict[str, Border]:
    """The borders that there would be."""
    wanted = {key: ring for key, ring in {**before, **drawn}.items() if len(ring)}
    for key, ring in drawn.items():
        if len(ring) > MOST_CORNERS:
            raise Invalid(
                "The border of grid {grid} has {count} corners; {most} are enough.", grid=key, count=len(ring),
                most=MOST_CORNERS,
            )  # fmt: skip
        if any(not abs(one) <= FARTHEST for corner in ring for one in corner):
            raise Invalid("A corner of grid {grid} is no place; write metres in x and y.", grid=key)
    corners = rings(wanted)
    if crossing := [key for key in drawn if key in corners and crosses_itself(corners[key])]:
        raise Invalid(
            "The border of grid {grid} crosses itself; name its corners in the order in which one walks around it.",
            code="crosses-itself", grid=crossing[0],
        )  # fmt: skip
    for one, other, area in overlapping(corners):
        raise Invalid(
            "Grids {one} and {other} would overlap by {area} m². Move the border so that each place lies in one grid only.",
            code="overlap", one=one, other=other, area=f"{area:,.0f}",
        )  # fmt: skip
    return {key: tuple((float(x), float(y)) for x, y in ring) for key, ring in corners.items()}
