"""Working days of China's calendar, and when a notice that hangs for so many days ends.

State holidays and the weekends that make up for them are announced a year at a time. `chinesecalendar` knows them up to a
year; beyond it Monday to Friday is a guess, and is said to be one. What the office itself decided about a day wins over both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

from ..errors import InputError

LONGEST = 3660
"""Days of a notice at most; more is a slip of the hand."""

Exceptions = Mapping[date, bool]
"""Day → whether the office works on it, against the calendar."""


@dataclass(frozen=True, slots=True)
class Window:
    """A notice hangs from `since` to `until`, both counted. `guessed` are years in it whose holidays nobody knew."""

    since: date
    until: date
    guessed: tuple[int, ...] = ()


def works(day: date, exceptions: Exceptions | None = None) -> tuple[bool, bool]:
    """Whether `day` is a working day, and whether that is a guess because its year's holidays are not known."""
    if exceptions and day in exceptions:
        return exceptions[day], False
    known = _known(day)
    return (day.weekday() < 5, True) if known is None else (known, False)


@lru_cache(maxsize=4096)
def _known(day: date) -> bool | None:
    """Whether China works on `day`; None in a year that the calendar does not know."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def window(since: date, days: int, *, working: bool, exceptions: Exceptions | None = None) -> Window:
    """The window of a notice hung on `since` for `days` full days: working days, or those of the calendar.

    The day on which it is hung is not counted, the next one is the first (Civil Code of the People's Republic of China,
    article 201: 按照年、月、日计算期间的，开始的当日不计入，自下一日开始计算). No days at all end on the day they began.
    Raises InputError for a number of days below zero or above `LONGEST`.
    """
    if not 0 <= days <= LONGEST:
        raise InputError("A notice hangs for 0 to {most} days, not {days}.", most=LONGEST, days=days)
    if not working:
        return Window(since, since + timedelta(days=days))
    day, left, guessed = since, days, set[int]()
    while left:
        day += timedelta(days=1)
        counts, guess = works(day, exceptions)
        left -= counts
        if guess:
            guessed.add(day.year)
    return Window(since, day, tuple(sorted(guessed)))
