"""The table of marks, long or wide, as checked cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from ..errors import InputError
from .cells import PACKED, Law, Scales, sort_cells
from .checking import column_of, refusals
from .numbers import DIGITS, scaled
from .packing import Packing
from .reading import Table
from .refused import Reason, no_refused
from .schemas import MARKS

KEY = ("round", "entry", "judge", "criterion")
COLUMNS = (*KEY, "value", "na", "cell")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksLayout:
    """How a sheet of marks is laid out.

    `columns` maps `round`, `entry`, `judge`, `criterion`, `mark` to the headings the rule names. A wide sheet has
    one row per entry and judge and one column for each of `items`. The words stand in a cell in place of a number.
    """

    wide: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    items: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ("N/A", "不适用")
    left_out: tuple[str, ...] = ("not_seen", "recused", "未到场", "回避")


LONG = MarksLayout()
ANY_MARK = Scales()


@dataclass(frozen=True, slots=True)
class Marks:
    """Checked marks.

    `frame` has round, entry, judge, criterion, value (Int64 scaled by 10**digits, null where a judge gave none) and
    na (the judge found the criterion not applicable) and cell (round, entry, criterion, judge in one integer, as
    `packing` packs them). Every cell stands once. `rounds` says whether there are rounds at all; without, `round` is an
    empty text throughout. `criteria` are those that the file names, refused rows included.
    """

    frame: pl.DataFrame
    packing: Packing
    digits: int = DIGITS
    refused: pl.DataFrame = field(default_factory=no_refused)
    rounds: bool = True
    criteria: tuple[str, ...] = ()

    @classmethod
    def scaled(cls, frame: pl.DataFrame | pl.LazyFrame, *, digits: int = 4) -> Marks:
        """Marks that were checked before, such as a database's: `value` an integer scaled by 10**digits.

        `round` may be absent. Raises InputError when a cell stands twice or a column is missing.
        """
        found = frame.lazy().collect()
        lacking = sorted({"entry", "judge", "criterion", "value"} - set(found.columns))
        if lacking:
            raise InputError("The frame of marks has no column {column}.", column=", ".join(lacking))
        rounds = "round" in found.columns
        if not rounds:
            found = found.with_columns(round=pl.lit(""))
        if not found.schema["value"].is_integer():
            raise InputError("The column value must be integers scaled by 10**{digits}.", digits=digits)
        if "na" not in found.columns:
            found = found.with_columns(na=pl.lit(False))
        packing, keys = Packing.of(found, PACKED)
        if not packing.all_different(keys):
            raise InputError("The frame of marks has two values for one round, entry, judge and criterion.")
        found = found.select(*KEY, pl.col("value").cast(pl.Int64), "na", keys.alias("cell"))
        return cls(found, packing, digits, rounds=rounds)


def check_marks(
    table: Table,
    layout: MarksLayout = LONG,
    *,
    scales: Scales = ANY_MARK,
    entries: pl.DataFrame | None = None,
    criteria: pl.DataFrame | None = None,
) -> Marks:
    """The marks of `table`, row by row: good ones exact, the others in `.refused`.

    `entries` holds the known (round,) entry, `criteria` the known (round,) criterion; None where anything is known.
    Raises InputError for a missing column.
    """
    cells, headings = (_wide if layout.wide else _long)(table, layout)
    rounds = "round" in cells.columns
    for name, known in (("entries", entries), ("criteria", criteria)):
        if not rounds and known is not None and "round" in known.columns:
            raise InputError(
                "{file} has no column round, but the table of {name} has one; add the column.",
                file=table.source,
                name=name,
            )
    cells = cells if rounds else cells.with_columns(round=pl.lit(""))
    cells, empty = _without_empty_sheets(cells, layout, table.source)
    cells = _values(cells, layout)
    seen = tuple(sorted(cells["criterion"].unique().drop_nulls().cast(pl.String)))
    cells, refused, packing = sort_cells(cells, Law(table.source, headings, scales, entries, criteria))
    return Marks(cells.select(COLUMNS), packing, DIGITS, pl.concat([empty, refused]), rounds, seen)


def _headings(table: Table, layout: MarksLayout, wide: bool) -> dict[str, str]:
    """Heading -> name of the columns in use."""
    found: dict[str, str] = {}
    for column in MARKS.columns:
        if wide and column.name in ("criterion", "mark"):
            continue
        stated = layout.columns.get(column.name)
        if wide and column.name == "judge" and stated is None:
            continue
        if (heading := column_of(table, column, stated)) is not None:
            found[heading] = column.name
    return found


def _long(table: Table, layout: MarksLayout) -> tuple[pl.DataFrame, dict[str, str]]:
    names = _headings(table, layout, wide=False)
    chosen = [pl.col(heading).alias(name) for heading, name in names.items()]
    cells = table.frame.select(chosen).with_row_index("row", table.first).with_columns(_compact(table, names)).collect()
    return cells, {name: heading for heading, name in names.items()}


def _compact(table: Table, names: Mapping[str, str]) -> list[pl.Expr]:
    """Text keys as categories of their own: later steps then compute with small integers instead of text."""
    schema = table.frame.collect_schema()
    text = [name for heading, name in names.items() if name in KEY and schema[heading] == pl.String]
    return [pl.col(name).cast(pl.Categorical(pl.Categories.random())) for name in text]


def _wide(table: Table, layout: MarksLayout) -> tuple[pl.DataFrame, dict[str, str]]:
    """One row a sheet, one column an item -> one row a cell."""
    for item in layout.items:
        column_of(table, MARKS.columns[-1], item)
    names = _headings(table, layout, wide=True)
    sheet = [pl.col(heading).alias(name) for heading, name in names.items()]
    frame = table.frame.select(*sheet, *[pl.col(item).cast(pl.String) for item in layout.items])
    frame = frame.with_row_index("row", table.first)
    if "judge" not in names.values():
        frame = frame.with_columns(judge=pl.lit(""))
    index = ["row", "judge", *[name for name in names.values() if name != "judge"]]
    cells = frame.unpivot(layout.items, index=index, variable_name="criterion", value_name="mark").collect()
    return cells, {name: heading for heading, name in names.items()}


def _without_empty_sheets(cells: pl.DataFrame, layout: MarksLayout, source: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Empty lines vanish; of a wide sheet, a row that names an entry but has no mark at all is refused."""
    if not layout.wide:
        blank = pl.all_horizontal(pl.col("entry", "judge", "criterion", "mark").is_null())
        return (cells.filter(~blank) if cells.select(blank.any()).item() else cells), no_refused()
    empty = pl.col("mark").is_null().all().over("row")
    rows = cells.filter(empty).unique("row", maintain_order=True).filter(pl.col("entry").is_not_null())
    rows = rows.with_columns(code=pl.lit(int(Reason.EMPTY_SHEET)))
    return cells.filter(~empty), refusals(rows, source, layout.columns.get("entry", "entry"), pl.col("entry"), "")


def _values(cells: pl.DataFrame, layout: MarksLayout) -> pl.DataFrame:
    """Add value, na and code; words that leave the judge out become null."""
    if cells.schema["mark"] == pl.String:
        not_applicable = [word.casefold() for word in layout.not_applicable]
        words = not_applicable + [word.casefold() for word in layout.left_out]
        folded = pl.col("mark").str.to_lowercase()
        number = pl.when(~folded.is_in(words)).then("mark")
        cells = cells.with_columns(na=folded.is_in(not_applicable).fill_null(False), number=number)
    else:
        cells = cells.with_columns(na=pl.lit(False), number=pl.col("mark"))
    value, why = scaled("number", cells.schema["number"])
    return cells.with_columns(value=value, code=why.fill_null(0).cast(pl.Int8)).drop("number")
