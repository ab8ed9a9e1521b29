"""What a mark must satisfy: its keys known, its value on the scale, its cell not filled before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from ..domain.exact import plain
from .checking import refusals
from .numbers import DIGITS, LIMIT
from .packing import Packing
from .refused import Reason, no_refused


@dataclass(frozen=True, slots=True)
class Scales:
    """The scale of marks, each bound an Int64 of DIGITS decimals or null where there is none.

    `frame` has (round,) criterion, low, high, step; what it leaves open is taken from `common` (low, high, step).
    """

    frame: pl.DataFrame | None = None
    common: tuple[int | None, int | None, int | None] = (None, None, None)


@dataclass(frozen=True, slots=True)
class Law:
    """What the cells of the file `source` are checked against; `shown` is the heading of its marks ("" if wide)."""

    source: str
    shown: str
    scales: Scales
    entries: pl.DataFrame | None
    criteria: pl.DataFrame | None


def sort_cells(cells: pl.DataFrame, law: Law) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells (row, round, entry, judge, criterion, mark, value, na, code) as (good, refused).

    The whole table is looked over first; row by row only where something is wrong.
    """
    cells = _on_scale(_keyed(cells), law.scales)
    cells = _known(cells, law.entries, Reason.UNKNOWN_ENTRY)
    cells = _known(cells, law.criteria, Reason.UNKNOWN_CRITERION)
    cells = _once(cells)
    if not cells.select((pl.col("code") > 0).any()).item():
        return cells, no_refused()
    return cells.filter(pl.col("code") == 0), _listed(cells.filter(pl.col("code") > 0), law)


def _marked(wrong: pl.Expr, reason: Reason) -> pl.Expr:
    """`code`, with `reason` where nothing worse was found before."""
    found = pl.when((pl.col("code") == 0) & wrong.fill_null(False)).then(pl.lit(int(reason), dtype=pl.Int8))
    return found.otherwise("code").alias("code")


def _keyed(cells: pl.DataFrame) -> pl.DataFrame:
    reasons = {"round": Reason.NO_ROUND, "entry": Reason.NO_ENTRY, "judge": Reason.NO_JUDGE}
    for name, reason in (reasons | {"criterion": Reason.NO_CRITERION}).items():
        if cells[name].null_count():
            cells = cells.with_columns(_marked(pl.col(name).is_null(), reason))
    return cells


def _on_scale(cells: pl.DataFrame, scales: Scales) -> pl.DataFrame:
    """Mark what is off the scale; adds low, high, step where the scale differs by criterion."""
    common = [pl.lit(bound, pl.Int64) for bound in scales.common]
    if scales.frame is not None:
        on = [name for name in ("round", "criterion") if name in scales.frame.columns]
        keys = cells.select(pl.col(on).cast(pl.String))
        bounds = keys.join(scales.frame.with_columns(pl.col(on).cast(pl.String)), on=on, how="left", maintain_order="left")
        filled = [pl.col(name).fill_null(bound) for name, bound in zip(("low", "high", "step"), common, strict=True)]
        cells = cells.with_columns(bounds.select(filled).get_columns())
    elif scales.common != (None, None, None):
        cells = cells.with_columns(low=common[0], high=common[1], step=common[2])
    else:
        return cells
    value = pl.col("value")
    coarse = (value - pl.col("low").fill_null(0)) % pl.col("step") != 0
    cells = cells.with_columns(_marked((value < pl.col("low")) | (value > pl.col("high")), Reason.OFF_SCALE))
    return cells.with_columns(_marked(coarse, Reason.OFF_STEP)) if cells["step"].count() else cells


