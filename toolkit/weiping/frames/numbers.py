"""Numbers at the door: text, decimals, integers and floats become integers scaled by a power of ten, exactly.

A binary float counts as the shortest decimal that prints it (0.1 is one tenth). What has more decimals than fit, or
lies beyond the limit, is not rounded but refused.
"""

from __future__ import annotations

import polars as pl

from .refused import Reason

DIGITS = 6
"""Decimals that numbers of files may have."""

LIMIT = 1_000_000
"""Numbers beyond ±LIMIT are refused: the sums behind a score stay exact in 128 bits."""

_FULL_WIDTH, _PLAIN = list("０１２３４５６７８９．＋－−"), list("0123456789.+--")
"""What Chinese keyboards and word processors write in a number. Nothing else is taken for a digit: ² is not 2."""

Pair = tuple[pl.Expr, pl.Expr]
"""(the scaled Int64, null where there is none; why not: Reason as Int8, 0 where good)"""


def scaled(column: str, dtype: pl.DataType, digits: int = DIGITS) -> Pair:
    """`column` as integers times 10**digits, with the reason where a cell cannot be read.

    >>> frame = pl.DataFrame({"mark": ["9.75", "x", None, "1.23456789"]})
    >>> value, why = scaled("mark", pl.String(), 2)
    >>> frame.select(value.alias("value"), why.alias("why")).rows()
    [(975, 0), (None, 5), (None, 0), (None, 6)]
    """
    cell = pl.col(column)
    if dtype.is_integer():
        return _bounded(cell.cast(pl.Int128), 0, digits)
    if dtype == pl.Float64:
        return _from_float(cell, digits)
    if isinstance(dtype, pl.Decimal):
        return _bounded(cell.to_physical(), dtype.scale, digits)
    return _from_text(cell.cast(pl.String), digits)


def _int8(reason: Reason | int) -> pl.Expr:
    return pl.lit(int(reason), dtype=pl.Int8)


def _bounded(whole: pl.Expr, scale: int, digits: int) -> Pair:
    """Integers times 10**scale to integers times 10**digits."""
    large = whole.abs() > LIMIT * 10**scale
    if scale <= digits:
        moved, precise = whole * pl.lit(10 ** (digits - scale), dtype=pl.Int128), pl.lit(False)
    else:
        unit = pl.lit(10 ** (scale - digits), dtype=pl.Int128)
        moved, precise = whole // unit, whole % unit != 0
    why = pl.when(large).then(_int8(Reason.TOO_LARGE)).when(precise).then(_int8(Reason.TOO_PRECISE)).otherwise(_int8(0))
    return pl.when(~large & ~precise).then(moved).cast(pl.Int64), why


def _from_float(cell: pl.Expr, digits: int) -> Pair:
    """n / 10**digits is correctly rounded, so it equals the cell only if n is what the cell prints as.

    The divisor is a column: polars would multiply by the inverse of a constant, which is off by the last bit.
    """
    nearest = (cell * 10.0**digits).round()
    unit = cell * 0.0 + 10.0**digits
    large = cell.abs() > LIMIT
    fits = nearest / unit == cell
    why = (
        pl.when(cell.is_nan() | cell.is_infinite())
        .then(_int8(Reason.NOT_A_NUMBER))
        .when(large)
        .then(_int8(Reason.TOO_LARGE))
        .when(~fits)
        .then(_int8(Reason.TOO_PRECISE))
        .otherwise(_int8(0))
    )
    return pl.when(fits & ~large).then(nearest).cast(pl.Int64, strict=False), why


def _from_text(cell: pl.Expr, digits: int) -> Pair:
    text = cell.str.strip_chars().str.replace_many(_FULL_WIDTH, _PLAIN)
    text = pl.when(text != "").then(text)
    number = text.str.contains(r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$")
    precise = text.str.contains(rf"\.[0-9]{{{digits}}}[0-9]*[1-9]")
    whole = text.str.extract(r"^[+-]?0*([0-9]*)").str.len_chars()
    large = whole > len(str(LIMIT))
    readable = number & ~precise & ~large
    decimal = pl.when(readable).then(text.str.replace(r"(\.[0-9]*?)0+$", "$1").str.strip_suffix("."))
    value, beyond = _bounded(decimal.cast(pl.Decimal(38, digits), strict=False).to_physical(), digits, digits)
    why = (
        pl.when(~number)
        .then(_int8(Reason.NOT_A_NUMBER))
        .when(large)
        .then(_int8(Reason.TOO_LARGE))
        .when(precise)
        .then(_int8(Reason.TOO_PRECISE))
        .otherwise(beyond)
    )
    return value, pl.when(text.is_null()).then(_int8(0)).otherwise(why)
