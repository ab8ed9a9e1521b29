"""What is above the threshold waits for a second person; what is approved is posted once, with the caps of that moment."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Hall, text
from tests.desk.points.people import (
    DAY,
    FIRST,
    SECOND,
    balance,
    decide,
    deed,
    deed_rule,
    meeting,
    rows,
    sound,
    with_rules,
)
from tests.desk.test_main_job import fill

from weiping.desk.points import approvals, batches, earning, granting
from weiping.desk.points.approvals import Outcome
from weiping.desk.points.granting import GrantLine
from weiping.desk.views import Views
from weiping.domain.points import Cap
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.store import journal
from weiping.store import tables as t

NUMBERS = count()


def grant(hall: Hall, *points: int, key: str = "grant-01", by: Any = FIRST, on: date = DAY) -> Outcome:
    homes = ("east-1", "east-2", "west-1", "west-2", "south-1", "south-2")
    lines = [GrantLine(f"household:{home}", n) for home, n in zip(homes, points, strict=False)]
    return granting.grant(hall.desk, by, key=key, title=text("helped at the fair"), lines=lines, on=on)


def waiting(hall: Hall) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = batches.listed(hall.desk, SECOND)["waiting"]
    return found


def test_without_a_threshold_and_up_to_it_points_are_posted_at_once(hall: Hall) -> None:
    assert grant(hall, 500) == Outcome("posted", 1)
    decide(hall, approve_above=50)
    assert grant(hall, 20, 30, key="grant-02") == Outcome("posted", 2)
    assert waiting(hall) == []


@pytest.mark.parametrize("points", [(51,), (20, 31), (1, 1, 49)])
def test_one_line_or_the_lines_together_above_it_wait(hall: Hall, points: tuple[int, ...]) -> None:
    decide(hall, approve_above=50)
    outcome = grant(hall, *points)
    assert (outcome.state, outcome.posted) == ("waiting", 0)
    assert (balance(hall), rows(hall, t.transfer)) == (0, [])
    (batch,) = waiting(hall)
    assert (batch["id"], batch["points"], batch["count"]) == (outcome.batch, sum(points), len(points))
    assert sound(hall)


def test_a_second_person_posts_it_as_the_first_ones_transfers(hall: Hall) -> None:
    decide(hall, approve_above=50)
    batch = str(grant(hall, 40, 30).batch)
    with pytest.raises(NotAllowed, match="c1 proposed this"):
        approvals.approve(hall.desk, FIRST, batch)
    assert approvals.approve(hall.desk, SECOND, batch, "seen the list") == Outcome("posted", 2, batch)
    assert balance(hall) == 40
    assert {one.operator for one in rows(hall, t.transfer)} == {"c1"}
    (end,) = rows(hall, t.batch_end)
    assert (end.operator, end.approved, end.reason) == ("c2", True, "seen the list")
    assert approvals.approve(hall.desk, SECOND, batch) == Outcome("posted", 0, batch), "a second click changes nothing"
    assert grant(hall, 40, 30) == Outcome("posted", 0, batch), "nor does the request that comes again"
    assert (balance(hall), sound(hall)) == (40, True)


def test_a_role_without_a_key_of_its_own_is_one_person(hall: Hall) -> None:
    decide(hall, approve_above=50)
    batch = str(grant(hall, 60, by=hall.clerk).batch)
    with pytest.raises(NotAllowed, match="clerk proposed this"):
        approvals.approve(hall.desk, hall.clerk, batch)
    assert approvals.approve(hall.desk, hall.chair, batch).posted == 1


def test_the_database_itself_refuses_that_one_person_does_both(hall: Hall, database: Path) -> None:
    decide(hall, approve_above=50)
    batch = grant(hall, 60).batch
    with sqlite3.connect(database) as thief, pytest.raises(sqlite3.IntegrityError, match="a second person approves"):
        thief.execute(
            "INSERT INTO batch_end (batch, approved, reason, at, actor, operator) VALUES (?, 1, '', '2024-11-20', 'x', 'c1')",
            (batch,),
        )


def test_what_is_turned_down_is_never_posted_and_the_reason_stays(hall: Hall) -> None:
    decide(hall, approve_above=50)
    batch = str(grant(hall, 60).batch)
    with pytest.raises(Invalid, match="Say why"):
        approvals.turn_down(hall.desk, SECOND, batch, " ")
    approvals.turn_down(hall.desk, FIRST, batch, "typed 60 for 6")
    with pytest.raises(WrongPhase, match="decided on 2024-11-20"):
        approvals.approve(hall.desk, SECOND, batch)
    with pytest.raises(WrongPhase, match="decided on 2024-11-20"):
        approvals.turn_down(hall.desk, SECOND, batch, "again")
    assert grant(hall, 60) == Outcome("turned-down", 0, batch)
    assert balance(hall) == 0
    (decided,) = batches.listed(hall.desk, SECOND)["decided"]
    assert decided["decided"]["reason"] == "typed 60 for 6"


def test_the_caps_of_the_moment_of_approval_hold(hall: Hall) -> None:
    hall = with_rules(hall, deed_rule(caps=(Cap(points=30, per="month"),)))
    decide(hall, approve_above=15)
    first = earning.earn(hall.desk, FIRST, ["deeds"], deed(20), "deed:1", DAY)
    assert first.state == "waiting"
    assert earning.earn(hall.desk, FIRST, ["deeds"], deed(14), "deed:2", DAY) == Outcome("posted", 1)
    assert earning.earn(hall.desk, FIRST, ["deeds"], deed(20), "deed:1", DAY) == first, "it came again and still waits"
    approvals.approve(hall.desk, SECOND, str(first.batch))
    assert balance(hall) == 30
    assert rows(hall, t.transfer)[-1].reason_en == "snow (20 before the limit)"
    assert sound(hall)


def test_what_the_caps_leave_is_held_against_the_threshold(hall: Hall) -> None:
    hall = with_rules(hall, deed_rule(caps=(Cap(points=10, per="event"),)))
    decide(hall, approve_above=15)
    assert earning.earn(hall.desk, FIRST, ["deeds"], deed(200), "deed:1", DAY) == Outcome("posted", 1)


def test_a_publications_points_wait_while_the_result_stands(hall: Hall) -> None:
    decide(hall, approve_above=30)
    hall.go("open")
    fill(hall, 1, 1, "18", "17")
    fill(hall, 1, 2, "12", "11")
    hall.go("deliberation", "published")
    (batch,) = waiting(hall)
    assert (batch["points"], batch["operator"], balance(hall)) == (40, "chair", 0)
    assert [one["place"] for one in hall.standings()] == [1, 2]
    console = Views(hall.desk).console(hall.chair, 1)["points"]
    assert console == {"state": "waiting", "points": 40, "operator": "chair", "reason": None}
    assert approvals.approve(hall.desk, SECOND, batch["id"]).posted == 2
    assert Views(hall.desk).console(hall.chair, 1)["points"] is None
    assert (balance(hall), sound(hall)) == (20, True)


def test_a_period_closed_meanwhile_stays_closed_and_the_line_says_where_it_went(hall: Hall) -> None:
    decide(hall, approve_above=50)
    batch = str(grant(hall, 60, on=date(2024, 10, 31)).batch)

    def close(connection: sa.Connection) -> None:
        row = {"period": "2024-10", "first": date(2024, 10, 1), "last": date(2024, 10, 31),
               "at": datetime(2024, 11, 20, tzinfo=UTC), "actor": "admin"}  # fmt: skip
        connection.execute(t.period_close.insert(), row)
        journal.write(connection, "admin", "close", {"period_close": [row]})

    hall.desk.store.write(close)
    assert approvals.approve(hall.desk, SECOND, batch).posted == 1
    (posted,) = rows(hall, t.transfer)
    assert posted.business_date == DAY
    assert (posted.reason_en, posted.reason_zh) == (
        "helped at the fair (2024-10-31 was closed by then)",
        "helped at the fair(中)（2024-10-31 已结账，按批准日记账）",
    )


def test_a_rule_that_is_gone_by_then_is_no_rule_without_caps(hall: Hall) -> None:
    capped = with_rules(hall, deed_rule(caps=(Cap(points=30, per="month"),)))
    decide(hall, approve_above=15)
    batch = str(earning.earn(capped.desk, FIRST, ["deeds"], deed(20), "deed:1", DAY).batch)
    with pytest.raises(WrongPhase, match="deeds is not installed"):
        approvals.approve(hall.desk, SECOND, batch)
    assert approvals.approve(capped.desk, SECOND, batch).posted == 1


def test_the_batch_says_who_gets_what_and_why(hall: Hall) -> None:
    decide(hall, approve_above=50)
    batch = str(grant(hall, 40, 30).batch)
    found = batches.one(hall.desk, FIRST, batch)
    assert found["own"]
    assert not batches.one(hall.desk, SECOND, batch)["own"]
    assert [(one["name"]["en"], one["points"], one["reason"]["en"], one["on"]) for one in found["lines"]] == [
        ("East 3号楼2单元501", 40, "helped at the fair", "2024-11-20"),
        ("East 3号楼2单元502", 30, "helped at the fair", "2024-11-20"),
    ]
    with pytest.raises(NotFound, match="no batch x"):
        batches.one(hall.desk, FIRST, "x")


BAD: list[tuple[dict[str, Any], str]] = [
    ({"lines": []}, "1 to 10000 lines"),
    ({"lines": [GrantLine("household:east-1", 5), GrantLine("household:east-1", 6)]}, "there twice"),
    ({"lines": [GrantLine("household:east-1", 0)]}, "whole points above zero, not 0"),
    ({"lines": [GrantLine("household:east-1", -5)]}, "not -5"),
    ({"lines": [GrantLine("household:east-1", 10**13)]}, "whole points"),
    ({"lines": [GrantLine("household:nowhere", 5)]}, "no account household:nowhere"),
    ({"lines": [GrantLine("shop", 5)]}, "shop is none of them"),
    ({"fund": "nowhere"}, "no account fund:nowhere"),
    ({"key": "short"}, "8 to 64"),
    ({"title": text("")}, "what the points are for"),
    ({"title": text("x" * 201)}, "at most 200"),
    ({"on": date(2024, 11, 21)}, "still to come"),
]


@pytest.mark.parametrize("threshold", [None, 1])
def test_a_grant_that_makes_no_sense_is_refused_before_anybody_is_asked(hall: Hall, threshold: int | None) -> None:
    decide(hall, approve_above=threshold)
    good = {"key": "grant-01", "title": text("fair"), "lines": [GrantLine("household:east-1", 5)], "on": DAY}
    for what, why in BAD:
        with pytest.raises((Invalid, NotFound), match=why):
            granting.grant(hall.desk, FIRST, **{**good, **what})
    assert rows(hall, t.event) == rows(hall, t.batch) == rows(hall, t.transfer) == []


def test_another_grant_under_the_same_key_is_refused(hall: Hall) -> None:
    decide(hall, approve_above=50)
    grant(hall, 60)
    for points, on in (((61,), DAY), ((60, 1), DAY), ((60,), date(2024, 11, 19))):
        with pytest.raises(WrongPhase, match="used before"):
            grant(hall, *points, on=on)
    with pytest.raises(WrongPhase, match="used before"):
        granting.grant(
            hall.desk,
            FIRST,
            key="grant-01",
            title=text("for something else"),
            lines=[GrantLine("household:east-1", 60)],
            on=DAY,
        )


def test_judges_and_residents_neither_grant_nor_approve(hall: Hall) -> None:
    decide(hall, approve_above=50)
    batch = str(grant(hall, 60).batch)
    with pytest.raises(NotAllowed):
        grant(hall, 1, key="grant-02", by=hall.judge())
    with pytest.raises(NotAllowed):
        approvals.approve(hall.desk, hall.judge(), batch)
    with pytest.raises(NotAllowed):
        batches.listed(hall.desk, hall.judge())


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hours=st.lists(st.integers(1, 30), min_size=1, max_size=4), limit=st.integers(1, 60),
    cap=st.integers(1, 40) | st.none(),
)  # fmt: skip
def test_with_an_approval_everybody_gets_what_they_would_get_without_a_threshold(
    hall: Hall, hours: list[int], limit: int, cap: int | None
) -> None:
    number = next(NUMBERS)
    caps = () if cap is None else (Cap(points=cap, per="event"),)
    plain = with_rules(hall, deed_rule(f"r{number}", caps=caps))
    event = replace(meeting(*hours), activity=number)
    decide(hall, approve_above=limit)
    before = len(rows(hall, t.transfer))
    outcome = earning.earn(plain.desk, FIRST, None, event, f"activity:{number}", DAY)
    expected = [min(n, cap or n) for n in hours]
    assert (outcome.state == "waiting") == (sum(expected) > limit)
    if outcome.state == "waiting":
        approvals.approve(plain.desk, SECOND, str(outcome.batch))
    assert [one.points for one in rows(hall, t.transfer)[before:]] == expected
