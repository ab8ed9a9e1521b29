from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from weiping.domain.points import PointsRule, Proposal, Published
from weiping.domain.text import Text
from weiping.errors import PluginError
from weiping.hooks.calls import propose

EVENT = Published(round=1, appraisal="a", title=Text("评比", "Appraisal"), on=date(2024, 12, 1), winners=())


def proposal(points: Any, key: str = "") -> Proposal:
    return Proposal(household="h", points=points, reason=Text("奖", "Award"), key=key)


def rule(*proposals: object) -> PointsRule:
    def give(_: Published) -> Iterable[Any]:
        yield from proposals

    return PointsRule(key="rule", title=Text("规则", "Rule"), propose=give)


def test_proposals_come_back_in_order() -> None:
    given = [proposal(5, "a"), proposal(10, "b")]
    assert propose(rule(*given), EVENT) == given


@pytest.mark.parametrize("bad", [proposal(0), proposal(-5), proposal(2.5), proposal(True), "twenty"])
def test_points_that_are_not_whole_and_above_zero_are_refused_and_the_rule_is_named(bad: object) -> None:
    with pytest.raises(PluginError, match="Points rule rule proposed"):
        propose(rule(bad), EVENT)


def test_two_proposals_under_one_key_for_one_household_are_refused() -> None:
    with pytest.raises(PluginError, match="twice for household h"):
        propose(rule(proposal(5), proposal(5)), EVENT)


@pytest.mark.parametrize("failure", [ValueError("no"), SystemExit(1)])
def test_a_rule_that_raises_is_contained_and_named(failure: BaseException) -> None:
    def give(_: Published) -> Iterable[Proposal]:
        raise failure

    with pytest.raises(PluginError, match="Points rule rule failed on Published"):
        propose(PointsRule(key="rule", title=Text("规则", "Rule"), propose=give), EVENT)
