"""What a plugin says about points is refused where it makes no sense, before anybody earns by it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiping.domain import points
from weiping.domain.points import (
    Attendance,
    Attended,
    Cap,
    Earned,
    ExpiryPolicy,
    Fulfilment,
    PointsRule,
    Published,
    Redeemed,
    Reward,
    TaskDone,
    Verified,
)
from weiping.domain.text import Text
from weiping.errors import DefinitionError, InputError, PluginError
from weiping.hooks.calls import propose

TITLE = Text("规则", "Rule")
DAY = date(2024, 2, 29)
EVENTS = (
    Published(round=1, appraisal="a", title=TITLE, on=DAY, winners=()),
    Attended(activity=1, kind="clean-up", title=TITLE, on=DAY, who=()),
    Verified(deed="sweep", title=TITLE, household="h1", on=DAY),
    TaskDone(task="visit", title=TITLE, household="h1", on=DAY),
)


def rule(**more: Any) -> PointsRule:
    return PointsRule(**{"key": "one", "title": TITLE, "propose": lambda event: []} | more)


def reward(**more: Any) -> Reward:
    return Reward(**{"key": "cut", "title": TITLE, "kind": "service", "points": 5, "how": TITLE} | more)


@pytest.mark.parametrize("points_", [0, -1, 2.5, True, Decimal(3), "3", None])
def test_a_cap_is_whole_points_above_zero(points_: Any) -> None:
    with pytest.raises(DefinitionError, match="whole points above zero"):
        Cap(points=points_, per="day")


@pytest.mark.parametrize("per", ["week", "", None, "Day"])
def test_a_cap_is_for_a_period_there_is(per: Any) -> None:
    with pytest.raises(DefinitionError, match="event, day, month, year"):
        Cap(points=1, per=per)


@pytest.mark.parametrize("per", get_args(points.Period))
def test_every_period_can_be_capped(per: points.Period) -> None:
    assert rule(caps=[Cap(points=1, per=per)]).caps == (Cap(points=1, per=per),)


@pytest.mark.parametrize("caps", [(5,), [("day", 5)], Cap, "month"])
def test_caps_that_are_no_caps_are_refused(caps: Any) -> None:
    with pytest.raises(DefinitionError, match=r"use wp\.Cap"):
        rule(caps=caps)


def test_one_cap_alone_is_one_cap() -> None:
    alone: Any = Cap(points=1, per="day")
    assert rule(caps=alone).caps == (alone,)


@pytest.mark.parametrize("on", [(), Attended, None, ("Attended",), (int,), (Attended, points.Winner), [[Attended]]])
def test_a_rule_listens_to_events_there_are(on: Any) -> None:
    with pytest.raises(DefinitionError, match="Published, Attended, Verified, TaskDone"):
        rule(on=on)


def test_a_rule_is_asked_about_the_events_it_listens_to_and_no_other() -> None:
    asked: list[object] = []

    def note(event: object) -> list[Any]:
        asked.append(event)
        return []

    assert rule().on == (Published,)
    listening = rule(propose=note, on=[Attended, TaskDone])
    for event in EVENTS:
        assert propose(listening, event) == []
    assert asked == [EVENTS[1], EVENTS[3]]


def test_a_rule_that_fails_is_named() -> None:
    with pytest.raises(PluginError, match=r"one failed on Verified: .*no such deed"):
        propose(rule(propose=lambda event: {}["no such deed"], on=(Verified,)), EVENTS[2])


@pytest.mark.parametrize("hours", [-1, "-0.5", "many", float("nan"), True])
def test_hours_below_zero_or_of_no_number_are_refused_where_the_event_is_made(hours: Any) -> None:
    with pytest.raises(InputError):
        Attendance(household="h1", role="volunteer", hours=hours)
    with pytest.raises(InputError):
        Verified(deed="sweep", title=TITLE, household="h1", on=DAY, quantity=hours)


@given(st.decimals(min_value=0, max_value=1000, places=2))
def test_hours_are_exact_and_none_is_not_zero(hours: Decimal) -> None:
    assert Attendance(household="h1", role="volunteer", hours=hours).hours == hours
    assert Attendance(household="h1", role="volunteer").hours is None


@pytest.mark.parametrize("stock", [None, -1, 2.5, True, "3"])
def test_goods_have_a_stock_of_whole_pieces(stock: Any) -> None:
    with pytest.raises(DefinitionError, match="goods need a stock"):
        reward(kind="goods", stock=stock)


@pytest.mark.parametrize("kind", ["service", "honour"])
def test_what_is_not_goods_has_no_stock(kind: str) -> None:
    assert reward(kind=kind).stock is None
    with pytest.raises(DefinitionError, match="goods need a stock"):
        reward(kind=kind, stock=0)


@pytest.mark.parametrize("points_", [0, -5, 2.5, True, None])
def test_a_reward_costs_whole_points_above_zero(points_: Any) -> None:
    with pytest.raises(DefinitionError, match="whole points above zero"):
        reward(points=points_)


def test_a_reward_names_its_fulfilment_by_a_key() -> None:
    assert reward(fulfilment="by-appointment").fulfilment == "by-appointment"
    with pytest.raises(DefinitionError, match="has the key 'By appointment'"):
        reward(fulfilment="By appointment")


@pytest.mark.parametrize("function", [None, 365, DAY])
def test_a_policy_and_a_fulfilment_need_a_function(function: Any) -> None:
    with pytest.raises(DefinitionError, match="no function to ask"):
        ExpiryPolicy(key="never", title=TITLE, words=TITLE, expires=function)
    with pytest.raises(DefinitionError, match="no function to instruct with"):
        Fulfilment(key="desk", title=TITLE, instruct=function)


def test_a_policy_may_say_never_for_points_of_one_rule_and_a_day_for_others() -> None:
    policy = ExpiryPolicy(
        key="awards-stay", title=TITLE, words=TITLE, expires=lambda one: None if one.rule == "award" else one.on
    )
    assert policy.expires(Earned(points=1, on=DAY, rule="award")) is None
    assert policy.expires(Earned(points=1, on=DAY)) == DAY


def test_a_fulfilment_is_told_nothing_about_who_redeemed() -> None:
    redeemed = Redeemed(reward="cut", title=TITLE, quantity=1, points=5, on=DAY)
    assert set(redeemed.__slots__) == {"reward", "title", "quantity", "points", "on"}
