"""Stock: pieces of goods on the shelf, as the sum of what came and went.

What is redeemed leaves the stock at once, though it lies on the shelf until it is fetched: so nothing is promised twice. A
count of the shelf therefore meets `Shelf.there`, not the stock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import RewardKind
from ...errors import Invalid, NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add, reason_of
from ..office import Desk, allow

MOST = 100_000
"""Pieces of one delivery or count at most; more is a slip of the hand."""


class Why(StrEnum):
    """Why pieces moved."""

    FIRST = "first stock"
    DELIVERED = "delivered"
    COUNTED = "counted"
    REDEEMED = "redeemed"
    RELEASED = "released"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Pieces of one reward: `stock` can be redeemed, `booked` are held for orders, `issued` wait to be fetched or brought."""

    stock: int
    booked: int = 0
    issued: int = 0

    @property
    def there(self) -> int:
        """What somebody who counts should find."""
        return self.stock + self.booked + self.issued


def stock(connection: sa.Connection, reward: int) -> int:
    """Pieces of a reward that can be redeemed: the sum of its movements."""
    query = sa.select(sa.func.coalesce(sa.func.sum(t.stock_move.c.quantity), 0)).where(
        t.stock_move.c.reward_id == reward
    )
    return int(connection.execute(query).scalar_one())


def shelf(connection: sa.Connection, reward: int) -> Shelf:
    """The pieces of a reward, those that are promised already beside those that can be redeemed."""
    r, h, e, used, back = t.redemption, t.hold, t.hold_end, t.hand_over, t.taken_back
    query = (
        sa.select(e.c.how, sa.func.sum(r.c.quantity))
        .join(h, h.c.redemption == r.c.id)
        .outerjoin(e, e.c.hold == h.c.id)
        .outerjoin(used, used.c.redemption == r.c.id)
        .outerjoin(back, back.c.redemption == r.c.id)
        .where(r.c.reward_id == reward, used.c.number.is_(None), back.c.number.is_(None))
        .group_by(e.c.how)
    )
    waiting = {how: int(pieces) for how, pieces in connection.execute(query)}
    return Shelf(stock(connection, reward), waiting.get(None, 0), waiting.get("issued", 0))


def move_stock(
    desk: Desk, connection: sa.Connection, actor: Actor, reward: int, quantity: int, why: Why, *,
    redemption: str | None = None, note: str = "", key: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Within a job: put pieces on the shelf or take them off; the row is for the journal line of the caller."""
    row = {
        "reward_id": reward, "quantity": quantity, "why": why.value, "note": note, "redemption": redemption, "key": key,
        "at": desk.now(), "operator": actor.operator,
    }  # fmt: skip
    return add(connection, t.stock_move, row)


def deliver(desk: Desk, actor: Actor, reward: int, quantity: int, *, key: str, note: str = "") -> Shelf:
    """Goods came: put `quantity` pieces on the shelf, once for a `key`. `note` says from where.

    Raises NotFound, Invalid for a quantity that makes no sense, WrongPhase for a key that was used for something else.
    """
    allow(actor, Role.CLERK)
    if not 1 <= quantity <= MOST:
        raise Invalid("A delivery is a number of pieces from 1 to {most}, not {pieces}.", most=MOST, pieces=quantity)

    def job(connection: sa.Connection) -> Shelf:
        _goods(connection, reward)
        if not _seen(connection, key, reward, Why.DELIVERED, quantity):
            row = move_stock(desk, connection, actor, reward, quantity, Why.DELIVERED, note=reason_of(note), key=key)
            journal.write(connection, actor.name, "deliver", {"stock_move": [row]})
            touch(connection, "points", 0)
        return shelf(connection, reward)

    return desk.store.write(job)


def count(
    desk: Desk, actor: Actor, reward: int, counted: int, *, key: str, expected: int | None = None, note: str = ""
) -> Shelf:
    """Somebody counted all pieces of a reward; the difference to what should be there is written down, with a `note`.

    `expected` is what the clerk was told should be there: where that has changed meanwhile (code `moved`), the count is of
    another shelf. Raises WrongPhase also where less was counted than is promised already.
    """
    allow(actor, Role.CLERK)
    if not 0 <= counted <= MOST:
        raise Invalid("A count is a number of pieces from 0 to {most}, not {pieces}.", most=MOST, pieces=counted)

    def job(connection: sa.Connection) -> Shelf:
        _goods(connection, reward)
        now = shelf(connection, reward)
        if _seen(connection, key, reward, Why.COUNTED, None):
            return now
        if expected is not None and expected != now.there:
            raise WrongPhase(
                "The shelf changed meanwhile: {there} pieces should be there now. Please look again.",
                code="moved", there=now.there,
            )  # fmt: skip
        if counted < (promised := now.booked + now.issued):
            raise WrongPhase(
                "{promised} pieces are promised to households already, more than the {counted} there are. Cancel some of"
                " those first, as out of stock.",
                code="stock", promised=promised, counted=counted,
            )  # fmt: skip
        rows = []
        if difference := counted - now.there:
            rows.append(
                move_stock(desk, connection, actor, reward, difference, Why.COUNTED, note=reason_of(note), key=key)
            )
        journal.write(connection, actor.name, "count", {"stock_move": rows}, reward=reward, counted=counted)
        touch(connection, "points", 0)
        return shelf(connection, reward)

    return desk.store.write(job)


def moves(connection: sa.Connection, reward: int, most: int = 50) -> list[dict[str, Any]]:
    """What came and went of a reward, newest first."""
    m = t.stock_move.c
    query = sa.select(t.stock_move).where(m.reward_id == reward).order_by(m.number.desc()).limit(most)
    return [
        {"at": row.at.isoformat(), "quantity": row.quantity, "why": row.why, "note": row.note, "operator": row.operator}
        for row in connection.execute(query)
    ]


def _goods(connection: sa.Connection, reward: int) -> None:
    """Lock a reward that has a stock. Raises NotFound for one that is not there or has none."""
    r = t.reward.c
    kind = connection.execute(sa.select(r.kind).where(r.id == reward).with_for_update()).scalar_one_or_none()
    if kind != RewardKind.GOODS.value:
        raise NotFound("There are no goods with the number {reward}.", reward=reward)


def _seen(connection: sa.Connection, key: str, reward: int, why: Why, quantity: int | None) -> bool:
    """Whether this very movement was written before under `key`."""
    if not 8 <= len(key) <= 64:
        raise Invalid("A movement of stock needs a key of 8 to 64 characters.")
    m = t.stock_move.c
    before = connection.execute(sa.select(m.reward_id, m.why, m.quantity).where(m.key == key)).first()
    if before is None:
        return False
    if (before.reward_id, before.why) != (reward, why.value) or quantity not in (None, before.quantity):
        raise WrongPhase("The key {key} was used before for another movement of stock.", code="key-reused", key=key)
    return True
