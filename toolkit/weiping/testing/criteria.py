"""Checks of criteria: what a judge can tap has a mark on the scale, and the mark moves the way a judge expects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ..domain.criteria import Criterion, Detail
from ..domain.exact import plain
from .finding import Breach, Breaches, law, short
from .target import Target
from .trial import asked, each, same

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

MOST_STEPS = 1000


def details(criterion: Criterion) -> SearchStrategy[Detail]:
    """Everything that a judge can tap: a level or none, fine steps, faults counted."""
    from hypothesis import strategies as st

    counts = st.dictionaries(st.sampled_from([item.key for item in criterion.deductions] or [""]), st.integers(0, 20))
    return st.builds(
        Detail,
        level=st.sampled_from([None, *(level.key for level in criterion.levels)]),
        fine=st.integers(-12, 12).map(lambda steps: criterion.scale.step * steps),
        counts=counts if criterion.deductions else st.just({}),
    )


@law(Criterion, "a scale that a thumb can use")
def the_scale_is_sane(criterion: Criterion, _target: Target) -> Breaches:
    """Not finer than anybody can tap, and no fault takes off more than there is."""
    scale = criterion.scale
    if scale.steps > MOST_STEPS:
        yield Breach(
            "The scale has {steps} steps.",
            "Use at most {most}; nobody tells marks apart that finely.",
            steps=scale.steps,
            most=MOST_STEPS,
        )
    for item in criterion.deductions:
        if item.points > scale.high - scale.low:
            yield Breach(
                "The fault {item} takes off {points}, more than the whole scale.",
                "Take off at most {span}.",
                item=item.key,
                points=plain(item.points),
                span=plain(scale.high - scale.low),
            )


@law(Criterion, "levels cover the scale, best first, without gap or overlap")
def levels_cover_the_scale(criterion: Criterion, _target: Target) -> Breaches:
    """Each band begins one step below the end of the one above."""
    scale, top = criterion.scale, criterion.scale.high
    for level in criterion.levels:
        if level.high != top:
            yield Breach(
                "Level {level} ends at {high}; it should end at {wanted}.",
                "Order the levels from best to worst, each one step below the one before.",
                level=level.key,
                high=plain(level.high),
                wanted=plain(top),
            )
        top = level.low - scale.step
    lowest = criterion.levels[-1]
    if lowest.low != scale.low:
        yield Breach(
            "The lowest level {level} begins at {low}, the scale at {wanted}.",
            "Let the levels cover the whole scale.",
            level=lowest.key,
            low=plain(lowest.low),
            wanted=plain(scale.low),
        )


@law(Criterion, "a mark on the scale for everything a judge can tap")
def every_tap_has_a_mark(criterion: Criterion, _target: Target) -> Breaches:
    """`value` is total: a level, fine steps and any number of faults make a mark that the scale admits."""

    def on_the_scale(detail: Detail) -> None:
        value = asked(criterion.value, detail)
        if not isinstance(value, Decimal) or not criterion.scale.admits(value):
            raise Breach(
                "{detail} makes the mark {value}, which is not on the scale.",
                "Round to the scale's step and keep to its ends.",
                detail=short(detail),
                value=repr(value),
            )

    yield from each(details(criterion), on_the_scale)


@law(Criterion, "a further fault never raises the mark, a better level never lowers it")
def marks_are_monotone(criterion: Criterion, _target: Target) -> Breaches:
    """One more fault of any kind, and the next better level, move the mark in the direction a judge expects."""
    order = [level.key for level in criterion.levels]

    def moves_as_expected(detail: Detail) -> None:
        mark = criterion.value(detail)
        for item in criterion.deductions:
            more: Mapping[str, int] = {**detail.counts, item.key: detail.counts.get(item.key, 0) + 1}
            _not_above(criterion, replace(detail, counts=more), mark, item.key)
        if detail.level in order[1:]:
            better = order[order.index(detail.level) - 1]
            if criterion.value(replace(detail, level=better)) < mark:
                raise Breach(
                    "The level {better} is worth less than {worse}.",
                    "Order the levels from best to worst, with falling values.",
                    better=better,
                    worse=detail.level,
                )

    yield from each(details(criterion), moves_as_expected)


def _not_above(criterion: Criterion, worse: Detail, mark: Decimal, fault: str) -> None:
    if (now := criterion.value(worse)) > mark:
        raise Breach(
            "One more {fault} raises the mark from {before} to {after}: {detail}.",
            "A fault takes points off.",
            fault=fault,
            before=plain(mark),
            after=plain(now),
            detail=short(worse),
        )


@law(Criterion, "the same mark for the same taps, and after it was stored")
def marks_are_the_same_again(criterion: Criterion, _target: Target) -> Breaches:
    """A round keeps its criteria as data from the moment it opens: what that forgets would be lost."""
    stored = Criterion.from_data(criterion.as_data())

    def is_the_same(detail: Detail) -> None:
        if same(criterion.value, detail) != stored.value(detail):
            raise Breach(
                "{detail} makes {value}, and {stored} once a round has stored the criterion.",
                "Do not override what wp.Criterion does; a round keeps its data only.",
                detail=short(detail),
                value=plain(criterion.value(detail)),
                stored=plain(stored.value(detail)),
            )

    yield from each(details(criterion), is_the_same)
