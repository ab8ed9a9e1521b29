"""Sorting the rows of a table into good and refused."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
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
    numbers: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of `table` as (good, refused).

    Good rows carry the key columns of `schema`, the columns `texts` as text and `numbers` as Int64 scaled by
    10**DIGITS (both: name in the result -> heading). A row without a key, or with a key that was there before, is
    refused; a number that cannot be read is refused and null in the row that stays. `stated` maps key columns to
    headings. Raises InputError where a column is missing.
    """
    stated, numbers, texts = stated or {}, numbers or {}, texts or {}
    found = {name: column_of(table, schema.column(name), stated.get(name)) for name in schema.key}
    keys = {name: heading for name, heading in found.items() if heading is not None}
    for heading in (*numbers.values(), *texts.values()):
        if heading not in table.names:
            raise missing_column(table, heading)
    chosen = [pl.col(heading).alias(name) for name, heading in {**keys, **numbers}.items()]
    chosen += [pl.col(heading).cast(pl.String).alias(name) for name, heading in texts.items()]
    blank = pl.all_horizontal(pl.all().is_null()).alias("blank")
    frame = table.frame.select(blank, *chosen).with_row_index("row", table.first).collect()
    frame, bad_keys = _keys(frame.filter(~pl.col("blank")).drop("blank"), keys, schema, table.source)
    wrong = [bad_keys]
    for name, heading in numbers.items():
        frame, bad = _number(frame, name, table.source, heading)
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
    frame: pl.DataFrame, headings: Mapping[str, str], schema: Schema, source: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Refuse rows with an empty key and, of rows with the same key, all but the first."""
    key = list(headings)
    empty = reduce(
        lambda code, name: pl.when(pl.col(name).is_null()).then(int(schema.column(name).empty or 0)).otherwise(code),
        reversed(key),
        pl.lit(0),
    )
    first = pl.col("row").first().over(key)
    code = pl.when(empty != 0).then(empty).when(first != pl.col("row")).then(int(Reason.DUPLICATE)).otherwise(0)
    frame = frame.with_columns(code=code, first=first)
    value = pl.concat_str([pl.col(name).cast(pl.String) for name in key], separator=" / ", ignore_nulls=True)
    bad = refusals(frame.filter(pl.col("code") > 0), source, headings[key[-1]], value, pl.col("first").cast(pl.String))
    return frame.filter(pl.col("code") == 0).drop("code", "first"), bad


def _number(frame: pl.DataFrame, name: str, source: str, heading: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    value, why = scaled(name, frame.schema[name])
    checked = frame.with_columns(value.alias("_scaled"), why.fill_null(0).alias("code"))
    detail = pl.when(pl.col("code") == int(Reason.TOO_PRECISE)).then(pl.lit(str(DIGITS))).otherwise(pl.lit(str(LIMIT)))
    bad = refusals(checked.filter(pl.col("code") > 0), source, heading, pl.col(name).cast(pl.String), detail)
    return checked.with_columns(pl.col("_scaled").alias(name)).drop("_scaled", "code"), bad
