"""Totals of sheets: what a judge gave an entry over all criteria, which is what standings of a panel add up."""

from __future__ import annotations

import polars as pl

DIGITS = 9
"""Decimals of a sum: beyond them there is only what floats leave, and 0.1 + 0.2 must tie with 0.3."""


def totals(marks: pl.DataFrame) -> pl.DataFrame:
    """One row a complete sheet: entry, judge, (round, where there is one,) and mark, the plain sum over the criteria.

    `marks` has the columns entry, judge, criterion and mark. A sheet without a mark on some criterion that occurs, or with
    two on one, cannot be compared with the others and is left out.
    """
    known = marks.drop_nulls(["entry", "judge", "criterion", "mark"])
    sheet = [name for name in ("round", "entry", "judge") if name in marks.columns]
    every = known["criterion"].n_unique()
    sums = known.group_by(sheet, maintain_order=True).agg(
        pl.col("mark").sum().round(DIGITS), pl.len().alias("_marks"), pl.col("criterion").n_unique().alias("_criteria")
    )
    return sums.filter((pl.col("_marks") == every) & (pl.col("_criteria") == every)).drop("_marks", "_criteria")
