"""Objections block what they concern, until somebody else than who recorded it has decided."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Hall, text
from tests.desk.points.people import FIRST, SECOND, balance, decide, resident, rows, sound

from weiping.desk.points import (
    approvals,
    balances,
    explaining,
    granting,
    hours,
    notices,
    objection_list,
    objections,
    policy,
    posting,
    redeeming,
    reversing,
    settling,
    shop,
)
from weiping.desk.points.granting import GrantLine
from weiping.desk.points.policy import Policy
from weiping.desk.points.settling import Settled
from weiping.domain.points import ExpiryPolicy
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.ledger.transfers import Transfer
from weiping.store import tables as t

NUMBERS = count()


def grant(hall: Hall, points: int = 30, home: str = "east-1", by: Any = FIRST) -> str:
    lines = [GrantLine(f"household:{home}", points)]
    key = f"grant-{next(NUMBERS):04}"
    granting.grant(hall.desk, by, key=key, title=text("snow"), lines=lines, on=date(2024, 11, 4))
    return str(rows(hall, t.transfer)[-1].id)


def hung(hall: Hall, points: int = 30) -> str:
    """A transfer on the notice of November, which ends on the 27th. It is the 20th."""
    decide(hall, notice="monthly", notice_days=5)
    transfer = grant(hall, points)
    notices.hang(hall.desk, FIRST, "2024-11")
    return transfer


def home(hall: Hall, words: str = "east 501") -> dict[str, Any]:
    found: dict[str, Any] = shop.find_accounts(hall.desk, hall.clerk, words)["accounts"][0]
    return found


def redeem(hall: Hall, what: str = "soap", **more: Any) -> None:
    reward = next(one["id"] for one in shop.catalogue(hall.desk)["rewards"] if one["key"] == what)
    key = f"redeem-{next(NUMBERS):04}"
    redeeming.redeem(hall.desk, hall.clerk, key=key, account=home(hall)["id"], reward=reward, **more)


def object_to(hall: Hall, transfer: str, by: Any = SECOND, key: str = "objection-1", **more: Any) -> str:
    objections.object_to(hall.desk, by, key=key, transfer=transfer, text="they were not there", **more)
    return key


def settle(hall: Hall, how: Any, by: Any = SECOND, key: str = "objection-1", **more: Any) -> Settled:
    return settling.settle(hall.desk, by, key, how, "looked into it", **more)


def spendable(hall: Hall) -> int:
    with hall.desk.store.read() as connection:
        return balances.spendable(connection, home(hall)["id"], hall.desk.today())


def test_an_objection_blocks_the_points_it_concerns_and_no_others(hall: Hall) -> None:
    wrong = hung(hall)
    decide(hall)
    grant(hall, 7)
    object_to(hall, wrong)
    hall.clock.forward(days=30)
    assert (balance(hall), spendable(hall)) == (37, 7)
    redeem(hall)
    with pytest.raises(WrongPhase, match="2 can be spent today"):
        redeem(hall)
    settle(hall, "upheld")
    assert (spendable(hall), sound(hall)) == (32, True)


def test_upheld_points_stand_and_the_reason_is_kept(hall: Hall) -> None:
    object_to(hall, hung(hall))
    assert settle(hall, "upheld") == Settled("upheld")
    assert len(rows(hall, t.transfer)) == 1
    (found,) = objection_list.listed(hall.desk, FIRST)["settled"]
    assert (found["decided"]["title"]["en"], found["decided"]["reason"]) == ("The entry stands", "looked into it")


def test_reversed_points_go_back_in_the_commit_of_the_decision(hall: Hall) -> None:
    transfer = hung(hall)
    object_to(hall, transfer)
    assert settle(hall, "reversed") == Settled("reversed", returned=30)
    assert balance(hall) == 0
    back = rows(hall, t.transfer)[-1]
    assert (back.kind, back.about, back.operator) == ("reverse", transfer, "c2")
    assert back.reason_en == "Corrected after an objection: snow"
    journal = rows(hall, t.journal)[-1]
    assert journal.verb == "settle-objection"
    assert back.id in journal.subject
    assert sound(hall)


@pytest.mark.parametrize(
    ("right", "settled"), [(12, Settled("corrected", returned=18)), (35, Settled("corrected", added=5))]
)
def test_corrected_points_are_the_right_number_less_or_more(hall: Hall, right: int, settled: Settled) -> None:
    transfer = hung(hall)
    object_to(hall, transfer)
    assert settle(hall, "corrected", points=right) == settled
    assert balance(hall) == right
    last = rows(hall, t.transfer)[-1]
    assert (last.about, last.business_date, last.event) == (transfer, date(2024, 11, 4), rows(hall, t.event)[0].key)
    assert last.awaits_notice == (right > 30), "what is added hangs in the next notice"
    assert sound(hall)


def test_what_is_added_above_the_threshold_waits_for_another_person(hall: Hall) -> None:
    object_to(hall, hung(hall))
    decide(hall, approve_above=50)
    assert settle(hall, "corrected", points=100) == Settled("corrected", added=70, waits=True)
    assert balance(hall) == 30
    (batch,) = rows(hall, t.batch)
    approvals.approve(hall.desk, FIRST, batch.id)
    assert (balance(hall), rows(hall, t.transfer)[-1].operator, sound(hall)) == (100, "c2", True)


def test_points_that_were_spent_before_a_late_objection_are_owed(hall: Hall) -> None:
    transfer = hung(hall)
    hall.clock.forward(days=10)
    redeem(hall, "haircut")
    with pytest.raises(WrongPhase, match="ended on 2024-11-27"):
        object_to(hall, transfer)
    object_to(hall, transfer, late="they were in hospital until yesterday")
    assert settle(hall, "reversed") == Settled("reversed", returned=15, owed=15)
    assert (balance(hall), home(hall)["debt"], sound(hall)) == (0, 15, True)
    (found,) = objection_list.listed(hall.desk, FIRST)["settled"]
    assert found["late"] == "they were in hospital until yesterday"


def test_who_recorded_the_points_decides_nothing_about_them(hall: Hall, database: Path) -> None:
    object_to(hall, hung(hall))
    for how in ("upheld", "reversed", "withdrawn"):
        with pytest.raises(NotAllowed, match="Who recorded points"):
            settle(hall, how, by=FIRST)
    assert [one["own"] for one in objection_list.listed(hall.desk, FIRST)["open"]] == [True]
    with sqlite3.connect(database) as thief, pytest.raises(sqlite3.IntegrityError, match="who recorded points"):
        thief.execute(
            "INSERT INTO objection_end (objection, how, reason, at, actor, operator)"
            " VALUES ('objection-1', 'upheld', 'x', '2024-11-20', 'x', 'c1')"
        )


def test_a_household_objects_by_its_link_until_the_last_day_of_the_notice(hall: Hall) -> None:
    transfer = hung(hall)
    neighbour = resident(hall, "west-1")
    hall.clock.forward(days=7)
    object_to(hall, transfer, by=neighbour)
    (mine,) = objection_list.own(hall.desk, neighbour)
    assert mine["household"]["en"] == "East 3号楼2单元***", "objecting tells nobody whose door it is"
    assert (mine["who"], mine["recorded_by"], mine["decided"]) == (None, None, None)
    assert objection_list.own(hall.desk, resident(hall, "east-1")) == []
    (open_one,) = objection_list.listed(hall.desk, SECOND)["open"]
    assert open_one["who"]["en"] == "West 3号楼2单元501"
    hall.clock.forward(days=1)
    for late in ("", "please"):
        with pytest.raises(WrongPhase, match="ended on 2024-11-27"):
            object_to(hall, transfer, by=resident(hall, "west-2"), key="objection-2", late=late)


def test_a_household_withdraws_its_own_objection_and_settles_none(hall: Hall) -> None:
    transfer = hung(hall)
    neighbour = resident(hall, "west-1")
    object_to(hall, transfer, by=neighbour)
    with pytest.raises(NotAllowed, match="You may withdraw"):
        settle(hall, "upheld", by=neighbour)
    with pytest.raises(NotFound, match="no objection objection-1"):
        settle(hall, "withdrawn", by=resident(hall, "east-1"))
    assert settle(hall, "withdrawn", by=neighbour) == Settled("withdrawn")
    hall.clock.forward(days=8)
    assert spendable(hall) == 30


def test_what_hangs_in_no_notice_concerns_the_household_alone(hall: Hall) -> None:
    decide(hall, notice="monthly")
    transfer = grant(hall)
    with pytest.raises(NotFound, match="no transfer"):
        object_to(hall, transfer, by=resident(hall, "west-1"))
    object_to(hall, transfer, by=resident(hall, "east-1"))


def test_a_household_has_few_objections_open_at_a_time_and_one_to_an_entry(hall: Hall) -> None:
    decide(hall, notice="monthly")
    own = resident(hall, "east-1")
    transfers = [grant(hall) for _ in range(4)]
    for number, transfer in enumerate(transfers[:3]):
        object_to(hall, transfer, by=own, key=f"objection-{number}")
    with pytest.raises(WrongPhase, match="with the office already"):
        object_to(hall, transfers[0], by=own, key="objection-9")
    with pytest.raises(WrongPhase, match="3 of your objections are open"):
        object_to(hall, transfers[3], by=own, key="objection-9")
    settle(hall, "upheld", key="objection-0")
    object_to(hall, transfers[3], by=own, key="objection-9")


def test_what_is_sent_again_is_one_objection_and_decided_once(hall: Hall) -> None:
    transfer = hung(hall)
    object_to(hall, transfer)
    object_to(hall, transfer)
    with pytest.raises(WrongPhase, match="used before for another objection"):
        object_to(hall, transfer, who="somebody else")
    settle(hall, "reversed")
    with pytest.raises(WrongPhase, match="decided on 2024-11-20"):
        settle(hall, "upheld")
    assert len(rows(hall, t.objection)) == 1


def test_two_objections_to_one_entry_both_have_to_be_settled(hall: Hall) -> None:
    transfer = hung(hall)
    object_to(hall, transfer)
    object_to(hall, transfer, key="objection-2", who="a neighbour")
    settle(hall, "upheld")
    hall.clock.forward(days=8)
    assert spendable(hall) == 0
    settle(hall, "reversed", key="objection-2")
    assert balance(hall) == 0


def test_the_second_of_two_finds_nothing_left_and_ends_all_the_same(hall: Hall) -> None:
    transfer = hung(hall)
    object_to(hall, transfer)
    object_to(hall, transfer, key="objection-2")
    settle(hall, "reversed")
    assert settle(hall, "reversed", key="objection-2") == Settled("reversed")
    with pytest.raises(WrongPhase, match="Nothing is left"):
        object_to(hall, transfer, key="objection-3")


def test_a_publications_points_are_objected_to_in_the_rounds_own_notice(hall: Hall) -> None:
    one = Transfer(key="award", debit="fund:community", credit="household:east-1", points=20, reason=text("award"),
                   event="published:1", business_date=date(2024, 11, 20), available_from=date(2024, 11, 25))  # fmt: skip
    posting.post(hall.desk, FIRST, [one])
    transfer = str(rows(hall, t.transfer)[-1].id)
    hall.clock.forward(days=4)
    object_to(hall, transfer, by=resident(hall, "east-1"))
    hall.clock.forward(days=1)
    with pytest.raises(WrongPhase, match="ended on 2024-11-24"):
        object_to(hall, transfer, key="objection-2")
    assert spendable(hall) == 0


def test_bad_objections_and_decisions_are_refused_and_change_nothing(hall: Hall) -> None:
    transfer = hung(hall)
    bad: list[tuple[dict[str, Any], str]] = [
        ({"text": "  "}, "what is wrong"), ({"text": "x" * 501}, "at most 500"), ({"key": "short"}, "8 to 64"),
        ({"transfer": "x"}, "no transfer x"),
    ]  # fmt: skip
    for what, why in bad:
        with pytest.raises((Invalid, NotFound), match=why):
            objections.object_to(
                hall.desk, SECOND, **{"key": "objection-1", "transfer": transfer, "text": "no", **what}
            )
    object_to(hall, transfer)
    for how, points, why in (
        ("corrected", None, "right number"), ("upheld", 5, "right number"), ("corrected", 30, "30 points are what it has"),
        ("corrected", 0, "another number above zero"), ("corrected", -1, "above zero"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=why):
            settle(hall, how, points=points)
    with pytest.raises(Invalid, match="Say how"):
        settling.settle(hall.desk, SECOND, "objection-1", "upheld", " ")
    with pytest.raises(NotFound, match="no objection x"):
        settle(hall, "upheld", key="x")
    with pytest.raises(NotAllowed):
        object_to(hall, transfer, by=hall.judge(), key="objection-2")
    assert len(rows(hall, t.objection_end)) == 0


def test_minutes_of_volunteering_that_are_corrected_never_expire_nor_wait_for_anything(hall: Hall) -> None:
    soon = ExpiryPolicy(key="soon", title=text("soon"), words=text("soon"), expires=lambda earned: earned.on)
    desk = replace(hall.desk, plugins=replace(hall.desk.plugins, expiry_policies={"soon": soon}))
    policy.change(desk, SECOND, Policy(expiry="soon", notice="monthly", approve_above=10))
    service = hours.Service(key="patrol", resident="east-1-a", minutes=60, on=date(2024, 11, 19), what=text("patrol"))
    hours.record(desk, FIRST, service)
    (recorded,) = rows(hall, t.transfer)
    for key, right in (("objection-1", 90), ("objection-2", 30)):  # of the sixty that were recorded first
        objections.object_to(desk, FIRST, key=key, transfer=recorded.id, text="it was longer", late="came today")
        assert not settling.settle(desk, SECOND, key, "corrected", "asked the others", points=right).waits
    assert {(row.expires_on, row.awaits_notice) for row in rows(hall, t.transfer)} == {(None, False)}
    with desk.store.read() as connection:
        assert hours.minutes_of(connection, "east-1-a") == 60
    objections.object_to(desk, FIRST, key="objection-3", transfer=recorded.id, text="all day long", late="came today")
    with pytest.raises(WrongPhase, match="more than a day has"):
        settling.settle(desk, SECOND, "objection-3", "corrected", "no day has so many", points=1420)
    assert explaining.explain(desk, SECOND, recorded.id)["words"][0]["en"].startswith("Earned, 60 minutes, from")
    assert sound(hall)


def test_one_objects_to_points_that_were_given_and_not_to_their_moves(hall: Hall) -> None:
    transfer = grant(hall)
    redeem(hall)
    reversing.reverse(hall.desk, SECOND, transfer, text("x"), key="back-0001", points=3)
    for row in rows(hall, t.transfer)[1:]:
        with pytest.raises(Invalid, match="moved them otherwise"):
            object_to(hall, row.id, late="x")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_points=st.integers(1, 40), right=st.integers(0, 60), soaps=st.integers(0, 3))
def test_after_a_decision_a_household_has_or_owes_exactly_what_is_right(
    hall: Hall, given_points: int, right: int, soaps: int
) -> None:
    before = balance(hall) - home(hall)["debt"]
    decide(hall)
    transfer = grant(hall, given_points)
    spent = 0
    for _ in range(min(soaps, spendable(hall) // 5)):
        try:
            redeem(hall)
            spent += 5
        except WrongPhase:
            break  # the soap is gone
    key = object_to(hall, transfer, key=f"objection-{next(NUMBERS)}", late="x")
    if right == 0:
        settle(hall, "reversed", key=key)
    elif right != given_points:
        settle(hall, "corrected", key=key, points=right)
    else:
        settle(hall, "upheld", key=key)
    assert balance(hall) - home(hall)["debt"] == before + right - spent
    with hall.desk.store.read() as connection:
        assert connection.execute(sa.text("SELECT COUNT(*) FROM objection")).scalar_one() == len(
            rows(hall, t.objection_end)
        )
