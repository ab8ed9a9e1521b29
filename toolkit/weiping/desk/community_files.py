"""Reading a community from a folder of CSV and TOML files (see `sample_data/guanyan/README.md`). Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from ..domain.appraisal import JudgeKind
from ..domain.plan import AppraisalPlan, Deed, OpeningPoints
from ..domain.register import Building, Compound, Disclosure, Grid, Household, MicroGrid, Register, Resident, Unit
from ..domain.text import Text
from .files import Document, Row, decoded, read_csv, read_toml

T = TypeVar("T")
K = TypeVar("K", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityFiles:
    """Everything a community folder holds, checked: every key that is referred to exists, none is there twice."""

    register: Register
    appraisals: tuple[AppraisalPlan, ...] = ()
    deeds: tuple[Deed, ...] = ()
    opening_points: tuple[OpeningPoints, ...] = ()


def read_community(folder: str | Path) -> CommunityFiles:
    """The community in `folder`: its register, every `appraisal*.toml`, deeds and opening points if there are any.

    Raises InputError naming file, row, column, value and remedy for the first thing that cannot be used.
    """
    folder = Path(folder)
    register = read_register(folder)
    appraisals: dict[str, AppraisalPlan] = {}
    for path in sorted(folder.glob("appraisal*.toml")):
        document = read_toml(path)
        plan = _appraisal(document, register)
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
    )


def read_register(folder: str | Path) -> Register:
    """The register in `folder`: community.toml and seven CSV files. Raises InputError as `read_community` does."""
    folder = Path(folder)
    head = read_toml(folder / "community.toml")
    key, name = head.text("key"), head.words("name")
    head.finished()
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
    return MicroGrid(key=row["key"], grid=grid, number=row.whole("number"), leader=row["leader"] or None)


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
        return Household(key=row["key"], compound=compound, unit=unit, micro_grid=micro_grid, room=row.text("room"))


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


def _appraisal(file: Document, register: Register) -> AppraisalPlan:
    compounds = {compound.key for compound in register.compounds}
    plan = AppraisalPlan(
        key=file.text("key"),
        title=file.words("title"),
        period=file.text("period"),
        criteria=_once((_criterion(table) for table in file.tables("criteria")), file, "criteria"),
        rule=_rule(file),
        entries=file.list_of_texts("entries", compounds),
        judges=_judges(file, register),
        awards=_once((_award(table) for table in file.tables("awards")), file, "awards"),
        points_rules=file.list_of_texts("points_rules"),
        notice_days=file.whole("notice_days", 0),
        show_standings=file.flag("show_standings", True),
    )
    for name in ("criteria", "entries", "judges"):
        if not getattr(plan, name):
            file.refuse(name, "An appraisal needs at least one.")
    file.finished()
    return plan


def _criterion(table: Document) -> tuple[str, Decimal]:
    pair = table.text("key"), table.number("weight")
    table.finished()
    return pair


def _award(table: Document) -> tuple[str, Text, int]:
    triple = table.text("key"), table.words("title"), table.whole("first", least=1)
    table.finished()
    return triple


def _once(items: Iterable[K], file: Document, name: str) -> tuple[K, ...]:
    found = tuple(items)
    keys = [item[0] for item in found]
    for key in keys:
        if keys.count(key) > 1:
            Document(file.file, {"key": key}, name).refuse("key", "It is there twice; remove or rename one.")
    return found


def _rule(file: Document) -> str:
    """The key of a scoring rule, or the text of the rule file beside the appraisal that `rule` names."""
    rule = file.text("rule")
    if not rule.endswith(".toml"):
        return rule
    path = file.file.parent / rule
    if path.name != rule:
        file.refuse("rule", "Put the rule file into the same folder and write its name alone.")
    return decoded(path)


def _judges(file: Document, register: Register) -> tuple[tuple[JudgeKind, str], ...]:
    """The panel: a building leader or a party member must have that role in the register; nobody sits twice."""
    roles = {resident.key: resident.roles for resident in register.residents}
    panel: dict[str, JudgeKind] = {}
    for table in file.tables("judges"):
        kind, resident = table.one_of("kind", JudgeKind), table.text("resident")
        if resident not in roles:
            table.refuse("resident", "No such key is defined; correct it or define it.")
        if resident in panel:
            table.refuse("resident", "It is there twice; remove or rename one.")
        if kind is not JudgeKind.RESIDENT and kind.value not in roles[resident]:
            table.refuse("kind", "The register does not give this resident that role; correct one of the two.")
        table.finished()
        panel[resident] = kind
    return tuple((kind, resident) for resident, kind in panel.items())
