"""A town of two grids: a building of three stairwells, and scattered houses in hamlets."""

from __future__ import annotations

from random import Random

import sqlalchemy as sa

from weiping.desk import register
from weiping.desk.office import Desk
from weiping.domain.appraisal import OPERATOR
from weiping.domain.register import Building, Compound, Grid, Household, MicroGrid, Register, Resident, Unit
from weiping.store import tables as t


def town(houses: int = 47, places: bool = True) -> Register:
    """30 flats in g1, `houses` scattered ones in g2, each grid one micro-grid with a leader; everybody's name is 王小明."""
    drawn = Random(7)
    flats = [
        Household(key=f"flat-{unit}-{room}", compound="tower", unit=f"tower-{unit}", micro_grid="m01-01", room=str(room))
        for unit in (1, 2, 3) for floor in range(1, 6) for room in (floor * 100 + 1, floor * 100 + 2)
    ]  # fmt: skip
    hamlets = [(drawn.uniform(0, 2000), drawn.uniform(0, 2000)) for _ in range(4)]
    scattered = []
    for number in range(1, houses + 1):
        x, y = hamlets[number % 4]
        here = (x + drawn.gauss(0, 40), y + drawn.gauss(0, 40)) if places else (None, None)
        scattered.append(
            Household(key=f"house-{number:02}", compound="lane", unit=None, micro_grid="m02-01", room=f"{number}号",
                      x=here[0], y=here[1])
        )  # fmt: skip
    homes = (*flats, *scattered)
    return Register(
        key="town", name="小镇社区", name_en="Town",
        grids=(Grid(key="g1", number=1, name="第一网格"), Grid(key="g2", number=2, name="第二网格")),
        micro_grids=(
            MicroGrid(key="m01-01", grid="g1", number=1, leader="flat-1-101-a"),
            MicroGrid(key="m02-01", grid="g2", number=1, leader="house-01-a"),
        ),
        compounds=(
            Compound(key="tower", grid="g1", name="高楼小区", name_en="Tower"),
            Compound(key="lane", grid="g2", name="长巷", name_en="Lane"),
        ),
        buildings=(Building(key="tower-b", compound="tower", name="3号楼"),),
        units=tuple(Unit(key=f"tower-{unit}", building="tower-b", name=f"{unit}单元") for unit in (1, 2, 3)),
        households=homes,
        residents=tuple(Resident(key=f"{home.key}-a", household=home.key, name="王小明") for home in homes),
    )  # fmt: skip


def settle(desk: Desk, **changes: object) -> Desk:
    """A desk over the town."""
    register.load(desk, OPERATOR, town(**changes))  # type: ignore[arg-type]
    return desk


def where(desk: Desk) -> dict[str, str]:
    """Household -> micro-grid, as the register has it."""
    h, m = t.household, t.micro_grid
    with desk.store.read() as connection:
        return dict(connection.execute(sa.select(h.c.key, m.c.key).join(m, m.c.id == h.c.micro_grid_id)).all())


def move_house(desk: Desk, household: str, **values: object) -> None:
    """Change a row of the register behind everybody's back."""

    def job(connection: sa.Connection) -> None:
        connection.execute(t.household.update().where(t.household.c.key == household).values(values))

    desk.store.write(job)
