"""Households into micro-grids: all grids of a community or a city, each by itself, with what changed since the last time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from ..errors import InputError
from .afresh import afresh
from .again import again
from .former import NONE, Former, matched, recalled
from .households import Homes, Whole, arranged
from .left_out import rejoined, unplaced
from .sizes import Sizes
from .tables import Partition, key_of, said

MOVING = 300.0
"""Metres that must be saved by it before an old member makes room for a newcomer."""


def partition(
    households: pl.DataFrame,
    sizes: Sizes | None = None,
    *,
    former: pl.DataFrame | None = None,
    warm: bool = True,
    moving: float = MOVING,
    seed: int = 0,
    name: Callable[[str, int], str] = key_of,
    highest: Mapping[str, int] | None = None,
) -> Partition:
    """Divide households into micro-grids within their grids; the same table, in whatever order, always the same way.

    `households` is a table as `households.arranged` reads it. With a `former` assignment (household, micro_grid; number) the
    groups go on: `warm` moves only whom it must (see `again_houses` for `moving`, metres), otherwise everything is
    divided anew and each group goes on as the former one it shares most households with. `name` makes the key of a new
    group, whose number is above all that its grid has had: those in `former` and `highest`, grid -> the highest number of groups
    that are closed. Raises InputError for tables that cannot be used, and where
    scattered houses need OR-tools and it is not installed. Scattered houses without a place among others that
    have one are left out, see `left_out`.
    """
    sizes = sizes or Sizes()
    if not 0 <= moving < float("inf"):
        raise InputError("What a move costs is a distance in metres, not {value}.", value=moving)
    everybody = homes = arranged(households)
    lost, unused = unplaced(homes)
    if unused.any():
        everybody = homes = arranged(_without_places(households, homes.frame["key"].filter(pl.Series(unused))))
    if lost.any():
        homes = arranged(homes.frame.filter(~pl.Series(lost)))
    made = _divided(homes, sizes, former, moving, seed, name, highest or {}, warm=warm)
    return rejoined(made, everybody.frame.filter(pl.Series(lost)), everybody, former) if lost.any() else made


def _without_places(households: pl.DataFrame, keys: pl.Series) -> pl.DataFrame:
    gone = pl.col("key").cast(pl.String).is_in(keys.to_list())
    there = [one for one in ("x", "y", "lon", "lat") if one in households.columns]
    return households.with_columns(pl.when(~gone).then(pl.col(one)).alias(one) for one in there)


def _divided(
    homes: Homes, sizes: Sizes, former: pl.DataFrame | None, moving: float, seed: int, name: Callable[[str, int], str],
    highest: Mapping[str, int], *, warm: bool,
) -> Partition:  # fmt: skip
    if former is None:
        group = _afresh(homes, sizes, seed)
        return said(homes, sizes, group, {}, name, highest=highest)
    old = recalled(former, homes)
    if warm:
        return said(homes, sizes, *again(homes, old, sizes, moving, seed), name, old, highest)
    group = _renumbered(homes, _afresh(homes, sizes, seed), old)
    return said(homes, sizes, group, {}, name, old, highest)


def _afresh(homes: Homes, sizes: Sizes, seed: int) -> Whole:
    group, count = np.empty(len(homes), np.int64), 0
    for _, span in homes.grids():
        for members in afresh(homes, span, sizes, seed):
            group[members] = count
            count += 1
    return group


def _renumbered(homes: Homes, group: Whole, old: Former) -> Whole:
    """Groups divided anew under the numbers of former ones: within each grid by overlap, the others after all former ones."""
    found, belongs = group + len(old.keys), old.belongs
    for place, (_, span) in enumerate(homes.grids()):
        codes, local = np.unique(group[span], return_inverse=True)
        before = np.where(belongs[span] == place, old.of[span], NONE)
        if (before >= 0).any():
            for one, goes_on in matched(local, before, len(codes)).items():
                found[span][local == one] = goes_on
    return found
