"""Several key columns as one integer: what is compared, counted and grouped is then one small number a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ..errors import InputError


@dataclass(frozen=True, slots=True)
class _Coded:
    """A column as codes from zero; `values` holds the value of each code."""

    name: str
    codes: pl.Series
    values: pl.Series


def _coded(column: pl.Series) -> _Coded:
    if column.dtype == pl.String:
        column = column.cast(pl.Categorical(pl.Categories.random()))
    if column.dtype.is_integer() and not column.null_count() and column.len():
        low, high = int(column.min()), int(column.max())  # type: ignore[arg-type]
        if high - low <= 4 * column.len() + 1000:
            values = pl.int_range(low, high + 1, dtype=pl.Int64, eager=True).cast(column.dtype)
            return _Coded(column.name, column.cast(pl.Int64) - low, values)
    if isinstance(column.dtype, pl.Categorical | pl.Enum) and not column.null_count():
        codes = column.to_physical().cast(pl.Int64)
        known = pl.DataFrame({"code": codes.unique()})
    else:
        codes = column.rank("dense").cast(pl.Int64).fill_null(0)
    known = pl.DataFrame({"code": codes, "value": column}).unique("code")
    every = pl.DataFrame({"code": pl.int_range(int(codes.max() or 0) + 1, dtype=pl.Int64, eager=True)})  # type: ignore[arg-type]
    values = every.join(known, on="code", how="left", maintain_order="left")["value"]
    text = isinstance(column.dtype, pl.Categorical | pl.Enum)
    return _Coded(column.name, codes, values.cast(pl.String) if text else values)


class Packing:
    """The columns `names` of `frame` packed: `keys` is one Int64 a row, equal exactly where all of them are equal."""

    def __init__(self, frame: pl.DataFrame, names: Sequence[str]) -> None:
        coded = [_coded(frame[name]) for name in names]
        self._values = {one.name: one.values for one in coded}
        self.sizes = [max(1, one.values.len()) for one in coded]
        product = 1
        for size in self.sizes:
            product *= size
        if product >= 2**63:
            raise InputError("The table has too many different {columns}; split it by round.", columns=", ".join(names))
        key = pl.lit(0, dtype=pl.Int64)
        for at, size in enumerate(self.sizes):
            key = key * size + pl.col(f"{at}")
        codes = pl.DataFrame([one.codes.alias(f"{at}") for at, one in enumerate(coded)])
        self.keys = codes.select(key.alias("key")).to_series()

    def unpack(self, keys: pl.Series) -> pl.DataFrame:
        """The columns behind packed `keys`; categories come out as text."""
        columns: list[pl.Series] = []
        for (name, values), size in reversed(list(zip(self._values.items(), self.sizes, strict=True))):
            columns.append(values.gather(keys % size).alias(name))
            keys = keys // size
        return pl.DataFrame(columns[::-1])
