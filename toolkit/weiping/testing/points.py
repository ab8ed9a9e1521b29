"""Checks of points rules: nothing is made of nothing, nothing is paid twice, nothing depends on chance."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ..domain.points import Event, PointsRule, Proposal
from ..errors import PluginError, WeipingError
from ..hooks.calls import propose
from ..ledger.caps import span
from . import made
from .finding import Breach, Breaches, law, short
from .households import HOUSEHOLDS
from .target import Target, words_of
from .texts import wrong_phrase
from .trial import each, same

if TYPE_CHECKING:
    from .ledger import Ledger, Posted

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
    from .community import fresh_store
    from .ledger import tiny_ledger

    events = [event for event in events_for(rule, target) if _here(event)]
    with TemporaryDirectory() as folder, fresh_store(Path(folder) / "ledger.db") as store:
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


@law(PointsRule, "caps that can be reached, and hold in whatever order events come")
def the_caps_hold(rule: PointsRule, target: Target) -> Breaches:
    """Posted forwards and backwards to two ledgers, several times a day: every household gets the same, no more than its caps."""
    yield from _useless_caps(rule)
    if not rule.caps:
        return
    events = [event for event in events_for(rule, target) if _here(event)] * 3
    named = [(f"event-{number}", event) for number, event in enumerate(events)]
    first, second = _earned(rule, named), _earned(rule, named[::-1])
    for cap in rule.caps:
        had: Counter[object] = Counter()
        for one in first:
            had[one.household, one.event if cap.per == "event" else span(cap.per, one.on)] += one.points
        if had and (most := max(had.values())) > cap.points:
            yield Breach(
                "A household got {points} points; {cap} per {per} are allowed.",
                "Post by the desk, which applies the caps.",
                points=most, cap=cap.points, per=cap.per,
            )  # fmt: skip
    sums = [_sums(found) for found in (first, second)]
    if sums[0] != sums[1]:
        yield Breach(
            "With its caps households get {first}, and {second} where the events come in the other order.",
            "Let what is proposed depend on the event alone.",
            first=short(sums[0]), second=short(sums[1]),
        )  # fmt: skip


def _useless_caps(rule: PointsRule) -> Breaches:
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


def _earned(rule: PointsRule, events: list[tuple[str, Event]]) -> list[Posted]:
    from .community import fresh_store
    from .ledger import tiny_ledger

    with TemporaryDirectory() as folder, fresh_store(Path(folder) / "ledger.db") as store:
        ledger = tiny_ledger(store)
        for name, event in events:
            ledger.post(rule, event, name)
        return ledger.posted()


def _sums(found: list[Posted]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for one in found:
        sums[one.household] += one.points
    return dict(sorted(sums.items()))
