"""Matters go the way of their kind, and nothing of it is forgotten."""

from __future__ import annotations

from datetime import date

import pytest
from tests.conftest import Hall
from tests.desk.community.kit import DAY, ONE, reported, with_kinds

from weiping.desk import audit
from weiping.desk.matters import reporting, stepping
from weiping.errors import Invalid, NotFound, WrongPhase


@pytest.fixture
def office(hall: Hall) -> Hall:
    return with_kinds(hall)


def test_a_matter_goes_step_by_step_to_its_end_and_opens_again_with_a_reason(office: Hall) -> None:
    number = reporting.report(office.desk, ONE, reported())
    assert reporting.report(office.desk, ONE, reported()) == number
    stepping.step(office.desk, ONE, number, "done", day=DAY, answers={"metres": "500"})
    stepping.step(office.desk, ONE, number, "accepted", day=DAY)
    with pytest.raises(Invalid, match="Say why"):
        stepping.step(office.desk, ONE, number, "reported", day=DAY)
    stepping.step(office.desk, ONE, number, "reported", day=DAY, reason="it leaks")
    with office.desk.store.read() as connection:
        assert stepping.stand(connection, number).step == "reported"
    assert not any(finding.faults for finding in audit.audit(office.desk))


def test_no_step_is_left_out(office: Hall) -> None:
    number = reporting.report(office.desk, ONE, reported())
    with pytest.raises(WrongPhase, match="what may follow is: done"):
        stepping.step(office.desk, ONE, number, "accepted", day=DAY)


def test_a_step_asks_for_what_its_kind_asks_for(office: Hall) -> None:
    number = reporting.report(office.desk, ONE, reported())
    with pytest.raises(Invalid, match="metres is missing"):
        stepping.step(office.desk, ONE, number, "done", day=DAY)


@pytest.mark.parametrize("day", [date(2024, 11, 17), date(2024, 11, 21)])
def test_a_step_lies_between_the_last_one_and_today(office: Hall, day: date) -> None:
    number = reporting.report(office.desk, ONE, reported())
    with pytest.raises(Invalid, match="cannot be"):
        stepping.step(office.desk, ONE, number, "done", day=day, answers={"metres": "1"})


def test_an_unknown_matter_or_kind_is_refused(office: Hall) -> None:
    with pytest.raises(NotFound, match="no matter 99"):
        stepping.step(office.desk, ONE, 99, "done", day=DAY)
    with pytest.raises(WrongPhase, match="not installed"):
        reporting.report(office.desk, ONE, reported(kind="war"))


@pytest.mark.parametrize(
    ("changes", "said"), [({"day": date(2024, 11, 21)}, "still to come"), ({"x": 1.0, "y": None}, "both or neither")]
)
def test_nothing_is_reported_of_a_day_to_come_or_at_half_a_place(
    office: Hall, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        reporting.report(office.desk, ONE, reported(**changes))
