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
DROPPING = ("trimmed", "winsorised")
"""Combine methods that treat the ends apart."""


def validate(slots: at.Slots, source: str) -> None:
    """Raise RuleError for the first thing in `slots` that contradicts itself or goes beyond the limits."""
    checks = (
        _decimals,
        _numbers,
        _scales,
        _counts,
        _judges,
        _combine,
        _weights,
        _blend,
        _items,
        _ties,
        _conditions,
        _awards,
    )
    for check in checks:
        check(slots, source)


def nearest(name: str, known: Iterable[str]) -> str:
    """` – greening?` for the known name nearest to `name`, or nothing."""
    near = difflib.get_close_matches(name, list(known), 1, 0.5)
    return f" – {near[0]}?" if near else ""


def _decimals(slots: at.Slots, source: str) -> None:
    stated = {
        "final": slots.final.decimals,
        "judges": slots.judges.decimals,
        "combine": slots.combine.decimals,
        "weigh": slots.weigh.decimals,
    }
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
    if slots.entries.floor is not None:
        within("[entries] floor", slots.entries.floor, MAX_AMOUNT, MAX_DECIMALS)
    if slots.combine.met is not None:
        within("[combine] met", slots.combine.met.bar, MAX_AMOUNT, MAX_DECIMALS)
    for name, deduct in (("deduct", slots.marks.deduct), *slots.marks.deducts.items()):
        for end in ("start", "per", "floor"):
            if deduct is not None:
                within(f"[marks] {name}.{end}", getattr(deduct, end), MAX_WEIGHT, WEIGHT_DIGITS)
    if slots.blend is not None:
        within("[blend] full", slots.blend.full, MAX_WEIGHT, WEIGHT_DIGITS)
        for one in slots.blend.parts:
            within("[blend] weight", one.weight, MAX_WEIGHT, WEIGHT_DIGITS)
            for end in ("low", "high"):
                if one.scale is not None and (value := getattr(one.scale, end)) is not None:
                    within(f"[blend] scale.{end}", value, MAX_AMOUNT, MAX_DECIMALS)
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


def _counts(slots: at.Slots, source: str) -> None:
    """Faults are counted in whole numbers, and each takes something off."""
    marks = slots.marks
    for name, deduct in (("", marks.deduct), *marks.deducts.items()):
        if deduct is None:
            continue
        if deduct.per <= 0 or deduct.start <= deduct.floor:
            raise RuleError(
                "{file}: [marks] deduct is not sane; per must lie above zero, and start above the floor.", file=source
            )
        scale = marks.scales.get(name, marks.scale)
        if scale is None or scale.low is None or scale.low < 0 or scale.low % 1 or not scale.step or scale.step % 1:
            raise RuleError(
                "{file}: with [marks] deduct a mark counts faults; state {scale} there.",
                file=source,
                scale="scale = { low = 0, step = 1 }",
            )


def _judges(slots: at.Slots, source: str) -> None:
    judges = slots.judges
    if judges.adjustment == "severity" and not judges.source:
        raise RuleError(
            '{file}: [judges] adjustment = "severity" must say in source where the severities come from.', file=source
        )
    if judges.adjustment != "severity" and (judges.source or judges.column != "severity"):
        raise RuleError('{file}: [judges] source and column belong to adjustment = "severity".', file=source)
    if judges.adjustment == "none" and judges.decimals is not None:
        raise RuleError("{file}: [judges] decimals belongs to an adjustment; there is none.", file=source)


def _blend(slots: at.Slots, source: str) -> None:
    blend = slots.blend
    if blend is None:
        return
    if not blend.sources:
        raise RuleError("{file}: [blend] needs [[blend.sources]], what counts beside the panel.", file=source)
    columns = [one.column for one in blend.sources]
    if len(set(columns)) < len(columns):
        raise RuleError("{file}: [blend] names a column twice.", file=source)
    if blend.full <= 0 or any(one.weight <= 0 for one in blend.parts):
        raise RuleError("{file}: [blend] full and every weight in it must lie above zero.", file=source)
    check_total(sum((one.weight for one in blend.sources), blend.panel.weight), Decimal(1), source)
    if blend.panel.scale is None and slots.weigh.method != "percentage":
        raise RuleError(
            "{file}: [blend.panel] needs the scale of what the criteria come to, unless [weigh] gives a percentage.",
            file=source,
        )
    for scale in [one.scale for one in blend.parts if one.scale is not None]:
        if scale.low is None or scale.high is None or scale.low >= scale.high or scale.step is not None:
            raise RuleError("{file}: a scale in [blend] needs low and high, low below high, and no step.", file=source)


def _combine(slots: at.Slots, source: str) -> None:
    combine = slots.combine
    if combine.drop_high < 0 or combine.drop_low < 0 or (combine.min_marks or 1) < 1:
        raise RuleError("{file}: [combine] counts marks; use whole numbers from 0 up.", file=source)
    dropped = combine.drop_high + combine.drop_low
    if (combine.method in DROPPING) != (dropped > 0):
        raise RuleError(
            '{file}: [combine] drop_high and drop_low belong to method = "trimmed" or "winsorised" and say how many '
            "marks at the ends it means.",
            file=source,
        )
    if combine.met is not None and (combine.met.more_than is None) == (combine.met.at_least is None):
        raise RuleError("{file}: [combine] met needs more_than or at_least, one of them.", file=source)
    if combine.met is not None and combine.decimals is not None:
        raise RuleError("{file}: [combine] met makes 1 or 0 of a value; leave out its decimals.", file=source)
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
        names = [name for name in weigh.weights if slots.marks.deducted(name) is None]
        scales = [slots.marks.scales.get(name, slots.marks.scale) for name in names]
        scales = scales or [None if weigh.weights or slots.marks.deduct else slots.marks.scale]
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
    for name in (*(items if weights else ()), *slots.marks.scales, *slots.marks.deducts, *ties):
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
