"""Holds, the shelf, and whether what was promised is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from ...domain.points import AccountKind, RewardKind
from ...store import tables as t
from .finding import Fault, Look

_r, _h, _e, _x = t.redemption, t.hold, t.hold_end, t.transfer


def ends(look: Look) -> Iterator[Fault]:
    """5: every redemption has its hold, and a hold ends at most once: issued by its transfer, or without one."""
    unheld = (
        sa.select(_r.c.code)
        .outerjoin(_h, _h.c.redemption == _r.c.id)
        .where(sa.or_(_h.c.id.is_(None), _h.c.points != _r.c.points, _h.c.account_id != _r.c.account_id))
    )
    for (code,) in look.rows(unheld.order_by(_r.c.number)):
        yield Fault("voucher {code} has no hold of its points on its account", code=code)
    twice = sa.select(_e.c.hold).group_by(_e.c.hold).having(sa.func.count() > 1)
    for (hold,) in look.rows(twice):
        yield Fault("hold {hold} ended more than once", hold=hold)
    issued, shop = _e.c.how == "issued", t.account.alias()
    right = sa.and_(
        _x.c.id == _e.c.transfer, _x.c.debit_id == _h.c.account_id, _x.c.points == _h.c.points,
        shop.c.kind == AccountKind.SHOP.value,
    )  # fmt: skip
    wrong = (
        sa.select(sa.func.coalesce(_h.c.id, _e.c.hold))
        .select_from(_e)
        .outerjoin(_h, _h.c.id == _e.c.hold)
        .outerjoin(_x, _x.c.hold == _e.c.hold)
        .outerjoin(shop, shop.c.id == _x.c.credit_id)
        .where(
            sa.or_(
                _h.c.id.is_(None), sa.and_(issued, sa.or_(_x.c.id.is_(None), ~right)),
                sa.and_(~issued, _x.c.id.is_not(None)),
            )
        )
    )  # fmt: skip
    for (hold,) in look.rows(wrong):
        yield Fault("hold {hold} did not end the way that is recorded", hold=hold)
    unended = (
        sa.select(_x.c.id)
        .outerjoin(_e, sa.and_(_e.c.hold == _x.c.hold, _e.c.transfer == _x.c.id))
        .where(sa.or_(_x.c.hold.is_not(None), _x.c.kind == "redeem"), _e.c.hold.is_(None))
    )
    for (transfer,) in look.rows(unended.order_by(_x.c.number)):
        yield Fault("transfer {transfer} issued a hold that has not ended", transfer=transfer)


def stock(look: Look) -> Iterator[Fault]:
    """6: there was never less than nothing on the shelf, and what was undone is not set aside any more."""
    m = t.stock_move.c
    left = sa.func.sum(m.quantity).over(partition_by=m.reward_id, order_by=m.number)
    after = sa.select(m.reward_id, left.label("left")).subquery()
    lowest = sa.func.min(after.c.left)
    query = (
        sa.select(t.reward.c.key, lowest)
        .join(after, after.c.reward_id == t.reward.c.id)
        .group_by(t.reward.c.key)
        .having(lowest < 0)
    )
    for key, pieces in look.rows(query):
        yield Fault("the stock of {key} was {pieces}", key=key, pieces=pieces)
    for code, _, moved in look.rows(_set_aside(live=False)):
        if moved:
            yield Fault(
                "voucher {code} was undone, and {pieces} of its pieces are still off the shelf", code=code, pieces=-moved
            )  # fmt: skip


def covered(look: Look) -> Iterator[Fault]:
    """14: what was promised is there: the goods are set aside, the points held or paid, and no fund gave more than it has."""
    for code, quantity, moved in look.rows(_set_aside(live=True)):
        if -moved != quantity:
            yield Fault(
                "voucher {code} is for {quantity} pieces, and {pieces} are set aside",
                code=code, quantity=quantity, pieces=-moved,
            )  # fmt: skip
    for number, account in look.accounts.items():
        held = look.held.get(number, 0)
        if held > max(0, look.balance(number)):
            yield Fault("{held} points are held on account {key}, which has fewer", held=held, key=account.key)
        budget = account.floor if account.kind == AccountKind.FUND.value else None
        if budget is not None and look.balance(number) < budget:
            yield Fault(
                "fund {key} issued {points} points of a budget of {budget}",
                key=account.key, points=-look.balance(number), budget=-budget,
            )  # fmt: skip


def _set_aside(*, live: bool) -> sa.Select[Any]:
    """Redemptions of goods: code, quantity, and the sum of what moved on the shelf for each."""
    m, back = t.stock_move, t.taken_back
    moved = (
        sa.select(m.c.redemption, sa.func.sum(m.c.quantity).label("pieces"))
        .where(m.c.redemption.is_not(None))
        .group_by(m.c.redemption)
        .subquery()
    )
    stands = sa.and_(sa.or_(_e.c.how.is_(None), _e.c.how == "issued"), back.c.number.is_(None))
    return (
        sa.select(_r.c.code, _r.c.quantity, sa.func.coalesce(moved.c.pieces, 0))
        .join(t.reward, sa.and_(t.reward.c.id == _r.c.reward_id, t.reward.c.kind == RewardKind.GOODS.value))
        .outerjoin(_h, _h.c.redemption == _r.c.id)
        .outerjoin(_e, _e.c.hold == _h.c.id)
        .outerjoin(back, back.c.redemption == _r.c.id)
        .outerjoin(moved, moved.c.redemption == _r.c.id)
        .where(stands if live else ~stands)
        .order_by(_r.c.number)
    )
