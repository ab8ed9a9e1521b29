"""Tables that others published or fitted: designed experiments, designs with gaps, and formulae written out plainly."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.study.conftest import DATA, long

from weiping.study.concordance import Concordance, kendall_w
from weiping.study.facets import parse
from weiping.study.intraclass import FORMS, Intraclass, intraclass
from weiping.study.severity import severity
from weiping.study.undefined import Undefined
from weiping.study.variance import variance

PUBLISHED: dict[str, Any] = json.loads((DATA / "published.json").read_text(encoding="utf-8"))
FITTED: dict[str, Any] = json.loads((DATA / "lme4_designs.json").read_text(encoding="utf-8"))


def test_penicillin_samples_are_told_apart_as_lme4_does() -> None:
    known = PUBLISHED["penicillin"]
    found = severity(long(known["marks"]))
    wanted = known["lme4"]
    assert found.mean == pytest.approx(wanted["mean"], abs=1e-6)
    for name in ("entry", "judge", "residual"):
        assert found.variance[name] == pytest.approx(wanted[name], rel=1e-4)
    assert found.judges["severity"].to_list() == pytest.approx([-one for one in wanted["judges"]], abs=1e-4)
    assert found.judges["se"].to_list() == pytest.approx([wanted["condsd"]] * 6, rel=1e-4)


@pytest.mark.parametrize("name", ["dyestuff", "dyestuff2"])
def test_batches_of_dyestuff_have_the_published_components_even_below_zero(name: str) -> None:
    found = variance(long(PUBLISHED[name]["marks"]), parse("judge : entry"))
    for one in found.components:
        assert one.variance == pytest.approx(PUBLISHED[name]["anova"][one.effect], abs=5e-5)
    assert bool(found.notes) == (name == "dyestuff2")


def test_casks_within_batches_of_paste_have_the_published_components() -> None:
    rows = [
        (f"b{batch}", f"c{cask}", mark)
        for batch, casks in enumerate(PUBLISHED["pastes"]["marks"])
        for cask, marks in enumerate(casks)
        for mark in marks
    ]
    found = variance(pl.DataFrame(rows, schema=["entry", "judge", "mark"], orient="row"), parse("judge : entry"))
    assert {one.effect: round(one.variance, 3) for one in found.components} == PUBLISHED["pastes"]["anova"]


def test_eight_wines_have_the_published_coefficients_and_intervals() -> None:
    known = PUBLISHED["wine"]
    found = intraclass(np.array(known["marks"], dtype=float))
    assert isinstance(found, Intraclass)
    assert not isinstance(found.intervals, Undefined)
    for form in FORMS:
        assert found.values[form] == pytest.approx(known["icc"][form], abs=1e-6)
        assert found.intervals[form] == pytest.approx(known["interval"][form], abs=0.005)


@pytest.mark.parametrize("name", [name for name in FITTED if name != "made_with"])
def test_designs_with_gaps_have_the_components_of_lme4(name: str) -> None:
    marks = pl.read_parquet(DATA / "lme4_designs.parquet").filter(pl.col("design") == name)
    found = variance(marks, parse(name.removesuffix(" sparse")))
    assert found.method == "reml"
    assert {":".join(sorted(one.effect.split(":"))): one.variance for one in found.components} == pytest.approx(
        FITTED[name], abs=1e-4
    )


DESIGNS = {
    "entry x judge": ("e", "j", "ej"),
    "judge : entry": ("e", "ej"),
    "entry x judge x criterion": ("e", "j", "c", "ej", "ec", "jc", "ejc"),
    "entry x (judge : criterion)": ("e", "c", "jc", "ec", "ejc"),
    "(judge x criterion) : entry": ("e", "ej", "ec", "ejc"),
    "criterion : judge : entry": ("e", "ej", "ejc"),
    "judge : (entry x criterion)": ("e", "c", "ec", "ejc"),
}
"""The effects of a design by the first letters of the facets whose labels together name a condition of them."""


def moments(y: Any, columns: dict[str, Any], effects: tuple[str, ...], repeats: int) -> dict[str, float]:
    """Components by the method of moments with whole projection matrices: each mean square and its expectation, solved."""
    n = len(y)
    spaces: dict[str, Any] = {}
    covariance: dict[str, Any] = {}
    for effect in sorted(effects, key=len):
        labels = np.unique(np.column_stack([columns[letter] for letter in effect]), axis=0, return_inverse=True)[
            1
        ].ravel()
        z = np.eye(labels.max() + 1)[labels]
        covariance[effect] = z @ z.T
        lower = sum(space for name, space in spaces.items() if set(name) < set(effect))
        spaces[effect] = z @ np.diag(1 / z.sum(axis=0)) @ z.T - np.full((n, n), 1 / n) - lower
    if repeats > 1:
        spaces["residual"] = np.eye(n) - np.full((n, n), 1 / n) - sum(spaces.values())
        covariance["residual"] = np.eye(n)
    expected = np.array([[np.trace(space @ one) for one in covariance.values()] for space in spaces.values()])
    found = np.linalg.solve(expected, [float(y @ space @ y) for space in spaces.values()])
    return dict(zip(spaces, map(float, found), strict=True))


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(sorted(DESIGNS)), st.integers(1, 2), st.tuples(*[st.integers(2, 4)] * 3), st.integers(0, 10**6))
def test_balanced_designs_are_solved_as_by_whole_projection_matrices_with_whatever_sign(
    design: str, repeats: int, sizes: tuple[int, int, int], seed: int
) -> None:
    effects = DESIGNS[design]
    criteria = sizes[2] if "c" in "".join(effects) else 1
    rows = np.array([(e, j, c) for e in range(sizes[0]) for j in range(sizes[1]) for c in range(criteria)] * repeats)
    y = np.random.default_rng(seed).normal(0, 1, len(rows)).round(2)
    wanted = moments(y - y.mean(), dict(zip("ejc", rows.T, strict=True)), effects, repeats)
    if repeats == 1:
        wanted["residual"] = wanted.pop(effects[-1])
    marks = pl.DataFrame(dict(zip(("entry", "judge", "criterion"), rows.T, strict=True)) | {"mark": y})
    found = variance(marks, parse(design))
    assert found.method == "anova"
    letters = {"residual": "residual", "entry": "e", "judge": "j", "criterion": "c"}
    ours = {frozenset(letters[part] for part in one.effect.split(":")): one.variance for one in found.components}
    theirs = {frozenset([name] if name == "residual" else name): value for name, value in wanted.items()}
    assert ours == pytest.approx(theirs, abs=1e-9)


@given(st.integers(3, 7), st.integers(3, 6), st.integers(2, 6), st.integers(0, 10**6))
def test_concordance_is_friedmans_test_with_its_correction_for_ties(
    entries: int, judges: int, levels: int, seed: int
) -> None:
    table = np.random.default_rng(seed).integers(0, levels, (entries, judges)).astype(float)
    found = kendall_w(table)
    if isinstance(found, Concordance):
        chi2, p = stats.friedmanchisquare(*table)
        assert (found.chi2, found.p) == pytest.approx((chi2, p))
