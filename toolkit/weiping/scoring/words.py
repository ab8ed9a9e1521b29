"""A rule in plain words, one sentence a step: what is printed on the notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from ..domain.exact import plain
from ..domain.text import Text
from ..i18n import tr
from . import slots as at
from .say import joined

if TYPE_CHECKING:
    from .rule import Rule

Titles = Mapping[str, Text]
"""Criterion key -> what people call it."""


def sentences(rule: Rule, lang: str, titles: Titles | None = None) -> list[str]:
    """The rule as sentences in `lang`, in the order of the steps; criteria by their `titles` (key -> Text), else keys."""
    names = {key: title.said(lang) for key, title in (titles or {}).items()}
    slots = _titled(rule.slots, names)
    steps = (_marks, _combine, _weigh, _entries, _bars, _final, _rank, _awards)
    return [sentence for step in steps for sentence in step(slots, lang)]


def brief(rule: Rule, lang: str, titles: Titles | None = None) -> list[str]:
    """The three sentences that most readers want: how marks become a value, how values add up, who comes first."""
    slots = _titled(rule.slots, {key: title.said(lang) for key, title in (titles or {}).items()})
    return [next(iter(step(slots, lang))) for step in (_combine, _weigh, _rank)]


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
        marks=msgspec.structs.replace(slots.marks, scales=named(slots.marks.scales)),
        weigh=msgspec.structs.replace(slots.weigh, weights=named(slots.weigh.weights)),
        rank=msgspec.structs.replace(slots.rank, ties=ties),
    )


def _marks(slots: at.Slots, lang: str) -> Iterator[str]:
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
    yield tr(lang, "A judge who gave no mark, has not seen the entry or is recused is left out; no mark is not zero.")


def _combine(slots: at.Slots, lang: str) -> Iterator[str]:
    combine = slots.combine
    if combine.method == "mean":
        yield tr(lang, "On each criterion the judges' marks are averaged.")
    elif combine.method == "median":
        yield tr(lang, "On each criterion the median of the judges' marks counts.")
    else:
        yield tr(
            lang,
            "On each criterion the {high} highest and the {low} lowest of the marks given are dropped; "
            "the rest are averaged.",
            high=combine.drop_high,
            low=combine.drop_low,
        )
    if combine.needed > 1:
        yield tr(lang, "At least {needed} marks are needed.", needed=combine.needed)
    if combine.decimals is not None:
        yield tr(lang, "The result is rounded half-up to {decimals} decimals.", decimals=combine.decimals)


def _weigh(slots: at.Slots, lang: str) -> Iterator[str]:
    weigh = slots.weigh
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


def _entries(slots: at.Slots, lang: str) -> Iterator[str]:
    for terms, sentence in (
        (slots.entries.add, "Added: {title}."),
        (slots.entries.subtract, "Taken off: {title}."),
    ):
        for term in terms:
            yield tr(lang, sentence, title=term.text.said(lang))
            if term.cap is not None:
                yield tr(lang, "{title} counts up to {cap}.", title=term.text.said(lang), cap=plain(term.cap))


def _bars(slots: at.Slots, lang: str) -> Iterator[str]:
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


def _final(slots: at.Slots, lang: str) -> Iterator[str]:
    yield tr(
        lang,
        "The total is rounded half-up to {decimals} decimals; places and ties are decided on it.",
        decimals=slots.final.decimals,
    )


def _rank(slots: at.Slots, lang: str) -> Iterator[str]:
    rank = slots.rank
    best = "The highest total comes first." if rank.order == "highest" else "The lowest total comes first."
    yield tr(lang, best)
    for tie in rank.ties:
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


def _awards(slots: at.Slots, lang: str) -> Iterator[str]:
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
