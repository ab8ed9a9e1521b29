"""The public ranking: what counts, who shares a place, and that nothing stands there above its disclosure level."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from tests.conftest import Clock, Hall, text, tiny_plugins
from tests.desk.points.lived import TODAY, Home, insert, notice

from weiping.api import Api, Request
from weiping.desk import audit, register
from weiping.desk.office import Desk
from weiping.desk.points import catalogue, consent, policy, reversing
from weiping.desk.points.policy import Policy
from weiping.desk.points.ranking import FEWEST, Rankings
from weiping.domain.appraisal import OPERATOR, PUBLIC, Actor
from weiping.domain.register import Building, Compound, Disclosure, Grid, Household, MicroGrid, Register, Resident, Unit
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.store import Store
from weiping.store import tables as t

SIZES = {"big": 7, "even": 6, "small": FEWEST - 1}
"""Compound -> its households; each compound is one micro-grid too."""

PEOPLE = "独孤求败{}"
ROOM = "8{:02}77"


def community() -> Register:
    """Three compounds, the smallest with fewer households than may be summed up in public."""
    homes = {f"{c}-{n}": c for c, size in SIZES.items() for n in range(1, size + 1)}
    return Register(
        key="ranked", name="排名社区", name_en="Ranked",
        grids=(Grid(key="rg", number=9, name="第九网格"),),
        micro_grids=tuple(MicroGrid(key=f"m-{c}", grid="rg", number=n) for n, c in enumerate(SIZES, 1)),
        compounds=tuple(Compound(key=c, grid="rg", name=f"{c}苑", name_en=c.title()) for c in SIZES),
        buildings=tuple(Building(key=f"{c}-b", compound=c, name="5号楼") for c in SIZES),
        units=tuple(Unit(key=f"{c}-u", building=f"{c}-b", name="1单元") for c in SIZES),
        households=tuple(
            Household(key=h, compound=c, unit=f"{c}-u", micro_grid=f"m-{c}", room=ROOM.format(n))
            for n, (h, c) in enumerate(homes.items())
        ),
        residents=tuple(
            Resident(key=f"{h}-x", household=h, name=PEOPLE.format(n),
                     disclosure=Disclosure.SECRET if h == "big-7" else Disclosure.OFFICE)
            for n, h in enumerate(homes)
        ),
    )  # fmt: skip


def ranked_hall(store: Store, clock: Clock) -> Hall:
    """A desk over that community and its shop; there is no appraisal."""
    desk = Desk(store, tiny_plugins(), now=clock)
    register.load(desk, OPERATOR, community())
    catalogue.stock_catalogue(desk, OPERATOR, desk.plugins.rewards.values())
    return Hall(desk, clock, 0)


@pytest.fixture
def ranked(store: Store, clock: Clock) -> Hall:
    return ranked_hall(store, clock)


def decide(hall: Hall, level: Any) -> None:
    policy.change(hall.desk, hall.clerk, Policy(ranking=level))


def show(hall: Hall, period: str = "") -> list[tuple[int, bool, str, Any]]:
    rows = Rankings(hall.desk).show(period)["rows"]
    return [(row["place"], row["shared"], row["name"]["zh_CN"], row.get("average", row["points"])) for row in rows]


def earns(hall: Hall, household: str, points: int, ago: int = 1, **more: Any) -> str:
    return Home(hall, household).earns(f"{household} {points} {ago} {more}", "deed", points, ago, **more)


def test_micro_grids_stand_by_points_for_each_household_and_share_places_on_the_printed_number(ranked: Hall) -> None:
    decide(ranked, "micro-grid")
    earns(ranked, "big-1", 20)
    earns(ranked, "big-2", 15)
    earns(ranked, "even-1", 30)
    earns(ranked, "small-1", 500)
    assert show(ranked) == [
        (1, True, "第9网格 第1微网格", "5.00"), (1, True, "第9网格 第2微网格", "5.00")
    ]  # fmt: skip
    told = Rankings(ranked.desk).show()
    assert (told["left_out"], told["fewest"]) == (1, FEWEST)


def test_compounds_with_few_households_are_left_out(ranked: Hall) -> None:
    decide(ranked, "compound")
    earns(ranked, "small-1", 500)
    earns(ranked, "even-1", 1)
    assert show(ranked) == [(1, False, "even苑", "0.17"), (2, False, "big苑", "0.00")]
    assert Rankings(ranked.desk).show()["left_out"] == 1


def test_only_what_was_earned_counts_once_its_notice_is_over_less_what_was_taken_back(
    ranked: Hall, clock: Clock
) -> None:
    decide(ranked, "compound")
    home = Home(ranked, "big-1")
    first = home.earns("甲", "a", 70, 3)
    earns(ranked, "big-2", 700, awaits_notice=True)
    hung = earns(ranked, "big-2", 7, awaits_notice=True)
    notice(ranked, TODAY + timedelta(days=3), hung)
    doubted = earns(ranked, "big-3", 140)
    insert(ranked, t.objection, id="o-9", transfer=doubted, who="", text="?", actor="clerk@1")
    earns(ranked, "big-3", 1400, available_from=TODAY + timedelta(days=40))
    earns(ranked, "big-4", 14, ago=40)
    home.redeems("soap", 3)  # spending makes no difference

    def now(period: str = "") -> Any:
        return next(value for _, _, name, value in show(ranked, period) if name == "big苑")

    assert now() == "10.00"
    assert (now("2024-10"), now("2024")) == ("2.00", "12.00")
    reversing.reverse(ranked.desk, ranked.clerk, first, text("wrong"), key="back-0001", points=35)
    assert now() == "5.00"
    reversing.reverse(ranked.desk, ranked.clerk, first, text("wrong"), key="back-0002")  # some of it is owed by now
    assert now() == "0.00"
    clock.forward(days=4)
    assert now() == "1.00"
    insert(ranked, t.objection_end, objection="o-9", how="upheld", reason="", operator="c2")
    assert now() == "21.00"


def test_households_stand_there_only_while_they_agree_under_their_stairwell(ranked: Hall) -> None:
    decide(ranked, "household")
    for household, points in (
        ("big-1", 20),
        ("big-2", 20),
        ("big-3", 5),
        ("small-1", 50),
        ("big-7", 900),
        ("even-1", 1),
    ):
        earns(ranked, household, points)
    assert show(ranked) == []
    for household in ("big-1", "big-2", "small-1", "big-4"):
        consent.agree(ranked.desk, Home(ranked, household).resident(), True)
    consent.agree(ranked.desk, ranked.clerk, True, Home(ranked, "big-3").account)
    listed = [(1, False, "small苑 5号楼1单元***", 50), (2, True, "big苑 5号楼1单元***", 20)]
    assert show(ranked)[:2] == listed
    assert [row[3] for row in show(ranked)] == [50, 20, 20, 5], "who agreed and earned nothing is not listed"
    consent.agree(ranked.desk, Home(ranked, "big-7").resident(), True)
    assert [row[3] for row in show(ranked)] == [50, 20, 20, 5], "somebody lives there whose name is for few only"
    consent.agree(ranked.desk, Home(ranked, "small-1").resident(), False)
    assert [row[3] for row in show(ranked)] == [20, 20, 5]
    decide(ranked, "micro-grid")
    with pytest.raises(WrongPhase):
        consent.agree(ranked.desk, Home(ranked, "even-1").resident(), True)
    consent.agree(ranked.desk, Home(ranked, "big-1").resident(), False)  # to step back is always possible
    decide(ranked, "household")
    assert [row[3] for row in show(ranked)] == [20, 5]
    assert not [found for found in audit.audit(ranked.desk) if found.faults]


def test_nobody_agrees_for_another_household(ranked: Hall) -> None:
    decide(ranked, "household")
    resident = Home(ranked, "big-1").resident()
    for actor, account, refused in (
        (resident, Home(ranked, "big-2").account, NotFound), (ranked.chair, Home(ranked, "big-2").account, NotAllowed),
        (ranked.clerk, None, NotFound), (ranked.clerk, 1, NotFound), (OPERATOR, None, NotFound),
    ):  # fmt: skip
        with pytest.raises(refused):
            consent.agree(ranked.desk, actor, True, account)
    with ranked.desk.store.read() as connection:
        assert connection.execute(sa.select(t.ranking_consent)).all() == []


def attempts(hall: Hall) -> dict[str, str]:
    """Everything that anybody may try to see more: periods, levels, roles; answers as text."""
    api, found = Api(hall.desk), {}
    actors: dict[str, Actor] = {
        "public": PUBLIC, "household": Home(hall, "even-2").resident(), "clerk": hall.clerk, "admin": OPERATOR
    }  # fmt: skip
    queries: list[dict[str, str]] = [
        *({"period": period} for period in ("", "2024-11", "2024", "2024-10", "2023", "2024-13", "%", "2024-11 ", "x" * 99)),
        {"level": "household"}, {"ranking": "household"}, {"period": "2024-11", "level": "household", "fewest": "1"},
        {"account": "3"}, {"q": "独孤"},
    ]  # fmt: skip
    for who, actor in actors.items():
        for query in queries:
            reply = api.handle(Request(actor, "GET", "/points/ranking", query))
            found[f"{who} {query}"] = f"{reply.status} {json.dumps(reply.body, ensure_ascii=False)}"
    return found


def planted(hall: Hall) -> set[str]:
    """What stands in the register about single households, and nowhere else."""
    count = sum(SIZES.values())
    keys = {household.key for household in community().households}
    return {*(PEOPLE.format(n) for n in range(count)), *(ROOM.format(n) for n in range(count)), *keys, "独孤"}


def amount(number: int) -> int:
    """Points of the household of that number: no sum and no average of them is another's."""
    return 1000 + 37 * number + number**3 % 91


