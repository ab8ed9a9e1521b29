"""Stability: which places and awards one judge decides, by whatever rule the round has."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from weiping.study.stability import Change, Place, leave_one_out

Marks = Mapping[str, Mapping[str, int]]


def by_sum(marks: Marks, award_to: int = 1):  # type: ignore[no-untyped-def]
    """Places by the sum of marks; ties share the place."""

    def score(without: str | None) -> dict[str, Place]:
        totals: dict[str, int] = {}
        for judge, sheet in marks.items():
            for entry, mark in sheet.items() if judge != without else ():
                totals[entry] = totals.get(entry, 0) + mark
        places = {entry: 1 + sum(other > total for other in totals.values()) for entry, total in totals.items()}
        return {entry: Place(place, "best" if place <= award_to else None) for entry, place in places.items()}

    return score


def test_the_judge_who_decides_the_award_is_named_with_what_would_change() -> None:
    marks = {"a": {"x": 10, "y": 9}, "b": {"x": 10, "y": 9}, "c": {"x": 5, "y": 9}}
    found = leave_one_out(marks, by_sum(marks))
    assert found.without["c"] == (Change("x", Place(2), Place(1, "best")), Change("y", Place(1, "best"), Place(2)))
    assert found.award_changes
    assert found.ranges() == {"x": (1, 2), "y": (1, 2)}


def test_places_that_no_judge_decides_have_a_range_of_one() -> None:
    marks = {judge: {"x": 20, "y": 10, "z": 1} for judge in "abc"}
    found = leave_one_out(marks, by_sum(marks))
    assert found.without == {"a": (), "b": (), "c": ()}
    assert not found.award_changes
    assert found.ranges() == {"x": (1, 1), "y": (2, 2), "z": (3, 3)}


def test_a_place_may_change_and_no_award() -> None:
    marks = {"a": {"x": 20, "y": 9, "z": 8}, "b": {"x": 20, "y": 5, "z": 8}}
    found = leave_one_out(marks, by_sum(marks))
    assert [judge for judge, changes in found.without.items() if changes] == ["b"]
    assert not found.award_changes


def test_an_entry_that_only_one_judge_scored_would_have_no_place_without_that_judge() -> None:
    marks = {"a": {"x": 9, "y": 3}, "b": {"x": 9}}
    found = leave_one_out(marks, by_sum(marks))
    assert found.without["a"] == (Change("y", Place(2), Place(None)),)
    assert found.ranges()["y"] == (2, 2)


@given(st.dictionaries(st.sampled_from("abcd"), st.dictionaries(st.sampled_from("xyz"), st.integers(0, 9))))
def test_the_range_of_a_place_has_the_place_in_it(marks: dict[str, dict[str, int]]) -> None:
    found = leave_one_out(marks, by_sum(marks))
    ranges = found.ranges()
    for entry, place in found.places.items():
        low, high = ranges[entry]
        assert place.place is not None
        assert low <= place.place <= high
