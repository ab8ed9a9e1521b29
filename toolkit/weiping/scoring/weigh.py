"""Slot 4, second half, 5 and 7: from weighed criteria to the printed total of an entry."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

import polars as pl

from ..domain.exact import half_up as exactly_half_up
from ..frames import DIGITS
from . import slots as at
from .combine import Parts, weighed
from .fixed import big, fits, half_up, most, shift, wide
from .reference import PERCENT
from .rule import Rule, beside
from .validate import WEIGHT_DIGITS


@dataclass(frozen=True, slots=True)
class _Value:
    """lo and hi times 10**up / (den times 10**down): the value of an entry from its criteria."""

    up: int
    down: int


def per_entry(parts: Parts, rule: Rule) -> tuple[pl.DataFrame, _Value]:
    """One row per e: lo, hi (sums), den (what they are divided by), given, na (how many criteria), short."""
    frame, digits, divisor = weighed(parts, rule)
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
    found = found.with_columns(den=(big(1) if weigh.method == "sum" else pl.col("den")) * big(divisor))
    up = {"sum": 0, "mean": WEIGHT_DIGITS, "percentage": WEIGHT_DIGITS + DIGITS + 2}[weigh.method]
    common = min(up, digits)
    return found, _Value(up - common, digits - common)


@dataclass(frozen=True, slots=True)
class Mix:
    """A blend over common denominators: (panel · value + rest − low) ÷ (below · share).

    `panel`, `low` and `below` are constants; `rest` is what the other sources of an entry count for and `share` the
    weights that take part, WEIGHT_DIGITS decimals. `rest` and `low` have DIGITS decimals.
    """

    panel: int
    low: int
    below: int
    rest: pl.Expr
    share: pl.Expr


def mix(rule: Rule) -> Mix | None:
    """The blend of `rule`, with the columns of the table of entries."""
    blend = rule.slots.blend
    if blend is None:
        return None
    scales = [blend.panel.scale or PERCENT, *(one.scale for one in blend.sources)]
    lows = [int((scale.low or Decimal(0)).scaleb(DIGITS)) for scale in scales]
    weights = [one.weight for one in blend.parts]
    factors = [
        Fraction(weight * blend.full) / (Fraction(scale.high or 0) - Fraction(scale.low or 0))
        for weight, scale in zip(weights, scales, strict=True)
    ]
    below = lcm(*(factor.denominator for factor in factors))
    panel, *others = [int(factor * below) for factor in factors]
    rest: pl.Expr = big(0)
    share: pl.Expr = pl.lit(int(weights[0].scaleb(WEIGHT_DIGITS)))
    for one, factor, low in zip(blend.sources, others, lows[1:], strict=True):
        number = pl.col(beside(one.column))
        number = number.fill_null(0) if one.empty == "zero" else number
        rest = rest + ((wide(number) - low) * factor).fill_null(0)
        share = share + pl.when(number.is_not_null()).then(int(one.weight.scaleb(WEIGHT_DIGITS))).otherwise(0)
    return Mix(panel, panel * lows[0], below, rest, share)


def off_scale(rule: Rule, value: _Value) -> pl.Expr:
    """The first column whose number lies off its scale, "" for the panel, null where all lie on theirs."""
    found = pl.lit(None, dtype=pl.String)
    blend = rule.slots.blend
    if blend is None:
        return found
    low, high = (int((end or Decimal(0)).scaleb(DIGITS)) for end in _ends(blend.panel.scale or PERCENT))
    below = shift(wide("den"), value.down)

    def beyond(side: str) -> pl.Expr:
        return shift(wide(side), value.up + DIGITS)

    wrong = (beyond("lo") > below * high) | (beyond("hi") < below * low)
    found = pl.coalesce(found, pl.when(wrong).then(pl.lit("")))
    for one in blend.sources:
        low, high = (int((end or Decimal(0)).scaleb(DIGITS)) for end in _ends(one.scale))
        number = pl.col(beside(one.column))
        outside = ~(number.fill_null(0) if one.empty == "zero" else number).is_between(low, high)
        found = pl.coalesce(found, pl.when(outside).then(pl.lit(one.column)))
    return found


def _ends(scale: at.Bounds) -> tuple[Decimal | None, Decimal | None]:
    return scale.low, scale.high


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

    blend = mix(rule)
    if blend is not None:
        rests = entries.select(rest=blend.rest, share=blend.share)
        fits(sizes[0], blend.panel, 10 ** (value.up + DIGITS + WEIGHT_DIGITS))
        fits(sizes[1], 10 ** (value.down + WEIGHT_DIGITS), most(rests, "rest") + abs(blend.low))
        fits(sizes[1], 10**value.down, blend.below, most(rests, "share"), sizes[2] + 10**DIGITS)

    def total(side: str) -> pl.Expr:
        if blend is None:
            whole = shift(pl.col(side), value.up + DIGITS) + wide("extra") * below
            return _floored(half_up(whole, shift(below, DIGITS - final)), rule)
        under = below * (wide(blend.share) * blend.below)
        panel = shift(pl.col(side), value.up + DIGITS) * big(blend.panel)
        whole = shift(panel + (blend.rest - blend.low) * below, WEIGHT_DIGITS) + wide("extra") * under
        return _floored(half_up(whole, shift(under, DIGITS - final)), rule)

    exact = entries.select((pl.col("lo") == pl.col("hi")).all()).item()
    entries = entries.with_columns(criteria_total=criteria("lo"), total=total("lo"))
    if exact:
        return entries.with_columns(unsure=pl.lit(False))
    unsure = (pl.col("total") != total("hi")) | (pl.col("criteria_total") != criteria("hi"))
    return entries.with_columns(unsure=unsure.fill_null(False))


def _floored(total: pl.Expr, rule: Rule) -> pl.Expr:
    """`total`, not below the floor that the rule states."""
    floor = rule.slots.entries.floor
    if floor is None:
        return total
    least = big(int(exactly_half_up(floor, rule.decimals).scaleb(rule.decimals)))
    return pl.when(total.is_not_null()).then(pl.max_horizontal(total, least))


def extra(rule: Rule) -> tuple[pl.Expr, pl.Expr]:
    """What is added less what is taken off, and the name of the first column that is empty (null where none is)."""
    slots = rule.slots.entries
    amount = big(0)
    lacking = pl.lit(None, dtype=pl.String)
    for source in rule.slots.blend.sources if rule.slots.blend else ():
        if source.empty == "incomplete":
            empty = pl.col(beside(source.column)).is_null()
            lacking = pl.coalesce(lacking, pl.when(empty).then(pl.lit(source.column)))
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
