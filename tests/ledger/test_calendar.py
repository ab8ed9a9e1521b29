"""Notices end when the office and everybody else in China would say that they do, and guesses are called guesses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiping.errors import InputError
from weiping.ledger.calendar import window, works

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
EXCEPTIONS = st.dictionaries(st.dates(date(2024, 1, 1), date(2024, 3, 31)), st.booleans(), max_size=12)


def until(since: date, days: int) -> date:
    return window(since, days, working=True).until


def test_the_make_up_working_sunday_of_2024_02_04_is_a_working_day() -> None:
    assert works(date(2024, 2, 4)) == (True, False)
    # hung on Friday the 2nd: Sunday the 4th is the first of the five days and Thursday the 8th the last
    assert until(date(2024, 2, 2), 5) == date(2024, 2, 8)
    assert until(date(2024, 2, 3), 1) == date(2024, 2, 4)


def test_spring_festival_and_the_sunday_that_makes_up_for_it_are_known() -> None:
    # the holiday of 2024 is the 10th to the 17th of February; people work on Sunday the 18th
    assert [day for day in range(9, 20) if works(date(2024, 2, day))[0]] == [9, 18, 19]
    assert until(date(2024, 2, 8), 3) == date(2024, 2, 19)


def test_new_year_is_a_holiday_and_the_window_goes_on_behind_it() -> None:
    assert until(date(2024, 12, 31), 1) == date(2025, 1, 2)
    assert until(date(2023, 12, 29), 2) == date(2024, 1, 3)


def test_calendar_days_count_every_day_and_the_day_of_hanging_is_not_counted() -> None:
    assert window(date(2024, 2, 2), 5, working=False).until == date(2024, 2, 7)
    assert window(date(2024, 2, 27), 3, working=False).until == date(2024, 3, 1), "a leap day is a day"
    assert window(date(2024, 2, 2), 0, working=False).until == date(2024, 2, 2)
    assert until(date(2024, 2, 10), 0) == date(2024, 2, 10)


def test_beyond_the_years_that_are_known_it_is_monday_to_friday_and_said_to_be_a_guess() -> None:
    assert works(date(2031, 1, 1)) == (True, True)
    assert works(date(2031, 1, 4)) == (False, True)
    assert window(date(2024, 3, 1), 5, working=True).guessed == ()
    found = window(date(2026, 12, 30), 3, working=True)
    assert (found.until, found.guessed) == (date(2027, 1, 4), (2027,))


def test_a_window_that_ends_in_a_known_year_is_no_guess() -> None:
    assert window(date(2026, 12, 28), 3, working=True).guessed == ()


def test_what_the_office_says_wins_over_the_calendar_and_over_the_guess() -> None:
    closed = {date(2024, 2, 4): False}
    assert window(date(2024, 2, 2), 5, working=True, exceptions=closed).until == date(2024, 2, 9)
    assert works(date(2031, 1, 1), {date(2031, 1, 1): False}) == (False, False)


@pytest.mark.parametrize("days", [-1, 3661, 10**9])
@pytest.mark.parametrize("working", [True, False])
def test_a_number_of_days_that_makes_no_sense_is_refused(days: int, working: bool) -> None:
    with pytest.raises(InputError, match="0 to 3660 days"):
        window(date(2024, 2, 2), days, working=working)


@given(st.dates(date(2024, 1, 1), date(2024, 2, 28)), st.integers(0, 20), EXCEPTIONS)
def test_a_window_holds_exactly_its_number_of_working_days_and_ends_on_one(
    since: date, days: int, exceptions: dict[date, bool]
) -> None:
    end = window(since, days, working=True, exceptions=exceptions).until
    inside = [since + timedelta(n) for n in range(1, (end - since).days + 1)]
    assert sum(works(day, exceptions)[0] for day in inside) == days
    assert not days or works(end, exceptions)[0]


@given(DAYS, DAYS, st.integers(0, 15), st.booleans())
def test_what_is_hung_later_never_ends_earlier(one: date, other: date, days: int, working: bool) -> None:
    first, second = sorted((one, other))
    assert window(first, days, working=working).until <= window(second, days, working=working).until
