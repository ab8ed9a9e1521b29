"""Agreement beyond chance: Krippendorff's, Fleiss' and Kendall's own examples, a slow twin, and what has no answer."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.conftest import case

from weiping.study.alpha import METRICS, Metric, alpha, fleiss_kappa
from weiping.study.concordance import Concordance, kendall_w
from weiping.study.undefined import Reason, Undefined


def units(table: list[list[float | None]]) -> tuple[np.ndarray, np.ndarray]:
    cells = [(unit, value) for row in table for unit, value in enumerate(row) if value is not None]
    return np.array([unit for unit, _ in cells]), np.array([value for _, value in cells], dtype=float)


@pytest.mark.parametrize("metric", METRICS)
def test_krippendorffs_example_with_missing_marks_on_every_scale(metric: Metric) -> None:
    known = case("krippendorff_2011")
    assert alpha(*units(known["input"]["C_E"]["data"]), metric) == pytest.approx(
        known["expected_precise"][metric], abs=1e-9
    )


def test_krippendorffs_examples_with_two_observers() -> None:
    known = case("krippendorff_2011")
    letters = [[float(ord(sign)) for sign in row] for row in known["input"]["B"]["data"]]
    wanted = known["expected_precise"]
    assert alpha(*units(known["input"]["A"]["data"]), "nominal") == pytest.approx(wanted["A_nominal"], abs=1e-9)
    assert alpha(*units(letters), "nominal") == pytest.approx(wanted["B_nominal"], abs=1e-9)


def slow_alpha(entries: list[int], marks: list[int], metric: Metric) -> float:
    """By the definition: every ordered pair of marks."""
    by_unit: dict[int, list[int]] = {}
    for entry, mark in zip(entries, marks, strict=True):
        by_unit.setdefault(entry, []).append(mark)
    kept = [values for values in by_unit.values() if len(values) > 1]
    pool = [value for values in kept for value in values]

    def apart(a: int, b: int) -> float:
        if metric == "nominal":
            return float(a != b)
        if metric == "interval":
            return float((a - b) ** 2)
        if metric == "ratio":
            return ((a - b) / (a + b)) ** 2 if a + b else 0.0
        low, high = min(a, b), max(a, b)
        between = sum(low <= value <= high for value in pool) - (pool.count(a) + pool.count(b)) / 2
        return float(between**2) if a != b else 0.0

    seen = sum(apart(a, b) / (len(values) - 1) for values in kept for a, b in permutations(values, 2)) / len(pool)
    chance = sum(apart(a, b) for a, b in permutations(pool, 2)) / (len(pool) * (len(pool) - 1))
    return 1 - seen / chance


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6)), min_size=4, max_size=30), st.sampled_from(METRICS))
def test_alpha_is_what_the_definition_gives_pair_by_pair(cells: list[tuple[int, int]], metric: Metric) -> None:
    entries, marks = (
        np.unique([e for e, _ in cells], return_inverse=True)[1],
        np.array([m for _, m in cells], dtype=float),
    )
    found = alpha(entries, marks, metric)
    if isinstance(found, float):
        assert found == pytest.approx(slow_alpha(list(entries), [m for _, m in cells], metric), abs=1e-9)


@pytest.mark.parametrize(
    ("marks", "metric", "reason"),
    [
        ([1.0, 1.0, 1.0, 1.0], "interval", Reason.ONE_VALUE),
        ([-1.0, 2.0, 1.0, 3.0], "ratio", Reason.BELOW_ZERO),
    ],
)
def test_alpha_that_does_not_exist_says_why(marks: list[float], metric: Metric, reason: Reason) -> None:
    assert alpha(np.array([0, 0, 1, 1]), np.array(marks), metric) == Undefined(reason)


def test_alpha_needs_an_entry_with_two_marks() -> None:
    assert alpha(np.array([0, 1, 2]), np.array([1.0, 2.0, 3.0]), "interval") == Undefined(Reason.NO_PAIRS)


def test_fleiss_example() -> None:
    known = case("fleiss_kappa_wiki")
    cells = [(i, j) for i, row in enumerate(known["input"]["counts"]) for j, n in enumerate(row) for _ in range(n)]
    entries, categories = np.array(cells).T
    assert fleiss_kappa(entries, categories) == pytest.approx(known["expected_precise"]["kappa"], abs=1e-9)


def test_fleiss_kappa_that_does_not_exist_says_why() -> None:
    assert fleiss_kappa(np.array([0, 0, 1]), np.array([0, 1, 1])) == Undefined(Reason.UNEQUAL)
    assert fleiss_kappa(np.array([0, 1]), np.array([0, 1])) == Undefined(Reason.NO_PAIRS)
    assert fleiss_kappa(np.array([0, 0, 1, 1]), np.array([2, 2, 2, 2])) == Undefined(Reason.ONE_VALUE)


@pytest.mark.parametrize(("name", "wanted"), [("proofwiki_kendall_w", "W"), ("zar_kendall_w", "W_tie_corrected")])
def test_concordance_of_published_rankings(name: str, wanted: str) -> None:
    known = case(name)
    found = kendall_w(np.array(known["input"]["ranks"], dtype=float))
    assert isinstance(found, Concordance)
    assert found.w == pytest.approx(known["expected"][wanted], abs=1e-9)
    if "chi2_tie_corrected" in known["expected"]:
        assert (found.chi2, found.df) == (
            pytest.approx(known["expected"]["chi2_tie_corrected"]),
            known["expected"]["df"],
        )


@settings(deadline=None, max_examples=40)
@given(st.integers(2, 6), st.integers(2, 6), st.integers(0, 2**32))
def test_concordance_is_between_nought_and_one_and_one_for_equal_orders(entries: int, judges: int, seed: int) -> None:
    table = np.random.default_rng(seed).integers(0, 5, (entries, judges)).astype(float)
    found = kendall_w(table)
    if isinstance(found, Concordance):
        assert -1e-9 <= found.w <= 1 + 1e-9
    same = np.repeat(np.arange(entries, dtype=float)[:, None], judges, axis=1)
    assert kendall_w(same).w == pytest.approx(1)  # type: ignore[union-attr]


def test_concordance_that_does_not_exist_says_why() -> None:
    assert kendall_w(np.ones((3, 3))) == Undefined(Reason.ALL_TIED)
    assert kendall_w(np.ones((1, 3))) == Undefined(Reason.FEW_ENTRIES)
    assert kendall_w(np.arange(3.0)[:, None]) == Undefined(Reason.FEW_JUDGES)
