"""Groups and grids that exist are looked over: everything that is wrong is named, and nothing that is right."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.grid.conftest import flats, houses, scattered, together

from weiping.errors import InputError
from weiping.grid.borders import overlapping, rings, shared_area, within
from weiping.grid.checks import Fault, check
from weiping.grid.partition import partition

SQUARE = ((0, 0), (100, 0), (100, 100), (0, 100))
L_SHAPE = ((0, 0), (200, 0), (200, 50), (50, 50), (50, 200), (0, 200))


def moved(ring: Any, x: float, y: float) -> Any:
    return tuple((a + x, b + y) for a, b in ring)


def faults(found: Any) -> list[str]:
    return [str(one.fault) for one in found]


TABLE = together(houses(scattered(20, 1, 100)), houses(scattered(20, 2, 100) + np.array((100, 0)), "g2", "k"))
RIGHT = partition(TABLE).members


def test_a_partition_that_is_right_has_no_findings() -> None:
    assert check(TABLE, RIGHT, borders={"g1": SQUARE, "g2": moved(SQUARE, 100, 0)}) == []


def test_a_household_in_two_micro_grids_is_named_with_both() -> None:
    other = "g1-02" if RIGHT["micro_grid"][0] == "g1-01" else "g1-01"
    wrong = pl.concat([RIGHT, RIGHT.head(1).with_columns(micro_grid=pl.lit(other))])
    (found,) = [one for one in check(TABLE, wrong) if one.fault is Fault.TWICE]
    assert found.households == (RIGHT["household"][0],)
    assert found.micro_grids == ("g1-01", "g1-02")
    assert "同时在微网格 g1-01、g1-02" in found.text.zh
    assert found.fault.remedy.en == "Keep one of the micro-grids."


def test_a_household_in_two_grids_and_a_building_across_a_border_are_grids_that_overlap() -> None:
    table = together(TABLE, TABLE.head(1).with_columns(grid=pl.lit("g2")))
    found = check(table, RIGHT)
    assert Fault.TWO_GRIDS in {one.fault for one in found}
    split = flats("b", [[2] * 6]).with_columns(
        grid=pl.when(pl.col("room") < "400").then(pl.lit("g1")).otherwise(pl.lit("g2"))
    )
    (one,) = check(split, partition(split).members, exceptions=["g1-01", "g2-01"])
    assert (one.fault, one.grids, one.text.en) == (
        Fault.SPLIT_BUILDING,
        ("g1", "g2"),
        "The building c b lies in the grids g1, g2",
    )


def test_a_group_across_a_border_is_named() -> None:
    wrong = RIGHT.with_columns(
        micro_grid=pl.when(pl.col("household") == "k0000").then(pl.lit("g1-01")).otherwise("micro_grid")
    )
    found = [one for one in check(TABLE, wrong) if one.fault is Fault.ACROSS]
    assert [(one.micro_grids, one.grids) for one in found] == [(("g1-01",), ("g1", "g2"))]


def test_sizes_outside_the_bounds_are_named_unless_they_are_on_record() -> None:
    wrong = RIGHT.with_columns(micro_grid=pl.when(pl.col("grid") == "g1").then(pl.lit("one")).otherwise("micro_grid"))
    (found,) = check(TABLE, wrong)
    assert (found.fault, found.text.en) == (Fault.SIZE, "The micro-grid one has 20 households instead of 8 to 12")
    assert check(TABLE, wrong, exceptions=["one"]) == []
    assert check(flats("b", [[3] * 5]), partition(flats("b", [[3] * 5])).members) == []


def test_nobody_is_forgotten_and_nobody_is_there_who_has_moved_away() -> None:
    gone = TABLE.filter(pl.col("key") != "h0003")
    (stranger,) = [one for one in check(gone, RIGHT) if one.fault is Fault.UNKNOWN]
    assert stranger.households == ("h0003",)
    assert "h0003" in stranger.text.zh
    (nowhere,) = [
        one for one in check(TABLE, RIGHT.filter(pl.col("household") != "h0003")) if one.fault is Fault.NOWHERE
    ]
    assert nowhere.households == ("h0003",)


def test_grids_that_overlap_and_houses_outside_their_grid_are_named_with_areas_and_keys() -> None:
    borders = {"g1": SQUARE, "g2": moved(SQUARE, 90, 0)}
    found = check(TABLE, RIGHT, borders=borders)
    overlap = found[0]
    assert (overlap.fault, overlap.grids, overlap.text.en) == (
        Fault.OVERLAP,
        ("g1", "g2"),
        "Grids g1 and g2 overlap by 1,000 m²",
    )
    outside = [one for one in found if one.fault is Fault.OUTSIDE]
    expected = TABLE.filter((pl.col("grid") == "g2") & (pl.col("x") > 191))["key"].to_list()
    assert [one.households for one in outside] == [tuple(expected)]


def test_borders_in_degrees_are_measured_in_metres() -> None:
    def degrees(ring: Any) -> Any:
        return tuple((104 + x / (111_195.08 * math.cos(math.radians(30))), 30 + y / 111_195.08) for x, y in ring)

    table = TABLE.select("key", "grid", lon=104 + pl.col("x") / (111_195.08 * math.cos(math.radians(30))),
                         lat=30 + pl.col("y") / 111_195.08)  # fmt: skip
    borders = {"g1": degrees(SQUARE), "g2": degrees(moved(SQUARE, 100, 0))}
    assert check(table, RIGHT, borders=borders) == []
    wrong = check(table, RIGHT, borders={**borders, "g2": degrees(moved(SQUARE, 50, 0))})
    assert "5,000 m²" in wrong[0].text.en


@pytest.mark.parametrize(
    ("one", "other", "area"),
    [
        (SQUARE, SQUARE, 10_000),
        (SQUARE, SQUARE[::-1], 10_000),
        (SQUARE, moved(SQUARE, 100, 0), 0),
        (SQUARE, moved(SQUARE, 100, 50), 0),
        (SQUARE, moved(SQUARE, 50, 0), 5000),  # no corner of one inside the other, no edge crosses another
        (SQUARE, moved(SQUARE, 300, 0), 0),
        (L_SHAPE, moved(SQUARE, 50, 50), 0),  # fits into the corner
        (L_SHAPE, moved(SQUARE, 40, 40), 1900),
        (SQUARE, ((50, -50), (150, 50), (50, 150), (-50, 50)), 10_000),
        (SQUARE, ((25, 25), (75, 25), (75, 75), (25, 75)), 2500),
    ],
)
def test_the_shared_area_of_two_borders_is_what_one_counts_off(one: Any, other: Any, area: float) -> None:
    first, second = rings({"a": one, "b": other}).values()
    assert shared_area(first, second) == pytest.approx(area, abs=1e-6)
    assert shared_area(second, first) == pytest.approx(area, abs=1e-6)
    assert [shared for _, _, shared in overlapping({"a": first, "b": second})] == (
        [pytest.approx(area)] if area else []
    )


@given(st.integers(0, 10_000), st.integers(3, 9), st.integers(3, 9))
def test_the_shared_area_is_the_share_of_points_that_lie_in_both(seed: int, corners: int, others: int) -> None:
    rng = np.random.default_rng(seed)

    def star(many: int) -> Any:
        angle = np.sort(rng.uniform(0, 2 * np.pi, many))
        far = rng.uniform(10, 60, many)
        return 50 + rng.uniform(-20, 20, 2) + np.stack([np.cos(angle), np.sin(angle)], 1) * far[:, None]

    one, other = star(corners), star(others)
    points = np.stack(np.meshgrid(*[np.arange(-49.5, 150.5, 2.0)] * 2), -1).reshape(-1, 2)
    counted = 4 * (within(points, one, 0) & within(points, other, 0)).sum()
    assert shared_area(one, other) == pytest.approx(counted, abs=60 + 0.1 * counted)


@pytest.mark.parametrize("ring", [(), ((0, 0), (1, 1)), ((0, 0), (1, 1), (0, 0)), ((0, 0), (1, 0), (float("nan"), 1))])
def test_a_border_without_three_corners_is_refused(ring: Any) -> None:
    with pytest.raises(InputError, match="at least three corners"):
        check(TABLE, RIGHT, borders={"g1": ring})


def test_tables_without_their_columns_are_refused() -> None:
    with pytest.raises(InputError, match="lacks the column micro_grid"):
        check(TABLE, RIGHT.drop("micro_grid"))


def test_a_household_in_two_rows_that_say_the_same_is_no_finding() -> None:
    assert check(pl.concat([TABLE, TABLE.head(3)]), pl.concat([RIGHT, RIGHT.head(3)])) == []


def test_buildings_of_one_name_in_two_grids_are_two_buildings_where_no_compound_tells_otherwise() -> None:
    table = together(
        flats("1号楼", [[2] * 5]), flats("1号楼", [[2] * 5], "g2").with_columns(key=pl.format("x{}", "key"))
    )
    table = table.drop("compound")
    assert check(table, partition(table).members) == []
