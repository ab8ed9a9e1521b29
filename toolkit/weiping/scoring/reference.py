"""One entry at a time with fractions: the rule as it is written, kept so simple that it can be checked by reading.

The engine is held equal to this by a property test, and asks it about totals too near to a rounding boundary;
`explain` tells its steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import lcm

from ..domain.exact import exact, half_up
from ..domain.text import Text
from . import slots as at
from .asking import contained, expressions, nonsense
from .rule import Rule

PERCENT = at.Bounds(low=Decimal(0), high=Decimal(100))
Number = Decimal | Fraction
Judged = tuple[tuple[str, Number], ...]
"""(judge, number) pairs."""


@dataclass(frozen=True, slots=True)
class CriterionSheet:
    """The marks of one entry on one criterion, with the criterion's weight and full mark."""

    criterion: str
    given: tuple[tuple[str, Decimal], ...]
    left_out: tuple[str, ...] = ()
    not_applicable: bool = False
    weight: Decimal = Decimal(1)
    full: Decimal | None = None
    shifts: Mapping[str, Fraction] = field(default_factory=dict)
    """Judge -> what the rule adds to this judge's marks (slot 2)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is known about one entry of one round; `criteria` are the expected ones, in order."""

    round: str
    entry: str
    criteria: tuple[CriterionSheet, ...]
    numbers: Mapping[str, Decimal | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One criterion: what the marks count for, which are used, dropped and replaced, what they come to and weigh."""

    sheet: CriterionSheet
    points: Judged = ()
    left: Judged = ()
    """What the marks count for once faults are taken off, before judges are adjusted to each other."""
    dropped: tuple[tuple[str, Number, str], ...] = ()
    used: Judged = ()
    replaced: tuple[tuple[str, Number, Number], ...] = ()
    """(judge, mark, what it counts as instead)"""
    combined: Fraction | None = None
    value: Fraction | None = None
    """`combined`, rounded, or 1 or 0 where the rule asks whether it reaches a bar."""
    weighted: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """What a column of the entries adds (sign 1) or takes off (sign -1)."""

    column: str
    sign: int
    given: Decimal | None
    counted: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """What the panel (`column` None) or another source counts for in a blend; `points` is None where it is left out."""

    column: str | None
    weight: Decimal
    given: Number | None
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one entry comes to. `value` is the exact value from the criteria, `blended` that with other sources.

    `total` is None with a `reason`.
    """

    round: str
    entry: str
    parts: tuple[Part, ...]
    value: Fraction | None
    criteria_total: Decimal | None
    amounts: tuple[Amount, ...]
    total: Decimal | None
    reason: str | None = None
    detail: str | None = None
    shares: tuple[Share, ...] = ()
    blended: Fraction | None = None


def rounded(value: Fraction, decimals: int | None) -> Fraction:
    """`value`, rounded half-up where the rule says so."""
    return value if decimals is None else Fraction(half_up(value, decimals))


def taken_off(sheet: CriterionSheet, rule: Rule) -> Judged:
    """What the marks count for: as they are, or the start less what each fault costs (slot 1)."""
    law = rule.slots.marks.deducted(sheet.criterion)
    if law is None:
        return sheet.given
    return tuple((judge, max(law.floor, law.start - law.per * count)) for judge, count in sheet.given)


def adjusted(left: Judged, sheet: CriterionSheet, rule: Rule) -> Judged:
    """The marks of judges adjusted to each other (slot 2)."""
    law = rule.slots.judges
    if law.adjustment == "none":
        return left
    return tuple((judge, rounded(Fraction(mark) + sheet.shifts[judge], law.decimals)) for judge, mark in left)


def combined(sheet: CriterionSheet, rule: Rule) -> Part:
    """The marks of several judges as one value (slot 3), weighed (slot 4)."""
    law = rule.slots.combine
    left = taken_off(sheet, rule)
    points = adjusted(left, sheet, rule)
    marks = sorted(points, key=lambda pair: (pair[1], pair[0]))
    if len(marks) < rule.needed:
        return Part(sheet, points, left)
    counted = _counted(marks, rule)
    numbers = [number for _, _, number in counted if number is not None]
    mean = sum(numbers, Fraction(0)) / len(numbers) if numbers else evaluated([mark for _, mark in marks], rule)
    value = rounded(mean, law.decimals) if law.met is None else _star(mean, law.met)
    return Part(
        sheet,
        points,
        left,
        dropped=_dropped(counted) if rule.combining.key != "median" else (),
        used=tuple((judge, number) for judge, _, number in counted if number is not None),
        replaced=tuple((judge, mark, number) for judge, mark, number in counted if number not in (None, mark)),
        combined=mean,
        value=value,
        weighted=rounded(value * Fraction(sheet.weight), rule.slots.weigh.decimals),
    )


def _star(value: Fraction, met: at.Met) -> Fraction:
    """1 where the value reaches the bar, else 0."""
    return Fraction(value >= met.bar if met.at_least is not None else value > met.bar)


Counted = list[tuple[str, Number, Fraction | None]]


def _counted(marks: list[tuple[str, Number]], rule: Rule) -> Counted:
    """(judge, mark, what it counts as) in rising order; nothing counts by itself where the method does not say."""
    method = rule.combining
    if method.counted is None:
        return [(judge, mark, None) for judge, mark in marks]
    plugin = rule.methods.source(method.key)
    with contained(method, plugin):
        numbers = list(method.counted([Fraction(mark) for _, mark in marks], rule.combine_options))
    if len(numbers) != len(marks) or all(number is None for number in numbers):
        raise nonsense(method, plugin, Text("counted 没有逐一作答", "counted does not answer for every mark"))
    return [(judge, mark, number) for (judge, mark), number in zip(marks, numbers, strict=True)]


def _dropped(counted: Counted) -> tuple[tuple[str, Number, str], ...]:
    """The marks that do not count: those below the ones that do are low, those above them high."""
    used = [at for at, (_, _, number) in enumerate(counted) if number is not None]
    if not used:
        return ()
    return tuple(
        (judge, mark, "low" if at < used[0] else "high")
        for at, (judge, mark, number) in enumerate(counted)
        if number is None
    )


def evaluated(marks: list[Number], rule: Rule) -> Fraction:
    """What a method says that only knows columns: a column with one cell, in the smallest unit the marks have."""
    import polars as pl

    method, plugin = rule.combining, rule.methods.source(rule.combining.key)
    exactly = [Fraction(mark) for mark in marks]
    unit = lcm(*(mark.denominator for mark in exactly))
    floats = method.decimals is not None
    cells = [float(mark) for mark in exactly] if floats else [int(mark * unit) for mark in exactly]
    asked = expressions(method, pl.col("value"), rule.combine_options, plugin)
    with contained(method, plugin):
        answer = (
            pl.DataFrame({"value": cells, "key": 0})
            .group_by("key")
            .agg(**{f"{at}": one for at, one in enumerate(asked)})
        )
    if floats:
        return Fraction(half_up(exact(answer["0"][0]), int(method.decimals or 0)))
    return Fraction(int(answer["0"][0]), int(answer["1"][0])) / unit


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


def shares(value: Fraction, numbers: Mapping[str, Decimal | None], rule: Rule) -> tuple[Share, ...]:
    """What the panel and the other sources count for: weight × full × (number − low) ÷ (high − low) (slot 5)."""
    blend = rule.slots.blend
    if blend is None:
        return ()

    def share(column: str | None, weight: Decimal, scale: at.Bounds, given: Number | None) -> Share:
        if given is None:
            return Share(column, weight, None, None)
        low, high = Fraction(scale.low or 0), Fraction(scale.high or 0)
        return Share(column, weight, given, Fraction(weight * blend.full) * (Fraction(given) - low) / (high - low))

    found = [share(None, blend.panel.weight, blend.panel.scale or PERCENT, value)]
    for one in blend.sources:
        given = numbers.get(one.column)
        given = Decimal(0) if given is None and one.empty == "zero" else given
        found.append(share(one.column, one.weight, one.scale, given))
    return tuple(found)


def mixed(found: tuple[Share, ...]) -> Fraction:
    """The blend: what the sources count for, divided by their weights where one was left out."""
    used = [(one.points, Fraction(one.weight)) for one in found if one.points is not None]
    return sum((points for points, _ in used), Fraction(0)) / sum((weight for _, weight in used), Fraction(0))


def outcome(sheet: Sheet, rule: Rule) -> Outcome:
    """The whole way from the marks of an entry to its printed total (slots 1 to 7)."""
    parts = tuple(combined(one, rule) for one in sheet.criteria)
    added = amounts(sheet.numbers, rule)
    reason, detail = _reason(parts, sheet, rule)
    value = weighed(parts, rule) if reason is None or reason == "no-number" else None
    if reason is None and value is None:
        reason = "nothing-applicable"
    parted = shares(value, sheet.numbers, rule) if value is not None else ()
    if reason is None:
        reason, detail = _off_scale(parted, rule)
    if reason is not None or value is None:
        return Outcome(sheet.round, sheet.entry, parts, value, None, added, None, reason, detail, parted)
    final = rule.decimals
    blended = mixed(parted) if parted else value
    total = half_up(blended + sum((one.sign * Fraction(one.counted) for one in added), Fraction(0)), final)
    if rule.slots.entries.floor is not None:
        total = max(total, half_up(rule.slots.entries.floor, final))
    criteria = half_up(value, final)
    return Outcome(sheet.round, sheet.entry, parts, value, criteria, added, total, None, None, parted, blended)


def _off_scale(found: tuple[Share, ...], rule: Rule) -> tuple[str | None, str | None]:
    """The first source whose number lies off its scale."""
    blend = rule.slots.blend
    if blend is None:
        return None, None
    scales = [blend.panel.scale or PERCENT, *(one.scale for one in blend.sources)]
    for one, scale in zip(found, scales, strict=True):
        if one.given is not None and not (scale.low or 0) <= one.given <= (scale.high or 0):
            return ("panel-off-scale", None) if one.column is None else ("off-scale", one.column)
    return None, None


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
    sources = rule.slots.blend.sources if rule.slots.blend else ()
    terms: list[at.Source | at.Term] = [*sources, *slots.add, *slots.subtract]
    for term in terms:
        if term.empty == "incomplete" and sheet.numbers.get(term.column) is None:
            return "no-number", term.column
    return None, None
