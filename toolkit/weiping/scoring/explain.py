"""Every step from the marks of one entry to its place, in plain words.

The numbers are those of `reference`, one fraction after the other; place and award come from the standings of the
whole round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

import polars as pl

from ..domain.text import Text
from ..errors import InputError
from ..frames import Marks
from ..i18n import tr
from .engine import score
from .facts import Facts, Frame, prepare
from .reasons import said
from .reference import PERCENT, Outcome, Part, outcome
from .rule import Rule
from .say import joined, number
from .sheets import read
from .validate import nearest
from .words import tie_name

Number = Decimal | Fraction | int


@dataclass(frozen=True, slots=True)
class Step:
    """One step, with the sentence and the numbers in it.

    Its kind is marks, deduct, adjust, drop, replace, combine, star, weigh, sum, blend, amount, total, method, tie, place,
    award or none.
    """

    kind: str
    sentence: str
    numbers: Mapping[str, Number] = field(default_factory=dict)
    criterion: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The steps of one entry in one round."""

    round: str
    entry: str
    title: str
    steps: tuple[Step, ...]

    def text(self) -> str:
        """The steps as numbered lines under the title."""
        lines = [f"{at:>3}. {step.sentence}" for at, step in enumerate(self.steps, start=1)]
        return "\n".join([self.title, *lines])


def explain(
    marks: Marks,
    rule: Rule,
    entry: object,
    *,
    round: object = None,
    entries: Frame | None = None,
    criteria: Frame | None = None,
    judges: Frame | None = None,
    facts: Facts | None = None,
    lang: str = "zh_CN",
) -> Explanation:
    """How `entry` came to its place in `round`, which may be left out where it is in one only.

    Raises InputError for an entry or a round that is not there, otherwise as `engine.score`.
    """
    facts = facts or prepare(rule, entries=entries, criteria=criteria, judges=judges)
    found = explain_all(marks, rule, entry, facts, round=round, lang=lang)
    if len(found) > 1:
        rounds = ", ".join(one.round for one in found)
        raise InputError("Entry {entry} is in the rounds {rounds}; name one of them.", entry=entry, rounds=rounds)
    return found[0]


def explain_all(
    marks: Marks, rule: Rule, entry: object, facts: Facts, *, round: object = None, lang: str = "zh_CN"
) -> list[Explanation]:
    """As `explain`, one Explanation for each round that `entry` is in."""
    scored = score(marks, rule, facts=facts)
    standings = scored.standings.with_columns(pl.col("round", "entry").cast(pl.String))
    found = standings.filter(pl.col("entry") == str(entry))
    if found.is_empty():
        raise InputError(
            "There is no entry {entry}{guess}.", entry=entry, guess=nearest(str(entry), standings["entry"].unique())
        )
    if round is not None and (found := found.filter(pl.col("round") == str(round))).is_empty():
        raise InputError("Entry {entry} is not in round {round}.", entry=entry, round=round)
    wanted = found.select("round", "entry")
    pairs = zip(read(marks, rule, facts, wanted), found.iter_rows(named=True), strict=True)
    told = scored.told
    return [
        _told(outcome(sheet, rule), row, standings, rule, lang, told.get((sheet.round, sheet.entry), ()))
        for sheet, row in pairs
    ]


def _told(
    result: Outcome,
    row: dict[str, object],
    standings: pl.DataFrame,
    rule: Rule,
    lang: str,
    ranked: Sequence[Text] = (),
) -> Explanation:
    title = tr(lang, "Entry {entry}, round {round}", entry=result.entry, round=result.round)
    if not result.round:
        title = tr(lang, "Entry {entry}", entry=result.entry)
    steps = [step for part in result.parts for step in _part(part, rule, lang)]
    steps += [*_value(result, rule, lang), *_method(row, rule, ranked, lang), *_place(row, standings, rule, lang)]
    return Explanation(result.round, result.entry, title, tuple(steps))


def _part(part: Part, rule: Rule, lang: str) -> Iterator[Step]:
    """The steps on one criterion: marks given, dropped, combined, weighed."""
    name = part.sheet.criterion

    def step(kind: str, message: str, numbers: Mapping[str, Number] | None = None, **values: object) -> Step:
        shown = {key: number(value) for key, value in (numbers or {}).items()}
        return Step(kind, tr(lang, "{name}: ", name=name) + tr(lang, message, **values, **shown), numbers or {}, name)

    if not part.sheet.given:
        message = "does not apply and is left out." if part.sheet.not_applicable else "no mark was given."
        yield step("marks", message)
        return
    yield step("marks", "the marks given are {marks}.", marks=_marks(part.sheet.given, lang))
    if any(part.sheet.left_out):
        yield step("marks", "{judges} gave no mark and are left out.", judges=joined(part.sheet.left_out, lang))
    yield from _counted(part, rule, lang, step)
    if part.value is None:
        yield step("combine", "at least {needed} marks are needed.", needed=rule.needed)
        return
    yield from _combined(part, rule, lang, step)
    if part.weighted is not None and (part.sheet.weight != 1 or part.weighted != part.value):
        product = part.value * Fraction(part.sheet.weight)
        numbers: dict[str, Number] = {
            "value": part.value,
            "weight": part.sheet.weight,
            "product": product,
            "weighted": part.weighted,
        }
        rounding = "{value} × {weight} = {product}, rounded to {weighted}."
        yield step("weigh", rounding if product != part.weighted else "{value} × {weight} = {weighted}.", numbers)


