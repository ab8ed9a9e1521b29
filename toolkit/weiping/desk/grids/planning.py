"""A division worked out from the register: groups, who goes where and why, what begins and ends. Nothing is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

import polars as pl

from ...grid.kinds import Why
from ...grid.partition import partition
from ...grid.sizes import Sizes
from ...grid.tables import Partition, key_of
from .reading import Registered, within


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be divided and how: all grids or the one called `grid`, with as few moves as can be, or everything anew."""

    grid: str | None = None
    warm: bool = True
    sizes: Sizes = field(default_factory=Sizes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A division and what it changes.

    `changes` has household, before, after, why (a `grid.kinds.Why`); `opened` and `closed` are keys of micro-grids. `digest`
    tells whether another division is the same one.
    """

    before: Registered
    partition: Partition
    changes: pl.DataFrame
    opened: tuple[str, ...]
    closed: tuple[str, ...]

    @property
    def digest(self) -> str:
        """What is the same where the register and the division are the same."""
        told = self.partition.members.sort("household").write_csv() + self.changes.sort("household").write_csv()
        return sha256("\n".join((told, *self.closed)).encode()).hexdigest()[:16]

    @property
    def shown_grids(self) -> frozenset[str]:
        """The grids that are divided."""
        return frozenset(self.before.households["grid"])

    def after(self) -> dict[str, str]:
        """Household -> micro-grid, as it would be."""
        return dict(self.partition.members.select("household", "micro_grid").iter_rows())

    def exceptions(self) -> dict[str, str]:
        """Micro-grid -> why its size is an exception (a `grid.kinds.Reason`), empty where it is none."""
        rows = self.partition.groups.select("micro_grid", pl.col("exception").fill_null("")).iter_rows()
        return dict(rows)


def plan(whole: Registered, wanted: Wanted) -> Division:
    """Divide the register. The same register always gives the same division.

    Raises NotFound for an unknown grid, InputError where scattered houses need OR-tools and it is not installed. Houses
    without a place among others that have one are left out and stay, see `Partition.left_out`.
    """
    part = whole if wanted.grid is None else within(whole, wanted.grid)
    made = partition(
        part.households,
        wanted.sizes,
        former=part.members,
        warm=wanted.warm,
        name=naming(whole),
        highest=whole.highest(),
    )
    groups = made.groups["micro_grid"].to_list()
    return Division(
        before=part,
        partition=made,
        changes=_changes(whole, made),
        opened=tuple(key for key in groups if key not in part.micro_grids),
        closed=tuple(sorted(set(part.open) - set(groups))),
    )


def _changes(whole: Registered, made: Partition) -> pl.DataFrame:
    """The changes of a partition; who comes from a micro-grid of another grid does not count as new."""
    elsewhere = whole.members.select("household", came_from="micro_grid")
    stray = pl.col("before").is_null() & pl.col("came_from").is_not_null()
    return (
        made.changes.join(elsewhere, on="household", how="left", maintain_order="left")
        .with_columns(
            before=pl.coalesce("before", "came_from"),
            why=pl.when(stray).then(pl.lit(str(Why.BORDER))).otherwise("why"),
        )
        .drop("came_from")
    )


_NUMBERED = re.compile(r"(.*?)(\d+)")


def naming(whole: Registered) -> Callable[[str, int], str]:
    """How new micro-grids are called: as those of their grid are, with the next number; never as one that there was."""
    before: dict[str, Counter[tuple[str, int]]] = {}
    for one in whole.micro_grids.values():
        found = _NUMBERED.fullmatch(one.key)
        if found and int(found[2]) == one.number:
            before.setdefault(one.grid, Counter())[found[1], len(found[2])] += 1

    def name(grid: str, number: int) -> str:
        counted = before.get(grid)
        if counted:
            begin, digits = counted.most_common(1)[0][0]
            key = f"{begin}{number:0{digits}}"
        else:
            key = key_of(grid, number)
        while key in whole.micro_grids:
            key = f"{key}a"
        return key

    return name
