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
    if isinstance(found, Intraclass):
        assert all(found.values[form] <= 1 + 1e-12 for form in FORMS)
    else:
        assert found.reason in Reason


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
            assert after.values[form] == pytest.approx(before.values[form], rel=1e-6, abs=1e-9)
    else:
        assert after == before


def test_a_severe_judge_costs_agreement_since_another_panel_would_mark_otherwise() -> None:
    found = intraclass(np.array([[1.0, 11.0], [4.0, 14.0], [9.0, 19.0]]))
    assert isinstance(found, Intraclass)
    assert found.values["2,k"] < 1
    assert found.values["3,k"] == pytest.approx(1)


def test_judges_who_contradict_each_other_get_a_reason() -> None:
    assert intraclass(np.array([[10.0, 0.0], [0.0, 11.0]])) == Undefined(Reason.OPPOSED)


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
