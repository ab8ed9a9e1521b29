"""Actions: what a meeting gave somebody to do. Open ones come back at the next meeting, until they are done or dropped."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.meetings import Task
from ...errors import Invalid, NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..office import Desk, allow
from .calling import meeting


def give(desk: Desk, actor: Actor, activity: int, tasks: Sequence[Task]) -> list[str]:
    """Write down who does what until when; answers the ids. Raises Invalid for one without an owner or words, NotFound."""
    allow(actor, Role.CLERK)
    for one in tasks:
        if not one.text.strip() or not (one.resident or one.owner.strip()):
            raise Invalid("An action says what is to be done and who does it; name an owner.", code="owner")

    def job(connection: sa.Connection) -> list[str]:
        meeting(connection, activity)
        owners = {one.resident for one in tasks if one.resident}
        r = t.resident
        people = dict(connection.execute(sa.select(r.c.key, r.c.id).where(r.c.key.in_(owners))).all())
        if missing := sorted(owners - set(people)):
            raise NotFound("There is no resident {key} in the register.", key=missing[0])
        rows = [
            {
                "id": str(uuid.uuid4()), "activity_id": activity, "matter_id": one.matter, "text": one.text, "due": one.due,
                "owner_id": one.resident and people[one.resident], "owner": one.owner.strip(), "at": desk.now(),
                "actor": actor.name,
            }
            for one in tasks
        ]  # fmt: skip
        if rows:
            connection.execute(t.action.insert(), rows)
            journal.write(connection, actor.name, "action", {"action": rows})
            touch(connection, "community", 0)
        return [str(row["id"]) for row in rows]

    return desk.store.write(job)


def close(desk: Desk, actor: Actor, action: str, *, done: bool, note: str = "") -> None:
    """An action is done, or dropped with a reason. Raises NotFound, WrongPhase where it is closed, Invalid."""
    allow(actor, Role.CLERK)
    if not done and not note.strip():
        raise Invalid("Say why it is dropped.")

    def job(connection: sa.Connection) -> None:
        if not connection.execute(sa.select(t.action.c.id).where(t.action.c.id == action)).first():
            raise NotFound("There is no action {action}.", action=action)
        if connection.execute(sa.select(t.action_end.c.number).where(t.action_end.c.action == action)).first():
            raise WrongPhase("This action is closed already.", code="closed-action")
        row = {
            "action": action,
            "how": "done" if done else "dropped",
            "note": note,
            "at": desk.now(),
            "actor": actor.name,
        }
        connection.execute(t.action_end.insert(), row)
        journal.write(connection, actor.name, "action-end", {"action_end": [row]})
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
