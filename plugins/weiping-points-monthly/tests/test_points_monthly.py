import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import weiping as wp
import weiping_points_monthly as monthly
from weiping.desk.points import earning
from weiping.hooks.calls import propose
from weiping.hooks.loader import load
from weiping.testing import conformance

RULES = {rule.key: rule for rule in monthly.weiping_points_rules()}
DEEDS, TASKS = RULES["everyday-deeds"], RULES["leader-tasks"]


def verified(deed: str, quantity: str = "1") -> wp.Verified:
    return wp.Verified(
        deed=deed, title=wp.Text("善行", "A deed"), household="a-101", on=date(2024, 2, 29), quantity=Decimal(quantity)
    )


@conformance(monthly)
def test_conformance(check) -> None:
    check()


@pytest.mark.parametrize(
    ("deed", "quantity", "points"),
    [
        ("stairwell-sweep", "1", 2),
        ("tree-planting", "4", 12),
        ("snow-clearing", "1.5", 2),
        ("snow-clearing", "0.5", 0),
        ("stairwell-sweep", "0", 0),
        ("a-deed-of-our-own", "1", 1),
        ("a-deed-of-our-own", "300", 1),
        ("a-deed-of-our-own", "0", 0),
        ("brave-deed", "1", 0),
        ("mediation", "3", 0),
    ],
)
def test_a_deed_earns_by_the_list_for_whole_units(deed: str, quantity: str, points: int) -> None:
    assert sum(one.points for one in propose(DEEDS, verified(deed, quantity))) == points


def test_a_task_of_a_leader_earns_a_point() -> None:
    done = wp.TaskDone(task="visit", title=wp.Text("走访", "Visit"), household="a-101", on=date(2024, 3, 1))
    (one,) = propose(TASKS, done)
    assert (one.household, one.points) == ("a-101", 1)
    assert one.reason == wp.Text("微网格任务：走访", "Task in the micro-grid: Visit")


def test_each_rule_hears_of_its_own_event_only() -> None:
    done = wp.TaskDone(task="visit", title=wp.Text("走访", "Visit"), household="a-101", on=date(2024, 3, 1))
    assert propose(DEEDS, done) == []
    assert propose(TASKS, verified("stairwell-sweep")) == []


def test_the_reason_says_how_often_where_that_counts() -> None:
    (one,) = propose(DEEDS, verified("tree-planting", "4"))
    (other,) = propose(DEEDS, verified("a-deed-of-our-own", "4"))
    assert one.reason == wp.Text("日常积分：善行 ×4", "Everyday points: A deed ×4")
    assert other.reason == wp.Text("日常积分：善行", "Everyday points: A deed")


@given(st.sampled_from([*monthly.DEEDS, "other"]), st.decimals(0, 50, places=1), st.decimals(0, 50, places=1))
def test_more_of_a_deed_never_earns_less(deed: str, one: Decimal, other: Decimal) -> None:
    less, more = sorted((one, other))
    points = [sum(each.points for each in propose(DEEDS, verified(deed, str(units)))) for units in (less, more)]
    assert points[0] <= points[1]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_limit_of_a_longer_time_is_the_wider_one_and_a_day_has_room_for_a_deed(rule: wp.PointsRule) -> None:
    order = ["event", "day", "month", "year"]
    caps = sorted(rule.caps, key=lambda cap: order.index(cap.per))
    assert len({cap.per for cap in caps}) == len(caps)
    assert [cap.points for cap in caps] == sorted(cap.points for cap in caps)
    assert caps[0].points >= max([monthly.TASK, *(monthly.DEEDS.values() if rule is DEEDS else ())])


def test_a_month_of_sweeping_earns_five_points_a_day_and_thirty_a_month_also_over_the_leap_day(
    weiping_community, weiping_plugins
) -> None:
    desk = replace(weiping_community.desk, plugins=weiping_plugins(monthly))

    def earn(day: date, quantity: int) -> int:
        event = replace(verified("stairwell-sweep", str(quantity)), household="east-1", on=day)
        found = earning.propose(desk, ["everyday-deeds"], event, f"deed:{day}:{quantity}", day)
        clerk = weiping_community.clerk
        rows = desk.store.write(lambda connection: earning.post(desk, connection, clerk, found))
        return sum(row["points"] for row in rows["transfer"])

    assert [earn(date(2024, 2, 27), times) for times in (1, 2, 3)] == [2, 3, 0]
    rest = [earn(date(2024, 2, day), 3) for day in (*range(1, 7), 29)]
    assert rest == [5, 5, 5, 5, 5, 0, 0]
    assert earn(date(2024, 3, 1), 3) == 5


def test_the_list_speaks_of_deeds_that_the_sample_community_has() -> None:
    path = Path(__file__).parents[3] / "sample_data" / "guanyan" / "deeds.csv"
    with path.open(encoding="utf-8") as file:
        known = {row["key"] for row in csv.DictReader(file)}
    assert monthly.DEEDS.keys() | monthly.DECIDED_BY_PEOPLE <= known
    assert not monthly.DEEDS.keys() & monthly.DECIDED_BY_PEOPLE


def test_the_loader_finds_it_through_its_entry_point() -> None:
    plugins = load([EntryPoint("weiping-points-monthly", "weiping_points_monthly", "weiping")])
    assert not plugins.quarantined
    assert list(plugins.points_rules) == ["everyday-deeds", "leader-tasks"]
    assert plugins.points_rules["everyday-deeds"].caps == monthly.DEED_CAPS
