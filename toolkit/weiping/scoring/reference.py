"""One entry at a time with fractions: the rule as it is written, kept so simple that it can be checked by reading.

The engine is held equal to this by a property test, and asks it about totals too near to a rounding boundary;
`explain` tells its steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from ..domain.exact import half_up
from .rule import Rule


@dataclass(frozen=True, slots=True)
class CriterionSheet:
    """The marks of one entry on one criterion, with the criterion's weight and full mark."""

    criterion: str
    given: tuple[tuple[str, Decimal], ...]
    left_out: tuple[str, ...] = ()
    not_applicable: bool = False
    weight: Decimal = Decimal(1)
    full: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is known about one entry of one round; `criteria` are the expected ones, in order."""

    round: str
    entry: str
    criteria: tuple[CriterionSheet, ...]
    numbers: Mapping[str, Decimal | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One criterion: the marks used and dropped, what they come to, and what that weighs."""

    sheet: CriterionSheet
    dropped: tuple[tuple[str, Decimal, str], ...] = ()
    used: tuple[tuple[str, Decimal], ...] = ()
    value: Fraction | None = None
    weighted: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """What a column of the entries adds (sign 1) or takes off (sign -1)."""

    column: str
    sign: int
    given: Decimal | None
    counted: Decimal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one entry comes to. `value` is the exact value from the criteria; `total` is None with a `reason`."""

    round: str
    entry: str
    parts: tuple[Part, ...]
    value: Fraction | None
    criteria_total: Decimal | None
    amounts: tuple[Amount, ...]
    total: Decimal | None
    reason: str | None = None
    detail: str | None = None


def rounded(value: Fraction, decimals: int | None) -> Fraction:
    """`value`, rounded half-up where the rule says so."""
    return value if decimals is None else Fraction(half_up(value, decimals))


def combined(sheet: CriterionSheet, rule: Rule) -> Part:
    """The marks of several judges as one value (slot 3), weighed (slot 4)."""
    law = rule.slots.combine
    marks = sorted(sheet.given, key=lambda pair: (pair[1], pair[0]))
    if len(marks) < law.needed:
        return Part(sheet)
    low, high = law.drop_low, len(marks) - law.drop_high
    dropped = [(*pair, "low") for pair in marks[:low]] + [(*pair, "high") for pair in marks[high:]]
    used = marks[low:high]
    if law.method == "median":
        half = (len(marks) - 1) // 2
        used = marks[half : half + 2 - len(marks) % 2]
    mean = sum((Fraction(mark) for _, mark in used), Fraction(0)) / len(used)
    value = rounded(mean, law.decimals)
    weighted = rounded(value * Fraction(sheet.weight), rule.slots.weigh.decimals)
    return Part(sheet, tuple(dropped), tuple(used), value, weighted)


def weighed(parts: tuple[Part, ...], rule: Rule) -> Fraction | None:
    """The value of an entry from its criteria (slot 4); None where there is nothing to divide by."""
    method = rule.slots.weigh.method
    used = [part for part in parts if part.weighted is not None]
    total = sum((part.weighted for part in used if part.weighted is not None), Fraction(0))
    if method == "sum":
        return total
    full = [Fraction(part.sheet.full or 0) if method == "percentage" else Fraction(1) for part in used]
    below = sum((Fraction(part.sheet.weight) * most for part, most in zip(used, full, strict=True)), Fraction(0))
    if below == 0:
        return None
    return total / below * (100 if method == "percentage" else 1)


def amounts(numbers: Mapping[str, Decimal | None], rule: Rule) -> tuple[Amount, ...]:
    """What is added and taken off (slot 5)."""
    slots = rule.slots.entries
    found = []
    for sign, term in [(1, term) for term in slots.add] + [(-1, term) for term in slots.subtract]:
        given = numbers.get(term.column)
        value = given or Decimal(0)
        value = abs(value) if term.absolute else value
        value = value if term.cap is None else min(value, term.cap)
        found.append(Amount(term.column, sign, given, value))
    return tuple(found)


def outcome(sheet: Sheet, rule: Rule) -> Outcome:
    """The whole way from the marks of an entry to its printed total (slots 3 to 7)."""
    parts = tuple(combined(one, rule) for one in sheet.criteria)
    added = amounts(sheet.numbers, rule)
    reason, detail = _reason(parts, sheet, rule)
    value = weighed(parts, rule) if reason is None or reason == "no-number" else None
    if reason is None and value is None:
        reason = "nothing-applicable"
    if reason is not None or value is None:
        return Outcome(sheet.round, sheet.entry, parts, value, None, added, None, reason, detail)
    final = rule.decimals
    total = value + sum((one.sign * Fraction(one.counted) for one in added), Fraction(0))
    return Outcome(sheet.round, sheet.entry, parts, value, half_up(value, final), added, half_up(total, final))


def _reason(parts: tuple[Part, ...], sheet: Sheet, rule: Rule) -> tuple[str | None, str | None]:
    """Why there is no total, and the criteria or the column that lack."""
    given = [part for part in parts if part.value is not None]
    not_applicable = [part for part in parts if part.sheet.not_applicable and not part.sheet.given]
    short = [part for part in parts if part.value is None and part.sheet.given]
    lacking = [part.sheet.criterion for part in parts if part not in given and part not in not_applicable]
    names = ", ".join(sorted(lacking))
    whole = rule.slots.weigh.missing == "incomplete"
    if not given and not short and not (whole and lacking and not_applicable):
        return ("nothing-applicable" if not_applicable else "no-marks"), None
    if short and (not given or whole):
        return "too-few-marks", names
    if whole and lacking:
        return "incomplete", names
    slots = rule.slots.entries
    for term in (*slots.add, *slots.subtract):
        if term.empty == "incomplete" and sheet.numbers.get(term.column) is None:
            return "no-number", term.column
    return None, None
