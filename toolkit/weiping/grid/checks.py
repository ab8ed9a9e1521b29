"""What is wrong with grids and micro-grids that exist, whoever made them: findings, each with its remedy."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from ..domain.text import Text
from ..errors import InputError
from .borders import Ring, on_plane, overlapping, rings, within
from .households import SHOWN
from .sizes import Sizes


class Fault(StrEnum):
    """What can be wrong."""

    OVERLAP = "overlap"
    TWO_GRIDS = "two-grids"
    SPLIT_BUILDING = "split-building"
    OUTSIDE = "outside"
    TWICE = "twice"
    NOWHERE = "nowhere"
    UNKNOWN = "unknown"
    ACROSS = "across"
    SIZE = "size"

    @property
    def remedy(self) -> Text:
        """What to do about it."""
        return _REMEDIES[self]


_REMEDIES = {
    Fault.OVERLAP: Text("请调整网格边界，使其互不重叠。", "Move the border so that the grids do not overlap."),
    Fault.TWO_GRIDS: Text("请确定住户属于哪个网格。", "Say which of the grids it belongs to."),
    Fault.SPLIT_BUILDING: Text(
        "请把整栋楼划入同一个网格，或按单元登记为不同楼栋。",
        "Put the whole building into one grid, or register its parts as buildings of their own.",
    ),
    Fault.OUTSIDE: Text("请核对住户的位置、网格或边界。", "Check the place, the grid or the border."),
    Fault.TWICE: Text("请只保留其中一个微网格。", "Keep one of the micro-grids."),
    Fault.NOWHERE: Text("请重新划分，或编入一个微网格。", "Divide again, or put it into a micro-grid."),
    Fault.UNKNOWN: Text("请从微网格中移除，或补登住户。", "Take it out of the micro-grid, or register the household."),
    Fault.ACROSS: Text("请按网格分开编组。", "Divide it along the border."),
    Fault.SIZE: Text("请重新划分，或登记例外原因。", "Divide again, or record why the size is an exception."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: what, in words, and the grids, micro-grids and households it is about."""

    fault: Fault
    text: Text
    grids: tuple[str, ...] = ()
    micro_grids: tuple[str, ...] = ()
    households: tuple[str, ...] = ()


def check(
    households: pl.DataFrame,
    assignment: pl.DataFrame,
    sizes: Sizes | None = None,
    *,
    exceptions: Collection[str] = (),
    borders: Mapping[str, Ring] | None = None,
) -> list[Finding]:
    """Everything that is wrong with an assignment, the same finding never twice, in a fixed order.

    `households`: key, grid; compound, building, unit; x and y in metres or lon and lat, where there are any.
    `assignment`: household, micro_grid. `exceptions` are the micro-grids whose size is on record as an exception,
    `borders` the corners of grids, in the coordinates of the table. Raises InputError for missing columns.
    """
    wanted = (households, ("key", "grid")), (assignment, ("household", "micro_grid"))
    for table, names in wanted:
        if missing := [name for name in names if name not in table.columns]:
            raise InputError(
                "The table lacks the column {column}; it has {columns}.", column=missing[0], columns=table.columns
            )
    optional = [name for name in ("compound", "building", "unit") if name not in households.columns]
    homes = households.with_columns(pl.lit(None, pl.String).alias(name) for name in optional).unique(
        maintain_order=True
    )
    homes = homes.with_columns(pl.col("key", "grid", "compound", "building", "unit").cast(pl.String))
    rows = assignment.select(pl.col("household", "micro_grid").cast(pl.String)).drop_nulls().unique()
    found = [*_borders(homes, borders or {}), *_two_grids(homes), *_membership(homes, rows)]
    return [*found, *_groups(homes, rows, sizes or Sizes(), exceptions)]


def _borders(homes: pl.DataFrame, borders: Mapping[str, Ring]) -> Iterator[Finding]:
    corners = rings(borders)
    degrees = {"lon", "lat"} <= set(homes.columns)
    middle = np.mean([one.mean(axis=0) for one in corners.values()], axis=0) if corners else np.zeros(2)
    metres = {grid: on_plane(ring, middle) if degrees else ring for grid, ring in corners.items()}
    for one, other, area in overlapping(metres):
        text = Text(
            f"网格 {one} 与 {other} 重叠 {area:,.0f} 平方米", f"Grids {one} and {other} overlap by {area:,.0f} m²"
        )
        yield Finding(fault=Fault.OVERLAP, text=text, grids=(one, other))
    names = ["lon", "lat"] if degrees else ["x", "y"]
    if not set(names) <= set(homes.columns):
        return
    known = homes.with_columns(pl.col(names).cast(pl.Float64)).filter(pl.all_horizontal(pl.col(names).is_finite()))
    for grid in sorted(metres):
        here = known.filter(pl.col("grid") == grid)
        place = here.select(names).to_numpy()
        outside = ~within(on_plane(place, middle) if degrees else place, metres[grid])
        if keys := here["key"].filter(pl.Series(outside, dtype=pl.Boolean)).unique().sort().to_list():
            text = Text(
                f"网格 {grid} 有 {len(keys)} 户在边界之外：{_zh(keys)}",
                f"{len(keys)} households of grid {grid} lie outside its border: {_en(keys)}",
            )
            yield Finding(fault=Fault.OUTSIDE, text=text, grids=(grid,), households=tuple(keys))


