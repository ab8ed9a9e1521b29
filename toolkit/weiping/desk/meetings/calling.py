"""Calling a meeting: the quorum it needs, the agenda, and the notice that hangs before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.meetings import AgendaItem
from ...errors import Invalid, NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..activities.planning import open_activity
from ..activities.taking_part import counted
from ..office import Desk, allow

NOTICE = timedelta(days=1)
"""How long before its day a notice hangs at least; less is said, not refused: a burst pipe does not wait."""


def call(
    desk: Desk, actor: Actor, activity: int, agenda: Sequence[AgendaItem], *, quorum: int, may_vote: int | None = None
) -> None:
    """Make a planned activity a meeting with a quorum and an agenda, or change both before it is certified.

    `may_vote` is how many may vote, where that is known. Raises NotFound for an unknown activity or matter, Invalid for a
    quorum that is no number of people or above `may_vote`, or an empty agenda.
    """
    allow(actor, Role.CLERK)
    if quorum < 1 or (may_vote is not None and quorum > may_vote):
        raise Invalid("A quorum is one person or more, and not more than may vote.", code="quorum")
    if not agenda or not all(one.title.strip() for one in agenda):
        raise Invalid("An agenda has at least one point, and every point a title.", code="agenda")

    def job(connection: sa.Connection) -> None:
        open_activity(connection, activity)
        _check_matters(connection, agenda)
        m, a = t.meeting, t.agenda_item
        row = {"activity_id": activity, "quorum": quorum, "may_vote": may_vote}
        if connection.execute(sa.select(m.c.id).where(m.c.activity_id == activity)).first():
            connection.execute(m.update().where(m.c.activity_id == activity).values(row))
        else:
            connection.execute(m.insert(), row)
        connection.execute(a.delete().where(a.c.activity_id == activity))
        connection.execute(a.insert(), [
            {"activity_id": activity, "position": at, "title": one.title, "matter_id": one.matter}
            for at, one in enumerate(agenda, start=1)
        ])  # fmt: skip
        journal.write(connection, actor.name, "call-meeting", {}, activity=activity, quorum=quorum, points=len(agenda))
        touch(connection, "community", 0)

    desk.store.write(job)


def _check_matters(connection: sa.Connection, agenda: Sequence[AgendaItem]) -> None:
    wanted = {one.matter for one in agenda if one.matter is not None}
    there = set(connection.execute(sa.select(t.matter.c.id).where(t.matter.c.id.in_(wanted))).scalars())
    if missing := sorted(wanted - there):
        raise NotFound("There is no matter {matter}.", matter=missing[0])


def give_notice(desk: Desk, actor: Actor, activity: int) -> bool:
    """Record that the notice hangs now; answers whether it is in time. A second time changes nothing."""
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> bool:
        held = open_activity(connection, activity)
        found = meeting(connection, activity)
        at = found.notice_at
        if at is None:
            at = desk.now()
            connection.execute(t.meeting.update().where(t.meeting.c.id == found.id).values(notice_at=at))
            journal.write(connection, actor.name, "meeting-notice", {}, activity=activity)
            touch(connection, "community", 0)
        return bool(at.astimezone(desk.zone).date() + NOTICE <= held.day)

    return desk.store.write(job)


def meeting(connection: sa.Connection, activity: int) -> Any:
    """What an activity has as a meeting. Raises NotFound where it was not called as one."""
    found = connection.execute(sa.select(t.meeting).where(t.meeting.c.activity_id == activity)).first()
    if found is None:
        raise NotFound("Activity {activity} was not called as a meeting; give it an agenda first.", activity=activity)
    return found


def agenda_of(connection: sa.Connection, activity: int) -> list[Any]:
    """The points of the agenda in their order."""
    a = t.agenda_item
    return list(connection.execute(sa.select(a).where(a.c.activity_id == activity).order_by(a.c.position)))


def present(connection: sa.Connection, activity: int) -> set[int]:
    """The residents who were there (their numbers), each once whatever their roles."""
    return {line.resident_id for line in counted(connection, [activity]) if line.resident_id is not None}


def need_quorum(connection: sa.Connection, activity: int) -> int:
    """How many are there. Raises WrongPhase where that is below the quorum."""
    needed, there = meeting(connection, activity).quorum, len(present(connection, activity))
    if there < needed:
        raise WrongPhase(
            "The meeting has no quorum: {there} of {needed} are recorded as present. Record who is there, or call it again.",
            code="quorum", there=there, needed=needed,
        )  # fmt: skip
    return there
