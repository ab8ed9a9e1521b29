"""Slot 4, second half, 5 and 7: from weighed criteria to the printed total of an entry."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ..frames import DIGITS
from . import slots as at
from .combine import Parts, weighed
from .fixed import big, fits, half_up, most, shift, wide
from .rule import Rule, beside
from .validate import WEIGHT_DIGITS


@dataclass(frozen=True, slots=True)
class _Value:
    """lo and hi times 10**up / (den times 10**down): the value of an entry from its criteria."""

    up: int
    down: int


def per_entry(parts: Parts, rule: Rule) -> tuple[pl.DataFrame, _Value]:
    """One row per e: lo, hi (sums), den (what they are divided by), given, na (how many criteria), short."""
    frame, digits = weighed(parts, rule)
    weigh = rule.slots.weigh
    used = pl.col("num").is_not_null()
    by = {"sum": pl.lit(1), "mean": pl.col("weight"), "percentage": wide("weight") * wide("full")}[weigh.method]
    sums = [pl.col("lo").sum(), pl.col("hi").sum()]
    if weigh.method != "sum":
        sums.append(pl.when(used).then(wide(by)).otherwise(big(0)).sum().alias("den"))
    found = (
        frame.lazy()
        .group_by("e")
        .agg(
            *sums,
            given=used.sum(),
            na=(pl.col("na") & (pl.col("n") == 0)).sum(),
            short=((pl.col("n") > 0) & ~used).sum(),
        )
        .collect()
    )
    if weigh.method == "sum":
        found = found.with_columns(den=big(1))
    up = {"sum": 0, "mean": WEIGHT_DIGITS, "percentage": WEIGHT_DIGITS + DIGITS + 2}[weigh.method]
    common = min(up, digits)
    return found, _Value(up - common, digits - common)


def totals(entries: pl.DataFrame, value: _Value, rule: Rule) -> pl.DataFrame:
    """Add total, criteria_total (whole numbers of the final decimals) and unsure (the bracket spans a rounding).

    `entries` has lo, hi, den and `extra` (what is added less what is taken off, DIGITS decimals).
    """
    final = rule.decimals
    sizes = most(entries, "lo") + 1, most(entries, "den"), most(entries, "extra")
    fits(sizes[0], 10 ** (value.up + max(DIGITS, final)))
    fits(sizes[1], 10 ** (value.down + DIGITS))
    fits(sizes[1], sizes[2], 10**value.down)
    den = pl.when(pl.col("den") > 0).then(pl.col("den"))
    below = shift(den, value.down)

    def criteria(side: str) -> pl.Expr:
        return half_up(shift(pl.col(side), value.up + final), below)

    def total(side: str) -> pl.Expr:
        whole = shift(pl.col(side), value.up + DIGITS) + wide("extra") * below
        return half_up(whole, shift(below, DIGITS - final))

    exact = entries.select((pl.col("lo") == pl.col("hi")).all()).item()
    entries = entries.with_columns(criteria_total=criteria("lo"), total=total("lo"))
    if exact:
        return entries.with_columns(unsure=pl.lit(False))
    unsure = (pl.col("total") != total("hi")) | (pl.col("criteria_total") != criteria("hi"))
    return entries.with_columns(unsure=unsure.fill_null(False))


def extra(rule: Rule) -> tuple[pl.Expr, pl.Expr]:
    """What is added less what is taken off, and the name of the first column that is empty (null where none is)."""
    slots = rule.slots.entries
    amount = big(0)
    lacking = pl.lit(None, dtype=pl.String)
    for sign, term in [(1, term) for term in slots.add] + [(-1, term) for term in slots.subtract]:
        amount = amount + sign * wide(_term(term))
        if term.empty == "incomplete":
            lacking = pl.coalesce(lacking, pl.when(pl.col(beside(term.column)).is_null()).then(pl.lit(term.column)))
    return amount, lacking


def _term(term: at.Term) -> pl.Expr:
    value = pl.col(beside(term.column))
    value = value.fill_null(0) if term.empty == "zero" else value
    value = value.abs() if term.absolute else value
    return value if term.cap is None else value.clip(upper_bound=int(term.cap.scaleb(DIGITS)))
