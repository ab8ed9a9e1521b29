"""Scattered houses whose place nobody knows, in grids where the others have one: nothing is guessed about them.

They are left out of the division and stay in their micro-grid. Where it ends, or they have none, they go where the
nearest door in the register goes, which is listed with its reason.
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .describe import most
from .doors import natural
from .households import Homes
from .kinds import Kind, Reason, Why
from .sizes import Sizes
from .tables import LEFT_OUT, Partition


def unplaced(homes: Homes) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(houses to leave out, houses whose places are not used).

    Where most houses of a grid have a place the others are left out; where most have none, all go in the order of their doors.
    """
    grid = np.repeat(np.arange(len(homes.borders) - 1), np.diff(homes.borders))
    houses, count = homes.building < 0, len(homes.borders) - 1
    known = np.bincount(grid[houses & homes.known], minlength=count)
    lost = np.bincount(grid[houses & ~homes.known], minlength=count)
    by_place = (known >= lost)[grid]
    both = ((known > 0) & (lost > 0))[grid] & houses
    return both & by_place & ~homes.known, both & ~by_place & homes.known


def rejoined(made: Partition, left: pl.DataFrame, everybody: Homes, former: pl.DataFrame | None) -> Partition:
    """A partition with the households `left` (rows of `everybody`) in it again, each in one of its groups."""
    said = pl.col("household", "micro_grid").cast(pl.String)
    before = None if former is None else dict(former.select(said).drop_nulls().iter_rows())
    grids = dict(made.groups.select("micro_grid", "grid").iter_rows())
    beside = _Neighbours(made, everybody)
    rows = []
    for key, grid, compound, room in left.select("key", "grid", "compound", "room").iter_rows():
        own = (before or {}).get(key)
        rows.append((key, grid, own if own in grids and grids[own] == grid else beside.of(grid, compound, room)))
    out = pl.DataFrame(rows, schema=LEFT_OUT, orient="row")
    order = everybody.frame.select(household="key")
    members = order.join(pl.concat([made.members, out]), on="household", maintain_order="left")
    return replace(
        made, members=members, groups=_counted(made.groups, out, made.sizes), changes=_changes(made.changes, out, before),
        left_out=out,
    )  # fmt: skip


class _Neighbours:
    """The micro-grid of the nearest door."""

    def __init__(self, made: Partition, everybody: Homes) -> None:
        doors = made.members.join(everybody.frame.select("compound", "room", household="key"), on="household")
        self._doors: dict[tuple[str, str | None], list[tuple[Any, str]]] = {}
        for grid, group, compound, room in doors.select("grid", "micro_grid", "compound", "room").iter_rows():
            self._doors.setdefault((grid, compound), []).append((natural(room or ""), group))
        for some in self._doors.values():
            some.sort()
        self._least = made.groups.sort("households", "micro_grid").unique("grid", keep="first", maintain_order=True)

    def of(self, grid: str, compound: str | None, room: str | None) -> str:
        """The micro-grid beside a door; the smallest of the grid where nobody else of the compound is in one."""
        doors = self._doors.get((grid, compound))
        if not doors:
            return str(self._least.filter(pl.col("grid") == grid)["micro_grid"][0])
        at = bisect([door for door, _ in doors], natural(room or ""))
        return doors[max(0, at - 1)][1]


def _counted(groups: pl.DataFrame, out: pl.DataFrame, sizes: Sizes) -> pl.DataFrame:
    """Groups with those who were left out; one whose size goes off the bounds by them says so."""
    more = out.group_by("micro_grid").agg(more=pl.len().cast(pl.Int64))
    kinds = pl.DataFrame({"kind": [str(one) for one in Kind], "most": [most(one, sizes) for one in Kind]})
    joined = groups.join(more, on="micro_grid", how="left", maintain_order="left").join(
        kinds, on="kind", how="left", maintain_order="left"
    )
    size = pl.col("households") + pl.col("more").fill_null(0)
    off = ~size.is_between(sizes.low, pl.col("most"))
    said = pl.when(~off).then(None).otherwise(pl.coalesce("exception", pl.lit(str(Reason.NO_PLACE))))
    return joined.with_columns(
        households=size, exception=pl.when(pl.col("more").is_null()).then("exception").otherwise(said)
    ).select(groups.columns)


def _changes(changes: pl.DataFrame, out: pl.DataFrame, before: dict[str, str] | None) -> pl.DataFrame:
    if before is None:
        return changes
    rows = [
        (key, before.get(key), group, str(Why.NO_PLACE if key in before else Why.ARRIVED))
        for key, group in out.select("household", "micro_grid").iter_rows() if before.get(key) != group
    ]  # fmt: skip
    kept = changes.filter(~pl.col("household").is_in(out["household"].to_list()))
    return pl.concat([kept, pl.DataFrame(rows, schema=changes.schema, orient="row")])
