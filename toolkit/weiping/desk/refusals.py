"""Items that the desk turned away. A judge sees them on the tablet; the chair sees them here."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..store import tables as t
from .sheets import Sheets

SHOWN = 50
KEPT = 1000


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
