"""Objections as pages show them: to the office all of them, to a household its own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.text import Text
from ...store import tables as t
from ..office import OFFICE, Desk, allow
from . import objections, reversing
from .disclosed import public_names

RECENT = 20
"""Objections that were settled, shown beside those that are open."""


def listed(desk: Desk, actor: Actor) -> dict[str, Any]:
    """Open objections, oldest first, and those settled last, newest first.

    `own` says that the one who asks recorded the points, and cannot settle it.
    """
    allow(actor, *OFFICE)
    e = t.objection_end.c
    with desk.store.read() as connection:
        open_ones = connection.execute(_query().where(e.objection.is_(None)).order_by(t.objection.c.number)).all()
        settled = connection.execute(
            _query().where(e.objection.is_not(None)).order_by(e.number.desc()).limit(RECENT)
        ).all()
        return {
            "open": [_data(connection, actor, row) for row in open_ones],
            "settled": [_data(connection, actor, row) for row in settled],
        }


def own(desk: Desk, actor: Actor) -> list[dict[str, Any]]:
    """What a resident's own household objected to by its link, newest first: another household's address stays masked."""
    allow(actor, Role.RESIDENT)
    o = t.objection.c
    with desk.store.read() as connection:
        who = objections.household_of(connection, actor)
        query = _query().where(o.who == who, o.operator == Role.RESIDENT.value).order_by(o.number.desc()).limit(RECENT)
        rows = connection.execute(query).all()
        names = public_names(connection, (row.credit_id for row in rows))
        hidden = {"who": None, "operator": None, "recorded_by": None}
        return [
            {**_data(connection, actor, row), **hidden, "household": names[row.credit_id].both()} for row in rows
        ]  # fmt: skip


def _query() -> sa.Select[Any]:
    o, e, x, holder, by = t.objection, t.objection_end, t.transfer, t.account.alias(), t.account.alias()
    return (
        sa.select(
            o, e.c.how, e.c.reason, e.c.at.label("ended_at"), e.c.operator.label("ended_by"),
            x.c.credit_id, x.c.points.label("given"), x.c.reason_zh, x.c.reason_en,
            x.c.business_date, x.c.operator.label("recorded_by"),
            holder.c.name_zh, holder.c.name_en, by.c.name_zh.label("who_zh"), by.c.name_en.label("who_en"),
        )
        .join(x, x.c.id == o.c.transfer)
        .join(holder, holder.c.id == x.c.credit_id)
        .outerjoin(by, by.c.key == o.c.who)
        .outerjoin(e, e.c.objection == o.c.id)
    )  # fmt: skip


def _data(connection: sa.Connection, actor: Actor, row: Any) -> dict[str, Any]:
    decided = None
    if row.how is not None:
        decided = {
            "how": row.how, "title": objections.TITLES[row.how].both(), "reason": row.reason,
            "at": row.ended_at.isoformat(), "operator": row.ended_by,
        }  # fmt: skip
    who = Text(row.who_zh, row.who_en) if row.who_zh is not None else Text(row.who, row.who)
    return {
        "id": row.id, "transfer": row.transfer, "text": row.text, "who": who.both(), "late": row.late,
        "at": row.at.isoformat(), "operator": row.operator, "recorded_by": row.recorded_by,
        "own": row.recorded_by == actor.operator, "household": Text(row.name_zh, row.name_en).both(), "given": row.given,
        "points": reversing.left_of(connection, reversing.find(connection, row.transfer)),
        "reason": Text(row.reason_zh, row.reason_en).both(), "on": row.business_date.isoformat(), "decided": decided,
    }  # fmt: skip
