"""Actions: what a meeting gave somebody to do. Open ones come back at the next meeting, until they are done or dropped."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.meetings import Task
from ...errors import Invalid, NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..keys import residents_of, still_here
from ..office import Desk, allow
from .calling import meeting


def give(desk: Desk, actor: Actor, activity: int, tasks: Sequence[Task]) -> list[str]:
    """Write down who does what until when; answers the ids. Raises as `give_all`."""
    return give_all(desk, actor, {activity: tasks})


def give_all(desk: Desk, actor: Actor, given: Mapping[int, Sequence[Task]]) -> list[str]:
    """What meetings (by the numbers of their activities) gave people to do, in one commit; answers the ids in their order.

    Raises Invalid for an action without an owner or words, or due before its meeting, NotFound for an unknown resident or
    meeting, WrongPhase for an owner who had moved away.
    """
    allow(actor, Role.CLERK)
    tasks = [one for many in given.values() for one in many]
    if not all(one.text.strip() and (one.resident or one.owner.strip()) for one in tasks):
        raise Invalid("An action says what is to be done and who does it; name an owner.", code="owner")

    def job(connection: sa.Connection) -> list[str]:
        people = residents_of(connection, (one.resident for one in tasks if one.resident))
        for activity, many in given.items():
            meeting(connection, activity)
            day = connection.execute(sa.select(t.activity.c.day).where(t.activity.c.id == activity)).scalar_one()
            for one in many:
                _check(one, day, people)
        rows = [
            {
                "id": str(uuid.uuid4()), "activity_id": activity, "matter_id": one.matter, "text": one.text, "due": one.due,
                "owner_id": one.resident and people[one.resident].id, "owner": one.owner.strip(), "at": desk.now(),
                "actor": actor.name,
            }
            for activity, many in given.items() for one in many
        ]  # fmt: skip
        if rows:
            connection.execute(t.action.insert(), rows)
            journal.write(connection, actor.name, "action", {"action": rows})
            touch(connection, "community", 0)
        return [str(row["id"]) for row in rows]

    return desk.store.write(job)


def _check(one: Task, day: date, people: Mapping[str, Any]) -> None:
    if one.due < day:
        raise Invalid(
            "{text} would be due on {due}, before the meeting of {day}; write a later day.",
            text=one.text, due=one.due.isoformat(), day=day.isoformat(),
        )  # fmt: skip
    if one.resident:
        still_here(people[one.resident], day)


def close(desk: Desk, actor: Actor, action: str, *, done: bool, note: str = "") -> None:
    """An action is done, or dropped with a reason. Raises as `close_all`."""
    close_all(desk, actor, [action], done=done, note=note)


def close_all(desk: Desk, actor: Actor, actions: Sequence[str], *, done: bool, note: str = "") -> None:
    """Actions are done, or dropped with a reason, in one commit. Raises NotFound, WrongPhase for one that is closed, Invalid."""
    allow(actor, Role.CLERK)
    if not done and not note.strip():
        raise Invalid("Say why it is dropped.")

    def job(connection: sa.Connection) -> None:
        for action in actions:
            if not connection.execute(sa.select(t.action.c.id).where(t.action.c.id == action)).first():
                raise NotFound("There is no action {action}.", action=action)
            if connection.execute(sa.select(t.action_end.c.number).where(t.action_end.c.action == action)).first():
                raise WrongPhase("This action is closed already.", code="closed-action")
        how = "done" if done else "dropped"
        rows = [{"action": one, "how": how, "note": note, "at": desk.now(), "actor": actor.name} for one in actions]
        if rows:
            connection.execute(t.action_end.insert(), rows)
            journal.write(connection, actor.name, "action-end", {"action_end": rows})
            touch(connection, "community", 0)

    desk.store.write(job)


def open_actions(connection: sa.Connection, *, before: date | None = None) -> list[Any]:
    """Actions nobody has closed, those due first; with `before`, of meetings before that day: what the next one carries on."""
    a, e, held = t.action, t.action_end, t.activity
    query = (
        sa.select(a, held.c.title_zh, held.c.title_en, held.c.day)
        .join(held, held.c.id == a.c.activity_id)
        .outerjoin(e, e.c.action == a.c.id)
        .where(e.c.number.is_(None))
        .order_by(a.c.due, a.c.number)
    )
    return list(connection.execute(query if before is None else query.where(held.c.day < before)))
