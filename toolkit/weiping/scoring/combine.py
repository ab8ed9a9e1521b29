"""Slot 3 and 4, first half: judges' marks become one exact value per entry and criterion, weighed.

A value is a fraction numerator / denominator of integers, so nothing is lost before the rule says to round.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm

import polars as pl

from ..domain.exact import exact
from ..domain.exact import half_up as half_up_decimal
from ..domain.text import Text
from ..errors import RuleError
from ..frames import DIGITS, Marks
from ..frames.packing import Packing
from . import slots as at
from .asking import contained, expressions, nonsense
from .combining import BUILTIN
from .facts import Facts, bounds, full_marks
from .fixed import GUARD, big, decimal, fits, half_up, most, shift, wide
from .methods import CombineMethod
from .points import Points
from .rule import Rule
from .validate import WEIGHT_DIGITS

MANY, SMALL, ROOM = 1000, 10**6, 10**16
"""How many denominators, how large a common one and how large values are still computed over that one."""
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


def combine(marks: Marks, counted: Points, rule: Rule, facts: Facts) -> Parts:
    """Group the marks once, by round, entry and criterion, and join each criterion's weight."""
    packing = marks.packing.first(3)
    stats = [pl.col("na").any()] if marks.frame["na"].any() else []
    found = _grouped(counted.frame, stats, rule, marks.digits, marks.packing.sizes[3])
    if not stats:
        found = found.with_columns(na=pl.lit(False))
    _, entries, criteria = packing.sizes
    key = pl.col("key")
    found = found.with_columns(e=key // criteria, c=(key // (entries * criteria)) * criteria + key % criteria)
    if counted.units is not None:
        found = found.join(counted.units, on="c", how="left").with_columns(den=wide("den") * pl.col("unit"))
    if rule.slots.combine.met is not None:
        found = _met(found, rule.slots.combine.met, marks.digits)
    known = _criteria_of(found.select("c").unique(), packing, rule, facts)
    found = found.select("e", "c", "n", "na", "num", "den").join(
        known.select("c", "weight", "full"), on="c", how="left"
    )
    return Parts(found, known, packing, marks.digits)


def _grouped(frame: pl.DataFrame, stats: list[pl.Expr], rule: Rule, digits: int, judges: int) -> pl.DataFrame:
    """key, n, na where it is among `stats`, and the combined value num / den, null where too few marks were given."""
    method, plugin = rule.combining, rule.methods.source(rule.combining.key)
    value = pl.col("value")
    own = method.key in BUILTIN.combine
    asked = value if method.decimals is None else value.cast(pl.Float64) / 10.0**digits
    answers = expressions(method, asked, rule.combine_options, plugin)
    named = [one.alias(name) for one, name in zip(answers, ("num", "den"), strict=False)]
    ends = [] if own else [value.min().alias("low"), value.max().alias("high")]
    packed = frame.lazy().select("value", "na", key=pl.col("cell") // judges)
    grouped = packed.group_by("key").agg(value.count().cast(pl.Int64).alias("n"), *named, *stats, *ends)
    if own:
        found = grouped.collect()
    else:
        with contained(method, plugin):
            found = grouped.collect()
        found = _checked(found, rule, plugin, digits)
    enough = pl.col("n") >= rule.needed
    return found.with_columns(num=pl.when(enough).then("num"), den=pl.when(enough).then("den"))


def _checked(found: pl.DataFrame, rule: Rule, plugin: str, digits: int) -> pl.DataFrame:
    """What a plugin's method answered, as num and den; PluginError where it is no value between the marks."""
    method = rule.combining
    if method.decimals is not None:
        found = _from_floats(found, method, plugin, digits)
    if not all(found.schema[name].is_integer() for name in ("num", "den")):
        raise nonsense(method, plugin, Text("分子和分母应为整数", "numerator and denominator must be whole numbers"))
    used = found.filter(pl.col("n") >= rule.needed)
    slack = 0 if method.decimals is None else 10 ** max(0, digits - method.decimals)
    num, den = wide("num"), wide("den")
    between = (num >= (wide("low") - slack) * den) & (num <= (wide("high") + slack) * den)
    good = pl.col("num").is_not_null() & (pl.col("den") > 0) & between
    if not used.select(good.fill_null(False).all()).item():
        raise nonsense(
            method,
            plugin,
            Text("结果不在所给分数的最低与最高之间", "a value does not lie between the marks it is made of"),
        )
    return found


def _from_floats(found: pl.DataFrame, method: CombineMethod, plugin: str, digits: int) -> pl.DataFrame:
    """Floats rounded half-up to the method's decimals, from the shortest decimals that print them."""
    if not found.schema["num"].is_float():
        raise nonsense(method, plugin, Text("应为浮点数", "it must be floats, as it states decimals"))
    places = int(method.decimals or 0)
    if not found.select((pl.col("num").is_finite() | pl.col("num").is_null()).all()).item():
        raise nonsense(method, plugin, Text("结果不是有限的数", "a value is no finite number"))
    whole = [None if one is None else int(half_up_decimal(exact(one), places).scaleb(places)) for one in found["num"]]
    up, down = max(0, digits - places), max(0, places - digits)
    num = pl.Series("num", whole, dtype=pl.Int64) * 10**up
    return found.with_columns(num, den=pl.lit(10**down, dtype=pl.Int64))


def _met(found: pl.DataFrame, met: at.Met, digits: int) -> pl.DataFrame:
    """1 where the value reaches the bar, else 0."""
    fits(most(found, "num"), 10**DIGITS)
    fits(most(found, "den"), 10**digits, abs(int(met.bar.scaleb(DIGITS))) or 1)
    left, right = wide("num") * 10**DIGITS, wide("den") * (int(met.bar.scaleb(DIGITS)) * 10**digits)
    holds = left >= right if met.at_least is not None else left > right
    star = pl.when(holds).then(pl.lit(10**digits, pl.Int64)).otherwise(pl.lit(0, pl.Int64))
    given = pl.col("num").is_not_null()
    return found.with_columns(num=pl.when(given).then(star), den=pl.when(given).then(pl.lit(1, pl.Int64)))


def _criteria_of(seen: pl.DataFrame, packing: Packing, rule: Rule, facts: Facts) -> pl.DataFrame:
    """c, round, criterion, weight, full of every criterion that marks are on, and of those that lack any."""
    _, entries, size = packing.sizes
    c = seen["c"]
    keys = packing.unpack((c // size) * (entries * size) + c % size).drop("entry")
    seen = seen.with_columns(keys.with_columns(pl.all().cast(pl.String)).get_columns())
    if facts.criteria is None:
        high = pl.lit(bounds(rule.slots.marks.scale)[1], pl.Int64)
        full = full_marks(rule, pl.col("criterion"), high)
        return seen.with_columns(weight=pl.lit(10**WEIGHT_DIGITS, pl.Int64), full=full)
    known = facts.criteria.with_columns(pl.selectors.by_name("round", "criterion", require_all=False).cast(pl.String))
    known = known.with_columns(full=full_marks(rule, pl.col("criterion"), pl.col("high")))
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


def weighed(parts: Parts, rule: Rule) -> tuple[pl.DataFrame, int, int]:
    """The parts with `lo` and `hi`: whole numbers between which the weighed value lies; their decimals, and their divisor.

    They are equal where the value is exact: everywhere when the rule rounds each criterion, and elsewhere where the
    denominators have a common one that is small, as those of panels have. Only else they are apart.
    """
    divisor = 1
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
    elif (common := _common(parts)) is not None:
        divisor = common
        fits(*size, divisor)
        lo = hi = wide("num") * wide("weight") * (big(divisor) // wide("den"))
        digits = parts.digits + WEIGHT_DIGITS
    else:
        digits = GUARD
        up, down = max(0, digits - parts.digits - WEIGHT_DIGITS), max(0, parts.digits + WEIGHT_DIGITS - digits)
        fits(*size, 10**up)
        top, below = shift(wide("num") * wide("weight"), up), shift(wide("den"), down)
        lo = top // below
        hi = lo + (lo * below != top).cast(pl.Int128)
    frame = parts.frame.with_columns(lo=lo)
    return frame.with_columns(hi=pl.col("lo") if hi is lo else hi), digits, divisor


def _common(parts: Parts) -> int | None:
    """A common denominator of all values; None where it is so large that 128 bits would not do."""
    found = parts.frame["den"].drop_nulls().unique()
    if found.len() > MANY or (found.len() and int(found.max() or 1) > SMALL):  # type: ignore[arg-type]
        return None
    common = lcm(*(int(one) for one in found))
    room = most(parts.frame, "num") * most(parts.frame, "weight") * parts.packing.sizes[2]
    return common if common <= SMALL and room <= ROOM else None


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
