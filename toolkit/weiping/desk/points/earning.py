"""What events earn: rules propose, caps cut, the ledger is written, or a second person is asked. All events go this way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import Cap, Event, Published
from ...hooks import calls
from ...ledger.transfers import Transfer, from_proposals
from ...store import journal
from ..office import Desk, allow
from . import approvals, events, policy
from .approvals import Outcome, Together
from .posting import Rows, merged


@dataclass(frozen=True, slots=True, kw_only=True)
class Earning:
    """What rules propose for one event, and the caps of each rule. Caps are applied where it is written."""

    event: events.Entry
    rules: tuple[str, ...] = ()
    proposed: Sequence[Transfer] = ()
    caps: Mapping[str, tuple[Cap, ...]] | None = None

    @property
    def together(self) -> Together:
        """The proposals as one decision."""
        key = ":".join((self.event.key, *sorted(self.rules)))
        return Together(key=key, title=self.event.title, lines=self.proposed, caps=self.caps or {})


def propose(desk: Desk, rules: Iterable[str], event: Event, name: str, available_from: date) -> Earning:
    """Ask the rules called `rules` about `event`, whose name in the ledger is `name`; nothing is written.

    Raises WrongPhase for a rule that nobody offers, PluginError where one fails.
    """
    asked = [policy.rule(desk, key) for key in rules]
    proposed: list[Transfer] = []
    for one in asked:
        proposed += from_proposals(
            calls.propose(one, event), rule=one.key, fund=one.fund, event=name, on=event.on, available_from=available_from
        )  # fmt: skip
    proposed = policy.dated(desk, proposed, noticed=isinstance(event, Published))
    caps = {one.key: one.caps for one in asked}
    return Earning(
        event=events.entry_of(event, name), rules=tuple(one.key for one in asked), proposed=proposed, caps=caps
    )  # fmt: skip


def earn(
    desk: Desk, actor: Actor, rules: Iterable[str] | None, event: Event, name: str, available_from: date
) -> Outcome:
    """Record an event and post what it earns, all or nothing, with a line in the journal.

    `rules` of None are those in force. Above the office's threshold nothing is posted: it waits for a second person. An
    event that comes again earns nothing more. Raises as `propose` and `posting.post_all` do.
    """
    allow(actor, Role.CLERK)
    found = propose(desk, policy.in_force(desk, type(event)) if rules is None else rules, event, name, available_from)

    def job(connection: sa.Connection) -> Outcome:
        rows, outcome = write(desk, connection, actor, found)
        if any(rows.values()):
            journal.write(connection, actor.name, "earn", rows)
        return outcome

    return desk.store.write(job)


def write(desk: Desk, connection: sa.Connection, actor: Actor, earning: Earning) -> tuple[Rows, Outcome]:
    """Within a job: record the event and post what the caps leave, or let it wait; the rows are for the caller's journal."""
    happened = events.record(desk, connection, actor, earning.event)
    rows, outcome = approvals.settle(desk, connection, actor, earning.together)
    return merged(happened, rows), outcome


def post(desk: Desk, connection: sa.Connection, actor: Actor, earning: Earning) -> Rows:
    """Within a job: as `write`, for a caller who does not ask what became of it."""
    return write(desk, connection, actor, earning)[0]
