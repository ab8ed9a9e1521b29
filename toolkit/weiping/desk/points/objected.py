"""Objections as the holder of an account reads them on the lines of its history, and which lines may still get one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Role
from ...store import tables as t
from . import objections, reversing


def against(connection: sa.Connection, account: int, transfers: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Transfer -> the objections against it, oldest first: open, or how they ended and why.

    What others wrote is left out: words may tell who they are. What the household of `account` wrote by its link stands there.
    """
    b, e = t.objection.c, t.objection_end.c
    own = connection.execute(sa.select(t.account.c.key).where(t.account.c.id == account)).scalar_one()
    found: dict[str, list[dict[str, Any]]] = {}
    query = (
        sa.select(b.id, b.transfer, b.text, b.at, b.who, b.operator, e.how, e.reason)
        .outerjoin(t.objection_end, e.objection == b.id)
        .where(b.transfer.in_(transfers))
        .order_by(b.number)
    )
    for row in connection.execute(query) if transfers else ():
        mine = row.who == own and row.operator == Role.RESIDENT.value
        found.setdefault(row.transfer, []).append({
            "id": row.id, "at": row.at.isoformat(), "own": mine, "text": row.text if mine else None,
            "state": row.how or "open", "reason": row.reason or "",
        })  # fmt: skip
    return found


def windows(connection: sa.Connection, transfers: Sequence[str]) -> dict[str, date]:
    """Transfer -> the last day on which its household may object, for those that it could object to at all."""
    x, n, p = t.transfer, t.notice_line.c, t.points_notice.c
    query = (
        sa.select(x, p.until)
        .outerjoin(t.notice_line, n.transfer == x.c.id)
        .outerjoin(t.points_notice, p.id == n.notice)
        .where(x.c.id.in_(transfers), x.c.kind.in_(objections.OBJECTED))
    )
    rows = connection.execute(query).all() if transfers else []
    return {
        row.id: objections.window_end(row, row.until) or date.max
        for row in rows
        if reversing.left_of(connection, row) > 0
    }
