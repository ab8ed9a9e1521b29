"""What is said of an activity, complaints that somebody must answer, and certificates of the service that was given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from tests.conftest import Hall
from tests.desk.community.kit import DAY, ONE, TWO, plan, with_kinds

import weiping_points_volunteering
from weiping.desk import audit
from weiping.desk.activities import certifying, evaluating, planning, serving, signing_up, taking_part
from weiping.desk.community import activities_view, household_view
from weiping.desk.points import balances
from weiping.domain.appraisal import Actor, Role
from weiping.domain.records import Part, Satisfaction
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.store import tables as t

GOOD, POOR = Satisfaction.GOOD, Satisfaction.POOR
YEAR = (date(2024, 1, 1), date(2024, 12, 31))


@pytest.fixture
def office(hall: Hall) -> Hall:
    """With the plugin's own rule for volunteering."""
    hall = with_kinds(hall)
    [rule] = weiping_points_volunteering.weiping_points_rules()
    plugins = replace(hall.desk.plugins, points_rules={"volunteering": rule})
    return replace(hall, desk=replace(hall.desk, plugins=plugins))


def held(office: Hall, number: int = 1, minutes: int = 150) -> int:
    made = planning.plan(office.desk, ONE, plan(number))
    taking_part.record(office.desk, ONE, {made: [Part(role="volunteer", resident="east-1-a", minutes=minutes)]})
    return made


def balance(office: Hall, key: str = "household:east-1") -> int:
    with office.desk.store.read() as connection:
        number = connection.execute(sa.select(t.account.c.id).where(t.account.c.key == key)).scalar_one()
        return balances.balance(connection, number)


def test_a_complaint_has_to_be_answered_and_a_justified_one_leaves_no_points(office: Hall) -> None:
    numbers = [held(office, one) for one in (1, 2, 3)]
    for number in numbers[:2]:
        evaluating.evaluate(office.desk, ONE, number, POOR, "came late", resident="west-1-a", complaint=True)
        with pytest.raises(WrongPhase, match="came late"):
            certifying.certify(office.desk, TWO, number, rules=["volunteering"])
    certifying.certify(office.desk, TWO, numbers[0], rules=["volunteering"], complaint=True)
    assert balance(office) == 0
    certifying.certify(office.desk, TWO, numbers[1], rules=["volunteering"], complaint=False)
    certifying.certify(office.desk, TWO, numbers[2], rules=["volunteering"])
    assert balance(office) == 2 * 2  # two and a half hours each, of which two count
    assert balance(office, "minutes:east-1-a") == 2 * 150
    assert not any(finding.faults for finding in audit.audit(office.desk))


def test_the_newest_word_of_a_person_counts_and_names_are_masked(office: Hall) -> None:
    number = held(office)
    evaluating.evaluate(office.desk, ONE, number, POOR, "cold", resident="east-1-a")
    evaluating.evaluate(office.desk, ONE, number, GOOD, "warm", resident="east-1-a")
    evaluating.evaluate(office.desk, ONE, number, GOOD, "all nine were content")
    told = activities_view.activity(office.desk, ONE, number)["evaluations"]
    assert [(one["satisfaction"], one["remark"]) for one in told] == [
        ("good", "warm"),
        ("good", "all nine were content"),
    ]
    assert "*" in told[0]["name"]
    assert told[1]["name"] is None


def test_a_household_signs_up_and_says_afterwards_how_it_was(office: Hall) -> None:
    with office.desk.store.read() as connection:
        home = connection.execute(sa.select(t.household.c.id).where(t.household.c.key == "east-1")).scalar_one()
    own = Actor(Role.RESIDENT, household=home)
    over, ahead = held(office), planning.plan(office.desk, ONE, plan(2, day=date(2024, 11, 25), capacity=1))
    [one] = household_view.household(office.desk, own)["activities"]
    assert (one["id"], one["role"], one["room"], one["coming"]) == (ahead, "volunteer", 1, [])
    signing_up.sign_up(office.desk, own, ahead, "east-1-a", one["role"])
    [one] = household_view.household(office.desk, own)["activities"]
    assert (one["room"], one["coming"]) == (0, ["east-1-a"])
    [asked] = household_view.household(office.desk, own)["lately"]
    assert (asked["id"], [who["resident"] for who in asked["silent"]]) == (over, ["east-1-a"])
    evaluating.evaluate(office.desk, own, over, GOOD, resident="east-1-a")
    assert household_view.household(office.desk, own)["lately"] == []


