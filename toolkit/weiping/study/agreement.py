"""Whether judges agree: intraclass correlations of a judge × entry table.

Source: P. E. Shrout and J. L. Fleiss, "Intraclass correlations: uses in assessing rater reliability", Psychological
Bulletin 86(2), 1979, 420–428. Judges and entries are taken as drawn at random from many (their Case 2), which is the
case of a panel that might have been another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .block import Number
from .undefined import Reason, Undefined


@dataclass(frozen=True, slots=True)
class Variances:
    """Mean squares of the two-way layout: between entries, between judges, and what is left (BMS, JMS and EMS)."""

    entries: Fraction
    judges: Fraction
    rest: Fraction


@dataclass(frozen=True, slots=True)
class Agreement:
    """`single` is ICC(2,1), what one judge's total is worth; `panel` is ICC(2,k), what the mean of this panel is.

    Both are exact, at most 1, and below zero where judges disagree more than the entries differ.
    """

    single: Fraction
    panel: Fraction
    judges: int
    entries: int


def mean_squares(rows: Sequence[Sequence[Number]]) -> Variances:
    """The analysis of variance of a complete table, entries in rows and judges in columns, exactly.

    With n entries, k judges, row sums R, column sums C, the grand sum G and all marks x:
    BMS = (ΣR²/k − G²/nk) / (n − 1), JMS = (ΣC²/n − G²/nk) / (k − 1),
    EMS = (Σx² − ΣR²/k − ΣC²/n + G²/nk) / ((n − 1)(k − 1)). Needs n, k ≥ 2.
    """
    table = [[Fraction(mark) for mark in row] for row in rows]
    n, k = len(table), len(table[0])
    by_entry = Fraction(sum(sum(row) ** 2 for row in table)) / k
    by_judge = Fraction(sum(sum(column) ** 2 for column in zip(*table, strict=True))) / n
    grand = Fraction(sum(sum(row) for row in table)) ** 2 / (n * k)
    every = sum((mark * mark for row in table for mark in row), Fraction(0))
    return Variances(
        entries=(by_entry - grand) / (n - 1),
        judges=(by_judge - grand) / (k - 1),
        rest=(every - by_entry - by_judge + grand) / ((n - 1) * (k - 1)),
    )


def icc(rows: Sequence[Sequence[Number]]) -> Agreement | Undefined:
    """ICC(2,1) and ICC(2,k) of a complete table, entries in rows and judges in columns.

    ICC(2,1) = (BMS − EMS) / (BMS + (k − 1) EMS + k (JMS − EMS) / n) and
    ICC(2,k) = (BMS − EMS) / (BMS + (JMS − EMS) / n), Shrout and Fleiss 1979, p. 423 and 426.

    Undefined with fewer than two judges or entries, where all entries come out level, and where the judges oppose each
    other so far that the panel's denominator is not positive.
    """
    n = len(rows)
    k = len(rows[0]) if rows else 0
    if k < 2:
        return Undefined(Reason.FEW_JUDGES)
    if n < 2:
        return Undefined(Reason.FEW_ENTRIES)
    found = mean_squares(rows)
    if found.entries == 0:
        return Undefined(Reason.LEVEL)
    above, between = found.entries - found.rest, (found.judges - found.rest) / n
    panel = found.entries + between
    if panel <= 0:
        return Undefined(Reason.OPPOSED)
    single = found.entries + (k - 1) * found.rest + k * between
    return Agreement(above / single, above / panel, judges=k, entries=n)