def _two_grids(homes: pl.DataFrame) -> Iterator[Finding]:
    """Grids that overlap by what was put into them: a household or a building that is in two."""
    known = homes.drop_nulls(["key", "grid"])
    for key, grids in _in_several(known, ["key"], "grid"):
        text = Text(f"住户 {key[0]} 同时属于网格 {_zh(grids)}", f"Household {key[0]} is in the grids {_en(grids)}")
        yield Finding(fault=Fault.TWO_GRIDS, text=text, grids=tuple(grids), households=(key[0],))
    flats = known.with_columns(building=pl.coalesce("building", "unit")).drop_nulls(["compound", "building"])
    for key, grids in _in_several(flats, ["compound", "building"], "grid"):
        where = " ".join(part for part in key if part)
        text = Text(f"楼栋 {where} 分属网格 {_zh(grids)}", f"The building {where} lies in the grids {_en(grids)}")
        yield Finding(fault=Fault.SPLIT_BUILDING, text=text, grids=tuple(grids))


def _membership(homes: pl.DataFrame, rows: pl.DataFrame) -> Iterator[Finding]:
    for key, groups in _in_several(rows, ["household"], "micro_grid"):
        text = Text(
            f"住户 {key[0]} 同时在微网格 {_zh(groups)}", f"Household {key[0]} is in the micro-grids {_en(groups)}"
        )
        yield Finding(fault=Fault.TWICE, text=text, micro_grids=tuple(groups), households=(key[0],))
    nowhere = sorted(set(homes["key"].drop_nulls()) - set(rows["household"]))
    if nowhere:
        text = Text(
            f"{len(nowhere)} 户不在任何微网格：{_zh(nowhere)}",
            f"{len(nowhere)} households are in no micro-grid: {_en(nowhere)}",
        )
        yield Finding(fault=Fault.NOWHERE, text=text, households=tuple(nowhere))
    strangers = rows.join(homes, left_on="household", right_on="key", how="anti").sort("micro_grid", "household")
    for (group,), some in strangers.group_by("micro_grid", maintain_order=True):
        keys = some["household"].to_list()
        text = Text(
            f"微网格 {group} 中有名册没有的住户：{_zh(keys)}",
            f"The micro-grid {group} has households that the register does not have: {_en(keys)}",
        )
        yield Finding(fault=Fault.UNKNOWN, text=text, micro_grids=(str(group),), households=tuple(keys))


def _groups(homes: pl.DataFrame, rows: pl.DataFrame, sizes: Sizes, exceptions: Collection[str]) -> Iterator[Finding]:
    joined = rows.join(homes.drop_nulls(["key", "grid"]), left_on="household", right_on="key")
    for key, grids in _in_several(joined, ["micro_grid"], "grid"):
        text = Text(
            f"微网格 {key[0]} 跨网格 {_zh(grids)}", f"The micro-grid {key[0]} lies across the grids {_en(grids)}"
        )
        yield Finding(fault=Fault.ACROSS, text=text, grids=tuple(grids), micro_grids=(key[0],))
    flat = pl.col("building").is_not_null() | pl.col("unit").is_not_null()
    counted = joined.group_by("micro_grid").agg(size=pl.col("household").n_unique(), flats=flat.all())
    counted = counted.with_columns(most=pl.when("flats").then(sizes.cap).otherwise(sizes.high)).filter(
        ~pl.col("size").is_between(sizes.low, pl.col("most")) & ~pl.col("micro_grid").is_in(list(exceptions))
    )
    for group, size, most in counted.sort("micro_grid").select("micro_grid", "size", "most").iter_rows():
        text = Text(
            f"微网格 {group} 有 {size} 户，应为 {sizes.low} 至 {most} 户",
            f"The micro-grid {group} has {size} households instead of {sizes.low} to {most}",
        )
        yield Finding(fault=Fault.SIZE, text=text, micro_grids=(group,))


def _in_several(table: pl.DataFrame, key: list[str], what: str) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """(key, the different values of `what`) where there is more than one."""
    several = table.group_by(key).agg(pl.col(what).unique().sort()).filter(pl.col(what).list.len() > 1).sort(key)
    for *found, values in several.select(*key, what).iter_rows():
        yield tuple(found), values


def _zh(keys: list[str]) -> str:
    return "、".join(keys[:SHOWN]) + (f" 等 {len(keys)} 个" if len(keys) > SHOWN else "")


def _en(keys: list[str]) -> str:
    return ", ".join(keys[:SHOWN]) + (f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else "")
