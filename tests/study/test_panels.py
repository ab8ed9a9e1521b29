"""Who visits what: balanced, linked, walkable; habits of judges; simulated truth."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.study.conftest import panel

from weiping.errors import InputError
from weiping.study.facets import parse
from weiping.study.habits import drift, habits
from weiping.study.panels import assign, budget
from weiping.study.severity import severity
from weiping.study.simulate import Settings, simulate
from weiping.study.variance import variance


@settings(deadline=None, max_examples=30)
@given(st.integers(4, 20), st.integers(3, 8), st.integers(2, 3), st.floats(0, 1), st.integers(0, 1000))
def test_every_entry_gets_its_judges_and_loads_differ_by_one_at_most(
    entries: int, judges: int, each: int, walk: float, seed: int
) -> None:
    names, panel_ = [f"e{n:02}" for n in range(entries)], [f"j{n}" for n in range(judges)]
    found = assign(names, panel_, each, walk=walk, seed=seed)
    seen = found.frame["entry"].value_counts()
    assert seen["count"].to_list() == [each] * entries
    assert max(found.loads.values()) - min(found.loads.values()) <= 1
    assert found.linked == (entries * each >= entries + judges - 1)  # fewer visits than that cannot link them
    for route in found.routes.values():
        assert list(route) == [name for name in names if name in route]  # in walking order


def test_conflicts_and_limits_are_kept_and_the_rest_stays_balanced() -> None:
    names, judges = [f"e{n:02}" for n in range(12)], list("abcde")
    conflicts = {("a", "e00"), ("b", "e00"), ("c", "e05")}
    found = assign(names, judges, 3, conflicts=conflicts, most={"d": 2})
    assert not conflicts & set(found.frame.select("judge", "entry").iter_rows())
    assert found.loads["d"] == 2
    others = [load for judge, load in found.loads.items() if judge != "d"]
    assert max(others) - min(others) <= 1


def test_with_short_ways_a_judge_stays_in_one_stretch() -> None:
    names, judges = [f"e{n:02}" for n in range(40)], list("abcdefgh")
    near, far = (assign(names, judges, 2, walk=walk, seed=3) for walk in (1.0, 0.0))

    def reach(routes: dict[str, tuple[str, ...]]) -> float:
        return float(np.mean([int(route[-1][1:]) - int(route[0][1:]) for route in routes.values()]))

    assert reach(dict(near.routes)) < 0.7 * reach(dict(far.routes))


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"each": 4}, "by 1 to 3 judges"),
        ({"each": 2, "conflicts": {("a", "e1"), ("b", "e1")}}, "Only 1 judges may score e1"),
        ({"each": 2, "most": 1}, "can make 3 visits, 8 are needed"),
        ({"each": 2, "walk": 2}, "walk lies between"),
    ],
)
def test_a_panel_that_cannot_be_is_refused_with_what_is_missing(arguments: dict[str, object], why: str) -> None:
    with pytest.raises(InputError, match=why):
        assign(["e1", "e2", "e3", "e4"], ["a", "b", "c"], **arguments)  # type: ignore[arg-type]


def test_a_budget_buys_reliability_or_entries() -> None:
    marks, _ = panel(1, judges=8, each=8)
    found = budget(variance(marks, parse("entry x judge")), visits=60, entries=12)
    assert found["judges"].to_list() == [1, 2, 3, 4, 5]
    assert found["dependability"].is_sorted()
    with pytest.raises(InputError, match="at least one visit"):
        budget(variance(marks, parse("entry x judge")), visits=0, entries=3)


def test_a_judge_who_says_one_thing_five_times_and_one_who_stays_in_the_middle_are_flagged() -> None:
    made = simulate(entries=40, judges=8, criteria=5, halo=0.2, interaction=1.2, noise=1.0, step=0.5, seed=4)
    whole = made.marks.group_by("entry", "judge").agg(pl.col("mark").mean().alias("whole"))
    marks = made.marks.join(whole, on=["entry", "judge"]).with_columns(
        mark=pl.when(pl.col("judge") == "j1").then("whole")
        .when(pl.col("judge") == "j2").then(15 + (pl.col("mark") - 15) * 0.2).otherwise("mark")
    )  # fmt: skip
    flags = dict(habits(marks).frame.select("judge", "flags").iter_rows())
    assert "halo" in flags["j1"]
    assert flags["j2"] == ["narrow"]
    assert all(not flags[judge] for judge in ("j4", "j5", "j6"))


def test_of_a_judge_with_few_entries_nothing_is_said() -> None:
    marks, _ = panel(3, entries=4, judges=3, each=3)
    assert habits(marks).frame["flags"].to_list() == [[], [], []]


def test_a_judge_who_becomes_stricter_is_seen_to_drift() -> None:
    rows = []
    rng = np.random.default_rng(2)
    value = rng.normal(70, 5, 40)
    for year in (2022, 2023, 2024):
        for judge in range(6):
            strict = 2.0 * (year - 2022) if judge == 0 else 0.0
            rows += [(f"e{i}", f"j{judge}", year, value[i] - strict + rng.normal()) for i in range(40)]
    marks = pl.DataFrame(rows, schema=["entry", "judge", "year", "mark"], orient="row")
    found = drift(marks, "year")
    own = found.frame.filter(pl.col("judge") == "j0")["severity"].to_list()
    assert own[2] - own[0] == pytest.approx(4, abs=0.6)
    assert found.spread > 0.5
    still = drift(marks.filter(pl.col("judge") != "j0"), "year")
    assert still.spread < 0.3
    with pytest.raises(InputError, match="need the column month"):
        drift(marks, "month")


def test_a_simulated_panel_has_the_spreads_that_were_asked_for_and_the_same_seed_gives_the_same_marks() -> None:
    s = Settings(
        entries=300,
        judges=60,
        criteria=2,
        each=10,
        entry=3,
        severity=2,
        halo=0,
        interaction=0,
        step=0.1,
        mean=50,
        high=100,
    )
    one, again = simulate(s, seed=5), simulate(s, seed=5)
    assert one.marks.equals(again.marks)
    assert one.entries["truth"].std() == pytest.approx(3, rel=0.15)
    found = severity(one.marks)
    assert found.variance["judge"] == pytest.approx(4, rel=0.4)
    assert stats.pearsonr(found.judges["severity"].to_numpy(), one.judges["severity"].to_numpy())[0] > 0.95
    assert one.marks.group_by("entry").agg(pl.col("judge").n_unique())["judge"].to_list() == [10] * 300


@pytest.mark.parametrize("changes", [{"entries": 0}, {"noise": -1}, {"missing": 1}, {"each": 99}, {"colour": "red"}])
def test_settings_of_no_panel_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InputError):
        simulate(**changes)  # type: ignore[arg-type]


def test_intervals_of_places_hold_the_true_place_at_least_as_often_as_promised() -> None:
    inside = []
    for seed in range(12):
        made = simulate(entries=20, judges=10, each=4, seed=seed)
        ranks = severity(made.marks, sheets=True, joint=True).rankings(draws=400, seed=seed).intervals(0.9)
        truth = made.entries.with_columns(place=(-pl.col("truth")).rank("min"))
        both = ranks.join(truth, on="entry")
        inside.append(((both["low"] <= both["place"]) & (both["place"] <= both["high"])).mean())
    assert np.mean(inside) >= 0.87