def _counted(part: Part, rule: Rule, lang: str, step: Callable[..., Step]) -> Iterator[Step]:
    """What the marks count for: faults taken off, judges adjusted to each other."""
    if (law := rule.slots.marks.deducted(part.sheet.criterion)) is not None:
        message = "{start} less {per} for each fault, not below {floor}: {marks}."
        numbers = {"start": law.start, "per": law.per, "floor": law.floor}
        yield step("deduct", message, numbers, marks=_marks(part.left, lang))
    if rule.slots.judges.adjustment == "none":
        return
    pairs = []
    for (judge, mark), (_, after) in zip(part.left, part.points, strict=True):
        shift = part.sheet.shifts[judge]
        sign = "+" if shift >= 0 else "−"
        pairs.append(_by(f"{number(mark)} {sign} {number(abs(shift))} = {number(after)}", judge, lang))
    message = (
        "each judge's mean is moved to that of the panel: {marks}."
        if rule.slots.judges.adjustment == "centred"
        else "each judge's severity is added: {marks}."
    )
    yield step("adjust", message, marks=joined(pairs, lang))


def _combined(part: Part, rule: Rule, lang: str, step: Callable[..., Step]) -> Iterator[Step]:
    if part.value is None or part.combined is None:
        return
    for side, message in (("high", "without the highest: {marks}."), ("low", "without the lowest: {marks}.")):
        if marks := [(judge, mark) for judge, mark, end in part.dropped if end == side]:
            yield step("drop", message, marks=_marks(marks, lang))
    if part.replaced:
        moved = [_by(f"{number(mark)} → {number(counts)}", judge, lang) for judge, mark, counts in part.replaced]
        yield step(
            "replace", "the marks at the ends count as the nearest of the others: {marks}.", marks=joined(moved, lang)
        )
    if rule.combining.key == "median":
        yield step("combine", "the middle is {marks}.", marks=_marks(part.used, lang))
    rounded_to = part.combined if rule.slots.combine.met is not None else part.value
    if not part.used:
        method = rule.combining.title.said(lang)
        yield step("combine", "{method} makes {value} of them.", {"value": rounded_to}, method=method)
    elif len(part.sheet.given) > 1 or part.combined != rounded_to:
        total = sum((Fraction(mark) for _, mark in part.used), Fraction(0))
        numbers = {"total": total, "count": len(part.used), "mean": part.combined, "value": rounded_to}
        rounding = "{total} ÷ {count} = {mean}, rounded to {value}."
        yield step("combine", rounding if part.combined != rounded_to else "{total} ÷ {count} = {value}.", numbers)
    if rule.slots.combine.met is not None:
        message = "the criterion is met: 1." if part.value else "the criterion is not met: 0."
        yield step("star", message, {"value": part.value, "mean": part.combined, "bar": rule.slots.combine.met.bar})


def _by(text: str, judge: str, lang: str) -> str:
    """A number with the judge behind it."""
    pattern = "{text} ({judge})" if lang == "en" else "{text}（{judge}）"
    return pattern.format(text=text, judge=judge) if judge else text


def _marks(marks: Sequence[tuple[str, Number]], lang: str) -> str:
    return joined((_by(number(mark), judge, lang) for judge, mark in marks), lang)


def _value(result: Outcome, rule: Rule, lang: str) -> Iterator[Step]:
    """The steps from the weighed criteria to the printed total."""
    if result.value is None:
        return
    used = [part for part in result.parts if part.weighted is not None and part.value is not None]
    total = sum((part.weighted for part in used if part.weighted is not None), Fraction(0))
    terms = " + ".join(number(part.weighted) for part in used if part.weighted is not None)
    yield _step(lang, "sum", "The criteria add up to {terms} = {total}.", {"total": total}, terms=terms)
    method = rule.slots.weigh.method
    if method != "sum":
        full = [Fraction(part.sheet.full or 0) if method == "percentage" else Fraction(1) for part in used]
        below = sum((Fraction(part.sheet.weight) * most for part, most in zip(used, full, strict=True)), Fraction(0))
        message = "100 × {total} ÷ {below} = {value}." if method == "percentage" else "{total} ÷ {below} = {value}."
        yield _step(lang, "sum", message, {"total": total, "below": below, "value": result.value})
    yield from _blend(result, rule, lang)
    slots = rule.slots.entries
    titles = {term.column: term.text.said(lang) for term in (*slots.add, *slots.subtract)}
    for one in result.amounts:
        message = "{title}: + {amount}." if one.sign > 0 else "{title}: − {amount}."
        yield _step(lang, "amount", message, {"amount": one.counted}, title=titles[one.column])
    if result.total is not None and result.blended is not None:
        exact = result.blended + sum((one.sign * Fraction(one.counted) for one in result.amounts), Fraction(0))
        if slots.floor is not None and exact < slots.floor:
            yield _step(
                lang, "total", "{exact} lies below the floor of {floor}.", {"exact": exact, "floor": slots.floor}
            )
            exact = Fraction(slots.floor)
        message = "The total is {exact}, rounded to {total}." if exact != result.total else "The total is {total}."
        sentence = tr(lang, message, exact=number(exact), total=f"{result.total:f}")
        yield Step("total", sentence, {"exact": exact, "total": result.total})


