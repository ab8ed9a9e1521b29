"""Groups are compact: measured against strips walked to and fro, on three kinds of settlements."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist
from tests.grid.conftest import houses, scattered

from weiping.grid.flow import assigned
from weiping.grid.houses import divided, halved, scatter
from weiping.grid.measures import measured, strips
from weiping.grid.partition import partition


@given(st.integers(0, 1000), st.integers(1, 60), st.integers(1, 8))
def test_distances_and_diameters_are_those_one_measures_pair_by_pair(seed: int, count: int, groups: int) -> None:
    groups = min(groups, count)
    place = scattered(count, seed)
    group = np.concatenate([np.arange(groups), np.random.default_rng(seed).integers(0, groups, count - groups)])
    found = measured(place, group, groups)
    for one in range(groups):
        here = place[group == one]
        assert found.diameter[one] == pytest.approx(pdist(here).max() if len(here) > 1 else 0)
        assert found.centre[one] == pytest.approx(here.mean(axis=0))
        assert found.mean_distance[one] == pytest.approx(np.linalg.norm(here - here.mean(axis=0), axis=1).mean())
    everybody = np.linalg.norm(place - found.centre[group], axis=1).mean()
    assert found.mean == pytest.approx(everybody)
    assert found.worst == found.diameter.max()


def test_strips_go_to_and_fro() -> None:
    place = np.array([(x, y) for y in (0, 60) for x in range(0, 100, 10)], float)
    assert strips(place, 5).tolist() == [0] * 5 + [1] * 5 + [3] * 5 + [2] * 5


@pytest.mark.parametrize("seed", range(3))
def test_groups_are_much_nearer_together_than_strips(seed: int) -> None:
    place = scattered(1000, seed, 3000 / np.sqrt(3))
    found = partition(houses(place)).measures
    walked = measured(place, strips(place), 100)
    assert found.mean <= 0.75 * walked.mean
    assert (
        found.worst <= walked.worst / 3.5
    )  # the figure is of three thousand houses, and kept in the benchmarks


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(2, 12))
def test_centres_and_groups_in_turn_are_never_worse_than_halving(seed: int, groups: int) -> None:
    place = scattered(groups * 10, seed)
    begun = min(scatter(place, halved(turned, groups, 8, 12), groups) for turned in (place, place[:, ::-1]))
    found = divided(place, groups, 8, 12)
    size = np.bincount(found, minlength=groups)
    assert ((size >= 8) & (size <= 12)).all()
    assert scatter(place, found, groups) <= 1.05 * begun


@given(st.integers(1, 7), st.integers(0, 1000))
def test_an_assignment_costs_as_little_as_the_best_of_all(homes: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    costs = rng.integers(0, 50, (homes, 2)).astype(float)
    pairs = np.repeat(np.arange(homes), 2), np.tile([0, 1], homes)
    lower, upper = np.array([homes // 2, 0]), np.array([homes, (homes + 1) // 2])
    found = assigned(*pairs, costs.ravel(), lower, upper)
    every = [
        sum(costs[home, code >> home & 1] for home in range(homes))
        for code in range(2**homes)
        if lower[1] <= code.bit_count() <= upper[1] and homes - code.bit_count() >= lower[0]
    ]
    assert found is not None
    assert costs[np.arange(homes), found[0]].sum() == pytest.approx(min(every))
    assert assigned(*pairs, costs.ravel(), lower + homes, upper + homes) is None
