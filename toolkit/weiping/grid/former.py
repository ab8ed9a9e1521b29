"""The groups there were before, and which of the new ones goes on as which of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ..errors import InputError
from .doors import natural
from .households import SHOWN, Homes, Whole

NONE = -1


@dataclass(frozen=True)
class Former:
    """The assignment before: `keys` and `numbers` of the groups, `sizes` with those who left, in the order of the keys.

    `of` is the former group of each home (-1: none), `grid` the position of the grid that most of a group's households
    are in now, or of its former one where all have left (-1: nobody knows); `gone` lists those who left with their groups.
    """

    keys: tuple[str, ...]
    numbers: Whole
    sizes: Whole
    of: Whole
    grid: Whole
    gone: pl.DataFrame

    @property
    def belongs(self) -> Whole:
        """The grid that the former group of each home belongs to; -1 where there is none."""
        return np.append(self.grid, NONE)[self.of]


def recalled(former: pl.DataFrame, homes: Homes) -> Former:
    """Read the former assignment: columns `household`, `micro_grid`, perhaps `grid`, and `number` where keys end with no number.

    Raises InputError for missing columns and for a household that is in two micro-grids.
    """
    if missing := [name for name in ("household", "micro_grid") if name not in former.columns]:
        raise InputError(
            "The former assignment lacks the column {column}; it has {columns}.",
            column=missing[0],
            columns=former.columns,
        )
    rows = former.filter(pl.col("micro_grid").is_not_null()).with_columns(
        pl.col("household", "micro_grid").cast(pl.String)
    )
    twice = rows.filter(pl.col("household").is_duplicated())["household"].unique().sort()
    if len(twice):
        raise InputError(
            "{count} households were in two micro-grids: {keys}. Say which one is right.",
            count=len(twice),
            keys=twice.head(SHOWN).to_list(),
        )
    keys = sorted(rows["micro_grid"].unique().to_list(), key=natural)
    places = {key: place for place, key in enumerate(keys)}
    rows = rows.with_columns(place=pl.col("micro_grid").replace_strict(places, default=None, return_dtype=pl.Int64))
    joined = homes.frame.select("key").join(
        rows, left_on="key", right_on="household", how="left", maintain_order="left"
    )
    of = joined["place"].fill_null(NONE).to_numpy()
    sizes = np.bincount(rows["place"].to_numpy(), minlength=len(keys))
    gone = rows.join(homes.frame.select("key"), left_on="household", right_on="key", how="anti").sort("household")
    return Former(tuple(keys), _numbers(rows, keys), sizes, of, _grids(of, homes, rows, keys), gone)


def _numbers(rows: pl.DataFrame, keys: Sequence[str]) -> Whole:
    """The number of each group: as written, else the digits its key ends with, else 0."""
    said = dict(rows.group_by("micro_grid").agg(pl.col("number").max()).rows()) if "number" in rows.columns else {}
    found = []
    for key in keys:
        digits = re.search(r"(\d{1,9})\D*$", key)
        found.append(int(said.get(key) or (digits[1] if digits else 0)))
    return np.array(found, np.int64)


def _grids(of: Whole, homes: Homes, rows: pl.DataFrame, keys: Sequence[str]) -> Whole:
    """The grid that most households of each group are in, of equals the first; without households the one it was in."""
    most, where, names = np.zeros(len(keys), np.int64), np.full(len(keys), NONE), {}
    for place, (name, span) in enumerate(homes.grids()):
        here = of[span]
        groups, many = np.unique(here[here >= 0], return_counts=True)
        more = many > most[groups]
        most[groups[more]], where[groups[more]] = many[more], place
        names[name] = place
    if "grid" in rows.columns:
        before = dict(rows.group_by("place").agg(pl.col("grid").min()).rows())
        for group in np.flatnonzero(most == 0).tolist():
            where[group] = names.get(before[group], NONE)
    return where


def matched(group: Whole, former: Whole, many: int) -> dict[int, int]:
    """Which new group (0 … `many` - 1) goes on as which former one, so that as few households as possible change.

    `group` and `former` are of the same households (-1: none before). An assignment problem on the overlaps (H. W. Kuhn,
    The Hungarian method for the assignment problem, Naval Research Logistics Quarterly 2, 1955, 83).
    """
    both = former >= 0
    codes, place = np.unique(former[both], return_inverse=True)
    shared = np.zeros((many, len(codes)), np.int64)
    np.add.at(shared, (group[both], place), 1)
    from scipy.optimize import linear_sum_assignment  # late: a server starts without scipy

    pairs = zip(*linear_sum_assignment(shared, maximize=True), strict=True)
    return {int(one): int(codes[other]) for one, other in pairs if shared[one, other]}
