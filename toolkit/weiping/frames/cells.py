"""What a mark must satisfy: its keys known, its value on the scale, its cell not filled before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from ..domain.exact import plain
from .checking import refusals
from .numbers import DIGITS, LIMIT
from .packing import Packing
from .refused import Reason, no_refused

BOUNDS = ("low", "high", "step")
_ABOUT = {
    "round": [Reason.NO_ROUND],
    "entry": [Reason.NO_ENTRY, Reason.UNKNOWN_ENTRY],
    "judge": [Reason.NO_JUDGE],
    "criterion": [Reason.NO_CRITERION, Reason.UNKNOWN_CRITERION],
}
"""The column that a person has to look at; for the other reasons it is the mark's."""

_SHEET = [Reason.NO_ROUND, Reason.NO_ENTRY, Reason.NO_JUDGE, Reason.UNKNOWN_ENTRY, Reason.DUPLICATE]
"""What is wrong with a wide row as a whole: said once, not once a column."""

PACKED = ("round", "entry", "criterion", "judge")


@dataclass(frozen=True, slots=True)
class Scales:
    """The scale of marks, each bound an Int64 of DIGITS decimals or null where there is none.

    `frame` has (round,) criterion, low, high, step; what it leaves open is taken from `common` (low, high, step).
    """

    frame: pl.DataFrame | None = None
    common: tuple[int | None, int | None, int | None] = (None, None, None)


@dataclass(frozen=True, slots=True)
class Law:
    """What the cells of the file `source` are checked against; `headings` are those of its columns, by their names."""

    source: str
    headings: Mapping[str, str]
    scales: Scales
    entries: pl.DataFrame | None
    criteria: pl.DataFrame | None

    @property
    def wide(self) -> bool:
        """Whether a row holds several cells."""
        return "mark" not in self.headings


def sort_cells(cells: pl.DataFrame, law: Law) -> tuple[pl.DataFrame, pl.DataFrame, Packing]:
    """The cells (row, round, entry, judge, criterion, mark, value, na, code) as (good, refused, packing).

    Good cells carry `cell`, their four keys packed. The whole table is looked over first; row by row only where
    something is wrong, so that a clean table costs little.
    """
    cells = _on_scale(_keyed(cells), law.scales)
    cells = _known(cells, law.entries, Reason.UNKNOWN_ENTRY)
    cells = _known(cells, law.criteria, Reason.UNKNOWN_CRITERION)
    packing, keys = Packing.of(cells, PACKED)
    cells = _once(cells.with_columns(keys.alias("cell")), packing)
    if not cells.select((pl.col("code") > 0).any()).item():
        return cells, no_refused(), packing
    return cells.filter(pl.col("code") == 0), _listed(cells.filter(pl.col("code") > 0), law), packing


def _mark(cells: pl.DataFrame, wrong: pl.Expr, reason: Reason) -> pl.DataFrame:
    """Set `code` to `reason` where `wrong` holds and nothing worse was found before."""
    wrong = wrong.fill_null(False)
    if not cells.select(wrong.any()).item():
        return cells
    found = pl.when((pl.col("code") == 0) & wrong).then(pl.lit(int(reason), dtype=pl.Int8))
    return cells.with_columns(found.otherwise("code").alias("code"))


def _keyed(cells: pl.DataFrame) -> pl.DataFrame:
    reasons = {"round": Reason.NO_ROUND, "entry": Reason.NO_ENTRY, "judge": Reason.NO_JUDGE}
    for name, reason in (reasons | {"criterion": Reason.NO_CRITERION}).items():
        if cells[name].null_count():
            cells = _mark(cells, pl.col(name).is_null(), reason)
    return cells


def _on_scale(cells: pl.DataFrame, scales: Scales) -> pl.DataFrame:
    """Refuse what is off the scale, then what is off its steps; such a table gets columns low, high, step."""
    low, high, step, cells = _bounds(cells, scales)
    value = pl.col("value")
    before = cells
    cells = _mark(cells, (value < low) | (value > high), Reason.OFF_SCALE)
    cells = _mark(cells, (value - low.fill_null(0)) % step != 0, Reason.OFF_STEP)
    return cells if cells is before else cells.with_columns(low=low, high=high, step=step)


