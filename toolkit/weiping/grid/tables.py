"""The tables that a partition comes out as: who is in which group, what the groups are, what changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from ..domain.register import MicroGrid
from ..errors import InputError
from .describe import kinds, made_of, reasons
from .former import Former
from .households import UNKNOWN, Homes, Whole
from .kinds import Why
from .measures import Measures, measured
from .sizes import Sizes

LEFT_OUT = {"household": pl.String, "grid": pl.String, "micro_grid": pl.String}
"""Columns of the households that a division leaves out."""


@dataclass(frozen=True, slots=True)
class Partition:
    """Who is in which micro-grid, and what there is to say about it.

    `members`: household, grid, micro_grid; one row a household. `groups`: micro_grid, grid, number, kind, compound, building,
    unit (where all members share them), first_floor, last_floor, households, the centre (x and y, or lon and lat, of the
    table), mean_distance and diameter in metres (null where a member has no place), exception (a `Reason`, or null).
    `changes`: household, before, after, why (a `Why`): who is elsewhere than before; empty without a former assignment.
    `left_out`: household, grid, micro_grid of those who stay where they are because nobody knows their place.
    """

    members: pl.DataFrame
    groups: pl.DataFrame
    changes: pl.DataFrame
    measures: Measures
    sizes: Sizes
    left_out: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LEFT_OUT))

    @property
    def exceptions(self) -> pl.DataFrame:
        """Groups whose size is outside the bounds, with the reason."""
        return self.groups.filter(pl.col("exception").is_not_null())

    def micro_grids(self) -> tuple[MicroGrid, ...]:
        """The groups as the register has them, without leaders."""
        rows = self.groups.select("micro_grid", "grid", "number").iter_rows()
        return tuple(MicroGrid(key=key, grid=grid, number=number) for key, grid, number in rows)


def key_of(grid: str, number: int) -> str:
    """The key of a micro-grid: that of its grid and its number.

    >>> key_of("g03", 7)
    'g03-07'
    """
    return f"{grid}-{number:02}"


def said(
    homes: Homes,
    sizes: Sizes,
    code: Whole,
    whys: Mapping[int, Why],
    name: Callable[[str, int], str],
    old: Former | None = None,
    highest: Mapping[str, int] | None = None,
) -> Partition:
    """The tables of a partition. `code` is the group of each home: below `len(old.keys)` a former one, else a new one.

    `highest` is the highest number that a grid has given away, where that is above those of the former groups.
    """
    codes, first, group = np.unique(code, return_index=True, return_inverse=True)
    listed = _listed(homes, codes, first, name, old, highest or {})
    place = np.empty(len(codes), np.int64)
    place[listed["group"].to_numpy()] = np.arange(len(codes))
    group = place[group.reshape(-1)]
    measures = measured(homes.place, group, len(codes))
    kind = kinds(homes, group, made_of(homes, group, len(codes), sizes))
    exceptions = reasons(homes, group, kind, sizes)
    groups = pl.concat(
        [
            listed.select("micro_grid", "grid", "number"),
            pl.DataFrame({"kind": [str(one) for one in kind]}, schema={"kind": pl.String}),
            _contents(homes, group),
            pl.DataFrame({"mean_distance": measures.mean_distance, "diameter": measures.diameter}).fill_nan(None),
            pl.DataFrame({"exception": [one and str(one) for one in exceptions]}, schema={"exception": pl.String}),
        ],
        how="horizontal",
    )
    members = homes.frame.select("grid", household="key").with_columns(listed["micro_grid"].gather(group))
    members = members.select("household", "grid", "micro_grid")
    return Partition(members, groups, _changes(members, whys, old), measures, sizes)


def _listed(
    homes: Homes, codes: Whole, first: Whole, name: Callable[[str, int], str], old: Former | None, given: Mapping[str, int]
) -> pl.DataFrame:  # fmt: skip
    """Key and number of each group by grid and number; `group` is its place among the codes."""
    many = len(old.keys) if old else 0
    place = np.searchsorted(homes.borders, first, side="right") - 1
    grids = [grid for grid, _ in homes.grids()]
    highest = np.array([given.get(grid, 0) for grid in grids], np.int64)
    if old:
        np.maximum.at(highest, old.grid[old.grid >= 0], old.numbers[old.grid >= 0])
    taken: set[str] = set(old.keys) if old else set()
    rows = []
    for group, (code, where) in enumerate(zip(codes.tolist(), place.tolist(), strict=True)):
        if old and code < many:
            number, key = int(old.numbers[code]), old.keys[code]
        else:
            number, key = _fresh(name, grids[where], int(highest[where]), taken)
            highest[where] = number
            taken.add(key)
        rows.append((group, where, grids[where], number, key))
    schema = {"group": pl.Int64, "place": pl.Int64, "grid": pl.String, "number": pl.Int64, "micro_grid": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("place", "number", "micro_grid")


def _fresh(name: Callable[[str, int], str], grid: str, number: int, taken: Collection[str]) -> tuple[int, str]:
    """The next number of a grid whose key is not taken, and the key."""
    key = ""
    while not key or key in taken:
        number, last = number + 1, key
        key = name(grid, number)
        if key == last:
            raise InputError(
                "Two micro-grids of grid {grid} would be called {key}; put the number into it.", grid=grid, key=key
            )
    return number, key


def _contents(homes: Homes, group: Whole) -> pl.DataFrame:
    """What the members of each group share, how many they are, and their middle."""
    across = ("lon", "lat") if "lon" in homes.frame.columns else ("x", "y")
    floor = pl.col("floor").replace(UNKNOWN, None)
    return (
        homes.frame.with_columns(floor, group=pl.Series(group))
        .group_by("group")
        .agg(
            *(
                pl.when((pl.col(one).n_unique() == 1) & pl.col(one).is_not_null().all())
                .then(pl.col(one).first())
                .alias(one)
                for one in ("compound", "building", "unit")
            ),
            first_floor=pl.col("floor").min(),
            last_floor=pl.col("floor").max(),
            households=pl.len().cast(pl.Int64),
            **{one: pl.when(pl.col(one).is_not_null().all()).then(pl.col(one).mean()) for one in across},
        )
        .sort("group")
        .drop("group")
    )


def _changes(members: pl.DataFrame, whys: Mapping[int, Why], old: Former | None) -> pl.DataFrame:
    """Who is in another group than before, in the order of the households, then those who left."""
    schema = {"household": pl.String, "before": pl.String, "after": pl.String, "why": pl.String}
    if old is None:
        return pl.DataFrame(schema=schema)
    before = pl.Series("before", [*old.keys, None], pl.String).gather(np.where(old.of < 0, len(old.keys), old.of))
    reason = pl.DataFrame({"row": list(whys), "why": [str(one) for one in whys.values()]},
                          schema={"row": pl.UInt32, "why": pl.String})  # fmt: skip
    moved = (
        members.select("household", after="micro_grid")
        .with_columns(before)
        .with_row_index("row")
        .filter(pl.col("before").ne_missing(pl.col("after")))
        .join(reason, on="row", how="left", maintain_order="left")
        .with_columns(
            pl.when(pl.col("before").is_null()).then(pl.lit(str(Why.ARRIVED))).otherwise(
                pl.col("why").fill_null(str(Why.ANEW))
            ).alias("why")
        )
    )  # fmt: skip
    gone = old.gone.select("household", before="micro_grid", after=pl.lit(None, pl.String), why=pl.lit(str(Why.LEFT)))
    return pl.concat([moved.select(*schema), gone.select(*schema)])
