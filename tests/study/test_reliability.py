"""All coefficients of agreement: Shrout and Fleiss' table with its intervals, gaps, and what has no answer."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.conftest import case, long, panel

from weiping.errors import InputError
from weiping.study.intraclass import FORMS, Intraclass, intraclass
from weiping.study.reliability import reliability
from weiping.study.undefined import Reason, Undefined

NAMES = {"1,1": "ICC1", "2,1": "ICC2", "3,1": "ICC3", "1,k": "ICC1k", "2,k": "ICC2k", "3,k": "ICC3k"}


def test_the_six_coefficients_of_shrout_and_fleiss_with_their_intervals() -> None:
    known = case("shrout_fleiss_1979")
    found = intraclass(np.array(known["input"]["ratings"], dtype=float))
    assert isinstance(found, Intraclass)
    assert not isinstance(found.intervals, Undefined)
    for form in FORMS:
        assert found.values[form] == pytest.approx(known["expected_precise"][NAMES[form]], abs=1e-9)
        assert found.intervals[form] == pytest.approx(known["ci95_psych"][NAMES[form]], abs=0.006)


def test_the_json_has_the_shape_that_programs_read(shrout_fleiss: pl.DataFrame) -> None:
    [found] = reliability(shrout_fleiss).values()
    data = json.loads(json.dumps(found.as_data()))
    assert set(data["icc"]) == set(FORMS)
    assert set(data["alpha"]) == {"nominal", "ordinal", "interval", "ratio"}
    assert set(data["kendall_w"]) == {"w", "chi2", "df", "p"}
    assert data["kendall_w"]["df"] == 5


def test_each_criterion_is_judged_on_its_own(shrout_fleiss: pl.DataFrame) -> None:
    two = pl.concat([
        shrout_fleiss.with_columns(criterion=pl.lit("a")),
        shrout_fleiss.with_columns(criterion=pl.lit("b"), mark=-pl.col("mark")),
    ])  # fmt: skip
    found = reliability(two)
    assert list(found) == ["a", "b"]
    assert found["a"].as_data()["icc"] == pytest.approx(found["b"].as_data()["icc"])
    assert found["b"].as_data()["alpha"]["ratio"] is None
    assert "below zero" in found["b"].as_data()["reasons"]["alpha.ratio"]["en"]


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 500))
def test_a_table_with_few_gaps_is_near_to_the_table_without(seed: int) -> None:
    marks, _ = panel(seed, entries=25, judges=6, each=6, noise=1.5)
    table = marks.pivot("judge", index="entry", values="mark").drop("entry").to_numpy().astype(float)
    whole = intraclass(table)
    holed = table.copy()
    holed[np.random.default_rng(seed).random(table.shape) < 0.05] = np.nan
    some = intraclass(holed)
    assert isinstance(whole, Intraclass)
    assert isinstance(some, Intraclass)
    assert some.intervals == Undefined(Reason.GAPS)
    for form in FORMS:
        assert some.values[form] == pytest.approx(whole.values[form], abs=0.12)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[5, 5], [5, 5]], Reason.ONE_VALUE),
        ([[1, 2, 3]], Reason.FEW_ENTRIES),
        ([[1], [2]], Reason.FEW_JUDGES),
        ([[1, None], [None, 2]], Reason.NO_PAIRS),
    ],
)
def test_what_has_no_coefficient_says_why_and_never_nan(table: list[list[float | None]], reason: Reason) -> None:
    assert intraclass(np.array(table, dtype=float)) == Undefined(reason)
    [found] = reliability(long(table)).values()
    assert "NaN" not in json.dumps(found.as_data())
    assert found.as_data()["icc"]["2,1"] is None


def test_judges_in_full_agreement_have_one_and_no_interval() -> None:
    found = intraclass(np.array([[1.0, 1.0], [2.0, 2.0], [4.0, 4.0]]))
    assert isinstance(found, Intraclass)
    assert found.values["2,1"] == pytest.approx(1)
    assert found.intervals == Undefined(Reason.EXACT)


def test_a_judge_who_marks_an_entry_twice_is_named_as_the_reason(shrout_fleiss: pl.DataFrame) -> None:
    [found] = reliability(pl.concat([shrout_fleiss, shrout_fleiss.head(1)])).values()
    assert found.icc == Undefined(Reason.REPEATED)
    assert found.kendall == Undefined(Reason.REPEATED)
    assert set(found.alpha.values()) == {Undefined(Reason.REPEATED)}  # a judge agreeing with himself is no agreement


def test_a_criterion_without_any_mark_has_reasons_throughout() -> None:
    frame = pl.DataFrame(
        {"entry": ["a", "b"], "judge": ["x", "y"], "mark": [None, None]}, schema_overrides={"mark": pl.Float64}
    )
    [found] = reliability(frame).values()
    assert found.as_data()["marks"] == 0
    assert set(found.as_data()["icc"].values()) == {None}


def test_a_sheet_that_lacks_a_column_or_holds_words_is_refused() -> None:
    with pytest.raises(InputError, match="column judge"):
        reliability(pl.DataFrame({"entry": ["a"], "mark": [1]}))
    with pytest.raises(InputError, match="no numbers"):
        reliability(pl.DataFrame({"entry": ["a"], "judge": ["x"], "mark": ["good"]}))
