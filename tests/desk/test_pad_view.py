"""What a judge's pad says: the route, what stands against it, what the chair answered, and the own history."""

from __future__ import annotations

from typing import Any

from tests.conftest import Hall, tiny_plan
from tests.desk.test_conflicts import conflict, route
from tests.desk.test_main_job import fill, item, send, value
from tests.desk.test_photos import settings

from weiping.desk import appraisals, problems
from weiping.desk.views import Views
from weiping.domain.appraisal import OPERATOR, Actor, JudgeKind, Role
from weiping.domain.plan import PlannedJudge


def pad(hall: Hall, judge: int = 1) -> dict[str, Any]:
    return Views(hall.desk).pad(hall.judge(judge), hall.round)


def test_the_entries_are_those_of_the_route_and_the_route_is_in_walking_order(hall: Hall) -> None:
    route(hall, 1, 2)
    route(hall, 2, 2, 1)
    east, west = hall.entry(1), hall.entry(2)
    assert [[one["id"] for one in pad(hall, judge)["entries"]] for judge in (1, 2)] == [[west], [east, west]]
    assert [pad(hall, judge)["route"] for judge in (1, 2, 3)] == [[west], [west, east], [east, west]]


def test_what_stands_against_scoring_is_told_with_its_reason(hall: Hall) -> None:
    conflict(hall, 1, 2)
    why = {"zh_CN": "已申报利益关系", "en": "Declared"}
    assert pad(hall)["conflicts"] == [{"entry": hall.entry(2), "kind": "declared", "why": why}]
    assert pad(hall, 2)["conflicts"] == []


def test_a_representative_has_the_own_compound_on_the_pad_whatever_the_route(hall: Hall) -> None:
    speaker = PlannedJudge(kind=JudgeKind.REPRESENTATIVE, resident="east-1-a", compound="east", route=("west",))
    hall.round = appraisals.create(hall.desk, OPERATOR, "tiny", tiny_plan(key="mutual", judges=(speaker,)))
    east, west = hall.ids("entry")[2:]
    said = Views(hall.desk).pad(Actor(Role.JUDGE, hall.ids("judge")[3]), hall.round)
    assert [one["id"] for one in said["entries"]] == [east, west]
    assert said["route"] == [west]
    assert [(one["entry"], one["kind"]) for one in said["conflicts"]] == [(east, "represents")]


def test_a_problem_comes_back_with_what_the_chair_said_to_it(hall: Hall) -> None:
    hall.go("open")
    tell = item("problem", hall.entry(), text="the gate is locked")
    send(hall, 1, tell)
    [problem] = pad(hall)["problems"]
    assert (problem["id"], problem["text"], problem["closed"], problem["answers"]) == (tell.id, tell.text, False, [])
    for text, closed in (("the key is at the office", False), ("it is open now", False), ("", True)):
        problems.answer(hall.desk, hall.chair, hall.round, tell.id, text, close=closed)
    [problem] = pad(hall)["problems"]
    assert [answer["text"] for answer in problem["answers"]] == ["the key is at the office", "it is open now"]
    assert problem["closed"]
    assert "judge" not in problem
    assert pad(hall, 2)["problems"] == []


def test_comments_settings_and_reminders_are_on_the_pad(hall: Hall) -> None:
    hall.go("open")
    send(hall, 1, item("comment", hall.entry(), text="tidy"), item("comment", hall.entry(), text="very tidy"))
    settings(hall, show_others=True, reminded_at=hall.clock())
    said = pad(hall)
    assert said["comments"] == [{"entry": hall.entry(), "text": "very tidy"}]
    assert said["settings"] == {"show_others": True, "exchange": True}
    assert said["reminded"] == hall.clock().isoformat()
    assert pad(hall, 2)["comments"] == []


def test_the_feed_says_of_the_own_state_exactly_what_the_pad_says(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(), "18", "18")
    whole, state = pad(hall), Views(hall.desk).pad_state(hall.judge(), hall.round)
    assert state == {key: said for key, said in whole.items() if key not in ("judge", "criteria", "entries")}


def test_the_shared_page_says_nothing_of_anybody(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(), "18", "18")
    shared, whole = Views(hall.desk).pad_page(hall.round), pad(hall)
    assert shared.keys() == whole.keys() - {"judge"}
    lists = {"marks", "notes", "signed", "route", "conflicts", "photos", "comments", "problems"}
    assert all(shared[name] == [] for name in lists)
    assert [one["id"] for one in shared["entries"]] == hall.ids("entry")


def test_the_history_has_every_own_tap_newest_first_and_nobody_elses(hall: Hall) -> None:
    hall.go("practice")
    send(hall, 1, item("note", hall.entry(), text="only practice", practice=True))
    assert [tap["practice"] for tap in history(hall)] == [True]
    hall.go("draft", "open")
    send(hall, 1, value(hall.entry(), "order", "17"), value(hall.entry(), "order", "18"))
    send(hall, 2, value(hall.entry(), "order", "3"))
    hall.go("deliberation")
    send(hall, 1, item("note", hall.entry(), text="too late"))
    assert [(tap["kind"], tap["value"], tap["text"], tap["late"]) for tap in history(hall)] == [
        ("note", None, "too late", True), ("mark", "18", None, False), ("mark", "17", None, False)
    ]  # fmt: skip


def history(hall: Hall) -> list[dict[str, Any]]:
    return Views(hall.desk).pad_history(hall.judge(), hall.round)
