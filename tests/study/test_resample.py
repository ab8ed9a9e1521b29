"""Possible rankings: places, draws, moved weights, acceptability; held to slow twins and to geometry."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.conftest import case

from weiping.errors import InputError
from weiping.study.ranks import places, ranked
from weiping.study.resample import Panel, Recipe, bootstrap, combined, perturbed, rounded, score, smaa


def test_places_are_those_of_a_competition_and_nought_without_a_total() -> None:
    table = np.array([[90.0, 95.0, 90.0, np.nan], [1.0, 2.0, 3.0, 4.0]])
    assert places(table).tolist() == [[2, 1, 2, 0], [4, 3, 2, 1]]
    assert places(table, highest_first=False).tolist() == [[1, 3, 1, 0], [1, 2, 3, 4]]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 40), max_size=7),
    st.integers(0, 2),
    st.integers(0, 2),
    st.sampled_from(["mean", "median", "trimmed", "winsorised"]),
)
def test_marks_are_combined_as_by_hand(given: list[int], low: int, high: int, method: Any) -> None:
    marks = sorted(value / 2 for value in given)
    recipe = Recipe((1.0,), combine=method, drop_low=low, drop_high=high, needed=low + high + 1)
    padded = np.array([*marks, np.nan, np.nan])
    np.random.default_rng(len(marks)).shuffle(padded)
    found = float(combined(padded[None, :], recipe)[0])
    if len(marks) < recipe.needed:
        assert np.isnan(found)
        return
    kept = marks[low : len(marks) - high]
    by_hand = {
        "mean": lambda: sum(marks) / len(marks),
        "median": lambda: median(marks),
        "trimmed": lambda: sum(kept) / len(kept),
        "winsorised": lambda: (sum(kept) + low * kept[0] + high * kept[-1]) / len(marks),
    }
    assert found == pytest.approx(by_hand[method]())


@given(st.decimals(-1000, 1000, places=4), st.integers(0, 3))
def test_rounding_is_half_up_like_the_printed_scores(value: Decimal, decimals: int) -> None:
    wanted = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert rounded(np.array([float(value)]), decimals)[0] == pytest.approx(float(wanted), abs=1e-12)


def panel(seed: int, entries: int = 6, judges: int = 5, criteria: int = 3, gaps: float = 0.0) -> Panel:
    rng = np.random.default_rng(seed)
    marks = 14 + rng.normal(0, 2, (entries, 1, 1)) + rng.normal(0, 1, (entries, judges, criteria))
    marks[rng.random(marks.shape) < gaps] = np.nan
    names = [tuple(f"{letter}{n}" for n in range(size)) for letter, size in zip("ejc", marks.shape, strict=True)]
    return Panel(names[0], names[1], names[2], np.round(marks * 2) / 2)


@pytest.mark.parametrize("over", ["judges", "items", "both"])
def test_draws_are_what_scoring_each_drawn_panel_alone_gives(over: Any) -> None:
    made = panel(1)
    recipe = Recipe((1.0, 2.0, 0.5), combine="trimmed", drop_low=1, drop_high=1, needed=3)
    found = bootstrap(made, recipe, over=over, draws=40, seed=9)
    rng = np.random.default_rng(9)
    judges = rng.integers(0, 5, (40, 5)) if over != "items" else np.tile(np.arange(5), (40, 1))
    items = rng.integers(0, 3, (40, 1, 3))[:, 0] if over != "judges" else np.tile(np.arange(3), (40, 1))
    for row, some, which in zip(found.samples, judges, items, strict=True):
        marks = made.marks[:, some][:, :, which]
        weights = tuple(np.array(recipe.weights)[which])
        alone = Panel(made.entries, made.judges, made.criteria, marks)
        by_itself = score(alone, Recipe(weights, combine="trimmed", drop_low=1, drop_high=1, needed=3))
        assert row.tolist() == places(by_itself).tolist()


def test_the_same_seed_gives_the_same_rankings_and_another_seed_others() -> None:
    made, recipe = panel(2), Recipe((1.0, 1.0, 1.0))
    one, again, other = (bootstrap(made, recipe, draws=50, seed=seed).samples for seed in (3, 3, 4))
    assert (one == again).all()
    assert (one != other).any()


def test_an_entry_whose_marks_are_all_gone_in_a_draw_has_no_place_there_rather_than_the_last() -> None:
    made = panel(3, gaps=0.6)
    found = bootstrap(made, Recipe((1.0, 1.0, 1.0)), draws=200)
    assert (found.samples == 0).any()
    assert found.samples.max() <= len(made.entries)


def test_an_interval_holds_at_least_the_share_that_it_promises() -> None:
    found = bootstrap(panel(4), Recipe((1.0, 1.0, 1.0)), draws=500)
    for entry, low, high, _median, first in found.intervals(0.9).iter_rows():
        column = found.samples[:, found.entries.index(entry)]
        assert ((low <= column) & (column <= high)).mean() >= 0.9
        assert first == pytest.approx(float((column == 1).mean()))


def test_the_chances_of_the_first_n_add_up_to_n_where_nobody_shares_a_place() -> None:
    found = ranked(("a", "b", "c"), np.random.default_rng(1).normal(size=(300, 3)))
    assert sum(found.within(2).values()) == pytest.approx(2)


def test_moved_weights_keep_their_sum_and_nothing_moves_where_one_entry_leads_in_everything() -> None:
    made = panel(5)
    best = Panel(made.entries, made.judges, made.criteria, made.marks + np.array([30, 0, 0, 0, 0, 0])[:, None, None])
    assert perturbed(best, Recipe((1.0, 1.0, 1.0)), spread=0.5, draws=100).within(1)["e0"] == 1
    with pytest.raises(InputError, match="above 0"):
        perturbed(best, Recipe((1.0, 1.0, 1.0)), spread=0)


@pytest.mark.parametrize("name", ["case1", "case2"])
def test_rank_acceptabilities_are_those_of_geometry(name: str) -> None:
    known = case("smaa_analytic")
    alternatives = known["input"][name]["alternatives"]
    found = smaa(np.array(list(alternatives.values()), dtype=float), list(alternatives), draws=40_000, seed=1)
    shares = {(entry, place): share for entry, place, share in found.acceptability().iter_rows()}
    for entry, wanted in known["expected"][f"{name}_first_rank"].items():
        assert shares.get((entry, 1), 0) == pytest.approx(wanted, abs=0.01)
    for entry, wanted in known["expected"].get(f"{name}_last_rank", {}).items():
        assert shares.get((entry, 3), 0) == pytest.approx(wanted, abs=0.01)


def test_one_judge_cannot_be_drawn_from() -> None:
    with pytest.raises(InputError, match="only one of judges"):
        bootstrap(panel(6, judges=1), Recipe((1.0, 1.0, 1.0)))
