"""Deeds as pages show them: to the office what waits and what was decided, to a household its own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.text import Text
from ...store import tables as t
from ..office import OFFICE, Desk, allow
from . import deeds

RECENT = 20
"""Deeds that were decided, shown beside those that wait."""


def kinds(desk: Desk) -> list[dict[str, Any]]:
    """The kinds of deeds that the community counts; `points` is what one is worth where no rule says otherwise."""
    k = t.deed_kind
    with desk.store.read() as connection:
        rows = connection.execute(sa.select(k).order_by(k.c.id)).all()
    return [
        {"key": row.key, "kind": row.kind, "title": Text(row.title_zh, row.title_en).both(), "points": row.points}
        for row in rows
    ]


def listed(desk: Desk, actor: Actor) -> dict[str, Any]:
    """Deeds that wait, oldest first, and the last ones that were decided, newest first.

    `own` says that the one who asks declared it, and cannot verify it.
    """
    allow(actor, *OFFICE)
    e = t.deed_end
    with desk.store.read() as connection:
        waiting = connection.execute(deeds.query().where(e.c.deed.is_(None)).order_by(t.deed.c.number)).all()
        ended = deeds.query().where(e.c.deed.is_not(None)).order_by(e.c.number.desc()).limit(RECENT)
        decided = connection.execute(ended).all()
    return {"waiting": [_data(actor, row) for row in waiting], "decided": [_data(actor, row) for row in decided]}


def own(desk: Desk, actor: Actor) -> list[dict[str, Any]]:
    """The deeds that were declared for a resident's own household, newest first."""
    allow(actor, Role.RESIDENT)
    query = deeds.query().where(t.deed.c.household_id == actor.household).order_by(t.deed.c.number.desc()).limit(RECENT)
    with desk.store.read() as connection:
        return [_data(actor, row) for row in connection.execute(query)]


def _data(actor: Actor, row: Any) -> dict[str, Any]:
    decided = None
    if row.verified is not None:
        decided = {"verified": bool(row.verified), "reason": row.reason, "at": row.ended_at.isoformat(),
                   "operator": row.ended_by}  # fmt: skip
    return {
        "id": row.id, "kind": row.kind, "title": Text(row.title_zh, row.title_en).both(), "quantity": row.quantity,
        "household": Text(row.name_zh, row.name_en).both(), "on": row.day.isoformat(), "note": row.note,
        "at": row.at.isoformat(), "operator": row.operator, "own": row.operator == actor.operator, "decided": decided,
    }  # fmt: skip