def test_who_was_not_there_or_speaks_for_others_is_refused(office: Hall) -> None:
    number = held(office)
    own = Actor(Role.RESIDENT, household=1)
    for actor, resident, complaint, error, said in (
        (ONE, "west-1-a", False, WrongPhase, "Only who was there"),
        (ONE, "nobody", False, NotFound, "no resident nobody"),
        (ONE, None, True, Invalid, "what the complaint is about"),
        (own, None, False, Invalid, "who of the household"),
        (replace(own, household=-1), "east-1-a", False, NotAllowed, "its own people"),
        (TWO, "x" * 3, False, NotFound, "no resident"),
    ):
        with pytest.raises(error, match=said):
            evaluating.evaluate(office.desk, actor, number, GOOD, resident=resident, complaint=complaint)
    ahead = planning.plan(office.desk, ONE, plan(9, day=date(2024, 12, 1)))
    with pytest.raises(WrongPhase, match="still to come"):
        evaluating.evaluate(office.desk, ONE, ahead, GOOD)


def test_how_many_were_served_is_written_down_afterwards(office: Hall) -> None:
    number = held(office)
    planning.answer(office.desk, ONE, number, {"elders": "31"})
    assert activities_view.activity(office.desk, ONE, number)["data"] == {"elders": "31"}
    with pytest.raises(Invalid, match="elders"):
        planning.answer(office.desk, ONE, number, {"elders": "-1"})
    planning.answer(office.desk, ONE, number, {"elders": None})
    certifying.certify(office.desk, TWO, number, rules=[])
    with pytest.raises(WrongPhase, match="was certified"):
        planning.answer(office.desk, ONE, number, {"elders": "32"})
    assert activities_view.activity(office.desk, ONE, number)["data"] == {}


def test_a_certificate_tells_certified_hours_and_is_the_same_however_often_it_is_printed(office: Hall) -> None:
    first, second, third = (held(office, one) for one in (1, 2, 3))
    with pytest.raises(WrongPhase, match="No certified service"):
        serving.certificate(office.desk, ONE, "east-1-a", *YEAR)
    certifying.certify(office.desk, TWO, first, rules=[])
    certifying.certify(office.desk, TWO, second, rules=[], complaint=True)
    found = serving.served(office.desk, ONE, "east-1-a", *YEAR)
    assert [(one.on, one.minutes, one.role.en) for one in found.lines] == [(DAY, 150, "volunteer")]
    number = serving.certificate(office.desk, ONE, "east-1-a", *YEAR)
    assert serving.certificate(office.desk, ONE, "east-1-a", *YEAR) == number
    for lang in ("zh_CN", "en"):
        assert serving.pdf(office.desk, ONE, number, lang).startswith(b"%PDF")
    certifying.certify(office.desk, TWO, third, rules=[])
    with pytest.raises(WrongPhase, match="make out a new certificate"):
        serving.pdf(office.desk, ONE, number, "en")
    assert serving.certificate(office.desk, ONE, "east-1-a", *YEAR) == number + 1
    with office.desk.store.read() as connection:
        assert (
            len(connection.execute(sa.select(t.export_log).where(t.export_log.c.what == "service-certificate")).all())
            == 2
        )
    assert not any(finding.faults for finding in audit.audit(office.desk))


def test_a_certificate_of_nobody_or_of_days_the_wrong_way_round_is_refused(office: Hall) -> None:
    with pytest.raises(NotFound, match="no resident nobody"):
        serving.certificate(office.desk, ONE, "nobody", *YEAR)
    with pytest.raises(Invalid, match="first day"):
        serving.served(office.desk, ONE, "east-1-a", YEAR[1], YEAR[0])
    with pytest.raises(NotFound, match="no certificate 7"):
        serving.pdf(office.desk, ONE, 7, "en")
    with pytest.raises(NotAllowed):
        serving.served(office.desk, Actor(Role.CHAIR), "east-1-a", *YEAR)
