"""Calling a meeting: the quorum it needs, the agenda, and the notice that hangs before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.meetings import AgendaItem, Call
from ...domain.privacy import refuse_personal
from ...domain.text import Text
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

    `may_vote` is how many may vote, where that is known. Raises as `call_all`.
    """
    call_all(desk, actor, {activity: Call(agenda=tuple(agenda), quorum=quorum, may_vote=may_vote)})


def call_all(desk: Desk, actor: Actor, calls: Mapping[int, Call]) -> None:
    """As `call`, for several activities (by their numbers) in one commit.

    Raises NotFound for an unknown activity or matter, WrongPhase for one that is certified or called off, Invalid for a
    quorum that is no number of people or above `may_vote`, or an empty agenda.
    """
    allow(actor, Role.CLERK)
    for one in calls.values():
        _check_call(one)

    def job(connection: sa.Connection) -> None:
        _check_matters(desk, connection, [item for one in calls.values() for item in one.agenda])
        for activity, one in calls.items():
            _write_call(connection, activity, one)
            points = {"quorum": one.quorum, "points": len(one.agenda)}
            journal.write(connection, actor.name, "call-meeting", {}, activity=activity, **points)
        touch(connection, "community", 0)

    desk.store.write(job)


def _check_call(one: Call) -> None:
    if one.quorum < 1 or (one.may_vote is not None and one.quorum > one.may_vote):
        raise Invalid("A quorum is one person or more, and not more than may vote.", code="quorum")
    if not one.agenda or not all(item.title.strip() for item in one.agenda):
        raise Invalid("An agenda has at least one point, and every point a title.", code="agenda")
    refuse_personal(Text("议程", "The agenda"), *(item.title for item in one.agenda))


def _write_call(connection: sa.Connection, activity: int, one: Call) -> None:
    open_activity(connection, activity)
    m, a = t.meeting, t.agenda_item
    row = {"activity_id": activity, "quorum": one.quorum, "may_vote": one.may_vote}
    if connection.execute(sa.select(m.c.id).where(m.c.activity_id == activity)).first():
        connection.execute(m.update().where(m.c.activity_id == activity).values(row))
    else:
        connection.execute(m.insert(), row)
    connection.execute(a.delete().where(a.c.activity_id == activity))
    connection.execute(a.insert(), [
        {"activity_id": activity, "position": at, "title": item.title, "matter_id": item.matter}
        for at, item in enumerate(one.agenda, start=1)
    ])  # fmt: skip


def _check_matters(desk: Desk, connection: sa.Connection, agenda: Sequence[AgendaItem]) -> None:
    wanted, m = {one.matter for one in agenda if one.matter is not None}, t.matter.c
    there = dict(connection.execute(sa.select(m.id, m.kind).where(m.id.in_(wanted))).all())
    if missing := sorted(wanted - there.keys()):
        raise NotFound("There is no matter {matter}.", matter=missing[0])
    kinds = [desk.plugins.matter_kinds.get(key) for key in there.values()]
    if any(kind is not None and kind.counts_only for kind in kinds):
        raise WrongPhase(
            "Of this matter nothing is told but that there is one; settle it apart from a meeting.", code="apart"
        )


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
        return in_time(desk, at, held.day)

    return desk.store.write(job)


def in_time(desk: Desk, notice_at: datetime, day: date) -> bool:
    """Whether a notice that hangs since then was there before the day of the meeting."""
    return notice_at.astimezone(desk.zone).date() + NOTICE <= day


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


def voters(desk: Desk, connection: sa.Connection, activity: int) -> set[int]:
    """Those of them who may vote: who came in a role that does. Where nobody offers the kind any more, all of them."""
    key = connection.execute(sa.select(t.activity.c.kind).where(t.activity.c.id == activity)).scalar_one()
    kind = desk.plugins.activity_kinds.get(key)
    mute = {role.key for role in kind.roles if not role.votes} if kind else set[str]()
    there = counted(connection, [activity])
    return {line.resident_id for line in there if line.resident_id is not None and line.role not in mute}


def need_quorum(desk: Desk, connection: sa.Connection, activity: int) -> int:
    """How many are there who may vote. Raises WrongPhase where that is below the quorum."""
    needed, there = meeting(connection, activity).quorum, len(voters(desk, connection, activity))
    if there < needed:
        raise WrongPhase(
            "The meeting has no quorum: {there} of {needed} are recorded as present. Record who is there, or call it again.",
            code="quorum", there=there, needed=needed,
        )  # fmt: skip
    return there
