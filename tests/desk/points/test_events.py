"""Whatever earns points is on record as the rules were told of it, in the same commit, and without a name."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.conftest import Hall, text
from tests.desk.points.people import (
    DAY,
    FIRST,
    SECOND,
    deed,
    deed_rule,
    meeting,
    rows,
    sound,
    task,
    with_rules,
)
from tests.desk.test_main_job import fill

from weiping.desk.points import earning, policy
from weiping.desk.points.policy import Policy
from weiping.domain.points import PointsRule
from weiping.errors import NotFound, PluginError, WrongPhase
from weiping.store import tables as t


def test_every_kind_of_event_is_recorded_with_what_the_rules_were_told(hall: Hall) -> None:
    hall = with_rules(hall, deed_rule())
    earning.earn(hall.desk, FIRST, ["deeds"], deed(3), "deed:1", DAY)
    earning.earn(hall.desk, SECOND, ["deeds"], meeting(2, 1), "activity:7", DAY)
    earning.earn(hall.desk, FIRST, [], task(), "task:1", DAY)
    found = rows(hall, t.event)
    assert [(one.key, one.kind, one.operator, one.day) for one in found] == [
        ("deed:1", "verified", "c1", DAY), ("activity:7", "attended", "c2", DAY), ("task:1", "task-done", "c1", DAY),
    ]  # fmt: skip
    assert found[0].data == {"deed": "snow", "household": "east-1", "quantity": "3"}
    assert [(one["household"], one["hours"]) for one in found[1].data["who"]] == [("east-1", "2"), ("east-2", "1")]
    assert {one.event for one in rows(hall, t.transfer)} <= {one.key for one in found}
    assert sound(hall), "also that the journal covers the events"


def test_a_publication_is_an_event_in_the_commit_of_its_points(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, 1, "18", "17")
    fill(hall, 1, 2, "12", "11")
    hall.go("deliberation", "published")
    (event,) = rows(hall, t.event)
    assert (event.key, event.kind, event.operator) == (f"published:{hall.round}", "published", "chair")
    assert event.data["winners"] == [{"entry": 1, "award": "best", "place": 1, "households": ["east-1", "east-2"]}]
    assert {one.event for one in rows(hall, t.transfer)} == {event.key}
    assert sound(hall)


def test_no_event_keeps_a_persons_name(hall: Hall) -> None:
    hall = with_rules(hall, deed_rule())
    one = meeting(2)
    who = (replace(one.who[0], resident="east-1-a"),)
    earning.earn(hall.desk, FIRST, ["deeds"], replace(one, who=who), "activity:7", DAY)
    assert "王" not in json.dumps([row.data for row in rows(hall, t.event)], ensure_ascii=False)


def test_one_name_is_one_event_and_another_one_under_it_is_refused(hall: Hall) -> None:
    hall = with_rules(hall, deed_rule())
    assert [earning.earn(hall.desk, FIRST, ["deeds"], deed(3), "deed:1", DAY).posted for _ in range(2)] == [1, 0]
    with pytest.raises(WrongPhase, match="deed:1 was used before for another event"):
        earning.earn(hall.desk, FIRST, ["deeds"], deed(3, household="west-1"), "deed:1", DAY)
    assert len(rows(hall, t.event)) == 1


def test_an_event_that_cannot_be_posted_leaves_no_row(hall: Hall) -> None:
    hall = with_rules(hall, deed_rule())
    with pytest.raises(NotFound, match="household:nowhere"):
        earning.earn(hall.desk, FIRST, ["deeds"], deed(3, household="nowhere"), "deed:1", DAY)
    broken = with_rules(hall, PointsRule(key="deeds", title=text("x"), propose=lambda _: 1 / 0, on=(type(deed(1)),)))
    with pytest.raises(PluginError):
        earning.earn(broken.desk, FIRST, ["deeds"], deed(3), "deed:2", DAY)
    assert rows(hall, t.event) == rows(hall, t.transfer) == []


def test_the_rules_in_force_are_all_that_listen_until_the_office_names_some(hall: Hall) -> None:
    hall = with_rules(hall, deed_rule("a"), deed_rule("b"), replace(deed_rule("c"), on=(type(task()),)))
    assert policy.in_force(hall.desk, type(deed(1))) == ["a", "b"]
    policy.change(hall.desk, hall.clerk, Policy(rules=("b", "c")))
    assert policy.in_force(hall.desk, type(deed(1))) == ["b"]
    assert earning.earn(hall.desk, FIRST, None, deed(3), "deed:1", DAY).posted == 1
    policy.change(hall.desk, hall.clerk, Policy(rules=()))
    assert policy.in_force(hall.desk, type(deed(1))) == []


def test_a_rule_that_the_office_named_and_nobody_offers_is_not_passed_over_in_silence(hall: Hall) -> None:
    hall = with_rules(hall, deed_rule("a"))
    with pytest.raises(NotFound, match="no points rule gone"):
        policy.change(hall.desk, hall.clerk, Policy(rules=("gone",)))
    policy.change(hall.desk, hall.clerk, Policy(rules=("a",)))
    with pytest.raises(WrongPhase, match="a is not installed"):
        earning.earn(with_rules(hall, deed_rule("b")).desk, FIRST, None, deed(3), "deed:1", DAY)
