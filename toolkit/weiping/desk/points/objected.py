"""Objections as the holder of an account reads them on the lines of its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...store import tables as t


def against(connection: sa.Connection, actor: Actor, transfers: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Transfer -> the objections against it, oldest first: open, or how they ended and why.

    What others wrote is left out: words may tell who they are. The actor's own stand there, by whatever phone of the household.
    """
    b, e = t.objection.c, t.objection_end.c
    own = f"{actor.role}:{actor.household}@"
    found: dict[str, list[dict[str, Any]]] = {}
    query = (
        sa.select(b.id, b.transfer, b.text, b.at, b.actor, e.how, e.reason)
        .outerjoin(t.objection_end, e.objection == b.id)
        .where(b.transfer.in_(transfers))
        .order_by(b.number)
    )
    for row in connection.execute(query) if transfers else ():
        mine = row.actor.startswith(own)
        found.setdefault(row.transfer, []).append({
            "id": row.id, "at": row.at.isoformat(), "own": mine, "text": row.text if mine else None,
            "state": row.how or "open", "reason": row.reason or "",
        })  # fmt: skip
    return found
