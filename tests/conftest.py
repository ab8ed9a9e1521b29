"""A tiny community, a desk over a fresh database, and a clock that stands still until it is told otherwise."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.chromium import (
    browser,
    chromium_arguments,
    expected_errors,
    hosts,
    page,
    pytest_runtest_teardown,
    tablet,
)
from weiping.desk import appraisals, catalogue, register
from weiping.desk.office import Desk
from weiping.domain.appraisal import OPERATOR, Actor, JudgeKind, Phase, Role
from weiping.domain.criteria import Criterion, Item, Level, Scale
from weiping.domain.plan import AppraisalPlan
from weiping.domain.points import PointsRule, Proposal, Published, Reward, RewardKind
from weiping.domain.register import Building, Compound, Grid, Household, MicroGrid, Register, Resident, Unit
from weiping.domain.text import Text
from weiping.hooks.loader import Plugins, load
from weiping.store import Store

os.environ.setdefault("WEIPING_LANG", "en")

# one browser for every folder that has tests of screens: playwright starts once in a process
__all__ = ["browser", "chromium_arguments", "expected_errors", "hosts", "page", "pytest_runtest_teardown", "tablet"]


T = TypeVar("T")


def text(word: str) -> Text:
    return Text(f"{word}(中)", word)


def criterion(key: str) -> Criterion:
    return Criterion(
        key=key,
        title=text(key),
        rubric=text(f"what {key} asks"),
        scale=Scale(low=Decimal(0), high=Decimal(20), step=Decimal("0.5")),
        levels=(
            Level(key="excellent", title=text("excellent"), low=Decimal(18), high=Decimal(20), value=Decimal(19)),
            Level(key="good", title=text("good"), low=Decimal(14), high=Decimal("17.5"), value=Decimal(16)),
            Level(key="fair", title=text("fair"), low=Decimal(10), high=Decimal("13.5"), value=Decimal(12)),
            Level(key="poor", title=text("poor"), low=Decimal(0), high=Decimal("9.5"), value=Decimal(6)),
        ),
        deductions=(Item(key="clutter", title=text("clutter"), points=Decimal(2)),),
    )


CRITERIA = ("order", "green")


def twenty_each(event: Published) -> Iterator[Proposal]:
    for winner in event.winners:
        if winner.award == "best":
            for household in winner.households:
                yield Proposal(household=household, points=20, reason=text("best compound"))


def tiny_plugins() -> Plugins:
    rewards = (
        Reward(key="soap", title=text("soap"), kind=RewardKind.GOODS, points=5, stock=3, how=text("at the desk")),
        Reward(key="haircut", title=text("haircut"), kind=RewardKind.SERVICE, points=15, how=text("on Friday")),
    )
    return Plugins(
        criteria={key: criterion(key) for key in CRITERIA},
        scoring_rules=load([]).scoring_rules,
        points_rules={"twenty-each": PointsRule(key="twenty-each", title=text("twenty each"), propose=twenty_each)},
        rewards={reward.key: reward for reward in rewards},
    )


def tiny_register() -> Register:
    compounds = ("east", "west", "south")
    homes = [(f"{c}-{n}", c) for c in compounds for n in (1, 2)]
    return Register(
        key="tiny",
        name="小社区",
        name_en="Tiny",
        grids=(Grid(key="g1", number=1, name="第一网格"),),
        micro_grids=(MicroGrid(key="m1", grid="g1", number=1, leader="east-1-a"),),
        compounds=tuple(Compound(key=c, grid="g1", name=f"{c}小区", name_en=c.title()) for c in compounds),
        buildings=tuple(Building(key=f"{c}-b", compound=c, name="3号楼") for c in compounds),
        units=tuple(Unit(key=f"{c}-u", building=f"{c}-b", name="2单元") for c in compounds),
        households=tuple(
            Household(key=h, compound=c, unit=f"{c}-u", micro_grid="m1", room=f"50{h[-1]}") for h, c in homes
        ),
        residents=(
            *(Resident(key=f"{h}-a", household=h, name="王小明") for h, _ in homes),
            Resident(key="south-1-b", household="south-1", name="李小红"),
        ),
    )


def tiny_plan(**changes: object) -> AppraisalPlan:
    plan: dict[str, object] = {
        "key": "best-2024",
        "title": text("best compound 2024"),
        "period": "2024",
        "criteria": tuple((key, Decimal(50)) for key in CRITERIA),
        "rule": "plain",
        "entries": ("east", "west"),
        "judges": (
            (JudgeKind.BUILDING_LEADER, "south-1-a"),
            (JudgeKind.PARTY_MEMBER, "south-2-a"),
            (JudgeKind.RESIDENT, "south-1-b"),
        ),
        "awards": (("best", Text("最美小区", "Most beautiful compound"), 1),),
        "points_rules": ("twenty-each",),
        "notice_days": 0,
        "show_standings": True,
    }
    return AppraisalPlan(**{**plan, **changes})  # type: ignore[arg-type]


@dataclass
class Clock:
    time: datetime = field(default_factory=lambda: datetime(2024, 11, 20, 8, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)


@dataclass
class Hall:
    """A desk with one appraisal in draft: what most tests start from."""

    desk: Desk
    clock: Clock
    round: int
    chair: Actor = field(default_factory=lambda: Actor(Role.CHAIR))
    clerk: Actor = field(default_factory=lambda: Actor(Role.CLERK))

    def ids(self, table: str) -> list[int]:
        with self.desk.store.read() as connection:
            rows = connection.exec_driver_sql(f"SELECT id FROM {table} ORDER BY id").fetchall()
        return [row[0] for row in rows]

    def judge(self, number: int = 1) -> Actor:
        return Actor(Role.JUDGE, self.ids("judge")[number - 1])

    def entry(self, number: int = 1) -> int:
        return self.ids("entry")[number - 1]

    def go(self, *phases: str, reason: str = "", accept: bool = True) -> None:
        """Take the round through phases, as a chair who accepts what the checklist only wants looked at."""
        from weiping.desk import rounds

        for phase in phases:
            rounds.change_phase(self.desk, self.chair, self.round, Phase(phase), reason, accept=accept)


def on_a_loop(scene: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on an event loop of its own thread: this one may have the browser's loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, scene).result(60)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "weiping.db"


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hall(store: Store, clock: Clock) -> Hall:
    desk = Desk(store, tiny_plugins(), now=clock)
    register.load(desk, OPERATOR, tiny_register())
    catalogue.stock_catalogue(desk, OPERATOR, desk.plugins.rewards.values())
    return Hall(desk, clock, appraisals.create(desk, OPERATOR, "tiny", tiny_plan()))
