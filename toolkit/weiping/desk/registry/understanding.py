"""What the rows of a list mean: households that are new, residents that are new, what the register has already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.privacy import personal
from ...errors import InputError, WeipingError
from ...frames.sheets_in import FORMULA
from ...store import tables as t
from ..keys import next_resident_key
from ..points.sheet_lines import Fault, Line
from . import cells, doors
from .doors import Door
from .sheet_rows import PLACE, SheetRows

_NAMES = re.compile(r"[、,，;；/]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A resident to be registered, living there since `since`; `row` is the row that a person sees."""

    row: int
    key: str
    door: Door
    name: str
    phone: str | None
    born: int | None
    roles: tuple[str, ...]
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A list as it was understood. `places` are the households' places, where the list says them; `there` counts residents and
    households that the register has already, just so. `updates` are residents of whom the list says something else (phone, born,
    roles), `placed` households of the register that stand elsewhere, or get their first place.
    `headings` and `rows` are the file's own."""

    homes: tuple[Door, ...]
    places: Mapping[str, tuple[float, float]]
    people: tuple[NewPerson, ...]
    updates: Mapping[int, Mapping[str, object]]
    placed: Mapping[str, tuple[float, float]]
    there: int
    faults: tuple[Fault, ...]
    headings: tuple[str, ...]
    rows: Mapping[int, tuple[str, ...]]
    ignored: tuple[str, ...]

    @property
    def changed(self) -> int:
        """Residents and households of the register that the list changes."""
        return len(self.updates) + len(self.placed)

    @property
    def refused(self) -> tuple[int, ...]:
        """The rows with faults."""
        return tuple(sorted({fault.row for fault in self.faults}))


class Reader:
    """Goes through the rows from the top."""

    def __init__(self, connection: sa.Connection, compound: str, today: date) -> None:
        self._doors, self._stated, self._today = doors.read(connection), compound, today
        self._above: Door | None = None
        self._homes: dict[str, Door] = {}
        self._places: dict[str, tuple[float, float]] = {}
        self._people: list[NewPerson] = []
        self._updates: dict[int, dict[str, object]] = {}
        self._placed: dict[str, tuple[float, float]] = {}
        self._there, self._seen = 0, dict[tuple[str, str], int]()
        r, h = t.resident.c, t.household.c
        query = sa.select(r.id, r.key, r.name, r.left_on, r.phone, r.born, r.roles, h.key.label("household"))
        rows = connection.execute(query.join(t.household, h.id == r.household_id).order_by(r.id)).all()
        self._known: dict[tuple[str, str], list[Any]] = {}
        for row in rows:
            self._known.setdefault((row.household, _bare(row.name)), []).append(row)
        self._keys = {row.key for row in rows}
        self._stands = {key: (x, y) for key, x, y in connection.execute(sa.select(h.key, h.x, h.y))}
        self._borders = cells.Borders(connection)

    def understood(self, sheet: SheetRows) -> Understood:
        """All rows."""
        for line in sheet.lines:
            self._row(line)
        faults = tuple(fault for line in sheet.lines for fault in line.faults)
        return Understood(
            homes=tuple(self._homes.values()), places=self._places, people=tuple(self._people),
            updates=self._updates, placed=self._placed, there=self._there, faults=faults, headings=sheet.headings,
            rows=sheet.rows, ignored=sheet.ignored,
        )  # fmt: skip

    def _row(self, line: Line) -> None:
        door = self._door(line)
        said = any(line.get(name) for name in PLACE)
        if said:
            self._above = door
        if door is None:
            return
        place, phone, born, since = (
            cells.place(line, door.compound, self._borders), cells.phone(line), cells.born(line),
            cells.since(line, self._today),
        )  # fmt: skip
        names = list(dict.fromkeys(one.strip() for one in _NAMES.split(line.words("name")) if one.strip()))
        for name in names:
            self._name(line, door, name)
        if line.faults:
            return
        if not door.known:
            self._homes.setdefault(door.key, door)
            if place:
                self._places.setdefault(door.key, place)
        elif place and self._stands.get(door.key) != place:
            self._placed[door.key] = place
        elif not names:
            self._there += 1
        roles = tuple(one.strip() for one in _NAMES.split(line.get("roles")) if one.strip())
        single = len(names) == 1
        for name in names:
            self._person(line, door, name, (phone, born, roles) if single else (None, None, ()), since)

    def _door(self, line: Line) -> Door | None:
        if any(line.cells.get(name) == FORMULA for name in ("compound", *PLACE)):
            return None  # the row says so already
        if not any(line.get(name) for name in PLACE):
            if self._above is None and not line.faults:
                line.fault(
                    _where(line), InputError("The row says no address, and there is no household above it that is taken"),
                    InputError("write where this resident lives"),
                )  # fmt: skip
            return self._above
        parts = (line.get("building"), line.get("unit"), line.get("room"))
        called = line.get("compound") or self._stated
        try:
            if called:
                self._doors.register.compounds(called)
        except WeipingError as why:
            column = "compound" if line.get("compound") else _where(line)
            line.fault(column, why, InputError("correct its name, or add the compound to the register first"))
            return None
        try:
            return self._doors.door(called, line.get("address"), parts)
        except WeipingError as why:
            line.fault(
                _where(line), why, InputError("write compound, building, unit and room, such as 桂花苑3号楼2单元501")
            )
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
        lived = self._known.get((door.key, _bare(name)), [])
        if lived and all(one.left_on is not None for one in lived):
            left = max(one.left_on for one in lived)
            line.fault(
                "name", InputError("This resident moved away on {day}", day=left.isoformat()),
                InputError("record a move with `weiping register move-in`"),
            )  # fmt: skip

    def _person(
        self, line: Line, door: Door, name: str, more: tuple[str | None, int | None, tuple[str, ...]], since: date | None
    ) -> None:  # fmt: skip
        if known := self._known.get((door.key, _bare(name))):
            self._again([one for one in known if one.left_on is None], more)
            return
        phone, born, roles = more
        key = next_resident_key(door.key, self._keys)
        self._keys.add(key)
        self._people.append(
            NewPerson(row=line.number, key=key, door=door, name=name, phone=phone, born=born, roles=roles, since=since)
        )

    def _again(self, known: list[Any], more: tuple[str | None, int | None, tuple[str, ...]]) -> None:
        """Somebody whom the register has: what the list says else about them is taken, what it leaves out stays."""
        said = dict(zip(("phone", "born", "roles"), (more[0], more[1], list(more[2])), strict=True))
        (one, *others) = known
        new: dict[str, object] = {name: value for name, value in said.items() if value and value != getattr(one, name)}
        if new and not others:  # of two with one name nobody knows which is meant
            self._updates[one.id] = new
        else:
            self._there += 1


def _where(line: Line) -> str:
    """The column of the file in which an address, or the end of one, is written."""
    return "address" if "address" in line.headings else "room"


def _bare(name: str) -> str:
    """`张 三` and `张三` are one; a name in letters keeps its blanks."""
    return name.casefold() if name.isascii() else name.replace(" ", "").replace("\u3000", "").casefold()
