"""Databases for the benchmarks: a round that is open and judges who are signed in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from weiping.desk import access, appraisals, founding, register, rounds
from weiping.desk.community_files import read_community
from weiping.desk.office import Desk
from weiping.domain.appraisal import OPERATOR, JudgeKind, Phase
from weiping.domain.plan import AppraisalPlan
from weiping.domain.register import Building, Compound, Grid, Household, MicroGrid, Register, Resident, Unit
from weiping.domain.text import Text
from weiping.hooks import loader
from weiping.server.house import COOKIE
from weiping.share import shared
from weiping.store import Store
from weiping.store import tables as t

CRITERIA = ("greening", "public-environment", "regulated-parking", "resident-conduct", "stairwell-hygiene")
"""Five, whatever else is installed."""


@dataclass(frozen=True)
class Hall:
    """One open round: its judges with the session of each, in the same order, its entries and criteria."""

    round: int
    judges: list[int]
    tokens: list[str]
    entries: list[int]
    criteria: list[str]

    @property
    def cookies(self) -> list[str]:
        """The sessions as a browser sends them."""
        return [f"{COOKIE}={token}" for token in self.tokens]


def sample(database: Path) -> Hall:
    """The sample community as `weiping demo` has it: nine judges, six compounds, five criteria."""
    with Store(database) as store:
        desk = Desk(store, loader.load())
        made = founding.found(desk, OPERATOR, read_community(shared("sample_data") / "guanyan"))
        return _opened(desk, made.rounds[0])


def seed(database: Path, judges: int, entries: int) -> Hall:
    """A community made up for the purpose, of any size."""
    compounds, people = [f"c{n}" for n in range(entries)], [f"r{n}" for n in range(judges)]
    with Store(database) as store:
        desk = Desk(store, loader.load())
        register.load(desk, OPERATOR, _register([*compounds, "home"], people))  # nobody lives where they score
        plan = AppraisalPlan(
            key="bench", title=Text("最美小区", "Best compound"), period="2024", rule="trimmed", entries=tuple(compounds),
            criteria=tuple((key, Decimal(20)) for key in CRITERIA), show_standings=True,
            judges=tuple((JudgeKind.RESIDENT, key) for key in people),
        )  # fmt: skip
        return _opened(desk, appraisals.create(desk, OPERATOR, "bench", plan))


def _opened(desk: Desk, round_id: int) -> Hall:
    rounds.change_phase(desk, OPERATOR, round_id, Phase.OPEN)
    with desk.store.read() as connection:
        judges, entries = (
            [row.id for row in connection.execute(table.select().order_by(table.c.id))] for table in (t.judge, t.entry)
        )

    def token(judge: int) -> str:
        return access.join(desk, access.invite_judge(desk, OPERATOR, judge, round_id=round_id)).token

    with ThreadPoolExecutor(16) as hands:
        return Hall(round_id, judges, list(hands.map(token, judges)), entries, list(CRITERIA))


def _register(compounds: list[str], people: list[str]) -> Register:
    return Register(
        key="bench", name="社区", name_en="Bench", grids=(Grid(key="g", number=1, name="一"),),
        micro_grids=(MicroGrid(key="m", grid="g", number=1, leader=people[0]),),
        compounds=tuple(Compound(key=key, grid="g", name=key, name_en=key) for key in compounds),
        buildings=(Building(key="b", compound=compounds[-1], name="1"),),
        units=(Unit(key="u", building="b", name="1"),),
        households=(Household(key="h", compound=compounds[-1], unit="u", micro_grid="m", room="1"),),
        residents=tuple(Resident(key=key, household="h", name=key) for key in people),
    )  # fmt: skip
