"""Checks of expiry policies: an end for every day, and nobody loses by having waited."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ..domain.points import Earned, ExpiryPolicy, PointsRule
from . import made
from .finding import Breach, Breaches, law
from .target import Target, words_of
from .trial import asked, each, same


@law(ExpiryPolicy, "a day for points earned at any time, never before they were earned")
def every_day_has_an_end(policy: ExpiryPolicy, target: Target) -> Breaches:
    """Total, also on 29 February; the answer is a date or None, and the same when asked again."""

    def is_sane(earned: Earned) -> None:
        end = same(policy.expires, earned)
        if end is not None and (not isinstance(end, date) or isinstance(end, datetime)):
            raise Breach(
                "For {earned} it answers {end}.", "Answer a date, or None for never.", earned=earned, end=repr(end)
            )
        if end is not None and end < earned.on:
            raise Breach(
                "{earned} would expire on {end}, before it was earned.", "Answer that day or a later one.",
                earned=earned, end=end,
            )  # fmt: skip

    yield from each(made.earned(_rules(policy, target)), is_sane)


@law(ExpiryPolicy, "what is earned later never expires earlier")
def later_points_last_as_long(policy: ExpiryPolicy, target: Target) -> Breaches:
    """Monotone in the day: nobody loses by having waited."""

    def is_monotone(earned: Earned) -> None:
        for days in (1, 28, 366):
            later = Earned(points=earned.points, on=earned.on + timedelta(days=days), rule=earned.rule)
            ends = asked(policy.expires, earned), asked(policy.expires, later)
            if (ends[1] or date.max) < (ends[0] or date.max):
                raise Breach(
                    "Points of {first} last until {end}, those of {second} until {sooner}.",
                    "Let what is earned later last at least as long.",
                    first=earned.on, end=ends[0], second=later.on, sooner=ends[1],
                )  # fmt: skip

    yield from each(made.earned(_rules(policy, target)), is_monotone)


def _rules(policy: ExpiryPolicy, target: Target) -> list[str]:
    """Keys of rules that the policy may treat in a way of their own."""
    return [*words_of(policy.expires), *(rule.key for rule in target.of(PointsRule))]
