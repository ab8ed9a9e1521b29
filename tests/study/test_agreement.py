"""Agreement: the published example, the reasons instead of NaN, and what must not move the number."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiping.study.agreement import Agreement, icc, mean_squares
from weiping.study.block import complete
from weiping.study.undefined import Reason, Undefined

CASE = json.loads(
    (Path(__file__).parents[1] / "data" / "cases" / "shrout_fleiss_1979.json").read_text(encoding="utf-8")
)
RATINGS = CASE["input"]["ratings"]


sizes = st.integers(2, 6)
flat = st.lists(st.integers(0, 200), min_size=36, max_size=36)
tables = st.builds(lambda n, k, marks: [marks[row * k : (row + 1) * k] for row in range(n)], sizes, sizes, flat)


def test_the_published_example_of_shrout_and_fleiss_comes_out_to_the_last_digit() -> None:
    squares, found = mean_squares(RATINGS), icc(RATINGS)
    assert isinstance(found, Agreement)
    precise = CASE["expected_precise"]
    ours = {
        "BMS": squares.entries,
        "JMS": squares.judges,
        "EMS": squares.rest,
        "ICC2": found.single,
        "ICC2k": found.panel,
    }
    for name, value in ours.items():
        assert float(value) == pytest.approx(precise[name], abs=1e-12)
        assert round(float(value), 2) == CASE["expected_published"][name]
    assert (found.judges, found.entries) == (4, 6)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], Reason.FEW_JUDGES),
        ([[5], [7]], Reason.FEW_JUDGES),
        ([[5, 6, 7]], Reason.FEW_ENTRIES),
        ([[5, 5], [5, 5]], Reason.LEVEL),
        ([[1, 9], [9, 1]], Reason.LEVEL),
        ([[10, 0], [0, 11]], Reason.OPPOSED),
    ],
)
def test_marks_that_say_nothing_about_agreement_get_a_reason(rows: list[list[int]], reason: Reason) -> None:
    assert icc(rows) == Undefined(reason)
    assert reason.label.zh != reason.label.en


def test_judges_who_agree_exactly_reach_one() -> None:
    found = icc([[1, 1, 1], [4, 4, 4], [9, 9, 9]])
    assert isinstance(found, Agreement)
    assert found.single == found.panel == 1


def test_a_severe_judge_costs_agreement_since_another_panel_would_mark_otherwise() -> None:
    found = icc([[1, 11], [4, 14], [9, 19]])
    assert isinstance(found, Agreement)
    assert found.panel < 1


@given(tables)
def test_it_is_a_number_up_to_one_or_a_reason_and_never_anything_else(rows: list[list[int]]) -> None:
    found = icc(rows)
    if isinstance(found, Agreement):
        assert found.single <= 1
        assert found.panel <= 1
    else:
        assert found.reason in Reason


@given(tables, st.integers(-50, 50), st.integers(1, 9), st.randoms())
def test_neither_the_unit_nor_the_order_of_judges_and_entries_matters(
    rows: list[list[int]], shift: int, factor: int, random: object
) -> None:
    entries, judges = list(range(len(rows))), list(range(len(rows[0])))
    random.shuffle(entries)  # type: ignore[attr-defined]
    random.shuffle(judges)  # type: ignore[attr-defined]
    moved = [[Fraction(rows[i][j] * factor + shift, 10) for j in judges] for i in entries]
    assert icc(moved) == icc(rows)


def test_the_complete_block_keeps_everything_where_nothing_is_missing() -> None:
    marks = {(judge, entry): judge * 10 + entry for judge in (1, 2, 3) for entry in (7, 8)}
    block = complete(marks)
    assert (block.judges, block.entries) == ((1, 2, 3), (7, 8))
    assert block.rows == ((17, 27, 37), (18, 28, 38))


def test_the_complete_block_leaves_out_the_judge_who_hardly_scored_and_not_what_the_others_did() -> None:
    marks = {(judge, entry): 1 for judge in (1, 2, 3) for entry in range(6)}
    del marks[2, 5]
    marks[4, 0] = 1
    block = complete(marks)
    assert block.judges == (1, 2, 3)
    assert block.entries == (0, 1, 2, 3, 4)


@given(st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)), st.integers(0, 9)))
def test_a_block_is_complete_and_says_what_the_marks_say(marks: dict[tuple[int, int], int]) -> None:
    block = complete(marks)
    for entry, row in zip(block.entries, block.rows, strict=True):
        assert list(row) == [marks[judge, entry] for judge in block.judges]
    assert not marks or block.rows
