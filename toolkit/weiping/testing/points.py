"""Checks of points rules and expiry policies: nothing is made of nothing, nothing is paid twice, nothing depends on chance."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ..domain.points import Earned, Event, ExpiryPolicy, PointsRule, Proposal
from ..errors import PluginError, WeipingError
from ..hooks.calls import propose
from . import made
from .finding import Breach, Breaches, law, short
from .households import HOUSEHOLDS
from .target import Target, words_of
from .texts import wrong_phrase
from .trial import asked, each, same

if TYPE_CHECKING:
    from .community import Ledger

LENGTHS = {"event": 0, "day": 1, "month": 2, "year": 3}


def proposed(rule: PointsRule, event: Event) -> list[Proposal]:
    """What `rule` proposes; Breach where that is no list of sane proposals."""
    try:
        return propose(rule, event)
    except PluginError as error:
        raise Breach(
            "{error} It was asked about {event}.",
            "Propose whole points above zero, once for each household and key.",
            error=error,
            event=short(event),
        ) from error


def events_for(rule: PointsRule, target: Target) -> list[Event]:
    """Fixed events that `rule` listens to: the author's, and some with every word that the rule knows."""
    own = [event for event in target.given.events if isinstance(event, rule.on)]
    return [*own, *made.events(rule.on, words_of(rule.propose))]


@law(PointsRule, "answers every kind of event that it listens to")
def every_event_is_answered(rule: PointsRule, target: Target) -> Breaches:
    """Total: for any event it proposes whole points above zero, or nothing; the event's own households, once each key."""

    def is_sane(event: Event) -> None:
        households = _households(event)
        for proposal in proposed(rule, event):
            if proposal.household not in households:
                raise Breach(
                    "It proposes points for {household}, which has no part in {event}.",
                    "Reward only the households that the event names.",
                    household=repr(proposal.household),
                    event=short(event),
                )
            if wrong := wrong_phrase(proposal.reason, "reason"):
                raise wrong

    for event in events_for(rule, target):
        is_sane(event)
    yield from each(made.any_event(rule.on, words_of(rule.propose)), is_sane)


def _households(event: Event) -> set[str]:
    if winners := getattr(event, "winners", None):
        return {home for winner in winners for home in winner.households}
    if who := getattr(event, "who", None):
        return {one.household for one in who}
    return {getattr(event, "household", "")}


@law(PointsRule, "proposes something")
def something_is_proposed(rule: PointsRule, target: Target) -> Breaches:
    """A rule that never pays is a mistake, and would pass every other check."""
    tried = events_for(rule, target)
    if not any(proposed(rule, event) for event in tried):
        yield Breach(
            "It proposed nothing for any of {count} events.",
            "Hand in one that it rewards: conformance(…, events=[…]).",
            count=len(tried),
        )


@law(PointsRule, "proposes the same for the same event")
def proposals_are_the_same_again(rule: PointsRule, target: Target) -> Breaches:
    """Asked again it answers the same: publishing twice must pay once."""

    def is_the_same(event: Event) -> None:
        same(lambda: list(rule.propose(event)), about=event)

    for event in events_for(rule, target):
        is_the_same(event)
    yield from each(made.any_event(rule.on, words_of(rule.propose)), is_the_same)


@law(PointsRule, "the fund pays what households get, and pays it once")
def the_books_balance(rule: PointsRule, target: Target) -> Breaches:
    """Posted to a ledger: balances add up to nothing, the fund is debited what was proposed, a second posting adds nothing."""
    from ..store import Store
    from .community import tiny_ledger

    events = [event for event in events_for(rule, target) if _here(event)]
    with TemporaryDirectory() as folder, Store(Path(folder) / "ledger.db") as store:
        ledger = tiny_ledger(store)
        _posted(ledger, rule, events)
        first = ledger.balances()
        _posted(ledger, rule, events)
        second = ledger.balances()
    earned = sum(points for account, points in first.items() if account.startswith("household:"))
    if sum(first.values()) or -first.get(f"fund:{rule.fund}", 0) != earned:
        yield Breach("The books do not balance: {balances}.", "Propose points for households only.", balances=first)
    if first != second:
        yield Breach(
            "Posted a second time, balances went from {first} to {second}.",
            "Give a proposal the same key whenever it is made for the same thing.",
            first=first,
            second=second,
        )


def _here(event: Event) -> bool:
    return _households(event) <= HOUSEHOLDS.keys()


def _posted(ledger: Ledger, rule: PointsRule, events: list[Event]) -> None:
    for number, event in enumerate(events):
        try:
            ledger.post(rule, event, f"event-{number}")
        except WeipingError as error:
            raise Breach(
                "The ledger refuses what it proposes for {event}: {error}",
                "Propose only what can be posted.",
                event=short(event),
                error=error,
            ) from error


@law(PointsRule, "caps that can be reached")
def the_caps_hold(rule: PointsRule, _target: Target) -> Breaches:
    """A cap of a longer period is the higher one, else the other would never matter."""
    if len({cap.per for cap in rule.caps}) < len(rule.caps):
        yield Breach("It has two caps for one period.", "Keep the lower one.")
    for one in rule.caps:
        for other in rule.caps:
            if LENGTHS[one.per] < LENGTHS[other.per] and one.points > other.points:
                yield Breach(
                    "The cap of {points} per {per} is never reached: {less} per {longer} come first.",
                    "Let a cap of a longer period be the higher one.",
                    points=one.points,
                    per=one.per,
                    less=other.points,
                    longer=other.per,
                )


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
