"""Laws of every partition: one group each, sizes kept or on record, borders respected, the same for the same households."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.grid.conftest import community, flats, houses, scattered, together

from weiping.grid.checks import check
from weiping.grid.households import of_register
from weiping.grid.kinds import Kind, Reason
from weiping.grid.partition import partition
from weiping.grid.sizes import Sizes

SEEDS = st.integers(0, 10_000)
few = settings(max_examples=15, deadline=None)


@few
@given(SEEDS, st.integers(1, 5))
def test_everybody_is_in_one_group_of_the_own_grid_and_wrong_sizes_are_on_record(seed: int, hamlets: int) -> None:
    table = community(seed, hamlets)
    found = partition(table)
    assert sorted(found.members["household"]) == sorted(table["key"])
    inside = found.members.join(table, left_on="household", right_on="key")
    assert (inside["grid"] == inside["grid_right"]).all()
    assert inside.group_by("micro_grid").agg(pl.col("grid_right").n_unique())["grid_right"].max() == 1
    most = pl.when(pl.col("kind").is_in(["houses", "row"])).then(12).otherwise(15)
    right = found.groups.select(pl.col("households").is_between(8, most)).to_series()
    assert (right == found.groups["exception"].is_null()).all()
    assert found.groups["households"].sum() == table.height
    assert "kept" not in found.groups["exception"].to_list()
    assert check(table, found.members, exceptions=found.exceptions["micro_grid"]) == []


@few
@given(SEEDS, st.randoms())
def test_the_order_of_the_rows_does_not_matter_and_the_same_table_gives_the_same_groups(
    seed: int, random: object
) -> None:
    table = community(seed)
    shuffled = table.sample(fraction=1, shuffle=True, seed=seed + 1)
    once, again = partition(table), partition(shuffled)
    assert once.members.equals(again.members)
    assert once.groups.equals(again.groups)
    assert partition(table).groups.equals(once.groups)


@few
@given(SEEDS)
def test_grids_do_not_see_each_other(seed: int) -> None:
    table = community(seed)
    alone = partition(table.filter(pl.col("grid") == "g2")).members
    assert partition(table).members.filter(pl.col("grid") == "g2").equals(alone)


def test_groups_of_a_building_lie_on_floors_that_follow_each_other_in_one_stairwell() -> None:
    found = partition(flats("b", [[2] * 18, [2] * 6, [2] * 11])).groups
    assert found.select("kind", "unit", "first_floor", "last_floor", "households").rows() == [
        ("floors", "1单元", 1, 4, 8),
        ("floors", "1单元", 5, 8, 8),
        ("floors", "1单元", 9, 13, 10),
        ("floors", "1单元", 14, 18, 10),
        ("unit", "2单元", 1, 6, 12),
        ("floors", "3单元", 1, 5, 10),
        ("floors", "3单元", 6, 11, 12),
    ]
    assert found["micro_grid"].to_list() == [f"g1-0{number}" for number in range(1, 8)]


def test_the_tenth_building_comes_after_the_ninth_and_full_width_digits_count() -> None:
    table = together(*(flats(name, [[2] * 5]) for name in ("10号楼", "9号楼", "２号楼")))
    assert partition(table).groups["building"].to_list() == ["２号楼", "9号楼", "10号楼"]


def test_a_floor_column_goes_before_what_room_numbers_tell() -> None:
    table = flats("b", [[2] * 11]).with_columns(floor=pl.Series([number // 2 + 21 for number in range(22)]))
    assert partition(table).groups.select("first_floor", "last_floor").rows() == [(21, 25), (26, 31)]


def test_small_buildings_with_places_are_divided_with_the_houses_around_them() -> None:
    villa = flats("villa", [[1, 1]]).with_columns(x=pl.lit(500.0), y=pl.lit(500.0))
    found = partition(together(villa, houses(scattered(28))))
    assert set(found.groups["kind"]) == {"houses"}
    assert found.groups["households"].sum() == 30


def test_houses_without_places_go_by_the_order_of_their_doors_within_their_settlement() -> None:
    doors = [(f"{lane}{number}", "g1", lane, f"{number}号") for lane in ("北巷", "西区") for number in range(1, 21)]
    table = pl.DataFrame(doors, schema=["key", "grid", "compound", "room"], orient="row").sample(
        fraction=1, shuffle=True
    )
    found = partition(table)
    assert found.groups.select("kind", "compound", "households").rows() == [
        ("row", lane, 10) for lane in ("北巷", "北巷", "西区", "西区")
    ]
    assert found.groups["diameter"].null_count() == 4
    first = found.members.filter(pl.col("micro_grid") == "g1-01")["household"]
    assert sorted(first) == sorted(f"北巷{number}" for number in range(1, 11))


@pytest.mark.parametrize(
    ("count", "sizes", "reason"),
    [
        (1, [1], "few"),
        (7, [7], "few"),
        (13, [13], "between"),
        (15, [7, 8], "between"),
        (8, [8], None),
        (16, [8, 8], None),
    ],
)
def test_so_few_houses_that_no_size_fits_are_an_exception_with_its_reason(
    count: int, sizes: list[int], reason: str | None
) -> None:
    found = partition(houses(scattered(count)))
    assert sorted(found.groups["households"]) == sizes
    assert set(found.exceptions["exception"]) <= {reason}
    assert found.exceptions.height == sum(not 8 <= size <= 12 for size in sizes)


def test_a_small_stairwell_between_large_ones_is_an_exception() -> None:
    found = partition(flats("b", [[2] * 8, [1] * 4, [2] * 8])).exceptions
    assert found.select("unit", "households", "exception").rows() == [("2单元", 4, "unit")]


def test_other_sizes_make_other_groups() -> None:
    found = partition(houses(scattered(100)), Sizes(low=16, target=20, high=24, cap=30))
    assert found.groups.height == 5
    assert found.exceptions.is_empty()


def test_nobody_makes_no_group_and_one_household_makes_one() -> None:
    assert partition(houses([])).groups.is_empty()
    assert partition(houses([])).members.is_empty()
    one = partition(houses([(3, 4)])).groups
    assert one.select("households", "diameter", "mean_distance", "x", "y").rows() == [(1, 0, 0, 3, 4)]


def test_houses_on_one_spot_are_divided_like_others() -> None:
    found = partition(houses([(5, 5)] * 40)).groups
    assert found["households"].is_between(8, 12).all()
    assert found["diameter"].max() == 0


def test_longitude_and_latitude_make_the_groups_that_metres_make() -> None:
    place = scattered(120)
    metres = partition(houses(place))
    degrees = houses(place).select(
        "key", "grid", lon=104.0 + pl.col("x") / (111_195.08 * 0.860742), lat=30.6 + pl.col("y") / 111_195.08
    )  # cosine of 30.6 degrees, and a degree of a meridian
    found = partition(degrees)
    assert found.groups["diameter"].to_numpy() == pytest.approx(metres.groups["diameter"].to_numpy(), rel=1e-3)
    assert found.groups["lon"].is_between(104, 104.02).all()


def test_the_seed_only_turns_the_beginning() -> None:
    table = houses(scattered(200))
    scatters = {round(partition(table, seed=seed).measures.mean) for seed in range(4)}
    assert max(scatters) < 1.1 * min(scatters)


def test_groups_become_micro_grids_of_the_register() -> None:
    found = partition(houses(scattered(25)))
    assert [(one.key, one.grid, one.number, one.leader) for one in found.micro_grids()] == [
        ("g1-01", "g1", 1, None),
        ("g1-02", "g1", 2, None),
        *([("g1-03", "g1", 3, None)] if found.groups.height == 3 else []),
    ]


def test_the_sample_community_is_divided_within_its_grids() -> None:
    from weiping.desk.community_files import read_community

    register = read_community(Path(__file__).parents[2] / "sample_data" / "guanyan").register
    table = of_register(register)
    found = partition(table)
    assert table.height == found.members.height == 3200
    assert check(table, found.members, exceptions=found.exceptions["micro_grid"]) == []
    assert set(found.groups["kind"]) == {"unit", "floors", "row"}


def test_every_word_of_a_partition_is_said_in_both_languages() -> None:
    from weiping.grid.checks import Fault
    from weiping.grid.kinds import Why

    said = [*(one.label for kind in (Kind, Reason, Why) for one in kind), *(one.remedy for one in Fault)]
    assert all(one.zh and one.en and one.zh != one.en for one in said)


@pytest.mark.parametrize("module", ["sizes", "runs", "flats", "doors", "tables", "borders"])
def test_the_examples_run(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"weiping.grid.{module}")).failed == 0


def test_the_example_of_the_page_on_micro_grids_runs() -> None:
    page = (Path(__file__).parents[2] / "docs" / "micro-grids.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)
    assert names["first"].groups.height == 30
    assert names["later"].changes.filter(pl.col("why") == "left").height == 6
