"""Certifying: a second person says that an activity took place as recorded; then its hours and points count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import Attendance, Attended, TransferKind, Unit
from ...domain.text import Text
from ...errors import NotAllowed, WrongPhase
from ...ledger.transfers import Transfer
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..keys import keys_of
from ..office import Desk, allow
from ..points import accounts, earning, events, hours, policy
from ..points.posting import Rows, merged
from . import evaluating
from .planning import open_activity
from .taking_part import counted

NONE: Mapping[int, bool] = MappingProxyType({})
"""No complaint about anything."""


def certify(
    desk: Desk, actor: Actor, number: int, *, rules: Iterable[str] | None = None, complaint: bool | None = None
) -> Attended:
    """Let an activity count; answers the event that the points rules were told.

    `complaint` says that a justified complaint was made (then it earns neither hours nor points) or that one which was made
    is not justified; None that there was none. Else as `certify_all`.
    """
    answers = {} if complaint is None else {number: complaint}
    return certify_all(desk, actor, [number], rules=rules, complaints=answers)[0]


def certify_all(
    desk: Desk,
    actor: Actor,
    numbers: Sequence[int],
    *,
    rules: Iterable[str] | None = None,
    complaints: Mapping[int, bool] = NONE,
) -> list[Attended]:
    """Let activities count, in one commit; answers the events that the points rules were told.

    The minutes of everybody whose role counts them are credited to their hours; `rules` are asked what each earns (None:
    those in force). `complaints` says of an activity whether the complaint about it is justified. Raises NotFound, WrongPhase
    where one has not taken place, nobody is recorded, it is certified already or a complaint has no answer, NotAllowed for who
    recorded it, and as `hours.post_minutes` and the points rules do.
    """
    allow(actor, Role.CLERK, Role.CHAIR)
    asked = list(policy.in_force(desk, Attended) if rules is None else rules)
    with desk.store.read() as connection:
        found = {number: _event(desk, connection, actor, number, complaints.get(number)) for number in numbers}
    earns = {
        number: earning.propose(desk, asked, event, f"activity:{number}", desk.today())
        for number, (event, _) in found.items()
    }

    def job(connection: sa.Connection) -> None:
        ends, counted_hours, earned = [], list[int](), Rows()
        for number, before in found.items():
            event, minutes = _event(desk, connection, actor, number, complaints.get(number))
            if (event, minutes) != before:
                raise WrongPhase("Something was recorded meanwhile; look at it and certify again.", code="moved")
            ends.append(_end(desk, connection, actor, event))
            counted_hours += [] if event.complaint else [number]
            earned = merged(earned, _earned(desk, connection, actor, earns[number]))
        if ends:
            given = _hours(desk, connection, [found[number] for number in counted_hours])
            rows = merged({"activity_end": ends}, hours.post_minutes(desk, connection, actor, given), earned)
            journal.write(connection, actor.name, "certify-activity", rows)
            touch(connection, "community", 0)

    desk.store.write(job)
    return [event for event, _ in found.values()]


def _earned(desk: Desk, connection: sa.Connection, actor: Actor, one: earning.Earning) -> Rows:
    """Within a job: the event is on record; where nothing is proposed, nobody is asked about caps and approval."""
    if not one.proposed:
        return events.record(desk, connection, actor, one.event)
    return earning.post(desk, connection, actor, one)


def _end(desk: Desk, connection: sa.Connection, actor: Actor, event: Attended) -> dict[str, Any]:
    """Within a job: the activity is certified; answers the row."""
    row = {"activity_id": event.activity, "how": "certified", "reason": "", "at": desk.now(), "actor": actor.name,
           "operator": actor.operator}  # fmt: skip
    connection.execute(t.activity_end.insert(), row)
    connection.execute(t.activity.update().where(t.activity.c.id == event.activity).values(complaint=event.complaint))
    return row


def _event(
    desk: Desk, connection: sa.Connection, actor: Actor, number: int, complaint: bool | None
) -> tuple[Attended, dict[str, int]]:
    """What the rules are told, and the minutes of each resident."""
    found = open_activity(connection, number)
    if found.operator == actor.operator:
        raise NotAllowed("Who recorded an activity does not certify it; ask a colleague.", code="same-person")
    if found.day > desk.today():
        raise WrongPhase("{title} takes place on {day}; certify it afterwards.", code="not-yet",
                         title=Text(found.title_zh, found.title_en), day=found.day.isoformat())  # fmt: skip
    if complaint is None and (said := evaluating.complaints(connection, number)):
        raise WrongPhase("There is a complaint ({said}); say whether it is justified.", code="complaint", said=said)
    lines = counted(connection, [number])
    if not lines:
        raise WrongPhase("Nobody is recorded for this activity; record who took part, or call it off.", code="nobody")
    who, minutes = _people(connection, lines)
    title = Text(found.title_zh, found.title_en)
    return Attended(
        activity=number, kind=found.kind, title=title, on=found.day, who=who, complaint=bool(complaint)
    ), minutes


def _people(connection: sa.Connection, lines: Iterable[Any]) -> tuple[tuple[Attendance, ...], dict[str, int]]:
    lines = [line for line in lines if line.resident_id is not None]
    homes = keys_of(connection, t.household, {line.household_id for line in lines})
    people = keys_of(connection, t.resident, {line.resident_id for line in lines})
    minutes: dict[str, int] = {}
    who = []
    for line in lines:
        key = people[line.resident_id]
        hours = None if line.minutes is None else (Decimal(line.minutes) / 60).quantize(Decimal("0.01"))
        who.append(Attendance(household=homes[line.household_id], role=line.role, hours=hours, resident=key))
        if line.minutes:
            minutes[key] = minutes.get(key, 0) + line.minutes
    return tuple(who), minutes


def _hours(
    desk: Desk, connection: sa.Connection, certified: Sequence[tuple[Attended, Mapping[str, int]]]
) -> list[Transfer]:
    """The minutes that residents gave in these activities."""
    people = {resident for _, minutes in certified for resident in minutes}
    fund, own = accounts.minutes_fund(connection).key, accounts.of_residents(connection, people, Unit.MINUTES)
    return [
        Transfer(
            key=f"minutes:activity:{event.activity}:{resident}", debit=fund, credit=own[resident].key, points=amount,
            kind=TransferKind.GRANT, reason=event.title, event=f"activity:{event.activity}", business_date=event.on,
            available_from=desk.today(),
        )
        for event, minutes in certified for resident, amount in minutes.items()
    ]  # fmt: skip
