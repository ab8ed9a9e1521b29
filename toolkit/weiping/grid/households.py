"""The households that are to be divided: a table checked, put in order whatever order it came in, and its places in metres."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..domain.register import Register
from ..errors import InputError
from .doors import floor_of, natural

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

EARTH = 6_371_008.8
"""Metres: the mean radius of the earth (GRS 80)."""

TEXTS = ("key", "grid", "compound", "building", "unit", "room")
SHOWN = 5
"""How many households an error names."""


@dataclass(frozen=True)
class Homes:
    """Households in the order of grid, compound, building, stairwell, floor, room and key.

    `frame` has them as text; `compound`, `building` and `unit` number what lies in order (-1: none; those of buildings and
    stairwells differ between grids), `mates` counts the households of the building (0: none), `floor` is -99 where nobody
    knows it, `place` is n × 2 in metres (NaN: none) on a plane of each grid's own, `known` says whether there is one.
    `borders` are the offsets at which grids begin, and the end.
    """

    frame: pl.DataFrame
    compound: Whole
    building: Whole
    unit: Whole
    mates: Whole
    floor: Whole
    place: Floats
    known: NDArray[np.bool_]
    borders: Whole

    def __len__(self) -> int:
        return self.frame.height

    def grids(self) -> Iterator[tuple[str, slice]]:
        """Each grid and where its households stand."""
        names = self.frame["grid"].gather(self.borders[:-1]).to_list()
        for name, start, end in zip(names, self.borders[:-1].tolist(), self.borders[1:].tolist(), strict=True):
            yield name, slice(start, end)


def arranged(households: pl.DataFrame) -> Homes:
    """Check a table of households and put it in order.

    Columns: `key` and `grid`; where there are any `compound`, `building`, `unit`, `floor` (a whole number; without it the
    room number tells) and `room`; `x` and `y` in metres, or `lon` and `lat` in degrees. A household with neither building
    nor unit is a scattered house. Raises InputError for missing columns, keys that are empty or there twice, and places
    that are no numbers.
    """
    frame = _columns(households)
    _keys(frame)
    frame = frame.with_columns(
        building=pl.coalesce("building", "unit"), unit=pl.coalesce("unit", "building"), **_places(frame)
    )
    order = [_natural(frame, name) for name in ("grid", "compound", "building", "unit", "room")]
    ranks = pl.DataFrame([one.alias(name) for one, name in zip(order, _RANKS, strict=True)])
    floor = pl.coalesce("floor", _floors(frame)).fill_null(UNKNOWN)
    frame = pl.concat([frame.with_columns(floor=floor), ranks], how="horizontal")
    frame = frame.sort(*_RANKS[:4], "floor", _RANKS[4], "key")
    building, place = _numbered(frame, "_compound", "_building"), frame.select("_x", "_y").to_numpy().astype(np.float64)
    change = frame.select(pl.col("_grid").ne_missing(pl.col("_grid").shift()).alias("new"))["new"]
    return Homes(
        frame=frame.drop(*_RANKS, "_x", "_y"),
        compound=frame["_compound"].to_numpy(),
        building=building,
        unit=_numbered(frame, "_compound", "_building", "_unit"),
        mates=np.where(building < 0, 0, np.bincount(building + 1)[building + 1]),
        floor=frame["floor"].to_numpy(),
        place=place,
        known=~np.isnan(place).any(axis=1),
        borders=np.append(np.flatnonzero(change.to_numpy()), frame.height).astype(np.int64),
    )


UNKNOWN = -99
_RANKS = ("_grid", "_compound", "_building", "_unit", "_room")


def _columns(frame: pl.DataFrame) -> pl.DataFrame:
    missing = [name for name in ("key", "grid") if name not in frame.columns]
    if missing:
        raise InputError(
            "The table of households lacks the column {column}; it has {columns}.",
            column=missing[0],
            columns=frame.columns,
        )
    degrees = "lon" in frame.columns or "lat" in frame.columns
    wanted: dict[str, pl.DataType] = {name: pl.String() for name in TEXTS} | {"floor": pl.Int64()}
    wanted |= {name: pl.Float64() for name in (("lon", "lat") if degrees else ("x", "y"))}
    try:
        return frame.select(
            (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
            for name, kind in wanted.items()
        )
    except pl.exceptions.PolarsError as error:
        raise InputError(
            "The table of households cannot be read: {why}. Floors are whole numbers, places are numbers.",
            why=str(error),
        ) from error


def _keys(frame: pl.DataFrame) -> None:
    empty = frame.with_row_index("row", 1).filter(
        pl.any_horizontal(pl.col("key", "grid").is_null() | (pl.col("key", "grid") == ""))
    )
    if empty.height:
        raise InputError(
            "{count} rows of the table of households have no key or no grid: rows {rows}. Fill them in.",
            count=empty.height,
            rows=empty["row"].head(SHOWN).to_list(),
        )
    twice = frame.filter(pl.col("key").is_duplicated())["key"].unique().sort()
    if len(twice):
        raise InputError(
            "{count} households stand in the table more than once: {keys}. Keep one row of each.",
            count=len(twice),
            keys=twice.head(SHOWN).to_list(),
        )


def _places(frame: pl.DataFrame) -> Mapping[str, pl.Expr]:
    """x and y in metres. Degrees become metres on the plane that touches the earth in the middle of the grid."""
    across, up = ("lon", "lat") if "lon" in frame.columns else ("x", "y")
    limits = {"lon": 180.0, "lat": 90.0}
    wrong = pl.any_horizontal(
        *((~pl.col(name).is_finite()) | (pl.col(name).abs() > limits.get(name, 1e8)) for name in (across, up)),
        pl.col(across).is_null() != pl.col(up).is_null(),
    )
    bad = frame.filter(wrong.fill_null(value=False))["key"].sort()
    if len(bad):
        raise InputError(
            "{count} households have a place that is none: {keys}. Write both {across} and {up} as numbers, or neither.",
            count=len(bad),
            keys=bad.head(SHOWN).to_list(),
            across=across,
            up=up,
        )
    if across == "x":
        return {"_x": pl.col("x"), "_y": pl.col("y")}
    east, north = (pl.col(name).radians() for name in ("lon", "lat"))
    middle = [((one.min() + one.max()) / 2).over("grid") for one in (east, north)]
    return {"_x": EARTH * (east - middle[0]) * middle[1].cos(), "_y": EARTH * (north - middle[1])}


def _natural(frame: pl.DataFrame, name: str) -> pl.Series:
    """The place of each text in the order in which people count: 3号楼 before 10号楼; -1 where there is none."""
    texts = frame[name].unique().drop_nulls().to_list()
    places = {text: place for place, text in enumerate(sorted(texts, key=natural))}
    return frame[name].replace_strict(places, default=-1, return_dtype=pl.Int64)


def _floors(frame: pl.DataFrame) -> pl.Series:
    rooms = frame["room"].unique().drop_nulls().to_list()
    floors = {room: floor_of(room) for room in rooms}
    return frame["room"].replace_strict(floors, default=None, return_dtype=pl.Int64)


def _numbered(frame: pl.DataFrame, *names: str) -> Whole:
    """Numbers of what `names` tell apart within a grid, rising in the order of the rows; -1 where the last is empty."""
    keys = [pl.col("_grid", *names)]
    new = pl.any_horizontal(*(one.ne_missing(one.shift()) for one in keys)).cum_sum().cast(pl.Int64)
    return frame.select(pl.when(pl.col(names[-1]) < 0).then(-1).otherwise(new).alias("number"))["number"].to_numpy()


def of_register(register: Register, places: Mapping[str, tuple[float, float]] | None = None) -> pl.DataFrame:
    """The households of a register as a table to divide; `places` gives (x, y) in metres of those that have one.

    Raises InputError for a household whose compound or unit the register does not have.
    """
    grids = {one.key: one.grid for one in register.compounds}
    buildings = {one.key: one.building for one in register.units}
    places = places or {}
    rows = []
    for home in register.households:
        if home.compound not in grids or (home.unit is not None and home.unit not in buildings):
            raise InputError(
                "Household {household} lies in {place}, which the register does not have. Add it or correct the household.",
                household=home.key,
                place=home.unit if home.compound in grids else home.compound,
            )
        building = buildings[home.unit] if home.unit else None
        x, y = places.get(home.key, (None, None))
        rows.append((home.key, grids[home.compound], home.compound, building, home.unit, home.room, x, y))
    schema = dict.fromkeys(TEXTS, pl.String) | {"x": pl.Float64, "y": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
