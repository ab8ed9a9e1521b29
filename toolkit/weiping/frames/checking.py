"""Sorting the rows of a table into good and refused."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from functools import reduce

import polars as pl

from ..errors import InputError
from .numbers import DIGITS, LIMIT, scaled
from .reading import Table
from .refused import REFUSED, Reason
from .schemas import Column, Schema


def missing_column(table: Table, name: str) -> InputError:
    """The error for a table without the column `name`, with the nearest heading that it has."""
    near = difflib.get_close_matches(name, table.names, 1)
    return InputError(
        "{file} has no column {column}; it has {columns}. Rename the column{guess} or name it in the rule's [input].",
        file=table.source,
        column=name,
        columns=", ".join(table.names),
        guess=f" {near[0]}" if near else "",
    )


def column_of(table: Table, column: Column, stated: str | None = None) -> str | None:
    """The heading under which `table` has `column`; None for a column that may be absent.

    `stated` is the heading that the rule names. Raises InputError where a column is missing.
    """
    if stated is not None:
        if stated not in table.names:
            raise missing_column(table, stated)
        return stated
    known = {name.strip().casefold(): name for name in reversed(table.names)}
    for heading in (column.name, *column.headings):
        if found := known.get(heading.casefold()):
            return found
    if column.required:
        raise missing_column(table, column.name)
    return None


def check(
    table: Table,
    schema: Schema,
    *,
    stated: Mapping[str, str] | None = None,
    numbers: Sequence[str] = (),
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of `table` as (good, refused).

    Good rows carry the key columns of `schema` under their own names, every other column as it is, and each of
    `numbers` as an Int64 scaled by 10**DIGITS. A row without a key, or with a key that was there before, is refused;
    a number that cannot be read is refused and null in the row that stays. `stated` maps column names to headings.
    Raises InputError where a column is missing.
    """
    stated = stated or {}
    found = {column.name: column_of(table, column, stated.get(column.name)) for column in schema.columns}
    headings = {heading: name for name, heading in found.items() if heading is not None}
    for name in numbers:
        if name not in headings.values() and name not in table.names:
            raise missing_column(table, name)
    frame = table.frame.rename(headings).with_row_index("row", 2).collect()
    frame = frame.filter(~pl.all_horizontal(pl.all().exclude("row").is_null()))
    frame, bad_keys = _keys(frame, schema, table.source, headings)
    wrong = [bad_keys]
    for name in numbers:
        frame, bad = _number(frame, name, table.source, found.get(name) or name)
        wrong.append(bad)
    return frame.drop("row"), pl.concat(wrong)


def refusals(
    frame: pl.DataFrame, source: str, column: str | pl.Expr, value: str | pl.Expr, detail: str | pl.Expr
) -> pl.DataFrame:
    """The rows of `frame` (which has `row` and `code`) as a list of refused rows."""
    given = {"column": column, "value": value, "detail": detail}
    parts = [(part if isinstance(part, pl.Expr) else pl.lit(part)).alias(name) for name, part in given.items()]
    columns = [pl.lit(source).alias("file"), *parts, "row", "code"]
    return frame.select(columns).select(REFUSED.names()).cast(REFUSED)


def _keys(
    frame: pl.DataFrame, schema: Schema, source: str, headings: Mapping[str, str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Refuse rows with an empty key and, of rows with the same key, all but the first."""
    key = [name for name in schema.key if name in frame.columns]
    shown = {name: heading for heading, name in headings.items()}
    empty = reduce(
        lambda code, name: pl.when(pl.col(name).is_null()).then(int(schema.column(name).empty or 0)).otherwise(code),
        reversed(key),
        pl.lit(0),
    )
    first = pl.col("row").first().over(key)
    code = pl.when(empty != 0).then(empty).when(first != pl.col("row")).then(int(Reason.DUPLICATE)).otherwise(0)
    frame = frame.with_columns(code=code, first=first)
    value = pl.concat_str([pl.col(name).cast(pl.String) for name in key], separator=" / ", ignore_nulls=True)
    bad = refusals(frame.filter(pl.col("code") > 0), source, shown[key[-1]], value, pl.col("first").cast(pl.String))
    return frame.filter(pl.col("code") == 0).drop("code", "first"), bad


def _number(frame: pl.DataFrame, name: str, source: str, heading: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    value, why = scaled(name, frame.schema[name])
    checked = frame.with_columns(value.alias("_scaled"), why.fill_null(0).alias("code"))
    detail = pl.when(pl.col("code") == int(Reason.TOO_PRECISE)).then(pl.lit(str(DIGITS))).otherwise(pl.lit(str(LIMIT)))
    bad = refusals(checked.filter(pl.col("code") > 0), source, heading, pl.col(name).cast(pl.String), detail)
    return checked.with_columns(pl.col("_scaled").alias(name)).drop("_scaled", "code"), bad
