"""What a rule file may not say, beyond what its types forbid."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from decimal import Decimal

from ..domain.exact import plain
from ..errors import RuleError
from . import slots as at

MAX_DECIMALS = 6
WEIGHT_DIGITS = 4
"""Decimals a weight may have."""
MAX_WEIGHT = 10_000
MAX_AMOUNT = 1_000_000


def validate(slots: at.Slots, source: str) -> None:
    """Raise RuleError for the first thing in `slots` that contradicts itself or goes beyond the limits."""
    for check in (_decimals, _numbers, _scales, _combine, _weights, _items, _ties, _conditions, _awards):
        check(slots, source)


def nearest(name: str, known: Iterable[str]) -> str:
    """` – greening?` for the known name nearest to `name`, or nothing."""
    near = difflib.get_close_matches(name, list(known), 1, 0.5)
    return f" – {near[0]}?" if near else ""


def _decimals(slots: at.Slots, source: str) -> None:
    stated = {"final": slots.final.decimals, "combine": slots.combine.decimals, "weigh": slots.weigh.decimals}
    for table, decimals in stated.items():
        if decimals is not None and not 0 <= decimals <= MAX_DECIMALS:
            raise RuleError(
                "{file}: [{table}] decimals is {value}; use 0 to {most}.",
                file=source,
                table=table,
                value=decimals,
                most=MAX_DECIMALS,
            )


def _numbers(slots: at.Slots, source: str) -> None:
    """Every number lies where the arithmetic stays exact."""

    def within(what: str, value: Decimal, most: int, digits: int) -> None:
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int) or abs(value) > most or value != round(value, digits):
            raise RuleError(
                "{file}: {what} is {value}; use a number up to {most} with at most {digits} decimals.",
                file=source,
                what=what,
                value=value,
                most=most,
                digits=digits,
            )

    for name, weight in slots.weigh.weights.items():
        within(f"[weigh.weights] {name}", weight, MAX_WEIGHT, WEIGHT_DIGITS)
    for name, bounds in (("scale", slots.marks.scale), *slots.marks.scales.items()):
        for end in ("low", "high", "step"):
            if bounds is not None and (value := getattr(bounds, end)) is not None:
                within(f"[marks] {name}.{end}", value, MAX_AMOUNT, MAX_DECIMALS)
    for term in (*slots.entries.add, *slots.entries.subtract):
        if term.cap is not None:
            within(f"[entries] {term.column} cap", term.cap, MAX_AMOUNT, MAX_DECIMALS)
    for award in slots.awards:
        if award.at_least is not None:
            within(f"[[awards]] {award.key} at_least", award.at_least, MAX_AMOUNT, MAX_DECIMALS)


def _scales(slots: at.Slots, source: str) -> None:
    for name, bounds in (("scale", slots.marks.scale), *slots.marks.scales.items()):
        if bounds is None:
            continue
        crossed = bounds.low is not None and bounds.high is not None and bounds.low >= bounds.high
        if crossed or (bounds.step is not None and bounds.step <= 0):
            raise RuleError(
                "{file}: the scale {name} is not sane; low must lie below high, and step above zero.",
                file=source,
                name=name,
            )


def _combine(slots: at.Slots, source: str) -> None:
    combine = slots.combine
    if combine.drop_high < 0 or combine.drop_low < 0 or (combine.min_marks or 1) < 1:
        raise RuleError("{file}: [combine] counts marks; use whole numbers from 0 up.", file=source)
    dropped = combine.drop_high + combine.drop_low
    if (combine.method == "trimmed") != (dropped > 0):
        raise RuleError(
            '{file}: [combine] drop_high and drop_low belong to method = "trimmed" and say how many marks it drops.',
            file=source,
        )
    if combine.min_marks is not None and combine.min_marks <= dropped:
        raise RuleError(
            "{file}: [combine] drops {dropped} marks, so min_marks must be more than {dropped}.",
            file=source,
            dropped=dropped,
        )


def _weights(slots: at.Slots, source: str) -> None:
    weigh = slots.weigh
    if weigh.weights and weigh.weights_from:
        raise RuleError("{file}: [weigh] has weights and weights_from; keep one of them.", file=source)
    if negative := next((name for name, weight in weigh.weights.items() if weight < 0), None):
        raise RuleError(
            "{file}: the weight of {name} is below zero; use [entries] subtract for what is taken off.",
            file=source,
            name=negative,
        )
    if weigh.total is not None:
        if not weigh.weights and not weigh.weights_from:
            raise RuleError("{file}: [weigh] states a total but no weights; add the weights.", file=source)
        if weigh.weights:
            check_total(sum(weigh.weights.values(), Decimal(0)), weigh.total, source)
    if weigh.method == "percentage" and not weigh.weights_from:
        scales = [slots.marks.scales.get(name, slots.marks.scale) for name in weigh.weights] or [slots.marks.scale]
        if any(scale is not None and scale.high is not None and scale.high <= 0 for scale in scales):
            raise RuleError("{file}: a percentage needs a scale whose high end lies above zero.", file=source)


def check_total(total: Decimal, stated: Decimal, source: str) -> None:
    """Raise RuleError where weights do not add up to what the rule states."""
    if total != stated:
        raise RuleError(
            "{file}: the weights add up to {total}, but the rule states {stated}; correct a weight or the total.",
            file=source,
            total=plain(total),
            stated=plain(stated),
        )


def _items(slots: at.Slots, source: str) -> None:
    """Criteria named in one place are known in the others."""
    items, weights = slots.input.items, slots.weigh.weights
    if slots.input.layout == "wide" and not (items or weights):
        raise RuleError("{file}: a wide sheet needs [input] items, the columns that hold marks.", file=source)
    if len(set(items)) < len(items):
        raise RuleError("{file}: [input] items names a column twice.", file=source)
    known = set(weights) or set(items)
    ties = [tie.criterion for tie in slots.rank.ties if tie.criterion]
    for name in (*(items if weights else ()), *slots.marks.scales, *ties):
        if known and name not in known:
            raise RuleError(
                "{file}: the rule names the criterion {name}, which its weights or items do not have{guess}.",
                file=source,
                name=name,
                guess=nearest(name, known),
            )


def _ties(slots: at.Slots, source: str) -> None:
    for tie in slots.rank.ties:
        needs = {"column": tie.column, "criterion": tie.criterion}
        if any((tie.by == name) != (value is not None) for name, value in needs.items()):
            raise RuleError(
                '{file}: a tie-break by "{by}" needs the key {by}, and no other.'
                if tie.by in needs
                else '{file}: a tie-break by "{by}" needs neither column nor criterion.',
                file=source,
                by=tie.by,
            )


def _conditions(slots: at.Slots, source: str) -> None:
    conditions: list[at.Condition] = [*slots.gates, *slots.vetoes]
    conditions += [tie.when for tie in slots.rank.ties if tie.when]
    for one in conditions:
        if not _comparable(one.op, one.value):
            raise RuleError(
                "{file}: the condition on {column} with {op} cannot be compared with {value}; "
                "use a number for < and >, a list of one kind for in, a text for contains.",
                file=source,
                column=one.column,
                op=one.op,
                value=one.value,
            )


def _comparable(op: str, value: object) -> bool:
    if op == "in":
        return isinstance(value, tuple) and len({type(part) for part in value}) == 1
    if op == "contains":
        return isinstance(value, str)
    return isinstance(value, Decimal) or (op == "==" and isinstance(value, str | bool))


def _awards(slots: at.Slots, source: str) -> None:
    keys = [award.key for award in slots.awards]
    if len(set(keys)) < len(keys):
        raise RuleError("{file}: two awards have the same key; give each its own.", file=source)
    for award in slots.awards:
        if (award.first is None and award.at_least is None) or (award.first is not None and award.first < 1):
            raise RuleError("{file}: the award {key} needs first (1 or more) or at_least.", file=source, key=award.key)