def _bounds(cells: pl.DataFrame, scales: Scales) -> tuple[pl.Expr, pl.Expr, pl.Expr, pl.DataFrame]:
    """The scale as three expressions: the same for all marks where possible, else columns looked up by criterion."""
    common = scales.common
    if scales.frame is not None:
        filled = [
            pl.col(name).fill_null(bound) for name, bound in zip(BOUNDS, common, strict=True) if bound is not None
        ]
        frame = scales.frame.with_columns(filled)
        if (different := frame.select(BOUNDS).unique()).height > 1:
            on = [name for name in ("round", "criterion") if name in frame.columns]
            return pl.col("low"), pl.col("high"), pl.col("step"), _looked_up(cells, frame, on)
        common = different.row(0)
    low, high, step = (pl.lit(bound, pl.Int64) for bound in common)
    return low, high, step, cells


def _looked_up(cells: pl.DataFrame, frame: pl.DataFrame, on: Sequence[str]) -> pl.DataFrame:
    """`cells` with the columns of `frame` beside them, joined by the text of the keys `on`."""
    seen = cells.select(on).unique()
    text = seen.select(pl.all().cast(pl.String))
    beside = text.join(frame.with_columns(pl.col(on).cast(pl.String)), on=on, how="left", maintain_order="left")
    seen = seen.hstack(beside.drop(on))
    found = cells.select(on).join(seen, on=on, how="left", maintain_order="left", nulls_equal=True)
    return cells.hstack(found.drop(on))


def _known(cells: pl.DataFrame, known: pl.DataFrame | None, reason: Reason) -> pl.DataFrame:
    """Refuse cells whose entry or criterion is not in the table `known`."""
    if known is None:
        return cells
    name = "entry" if reason is Reason.UNKNOWN_ENTRY else "criterion"
    on = ["round", name] if "round" in known.columns else [name]
    seen = cells.select(on).unique() if len(on) > 1 else cells[name].unique().to_frame()
    text = seen.select(pl.all().cast(pl.String))
    listed = known.select(pl.col(on).cast(pl.String), known=True)
    seen = seen.with_columns(text.join(listed, on=on, how="left", maintain_order="left")["known"])
    if not seen["known"].null_count():
        return cells
    hit = cells.select(on).join(seen, on=on, how="left", maintain_order="left", nulls_equal=True)["known"]
    return _mark(cells, pl.lit(hit.is_null()), reason)


def _once(cells: pl.DataFrame, packing: Packing) -> pl.DataFrame:
    """Refuse cells that were filled before; of the rows without another fault, the first one counts."""
    if packing.all_different(cells["cell"]):
        return cells
    good = cells.filter(pl.col("code") == 0)
    first = good.group_by("cell").agg(first=pl.col("row").min())
    cells = cells.join(first, on="cell", how="left", maintain_order="left")
    return _mark(cells, pl.col("row") != pl.col("first"), Reason.DUPLICATE)


def _listed(bad: pl.DataFrame, law: Law) -> pl.DataFrame:
    """The refused cells with the column that a person would look at, its value, and what the reason is filled with."""
    code = pl.col("code")
    text = {name: pl.col(name).cast(pl.String) for name in ("round", "entry", "judge", "criterion", "mark")}
    column, value = (text["criterion"] if law.wide else pl.lit(law.headings["mark"])), text["mark"]
    about_rows = _ABOUT | ({"entry": [*_ABOUT["entry"], Reason.DUPLICATE]} if law.wide else {})
    for name, reasons in about_rows.items():
        about = code.is_in(reasons)
        column = pl.when(about).then(pl.lit(law.headings.get(name, name))).otherwise(column)
        value = pl.when(about).then(text[name]).otherwise(value)
    if law.wide:
        bad = pl.concat(
            [
                bad.filter(~code.is_in(_SHEET)),
                bad.filter(code.is_in(_SHEET)).unique(["row", "code"], keep="first", maintain_order=True),
            ]
        )
    bad = bad.with_columns(_detail(bad, law.criteria))
    return refusals(bad, law.source, column, value, pl.col("detail"))


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
