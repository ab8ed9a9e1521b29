"""Ordering ahead: points and goods are held now, the voucher is issued later, or the hold ends by itself."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...errors import WrongPhase
from ...store import journal
from ...store.engine import touch
from ..office import Desk, allow
from . import holds, policy, redeeming, vouchers
from .posting import merged
from .redeeming import Wish
from .vouchers import State


def order(desk: Desk, actor: Actor, wish: Wish, *, key: str) -> tuple[str, bool]:
    """Hold the points and the goods for a household; answers the order's code and whether it is new, as `redeem` does.

    The hold ends by itself after the policy's `hold_days`; raises as `redeem` does.
    """
    allow(actor, Role.CLERK)
    redeeming.sane(key, wish)
    body = wish.body("order")

    def job(connection: sa.Connection) -> tuple[str, bool]:
        if before := redeeming.seen(connection, key, body):
            return before, False
        last = desk.today() + timedelta(days=policy.read(connection).hold_days)
        rows = redeeming.book(desk, connection, actor, wish, key=key, body=body, valid_until=last)
        journal.write(connection, actor.name, "order", rows)
        touch(connection, "points", 0)
        return str(rows["redemption"][0]["code"]), True

    return desk.store.write(job)


def issue_order(desk: Desk, actor: Actor, code: str, *, hand_over: bool = False, by_whom: str = "") -> None:
    """Take the points of an order and make its voucher good; with `hand_over` it is given at once.

    An order that is issued already stays as it is. Raises NotFound, WrongPhase for one that was released or is over, or
    whose points may not be spent any more (an objection, say).
    """
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> None:
        found = vouchers.find(connection, code)
        now = vouchers.state_of(connection, found.id)
        if now in (State.ISSUED, State.HANDED_OVER):
            return
        if now is not State.BOOKED:
            raise WrongPhase("This redemption was undone; its voucher is good for nothing any more.", code="undone")
        if holds.over(found.valid_until, desk.today()):
            raise WrongPhase("This order was kept until {day}.", code="expired", day=found.valid_until.isoformat())
        hold = holds.of(connection, found.id)
        rows = redeeming.issue(desk, connection, actor, found._mapping, hold._mapping)
        if hand_over:
            rows = merged(rows, vouchers.give(desk, connection, actor, found.id, by_whom))
        journal.write(connection, actor.name, "issue", rows)
        touch(connection, "points", 0)

    desk.store.write(job)


def expire_holds(desk: Desk, actor: Actor) -> int:
    """End every open hold whose last day is over; answers how many. Safe to call at any time, and as often as wanted."""
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> int:
        rows = holds.sweep(desk, connection, actor)
        if rows:
            journal.write(connection, actor.name, "expire-holds", rows)
            touch(connection, "points", 0)
        return len(rows.get("hold_end", ()))

    return desk.store.write(job)