def _known(cells: pl.DataFrame, known: pl.DataFrame | None, reason: Reason) -> pl.DataFrame:
    """Mark cells whose entry or criterion is not in the table `known`."""
    if known is None:
        return cells
    on = ["round"] if "round" in known.columns else []
    on.append("entry" if reason is Reason.UNKNOWN_ENTRY else "criterion")
    seen = cells.select(on).unique()
    unknown = seen.with_columns(pl.all().cast(pl.String).name.suffix("_text")).join(
        known.select(pl.col(on).cast(pl.String).name.suffix("_text")), on=[f"{name}_text" for name in on], how="anti"
    )
    if unknown.is_empty():
        return cells
    unknown = unknown.select(*on, unknown=pl.lit(True))
    hit = cells.select(on).join(unknown, on=on, how="left", maintain_order="left")["unknown"]
    return cells.with_columns(_marked(pl.lit(hit), reason))


def _once(cells: pl.DataFrame) -> pl.DataFrame:
    """Mark cells that were filled before; of the rows without another fault, the first one counts."""
    keys = ["round", "entry", "criterion", "judge"]
    key = Packing(cells, keys).keys
    if key.n_unique() == key.len():
        return cells
    cells = cells.with_columns(key.alias("key"))
    good = cells.filter(pl.col("code") == 0)
    first = good.group_by("key").agg(first=pl.col("row").first())
    cells = cells.join(first, on="key", how="left", maintain_order="left").drop("key")
    return cells.with_columns(_marked(pl.col("row") != pl.col("first"), Reason.DUPLICATE))


def _listed(bad: pl.DataFrame, law: Law) -> pl.DataFrame:
    """The refused cells with the column that a person would look at, its value, and what the reason is filled with."""
    code = pl.col("code")
    text = {name: pl.col(name).cast(pl.String) for name in ("round", "entry", "judge", "criterion", "mark")}
    mark_column = pl.lit(law.shown) if law.shown else text["criterion"]
    about_entry = code.is_in([Reason.NO_ENTRY, Reason.UNKNOWN_ENTRY])
    about_criterion = code.is_in([Reason.NO_CRITERION, Reason.UNKNOWN_CRITERION])
    column = (
        pl.when(about_entry).then(pl.lit("entry"))
        .when(about_criterion).then(pl.lit("criterion"))
        .when(code == Reason.NO_JUDGE).then(pl.lit("judge"))
        .when(code == Reason.NO_ROUND).then(pl.lit("round"))
        .otherwise(mark_column)
    )
    value = pl.when(about_entry).then(text["entry"]).when(about_criterion).then(text["criterion"])
    value = value.when(code.is_in([Reason.NO_JUDGE, Reason.NO_ROUND])).then(None).otherwise(text["mark"])
    bad = bad.with_columns(_detail(bad, law.criteria))
    return refusals(bad, law.source, column, value, "detail")


def _detail(bad: pl.DataFrame, criteria: pl.DataFrame | None) -> pl.Series:
    """What fills `{detail}` in the reason of each row."""
    names = [] if criteria is None else sorted({str(name) for name in criteria["criterion"]})
    known = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")

    def of(row: dict[str, object]) -> str:
        match row["code"]:
            case Reason.TOO_PRECISE:
                return str(DIGITS)
            case Reason.TOO_LARGE:
                return str(LIMIT)
            case Reason.OFF_SCALE | Reason.OFF_STEP:
                return span(row["low"], row["high"], row["step"])
            case Reason.UNKNOWN_CRITERION:
                return known
            case Reason.DUPLICATE:
                return str(row["first"])
        return ""

    columns = [name for name in ("code", "low", "high", "step", "first") if name in bad.columns]
    return pl.Series("detail", [of(row) for row in bad.select(columns).iter_rows(named=True)], dtype=pl.String)


def span(low: object, high: object, step: object) -> str:
    """A scale as it is written: `0 – 10 (0.25)`."""
    ends = [plain(Decimal(end).scaleb(-DIGITS)) if isinstance(end, int) else "…" for end in (low, high)]
    grid = f" ({plain(Decimal(step).scaleb(-DIGITS))})" if isinstance(step, int) else ""
    return " – ".join(ends) + grid
