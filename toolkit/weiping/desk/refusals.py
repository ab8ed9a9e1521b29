"""Items that the desk turned away. A judge sees them on the tablet; the chair sees them here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor
from ..errors import Refused
from ..store import tables as t
from ..store.journal import Line
from .marks import Item
from .round_info import RoundInfo
from .sheets import Sheets

SHOWN = 50
KEPT = 1000


def row(info: RoundInfo, actor: Actor, item: Item, error: Refused, at: datetime) -> dict[str, Any]:
    """A refusal as the database keeps it."""
    known = any(criterion.key == item.criterion for criterion in info.criteria)
    return {
        "id": item.id, "round_id": info.id, "judge_id": actor.judge, "entry_id": item.entry, "kind": item.kind,
        "criterion": item.criterion if known else None, "code": error.word, "at": at,
    }  # fmt: skip


def once(connection: sa.Connection, lines: Iterable[Line]) -> list[Line]:
    """Lines of the journal without refusals that are kept already: an item that comes again is refused again.

    A line of which nothing is left is left out.
    """
    lines = list(lines)
    ids = [row["id"] for line in lines for row in line.rows.get("refusal", ())]
    seen = set(connection.execute(_KEPT, {"ids": ids}).scalars()) if ids else set()
    kept = []
    for line in lines:
        fresh = {row["id"]: row for row in line.rows.get("refusal", ()) if row["id"] not in seen}
        seen |= fresh.keys()
        rows = {**line.rows, "refusal": list(fresh.values())}
        if some := {name: many for name, many in rows.items() if many}:
            kept.append(line._replace(rows=some))
    return kept


_KEPT = sa.select(t.refusal.c.id).where(t.refusal.c.id.in_(sa.bindparam("ids", expanding=True)))


def newest(connection: sa.Connection, round_id: int) -> list[Any]:
    """What was turned away since the round opened (or, before that, ever), newest first, at most 1000.

    An item that was stored when the tablet sent it again is not among them.
    """
    f, r, tap = t.refusal.c, t.round_.c, t.tap.c
    query = (
        sa.select(t.refusal)
        .join(t.round_, r.id == f.round_id)
        .where(f.round_id == round_id, sa.or_(r.opened_at.is_(None), f.at >= r.opened_at))
        .where(~sa.exists().where(tap.id == f.id, tap.received_at >= f.at))
        .order_by(f.number.desc())
    )
    return list(connection.execute(query.limit(KEPT)))


def matters(refusal: Any, sheets: Sheets) -> bool:
    """Whether a result may lack what was turned away: not where the judge signed the sheet later, nor where it is not due."""
    if not sheets.folding.due(refusal.judge_id, refusal.entry_id):
        return False
    sheet = sheets.sheet(refusal.judge_id, refusal.entry_id)
    signature = sheet.seal.tap
    return not (sheet.signed and signature is not None and signature.received_at > refusal.at)


def data(refusal: Any) -> dict[str, Any]:
    """A refusal as the console receives it."""
    return {"judge": refusal.judge_id, "entry": refusal.entry_id, "kind": refusal.kind, "criterion": refusal.criterion,
            "code": refusal.code, "at": refusal.at.isoformat()}  # fmt: skip
