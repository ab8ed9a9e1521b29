"""What stands in a row is cut in the best way there is."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiping.errors import InputError
from weiping.grid.flats import cut
from weiping.grid.runs import runs
from weiping.grid.sizes import Sizes

PIECES = st.lists(st.integers(1, 20), min_size=1, max_size=9)


def cost(
    pieces: list[int], seams: list[int], cuts: tuple[int, ...], low: int, target: int, high: int
) -> tuple[int, ...]:
    wrong = crossed = uneven = 0
    for start, end in pairwise((0, *cuts)):
        size = sum(pieces[start:end])
        wrong += max(0, low - size, size - high)
        crossed += sum(seams[start : end - 1])
        uneven += (size - target) ** 2
    return wrong, crossed, uneven


@given(PIECES, st.data())
def test_no_other_way_to_cut_is_better(pieces: list[int], data: st.DataObject) -> None:
    seams = data.draw(st.lists(st.integers(0, 2), min_size=len(pieces) - 1, max_size=len(pieces) - 1))
    low, high = sorted(data.draw(st.tuples(st.integers(1, 12), st.integers(1, 16))))
    target = data.draw(st.integers(low, high))
    every = [
        (*inner, len(pieces)) for many in range(len(pieces)) for inner in combinations(range(1, len(pieces)), many)
    ]
    best = min(cost(pieces, seams, cuts, low, target, high) for cuts in every)
    found = runs(tuple(pieces), tuple(seams), low, target, high)
    assert cost(pieces, seams, found, low, target, high) == best


@pytest.mark.parametrize(
    ("building", "groups"),
    [
        ([[2] * 6], [12]),  # a walk-up stairwell stays whole
        ([[2] * 7] * 3, [14, 14, 14]),  # up to the cap
        ([[2] * 11], [12, 10]),  # a lift building by floors
        ([[2] * 18], [8, 8, 10, 10]),
        ([[4] * 11], [12, 12, 12, 8]),
        ([[2, 2], [2, 2], [2, 2], [2, 2]], [8, 8]),  # small stairwells together
        ([[3, 3], [2] * 6], [6, 12]),  # not with a neighbour that would get too large
        ([[20] * 2], [10, 10, 10, 10]),  # a long corridor along its rooms
        ([[2] * 3, [1] * 2], [8]),  # a small building whole
        ([[1], [1, 1, 13]], [1, 15]),  # never above the cap, however small what is left
    ],
)
def test_buildings_are_cut_as_an_office_would(building: list[list[int]], groups: list[int]) -> None:
    ends = cut(tuple(map(tuple, building)), Sizes())
    assert sorted(end - start for start, end in pairwise((0, *ends))) == sorted(groups)


@given(st.lists(st.lists(st.integers(1, 18), min_size=1, max_size=12), min_size=1, max_size=4))
def test_a_group_is_of_one_stairwell_or_of_whole_ones_that_are_too_small(building: list[list[int]]) -> None:
    sizes = Sizes()
    units = [number for number, floors in enumerate(building) for _ in range(sum(floors))]
    ends = cut(tuple(map(tuple, building)), sizes)
    assert ends[-1] == len(units)
    if len(units) <= sizes.cap:
        assert len(ends) == 1
        return
    for start, end in pairwise((0, *ends)):
        inside = set(units[start:end])
        if len(inside) > 1:
            assert end - start == sum(sum(building[unit]) for unit in inside) <= sizes.cap
            assert min(sum(building[unit]) for unit in inside) < sizes.low


@given(st.integers(1, 400), st.integers(1, 20), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_the_number_of_groups_of_houses_keeps_the_bounds_wherever_that_is_possible(
    households: int, low: int, target: int, high: int, cap: int
) -> None:
    sizes = Sizes(low=low, target=low + target, high=low + target + high, cap=low + target + high + cap)
    count, least, most = sizes.groups(households)
    assert count * least <= households <= count * most
    if sizes.possible(households):
        assert (least, most) == (sizes.low, sizes.high)
    else:
        assert most - least <= 1
        assert not any(many * sizes.low <= households <= many * sizes.high for many in range(1, households + 1))


@pytest.mark.parametrize("wrong", [{"low": 0}, {"low": 11}, {"high": 9}, {"cap": 11}, {"target": 13}])
def test_sizes_that_contradict_each_other_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InputError, match="must rise"):
        Sizes(**wrong)
