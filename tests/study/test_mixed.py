"""Mixed models by REML: lme4's numbers, balanced designs by hand, and what cannot be fitted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weiping.study import mixed

DATA = Path(__file__).parents[1] / "data"


def coded(column: pl.Series) -> tuple[np.ndarray, list[str]]:
    levels = sorted(column.unique())
    return column.replace_strict(levels, range(len(levels)), return_dtype=pl.Int64).to_numpy(), levels


def test_a_sparse_panel_of_1900_judges_gives_the_variances_and_effects_of_lme4() -> None:
    marks = pl.read_parquet(DATA / "lme4_sparse.parquet")
    wanted = json.loads((DATA / "lme4_sparse.json").read_text(encoding="utf-8"))
    codes = {name: coded(marks[name]) for name in ("entry", "judge", "criterion")}
    criterion = codes["criterion"][0]
    x = np.column_stack([np.ones(len(marks)), *((criterion == k) * 1.0 - (criterion == 2) for k in (0, 1))])
    found = mixed.fit(marks["mark"].to_numpy(), {name: codes[name][0] for name in ("entry", "judge")}, x)
    assert found.residual == pytest.approx(wanted["variance"]["residual"], rel=1e-4)
    assert found.deviance == pytest.approx(wanted["deviance"], abs=1e-4)
    assert found.fixed == pytest.approx(wanted["fixed"], abs=1e-4)
    assert found.fixed_se == pytest.approx(wanted["fixed_se"], rel=1e-3)
    for name in ("entry", "judge"):
        assert found.variances[name] == pytest.approx(wanted["variance"][name], rel=1e-3)
        place = [codes[name][1].index(key) for key in wanted[name]["key"]]
        assert found.effects[name][place] == pytest.approx(wanted[name]["blup"], abs=1e-3)
        assert found.spread[name][place] == pytest.approx(wanted[name]["condsd"], rel=1e-3)
        assert (found.error[name] >= found.spread[name] - 1e-9).all()


def crossed(rng: np.random.Generator, entries: int, judges: int, spread: tuple[float, float, float]) -> np.ndarray:
    a, b = rng.normal(0, spread[0], (entries, 1)), rng.normal(0, spread[1], (1, judges))
    return 70 + a + b + rng.normal(0, spread[2], (entries, judges))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32), st.integers(4, 9), st.integers(3, 7))
def test_on_a_balanced_table_with_positive_components_reml_is_anova(seed: int, entries: int, judges: int) -> None:
    table = crossed(np.random.default_rng(seed), entries, judges, (5, 5, 1))
    residual = table - table.mean(1, keepdims=True) - table.mean(0, keepdims=True) + table.mean()
    error = (residual**2).sum() / ((entries - 1) * (judges - 1))
    between = judges * table.mean(1).var(ddof=1), entries * table.mean(0).var(ddof=1)
    by_hand = (between[0] - error) / judges, (between[1] - error) / entries
    if min(by_hand) < 0.05:
        return
    codes = np.indices(table.shape)
    found = mixed.fit(table.ravel(), {"entry": codes[0].ravel(), "judge": codes[1].ravel()})
    assert [found.variances["entry"], found.variances["judge"], found.residual] == pytest.approx(
        [*by_hand, error], rel=1e-4
    )
    shrunk = by_hand[0] / (by_hand[0] + error / judges)
    assert found.effects["entry"] == pytest.approx(shrunk * (table.mean(1) - table.mean()), rel=1e-3, abs=1e-4)


def test_a_factor_without_any_spread_of_its_own_has_the_variance_zero_and_no_effects() -> None:
    rng = np.random.default_rng(3)
    table = crossed(rng, 12, 6, (4, 0, 1))
    table -= table.mean(0, keepdims=True)
    codes = np.indices(table.shape)
    found = mixed.fit(table.ravel(), {"entry": codes[0].ravel(), "judge": codes[1].ravel()})
    assert found.variances["judge"] == 0
    assert (found.effects["judge"] == 0).all()
    assert np.isfinite(found.error["entry"]).all()


@pytest.mark.parametrize("shift", [0.0, 1e6])
def test_numbers_far_from_zero_with_little_spread_lose_no_digits(shift: float) -> None:
    table = crossed(np.random.default_rng(5), 8, 5, (3, 2, 1))
    codes = np.indices(table.shape)
    factors = {"entry": codes[0].ravel(), "judge": codes[1].ravel()}
    assert mixed.fit(table.ravel() + shift, factors).variances == pytest.approx(
        mixed.fit(table.ravel(), factors).variances, rel=1e-5
    )


def test_what_cannot_be_fitted_is_said() -> None:
    one = {"entry": np.array([0, 0, 1, 1])}
    with pytest.raises(ValueError, match="equal"):
        mixed.fit(np.full(4, 7.0), one)
    with pytest.raises(ValueError, match="no more observations"):
        mixed.fit(np.array([1.0]), {"entry": np.array([0])})
    many = np.arange(mixed.MOST + 2)
    chain = {"a": np.concatenate([many, many]), "b": np.concatenate([many, np.roll(many, 1)])}
    with pytest.raises(mixed.TooLargeError, match="can be solved"):
        mixed.fit(np.random.default_rng(1).normal(size=2 * len(many)), chain)


def test_the_effects_of_a_small_factor_are_the_same_whichever_factor_is_eliminated() -> None:
    rng = np.random.default_rng(11)
    table = crossed(rng, 7, 30, (3, 2, 1))
    keep = rng.random(table.shape) < 0.6
    codes = np.indices(table.shape)
    wide = mixed.fit(table[keep], {"entry": codes[0][keep], "judge": codes[1][keep]})
    turned = table.T
    codes, keep = np.indices(turned.shape), keep.T
    tall = mixed.fit(turned[keep], {"judge": codes[0][keep], "entry": codes[1][keep]})
    for name in ("entry", "judge"):
        assert wide.effects[name] == pytest.approx(tall.effects[name], abs=1e-6)
        assert wide.error[name] == pytest.approx(tall.error[name], rel=1e-5)
