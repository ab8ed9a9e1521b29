"""The cells of a row beside name and address: telephone, year of birth, since when somebody lives there, the household's place.

A cell that says nothing is None; one that cannot be is a fault of its line.
"""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import sqlalchemy as sa

from ...domain.register import FARTHEST
from ...errors import InputError
from ...grid.borders import within
from ...store import tables as t
from ..grids.reading import on_record
from ..points.sheet_lines import Line

_PHONE = re.compile(r"\+?\d{7,15}")


def phone(line: Line) -> str | None:
    """A telephone number as its digits."""
    plain = re.sub(r"[ \-()]", "", line.get("phone"))
    if plain and not _PHONE.fullmatch(plain):
        line.fault(
            "phone", InputError("This is no telephone number"), InputError("write its digits, or leave it empty")
        )
    return plain or None


def born(line: Line) -> int | None:
    """A year of birth; a whole date will do."""
    said = line.get("born")
    if not said:
        return None
    year = re.match(r"(19\d\d|20\d\d)(?!\d{5,})", said)
    if year is None:
        line.fault("born", InputError("This is no year of birth"), InputError("write the year, such as 1962"))
        return None
    return int(year[1])


def since(line: Line, today: date) -> date | None:
    """The day on which somebody moved in."""
    said = line.get("since")
    day = _day(said)
    if said and day is None:
        line.fault("since", InputError("This is no day"), InputError("write it like 2024-11-30"))
    if day is not None and day > today:
        line.fault(
            "since", InputError("The day is still to come"), InputError("bring the list in when they have moved in")
        )
    return day


def place(line: Line, compound: str, borders: Borders) -> tuple[float, float] | None:
    """Metres east and north, within the border of the compound's grid."""
    x, y = line.get("x"), line.get("y")
    if not x and not y:
        return None
    try:
        found = float(x), float(y)
    except ValueError:
        found = (float("inf"), 0.0)
    if not all(abs(one) <= FARTHEST for one in found):
        line.fault("x", InputError("This is no place"), InputError("write metres in both x and y, or in neither"))
        return None
    if grid := borders.beyond(compound, found):
        line.fault(
            "x", InputError("The place lies outside the border of grid {grid}", grid=grid),
            InputError("correct the place, the compound, or the border of the grid"),
        )  # fmt: skip
        return None
    return found


class Borders:
    """Where the grids of compounds end, as far as somebody has drawn it."""

    def __init__(self, connection: sa.Connection) -> None:
        c, g = t.compound.c, t.grid.c
        self._grids = dict(connection.execute(sa.select(c.key, g.key).join(t.grid, g.id == c.grid_id)).all())
        self._drawn = on_record(connection)

    def beyond(self, compound: str, at: tuple[float, float]) -> str:
        """The grid of a compound, where a place lies outside it; else nothing."""
        grid = self._grids[compound]
        if grid not in self._drawn:
            return ""
        inside = within(np.array([at]), np.array(self._drawn[grid]))
        return "" if bool(inside[0]) else grid


def _day(said: str) -> date | None:
    """`2024-11-30`, `2024/1/5`, `2024年1月5日`, and what Excel makes of a day."""
    found = re.match(r"(\d{4})\D(\d{1,2})\D(\d{1,2})(?!\d)", said)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
