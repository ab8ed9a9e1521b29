"""Several key columns as one integer: what is compared, counted and grouped is then one small number a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ..errors import InputError


@dataclass(frozen=True, slots=True)
class _Coded:
    """A column as codes from zero; `values` holds the value of each code."""

    codes: pl.Series
    values: pl.Series


def _coded(column: pl.Series) -> _Coded:
    if column.dtype == pl.String:
        column = column.cast(pl.Categorical(pl.Categories.random()))
    if not column.null_count() and column.len():
        if isinstance(column.dtype, pl.Categorical | pl.Enum):
            distinct = column.unique()
            return _Coded(
                column.to_physical().cast(pl.Int64), _values(distinct.to_physical(), distinct.cast(pl.String))
            )
        if column.dtype.is_integer():
            low, high = int(column.min()), int(column.max())  # type: ignore[arg-type]
            if high - low <= 4 * column.len() + 1000 and high < 2**63:
                values = pl.int_range(low, high + 1, dtype=pl.Int64, eager=True).cast(column.dtype).alias(column.name)
                return _Coded(column.cast(pl.Int64) - low, values)
    column = column.cast(pl.String) if isinstance(column.dtype, pl.Categorical | pl.Enum) else column
    codes = column.rank("dense").cast(pl.Int64).fill_null(0)
    known = pl.DataFrame({"code": codes, "value": column}).unique("code")
    return _Coded(codes, _values(known["code"], known["value"].rename(column.name)))


def _values(codes: pl.Series, values: pl.Series) -> pl.Series:
    """The value of every code from 0 to the largest, null for a code that is not in use."""
    every = pl.DataFrame({"code": pl.int_range(int(codes.max() or 0) + 1, dtype=pl.Int64, eager=True)})  # type: ignore[arg-type]
    known = pl.DataFrame({"code": codes.cast(pl.Int64), values.name: values})
    return every.join(known, on="code", how="left", maintain_order="left")[values.name]


class Packing:
    """How the columns `names` of a frame are packed into one Int64 a row, equal exactly where all of them are equal."""

    def __init__(self, values: Sequence[pl.Series]) -> None:
        self.values = tuple(values)
        self.sizes = tuple(max(1, each.len()) for each in values)

    @classmethod
    def of(cls, frame: pl.DataFrame, names: Sequence[str]) -> tuple[Packing, pl.Series]:
        """The packing of `names`, and the keys of the rows. Raises InputError where 63 bits do not suffice."""
        coded = [_coded(frame[name]) for name in names]
        packing = cls([one.values for one in coded])
        if packing.size >= 2**63:
            raise InputError("The table has too many different {columns}; split it by round.", columns=", ".join(names))
        key = pl.lit(0, dtype=pl.Int64)
        for at, size in enumerate(packing.sizes):
            key = key * size + pl.col(f"{at}")
        codes = pl.DataFrame([one.codes.alias(f"{at}") for at, one in enumerate(coded)])
        return packing, codes.select(key.alias("key")).to_series()

    @property
    def size(self) -> int:
        """How many different keys there could be."""
        product = 1
        for size in self.sizes:
            product *= size
        return product

    def unpack(self, keys: pl.Series) -> pl.DataFrame:
        """The columns behind packed `keys`; categories come out as text."""
        columns: list[pl.Series] = []
        for values, size in reversed(list(zip(self.values, self.sizes, strict=True))):
            columns.append(values.gather(keys % size))
            keys = keys // size
        return pl.DataFrame(columns[::-1])

    def first(self, count: int) -> Packing:
        """The packing of the first `count` columns alone."""
        return Packing(self.values[:count])

    def all_different(self, keys: pl.Series) -> bool:
        """Whether no key stands twice: ticked off in a table where it is dense enough, else by hashing."""
        if self.size > 16 * keys.len() + 1000:
            return keys.n_unique() == keys.len()
        seen = np.zeros(self.size, dtype=np.bool_)
        seen[keys.to_numpy()] = True
        return int(np.count_nonzero(seen)) == keys.len()
