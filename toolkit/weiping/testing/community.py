"""A tiny community to try plugins in: a desk over a fresh database, and a clock that stands still until it is told otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..desk import appraisals, marks, register, rounds
from ..desk.office import Desk
from ..desk.points import catalogue
from ..desk.views import Views
from ..domain.appraisal import OPERATOR, Actor, JudgeKind, MarkKind, Phase, Role
from ..domain.criteria import Criterion, Detail, Item, Level, Scale
from ..domain.exact import plain
from ..domain.plan import AppraisalPlan
from ..domain.points import Event, PointsRule, Proposal, Published, Reward, RewardKind
from ..domain.register import Building, Compound, Grid, Household, MicroGrid, Register, Resident, Unit
from ..domain.text import Text
from ..errors import WeipingError
from ..hooks.loader import Plugins, load
from ..store import Store
from .households import COMPOUNDS, HOUSEHOLDS

DAY = date(2024, 11, 20)
"""The day it is in the tiny community."""

CRITERIA = ("order", "green")


def text(word: str) -> Text:
    """A phrase for tests."""
    return Text(f"{word}(中)", word)


def criterion(key: str) -> Criterion:
    """A criterion like those of the five plugins: 20 points, four levels, one fault."""
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


def twenty_each(event: Event) -> Iterator[Proposal]:
    """Twenty points for every household of the best compound."""
    for winner in event.winners if isinstance(event, Published) else ():
        if winner.award == "best":
            for household in winner.households:
                yield Proposal(household=household, points=20, reason=text("best compound"))


def tiny_plugins() -> Plugins:
    """Two criteria, a points rule and two rewards; of scoring rules what comes with weiping."""
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
    """Three compounds with two households each, and seven residents."""
    return Register(
        key="tiny",
        name="小社区",
        name_en="Tiny",
        grids=(Grid(key="g1", number=1, name="第一网格"),),
        micro_grids=(MicroGrid(key="m1", grid="g1", number=1, leader="east-1-a"),),
        compounds=tuple(Compound(key=c, grid="g1", name=f"{c}小区", name_en=c.title()) for c in COMPOUNDS),
        buildings=tuple(Building(key=f"{c}-b", compound=c, name="3号楼") for c in COMPOUNDS),
        units=tuple(Unit(key=f"{c}-u", building=f"{c}-b", name="2单元") for c in COMPOUNDS),
        households=tuple(
            Household(key=h, compound=c, unit=f"{c}-u", micro_grid="m1", room=f"50{h[-1]}")
            for h, c in HOUSEHOLDS.items()
        ),
        residents=(
            *(Resident(key=f"{h}-a", household=h, name="王小明") for h in HOUSEHOLDS),
            Resident(key="south-1-b", household="south-1", name="李小红"),
        ),
    )


def tiny_plan(**changes: object) -> AppraisalPlan:
    """East and west judged by three from the south on two criteria; `changes` are other fields of the plan."""
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
    """A clock for a desk; it moves only `forward`."""

    time: datetime = field(default_factory=lambda: datetime(2024, 11, 20, 8, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        """The time it is."""
        return self.time

    def forward(self, **by: float) -> None:
        """Move on, by such as `hours=2`."""
        self.time += timedelta(**by)


@dataclass
class Hall:
    """A desk with one appraisal: in draft where nothing else is said. Entries and judges are counted from 1."""

    desk: Desk
    clock: Clock
    round: int
    chair: Actor = field(default_factory=lambda: Actor(Role.CHAIR))
    clerk: Actor = field(default_factory=lambda: Actor(Role.CLERK))
    _numbers: count[int] = field(default_factory=lambda: count(1), repr=False)

    def ids(self, table: str) -> list[int]:
        """The ids in a table, in order."""
        with self.desk.store.read() as connection:
            rows = connection.exec_driver_sql(f"SELECT id FROM {table} ORDER BY id").fetchall()  # noqa: S608 (a test's own word)
        return [row[0] for row in rows]

    def judge(self, number: int = 1) -> Actor:
        """A judge of the round."""
        return Actor(Role.JUDGE, self.ids("judge")[number - 1])

    def entry(self, number: int = 1) -> int:
        """The id of an entry."""
        return self.ids("entry")[number - 1]

    def go(self, *phases: str, reason: str = "", accept: bool = True) -> None:
        """Take the round through phases, as a chair who accepts what the checklist only wants looked at."""
        for phase in phases:
            rounds.change_phase(self.desk, self.chair, self.round, Phase(phase), reason, accept=accept)

    def mark(self, criterion: str, detail: Detail | Decimal | int | str, *, judge: int = 1, entry: int = 1) -> None:
        """Mark an entry on a criterion, by what the judge tapped or by a value.

        Raises what the desk refuses it with.
        """
        how: dict[str, Any] = (
            {"detail": marks.ItemDetail(detail.level, plain(detail.fine), dict(detail.counts))}
            if isinstance(detail, Detail)
            else {"value": str(detail)}
        )
        self._send(judge, "mark", entry, criterion=criterion, mark=MarkKind.VALUE, **how)

    def sign(self, *, judge: int = 1, entry: int = 1) -> None:
        """Sign the sheet of a judge for an entry."""
        self._send(judge, "sign", entry)

    def _send(self, judge: int, kind: Any, entry: int, **more: Any) -> None:
        number = next(self._numbers)
        item = marks.Item(id=f"hall-{number:08}", seq=number, kind=kind, entry=self.entry(entry), **more)
        batch = marks.Batch(client=f"hall-tablet-{judge}", items=[item])
        (done,) = marks.submit(self.desk, self.judge(judge), self.round, batch).items
        if isinstance(done.error, WeipingError):
            raise done.error

    def standings(self) -> list[dict[str, Any]]:
        """What the board shows: entry, place and total of each, best first."""
        return list(Views(self.desk).board(self.round)["standings"] or ())


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        made = Path(folder) / "weiping.db"
        Store(made).close()
        return made.read_bytes()


def fresh_store(database: Path) -> Store:
    """A store over a new database: a copy of an empty one, since to migrate one from nothing takes half a second each."""
    database.write_bytes(_empty())
    return Store(database)


def tiny_hall(store: Store, clock: Clock, plugins: Plugins | None = None, plan: AppraisalPlan | None = None) -> Hall:
    """The tiny community in `store` with its catalogue stocked and one appraisal in draft."""
    desk = Desk(store, tiny_plugins() if plugins is None else plugins, now=clock)
    register.load(desk, OPERATOR, tiny_register())
    catalogue.stock_catalogue(desk, OPERATOR, desk.plugins.rewards.values())
    return Hall(desk, clock, appraisals.create(desk, OPERATOR, "tiny", plan or tiny_plan()))


def plan_for(plugins: Plugins, rule: str = "plain") -> AppraisalPlan:
    """The tiny appraisal by the criteria of `plugins`, with weights that add up to 100, and their points rules."""
    criteria = sorted(plugins.criteria)
    share, rest = divmod(100, len(criteria))
    weights = tuple((key, Decimal(share + (at < rest))) for at, key in enumerate(criteria))
    listening = tuple(key for key, one in plugins.points_rules.items() if Published in one.on)
    return tiny_plan(criteria=weights, rule=rule, points_rules=listening)
