"""Needs and offers that stand, and which offers fit a need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...domain.register import masked
from ...domain.text import Text
from ...store import tables as t
from ..aid.matching import fitting
from ..office import OFFICE, Desk, allow


def listed(desk: Desk, actor: Actor) -> dict[str, Any]:
    """What is needed and what is offered, oldest first, each with how often it was brought together and with whom."""
    allow(actor, *OFFICE)
    a, x = t.aid, t.aid_match
    with desk.store.read() as connection:
        matched = sa.select(sa.func.count()).select_from(x).where(sa.or_(x.c.need_id == a.c.id, x.c.offer_id == a.c.id))
        query = sa.select(a, matched.correlate(a).scalar_subquery().label("matched")).where(a.c.closed_at.is_(None))
        rows = connection.execute(query.order_by(a.c.id)).all()
        helps = _together(connection, rows)
        found = [
            {**_line(desk, connection, row), "side": row.side, "matched": row.matched, "with": helps.get(row.id, [])}
            for row in rows
        ]
    return {side + "s": [one for one in found if one["side"] == side] for side in ("need", "offer")}


def _together(connection: sa.Connection, rows: Sequence[Any]) -> dict[int, list[dict[str, str]]]:
    """Need or offer → who is on the other side, of those that stand."""
    x, there = t.aid_match.c, {row.id: row for row in rows}
    found: dict[int, list[dict[str, str]]] = {}
    for need, offer in connection.execute(sa.select(x.need_id, x.offer_id).order_by(x.number)):
        for one, other in ((need, offer), (offer, need)):
            if one in there and other in there:
                found.setdefault(one, []).append(_who(connection, there[other]))
    return found


def fits(desk: Desk, actor: Actor, need: int) -> dict[str, Any]:
    """The offers that fit a need, nearest first; `near` as in `aid.matching.fitting`, `together` where it helps already.

    Raises NotFound, WrongPhase.
    """
    allow(actor, *OFFICE)
    x = t.aid_match.c
    with desk.store.read() as connection:
        there = set(connection.execute(sa.select(x.offer_id).where(x.need_id == need)).scalars())
        return {"offers": [
            {**_line(desk, connection, row), "near": row.near, "helped": row.helped, "together": row.id in there}
            for row in fitting(connection, need)
        ]}  # fmt: skip


def _line(desk: Desk, connection: sa.Connection, row: Any) -> dict[str, Any]:
    kind = desk.plugins.activity_kinds.get(row.kind)
    return {
        "id": row.id, "kind": row.kind, "kind_title": (kind.title if kind else Text(row.kind, row.kind)).both(),
        "who": _who(connection, row), "text": row.text, "day": row.day.isoformat(),
    }  # fmt: skip


def _who(connection: sa.Connection, row: Any) -> dict[str, str]:
    if row.resident_id is not None:
        name = masked(
            connection.execute(sa.select(t.resident.c.name).where(t.resident.c.id == row.resident_id)).scalar_one()
        )
        return Text(name, name).both()
    if row.partner_id is not None:
        p = connection.execute(sa.select(t.partner).where(t.partner.c.id == row.partner_id)).one()
        return Text(p.name_zh, p.name_en).both()
    a = connection.execute(sa.select(t.account).where(t.account.c.household_id == row.household_id)).first()
    return Text(a.name_zh, a.name_en).both() if a else Text("", "").both()
