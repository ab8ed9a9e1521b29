"""What a household sees of services and culture on its own page: what it may sign up for, and what it may say how it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.figures import System
from ...store import tables as t
from ..activities.kinds import role_of, usual_role
from ..activities.signing_up import coming
from ..activities.taking_part import counted
from ..office import Desk
from .activities_view import head
from .names import People

SHOWN = 20
ASKED = timedelta(days=30)
"""How long after an activity those who were there are asked."""
USUAL = ("audience", "trainee", "volunteer")
"""As what most people come."""


def to_come(desk: Desk, connection: sa.Connection, people: People) -> list[dict[str, Any]]:
    """Activities to come that are no meetings and not certified yet, with who of the household is signed up, as what."""
    a = t.activity.c
    ended = sa.select(t.activity_end.c.activity_id)
    rows = _held(desk, a.day >= desk.today(), a.id.not_in(ended)).order_by(a.day, a.begins, a.id).limit(SHOWN)
    return [_ahead(desk, connection, row, people) for row in connection.execute(rows).all()]


def _ahead(desk: Desk, connection: sa.Connection, row: Any, people: People) -> dict[str, Any]:
    kind = desk.plugins.activity_kinds[row.kind]
    role = role_of(kind, usual_role(kind, USUAL) or kind.roles[0].key)
    signed = coming(connection, row.id)
    room = None if row.capacity is None else max(0, row.capacity - len({one.resident_id for one in signed}))
    return {
        **head(desk, row), "begins": row.begins, "ends": row.ends, "place": row.place, "role": role.key,
        "role_title": role.title.both(), "room": room,
        "coming": [people[one.resident_id]["resident"] for one in signed if one.resident_id in people and one.role == role.key],
    }  # fmt: skip


def lately(desk: Desk, connection: sa.Connection, people: People) -> list[dict[str, Any]]:
    """Activities of the last days that somebody of the household was at and has not yet said anything of."""
    a, p, e = t.activity.c, t.participation.c, t.evaluation.c
    own = sa.select(p.activity_id).where(p.resident_id.in_(people))
    past = _held(desk, a.day <= desk.today(), a.day >= desk.today() - ASKED, a.id.in_(own))
    found = []
    for row in connection.execute(past.order_by(a.day.desc(), a.id.desc()).limit(SHOWN)).all():
        said = set(connection.execute(sa.select(e.resident_id).where(e.activity_id == row.id)).scalars())
        there = {one.resident_id for one in counted(connection, [row.id])} & people.keys()
        if there - said:
            found.append({**head(desk, row), "silent": [people[number] for number in sorted(there - said)]})
    return found


def _held(desk: Desk, *where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Activities that are no meetings and were not called off."""
    a, end = t.activity, t.activity_end
    kinds = [key for key, kind in desk.plugins.activity_kinds.items() if kind.system is not System.DELIBERATION]
    off = sa.select(end.c.activity_id).where(end.c.how == "cancelled")
    return sa.select(a).where(a.c.kind.in_(kinds), a.c.id.not_in(off), *where)
