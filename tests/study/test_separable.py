"""Variances that a design cannot tell apart are named before anybody estimates them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weiping.errors import InputError
from weiping.study.facets import parse
from weiping.study.mixed import ConfoundedError, ExactError, fit
from weiping.study.separable import inseparable
from weiping.study.variance import variance


def ones(count: int) -> np.ndarray:
    return np.ones((count, 1))


def test_an_entry_seen_once_is_one_with_its_error() -> None:
    entry, judge = np.arange(6), np.array([0, 0, 0, 1, 1, 1])
    assert inseparable({"entry": entry, "judge": judge}, ones(6)) == ("entry", "residual")
    with pytest.raises(ConfoundedError, match="entry, residual"):
        fit(np.array([1.0, 2, 3, 4, 6, 5]), {"entry": entry, "judge": judge})


def test_two_names_for_one_thing_are_both_named() -> None:
    team, colour = np.array([0, 0, 1, 1, 2, 2]), np.array([2, 2, 0, 0, 1, 1])
    assert inseparable({"team": team, "colour": colour}, ones(6)) == ("team", "colour")


def test_what_the_fixed_effects_take_up_is_named() -> None:
    entry = np.array([0, 0, 0, 1, 1, 1])
    x = np.column_stack([np.ones(6), entry])
    assert inseparable({"entry": entry}, x) == ("entry",)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=4, max_size=14))
def test_it_is_the_rank_of_the_covariances_with_the_mean_taken_out(pairs: list[tuple[int, int]]) -> None:
    codes = [np.unique(column, return_inverse=True)[1] for column in np.array(pairs).T]
    n = len(pairs)
    out = np.eye(n) - np.full((n, n), 1 / n)
    parts = [out @ (code[:, None] == code) @ out for code in codes] + [out]
    rank = np.linalg.matrix_rank(np.array([part.ravel() for part in parts]), tol=1e-8)
    assert (inseparable(dict(zip("ab", codes, strict=True)), ones(n)) == ()) == (rank == 3)


def test_a_study_of_them_is_refused_by_name() -> None:
    marks = pl.DataFrame({"entry": list("abcd"), "judge": list("xxyy"), "mark": [1, 2, 3, 5]})
    with pytest.raises(InputError, match=r"cannot tell .*entry.*residual.* apart"):
        variance(marks, parse("entry x judge"))


def test_marks_without_any_rest_have_no_error_to_tell() -> None:
    entry, judge = np.repeat(np.arange(4), 3), np.tile(np.arange(3), 4)
    with pytest.raises(ExactError):
        fit(entry**2 + 10.0 * judge, {"entry": entry, "judge": judge})