def _blend(result: Outcome, rule: Rule, lang: str) -> Iterator[Step]:
    """What the panel and the other sources count for."""
    blend = rule.slots.blend
    if blend is None:
        return
    scales = {one.column: one.scale for one in blend.sources}
    titles = {one.column: one.text.said(lang) for one in blend.sources}
    for one in result.shares:
        title = tr(lang, "The panel") if one.column is None else titles[one.column]
        scale = (blend.panel.scale or PERCENT) if one.column is None else scales[one.column]
        if one.points is None:
            yield _step(lang, "blend", "{title}: there is no number; it is left out.", title=title)
            continue
        numbers: dict[str, Number] = {"given": one.given or 0, "weight": one.weight, "points": one.points}
        numbers |= {"low": scale.low or 0, "high": scale.high or 0, "full": blend.full}
        plainly = not scale.low and scale.high == blend.full
        message = "{title}: {given} × {weight} = {points}."
        message = (
            message if plainly else "{title}: {given} on a scale from {low} to {high}, × {weight}: {points} of {full}."
        )
        yield _step(lang, "blend", message, numbers, title=title)
    if result.blended is not None:
        used = [one for one in result.shares if one.points is not None]
        below = sum((one.weight for one in used), Decimal(0))
        total = sum((one.points for one in used if one.points is not None), Fraction(0))
        message = "Together {total}." if below == 1 else "Together {total} ÷ {below} = {value}."
        yield _step(lang, "blend", message, {"total": total, "below": below, "value": result.blended})


def _method(row: dict[str, object], rule: Rule, told: Sequence[Text], lang: str) -> Iterator[Step]:
    """How the rule's rank method came to its score of the entry."""
    if rule.ranking is None or row["reason"]:
        return
    for line in told:
        yield Step("method", line.said(lang))
    score_ = row["score"]
    if isinstance(score_, Decimal):
        title = rule.ranking.title.said(lang)
        yield _step(lang, "method", "{title}: the score is {score}.", {"score": score_}, title=title)


def _place(row: dict[str, object], standings: pl.DataFrame, rule: Rule, lang: str) -> Iterator[Step]:
    """Why there is no place, or the place, who shares it, and the award."""
    if row["reason"]:
        yield Step("none", said(rule, str(row["reason"]), str(row["detail"] or ""), lang))
        return
    field_ = standings.filter((pl.col("round") == row["round"]) & pl.col("rank").is_not_null())
    by = "score" if rule.ranking else "total"
    level = field_.filter((pl.col(by) == row[by]) & (pl.col("entry") != row["entry"]))
    for at_, tie in enumerate(rule.slots.rank.ties, start=1):
        value = row[f"tie_{at_}"]
        if not level.is_empty() and isinstance(value, Decimal):
            yield _step(
                lang,
                "tie",
                "The score is the same as that of {others}; what decides is {what}, here {value}."
                if rule.ranking
                else "The total is the same as that of {others}; what decides is {what}, here {value}.",
                {"value": value},
                others=_names(level, lang),
                what=tie_name(tie, rule.slots, lang),
            )
    shared = level.filter(pl.col("rank") == row["rank"])
    message = "Place {rank} of {count}, shared with {others}." if row["shared"] else "Place {rank} of {count}."
    numbers = {"rank": int(str(row["rank"])), "count": field_.height}
    yield _step(lang, "place", message, numbers, others=_names(shared, lang))
    for award in rule.slots.awards:
        if award.key == row["award"]:
            yield _step(lang, "award", "Award: {title}.", title=award.text.said(lang))


def _names(entries: pl.DataFrame, lang: str, most: int = 8) -> str:
    """The entries by name, or how many more there are."""
    names = entries["entry"].head(most).to_list()
    if entries.height > most:
        names.append(tr(lang, "{count} more", count=entries.height - most))
    return joined(names, lang)


def _step(lang: str, kind: str, message: str, numbers: Mapping[str, Number] | None = None, **values: object) -> Step:
    shown = {key: number(value) for key, value in (numbers or {}).items()}
    return Step(kind, tr(lang, message, **shown, **values), numbers or {})
