"""Households made up with a fixed seed: hamlets, buildings, whole grids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl


def houses(places: Any, grid: str = "g1", prefix: str = "h") -> pl.DataFrame:
    """Scattered houses at places (n × 2)."""
    places = np.asarray(places, np.float64).reshape(-1, 2)
    keys = [f"{prefix}{number:04}" for number in range(len(places))]
    return pl.DataFrame(
        {"key": keys, "grid": [grid] * len(keys), "x": places[:, 0], "y": places[:, 1]},
        schema={"key": pl.String, "grid": pl.String, "x": pl.Float64, "y": pl.Float64},
    )


def flats(name: str, units: Sequence[Sequence[int]], grid: str = "g1", compound: str = "c") -> pl.DataFrame:
    """A building: households of each floor of each unit."""
    rows = [
        (f"{name}-{unit}-{floor}{room:02}", grid, compound, name, f"{unit}单元", f"{floor}{room:02}")
        for unit, floors in enumerate(units, 1)
        for floor, rooms in enumerate(floors, 1)
        for room in range(1, rooms + 1)
    ]
    return pl.DataFrame(rows, schema=["key", "grid", "compound", "building", "unit", "room"], orient="row")


def scattered(count: int, seed: int = 0, side: float = 1000.0) -> Any:
    """Places at random in a square."""
    return np.random.default_rng(seed).uniform(0, side, (count, 2))


def together(*tables: pl.DataFrame) -> pl.DataFrame:
    """Tables with different columns as one."""
    return pl.concat(tables, how="diagonal")


def community(seed: int, hamlets: int = 3) -> pl.DataFrame:
    """Two grids: hamlets of scattered houses, a small house of flats with a place, buildings of several shapes."""
    rng = np.random.default_rng(seed)
    parts = []
    for grid in ("g1", "g2"):
        places = [rng.uniform(0, 3000, 2) + rng.normal(0, 60, (int(rng.integers(1, 40)), 2)) for _ in range(hamlets)]
        parts.append(houses(np.concatenate(places), grid, f"{grid}h"))
        for number in range(int(rng.integers(0, 4))):
            units = [[int(rng.integers(1, 5))] * int(rng.integers(1, 12)) for _ in range(int(rng.integers(1, 4)))]
            parts.append(flats(f"{grid}b{number}", units, grid))
        small = flats(f"{grid}small", [[2, 2]], grid).with_columns(x=pl.lit(50.0), y=pl.lit(60.0))
        parts.append(small)
    return together(*parts)
