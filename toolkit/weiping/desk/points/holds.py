"""Holds: points and goods that are kept for an order. A hold ends once: issued, released, or expired."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...domain.points import RewardKind
from ...store import tables as t
from ..office import Desk
from .posting import Rows, merged
from .stock import Why, move_stock


def of(connection: sa.Connection, redemption: str) -> Any:
    """The hold of a redemption, with `how` it ended: None as long as it is open."""
    h, e = t.hold, t.hold_end
    query = (
        sa.select(h, e.c.how, e.c.transfer).outerjoin(e, e.c.hold == h.c.id).where(h.c.redemption == redemption)
    )  # fmt: skip
    return connection.execute(query).one()


def let_go(
    desk: Desk, connection: sa.Connection, actor: Actor, redemption: Any, how: str, *, lost: bool = False
) -> Rows:  # fmt: skip
    """Within a job: end an open hold as `released` or `expired`; its goods go back on the shelf, as `put_back`."""
    end = {
        "hold": of(connection, redemption.id).id, "how": how, "transfer": None, "at": desk.now()
    }  # fmt: skip
    connection.execute(t.hold_end.insert(), end)
    return {"hold_end": [end], "stock_move": put_back(desk, connection, actor, redemption, Why.RELEASED, lost=lost)}


def put_back(
    desk: Desk, connection: sa.Connection, actor: Actor, redemption: Any, why: Why, *, lost: bool = False
) -> list[dict[str, Any]]:
    """Within a job: the goods of a redemption are nobody's any more; with `lost` they are not on the shelf either."""
    kind = connection.execute(sa.select(t.reward.c.kind).where(t.reward.c.id == redemption.reward_id)).scalar_one()
    if kind != RewardKind.GOODS.value:
        return []
    common = (desk, connection, actor, redemption.reward_id)
    back = [move_stock(*common, redemption.quantity, why, redemption=redemption.id)]
    return [*back, move_stock(*common, -redemption.quantity, Why.LOST)] if lost else back


def sweep(
    desk: Desk, connection: sa.Connection, actor: Actor, *, account: int | None = None, reward: int | None = None
) -> Rows:
    """Within a job: end the open holds whose last day is over: all, or those of an account or a reward."""
    r, h, e = t.redemption, t.hold, t.hold_end
    query = (
        sa.select(r)
        .join(h, h.c.redemption == r.c.id)
        .outerjoin(e, e.c.hold == h.c.id)
        .where(e.c.hold.is_(None), r.c.valid_until < desk.today())
        .order_by(r.c.number)
    )
    if account is not None and reward is not None:
        query = query.where(sa.or_(r.c.account_id == account, r.c.reward_id == reward))
    return merged(*(let_go(desk, connection, actor, one, "expired") for one in connection.execute(query).all()))


def over(last: date | None, today: date) -> bool:
    """Whether the last day is behind us."""
    return last is not None and last < today
