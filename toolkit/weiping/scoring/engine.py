"""A whole round, or many, at once: marks and a rule in, standings out.

    marks -> combine (judges) -> weigh (criteria) -> totals (entries) -> ranked -> awarded

Every number is an integer; the few totals that lie too near to a rounding boundary to be told from brackets are
computed again with fractions, by the code that also explains them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from ..domain.text import Text
from ..errors import RuleError
from ..frames import DIGITS, Marks
from . import rank
from .combine import Parts, combine, printed, rounded
from .facts import Facts, Frame, check_expected, prepare
from .fixed import decimal, half_up, shift, wide
from .order import ordered
from .points import points
from .reference import outcome
from .rule import Rule
from .sheets import read
from .validate import WEIGHT_DIGITS
from .weigh import extra, off_scale, per_entry, totals


@dataclass(frozen=True)
class Scored:
    """What came out.

    `standings` has one row per round and entry, by round and place: round, entry, rank, shared, total (Decimal with the
    rule's final decimals), award (key), criteria_total (Decimal, same decimals), tie_1 … (Decimal), eligible, reason
    and detail (why there is no place; `weiping.scoring.reasons.said` puts them into words). Without a place, `rank` is
    null; without a score, `total` is null too: missing is not zero. Under a rank method there is `score` (Decimal, more
    is better) after total, which places are decided on. `refused` lists the rows that were not used.
    """

    standings: pl.DataFrame
    refused: pl.DataFrame
    rule: Rule
    rounds: bool
    _parts: Parts
    _keys: pl.DataFrame
    told: Mapping[tuple[str, str], tuple[Text, ...]] = field(default_factory=dict)
    """(round, entry) -> how a rank method came to its score, where the rule names one."""

    @cached_property
    def parts(self) -> pl.DataFrame:
        """One row per round, entry and criterion with a mark: marks (how many), value, weighted, not_applicable."""
        return printed(self._parts, self.rule, self._keys)


def score(
    marks: Marks,
    rule: Rule,
    *,
    entries: Frame | None = None,
    criteria: Frame | None = None,
    judges: Frame | None = None,
    facts: Facts | None = None,
) -> Scored:
    """The standings of `marks` under `rule`.

    `entries` has (round,) entry and the columns the rule names; entries without marks then appear, without a total.
    `criteria` has (round,) criterion and, as far as the rule asks, weight, low, high, step; `judges` has judge and the
    severities of a rule that adjusts by them. `facts` are all three, prepared. Raises RuleError where the rule does not
    fit the data, InputError for a table that cannot be used, PluginError where a plugin's method fails.
    """
    facts = facts or prepare(rule, entries=entries, criteria=criteria, judges=judges)
    counted = points(marks, rule, facts)
    parts = combine(marks, counted, rule, facts)
    seen = parts.criteria.filter(pl.col("c").is_not_null())["criterion"].unique().to_list()
    check_expected(facts.expected(rule), seen, rule.source)
    values, value = per_entry(parts, rule)
    keys = parts.entries(values["e"]).with_columns(e=values["e"])
    table = _universe(values.join(keys, on="e", how="left", maintain_order="left"), marks, facts, rule)
    amount, lacking = extra(rule)
    table = totals(table.with_columns(extra=amount, lacking=lacking, off=off_scale(rule, value)), value, rule)
    table = _reasons(_tie_criteria(table, parts, rule), parts, rule)
    table = _settled(table, marks, rule, facts)
    table, told = ordered(table, marks, counted, parts, rule)
    table = rank.awarded(rank.ranked(rank.with_ties(table, rule), rule), rule)
    refused = pl.concat([facts.refused, marks.refused])
    return Scored(_standings(table, marks, rule), refused, rule, marks.rounds, parts, keys, told)


def _universe(values: pl.DataFrame, marks: Marks, facts: Facts, rule: Rule) -> pl.DataFrame:
    """Every entry of the table of entries, or without one every entry that the marks name; round and entry as text."""
    values = values.with_columns(pl.col("round", "entry").cast(pl.String))
    if facts.entries is None:
        return values
    every = facts.entries.with_columns(pl.selectors.by_name("round", "entry", require_all=False).cast(pl.String))
    if "round" not in every.columns:
        rounds = values.select("round").unique() if marks.rounds else pl.DataFrame({"round": [""]})
        every = rounds.join(every, how="cross")
    strange = values.join(every, on=("round", "entry"), how="anti")
    if not strange.is_empty():
        raise RuleError(
            "{file}: there are marks for {entry}, which the table of entries does not have.",
            file=rule.source,
            entry=strange["entry"][0],
        )
    return every.join(values, on=("round", "entry"), how="left", maintain_order="left")


def _reasons(table: pl.DataFrame, parts: Parts, rule: Rule) -> pl.DataFrame:
    """Add reason and detail: why an entry has no total (which becomes null) or, with a total, no place."""
    known = parts.criteria.group_by("round").agg(expected=pl.len())
    table = table.join(known, on="round", how="left", maintain_order="left")
    given, na, short = (pl.col(name).fill_null(0) for name in ("given", "na", "short"))
    whole = rule.slots.weigh.missing == "incomplete"
    bar, number = rank.barred(rule)
    reason = (
        pl.when((given == 0) & (short == 0) & (na > 0) & (na == pl.col("expected") if whole else True))
        .then(pl.lit("nothing-applicable"))
        .when((given == 0) & (short == 0) & (na == 0))
        .then(pl.lit("no-marks"))
        .when((short > 0) & ((given == 0) | whole))
        .then(pl.lit("too-few-marks"))
        .when(whole & (given + na < pl.col("expected")))
        .then(pl.lit("incomplete"))
        .when(pl.col("total").is_null() & pl.col("lacking").is_null())
        .then(pl.lit("nothing-applicable"))
        .when(pl.col("lacking").is_not_null())
        .then(pl.lit("no-number"))
        .when(pl.col("off") == "")
        .then(pl.lit("panel-off-scale"))
        .when(pl.col("off").is_not_null())
        .then(pl.lit("off-scale"))
    )
    table = table.with_columns(reason=reason)
    table = table.with_columns(total=pl.when(pl.col("reason").is_null()).then("total"))
    table = table.with_columns(
        detail=pl.when(pl.col("reason") == "no-number")
        .then("lacking")
        .when(pl.col("reason") == "off-scale")
        .then("off")
        .when(pl.col("reason").is_null())
        .then(number),
        reason=pl.coalesce("reason", bar),
        eligible=bar.is_null(),
        unsure=pl.col("unsure").fill_null(False) & pl.col("reason").is_null(),
    )
    return _lacking(table, parts)


def _lacking(table: pl.DataFrame, parts: Parts) -> pl.DataFrame:
    """Name the criteria that an incomplete entry lacks."""
    if (
        "e" not in table.columns
        or (found := table.filter(pl.col("reason").is_in(["incomplete", "too-few-marks"]))).is_empty()
    ):
        return table
    done = parts.frame.filter(pl.col("num").is_not_null() | (pl.col("na") & (pl.col("n") == 0)))
    done = done.join(parts.criteria.select("c", "criterion").drop_nulls(), on="c").select("e", "criterion")
    lacks = found.select("e", "round").join(parts.criteria.select("round", "criterion"), on="round")
    lacks = lacks.join(done, on=("e", "criterion"), how="anti").sort("criterion")
    names = lacks.group_by("e", maintain_order=True).agg(names=pl.col("criterion").str.join(", "))
    table = table.join(names, on="e", how="left", maintain_order="left")
    return table.with_columns(detail=pl.coalesce("names", "detail")).drop("names")


def _tie_criteria(table: pl.DataFrame, parts: Parts, rule: Rule) -> pl.DataFrame:
    """Add criterion_1 … for tie-breaks by a criterion: its weighed value with the final decimals."""
    for number, tie in enumerate(rule.slots.rank.ties, start=1):
        if tie.by != "criterion":
            continue
        numerator, denominator = _weighed_value(parts, rule)
        chosen = parts.criteria.filter(pl.col("criterion") == tie.criterion).select("c").drop_nulls()
        value = half_up(shift(numerator, rule.decimals), denominator).alias(f"criterion_{number}")
        found = parts.frame.join(chosen, on="c", how="semi").select("e", value)
        table = table.join(found, on="e", how="left", maintain_order="left")
    return table


def _weighed_value(parts: Parts, rule: Rule) -> tuple[pl.Expr, pl.Expr]:
    num, den = rounded(parts, rule)
    top, below = num * wide("weight"), shift(den, WEIGHT_DIGITS)
    decimals = rule.slots.weigh.decimals
    if decimals is None:
        return top, below
    return half_up(shift(top, decimals), below), pl.lit(10**decimals, dtype=pl.Int128)


def _settled(table: pl.DataFrame, marks: Marks, rule: Rule, facts: Facts) -> pl.DataFrame:
    """Compute again, with fractions, the totals whose bracket spans a rounding boundary."""
    unsure = table.filter("unsure").select("round", "entry")
    if unsure.is_empty():
        return table
    found = [outcome(sheet, rule) for sheet in read(marks, rule, facts, unsure)]
    unit = 10**rule.decimals
    exact = pl.DataFrame(
        {
            "round": [one.round for one in found],
            "entry": [one.entry for one in found],
            "total_": [int((one.total or 0) * unit) for one in found],
            "criteria_total_": [int((one.criteria_total or 0) * unit) for one in found],
        },
        schema={"round": pl.String, "entry": pl.String, "total_": pl.Int128, "criteria_total_": pl.Int128},
    )
    table = table.join(exact, on=("round", "entry"), how="left", maintain_order="left")
    both = [pl.coalesce(f"{name}_", name).alias(name) for name in ("total", "criteria_total")]
    return table.with_columns(both).drop("total_", "criteria_total_")


def _standings(table: pl.DataFrame, marks: Marks, rule: Rule) -> pl.DataFrame:
    """The columns that leave, in the order of rounds and places; keys in the type that the marks had."""
    final = rule.decimals
    ties = []
    for name, tie in zip(rank.tie_columns(rule), rule.slots.rank.ties, strict=True):
        value = pl.col(name) * -1 if tie.order == "lower" else pl.col(name)
        ties.append(decimal(value, DIGITS if tie.by == "column" else final).alias(name))
    scored = pl.col("total").is_not_null()
    table = table.with_columns(
        *([decimal("score", rule.ranking.decimals).alias("score")] if rule.ranking else []),
        total=decimal("total", final),
        criteria_total=pl.when(scored).then(decimal("criteria_total", final)),
        **{column.meta.output_name(): column for column in ties},
    )
    for name in ("round", "entry"):
        if (kind := marks.frame.schema[name]).is_integer():
            typed = table[name].cast(kind, strict=False)
            table = table.with_columns(typed) if typed.null_count() == table[name].null_count() else table
    order = [_natural(table["round"]), pl.col("round"), pl.col("rank"), _natural(table["entry"]), pl.col("entry")]
    table = table.sort(order, nulls_last=True)
    return table.select(
        "round",
        "entry",
        pl.col("rank").cast(pl.Int64),
        "shared",
        "total",
        *(["score"] if rule.ranking else []),
        "award",
        "criteria_total",
        *rank.tie_columns(rule),
        "eligible",
        "reason",
        "detail",
    )


def _natural(column: pl.Series) -> pl.Expr:
    """Numbers in a text column sort as numbers."""
    return pl.col(column.name).cast(pl.Int64, strict=False)
