"""What waits for a second person, and what became of it: reads for the office's page."""

from __future__ import annotations

from typing import Any

from ...domain.appraisal import Actor
from ...domain.text import Text
from ...ledger.transfers import Transfer
from ...store import tables as t
from ..office import OFFICE, Desk, allow
from . import accounts, approvals

RECENT = 20
"""Batches that were decided, shown beside those that wait."""


def listed(desk: Desk, actor: Actor) -> dict[str, Any]:
    """Batches that wait, oldest first, and the last ones that were decided, newest first.

    `own` says that the one who asks proposed it, and cannot approve it.
    """
    allow(actor, *OFFICE)
    b, e, query = t.batch, t.batch_end, approvals.query()
    with desk.store.read() as connection:
        waiting = connection.execute(query.where(e.c.batch.is_(None)).order_by(b.c.number)).all()
        decided = connection.execute(
            query.where(e.c.batch.is_not(None)).order_by(e.c.number.desc()).limit(RECENT)
        ).all()
    return {
        "waiting": [_data(actor, row) for row in waiting],
        "decided": [_data(actor, row) for row in decided],
    }


def one(desk: Desk, actor: Actor, batch: str) -> dict[str, Any]:
    """A batch with its lines: who gets how many points, and why. Raises NotFound."""
    allow(actor, *OFFICE)
    with desk.store.read() as connection:
        found = approvals.find(connection, batch)
        lines = approvals.lines_of(found)
        names = accounts.by_key(connection, (line.credit for line in lines))
        return {**_data(actor, found), "lines": [_line(line, names[line.credit].name) for line in lines]}


def _data(actor: Actor, row: Any) -> dict[str, Any]:
    decided = None
    if row.approved is not None:
        decided = {"approved": bool(row.approved), "reason": row.reason, "at": row.ended_at.isoformat(),
                   "operator": row.ended_by}  # fmt: skip
    return {
        "id": row.id, "title": Text(row.title_zh, row.title_en).both(), "points": row.points, "count": len(row.lines),
        "at": row.at.isoformat(), "operator": row.operator, "own": row.operator == actor.operator, "decided": decided,
    }  # fmt: skip


def _line(line: Transfer, name: Text) -> dict[str, Any]:
    return {
        "account": line.credit, "name": name.both(), "points": line.points, "reason": line.reason.both(),
        "on": line.business_date.isoformat(), "rule": line.rule,
    }  # fmt: skip
