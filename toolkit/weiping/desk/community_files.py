"""Reading a community from a folder of CSV and TOML files (see `sample_data/guanyan/README.md`). Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from ..domain.history import History
from ..domain.plan import AppraisalPlan, Deed, OpeningPoints
from ..domain.register import Building, Compound, Disclosure, Grid, Household, MicroGrid, Register, Resident, Unit
from ..domain.text import Text
from .files import Row, read_csv, read_toml
from .history_files import read_history
from .plan_check import Known
from .plan_files import agree, read_plan

T = TypeVar("T")

REGISTER = tuple(
    f"{name}.csv" for name in ("grids", "micro_grids", "compounds", "buildings", "units", "households", "residents")
)
"""The files of a register beside community.toml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityFiles:
    """Everything a community folder holds, checked: every key that is referred to exists, none is there twice."""

    register: Register
    appraisals: tuple[AppraisalPlan, ...] = ()
    deeds: tuple[Deed, ...] = ()
    opening_points: tuple[OpeningPoints, ...] = ()
    history: History = field(default_factory=History)


def read_community(folder: str | Path) -> CommunityFiles:
    """The community in `folder`: its register, every `appraisal*.toml`, deeds, opening points and history if there are any.

    Raises InputError naming file, row, column, value and remedy for the first thing that cannot be used.
    """
    folder = Path(folder)
    register = read_register(folder)
    appraisals: dict[str, AppraisalPlan] = {}
    known = known_from(register)
    for path in sorted(folder.glob("appraisal*.toml")):
        document = read_toml(path)
        plan = agree(document, read_plan(document), known)
        if plan.key in appraisals:
            document.refuse("key", "It is there twice; remove or rename one.")
        appraisals[plan.key] = plan
    deeds = _keyed(_optional(folder / "deeds.csv", "key", "kind", "title_zh", "title_en", "points"), _deed)
    grants = _optional(folder / "opening_points.csv", "household", "points", "deed", "date")
    homes = {household.key for household in register.households}
    return CommunityFiles(
        register=register,
        appraisals=tuple(appraisals.values()),
        deeds=tuple(deeds.values()),
        opening_points=_opening_points(grants, homes, deeds),
        history=read_history(folder, known, register),
    )


def read_register(folder: str | Path) -> Register:
    """The register in `folder`: community.toml and seven CSV files, or community.toml alone for a register that is still
    empty. Raises InputError as `read_community` does."""
    folder = Path(folder)
    head = read_toml(folder / "community.toml")
    key, name = head.text("key"), head.words("name")
    head.finished()
    if not any((folder / file).exists() for file in REGISTER):  # one that is missing among others is a slip
        return Register(key=key, name=name.zh, name_en=name.en)
    micro_rows = read_csv(folder / "micro_grids.csv", ("key", "grid", "number", "leader"))
    grids = _keyed(read_csv(folder / "grids.csv", ("key", "number", "name")), _grid)
    micro_grids = _keyed(micro_rows, lambda row: _micro_grid(row, grids))
    compounds = _keyed(
        read_csv(folder / "compounds.csv", ("key", "grid", "name", "name_en")), lambda row: _compound(row, grids)
    )
    buildings = _keyed(
        read_csv(folder / "buildings.csv", ("key", "compound", "name")), lambda row: _building(row, compounds)
    )
    units = _keyed(read_csv(folder / "units.csv", ("key", "building", "name")), lambda row: _unit(row, buildings))
    places = _Places(compounds, buildings, units, micro_grids)
    home_rows = read_csv(folder / "households.csv", ("key", "compound", "unit", "micro_grid", "room"))
    households = _keyed(home_rows, places.household)
    resident_rows = read_csv(folder / "residents.csv", ("key", "household", "name", "roles", "disclosure"))
    residents = _keyed(resident_rows, lambda row: _resident(row, households))
    for row in micro_rows:
        if row["leader"]:
            row.known("leader", residents)
    return Register(
        key=key,
        name=name.zh,
        name_en=name.en,
        grids=tuple(grids.values()),
        micro_grids=tuple(micro_grids.values()),
        compounds=tuple(compounds.values()),
        buildings=tuple(buildings.values()),
        units=tuple(units.values()),
        households=tuple(households.values()),
        residents=tuple(residents.values()),
    )


def _optional(path: Path, *columns: str) -> list[Row]:
    return read_csv(path, columns) if path.exists() else []


