"""Slot 3 and 4, first half: judges' marks become one exact value per entry and criterion, weighed.

A value is a fraction numerator / denominator of integers, so nothing is lost before the rule says to round.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ..errors import RuleError
from ..frames import DIGITS, Marks
from ..frames.packing import Packing
from . import slots as at
from .facts import Facts, bounds
from .fixed import GUARD, big, decimal, fits, half_up, most, shift, wide
from .rule import Rule
from .validate import WEIGHT_DIGITS

SHOWN = 6
"""Decimals that a value is shown with where the rule does not round it."""


@dataclass(frozen=True, slots=True)
class Parts:
    """One row per entry and criterion that has a mark or an empty one.

    `frame`: e (packed round, entry), c (packed round, criterion), n (marks given), na, num and den (the combined value
    is num / den in units of 10**-digits, before the rule's rounding; null where too few marks were given), weight,
    full (what a full mark is, DIGITS decimals). `criteria`: c, round, criterion, weight, full, one row for each.
    """

    frame: pl.DataFrame
    criteria: pl.DataFrame
    packing: Packing
    digits: int

    def entries(self, keys: pl.Series) -> pl.DataFrame:
        """round and entry of packed keys `e`."""
        return self.packing.unpack(keys * self.packing.sizes[2]).drop("criterion")


def combine(marks: Marks, rule: Rule, facts: Facts) -> Parts:
    """Group the marks once, by round, entry and criterion, and join each criterion's weight."""
    packing = marks.packing.first(3)
    stats = [pl.col("na").any()] if marks.frame["na"].any() else []
    packed = marks.frame.lazy().select("value", "na", key=pl.col("cell") // marks.packing.sizes[3])
    found = packed.group_by("key").agg(*_statistics(rule.slots.combine), *stats).collect()
    if not stats:
        found = found.with_columns(na=pl.lit(False))
    _, entries, criteria = packing.sizes
    key = pl.col("key")
    found = found.with_columns(
        e=key // criteria, c=(key // (entries * criteria)) * criteria + key % criteria, **_fraction(rule.slots.combine)
    )
    known = _criteria_of(found.select("c").unique(), packing, rule, facts)
    found = found.select("e", "c", "n", "na", "num", "den").join(
        known.select("c", "weight", "full"), on="c", how="left"
    )
    return Parts(found, known, packing, marks.digits)


def _statistics(combine: at.Combine) -> list[pl.Expr]:
    """What one pass over the marks has to collect; marks not given are null and do not count."""
    value = pl.col("value")
    collected = [value.count().cast(pl.Int64).alias("n")]
    if combine.method == "median":
        given = value.drop_nulls().sort()
        half = (value.count() - 1) // 2
        return [*collected, given.slice(half, 2 - value.count() % 2).sum().alias("sum")]
    high, low = combine.drop_high, combine.drop_low
    if max(high, low) <= 1:
        ends = [value.max().alias("high")] * high + [value.min().alias("low")] * low
        return [*collected, value.sum().alias("sum"), *ends]
    kept = value.drop_nulls().sort().slice(low, (value.count().cast(pl.Int64) - high - low).clip(0))
    return [*collected, kept.sum().alias("sum")]


def _fraction(combine: at.Combine) -> dict[str, pl.Expr]:
    """The combined value as num / den, null where fewer marks than needed were given."""
    high, low, n = combine.drop_high, combine.drop_low, pl.col("n")
    num = pl.col("sum")
    if max(high, low) <= 1:
        num = num - pl.col("high") if high else num
        num = num - pl.col("low") if low else num
    den = 2 - n % 2 if combine.method == "median" else n - high - low
    return {"num": pl.when(n >= combine.needed).then(num), "den": pl.when(n >= combine.needed).then(den)}


def _criteria_of(seen: pl.DataFrame, packing: Packing, rule: Rule, facts: Facts) -> pl.DataFrame:
    """c, round, criterion, weight, full of every criterion that marks are on, and of those that lack any."""
    _, entries, size = packing.sizes
    c = seen["c"]
    keys = packing.unpack((c // size) * (entries * size) + c % size).drop("entry")
    seen = seen.with_columns(keys.with_columns(pl.all().cast(pl.String)).get_columns())
    if facts.criteria is None:
        high = bounds(rule.slots.marks.scale)[1]
        return seen.with_columns(weight=pl.lit(10**WEIGHT_DIGITS, pl.Int64), full=pl.lit(high, pl.Int64))
    known = facts.criteria.rename({"high": "full"}).with_columns(
        pl.selectors.by_name("round", "criterion", require_all=False).cast(pl.String)
    )
    if "round" not in known.columns:
        known = seen.select("round").unique().join(known, how="cross")
    both = known.join(seen, on=("round", "criterion"), how="full", coalesce=True)
    if not (strange := both.filter(pl.col("weight").is_null())).is_empty():
        raise RuleError(
            "{file} does not know the criterion {name}, on which there are marks.",
            file=rule.source,
            name=strange["criterion"][0],
        )
    return both.filter(pl.col("round").is_in(seen["round"].unique().to_list())).select(
        "c", "round", "criterion", "weight", "full"
    )


def rounded(parts: Parts, rule: Rule) -> tuple[pl.Expr, pl.Expr]:
    """The combined value as (numerator, denominator), after the rounding that the rule states for it."""
    decimals, digits = rule.slots.combine.decimals, parts.digits
    num, den = wide("num"), wide("den")
    if decimals is None:
        return num, shift(den, digits)
    fits(most(parts.frame, "num"), 10 ** max(0, decimals - digits))
    fits(most(parts.frame, "den"), 10 ** max(0, digits - decimals))
    value = half_up(shift(num, max(0, decimals - digits)), shift(den, max(0, digits - decimals)))
    return value, big(10**decimals)


def weighed(parts: Parts, rule: Rule) -> tuple[pl.DataFrame, int]:
    """The parts with `lo` and `hi`: whole numbers between which the weighed value lies, and their decimals.

    They are equal where the value is exact, which is everywhere when the rule rounds each criterion.
    """
    combined, weigh = rule.slots.combine, rule.slots.weigh
    num, den = rounded(parts, rule)
    top, below = num * wide("weight"), shift(den, WEIGHT_DIGITS)
    size = most(parts.frame, "num"), most(parts.frame, "weight"), 10 ** (combined.decimals or 0), parts.packing.sizes[2]
    if weigh.decimals is not None:
        fits(*size, 10**weigh.decimals)
        lo = hi = half_up(shift(top, weigh.decimals), below)
        digits = weigh.decimals
    elif combined.decimals is not None:
        fits(*size)
        lo = hi = top
        digits = combined.decimals + WEIGHT_DIGITS
    else:
        digits = GUARD
        up, down = max(0, digits - parts.digits - WEIGHT_DIGITS), max(0, parts.digits + WEIGHT_DIGITS - digits)
        fits(*size, 10**up)
        top, below = shift(wide("num") * wide("weight"), up), shift(wide("den"), down)
        lo = top // below
        hi = lo + (lo * below != top).cast(pl.Int128)
    frame = parts.frame.with_columns(lo=lo)
    return frame.with_columns(hi=pl.col("lo") if hi is lo else hi), digits


def printed(parts: Parts, rule: Rule, keys: pl.DataFrame) -> pl.DataFrame:
    """Parts for people: round, entry, criterion, value, marks, weighted; decimals as the rule rounds, else SHOWN."""
    num, den = rounded(parts, rule)
    decimals = SHOWN if rule.slots.combine.decimals is None else rule.slots.combine.decimals
    after = SHOWN if rule.slots.weigh.decimals is None else rule.slots.weigh.decimals
    fits(most(parts.frame, "num"), most(parts.frame, "weight"), 10**SHOWN, 10**DIGITS)
    value = half_up(shift(num, decimals), den)
    weighted = half_up(shift(num * wide("weight"), after), shift(den, WEIGHT_DIGITS))
    shown = parts.frame.select(
        "e", "c", "na", marks="n", value=decimal(value, decimals), weighted=decimal(weighted, after)
    )
    names = parts.criteria.select("c", "criterion").drop_nulls("c")
    shown = shown.join(names, on="c", how="left").join(keys, on="e", how="left")
    return shown.select("round", "entry", "criterion", "marks", "value", "weighted", not_applicable="na")
