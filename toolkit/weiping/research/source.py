"""Marks from wherever they are, as one long frame for studies: text keys, and marks as binary floats.

Standings never come from here: a rule reads its marks by `weiping.scoring.dataset`, exactly. A study takes what a judge gave
as a measurement, may meet the same judge twice at one entry, and asks for columns that no rule knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from ..domain.contributed import Importer
from ..errors import InputError
from ..frames import MARKS, Reason, Table, column_of, no_refused, read_table
from ..frames.checking import refusals
from ..hooks import importing
from ..scoring.dataset import Dataset, sources
from ..study.simulate import Simulated

DATABASES = (".db", ".sqlite", ".sqlite3")
NO_MARK = ("not_seen", "recused", "n/a", "na", "nan", "未到场", "未看到", "回避", "不适用", "")
"""Words in place of a mark that say that there is none."""

_FULL_WIDTH, _PLAIN = list("０１２３４５６７８９．＋－−"), list("0123456789.+--")


LIMIT = 1e12
"""Marks beyond this, above or below, are refused: their squares would leave no digits for anything else."""

_NO_LABEL = {
    "entry": Reason.NO_ENTRY, "judge": Reason.NO_JUDGE, "criterion": Reason.NO_CRITERION, "round": Reason.NO_ROUND,
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Long marks: `frame` has the facets as text and mark as Float64, rows without a mark left out; `refused` lists the
    rows that have one which cannot be used. `name` says where they came from, `unmarked` names the criteria without any mark.
    """

    frame: pl.DataFrame
    name: str
    refused: pl.DataFrame = field(default_factory=no_refused)
    unmarked: tuple[str, ...] = ()


def marks(
    what: Any, *, round: str | int | None = None, facets: Sequence[str] = ("entry", "judge"), value: str = "mark",
    importer: str | Importer | None = None,
) -> Source:  # fmt: skip
    """The marks of `what`: a path (.csv, .xlsx, .parquet, a folder with marks in it, an SQLite database), a database URL, a
    Dataset, a simulated panel, a polars frame, or a Source.

    `facets` must be there as columns, under their own names or the headings that offices use; round and criterion are
    taken along where they are. `round` keeps one round: of a database by its number (the newest without), elsewhere by the
    column round. `importer` (an Importer, or the key of one that a plugin offers) reads the foreign sheet `what`. Raises
    InputError where nothing of the kind can be read, PluginError where an importer fails.
    """
    if importer is not None:
        what = importing.table(importer, what)
    if is_database(what):
        from .database import official

        return official(what, None if round is None else int(round))
    found = what if isinstance(what, Source) else _of(_table(what), facets, value)
    if round is None:
        return found
    if "round" not in found.frame.columns or found.frame.filter(pl.col("round") == str(round)).is_empty():
        known = found.frame["round"].unique(maintain_order=True).to_list() if "round" in found.frame.columns else []
        raise InputError("There is no round {round}; there are {known}.", round=round, known=known)
    chosen = found.frame.filter(pl.col("round") == str(round))
    return replace(found, frame=chosen, name=f"{found.name} · {round}")


def is_database(what: Any) -> bool:
    """Whether `what` is the path or the URL of a database."""
    return isinstance(what, str | Path) and ("://" in str(what) or Path(what).suffix.lower() in DATABASES)


def _table(what: Any) -> Table:
    if isinstance(what, Simulated):
        return Table.of(what.marks, f"simulated with seed {what.seed}")
    if isinstance(what, Table):
        return what
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
    for name in names:
        if frame.schema[name].is_nested() or frame.schema[name] in (pl.Object, pl.Duration):
            raise InputError(
                "The column {column} holds neither text nor numbers, but {kind}; each cell has to be one value.",
                column=names[name], kind=frame.schema[name],
            )  # fmt: skip
    keys = [name for name in names if name != value]
    text = pl.col(keys).cast(pl.String).str.strip_chars()
    frame = frame.with_columns(pl.when(text != "").then(text), _number(frame.schema[value], value).alias("_mark"))
    spare = [name for name in keys if name not in facets and frame[name].null_count() == len(frame)]
    keys = [name for name in keys if name not in spare]  # a column that nobody filled in is no column
    code = _code(keys, value)
    wrong = frame.with_columns(code=code).filter(pl.col("code") > 0)
    kept = frame.filter(code == 0, pl.col("_mark").is_not_null()).select(*keys, mark="_mark")
    if kept.is_empty() and not wrong.is_empty():
        raise nothing_left(_refused(wrong, table.source, names, value))
    return Source(kept, table.source, _refused(wrong, table.source, names, value), _unmarked(frame, kept))


def _code(keys: Sequence[str], value: str) -> pl.Expr:
    """Why a row with something in the cell of the mark cannot be used; 0 where it can, or has none."""
    text = pl.col(value).cast(pl.String).str.strip_chars().str.to_lowercase()
    given = ~text.is_in(NO_MARK).fill_null(True)
    found: Any = pl.when(pl.col("_mark").is_null()).then(int(Reason.NOT_A_NUMBER))
    found = found.when(pl.col("_mark").abs() > LIMIT).then(int(Reason.TOO_LARGE))
    for name in keys:
        found = found.when(pl.col(name).is_null()).then(int(_NO_LABEL.get(name, Reason.NO_LABEL)))
    return pl.when(given).then(found.otherwise(0)).otherwise(0)


def _refused(wrong: pl.DataFrame, source: str, names: Mapping[str, str], value: str) -> pl.DataFrame:
    """The list of the rows of `wrong`, each with the column at fault and what stands in it."""
    at: Any = pl.lit(names[value])
    for name, code in ((name, int(_NO_LABEL.get(name, Reason.NO_LABEL))) for name in names if name != value):
        at = pl.when((pl.col("code") == code) & pl.col(name).is_null()).then(pl.lit(names[name])).otherwise(at)
    marked = pl.col("code").is_in([int(Reason.NOT_A_NUMBER), int(Reason.TOO_LARGE)])
    cell = pl.when(marked).then(pl.col(value).cast(pl.String)).otherwise(pl.lit(""))
    return refusals(wrong, source, at, cell, f"{LIMIT:.0e}")


def nothing_left(refused: pl.DataFrame) -> InputError:
    """The refusal of a table whose every mark was refused, with the first of them."""
    from ..frames import worded
    from ..i18n import from_environment

    first = worded(refused, from_environment()).row(0, named=True)
    return InputError(
        "{file} has no mark that can be used; {count} rows were refused. Row {row}, column {column}: {value}. {reason}; "
        "{remedy}.",
        count=len(refused), **first,
    )  # fmt: skip


def _unmarked(frame: pl.DataFrame, kept: pl.DataFrame) -> tuple[str, ...]:
    """Criteria that stand in the table without one mark, in their order; "" for a table without any."""
    if "criterion" not in kept.columns:
        return ("",) if kept.is_empty() else ()
    every = frame["criterion"].drop_nulls().unique(maintain_order=True)
    return tuple(every.filter(~every.is_in(kept["criterion"].unique().implode())))


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


def names_criteria(path: Path) -> bool:
    """Whether the table in the file `path` has a column of criteria."""
    return _heading(read_table(path), "criterion", required=False) is not None


def _number(kind: pl.DataType, value: str) -> pl.Expr:
    """The mark as a finite float; null where it is none."""
    cell = pl.col(value)
    if not kind.is_numeric():
        cell = cell.cast(pl.String).str.strip_chars().str.replace_many(_FULL_WIDTH, _PLAIN)
    number = cell.cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)
