"""Marks from wherever they are, as one long frame for studies: text keys, and marks as binary floats.

Standings never come from here: a rule reads its marks by `weiping.scoring.dataset`, exactly. A study takes what a judge gave
as a measurement, may meet the same judge twice at one entry, and asks for columns that no rule knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from ..errors import InputError
from ..frames import DIGITS, MARKS, Reason, Table, column_of, no_refused, read_table
from ..frames.checking import refusals
from ..scoring.dataset import Dataset, sources
from ..study.simulate import Simulated

DATABASES = (".db", ".sqlite", ".sqlite3")
NO_MARK = ("not_seen", "recused", "n/a", "na", "未到场", "未看到", "回避", "不适用", "")
"""Words in place of a mark that say that there is none."""

_FULL_WIDTH, _PLAIN = list("０１２３４５６７８９．＋－−"), list("0123456789.+--")


@dataclass(frozen=True)
class Source:
    """Long marks: `frame` has the facets as text and mark as Float64, rows without a mark left out; `refused` lists the
    rows that could not be read. `name` says where they came from.
    """

    frame: pl.DataFrame
    name: str
    refused: pl.DataFrame = field(default_factory=no_refused)


def marks(
    what: Any, *, round: str | int | None = None, facets: Sequence[str] = ("entry", "judge"), value: str = "mark"
) -> Source:
    """The marks of `what`: a path (.csv, .xlsx, .parquet, a folder with marks in it, an SQLite database), a database URL, a
    Dataset, a simulated panel, a polars frame, or a Source.

    `facets` must be there as columns, under their own names or the headings that offices use; round and criterion are
    taken along where they are. `round` keeps one round: of a database by its number (the newest without), elsewhere by the
    column round. Raises InputError where nothing of the kind can be read.
    """
    if isinstance(what, str | Path) and ("://" in str(what) or Path(what).suffix.lower() in DATABASES):
        from .database import official

        return official(what, None if round is None else int(round))
    found = what if isinstance(what, Source) else _of(_table(what), facets, value)
    if round is None:
        return found
    if "round" not in found.frame.columns or found.frame.filter(pl.col("round") == str(round)).is_empty():
        known = found.frame["round"].unique(maintain_order=True).to_list() if "round" in found.frame.columns else []
        raise InputError("There is no round {round}; there are {known}.", round=round, known=known)
    return Source(found.frame.filter(pl.col("round") == str(round)), f"{found.name} · {round}", found.refused)


def _table(what: Any) -> Table:
    if isinstance(what, Simulated):
        return Table.of(what.marks, f"simulated with seed {what.seed}")
    if isinstance(what, pl.DataFrame | pl.LazyFrame):
        return Table.of(what)
    if isinstance(what, Dataset):
        given = what.marks.frame.filter(pl.col("value").is_not_null())
        number = pl.col("value").cast(pl.Float64) / 10.0**what.marks.digits
        names = [name for name in ("round", "entry", "judge", "criterion") if name != "round" or what.marks.rounds]
        return Table.of(given.select(pl.col(names).cast(pl.String), mark=number), what.rule.source)
    if isinstance(what, str | Path):
        path = Path(what)
        return read_table(sources(path).marks if path.is_dir() else path)
    raise InputError(
        "Marks are read from a file, a database, a data set or a frame; {kind} is none of them.",
        kind=type(what).__name__,
    )


def _of(table: Table, facets: Sequence[str], value: str) -> Source:
    headings = {name: _heading(table, name, required=True) for name in dict.fromkeys((*facets, value))}
    for name in ("round", "criterion"):
        if name not in headings and (found := _heading(table, name, required=False)) is not None:
            headings[name] = found
    names = {name: heading for name, heading in headings.items() if heading is not None}
    chosen = table.frame.select(pl.col(heading).alias(name) for name, heading in names.items())
    frame = chosen.with_row_index("row", table.first).collect()
    number = _number(frame.schema[value], value)
    text = pl.col(value).cast(pl.String).str.strip_chars().str.to_lowercase()
    bad = number.is_null() & ~text.is_in(NO_MARK).fill_null(True)
    wrong = frame.filter(bad).with_columns(code=pl.lit(int(Reason.NOT_A_NUMBER)))
    keys = [pl.col(name).cast(pl.String).str.strip_chars() for name in names if name != value]
    kept = frame.filter(~bad).select(*keys, number.alias("mark")).drop_nulls(["mark", *facets])
    refused = refusals(wrong, table.source, names[value], pl.col(value).cast(pl.String), str(DIGITS))
    return Source(kept, table.source, refused)


def _heading(table: Table, name: str, *, required: bool) -> str | None:
    """The column called `name`, or by one of the headings that offices write over it."""
    if name in table.names:
        return name
    known = next((column for column in MARKS.columns if column.name == name), None)
    if known is not None:
        try:
            return column_of(table, known)
        except InputError:
            if required:
                raise
    elif required:
        raise InputError("{file} has no column {column}; it has {found}.", file=table.source, column=name,
                         found=list(table.names))  # fmt: skip
    return None


def _number(kind: pl.DataType, value: str) -> pl.Expr:
    """The mark as a finite float; null where it is none."""
    cell = pl.col(value)
    if not kind.is_numeric():
        cell = cell.cast(pl.String).str.strip_chars().str.replace_many(_FULL_WIDTH, _PLAIN)
    number = cell.cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)
