"""The office's own days: the newest word counts, and whoever says one says why."""

from __future__ import annotations

from datetime import date

import pytest
from tests.conftest import Hall

from weiping.desk import audit
from weiping.desk.points import days
from weiping.desk.points.policy import Policy
from weiping.errors import Invalid, NotAllowed

SUNDAY = date(2024, 2, 4)


def until(hall: Hall, policy: Policy, since: date = date(2024, 2, 2)) -> date:
    with hall.desk.store.read() as connection:
        return days.notice_window(connection, since, policy).until


def test_a_notice_over_the_make_up_sunday_ends_as_the_office_works(hall: Hall) -> None:
    five = Policy(notice_days=5, working_days=True)
    assert until(hall, five) == date(2024, 2, 8)
    days.except_day(hall.desk, hall.clerk, SUNDAY, works=False, reason="no heating")
    assert until(hall, five) == date(2024, 2, 9)
    days.except_day(hall.desk, hall.clerk, SUNDAY, works=True, reason="the heating is repaired")
    assert until(hall, five) == date(2024, 2, 8)
    assert until(hall, Policy(notice_days=5, working_days=False)) == date(2024, 2, 7)
    assert not [one for one in audit.audit(hall.desk) if one.faults]


def test_the_list_says_what_the_calendar_would_say(hall: Hall) -> None:
    days.except_day(hall.desk, hall.clerk, SUNDAY, works=False, reason="no heating")
    days.except_day(hall.desk, hall.chair, date(2031, 5, 1), works=False, reason="Labour Day")
    days.except_day(hall.desk, hall.clerk, date(2023, 1, 1), works=True, reason="long ago")
    assert days.listed(hall.desk, hall.clerk, date(2024, 1, 1)) == [
        {"day": "2024-02-04", "works": False, "reason": "no heating", "calendar": True, "guessed": False},
        {"day": "2031-05-01", "works": False, "reason": "Labour Day", "calendar": True, "guessed": True},
    ]


def test_without_a_reason_and_from_a_judge_it_is_refused(hall: Hall) -> None:
    with pytest.raises(Invalid, match="Say why the office works or rests on 2024-02-04"):
        days.except_day(hall.desk, hall.clerk, SUNDAY, works=False, reason="  ")
    with pytest.raises(NotAllowed):
        days.except_day(hall.desk, hall.judge(), SUNDAY, works=False, reason="x")
