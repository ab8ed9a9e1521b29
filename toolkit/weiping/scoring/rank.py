"""Slots 6, 8 and 9: who may win, the order of the entries, and the awards."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import polars as pl

from ..frames import DIGITS
from . import slots as at
from .rule import Rule, beside

RUNNING = pl.col("total").is_not_null() & pl.col("reason").is_null()
"""Which entries may have a place."""


def holds(condition: at.Condition, numbers: tuple[str, ...]) -> pl.Expr:
    """Whether a condition holds for an entry; null where its column is empty. Text compares without regard to case."""
    column = pl.col(beside(condition.column))
    if condition.column in numbers:
        return _compared(column, condition, lambda value: int(Decimal(str(value)).scaleb(DIGITS)))
    text = column.cast(pl.String).str.strip_chars().str.to_lowercase()
    if condition.op == "contains":
        return text.str.contains(str(condition.value).lower(), literal=True)
    return _compared(text, condition, lambda value: str(value).lower())


def _compared(column: pl.Expr, condition: at.Condition, plain: Callable[[object], int | str]) -> pl.Expr:
    if condition.op == "in":
        return column.is_in([plain(value) for value in condition.value])
    value = pl.lit(plain(condition.value))
    by = {">": pl.Expr.gt, ">=": pl.Expr.ge, "<": pl.Expr.lt, "<=": pl.Expr.le, "==": pl.Expr.eq}
    return by[condition.op](column, value)


def barred(rule: Rule) -> tuple[pl.Expr, pl.Expr]:
    """(`gate` or `veto`, its number) of the first bar an entry does not pass; null for those that may win.

    A gate that cannot be judged, its column being empty, is not passed; such a veto does not strike.
    """
    kind, number = pl.lit(None, dtype=pl.String), pl.lit(None, dtype=pl.String)
    out = [("gate", at_, ~holds(bar, rule.entry_columns).fill_null(False)) for at_, bar in enumerate(rule.slots.gates)]
    out += [("veto", at_, holds(bar, rule.entry_columns).fill_null(False)) for at_, bar in enumerate(rule.slots.vetoes)]
    for name, at_, hit in out:
        kind = pl.coalesce(kind, pl.when(hit).then(pl.lit(name)))
        number = pl.coalesce(number, pl.when(hit).then(pl.lit(str(at_))))
    return kind, number


def tie_columns(rule: Rule) -> list[str]:
    """The columns that hold the tie-breaks' values, in their order."""
    return [f"tie_{at_ + 1}" for at_ in range(len(rule.slots.rank.ties))]


def with_ties(entries: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """Add tie_1, tie_2 …: integers, larger is better; null where the tie-break's condition does not hold.

    `entries` has criteria_total, the columns of the rule, and criterion_1 … for tie-breaks by a criterion.
    """
    made = []
    for at_, tie in enumerate(rule.slots.rank.ties, start=1):
        name = {"criteria_total": "criteria_total", "criterion": f"criterion_{at_}", "column": beside(str(tie.column))}[
            tie.by
        ]
        value = pl.col(name).cast(pl.Int128)
        value = value * -1 if tie.order == "lower" else value
        if tie.when is not None:
            value = pl.when(holds(tie.when, rule.entry_columns).fill_null(False)).then(value)
        made.append(value.alias(f"tie_{at_}"))
    return entries.with_columns(made)


def ranked(entries: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """Add rank, shared, first and last (the positions that a shared place covers), per round.

    By the total, or by the score of the rule's rank method. Only rows with a total and without a reason are ranked.
    Equal in that and in every tie-break is a shared place.
    """
    ties = tie_columns(rule)
    by = "score" if rule.ranking else "total"
    best = rule.slots.rank.order == "highest" or rule.ranking is not None
    field = entries.filter(RUNNING).sort(
        ["round", by, *ties], descending=[False, best, *[True] * len(ties)], nulls_last=True
    )
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(1)) for name in ("round", by, *ties))
    field = field.with_columns(
        position=pl.int_range(pl.len()).over("round") + 1, new=~same | (pl.int_range(pl.len()) == 0)
    )
    group = pl.col("new").cum_sum()
    field = field.with_columns(group=group).with_columns(
        first=pl.col("position").min().over("group"), last=pl.col("position").max().over("group")
    )
    dense = pl.col("new").cast(pl.Int64).cum_sum().over("round")
    field = field.with_columns(
        rank=pl.col("first") if rule.slots.rank.method == "competition" else dense,
        shared=pl.col("last") > pl.col("first"),
    ).drop("position", "new", "group")
    rest = entries.filter(~RUNNING)
    return pl.concat([field, rest], how="diagonal").with_columns(pl.col("shared").fill_null(False))


def awarded(entries: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """Add `award`: the key of the first award in the rule's order that the entry gets, or null."""
    award = pl.lit(None, dtype=pl.String)
    for one in rule.slots.awards:
        won = pl.col("rank").is_not_null()
        if one.first is not None:
            won &= pl.col("first" if one.tie == "all" else "last") <= one.first
        if one.at_least is not None:
            bar = int(one.at_least.scaleb(DIGITS))
            unit = 10 ** (DIGITS - rule.decimals)
            won &= (
                pl.col("total") * unit >= bar if rule.slots.rank.order == "highest" else pl.col("total") * unit <= bar
            )
        award = pl.coalesce(award, pl.when(won).then(pl.lit(one.key)))
    return entries.with_columns(award=award)
