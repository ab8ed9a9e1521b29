"""The combine methods that come with weiping, in the form in which a plugin offers its own: mean, median, trimmed, winsorised.

Each is told twice: as polars expressions over the marks of a cell, and as what each mark in rising order counts as. A
property test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from ..domain.text import Text
from .methods import CombineMethod, Methods, Options

if TYPE_CHECKING:
    import polars as pl

    Pair = tuple[pl.Expr, pl.Expr]

Counted = list[Fraction | None]
ENDS = {"drop_high": 0, "drop_low": 0}


def _count(value: pl.Expr) -> pl.Expr:
    import polars as pl

    return value.count().cast(pl.Int64)


def _mean(value: pl.Expr, _options: Options) -> Pair:
    return value.sum(), _count(value)


def _median(value: pl.Expr, _options: Options) -> Pair:
    n = _count(value)
    return value.drop_nulls().sort().slice((n - 1) // 2, 2 - n % 2).sum(), 2 - n % 2


def _kept(value: pl.Expr, options: Options) -> pl.Expr:
    """The marks in rising order without the ends."""
    high, low = options["drop_high"], options["drop_low"]
    return value.drop_nulls().sort().slice(low, (_count(value) - high - low).clip(0))


def _trimmed(value: pl.Expr, options: Options) -> Pair:
    high, low = options["drop_high"], options["drop_low"]
    left = _count(value) - high - low
    if max(high, low) > 1:
        return _kept(value, options).sum(), left
    total = value.sum()
    total = total - value.max() if high else total
    return (total - value.min() if low else total), left


def _winsorised(value: pl.Expr, options: Options) -> Pair:
    kept = _kept(value, options)
    ends = kept.first() * options["drop_low"] + kept.last() * options["drop_high"]
    return kept.sum() + ends, _count(value)


def _all_count(marks: Sequence[Fraction], _options: Options) -> Counted:
    return list(marks)


def _middle_counts(marks: Sequence[Fraction], _options: Options) -> Counted:
    half = (len(marks) - 1) // 2
    middle = range(half, half + 2 - len(marks) % 2)
    return [mark if at in middle else None for at, mark in enumerate(marks)]


def _inner_count(marks: Sequence[Fraction], options: Options) -> Counted:
    low, high = options["drop_low"], len(marks) - options["drop_high"]
    return [mark if low <= at < high else None for at, mark in enumerate(marks)]


def _ends_move_in(marks: Sequence[Fraction], options: Options) -> Counted:
    low, high = options["drop_low"], len(marks) - options["drop_high"]
    return [marks[min(max(at, low), high - 1)] for at in range(len(marks))]


def _one_between(options: Options) -> int:
    return int(options["drop_high"] + options["drop_low"] + 1)


COMBINE = (
    CombineMethod(
        key="mean",
        title=Text("平均分", "Mean"),
        combine=_mean,
        counted=_all_count,
        words=Text("每个评分项取各评委打分的平均分。", "On each criterion the judges' marks are averaged."),
    ),
    CombineMethod(
        key="median",
        title=Text("中位数", "Median"),
        combine=_median,
        counted=_middle_counts,
        words=Text("每个评分项取各评委打分的中位数。", "On each criterion the median of the judges' marks counts."),
    ),
    CombineMethod(
        key="trimmed",
        title=Text("去掉最高分和最低分", "Without the highest and the lowest"),
        combine=_trimmed,
        counted=_inner_count,
        options=ENDS,
        least=_one_between,
        words=Text(
            "每个评分项在已打的分数中去掉 {drop_high} 个最高分和 {drop_low} 个最低分，其余取平均。",
            "On each criterion the {drop_high} highest and the {drop_low} lowest of the marks given are dropped; "
            "the rest are averaged.",
        ),
    ),
    CombineMethod(
        key="winsorised",
        title=Text("缩尾平均", "Winsorised mean"),
        combine=_winsorised,
        counted=_ends_move_in,
        options=ENDS,
        least=_one_between,
        words=Text(
            "每个评分项在已打的分数中，{drop_high} 个最高分和 {drop_low} 个最低分各按与之最近的其余分数计，再取平均。",
            "On each criterion the {drop_high} highest and the {drop_low} lowest of the marks given count as the nearest "
            "of the other marks; then all are averaged.",
        ),
    ),
)

BUILTIN = Methods(combine={method.key: method for method in COMBINE})
"""What there is without any plugin."""
