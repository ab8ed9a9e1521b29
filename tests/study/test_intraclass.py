"""Intraclass correlations: what must not move them, and the totals of sheets that a round's agreement is told from."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiping.study.intraclass import FORMS, Intraclass, intraclass
from weiping.study.reliability import intraclass_of
from weiping.study.totals import totals
from weiping.study.undefined import Reason, Undefined

sizes = st.integers(2, 6)
flat = st.lists(st.integers(0, 200), min_size=36, max_size=36)
tables = st.builds(lambda n, k, marks: [marks[row * k : (row + 1) * k] for row in range(n)], sizes, sizes, flat)


def sheets(rows: list[tuple[str, str, str, float | None]]) -> pl.DataFrame:
    schema = {"entry": pl.String, "judge": pl.String, "criterion": pl.String, "mark": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


@given(tables)
def test_it_is_a_number_up_to_one_or_a_reason_and_never_anything_else(rows: list[list[int]]) -> None:
    found = intraclass(np.array(rows, dtype=float))
    if isinstance(found, Undefined):
        assert found.reason in Reason
        return
    for form in FORMS:
        value = found.values[form]
        limits = found.intervals if isinstance(found.intervals, Undefined) else found.intervals[form]
        assert value.reason in Reason if isinstance(value, Undefined) else value <= 1 + 1e-12
        if isinstance(limits, Undefined):
            assert limits.reason in Reason
        else:
            assert np.isfinite(limits).all()
            assert limits[0] <= limits[1] <= 1 + 1e-12


@given(tables, st.integers(-50, 50), st.integers(1, 9), st.randoms())
def test_neither_the_unit_nor_the_order_of_judges_and_entries_matters(
    rows: list[list[int]], shift: int, factor: int, random: object
) -> None:
    table = np.array(rows, dtype=float)
    entries, judges = list(range(table.shape[0])), list(range(table.shape[1]))
    random.shuffle(entries)  # type: ignore[attr-defined]
    random.shuffle(judges)  # type: ignore[attr-defined]
    before, after = intraclass(table), intraclass((table[entries][:, judges] * factor + shift) / 10)
    if isinstance(before, Intraclass):
        assert isinstance(after, Intraclass)
        for form in FORMS:
            value = before.values[form]
            wanted = value if isinstance(value, Undefined) else pytest.approx(value, rel=1e-6, abs=1e-9)
            assert after.values[form] == wanted
    else:
        assert after == before


def test_a_severe_judge_costs_agreement_since_another_panel_would_mark_otherwise() -> None:
    found = intraclass(np.array([[1.0, 11.0], [4.0, 14.0], [9.0, 19.0]]))
    assert isinstance(found, Intraclass)
    assert found.values["2,k"] == pytest.approx(49 / 124)  # mean squares 98/3 and 150, by hand
    assert found.values["3,k"] == pytest.approx(1)


def test_only_the_coefficients_that_do_not_exist_are_without_a_number() -> None:
    opposed = intraclass(np.array([[10.0, 0.0], [0.0, 11.0]]))
    assert isinstance(opposed, Intraclass)
    assert opposed.values["2,k"] == Undefined(Reason.OPPOSED)
    assert opposed.values["3,1"] == pytest.approx((0.25 - 110.25) / (0.25 + 110.25))
    judges = intraclass(np.array([[5.0, 6.0], [5.0, 6.0], [5.0, 6.0]]))
    assert isinstance(judges, Intraclass)
    assert (judges.values["1,1"], judges.values["2,1"]) == (pytest.approx(-1), 0)
    assert judges.values["3,k"] == Undefined(Reason.LEVEL)
    assert judges.intervals == Undefined(Reason.LEVEL)


def test_gaps_that_leave_nothing_to_estimate_an_error_from_have_a_reason_and_full_agreement_is_one() -> None:
    gap = float("nan")
    same = intraclass(np.array([[1.0, 1.0, gap], [2.0, 2.0, 2.0], [gap, 4.0, 4.0]]))
    assert isinstance(same, Intraclass)
    assert set(same.values.values()) == {1.0}
    additive = intraclass(np.array([[8.5, gap, 9.0], [6.5, 4.5, 7.0]]))
    assert isinstance(additive, Intraclass)
    assert additive.values["2,1"] == Undefined(Reason.EXACT)
    assert isinstance(additive.values["1,1"], float)


def test_a_total_is_the_sum_of_a_complete_sheet_and_of_no_other() -> None:
    found = totals(sheets([
        ("a", "x", "p", 1), ("a", "x", "q", 2.5), ("b", "x", "p", 4), ("b", "x", "q", None),
        ("a", "y", "p", 3), ("b", "y", "p", 1), ("b", "y", "p", 1),
    ]))  # fmt: skip
    assert found.rows() == [("a", "x", 3.5)]


def test_sheets_of_several_rounds_are_not_added_up() -> None:
    one = sheets([("a", "x", "p", 1), ("a", "x", "q", 2)])
    found = totals(pl.concat([one.with_columns(round=pl.lit("1")), one.with_columns(round=pl.lit("2"))]))
    assert found["mark"].to_list() == [3, 3]


def test_no_sheet_at_all_has_a_reason() -> None:
    assert intraclass_of(totals(sheets([]))) == Undefined(Reason.NO_PAIRS)
