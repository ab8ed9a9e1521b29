"""A rule in plain words, one sentence a step: what is printed on the notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from ..domain.exact import plain
from ..domain.text import Text
from ..i18n import tr
from . import slots as at
from .methods import said
from .say import joined

if TYPE_CHECKING:
    from .rule import Rule

Titles = Mapping[str, Text]
"""Criterion key -> what people call it."""


def sentences(rule: Rule, lang: str, titles: Titles | None = None) -> list[str]:
    """The rule as sentences in `lang`, in the order of the steps; criteria by their `titles` (key -> Text), else keys."""
    names = {key: title.said(lang) for key, title in (titles or {}).items()}
    slots = _titled(rule.slots, names)
    titled = replace(rule, slots=slots)
    steps = (_marks, _judges, _combine, _weigh, _blend, _entries, _bars, _final, _rank, _awards)
    return [sentence for step in steps for sentence in step(titled, lang)]


def brief(rule: Rule, lang: str, titles: Titles | None = None) -> list[str]:
    """The three sentences that most readers want: how marks become a value, how values add up, who comes first."""
    slots = _titled(rule.slots, {key: title.said(lang) for key, title in (titles or {}).items()})
    titled = replace(rule, slots=slots)
    adds_up = _blend if slots.blend else _weigh
    return [next(iter(step(titled, lang))) for step in (_combine, adds_up, _rank)]


def _titled(slots: at.Slots, names: Mapping[str, str]) -> at.Slots:
    """The slots with the names that people know the criteria by."""
    if not names:
        return slots

    def named(table: Mapping[str, Any]) -> dict[str, Any]:
        return {names.get(key, key): value for key, value in table.items()}

    ties = tuple(
        msgspec.structs.replace(tie, criterion=names.get(str(tie.criterion), tie.criterion)) for tie in slots.rank.ties
    )
    return msgspec.structs.replace(
        slots,
        marks=msgspec.structs.replace(
            slots.marks, scales=named(slots.marks.scales), deducts=named(slots.marks.deducts)
        ),
        weigh=msgspec.structs.replace(slots.weigh, weights=named(slots.weigh.weights)),
        rank=msgspec.structs.replace(slots.rank, ties=ties),
    )


def _marks(rule: Rule, lang: str) -> Iterator[str]:
    slots = rule.slots
    scales = ([("", slots.marks.scale)] if slots.marks.scale else []) + list(slots.marks.scales.items())
    for name, scale in scales:
        low, high = (plain(end) if end is not None else "…" for end in (scale.low, scale.high))
        what = tr(lang, "Marks on {name}", name=name) if name else tr(lang, "The marks")
        if scale.step is None:
            yield tr(lang, "{what} run from {low} to {high}.", what=what, low=low, high=high)
        else:
            yield tr(
                lang,
                "{what} run from {low} to {high} in steps of {step}.",
                what=what,
                low=low,
                high=high,
                step=plain(scale.step),
            )
    for name, deduct in [("", slots.marks.deduct), *slots.marks.deducts.items()]:
        if deduct is None:
            continue
        message = (
            "Marks on {name} count faults: {start} points, less {per} for each fault found, never below {floor}."
            if name
            else "Marks count faults: {start} points, less {per} for each fault found, never below {floor}."
        )
        ends = {end: plain(getattr(deduct, end)) for end in ("start", "per", "floor")}
        yield tr(lang, message, **ends, **({"name": name} if name else {}))
    yield tr(lang, "A judge who gave no mark, has not seen the entry or is recused is left out; no mark is not zero.")


def _judges(rule: Rule, lang: str) -> Iterator[str]:
    judges = rule.slots.judges
    if judges.adjustment == "none":
        return
    if judges.adjustment == "centred":
        yield tr(
            lang,
            "On each criterion every judge's marks are moved so that their mean is the mean of all marks given on it.",
        )
    else:
        yield tr(lang, "Every judge's severity is added to this judge's marks; it comes from: {source}.",
                 source=judges.text.said(lang))  # fmt: skip
    if judges.decimals is not None:
        yield tr(lang, "An adjusted mark is rounded half-up to {decimals} decimals.", decimals=judges.decimals)


def _combine(rule: Rule, lang: str) -> Iterator[str]:
    combine = rule.slots.combine
    yield said(rule.combining, rule.combine_options, lang)
    if rule.needed > 1:
        yield tr(lang, "At least {needed} marks are needed.", needed=rule.needed)
    if combine.decimals is not None:
        yield tr(lang, "The result is rounded half-up to {decimals} decimals.", decimals=combine.decimals)
    if combine.met is not None:
        message = (
            "A criterion is met, and counts 1, where this result is more than {bar}; otherwise it counts 0."
            if combine.met.at_least is None
            else "A criterion is met, and counts 1, where this result is at least {bar}; otherwise it counts 0."
        )
        yield tr(lang, message, bar=plain(combine.met.bar))


def _weigh(rule: Rule, lang: str) -> Iterator[str]:
    weigh = rule.slots.weigh
    if (method := rule.methods.weigh.get(weigh.weights_by or "")) is not None:
        yield said(method, {**method.options, **weigh.options}, lang)
        yield from (note.said(lang) for note in rule.notes)
    if weights := weigh.weights:
        pair = "{name} × {weight}" if weigh.method == "sum" else "{name} {weight}"
        listed = joined((pair.format(name=name, weight=plain(weight)) for name, weight in weights.items()), lang)
        yield tr(lang, "The weights are: {listed}.", listed=listed)
    elif weigh.weights_from:
        yield tr(lang, "Each criterion is multiplied by its {column}.", column=weigh.weights_from)
    if weigh.decimals is not None:
        yield tr(lang, "Each weighted criterion is rounded half-up to {decimals} decimals.", decimals=weigh.decimals)
    yield {
        "sum": tr(lang, "The criteria are added up."),
        "mean": tr(lang, "The weighted mean of the criteria is taken."),
        "percentage": tr(lang, "The sum is given as a percentage of full marks."),
    }[weigh.method]
    yield tr(lang, "A criterion that does not apply counts neither for nor against the entry.")
    if weigh.missing == "incomplete":
        yield tr(lang, "An entry without marks on one of the criteria gets no total.")
    else:
        yield tr(lang, "A criterion without marks is left out like one that does not apply.")


def _blend(rule: Rule, lang: str) -> Iterator[str]:
    blend = rule.slots.blend
    if blend is None:
        return
    shares = [(tr(lang, "the panel"), blend.panel.weight, blend.panel.scale)]
    shares += [(one.text.said(lang), one.weight, one.scale) for one in blend.sources]
    listed = joined((f"{title} {percent(weight)} %" for title, weight, _ in shares), lang)
    yield tr(lang, "The total is made of: {listed}.", listed=listed)
    for title, _, scale in shares:
        if scale is not None and (scale.low != 0 or scale.high != blend.full):
            yield tr(
                lang,
                "{title} runs from {low} to {high} and is brought to a scale from 0 to {full}.",
                title=title,
                low=plain(scale.low or Decimal(0)),
                high=plain(scale.high or Decimal(0)),
                full=plain(blend.full),
            )
    for one in blend.sources:
        message = {
            "incomplete": tr(lang, "Without a number for {title} there is no total.", title=one.text.said(lang)),
            "zero": tr(lang, "Without a number for {title} it counts as 0.", title=one.text.said(lang)),
            "leave-out": tr(
                lang, "Without a number for {title} the others count in its place.", title=one.text.said(lang)
            ),
        }
        yield message[one.empty]


def percent(weight: Decimal) -> str:
    """A share of one in percent."""
    return plain(weight * 100)


def _entries(rule: Rule, lang: str) -> Iterator[str]:
    slots = rule.slots
    for terms, sentence in (
        (slots.entries.add, "Added: {title}."),
        (slots.entries.subtract, "Taken off: {title}."),
    ):
        for term in terms:
            yield tr(lang, sentence, title=term.text.said(lang))
            if term.cap is not None:
                yield tr(lang, "{title} counts up to {cap}.", title=term.text.said(lang), cap=plain(term.cap))
    if slots.entries.floor is not None:
        yield tr(lang, "What is left is never below {floor}.", floor=plain(slots.entries.floor))


def _bars(rule: Rule, lang: str) -> Iterator[str]:
    slots = rule.slots
    for gate in slots.gates:
        yield tr(
            lang,
            "Only entries that satisfy {test} can be ranked ({reason}).",
            test=test(gate, lang),
            reason=gate.text.said(lang),
        )
    for veto in slots.vetoes:
        yield tr(
            lang, "An entry with {test} is struck out ({reason}).", test=test(veto, lang), reason=veto.text.said(lang)
        )


def _final(rule: Rule, lang: str) -> Iterator[str]:
    slots = rule.slots
    yield tr(
        lang,
        "The total is rounded half-up to {decimals} decimals; places and ties are decided on it.",
        decimals=slots.final.decimals,
    )


def _rank(rule: Rule, lang: str) -> Iterator[str]:
    slots, rank = rule.slots, rule.slots.rank
    best = "The highest total comes first." if rank.order == "highest" else "The lowest total comes first."
    yield said(rule.ranking, rule.rank_options, lang) if rule.ranking else tr(lang, best)
    for tie in rank.ties:
        if rule.ranking is not None:
            yield tr(lang, "Equal scores: {what} decides.", what=tie_name(tie, slots, lang))
            continue
        sentence = (
            "Equal totals: the higher {what} comes first."
            if tie.order == "higher"
            else ("Equal totals: the lower {what} comes first.")
        )
        if tie.when is not None:
            sentence = (
                "Equal totals where {test}: the higher {what} comes first."
                if tie.order == "higher"
                else ("Equal totals where {test}: the lower {what} comes first.")
            )
        yield tr(lang, sentence, what=tie_name(tie, slots, lang), test=test(tie.when, lang) if tie.when else "")
    if rank.method == "competition":
        yield tr(lang, "Entries that are still equal share the place, and the places behind it stay empty.")
    else:
        yield tr(lang, "Entries that are still equal share the place, and the next place follows.")


def _awards(rule: Rule, lang: str) -> Iterator[str]:
    slots = rule.slots
    for award in slots.awards:
        title = award.text.said(lang)
        if award.first is not None:
            yield tr(
                lang,
                "{title}: up to place {first}, for entries without an award above it.",
                title=title,
                first=award.first,
            )
            yield tr(
                lang,
                "A tie on the last of these places: all get it."
                if award.tie == "all"
                else "A tie on the last of these places: none of them gets it.",
            )
        if award.at_least is not None:
            sentence = (
                "{title}: a total of at least {bar}."
                if slots.rank.order == "highest"
                else ("{title}: a total of at most {bar}.")
            )
            yield tr(lang, sentence, title=title, bar=plain(award.at_least))


def test(condition: at.Condition, lang: str) -> str:
    """A condition as it is read: `program contains FREE`."""
    value = condition.value
    listed = joined(map(_value, value), lang) if isinstance(value, tuple) else _value(value)
    op = {"in": tr(lang, "is one of"), "contains": tr(lang, "contains"), "==": "="}.get(condition.op, condition.op)
    return f"{condition.column} {op} {listed}"


def tie_name(tie: at.Tie, slots: at.Slots, lang: str) -> str:
    """What a tie-break compares."""
    if tie.by == "criteria_total":
        return tr(lang, "total of the criteria")
    titles = {term.column: term.text.said(lang) for term in (*slots.entries.add, *slots.entries.subtract)}
    return str(tie.criterion or titles.get(str(tie.column), tie.column))


def _value(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)
