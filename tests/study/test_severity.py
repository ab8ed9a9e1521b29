"""Severity of judges: lme4's numbers through the front, truth that is found again, panels that fall apart."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.study.conftest import DATA, long, panel

from weiping.errors import InputError
from weiping.study import mixed
from weiping.study.links import DisconnectedError
from weiping.study.severity import severity


def test_severity_is_how_far_below_the_mean_a_judge_marks_and_adjusted_is_mean_plus_effect() -> None:
    wanted = json.loads((DATA / "lme4_sparse.json").read_text(encoding="utf-8"))
    found = severity(pl.read_parquet(DATA / "lme4_sparse.parquet"))
    judges = dict(found.judges.select("judge", "severity").iter_rows())
    entries = dict(found.entries.select("entry", "adjusted").iter_rows())
    assert found.mean == pytest.approx(wanted["fixed"][0], abs=1e-4)
    assert list(found.criteria.values())[:2] == pytest.approx(wanted["fixed"][1:], abs=1e-4)
    assert sum(found.criteria.values()) == pytest.approx(0, abs=1e-9)
    for key, effect in zip(wanted["judge"]["key"], wanted["judge"]["blup"], strict=True):
        assert judges[key] == pytest.approx(-effect, abs=1e-3)
    for key, effect in zip(wanted["entry"]["key"], wanted["entry"]["blup"], strict=True):
        assert entries[key] == pytest.approx(wanted["fixed"][0] + effect, abs=1e-3)


def test_the_adjusted_order_is_nearer_to_the_truth_than_the_raw_one() -> None:
    gain = []
    for seed in range(30):
        marks, truth = panel(seed, noise=2.0)
        found = severity(marks).entries.sort("entry")
        adjusted, raw = (stats.kendalltau(found[name].to_numpy(), truth).statistic for name in ("adjusted", "raw"))
        gain.append(adjusted - raw)
    assert np.mean(gain) > 0.05
    assert np.mean(np.array(gain) > 0) > 0.8


def test_ninety_per_cent_intervals_hold_the_truth_about_nine_times_in_ten() -> None:
    inside = []
    for seed in range(40):
        marks, truth = panel(1000 + seed)
        found = severity(marks, level=0.9).entries.sort("entry")
        inside.append(((found["low"].to_numpy() <= truth) & (truth <= found["high"].to_numpy())).mean())
    assert 0.87 <= np.mean(inside) <= 0.93


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32), st.floats(-1e4, 1e4), st.floats(0.01, 100))
def test_another_scale_gives_the_same_severities_on_that_scale(seed: int, shift: float, factor: float) -> None:
    marks, _ = panel(seed % 1000, entries=10, judges=6)
    one = severity(marks)
    other = severity(marks.with_columns(mark=pl.col("mark") * factor + shift))
    assert other.judges["severity"].to_numpy() == pytest.approx(
        one.judges["severity"].to_numpy() * factor, abs=2e-3 * factor
    )
    assert other.entries["adjusted"].to_numpy() == pytest.approx(
        one.entries["adjusted"].to_numpy() * factor + shift, rel=1e-6, abs=2e-3 * factor
    )


def test_the_order_of_the_rows_does_not_matter() -> None:
    marks, _ = panel(5)
    one, other = severity(marks), severity(marks.sample(fraction=1, shuffle=True, seed=2))
    assert one.judges["severity"].to_numpy() == pytest.approx(other.judges["severity"].to_numpy(), abs=1e-6)


def test_a_panel_that_falls_apart_is_refused_with_its_parts() -> None:
    marks = pl.DataFrame(
        {"entry": ["a", "b", "c", "d", "d"], "judge": ["x", "x", "y", "y", "z"], "mark": [1, 2, 3, 4, 5]}
    )
    with pytest.raises(DisconnectedError) as caught:
        severity(marks)
    assert [(part.judges, part.entries) for part in caught.value.parts] == [
        (("y", "z"), ("c", "d")),
        (("x",), ("a", "b")),
    ]
    assert "x | a, b" in str(caught.value)
    assert "评委" in caught.value.text("zh_CN")


@pytest.mark.parametrize(
    ("marks", "why"),
    [
        (long([[1, 2, 3]]), "at least two of entry"),
        (long([[1], [2], [3]]), "at least two of judge"),
        (long([[4, 4], [4, 4]]), "all observations are equal"),
        (pl.DataFrame({"entry": ["a", "a"], "mark": [1, 2]}), "need the column judge"),
        (long([["good", "bad"], ["bad", "good"]]), "holds no numbers"),
        (
            pl.DataFrame({"entry": ["a"], "judge": ["b"], "mark": [None]}, schema_overrides={"mark": pl.Float64}),
            "no mark at all",
        ),
    ],
)
def test_marks_that_say_nothing_about_severity_are_refused(marks: pl.DataFrame, why: str) -> None:
    with pytest.raises(InputError, match=why):
        severity(marks)


def test_missing_marks_are_left_out_and_never_zero() -> None:
    marks, _ = panel(7)
    gaps = pl.concat([marks, marks.head(5).with_columns(mark=pl.lit(None, dtype=pl.Float64))])
    assert severity(gaps).as_data() == severity(marks).as_data()


@pytest.mark.parametrize(
    ("marks", "zh"),
    [
        ([5, 5, 5, 5], "从这些分数看不出宽严程度：所有分数都相同。"),
        (None, "评委或对象过多，无法拟合：较小的各因素共有 2 个水平，最多只能解 1 个。"),
    ],
)
def test_why_it_cannot_be_fitted_is_said_in_chinese_too(
    marks: list[float] | None, zh: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if marks is None:
        monkeypatch.setattr(mixed, "MOST", 1)
    frame = pl.DataFrame({"entry": ["a", "a", "b", "b"], "judge": ["x", "y", "x", "y"], "mark": marks or [1, 2, 4, 4]})
    with pytest.raises(InputError) as caught:
        severity(frame)
    assert caught.value.text("zh_CN") == zh
