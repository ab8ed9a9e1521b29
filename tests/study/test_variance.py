"""Variance components: analysis of variance where it is balanced, REML where it is not, and what they mean for a panel."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.conftest import case, long, panel

from weiping.errors import InputError
from weiping.study.facets import parse
from weiping.study.undefined import Undefined
from weiping.study.variance import Variance, as_data, variance


def parts(found: Variance) -> dict[str, float]:
    return {one.effect: one.variance for one in found.components}


def test_the_coefficients_of_a_crossed_design_are_the_intraclass_correlations(shrout_fleiss: pl.DataFrame) -> None:
    wanted = case("shrout_fleiss_1979")["expected_precise"]
    found = variance(shrout_fleiss, parse("entry x judge"))
    assert found.generalizability == pytest.approx(wanted["ICC3k"], rel=1e-12)
    assert found.dependability == pytest.approx(wanted["ICC2k"], rel=1e-12)
    assert found.at({"judge": 1}) == pytest.approx((wanted["ICC3"], wanted["ICC2"]), rel=1e-12)
    squares = {one.effect: one.mean_square for one in found.components}
    assert squares == pytest.approx({"entry": wanted["BMS"], "judge": wanted["JMS"], "residual": wanted["EMS"]})


def test_a_one_way_design_keeps_the_certified_digits_of_numbers_far_from_zero() -> None:
    wanted = case("nist_sirstv")
    frame = long(wanted["input"]["data"]).rename({"judge": "repeat"})
    found = variance(frame, parse("repeat : entry"))
    squares = {one.effect: one.mean_square for one in found.components}
    assert squares["entry"] == pytest.approx(wanted["expected_published"]["MS_between"], rel=1e-9)
    assert squares["residual"] == pytest.approx(wanted["expected_published"]["MS_within"], rel=1e-9)
    assert found.at({"repeat": 1})[0] == pytest.approx(wanted["expected_exact"]["ICC1"], rel=1e-8)


def nested(seed: int, repeats: int = 1) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    entry, criterion, judge = rng.normal(0, 3, 20), rng.normal(0, 1, 3), rng.normal(0, 1.5, (3, 4))
    both = rng.normal(0, 1, (20, 3))
    return pl.DataFrame(
        [
            {"entry": i, "criterion": c, "judge": j, "mark": entry[i] + criterion[c] + judge[c, j] + both[i, c] + rng.normal()}
            for i in range(20)
            for c in range(3)
            for j in range(4)
            for _ in range(repeats)
        ]
    )  # fmt: skip


def test_judges_within_criteria_are_other_judges_in_every_criterion_though_they_have_the_same_numbers() -> None:
    frame = nested(0)
    found = variance(frame, parse("entry x (judge : criterion)"))
    apart = frame.with_columns(judge=pl.concat_str("criterion", "judge", separator="-"))
    assert parts(found) == pytest.approx(parts(variance(apart, parse("entry x (judge : criterion)"))))
    assert set(parts(found)) == {"entry", "criterion", "judge:criterion", "entry:criterion", "residual"}
    degrees = {one.effect: one.degrees for one in found.components}
    assert degrees == {"entry": 19, "criterion": 2, "judge:criterion": 9, "entry:criterion": 38, "residual": 171}


def test_with_repeats_in_a_cell_the_highest_interaction_is_told_from_the_residual() -> None:
    found = variance(nested(1, repeats=3), parse("entry x (judge : criterion)"))
    assert "entry:judge:criterion" in parts(found)
    assert parts(found)["residual"] == pytest.approx(1, abs=0.15)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32))
def test_with_gaps_reml_gives_the_same_as_the_analysis_of_variance_up_to_what_the_gap_takes(seed: int) -> None:
    frame = nested(seed)
    whole = variance(frame, parse("entry x (judge : criterion)"))
    if min(one.variance for one in whole.components) < 0.05:
        return
    most = variance(frame.slice(1), parse("entry x (judge : criterion)"))
    assert (whole.method, most.method) == ("anova", "reml")
    for effect, value in parts(whole).items():
        assert parts(most)[effect] == pytest.approx(value, rel=0.25, abs=0.25)


def test_an_estimate_below_zero_is_reported_as_it_is_and_counts_as_none() -> None:
    table = [[1, 2, 3], [3, 2, 1], [2, 3, 1], [1, 3, 2]]
    found = variance(long(table), parse("entry x judge"))
    assert parts(found)["entry"] < 0
    assert found.generalizability == 0
    assert "entry" in found.notes[0].en


def test_more_judges_never_make_a_result_less_dependable_and_the_number_needed_reaches_what_was_asked() -> None:
    frame, _ = panel(3, judges=8, each=8)
    found = variance(frame, parse("entry x judge"))
    values = [found.at({"judge": n})[1] for n in range(1, 30)]
    assert values == sorted(values)  # type: ignore[type-var]
    needed = found.needed("judge", 0.9, absolute=True)
    assert needed is not None
    assert values[needed - 1] >= 0.9 > values[needed - 2]  # type: ignore[operator]
    assert found.needed("judge", 0.999999) is None


def test_marks_that_are_all_equal_have_no_reliability_but_a_reason() -> None:
    found = variance(long([[5, 5], [5, 5], [5, 5]]), parse("entry x judge"))
    assert isinstance(found.generalizability, Undefined)
    data = as_data(found)
    assert data["generalizability"] is None
    assert data["reasons"]["generalizability"]["en"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda f: f.drop("judge"), "need the column judge"),
        (lambda f: f.with_columns(mark=pl.lit("good")), "holds no numbers"),
        (lambda f: f.with_columns(mark=pl.lit(None, dtype=pl.Float64)), "no mark at all"),
        (lambda f: f.filter(pl.col("judge") == "j0"), "only one judge"),
        (lambda f: f.filter(pl.col("entry") == "e0"), "only one entry"),
    ],
)
def test_marks_that_cannot_be_studied_are_refused_with_the_reason(
    shrout_fleiss: pl.DataFrame, change, why: str
) -> None:
    with pytest.raises(InputError, match=why):
        variance(change(shrout_fleiss), parse("entry x judge"))


def test_a_decision_about_a_facet_that_is_not_averaged_over_is_refused(shrout_fleiss: pl.DataFrame) -> None:
    with pytest.raises(InputError, match="averages over judge"):
        variance(shrout_fleiss, parse("entry x judge")).at({"entry": 3})
