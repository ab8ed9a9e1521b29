from datetime import date, timedelta
from importlib.metadata import EntryPoint

import pytest
from hypothesis import given
from hypothesis import strategies as st

import weiping as wp
import weiping_expiry
from weiping.hooks.loader import load
from weiping.testing import conformance
from weiping_expiry import months_after

POLICIES = {policy.key: policy for policy in weiping_expiry.weiping_expiry_policies()}

each_policy = pytest.mark.parametrize("key", POLICIES)
days = st.dates()


def until(key: str, day: date, rule: str | None = None) -> date | None:
    return POLICIES[key].expires(wp.Earned(points=10, on=day, rule=rule))


@conformance(weiping_expiry)
def test_conformance(check) -> None:
    check()


@pytest.mark.parametrize(
    ("key", "day", "last"),
    [
        ("end-of-next-year", date(2024, 1, 1), date(2025, 12, 31)),
        ("end-of-next-year", date(2024, 12, 31), date(2025, 12, 31)),
        ("end-of-next-year", date(2025, 1, 1), date(2026, 12, 31)),
        ("end-of-march", date(2024, 1, 1), date(2025, 3, 31)),
        ("end-of-march", date(2024, 12, 31), date(2025, 3, 31)),
        ("end-of-march", date(2024, 3, 31), date(2025, 3, 31)),
        ("months-12", date(2024, 2, 28), date(2025, 2, 28)),
        ("months-12", date(2024, 2, 29), date(2025, 2, 28)),
        ("months-12", date(2023, 2, 28), date(2024, 2, 28)),
        ("months-12", date(2024, 12, 31), date(2025, 12, 31)),
        ("months-24", date(2024, 2, 29), date(2026, 2, 28)),
        ("months-24", date(2022, 2, 28), date(2024, 2, 28)),
        ("awards-stay", date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_points_may_be_spent_until_the_day_the_policy_says(key: str, day: date, last: date) -> None:
    assert until(key, day) == last


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 8, 31), 1, date(2024, 9, 30)),
        (date(2024, 11, 30), 1, date(2024, 12, 30)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2099, 2, 28), 12, date(2100, 2, 28)),
        (date(2024, 5, 5), 0, date(2024, 5, 5)),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_of_a_month_without_it(day: date, months: int, last: date) -> None:
    assert months_after(day, months) == last


@given(days, st.integers(0, 60))
def test_the_month_is_always_the_right_one_and_the_day_never_a_later_one(day: date, months: int) -> None:
    last = months_after(day, months)
    if last != date.max:
        assert last.year * 12 + last.month == day.year * 12 + day.month + months
        assert last.day == day.day or (last.day < day.day and (last + timedelta(days=1)).day == 1)


@each_policy
@given(one=days, other=days)
def test_what_was_earned_earlier_never_expires_later(key: str, one: date, other: date) -> None:
    first, second = until(key, min(one, other)), until(key, max(one, other))
    assert first is not None
    assert second is not None
    assert max(one, other) <= second
    assert first <= second


@given(days)
def test_awards_stay_and_only_they_do(day: date) -> None:
    assert until("awards-stay", day, "award-points") is None
    assert until("awards-stay", day, "volunteering") == until("months-12", day)
    assert all(until(key, day, "award-points") is not None for key in POLICIES if key != "awards-stay")


@each_policy
def test_the_words_are_there_in_both_languages_and_no_two_policies_say_the_same(key: str) -> None:
    policy = POLICIES[key]
    assert all(text.zh and text.en and text.zh != text.en for text in (policy.title, policy.words))
    assert sum(other.words == policy.words for other in POLICIES.values()) == 1


def test_the_loader_finds_it_through_its_entry_point() -> None:
    plugins = load([EntryPoint("weiping-expiry", "weiping_expiry", "weiping")])
    assert not plugins.quarantined
    assert plugins.expiry_policies.keys() == POLICIES.keys()
    assert plugins.expiry_policies["months-12"].expires(wp.Earned(points=1, on=date(2024, 2, 29))) == date(2025, 2, 28)
