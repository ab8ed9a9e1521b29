"""Undoing a redemption: cancelled before it is handed over, returned after it, or replaced by another reward.

Points go back lot by lot, each with the last day that it had; cash that was paid is given back. Nothing is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.text import Text
from ...errors import Invalid, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add, reason_of
from ..office import Desk, allow
from . import holds, offers, redeeming, reversing, vouchers
from .posting import Rows, merged
from .redeeming import Wish
from .stock import Why
from .vouchers import State

GRACE = timedelta(days=30)
"""How long points that come back may be spent where their own last day is over meanwhile."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What goes back to the household: points, and fen of cash."""

    points: int
    cash: int


def cancel(desk: Desk, actor: Actor, code: str, reason: str, *, there: bool = True) -> Undone:
    """Undo a redemption that was not handed over: the hold is released, or the points come back.

    `there` says that its goods are on the shelf; where they are not (out of stock against the books) they are written off.
    Cancelled twice it is cancelled once. Raises NotFound, Invalid without a reason, WrongPhase where it was handed over.
    """
    allow(actor, Role.CLERK)
    why = _reason(reason)

    def job(connection: sa.Connection) -> Undone:
        found = vouchers.find(connection, code)
        now = vouchers.state_of(connection, found.id)
        if now not in (State.CANCELLED, State.RELEASED):
            rows = _undo(desk, connection, actor, found, now, why, there)
            journal.write(connection, actor.name, "cancel", rows, reason=journal.sealed(why))
            touch(connection, "points", 0)
        return Undone(found.points, found.cash)

    return desk.store.write(job)


def bring_back(desk: Desk, actor: Actor, code: str, reason: str, *, restock: bool = True) -> Undone:
    """Undo a redemption after it was handed over: the points come back; with `restock` the goods go on the shelf again.

    Returned twice it is returned once. Raises NotFound, Invalid without a reason, WrongPhase where nothing was handed over.
    """
    allow(actor, Role.CLERK)
    why = _reason(reason)

    def job(connection: sa.Connection) -> Undone:
        found = vouchers.find(connection, code)
        now = vouchers.state_of(connection, found.id)
        if now is not State.RETURNED:
            if now is not State.HANDED_OVER:
                raise WrongPhase("This was not handed over; cancel it instead.", code="not-handed-over")
            rows = _give_back(desk, connection, actor, found, "returned", why)
            rows["stock_move"] = holds.put_back(desk, connection, actor, found, Why.RETURNED, lost=not restock)
            journal.write(connection, actor.name, "return", rows)
            touch(connection, "points", 0)
        return Undone(found.points, found.cash)

    return desk.store.write(job)


def substitute(
    desk: Desk, actor: Actor, code: str, *, key: str, reward: int, quantity: int = 1, cash: int = 0, reason: str,
    there: bool = False,
) -> tuple[str, bool]:  # fmt: skip
    """Cancel a redemption and redeem another reward in its place, in one commit; an order is replaced by an order.

    Answers the new voucher's code and whether it is new, as `redeem` does, and raises what `cancel` and `redeem` raise; then
    neither has happened.
    """
    allow(actor, Role.CLERK)
    why = _reason(reason)

    def job(connection: sa.Connection) -> tuple[str, bool]:
        old = vouchers.find(connection, code)
        wish = Wish(
            account=old.account_id, reward=reward, quantity=quantity, cash=cash, way=old.way, at=old.desk
        )  # fmt: skip
        redeeming.sane(key, wish)
        body = wish.body("instead", old.id)
        if before := redeeming.seen(connection, key, body):
            return before, False
        now = vouchers.state_of(connection, old.id)
        rows = _undo(desk, connection, actor, old, now, why, there)
        more = {"valid_until": old.valid_until} if now is State.BOOKED else {}
        made = redeeming.book(desk, connection, actor, wish, key=key, body=body, instead=old.id, **more)
        if now is State.ISSUED:
            made = merged(
                made, redeeming.issue(desk, connection, actor, made["redemption"][0], made["hold"][0])
            )  # fmt: skip
        journal.write(connection, actor.name, "substitute", merged(rows, made), reason=journal.sealed(why))
        touch(connection, "points", 0)
        return str(made["redemption"][0]["code"]), True

    return desk.store.write(job)


def _reason(text: str) -> str:
    if not (said := reason_of(text)):
        raise Invalid("Say why it is undone; whoever looks after the books will ask.")
    return said


def _undo(
    desk: Desk, connection: sa.Connection, actor: Actor, found: Any, now: State, why: str, there: bool
) -> Rows:  # fmt: skip
    """Within a job: undo what was not handed over yet."""
    if now is State.HANDED_OVER:
        raise WrongPhase("This was handed over already; take it back as a return.", code="used")
    if not now.live:
        raise WrongPhase("This redemption was undone; its voucher is good for nothing any more.", code="undone")
    if now is State.BOOKED:
        return holds.let_go(desk, connection, actor, found, "released", lost=not there)
    rows = _give_back(desk, connection, actor, found, "cancelled", why)
    return {**rows, "stock_move": holds.put_back(desk, connection, actor, found, Why.CANCELLED, lost=not there)}


def _give_back(desk: Desk, connection: sa.Connection, actor: Actor, found: Any, how: str, why: str) -> Rows:
    """Within a job: the points of an issued redemption, and the line that says why."""
    spent = reversing.find(connection, holds.of(connection, found.id).transfer)
    title = offers.title(connection, found.reward_id)
    said = {"cancelled": Text("取消兑换", "Cancelled"), "returned": Text("退回", "Returned")}[how]
    reason = Text(f"{said.zh} {title.zh}", f"{said.en}: {title.en}")
    rows = reversing.return_points(desk, connection, actor, spent, reason, desk.today() + GRACE)
    row = {
        "redemption": found.id, "how": how, "reason": why, "at": desk.now(), "actor": actor.name,
        "operator": actor.operator,
    }  # fmt: skip
    return {**rows, "taken_back": [add(connection, t.taken_back, row)]}
