"""A list of households and residents comes into the register: looked at first, the good rows taken, the others told.

New households get an account and the micro-grid that the warm division gives them, new residents the line of residence that
moving in writes; the same list again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.register import Disclosure
from ...domain.text import Text
from ...errors import InputError
from ...frames.sheets_in import sheet_of
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add_all
from ..office import Desk, allow
from ..register import household_account_row, insert
from . import sheet_rows
from .doors import Door
from .understanding import Reader, Understood

if TYPE_CHECKING:
    from ..grids.planning import Division


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A list and what comes of it: `divisions` are those of the grids that get new households, with whom else they move;
    `called` are the addresses of those."""

    list: Understood
    divisions: tuple[Division, ...]
    called: Mapping[str, str] = field(default_factory=dict)

    @property
    def moved(self) -> tuple[tuple[str, str, str], ...]:
        """(household, micro-grid before, after) of the households that others make room or that fill new groups."""
        new = {home.key for home in self.list.homes}
        rows = (
            row for made in self.divisions for row in made.changes.select("household", "before", "after").iter_rows()
        )
        return tuple((key, before, after) for key, before, after in rows if key not in new)


def look(desk: Desk, actor: Actor, data: bytes, *, compound: str = "") -> Imported:
    """Read a list (.xlsx or .csv) and check every row; nothing is written. `compound` is that of all rows, where no column or
    address says it. Raises InputError where the file as a whole cannot be used."""
    allow(actor, Role.CLERK)
    sheet = _sheet(data)
    with desk.store.read() as connection:
        return _imported(desk, connection, sheet(), compound)


def bring_in(desk: Desk, actor: Actor, data: bytes, *, compound: str = "") -> Imported:
    """As `look`, and take what is good in one commit. Raises as `look` and as `grids.planning.plan`."""
    allow(actor, Role.CLERK)
    sheet = _sheet(data)

    def job(connection: sa.Connection) -> Imported:
        found = _imported(desk, connection, sheet(), compound)
        if found.list.homes or found.list.people or found.list.changed:
            _write(desk, connection, actor, found)
        return found

    return desk.store.write(job)


def _sheet(data: bytes) -> Callable[[], sheet_rows.SheetRows]:
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise InputError(
            "A workbook of this old format does not tell formulas and merged cells from others; save it as .xlsx or .csv."
        )
    sheet = sheet_of(data, lambda rows: sheet_rows.headings_of(rows) is not None)
    sheet_rows.read(sheet)
    return lambda: sheet_rows.read(sheet)


def _imported(desk: Desk, connection: sa.Connection, sheet: sheet_rows.SheetRows, compound: str) -> Imported:
    found = Reader(connection, compound, desk.today()).understood(sheet)
    if not found.homes:
        return Imported(list=found, divisions=())
    from ..grids.telling import addresses

    made = Imported(list=found, divisions=_divided(connection, found))
    return replace(made, called=addresses(connection, [key for key, _, _ in made.moved]))


def _divided(connection: sa.Connection, found: Understood) -> tuple[Division, ...]:
    from ..grids import arrivals

    return arrivals.divided(connection, found.homes, found.places)


def _write(desk: Desk, connection: sa.Connection, actor: Actor, found: Imported) -> None:
    from ..grids import writing

    ids: dict[str, int] = {}
    for made in found.divisions:
        ids |= writing.micro_grids(desk, connection, made, keep=True)
    after = {key: group for made in found.divisions for key, group in made.after().items()}
    homes = _homes(connection, found.list, {key: ids[group] for key, group in after.items()} if ids else {})
    rows: dict[str, list[dict[str, object]]] = {}
    for made in found.divisions:
        parts = (
            writing.members(desk, connection, actor, made, ids),
            writing.consequences(desk, connection, actor, made),
        )  # fmt: skip
        for part in parts:
            for name, lines in part.items():
                rows.setdefault(name, []).extend(lines)
    if lines := _people(desk, connection, actor, found.list):
        rows["residence"] = lines
    _changes(connection, found.list)
    counts = {"households": len(homes), "residents": len(found.list.people), "changed": found.list.changed}
    journal.write(connection, actor.name, "register-import", rows, **counts)
    touch(connection, "community", 0)


def _homes(connection: sa.Connection, found: Understood, micro_grid: dict[str, int]) -> dict[str, int]:
    """Write buildings, units, households and accounts; answers household -> number of those written."""
    compounds = {row.key: row for row in connection.execute(sa.select(t.compound))}
    new = {home.building: home for home in found.homes if home.building_number}
    insert(
        connection, t.building,
        [{"key": key, "compound_id": compounds[one.compound].id, "name": f"{one.building_number}号楼"}
         for key, one in new.items()],
    )  # fmt: skip
    buildings = {row.key: row for row in connection.execute(sa.select(t.building))}
    stairs = {home.unit: home for home in found.homes if home.unit_number}
    insert(
        connection, t.unit,
        [{"key": key, "building_id": buildings[one.building].id, "name": f"{one.unit_number}单元"}
         for key, one in stairs.items()],
    )  # fmt: skip
    units = {row.key: row for row in connection.execute(sa.select(t.unit))}
    rows = []
    for home in found.homes:
        x, y = found.places.get(home.key, (None, None))
        rows.append({
            "key": home.key, "compound_id": compounds[home.compound].id, "unit_id": units[home.unit].id if home.unit else None,
            "micro_grid_id": micro_grid[home.key], "room": home.room, "x": x, "y": y, "floor": home.floor,
        })  # fmt: skip
    homes = insert(connection, t.household, rows)

    def account(home: Door) -> dict[str, object]:
        place = compounds[home.compound]
        inside = f"{buildings[home.building].name}{units[home.unit].name}{home.room}" if home.unit else home.room
        return household_account_row(home.key, homes[home.key], Text(place.name_zh, place.name_en), inside)

    insert(connection, t.account, map(account, found.homes))
    return homes


def _people(desk: Desk, connection: sa.Connection, actor: Actor, found: Understood) -> list[dict[str, object]]:
    """Write the new residents, each with the line of residence of who moves in; answers the lines."""
    h, keys, homes = t.household.c, sorted({one.door.key for one in found.people}), dict[str, int]()
    for start in range(0, len(keys), 500):
        homes.update(connection.execute(sa.select(h.key, h.id).where(h.key.in_(keys[start : start + 500]))).all())
    made = insert(
        connection, t.resident,
        [{"key": one.key, "household_id": homes[one.door.key], "name": one.name, "roles": list(one.roles),
          "disclosure": Disclosure.OFFICE.value, "phone": one.phone, "born": one.born} for one in found.people],
    )  # fmt: skip
    lines = [
        {"resident_id": made[one.key], "household_id": homes[one.door.key], "way": "in", "day": one.since or desk.today(),
         "note": "", "at": desk.now(), "actor": actor.name}
        for one in found.people
    ]  # fmt: skip
    return add_all(connection, t.residence, lines)


def _changes(connection: sa.Connection, found: Understood) -> None:
    for number, values in found.updates.items():
        connection.execute(t.resident.update().where(t.resident.c.id == number).values(dict(values)))
    for key, (x, y) in found.placed.items():
        connection.execute(t.household.update().where(t.household.c.key == key).values(x=x, y=y))
