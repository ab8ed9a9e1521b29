"""What cannot be divided is refused in words that say which household it is and what to do."""

from __future__ import annotations

import sys
from typing import Any

import polars as pl
import pytest
from tests.grid.conftest import flats, houses, scattered, together

from weiping.domain.register import Compound, Household, Register, Unit
from weiping.errors import InputError
from weiping.grid.doors import floor_of
from weiping.grid.households import of_register
from weiping.grid.partition import partition

TEN = houses(scattered(30))


def at(value: Any, column: str = "x") -> pl.DataFrame:
    """Thirty houses, the third with another value."""
    return TEN.with_columns(pl.when(pl.col("key") == "h0002").then(value).otherwise(pl.col(column)).alias(column))


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (TEN.drop("grid"), "lacks the column grid; it has key, x, y"),
        (TEN.drop("key"), "lacks the column key"),
        (at(None, "grid"), "1 rows .* no key or no grid: rows 3"),
        (at(pl.lit(""), "key"), "rows 3"),
        (pl.concat([TEN, TEN.head(2)]), "2 households stand in the table more than once: h0000, h0001"),
        (at(float("nan")), "1 households have a place that is none: h0002. Write both x and y"),
        (at(float("inf"), "y"), "h0002"),
        (at(None, "y"), "h0002"),
        (TEN.with_columns(x=pl.lit("east of the well")), "cannot be read"),
        (TEN.rename({"x": "lat", "y": "lon"}), "both lon and lat"),
        (TEN.with_columns(floor=pl.lit("third")), "cannot be read"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_divided_names_what_is_wrong(table: pl.DataFrame, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        partition(table)
    assert caught.value.text("zh_CN") != caught.value.text("en")


@pytest.mark.parametrize("moving", [-1.0, float("nan"), float("inf")])
def test_a_move_costs_a_distance(moving: float) -> None:
    with pytest.raises(InputError, match="metres"):
        partition(TEN, moving=moving)


def test_names_of_groups_must_tell_them_apart() -> None:
    with pytest.raises(InputError, match="would be called"):
        partition(TEN, name=lambda grid, number: grid)


def test_without_or_tools_houses_say_what_to_install_and_buildings_are_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ortools.graph.python", None)
    with pytest.raises(InputError, match=r"pip install weiping\[grid\]"):
        partition(TEN)
    assert partition(flats("b", [[2] * 11])).groups.height == 2
    assert partition(TEN.head(9)).groups.height == 1


def test_one_settlement_without_places_may_stand_beside_a_building_with_them() -> None:
    building = flats("b", [[2] * 6]).with_columns(x=pl.lit(1.0), y=pl.lit(2.0))
    table = together(building, TEN.with_columns(x=pl.lit(None, pl.Float64), y=pl.lit(None, pl.Float64)))
    assert set(partition(table).groups["kind"]) == {"building", "row"}


@pytest.mark.parametrize(
    ("room", "floor"),
    [("501", 5), ("1203", 12), ("５０１", 5), ("3楼东", 3), ("12层", 12), ("7F-2", 7), ("A0801", 8), ("7", None), ("", None),
     ("北巷3号", None), ("13800001111", None)],
)  # fmt: skip
def test_a_room_number_tells_its_floor_or_says_nothing(room: str, floor: int | None) -> None:
    assert floor_of(room) == floor


def test_a_household_whose_unit_the_register_does_not_have_is_named() -> None:
    home = Household(key="h", compound="c", unit="u", micro_grid="", room="101")
    compound = Compound(key="c", grid="g1", name="C", name_en="C")
    empty = {"grids": (), "micro_grids": (), "buildings": (), "residents": ()}
    register = Register(key="k", name="K", name_en="K", compounds=(compound,), units=(), households=(home,), **empty)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="Household h lies in u"):
        of_register(register)
    whole = Register(
        key="k", name="K", name_en="K", compounds=(compound,), units=(Unit(key="u", building="b", name="1"),),
        households=(home,), **empty,
    )  # type: ignore[arg-type]  # fmt: skip
    assert of_register(whole, {"h": (1.0, 2.0)}).rows() == [("h", "g1", "c", "b", "u", "101", 1.0, 2.0)]
