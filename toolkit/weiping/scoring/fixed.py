"""Exact arithmetic on polars columns: 128-bit integers scaled by powers of ten, halves rounded away from zero."""

from __future__ import annotations

import polars as pl

from ..errors import RuleError

GUARD = 12
"""Decimals of a quotient that no rule rounds; what lies beyond is bracketed from below and above."""

_MOST = 2**126


def big(number: int) -> pl.Expr:
    """`number` as a 128-bit literal."""
    return pl.lit(number, dtype=pl.Int128)


def wide(column: str | pl.Expr) -> pl.Expr:
    """A column as 128-bit integers."""
    return (pl.col(column) if isinstance(column, str) else column).cast(pl.Int128)


def half_up(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """numerator / denominator to the nearest whole number, halves away from zero; the denominator lies above zero.

    >>> frame = pl.DataFrame({"n": [5, -5, 4, -7]})
    >>> frame.select(half_up(wide("n"), big(2))).to_series().to_list()
    [3, -3, 2, -4]
    """
    nearest = (numerator.abs() * 2 + denominator) // (denominator * 2)
    return pl.when(numerator < 0).then(nearest * -1).otherwise(nearest)


def shift(value: pl.Expr, digits: int) -> pl.Expr:
    """`value` times 10**digits, digits ≥ 0."""
    return value * big(10**digits) if digits else value


def most(frame: pl.DataFrame, column: str) -> int:
    """The largest absolute value of a column, at least 1."""
    found = frame.select(wide(column).abs().max()).item() if column in frame.columns else 1
    return max(1, int(found or 0))


def fits(*factors: int) -> None:
    """Raise RuleError where a product could leave 128 bits."""
    product = 4
    for factor in factors:
        product *= factor
    if product > _MOST:
        raise RuleError("The numbers are too large to be scored exactly; use smaller weights, amounts or decimals.")


def decimal(column: str | pl.Expr, digits: int) -> pl.Expr:
    """Integers scaled by 10**digits as a Decimal column with that many decimals."""
    value = pl.col(column) if isinstance(column, str) else column
    if digits == 0:
        return value.cast(pl.Decimal(38, 0))
    return (value.cast(pl.Decimal(38, digits)) / pl.lit(10**digits).cast(pl.Decimal(38, 0))).cast(
        pl.Decimal(38, digits)
    )