def _keyed(rows: Iterable[Row], make: Callable[[Row], T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for row in rows:
        found[row.fresh("key", found)] = make(row)
    return found


def _grid(row: Row) -> Grid:
    return Grid(key=row["key"], number=row.whole("number"), name=row.text("name"))


def _micro_grid(row: Row, grids: Mapping[str, Grid]) -> MicroGrid:
    grid = row.known("grid", grids)
    since = row.day("leader_since") if row.cells.get("leader_since") else None
    return MicroGrid(
        key=row["key"], grid=grid, number=row.whole("number"), leader=row["leader"] or None, leader_since=since
    )


def _compound(row: Row, grids: Mapping[str, Grid]) -> Compound:
    own = {"key", "grid", "name", "name_en"}
    return Compound(
        key=row["key"],
        grid=row.known("grid", grids),
        name=row.text("name"),
        name_en=row.text("name_en"),
        attributes={name: value for name, value in row.cells.items() if name not in own and value},
    )


def _building(row: Row, compounds: Mapping[str, Compound]) -> Building:
    return Building(key=row["key"], compound=row.known("compound", compounds), name=row.text("name"))


def _unit(row: Row, buildings: Mapping[str, Building]) -> Unit:
    return Unit(key=row["key"], building=row.known("building", buildings), name=row.text("name"))


@dataclass(frozen=True, slots=True)
class _Places:
    compounds: Mapping[str, Compound]
    buildings: Mapping[str, Building]
    units: Mapping[str, Unit]
    micro_grids: Mapping[str, MicroGrid]

    def household(self, row: Row) -> Household:
        """A household whose unit is in its compound and whose micro-grid is in its compound's grid."""
        compound = row.known("compound", self.compounds)
        unit = row.known("unit", self.units) if row["unit"] else None
        micro_grid = row.known("micro_grid", self.micro_grids)
        if unit and self.buildings[self.units[unit].building].compound != compound:
            row.refuse("unit", "That unit is in another compound; correct one of the two.")
        if self.micro_grids[micro_grid].grid != self.compounds[compound].grid:
            row.refuse("micro_grid", "That micro-grid is in another grid than the compound; correct one of the two.")
        x, y = _place(row)
        floor = row.whole("floor") if row.cells.get("floor") else None
        return Household(
            key=row["key"], compound=compound, unit=unit, micro_grid=micro_grid, room=row.text("room"), x=x, y=y, floor=floor
        )  # fmt: skip


def _place(row: Row) -> tuple[float, float] | tuple[None, None]:
    """Metres east and north, both or neither; the columns may be missing."""
    if not (row.cells.get("x") or row.cells.get("y")):
        return None, None
    return row.metres("x"), row.metres("y")


def _resident(row: Row, households: Mapping[str, Household]) -> Resident:
    return Resident(
        key=row["key"],
        household=row.known("household", households),
        name=row.text("name"),
        roles=tuple(role.strip() for role in row["roles"].split(";") if role.strip()),
        disclosure=row.one_of("disclosure", Disclosure),
    )


def _deed(row: Row) -> Deed:
    title = Text(row.text("title_zh"), row.text("title_en"))
    return Deed(key=row["key"], kind=row.text("kind"), title=title, points=row.whole("points"))


def _opening_points(rows: Iterable[Row], homes: set[str], deeds: Mapping[str, Deed]) -> tuple[OpeningPoints, ...]:
    seen: set[tuple[str, str, str]] = set()
    found = []
    for row in rows:
        deed = deeds[row.known("deed", deeds)]
        grant = OpeningPoints(
            household=row.known("household", homes), points=row.whole("points"), reason=deed.title, on=row.day("date")
        )
        if (once := (grant.household, deed.key, row["date"])) in seen:
            row.refuse("deed", "This household has it on that day already; remove one of the two rows.")
        seen.add(once)
        found.append(grant)
    return tuple(found)


def known_from(register: Register) -> Known:
    """What plans may refer to."""
    homes = {household.key: household.compound for household in register.households}
    return Known(
        compounds={one.key: Text(one.name, one.name_en) for one in register.compounds},
        attributes={one.key: tuple(one.attributes) for one in register.compounds},
        roles={one.key: one.roles for one in register.residents},
        homes={one.key: homes[one.household] for one in register.residents},
    )
