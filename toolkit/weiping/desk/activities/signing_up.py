"""Signing up: who means to come, as long as there is room. The newest line of a resident counts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...errors import NotAllowed, WrongPhase
from ...store import tables as t
from ..evidence import append
from ..keys import resident_of, still_here
from ..office import Desk, allow
from .kinds import activity_kind, role_of
from .planning import open_activity


def sign_up(desk: Desk, actor: Actor, activity: int, resident: str, role: str, *, comes: bool = True) -> bool:
    """Sign a resident up in a role, or off again; answers whether that changed anything.

    The office signs anybody up, a household its own people. Raises NotFound, NotAllowed, Invalid for a role the kind has
    not, WrongPhase where there is no room, the day is over, or the resident has left.
    """
    allow(actor, Role.CLERK, Role.RESIDENT)

    def job(connection: sa.Connection) -> bool:
        found = open_activity(connection, activity)
        person = resident_of(connection, resident)
        if actor.role is Role.RESIDENT and person.household_id != actor.household:
            raise NotAllowed("A household signs up its own people.")
        still_here(person, found.day)
        if found.day < desk.today():
            raise WrongPhase("That day is over.", code="over")
        part = role_of(activity_kind(desk, found.kind), role)
        signed = {(row.resident_id, row.role) for row in coming(connection, activity)}
        if ((person.id, part.key) in signed) == comes:
            return False
        if comes and found.capacity is not None and len({who for who, _ in signed} | {person.id}) > found.capacity:
            raise WrongPhase("There is room for {room}, and all places are taken.", code="full", room=found.capacity)
        row = {
            "activity_id": activity, "resident_id": person.id, "role": part.key, "comes": comes, "at": desk.now(),
            "actor": actor.name,
        }  # fmt: skip
        append(connection, actor, "sign-up", t.sign_up, [row])
        return True

    return desk.store.write(job)


def coming(connection: sa.Connection, activity: int) -> list[Any]:
    """Who is signed up, in the order they did: the newest line of each resident and role, where it says they come."""
    s = t.sign_up
    newest = sa.select(sa.func.max(s.c.number)).where(s.c.activity_id == activity).group_by(s.c.resident_id, s.c.role)
    query = sa.select(s).where(s.c.comes, s.c.number.in_(newest)).order_by(s.c.number)
    return list(connection.execute(query))
