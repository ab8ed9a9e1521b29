"""Reading a community from a folder of CSV and TOML files (see `sample_data/guanyan/README.md`). Nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from ..domain.appraisal import JudgeKind
from ..domain.plan import AppraisalPlan, Deed, OpeningPoints
from ..domain.register import (
    Building,
    Compound,
    Disclosure,
    Grid,
    Household,
    MicroGrid,
    Register,
    Resident,
    Unit,
)
from ..domain.text import Text
from ..errors import InputError
from .office_files import Document, Row, read_csv, read_toml


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityFiles:
    """Everything a community folder holds, checked: every key that is referred to exists, none is there twice."""

    register: Register
    appraisals: tuple[AppraisalPlan, ...] = ()
    deeds: tuple[Deed, ...] = ()
    opening_points: tuple[OpeningPoints, ...] = ()


def read_community(folder: str | Path) -> CommunityFiles:
    """The community in `folder`: its register, every `appraisal*.toml`, and deeds and opening points where there are any.

    Raises InputError naming file, row, column, value and remedy for the first thing that cannot be used.
    """
    folder = Path(folder)
    register = read_register(folder)
    plans = tuple(_appraisal(read_toml(path), register) for path in sorted(folder.glob("appraisal*.toml")))
    keys = [plan.key for plan in plans]
    for plan, path in zip(plans, sorted(folder.glob("appraisal*.toml")), strict=True):
        if keys.count(plan.key) > 1:
            raise InputError("{file}: another file has the appraisal {key} too; give each its own key.", file=path, key=plan.key)
    deeds = _deeds(folder / "deeds.csv") if (folder / "deeds.csv").exists() else {}
    opening = folder / "opening_points.csv"
    homes = {household.key for household in register.households}
    grants = _opening_points(opening, homes, deeds) if opening.exists() else ()
    return CommunityFiles(
        register=register, appraisals=plans, deeds=tuple(deeds.values()), opening_points=tuple(grants)
    )


def read_register(folder: str | Path) -> Register:
    """The register in `folder`: community.toml and seven CSV files. Raises InputError as `read_community` does."""
    folder = Path(folder)
    head = read_toml(folder / "community.toml")
    name = head.words("name")
    head.finished("key", "name")
    grids = _keyed(folder / "grids.csv", _grid, ("number", "name"))
    compounds = _keyed(folder / "compounds.csv", lambda row: _compound(row, grids), ("grid", "name", "name_en"), extra=True)
    buildings = _keyed(folder / "buildings.csv", lambda row: _building(row, compounds), ("compound", "name"))
    units = _keyed(folder / "units.csv", lambda row: _unit(row, buildings), ("building", "name"))
    micro_grids = _keyed(folder / "micro_grids.csv", lambda row: _micro_grid(row, grids), ("grid", "number", "leader"))
    households = _keyed(
        folder / "households.csv",
        lambda row: _household(row, compounds, buildings, units, micro_grids),
        ("compound", "unit", "micro_grid", "room"),
    )
    residents = _keyed(
        folder / "residents.csv", lambda row: _resident(row, households), ("household", "name", "roles", "disclosure")
    )
    for number, micro in enumerate(micro_grids.values(), 2):
        if micro.leader and micro.leader not in residents:
            Row("micro_grids.csv", number, {"leader": micro.leader}).known("leader", residents, "residents.csv")
    return Register(
        key=head.text("key"),
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
