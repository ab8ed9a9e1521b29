"""The long frame that every study begins with: a column per facet, and marks as numbers."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ..errors import InputError

FACETS = ("entry", "judge", "criterion")


def observations(marks: pl.DataFrame, facets: Sequence[str] = FACETS, *, value: str = "mark") -> pl.DataFrame:
    """`marks` with `facets` and the column mark (Float64, null where there is none), rows without a facet left out.

    A missing criterion is one criterion, called "". Raises InputError for another column that is not there, or a value
    column without numbers.
    """
    for name in (*facets, value):
        if name not in marks.columns and name != "criterion":
            raise InputError("The marks need the column {column}; they have {found}.", column=name, found=marks.columns)
    if "criterion" in facets and "criterion" not in marks.columns:
        marks = marks.with_columns(criterion=pl.lit(""))
    if not (marks.schema[value].is_numeric() or marks.schema[value] == pl.Null):
        raise InputError("The column {column} holds no numbers.", column=value)
    number = pl.col(value).cast(pl.Float64)
    return marks.drop_nulls(list(facets)).with_columns(mark=pl.when(number.is_finite()).then(number))


def marked(marks: pl.DataFrame, facets: Sequence[str] = FACETS, *, value: str = "mark") -> pl.DataFrame:
    """The observations that have a mark."""
    return observations(marks, facets, value=value).drop_nulls("mark")
