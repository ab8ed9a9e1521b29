"""Habits of single judges that distort a panel: halo, central tendency, a narrow or wide use of the scale, drift.

F. E. Saal, R. G. Downey and M. A. Lahey, Rating the ratings: assessing the psychometric quality of rating data,
Psychological Bulletin 88(2), 1980, 413-428, review the statistics used here. A flag asks somebody to look; it proves
nothing and changes no mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .observations import marked

Floats = NDArray[np.float64]

HALO = 0.9
"""A judge whose criteria hang together this much (mean correlation) says one thing several times, where the panel does not."""

NARROW, WIDE = 0.5, 2.0
"""Spread of a judge's marks, as a share of what the others spread the same entries, below and above which it is flagged."""

FEWEST = 5
"""Entries that a judge must have scored before anything is said of habits."""


@dataclass(frozen=True)
class Habits:
    """One row a judge in `frame`: judge, entries, spread, halo, panel_halo, flags.

    `spread` is that of the judge's entry means as a share of the others' for the same entries, `halo` the mean correlation
    between criteria over entries, `panel_halo` the middle one of the other judges', `flags` any of halo, narrow, wide.
    Numbers that cannot be had are null.
    """

    frame: pl.DataFrame


def habits(marks: pl.DataFrame) -> Habits:
    """Habits from a long frame with the columns entry, judge, criterion and mark; criterion may be missing.

    Raises InputError for a column that is not there.
    """
    frame = marked(marks)
    rows = [
        _judge(frame, str(judge[0]), part)
        for judge, part in sorted(frame.group_by("judge"), key=lambda one: str(one[0]))
    ]
    return Habits(pl.DataFrame(rows, schema=_SCHEMA, orient="row"))


_SCHEMA: dict[str, Any] = {
    "judge": pl.String,
    "entries": pl.Int64,
    "spread": pl.Float64,
    "halo": pl.Float64,
    "panel_halo": pl.Float64,
    "flags": pl.List(pl.String),
}


def _judge(frame: pl.DataFrame, judge: str, mine: pl.DataFrame) -> tuple[object, ...]:
    others = frame.filter(pl.col("judge").cast(pl.String) != judge)
    entries = mine["entry"].n_unique()
    if entries < FEWEST or others.is_empty():
        return judge, entries, None, None, None, []
    spread = _share(mine, others)
    own, panel = _halo(mine), _usual(_halo(part) for _, part in others.group_by("judge"))
    flags = []
    if own is not None and own >= HALO and (panel is None or own > panel + 0.15):
        flags.append("halo")
    if spread is not None and spread < NARROW:
        flags.append("narrow")
    if spread is not None and spread > WIDE:
        flags.append("wide")
    return judge, entries, spread, own, panel, flags


def _share(mine: pl.DataFrame, others: pl.DataFrame) -> float | None:
    """How far the judge's entry means spread, against the mean spread of each other judge over the same entries."""
    own = mine.group_by("entry").agg(pl.col("mark").mean())
    spreads = []
    for _, part in others.join(own.select("entry"), on="entry", how="semi").group_by("judge"):
        each = part.group_by("entry").agg(pl.col("mark").mean()).join(own, on="entry", suffix="_own")
        if len(each) >= FEWEST:
            spreads.append(
                (float(np.std(each["mark"].to_numpy(), ddof=1)), float(np.std(each["mark_own"].to_numpy(), ddof=1)))
            )
    usual = float(np.mean([one for one, _ in spreads])) if spreads else 0.0
    return float(np.mean([one for _, one in spreads])) / usual if usual > 0 else None


def _halo(marks: pl.DataFrame) -> float | None:
    """The mean correlation between criteria over entries; None with one criterion or none that varies."""
    table = (
        marks.group_by("entry", "criterion").agg(pl.col("mark").mean()).pivot("criterion", index="entry", values="mark")
    )
    values = table.drop("entry").drop_nulls().to_numpy()
    if values.shape[1] < 2 or values.shape[0] < FEWEST:
        return None
    values = values[:, values.std(axis=0) > 0]
    if values.shape[1] < 2:
        return None
    found = np.corrcoef(values, rowvar=False)
    return float(found[np.triu_indices(len(found), 1)].mean())


def _usual(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.median(known)) if known else None


@dataclass(frozen=True)
class Drift:
    """How judges change: one row a judge and period in `frame`: judge, period, severity, se, marks. `spread` is the
    standard deviation of severities of one judge between periods, after their own errors are taken off; 0 where the
    errors explain all of it.
    """

    frame: pl.DataFrame
    spread: float


def drift(marks: pl.DataFrame, period: str) -> Drift:
    """Severity of every judge in every period, on one scale: a judge of another period counts as another judge.

    Linked by the entries that are scored in several periods. Raises what `severity` raises, and InputError where a column
    is missing.
    """
    from .severity import severity

    marks = marked(marks, ("entry", "judge", "criterion", period))
    pairs = marks.select("judge", period).unique().sort("judge", period)
    pairs = pairs.with_columns(key=pl.int_range(pl.len()).cast(pl.String))
    found = severity(marks.join(pairs, on=["judge", period]).with_columns(judge=pl.col("key"))).judges
    frame = (
        found.rename({"judge": "key"})
        .join(pairs, on="key")
        .select("judge", pl.col(period).alias("period"), "severity", "se", "marks")
    )
    each = frame.group_by("judge").agg(
        pl.len().alias("n"), pl.col("severity").var().alias("var"), (pl.col("se") ** 2).mean().alias("error")
    )
    several = each.filter(pl.col("n") > 1)
    if several.is_empty():
        return Drift(frame.sort("judge", "period"), 0.0)
    weight = several["n"].to_numpy() - 1
    own = float(np.average(several["var"].to_numpy() - several["error"].to_numpy(), weights=weight))
    return Drift(frame.sort("judge", "period"), float(np.sqrt(max(own, 0.0))))
