"""Dividing again: who need not move does not, and every change is told with its reason."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.grid.conftest import community, flats, houses, scattered, together

from weiping.errors import InputError
from weiping.grid.checks import check
from weiping.grid.partition import partition
from weiping.grid.tables import Partition

SEEDS = st.integers(0, 10_000)
few = settings(max_examples=15, deadline=None)


def why(found: Partition) -> dict[str, int]:
    """How many changes of each kind."""
    return dict(found.changes["why"].value_counts().rows())


def changed(table: pl.DataFrame, seed: int, share: float) -> pl.DataFrame:
    """A part of the households gone, and as many new ones at places of others."""
    rng = np.random.default_rng(seed)
    many = max(1, int(table.height * share))
    gone = set(rng.choice(table["key"].to_numpy(), many, replace=False).tolist())
    new = table.sample(many, seed=seed).with_columns(key=pl.format("new-{}", "key"))
    if "x" in table.columns:
        new = new.with_columns(pl.col("x", "y") + 3.0)
    return pl.concat([table.filter(~pl.col("key").is_in(list(gone))), new])


@few
@given(SEEDS)
def test_without_a_change_nothing_changes(seed: int) -> None:
    table = community(seed)
    first = partition(table)
    again = partition(table, former=first.members)
    assert again.changes.is_empty()
    assert again.members.equals(first.members)
    assert again.groups.equals(first.groups)


@few
@given(SEEDS, st.floats(0.01, 0.6))
def test_the_laws_of_a_partition_hold_again_and_the_changes_are_the_difference(seed: int, share: float) -> None:
    first_table = community(seed)
    first = partition(first_table)
    table = changed(first_table, seed, share)
    found = partition(table, former=first.members)
    assert sorted(found.members["household"]) == sorted(table["key"])
    assert check(table, found.members, exceptions=found.exceptions["micro_grid"]) == []
    assert found.groups["micro_grid"].is_unique().all()
    both = first.members.join(found.members, on="household", how="full", suffix="_after")
    differs = both.filter(pl.col("micro_grid").ne_missing(pl.col("micro_grid_after")))
    told = found.changes.select("before", "after").sort("before", "after").rows()
    assert told == differs.select("micro_grid", "micro_grid_after").sort("micro_grid", "micro_grid_after").rows()
    assert (found.changes["before"].is_null() == (found.changes["why"] == "arrived")).all()
    assert (found.changes["after"].is_null() == (found.changes["why"] == "left")).all()
    assert "anew" not in found.changes["why"].to_list()
    again = partition(table, former=found.members)
    assert again.changes.is_empty()


@few
@given(SEEDS, st.floats(0.01, 0.3))
def test_the_order_of_rows_does_not_matter_again(seed: int, share: float) -> None:
    first = partition(community(seed)).members
    table = changed(community(seed), seed, share)
    shuffled = table.sample(fraction=1, shuffle=True, seed=seed)
    one = partition(table, former=first)
    other = partition(shuffled, former=first.sample(fraction=1, shuffle=True, seed=seed))
    assert one.members.equals(other.members)
    assert one.changes.equals(other.changes)


@pytest.mark.parametrize("seed", range(5))
def test_after_two_percent_are_replaced_at_most_one_percent_of_the_others_move(seed: int) -> None:
    table = houses(scattered(1500, seed, 2000))
    rng = np.random.default_rng(seed)
    gone = set(rng.choice(1500, 30, replace=False).tolist())
    stay = table.filter(~pl.Series([number in gone for number in range(1500)]))
    new = houses(rng.uniform(0, 2000, (30, 2)), prefix="n")
    found = partition(together(stay, new), former=partition(table).members)
    moved = found.changes.filter(pl.col("before").is_not_null() & pl.col("after").is_not_null())
    assert moved.height <= 0.01 * stay.height
    assert found.exceptions.is_empty()
    assert why(found)["arrived"] == why(found)["left"] == 30


def test_a_newcomer_joins_the_nearest_group_with_room() -> None:
    west, east = scattered(10, 1, 50), scattered(10, 2, 50) + np.array((1000, 0))
    first = partition(houses(np.concatenate([west, east])))
    found = partition(houses(np.concatenate([west, east, [(1020, 20)]])), former=first.members)
    assert why(found) == {"arrived": 1}
    by_key = dict(found.members.select("household", "micro_grid").rows())
    assert by_key["h0020"] == by_key["h0015"]


def test_an_old_member_makes_room_only_if_that_saves_more_than_a_move_costs() -> None:
    place = [*((x, 0) for x in range(12)), *((400 + x, 0) for x in range(10))]
    former = pl.DataFrame({"household": [f"h{n:04}" for n in range(22)], "micro_grid": ["a1"] * 12 + ["a2"] * 10})
    new = houses([*place, (-50, 0)])
    dear = partition(new, former=former, moving=1000).changes
    assert dear.select("household", "after", "why").rows() == [("h0022", "a2", "arrived")]
    cheap = partition(new, former=former, moving=10).changes
    assert cheap.select("household", "before", "after", "why").rows() == [
        ("h0011", "a1", "a2", "room"),
        ("h0022", None, "a1", "arrived"),
    ]


def test_a_group_that_lost_too_many_is_filled_from_the_nearest_one() -> None:
    place = [*((x, 0) for x in range(8)), *((100 + x, 0) for x in range(10)), *((900 + x, 0) for x in range(10))]
    former = pl.DataFrame(
        {"household": [f"h{n:04}" for n in range(28)], "micro_grid": ["a1"] * 8 + ["a2"] * 10 + ["a3"] * 10}
    )
    found = partition(houses(place)[1:], former=former)
    assert found.changes.select("household", "before", "after", "why").rows() == [
        ("h0008", "a2", "a1", "fills"),
        ("h0000", "a1", None, "left"),
    ]


def test_a_group_is_dissolved_where_the_others_can_take_its_households() -> None:
    table = houses(scattered(24, 5, 200))
    first = partition(table.head(24))
    assert first.groups.height == 2
    found = partition(table.head(12), former=first.members)
    assert found.groups.height == 1
    assert found.groups["micro_grid"].item() in first.groups["micro_grid"].to_list()
    assert set(why(found)) <= {"left", "closed"}


def test_more_newcomers_than_there_is_room_for_get_groups_with_new_numbers() -> None:
    place = scattered(60, 3, 400)
    first = partition(houses(place[:24]))
    found = partition(houses(place), former=first.members)
    assert found.exceptions.is_empty()
    assert first.groups["micro_grid"].is_in(found.groups["micro_grid"].to_list()).all()
    assert found.groups["micro_grid"].to_list() == [f"g1-0{number}" for number in range(1, found.groups.height + 1)]


def test_a_new_hamlet_gets_a_group_of_its_own_though_there_is_room_far_away() -> None:
    old = scattered(100, 1, 500)
    first = partition(houses(old))
    found = partition(houses(np.concatenate([old, scattered(10, 2, 100) + 4000])), former=first.members)
    assert why(found) == {"arrived": 10}
    assert found.changes["after"].unique().to_list() == ["g1-11"]
    assert found.measures.worst < 500


def test_one_group_grows_beyond_the_bounds_while_two_would_be_too_small() -> None:
    place = scattered(20, 1, 200)
    former = partition(houses(place[:12])).members
    grown = partition(houses(place[:14]), former=former)
    assert grown.groups.select("households", "exception").rows() == [(14, "between")]
    split = partition(houses(place), former=grown.members)
    assert sorted(split.groups["households"]) == [10, 10] or sorted(split.groups["households"])[0] >= 8
    assert set(why(split)) <= {"arrived", "opened", "room", "fills"}


def test_newcomers_of_a_building_join_their_floor_and_departures_leave_the_rest_alone() -> None:
    table = flats("b", [[2] * 11, [2] * 11])
    first = partition(table)
    new = flats("b", [[2] * 11, [3] + [2] * 10]).filter(pl.col("key").is_in(table["key"].to_list()).not_())
    found = partition(together(table.filter(pl.col("key") != "b-1-1101"), new), former=first.members)
    groups = dict(first.members.select("household", "micro_grid").rows())
    assert found.changes.rows() == [
        ("b-2-103", None, groups["b-2-102"], "arrived"),
        ("b-1-1101", groups["b-1-1101"], None, "left"),
    ]


def test_only_the_stairwell_whose_group_became_too_large_is_cut_anew() -> None:
    first = partition(flats("b", [[2] * 7, [2] * 6]))
    assert first.groups["households"].to_list() == [14, 12]
    found = partition(flats("b", [[2] * 7 + [1] * 2, [2] * 6]), former=first.members)
    assert found.groups["households"].to_list() == [8, 12, 8]
    assert set(found.changes.filter(pl.col("before") == "g1-01")["why"]) == {"recut"}
    assert "g1-02" not in found.changes["before"].to_list()


def test_a_new_building_gets_new_groups_and_moves_nobody() -> None:
    table = together(flats("a", [[2] * 6]), houses(scattered(30)))
    first = partition(table)
    found = partition(together(table, flats("b", [[2] * 6, [2] * 6])), former=first.members)
    assert why(found) == {"arrived": 24}
    assert found.groups.filter(pl.col("building") == "b")["number"].min() == first.groups["number"].max() + 1


def test_doors_in_a_row_are_shifted_only_beside_the_group_that_changed() -> None:
    table = pl.DataFrame(
        [(f"d{number:03}", "g1", "lane", f"{number}号") for number in range(1, 61)],
        schema=["key", "grid", "compound", "room"],
        orient="row",
    )
    first = partition(table)
    found = partition(table.filter(~pl.col("key").is_in(["d001", "d002", "d003"])), former=first.members)
    moved = found.changes.filter(pl.col("why") != "left")
    assert set(moved["why"]) == {"recut"}
    assert set(moved["before"]) == {"g1-02"}
    assert found.exceptions.is_empty()


def test_a_household_whose_grid_has_moved_is_told_as_such() -> None:
    table = houses(scattered(40))
    first = partition(table)
    moved = table.with_columns(grid=pl.when(pl.col("key") < "h0003").then(pl.lit("g0")).otherwise(pl.col("grid")))
    found = partition(moved, former=first.members)
    assert found.changes.filter(pl.col("why") == "border")["household"].to_list() == ["h0000", "h0001", "h0002"]
    assert check(moved, found.members, exceptions=found.exceptions["micro_grid"]) == []


def test_groups_that_the_office_made_by_hand_stay_as_they_are_and_are_on_record() -> None:
    table = together(flats("a", [[2] * 3]), flats("b", [[2] * 18]), houses(scattered(20)))
    homes = table["key"].to_list()
    former = pl.DataFrame({"household": homes, "micro_grid": ["mixed"] * 26 + ["upper"] * 16 + ["house"] * 20})
    found = partition(table, former=former)
    assert found.changes.is_empty()
    assert set(found.groups.select("micro_grid", "kind", "households", "exception").rows()) == {
        ("mixed", "mixed", 26, "kept"),
        ("upper", "floors", 16, "kept"),
        ("house", "houses", 20, "kept"),
    }


@few
@given(SEEDS)
def test_dividing_anew_keeps_the_keys_of_the_groups_that_share_most(seed: int) -> None:
    table = community(seed)
    first = partition(table)
    renamed = first.members.with_columns(micro_grid=pl.format("old-{}", "micro_grid"))
    found = partition(table, former=renamed, warm=False)
    assert found.changes.is_empty()
    assert found.members.equals(renamed)
    other = partition(table, former=renamed, warm=False, seed=1)
    assert set(other.changes["why"]) <= {"anew"}
    assert other.groups["micro_grid"].is_unique().all()


def test_numbers_go_on_after_the_highest_and_no_key_is_given_twice() -> None:
    place = scattered(60, 3, 400)
    former = pl.DataFrame(
        {
            "household": [f"h{n:04}" for n in range(20)],
            "micro_grid": ["甲"] * 10 + ["g1-03"] * 10,
            "number": [1] * 10 + [2] * 10,
        }
    )
    found = partition(houses(place), former=former).groups
    assert found.filter(pl.col("micro_grid").is_in(["甲", "g1-03"]))["number"].to_list() == [1, 2]
    assert found["micro_grid"].to_list()[2:] == [f"g1-0{number}" for number in range(4, found.height + 2)]


def test_the_number_of_a_group_that_all_have_left_is_not_given_again() -> None:
    def letters(grid: str, number: int) -> str:
        return f"{grid}-{'甲乙丙丁'[number - 1]}"

    first = partition(together(flats("a", [[2] * 6]), flats("b", [[2] * 6])), name=letters)
    former = first.members.join(first.groups.select("micro_grid", "number"), on="micro_grid")
    found = partition(together(flats("a", [[2] * 6]), flats("c", [[2] * 6])), former=former, name=letters)
    assert found.groups.select("building", "micro_grid", "number").rows() == [("a", "g1-甲", 1), ("c", "g1-丙", 3)]


def test_with_an_empty_former_assignment_everybody_arrives() -> None:
    none = pl.DataFrame(schema={"household": pl.String, "micro_grid": pl.String})
    found = partition(houses(scattered(30)), former=none)
    assert why(found) == {"arrived": 30}


def test_a_household_that_was_in_two_micro_grids_is_refused_with_its_name() -> None:
    former = pl.DataFrame({"household": ["h0001", "h0001"], "micro_grid": ["a", "b"]})
    with pytest.raises(InputError, match="two micro-grids: h0001"):
        partition(houses(scattered(10)), former=former)
    with pytest.raises(InputError, match="lacks the column micro_grid"):
        partition(houses(scattered(10)), former=former.select("household"))
