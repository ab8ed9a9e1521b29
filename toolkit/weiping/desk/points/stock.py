"""Stock: pieces of goods on the shelf, as the sum of what came and went."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...store import tables as t
from ..office import Desk


def stock(connection: sa.Connection, reward: int) -> int:
    """Pieces of a reward on the shelf: the sum of its movements."""
    query = sa.select(sa.func.coalesce(sa.func.sum(t.stock_move.c.quantity), 0)).where(
        t.stock_move.c.reward_id == reward
    )
    return int(connection.execute(query).scalar_one())


def move_stock(
    desk: Desk, connection: sa.Connection, reward: int, quantity: int, why: str, redemption: str | None = None,
    note: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Within a job: put pieces on the shelf or take them off; the row is for the journal line of the caller."""
    row = {
        "reward_id": reward, "quantity": quantity, "why": why, "note": note, "redemption": redemption, "at": desk.now()
    }  # fmt: skip
    number = connection.execute(t.stock_move.insert().returning(t.stock_move.c.number), row).scalar_one()
    return {"number": number, **row}
