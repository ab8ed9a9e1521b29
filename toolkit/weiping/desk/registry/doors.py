"""Where an address leads: to a household of the register, or to a door that the register does not have yet.

What could be two places is none: nothing is guessed but the unit of a building that has only one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from ...errors import InputError
from ...frames.sheets_in import clean
from ...grid.doors import floor_of
from ...store import tables as t
from ..points import addresses
from ..points.addresses import canonical, joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A door: a household of the register where `known`, else one to be made. `building` and `unit` are keys, empty for a
    house; `building_number` and `unit_number` name those that have to be made, too."""

    key: str
    compound: str
    building: str = ""
    unit: str = ""
    building_number: str = ""
    unit_number: str = ""
    room: str = ""
    floor: int | None = None
    known: bool = False


@dataclass(slots=True)
class Doors:
    """The doors of the register, and those that a list adds to them."""

    register: addresses.Register
    buildings: dict[tuple[str, str], str]
    units: dict[tuple[str, str], str]
    keys: set[str]
    found: dict[tuple[str, str], Door] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for home in self.register.homes.values():
            self.found[home.compound, home.inside] = Door(key=home.key, compound=home.compound, known=True)

    def door(self, compound: str, address: str, parts: tuple[str, str, str]) -> Door:
        """The door of an address in one cell, or in `parts` (building, unit, room). Raises InputError."""
        if home := self.register.homes.get(address.casefold()):
            return Door(key=home.key, compound=home.compound, known=True)
        if not parts[2] and (parts[1] or clean(address).endswith("单元")):  # else the unit would pass for a room
            raise InputError("The address says no room")
        inside = joined(joined(canonical(parts[0]), canonical(parts[1])), canonical(parts[2]))
        where, inside = self._compound(compound, joined(canonical(address), inside))
        known = self.found.get((where, inside))
        if known is None:
            known = self.found[where, inside] = self._new(where, inside)
        return known

    def _compound(self, called: str, text: str) -> tuple[str, str]:
        """(compound, the rest of an address)."""
        if called:
            (where,) = self.register.compounds(called)
            named = sorted((alias for alias in self.register.aliases[where] if alias in text), key=len)
            begin = text.index(named[-1]) + len(named[-1]) if named else 0
            return where, text[begin:].lstrip("-")
        named_all = [
            (len(alias), text.index(alias) + len(alias), compound)
            for compound, aliases in self.register.aliases.items()
            for alias in aliases
            if alias in text and not re.search(r"\d", text[: text.index(alias)])
        ]
        if not named_all:
            raise InputError("The address does not say which compound")
        length, end, where = max(named_all)
        if len({one for size, _, one in named_all if size == length}) > 1:
            raise InputError("The address names more than one compound")
        return where, text[end:].lstrip("-")

    def _new(self, compound: str, inside: str) -> Door:
        parts = inside.split("-")
        if not all(re.fullmatch(r"[0-9a-z]{1,8}|[甲乙丙丁]", one) for one in parts):
            raise InputError("The address is none that can be taken apart into building, unit and room")
        if len(parts) == 1:
            return self._house(compound, parts[0])
        if len(parts) == 2:
            parts.insert(1, self._only_unit(compound, parts[0]))
        if len(parts) > 3:
            raise InputError("The address has more numbers than building, unit and room")
        if known := self.found.get((compound, "-".join(parts))):
            return known
        number, of, room = parts
        building = self.buildings.get((compound, number), f"{compound}-{number}")
        unit = self.units.get((building, of), f"{building}-{of}")
        return Door(
            key=self._fresh(f"{unit}-{room}"), compound=compound, building=building, unit=unit, room=room,
            building_number="" if (compound, number) in self.buildings else number,
            unit_number="" if (building, of) in self.units else of, floor=floor_of(room),
        )  # fmt: skip

    def _house(self, compound: str, number: str) -> Door:
        if any(one == compound for one, _ in self.buildings) and not self._has_houses(compound):
            raise InputError("The address says neither building nor unit")
        shown = f"{number}号" if number.isdecimal() else number
        key = f"{compound}-h{int(number):03}" if number.isdecimal() else f"{compound}-h{number}"
        return Door(key=self._fresh(key), compound=compound, room=shown)

    def _has_houses(self, compound: str) -> bool:
        return any(one == compound and "-" not in inside for one, inside in self.found)

    def _only_unit(self, compound: str, number: str) -> str:
        building = self.buildings.get((compound, number))
        units = sorted(of for one, of in self.units if one == building)
        if len(units) == 1:
            return units[0]
        if units:
            raise InputError("The address says no unit; the building has the units {units}", units=units)
        raise InputError("The address says no unit")

    def _fresh(self, key: str) -> str:
        made, number = key, 2
        while made in self.keys:
            made, number = f"{key}-{number}", number + 1
        self.keys.add(made)
        return made


def read(connection: sa.Connection) -> Doors:
    """The doors of a database."""
    b, c, u = t.building.c, t.compound.c, t.unit.c
    buildings = sa.select(c.key, b.name, b.key).join(t.compound, c.id == b.compound_id)
    units = sa.select(b.key, u.name, u.key).join(t.building, b.id == u.building_id)
    return Doors(
        addresses.read(connection),
        {(place, canonical(name)): key for place, name, key in connection.execute(buildings)},
        {(building, canonical(name)): key for building, name, key in connection.execute(units)},
        set(_keys(connection)),
    )


def _keys(connection: sa.Connection) -> Iterator[str]:
    yield from connection.execute(sa.select(t.household.c.key)).scalars()
