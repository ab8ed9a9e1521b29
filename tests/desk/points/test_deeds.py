"""Deeds: declared by one, verified by another, worth what the rules in force say, or else what the kind is worth."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Clock, Hall, text, tiny_register
from tests.desk.points.people import (
    DAY,
    FIRST,
    SECOND,
    balance,
    decide,
    deed_rule,
    resident,
    rows,
    sound,
    with_rules,
)

from weiping.desk import founding
from weiping.desk.community_files import read_community
from weiping.desk.office import Desk
from weiping.desk.points import approvals, deed_list, deeds
from weiping.desk.points.approvals import Outcome
from weiping.domain.appraisal import OPERATOR
from weiping.domain.history import History
from weiping.domain.plan import Deed
from weiping.domain.points import Cap
from weiping.errors import InputError, Invalid, NotAllowed, NotFound, WrongPhase
from weiping.share import shared
from weiping.store import Store
from weiping.store import tables as t

KINDS = (
    Deed(key="snow", kind="environment", title=text("cleared snow"), points=10),
    Deed(key="thanks", kind="honour", title=text("was thanked"), points=0),
)


@pytest.fixture
def office(hall: Hall) -> Hall:
    deeds.load_kinds(hall.desk, hall.clerk, KINDS)
    return hall


def declare(hall: Hall, by: Any = FIRST, key: str = "deed-0001", **more: Any) -> str:
    what = {"kind": "snow", "household": "east-1", "on": DAY, **more}
    deeds.declare(hall.desk, by, key=key, **what)
    return key


def test_where_no_rule_listens_the_kinds_own_points_are_granted_for_every_whole_unit(office: Hall) -> None:
    assert deeds.verify(office.desk, SECOND, declare(office, quantity="2.5"), "seen the street") == Outcome("posted", 1)
    (posted,) = rows(office, t.transfer)
    assert (posted.points, posted.rule, posted.event, posted.reason_en) == (
        20,
        None,
        "deed:deed-0001",
        "cleared snow ×2",
    )
    assert (posted.business_date, posted.operator) == (DAY, "c2")
    (event,) = rows(office, t.event)
    assert event.data == {"deed": "snow", "household": "east-1", "quantity": "2.5"}
    assert sound(office)


def test_the_rules_in_force_say_what_a_deed_is_worth(office: Hall) -> None:
    office = with_rules(office, deed_rule(caps=(Cap(points=5, per="day"),)))
    assert deeds.verify(office.desk, SECOND, declare(office, quantity=3)).posted == 1
    assert deeds.verify(office.desk, SECOND, declare(office, key="deed-0002", quantity=3)).posted == 1
    assert (balance(office), {one.rule for one in rows(office, t.transfer)}) == (5, {"deeds"})


def test_a_household_declares_its_own_deeds_and_no_others(office: Hall) -> None:
    home = resident(office, "east-1")
    declare(office, home, household="")
    with pytest.raises(NotFound, match="no household west-1"):
        declare(office, home, key="deed-0002", household="west-1")
    (mine,) = deed_list.own(office.desk, home)
    assert (mine["id"], mine["decided"], mine["operator"]) == ("deed-0001", None, "resident")
    assert deed_list.own(office.desk, resident(office, "west-1")) == []
    with pytest.raises(NotAllowed):
        deeds.verify(office.desk, home, "deed-0001")
    deeds.verify(office.desk, FIRST, "deed-0001")
    assert (balance(office), deed_list.own(office.desk, home)[0]["decided"]["verified"]) == (10, True)


def test_nobody_verifies_what_they_declared(office: Hall, database: Path) -> None:
    key = declare(office)
    with pytest.raises(NotAllowed, match="ask a colleague"):
        deeds.verify(office.desk, FIRST, key)
    with sqlite3.connect(database) as thief, pytest.raises(sqlite3.IntegrityError, match="a second person verifies"):
        thief.execute(
            "INSERT INTO deed_end (deed, verified, reason, at, actor, operator) VALUES (?, 1, '', '2024-11-20', 'x', 'c1')",
            (key,),
        )
    assert (balance(office), rows(office, t.deed_end)) == (0, [])


def test_what_is_sent_again_is_one_deed_and_verified_once(office: Hall) -> None:
    key = declare(office)
    declare(office)
    with pytest.raises(WrongPhase, match="used before for another deed"):
        declare(office, quantity=2)
    assert [deeds.verify(office.desk, SECOND, key).posted for _ in range(2)] == [1, 0]
    other = with_rules(office, deed_rule())
    assert deeds.verify(other.desk, SECOND, key) == Outcome("posted"), "nor by rules that were installed later"
    assert balance(office) == 10


def test_what_is_turned_down_earns_nothing_and_says_why(office: Hall) -> None:
    key = declare(office)
    with pytest.raises(Invalid, match="Say why"):
        deeds.turn_down(office.desk, SECOND, key, "")
    deeds.turn_down(office.desk, SECOND, key, "it did not snow")
    for again in (deeds.verify, lambda *it: deeds.turn_down(*it, "x")):
        with pytest.raises(WrongPhase, match="decided on 2024-11-20"):
            again(office.desk, SECOND, key)
    found = deed_list.listed(office.desk, FIRST)
    assert (found["waiting"], found["decided"][0]["decided"]["reason"]) == ([], "it did not snow")
    assert balance(office) == 0
    assert sound(office)


def test_a_great_deed_waits_for_a_third_look(office: Hall) -> None:
    decide(office, approve_above=50)
    key = declare(office, quantity=9)
    outcome = deeds.verify(office.desk, SECOND, key)
    assert outcome.state == "waiting"
    assert deeds.verify(office.desk, SECOND, key) == outcome
    with pytest.raises(NotAllowed, match="c2 proposed this"):
        approvals.approve(office.desk, SECOND, str(outcome.batch))
    approvals.approve(office.desk, FIRST, str(outcome.batch))
    assert (balance(office), sound(office)) == (90, True)


def test_a_deed_of_no_points_or_less_than_one_unit_is_on_record_and_earns_nothing(office: Hall) -> None:
    for key, more in (("deed-0001", {"kind": "thanks"}), ("deed-0002", {"quantity": "0.5"})):
        assert deeds.verify(office.desk, SECOND, declare(office, key=key, **more)) == Outcome("posted", 0)
    assert (len(rows(office, t.event)), balance(office), sound(office)) == (2, 0, True)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"quantity": 0}, "above zero"),
    ({"quantity": "-1"}, "not -1"),
    ({"quantity": "10001"}, "to 10000"),
    ({"quantity": "many"}, "not a number"),
    ({"quantity": "NaN"}, "not a number"),
    ({"on": date(2024, 11, 21)}, "still to come"),
    ({"key": "short"}, "8 to 64"),
    ({"kind": "gone"}, "no kind of deed gone"),
    ({"household": "nowhere"}, "no household nowhere"),
    ({"note": "x" * 501}, "at most 500"),
]


def test_a_declaration_that_makes_no_sense_is_refused_with_a_reason(office: Hall) -> None:
    for what, why in BAD:
        with pytest.raises((Invalid, InputError, NotFound), match=why):
            declare(office, **what)
    with pytest.raises(NotFound, match="no deed x"):
        deeds.verify(office.desk, SECOND, "x")
    assert rows(office, t.deed) == []


def test_a_community_is_founded_with_its_list_of_deeds(tmp_path: Path) -> None:
    files = replace(read_community(shared("sample_data") / "guanyan"), register=tiny_register(), opening_points=())
    with Store(tmp_path / "w.db") as store:
        desk = Desk(store, now=Clock())
        founding.found(desk, OPERATOR, replace(files, appraisals=(), history=History()))
        found = deed_list.kinds(desk)
        snow = next(one for one in found if one["key"] == "snow-clearing")
        assert (len(found), snow["points"], snow["title"]["en"]) == (16, 10, "Cleared snow")
        assert deeds.load_kinds(desk, OPERATOR, files.deeds) == 0, "those there already stay"
