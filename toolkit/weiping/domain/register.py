"""The register: community → compound → building → unit → household → resident, and the grids beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

FARTHEST = 1e6
"""Metres from the community's own point within which places lie."""


class Disclosure(StrEnum):
    """How far a field may travel: everyone, the office, or only those named to handle it."""

    PUBLIC = "public"
    OFFICE = "office"
    SECRET = "secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A grid 网格 of the community."""

    key: str
    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MicroGrid:
    """A micro-grid 微网格 of about ten households; `leader` is the key of a resident, who leads it from `leader_since` on."""

    key: str
    grid: str
    number: int
    leader: str | None = None
    leader_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compound:
    """A residential compound 小区; `attributes` carry what gates ask for, such as a green ratio."""

    key: str
    grid: str
    name: str
    name_en: str
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """A building 楼栋 of a compound."""

    key: str
    compound: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit (one stairwell) 单元 of a building."""

    key: str
    building: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A household 户; `unit` is empty for a scattered house, `room` is its door number or address.

    `x` and `y` say where it stands, in metres east and north of the community's own point, `floor` on which floor; None
    where nobody knows.
    """

    key: str
    compound: str
    unit: str | None
    micro_grid: str
    room: str
    x: float | None = None
    y: float | None = None
    floor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """A resident 居民. The name is personal data: `disclosure` says how far it may travel."""

    key: str
    household: str
    name: str
    roles: tuple[str, ...] = ()
    disclosure: Disclosure = Disclosure.OFFICE


def masked(name: str) -> str:
    """A name as the public may see it.

    >>> masked("张晓明"), masked("李四"), masked("欧阳晓明")
    ('张*明', '李*', '欧**明')
    """
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A whole community's register, as read from files and written by `desk.register.load`."""

    key: str
    name: str
    name_en: str
    grids: tuple[Grid, ...] = ()
    micro_grids: tuple[MicroGrid, ...] = ()
    compounds: tuple[Compound, ...] = ()
    buildings: tuple[Building, ...] = ()
    units: tuple[Unit, ...] = ()
    households: tuple[Household, ...] = ()
    residents: tuple[Resident, ...] = ()
