"""Far marks: what the panel would look at again, and what it would not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiping.study.outliers import Far, far, median

FLOOR = Decimal(10)
marks = st.dictionaries(st.integers(0, 30), st.decimals(0, 100, places=1), max_size=12)


def of(*values: str) -> dict[int, Decimal]:
    return {number: Decimal(value) for number, value in enumerate(values)}


def test_the_one_mark_far_below_the_others_is_found_with_its_distance() -> None:
    assert far(of("82", "84", "61", "80", "82.5"), floor=FLOOR) == {2: Far(Decimal(-21), Decimal(82))}


def test_a_panel_that_agrees_to_half_a_point_has_nobody_far_a_whole_point_away() -> None:
    assert far(of("80", "80", "80", "80.5", "81.5"), floor=FLOOR) == {}


def test_a_panel_that_is_spread_wide_has_nobody_far() -> None:
    assert far(of("40", "55", "70", "85", "100"), floor=FLOOR) == {}


def test_two_marks_have_no_majority_and_so_none_is_far() -> None:
    assert far(of("0", "100"), floor=FLOOR) == {}
    assert far({}, floor=FLOOR) == {}


def test_one_absurd_mark_does_not_hide_another_as_it_would_with_a_standard_deviation() -> None:
    assert set(far(of("80", "81", "82", "80", "81", "0", "30"), floor=FLOOR)) == {5, 6}


def test_the_median_of_an_even_number_is_between_the_two_in_the_middle() -> None:
    assert median(map(Decimal, ("1", "4", "2", "3"))) == Decimal("2.5")
    with pytest.raises(ValueError, match="nothing"):
        median([])


@given(marks, st.decimals(0, 20, places=1))
def test_never_more_than_half_of_the_marks_are_far_and_each_is_beyond_the_floor(
    given_marks: dict[int, Decimal], floor: Decimal
) -> None:
    found = far(given_marks, floor=floor)
    assert 2 * len(found) <= len(given_marks)
    assert all(abs(one.by) > floor for one in found.values())


@given(marks, st.decimals(-50, 50, places=1))
def test_it_does_not_matter_where_the_scale_begins(given_marks: dict[int, Decimal], shift: Decimal) -> None:
    moved = {key: value + shift for key, value in given_marks.items()}
    assert {key: one.by for key, one in far(moved, floor=FLOOR).items()} == {
        key: one.by for key, one in far(given_marks, floor=FLOOR).items()
    }
