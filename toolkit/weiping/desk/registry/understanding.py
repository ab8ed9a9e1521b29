"""What the rows of a list mean: households that are new, residents that are new, what the register has already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from ...domain.privacy import personal
from ...errors import InputError, WeipingError
from ...store import tables as t
from ..points.sheet_lines import Fault, Line
from . import doors
from .doors import Door
from .sheet_rows import PLACE, SheetRows

_NAMES = re.compile(r"[、,，;；/]+")
_PHONE = re.compile(r"\+?\d{7,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A resident to be registered; `row` is the row that a person sees."""

    row: int
    key: str
    door: Door
    name: str
    phone: str | None
    born: int | None
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A list as it was understood. `places` are the households' places, where the list says them; `there` counts residents and
    households that the register has already. `headings` and `rows` are the file's own."""

    homes: tuple[Door, ...]
    places: Mapping[str, tuple[float, float]]
    people: tuple[NewPerson, ...]
    there: int
    faults: tuple[Fault, ...]
    headings: tuple[str, ...]
    rows: Mapping[int, tuple[str, ...]]
    ignored: tuple[str, ...]

    @property
    def refused(self) -> tuple[int, ...]:
        """The rows with faults."""
        return tuple(sorted({fault.row for fault in self.faults}))


class Reader:
    """Goes through the rows from the top."""

    def __init__(self, connection: sa.Connection, compound: str) -> None:
        self._doors, self._stated = doors.read(connection), compound
        self._above: Door | None = None
        self._homes: dict[str, Door] = {}
        self._places: dict[str, tuple[float, float]] = {}
        self._people: list[NewPerson] = []
        self._there, self._seen = 0, dict[tuple[str, str], int]()
        r, h = t.resident.c, t.household.c
        query = sa.select(r.key, r.name, r.left_on, h.key.label("household")).join(t.household, h.id == r.household_id)
        rows = connection.execute(query).all()
        self._known = {(row.household, _bare(row.name)): row.left_on for row in rows}
        self._keys = {row.key for row in rows}

    def understood(self, sheet: SheetRows) -> Understood:
        """All rows."""
        for line in sheet.lines:
            self._row(line)
        faults = tuple(fault for line in sheet.lines for fault in line.faults)
        return Understood(
            homes=tuple(self._homes.values()), places=self._places, people=tuple(self._people), there=self._there,
            faults=faults, headings=sheet.headings, rows=sheet.rows, ignored=sheet.ignored,
        )  # fmt: skip

    def _row(self, line: Line) -> None:
        door = self._door(line)
        said = any(line.get(name) for name in PLACE)
        if said:
            self._above = door
        if door is None:
            return
        place, phone, born = self._place(line), self._phone(line), self._born(line)
        names = list(dict.fromkeys(one.strip() for one in _NAMES.split(line.words("name")) if one.strip()))
        for name in names:
            self._name(line, door, name)
        if line.faults:
            return
        if not door.known:
            self._homes.setdefault(door.key, door)
            if place:
                self._places.setdefault(door.key, place)
        elif not names:
            self._there += 1
        roles = tuple(one.strip() for one in _NAMES.split(line.get("roles")) if one.strip())
        single = len(names) == 1
        for name in names:
            self._person(line, door, name, (phone, born, roles) if single else (None, None, ()))

    def _door(self, line: Line) -> Door | None:
        if not any(line.get(name) for name in PLACE):
            if self._above is None and not line.faults:
                line.fault(
                    "address", InputError("The row says no address, and there is no household above it that is taken"),
                    InputError("write where this resident lives"),
                )  # fmt: skip
            return self._above
        parts = (line.get("building"), line.get("unit"), line.get("room"))
        try:
            return self._doors.door(line.get("compound") or self._stated, line.get("address"), parts)
        except WeipingError as why:
            column = "address" if "address" in line.headings else "room"
            line.fault(column, why, InputError("write compound, building, unit and room, such as 桂花苑3号楼2单元501"))
            return None

    def _name(self, line: Line, door: Door, name: str) -> None:
        if re.search(r"\d", name) or len(name) > 40 or next(personal(name), None):
            line.fault("name", InputError("This is no name"), InputError("write the name alone"))
        row = self._seen.setdefault((door.key, _bare(name)), line.number)
        if row != line.number:
            line.fault(
                "name", InputError("The same resident stands in row {row} already", row=row),
                InputError("keep one of the two rows"),
            )  # fmt: skip
        left = self._known.get((door.key, _bare(name)))
        if left is not None:
            line.fault(
                "name", InputError("This resident moved away on {day}", day=left.isoformat()),
                InputError("record a move with `weiping register move-in`"),
            )  # fmt: skip

    def _person(self, line: Line, door: Door, name: str, more: tuple[str | None, int | None, tuple[str, ...]]) -> None:
        if (door.key, _bare(name)) in self._known:
            self._there += 1
            return
        phone, born, roles = more
        key = next(one for one in self._numbered(door.key) if one not in self._keys)
        self._keys.add(key)
        self._people.append(
            NewPerson(row=line.number, key=key, door=door, name=name, phone=phone, born=born, roles=roles)
        )

    @staticmethod
    def _numbered(household: str) -> Iterator[str]:
        number = 1
        while True:
            yield f"{household}-p{number}"
            number += 1

    def _phone(self, line: Line) -> str | None:
        plain = re.sub(r"[ \-()]", "", line.get("phone"))
        if plain and not _PHONE.fullmatch(plain):
            line.fault(
                "phone", InputError("This is no telephone number"), InputError("write its digits, or leave it empty")
            )
        return plain or None

    def _born(self, line: Line) -> int | None:
        said = line.get("born")
        if not said:
            return None
        year = re.match(r"(19\d\d|20\d\d)(?!\d{5,})", said)
        if year is None:
            line.fault("born", InputError("This is no year of birth"), InputError("write the year, such as 1962"))
            return None
        return int(year[1])

    def _place(self, line: Line) -> tuple[float, float] | None:
        x, y = line.get("x"), line.get("y")
        if not x and not y:
            return None
        try:
            place = float(x), float(y)
        except ValueError:
            place = (float("inf"), 0.0)
        if not all(abs(one) <= 1e6 for one in place):
            line.fault("x", InputError("This is no place"), InputError("write metres in both x and y, or in neither"))
            return None
        return place


def _bare(name: str) -> str:
    """`张 三` and `张三` are one; a name in letters keeps its blanks."""
    return name.casefold() if name.isascii() else name.replace(" ", "").replace("\u3000", "").casefold()
