"""The redemptions of an account as its holder sees them: what may still be fetched, and what became of the others."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.text import Text
from ...store import tables as t

MOST = 20
"""Redemptions listed that are over."""


def of_account(connection: sa.Connection, account: int, today: date) -> list[dict[str, Any]]:
    """Redemptions, newest first: all that are open, and the last ones that are over."""
    r, thing, h, e, used, back, meet = (
        t.redemption, t.reward, t.hold, t.hold_end, t.hand_over, t.taken_back, t.appointment
    )  # fmt: skip
    newest = sa.select(sa.func.max(meet.c.number)).group_by(meet.c.redemption)
    query = (
        sa.select(
            r, thing.c.title_zh, thing.c.title_en, thing.c.how_zh, thing.c.how_en, e.c.how.label("ended"),
            used.c.at.label("used_at"), back.c.how.label("undone"), meet.c.day, meet.c.time, meet.c.by_whom, meet.c.note,
        )
        .join(thing, thing.c.id == r.c.reward_id)
        .join(h, h.c.redemption == r.c.id)
        .outerjoin(e, e.c.hold == h.c.id)
        .outerjoin(used, used.c.redemption == r.c.id)
        .outerjoin(back, back.c.redemption == r.c.id)
        .outerjoin(meet, sa.and_(meet.c.redemption == r.c.id, meet.c.number.in_(newest)))
        .where(r.c.account_id == account)
        .order_by(r.c.number.desc())
    )  # fmt: skip
    found = [_slip(row, today) for row in connection.execute(query)]
    over = [one for one in found if one["state"] not in ("booked", "issued")][:MOST]
    return [one for one in found if one["state"] in ("booked", "issued") or one in over]


def _slip(row: Any, today: date) -> dict[str, Any]:
    meet = {"day": row.day.isoformat(), "time": row.time, "by_whom": row.by_whom} if row.day else None
    state = _state(row)
    live = state in ("booked", "issued")
    return {
        "code": f"{row.code[:4]}-{row.code[4:]}", "state": state,
        "over": live and row.valid_until is not None and row.valid_until < today,
        "reward": Text(row.title_zh, row.title_en).both(), "how": Text(row.how_zh, row.how_en).both(),
        "quantity": row.quantity, "points": row.points, "cash": row.cash, "at": row.at.isoformat(), "way": row.way,
        "desk": row.desk, "valid_until": row.valid_until and row.valid_until.isoformat(), "appointment": meet,
        "used_at": row.used_at and row.used_at.isoformat(),
    }  # fmt: skip


def _state(row: Any) -> str:
    if row.undone:
        return str(row.undone)
    if row.used_at:
        return "handed-over"
    return "booked" if row.ended is None else str(row.ended)