@pytest.mark.parametrize("level", ["none", "micro-grid", "compound", "household"])
def test_no_request_shows_anything_above_the_level_that_the_office_chose(ranked: Hall, level: str) -> None:
    decide(ranked, level)
    for number, household in enumerate(community().households):
        earns(ranked, household.key, amount(number))
    agreed = ("small-1", "small-2", "big-7")
    if level == "household":
        for household in agreed:
            consent.agree(ranked.desk, Home(ranked, household).resident(), True)
    single = {str(amount(number)): home.key for number, home in enumerate(community().households)}
    sums = {str(sum(int(points) for points, key in single.items() if key.startswith("small")))}
    for tried, said in attempts(ranked).items():
        hidden = planted(ranked)
        if level != "household":
            hidden |= set(single) | sums | {"***"}
        else:
            hidden |= {points for points, key in single.items() if key not in ("small-1", "small-2")}
        assert not [word for word in hidden if word in said], (tried, said)
        if level == "none":
            assert said.startswith("422") or '"rows": []' in said
    shown = Rankings(ranked.desk).show()["rows"]
    assert {"none": 0, "micro-grid": 2, "compound": 2, "household": 2}[level] == len(shown), (
        "and what may be seen is seen"
    )


def test_two_communities_that_differ_only_in_who_earned_look_alike(tmp_path: Any) -> None:
    """A micro-grid's neighbours cannot tell from the ranking which of them it was."""
    worlds = []
    for number, winners in enumerate((("big-1", "big-2"), ("big-5", "big-5"))):
        with Store(tmp_path / f"{number}.db") as store:
            hall = ranked_hall(store, Clock())
            decide(hall, "micro-grid")
            for index, household in enumerate(winners):
                earns(hall, household, 30, ago=1 + index)
            worlds.append(attempts(hall))
    assert worlds[0] == worlds[1]


@pytest.mark.parametrize(
    "period", ["2024-12", "2025", "1999", "0000", "2024-00", "2024-11-01", "", "24-11", "２０２４", "2024\n"]
)
def test_a_period_that_makes_no_sense_is_refused(hall: Hall, period: str) -> None:
    rankings = Rankings(hall.desk)
    if not period:
        assert rankings.show(period)["period"] == "2024-11"
        return
    with pytest.raises(Invalid, match="neither a month nor a year"):
        rankings.show(period)


def test_a_ranking_is_computed_anew_when_anything_changed_that_it_is_made_of(ranked: Hall, clock: Clock) -> None:
    decide(ranked, "micro-grid")
    rankings = Rankings(ranked.desk)
    before = rankings.show()
    assert rankings.show() is before
    earns(ranked, "big-1", 7)
    after = rankings.show()
    assert after["rows"][0]["points"] == 7
    clock.forward(days=1)
    assert rankings.show() is not after
    decide(ranked, "none")
    assert rankings.show()["rows"] == []
    assert rankings.show("2024")["periods"] == ["2024-11", "2024-10", "2024", "2023"]
    assert date.fromisoformat("2024-11-21") == ranked.desk.today()
