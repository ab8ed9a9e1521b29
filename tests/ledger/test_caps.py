"""Caps as arithmetic: what they leave, and that the order of events does not change the sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiping.domain.points import Cap, Period
from weiping.ledger.caps import Span, allowed, span

PERIODS: tuple[Period, ...] = ("event", "day", "month", "year")
DAYS = st.dates(date(2023, 12, 25), date(2024, 3, 2))
CAPS = st.lists(st.builds(Cap, points=st.integers(1, 30), per=st.sampled_from(PERIODS)), max_size=4)
EVENTS = st.lists(st.tuples(DAYS, st.lists(st.integers(1, 20), min_size=1, max_size=3)), max_size=8)


@pytest.mark.parametrize(
    ("per", "day", "first", "last"),
    [
        ("day", date(2024, 2, 29), date(2024, 2, 29), date(2024, 2, 29)),
        ("month", date(2024, 2, 10), date(2024, 2, 1), date(2024, 2, 29)),
        ("month", date(2023, 2, 10), date(2023, 2, 1), date(2023, 2, 28)),
        ("month", date(2024, 12, 31), date(2024, 12, 1), date(2024, 12, 31)),
        ("year", date(2024, 6, 1), date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_span_is_the_day_the_month_or_the_year(per: Period, day: date, first: date, last: date) -> None:
    assert (span(per, day).first, span(per, day).last) == (first, last)


@given(st.dates(max_value=date(9998, 12, 31)), st.sampled_from(["day", "month", "year"]))
def test_spans_lie_side_by_side_without_a_gap(day: date, per: Period) -> None:
    found = span(per, day)
    assert found.first <= day <= found.last
    assert span(per, found.first) == span(per, found.last) == found
    assert span(per, found.last + timedelta(days=1)).first == found.last + timedelta(days=1)


@given(CAPS, st.integers(1, 100), st.dictionaries(st.sampled_from(PERIODS), st.integers(0, 60)))
def test_nothing_is_taken_back_and_no_cap_is_passed(caps: list[Cap], proposed: int, earned: dict[Period, int]) -> None:
    left = allowed(caps, proposed, earned)
    assert 0 <= left <= proposed
    assert all(left == 0 or earned.get(cap.per, 0) + left <= cap.points for cap in caps)
    assert left == proposed or any(earned.get(cap.per, 0) + left >= cap.points for cap in caps)


Event = tuple[int, date, tuple[int, ...]]


def in_turn(caps: list[Cap], events: Iterable[Event]) -> int:
    """What a household has after these events, cut one proposal after the other."""
    sums: dict[Period, Counter[object]] = {per: Counter() for per in PERIODS}
    for number, day, proposals in events:
        where: dict[Period, object] = {per: number if per == "event" else span(per, day) for per in PERIODS}
        for proposed in proposals:
            left = allowed(caps, proposed, {per: sums[per][where[per]] for per in PERIODS})
            for per in PERIODS:
                sums[per][where[per]] += left
    return sums["year"].total()


def at_once(caps: list[Cap], events: list[Event]) -> int:
    """The same by definition: the least of each limit and of what lies within it, from events to years."""
    most = {per: min((cap.points for cap in caps if cap.per == per), default=10**9) for per in PERIODS}
    found = [(day, min(sum(proposals), most["event"])) for _, day, proposals in events]
    for per in PERIODS[1:]:
        ordered = sorted((span(per, day).first, points) for day, points in found)
        found = [
            (first, min(sum(points for _, points in within), most[per]))
            for first, within in groupby(ordered, key=lambda one: one[0])
        ]
    return sum(points for _, points in found)


@given(CAPS, EVENTS, st.randoms(use_true_random=False))
def test_whatever_the_order_a_household_ends_with_what_the_limits_allow(
    caps: list[Cap], given_: list[tuple[date, list[int]]], luck: Random
) -> None:
    events: list[Event] = [(number, day, tuple(proposals)) for number, (day, proposals) in enumerate(given_)]
    shuffled = list(events)
    luck.shuffle(shuffled)
    assert in_turn(caps, events) == in_turn(caps, shuffled) == at_once(caps, events)


def test_the_last_month_that_there_is_has_an_end_too() -> None:
    assert span("month", date(9999, 12, 5)) == Span(date(9999, 12, 1), date(9999, 12, 31))
    assert span("month", date(2024, 2, 29)) == Span(date(2024, 2, 1), date(2024, 2, 29))
