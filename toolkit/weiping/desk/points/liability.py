"""The liability report: what households may still ask for, against what there is to give. Reads only.

Points outstanding are a promise. The report sets them beside the goods on the shelves, valued at what they cost in points
today, and beside what the funds may still issue; nothing in it is an estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...domain.points import AccountKind, RewardKind, Unit
from ...domain.text import Text
from ...ledger.caps import span
from ...store import tables as t
from ..office import OFFICE, Desk, allow
from . import balances, offers
from .stock import shelf

SOON = 30
"""Days within which points that expire are said to expire soon."""

_HOLDERS = [kind.value for kind in AccountKind if kind.holds_lots]


def report(desk: Desk, actor: Actor) -> dict[str, Any]:
    """What is owed to households and what there is to give, as it stands now; all amounts in points but for `cash` (fen).

    - `points`: `ready` may be spent today (of that `soon` expires within 30 days), `waiting` is under notice, objection or not
      due yet, `lapsed` is past its last day and not taken back yet; `held` of all of it is kept for orders; `owed` is
      owed by households; `accounts` have points that are ready
    - `vouchers`: issued and not handed over: how many, and the points they took
    - `goods`: each with its pieces and their value at today's price; `value` is the sum of what can still be redeemed
    - `funds`: what each has issued, its budget and what is left of it (None: no budget)
    - `cash`: what was paid beside points this month, less what was given back
    """
    allow(actor, *OFFICE)
    today = desk.today()
    with desk.store.read() as connection:
        goods = _goods(connection, today)
        return {
            "day": today.isoformat(), "points": _points(connection, today), "vouchers": _vouchers(connection),
            "goods": goods, "value": sum(one["value"] for one in goods), "funds": _funds(connection),
            "cash": _cash(desk, connection, today),
        }  # fmt: skip


def _points(connection: sa.Connection, today: date) -> dict[str, int]:
    lots = _lots(today).subquery()
    c = lots.c
    lapsed = c.expires_on.is_not(None) & (c.expires_on < today)
    ready = sa.not_(lapsed) & sa.not_(c.waits) & (c.available_from <= today)
    soon = ready & c.expires_on.is_not(None) & (c.expires_on <= today + timedelta(days=SOON))

    def total(where: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((where, c.left), else_=0)), 0)

    row = connection.execute(
        sa.select(
            total(ready).label("ready"), total(soon).label("soon"),
            total(sa.not_(lapsed) & sa.not_(ready)).label("waiting"), total(lapsed).label("lapsed"),
            sa.func.count(sa.distinct(sa.case((ready, c.account)))).label("accounts"),
        )
    ).one()  # fmt: skip
    found = {name: int(value) for name, value in row._mapping.items()}
    a = t.account.c
    owed = -_kept(connection, a.balance, [AccountKind.DEBT.value])
    return {**found, "held": _kept(connection, a.held, _HOLDERS), "owed": owed}


def _lots(today: date) -> sa.Select[Any]:
    """What is left of every lot of those who can spend points."""
    x, a, use = t.transfer, t.account, t.lot_use
    used = sa.select(use.c.lot, sa.func.sum(use.c.points).label("points")).group_by(use.c.lot).subquery()
    left = x.c.points - sa.func.coalesce(used.c.points, 0)
    waits = balances.waiting(today)
    return (
        sa.select(a.c.id.label("account"), left.label("left"), x.c.available_from, x.c.expires_on, waits.label("waits"))
        .join(a, a.c.id == x.c.credit_id)
        .outerjoin(used, used.c.lot == x.c.id)
        .where(a.c.kind.in_(_HOLDERS), a.c.ledger == Unit.POINTS.value, left > 0)
    )


def _kept(connection: sa.Connection, column: sa.Column[Any], kind: Sequence[str]) -> int:
    """The sum of what the database keeps beside the accounts of some kinds that count points."""
    a = t.account.c
    total = sa.func.coalesce(sa.func.sum(column), 0)
    query = sa.select(total).where(a.kind.in_(kind), a.ledger == Unit.POINTS.value)
    return int(connection.execute(query).scalar_one())


def _vouchers(connection: sa.Connection) -> dict[str, int]:
    r, h, e = t.redemption, t.hold, t.hold_end
    query = (
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(r.c.points), 0))
        .select_from(r)
        .join(h, h.c.redemption == r.c.id)
        .join(e, sa.and_(e.c.hold == h.c.id, e.c.how == "issued"))
        .where(~sa.exists().where(t.hand_over.c.redemption == r.c.id))
        .where(~sa.exists().where(t.taken_back.c.redemption == r.c.id))
    )
    number, points = connection.execute(query).one()
    return {"number": int(number), "points": int(points)}


def _goods(connection: sa.Connection, today: date) -> list[dict[str, Any]]:
    found = []
    for one in offers.all_offers(connection, today, listed=False):
        if one.kind is RewardKind.GOODS:
            pieces = shelf(connection, one.reward)
            found.append({
                "id": one.reward, "title": one.title.both(), "points": one.points, "listed": one.listed,
                "stock": pieces.stock, "booked": pieces.booked, "issued": pieces.issued,
                "value": pieces.stock * one.points,
            })  # fmt: skip
    return found


def _funds(connection: sa.Connection) -> list[dict[str, Any]]:
    a = t.account.c
    query = (
        sa.select(t.account).where(a.kind == AccountKind.FUND.value, a.ledger == Unit.POINTS.value).order_by(a.key)
    )  # fmt: skip
    return [
        {
            "key": row.key.partition(":")[2], "title": Text(row.name_zh, row.name_en).both(), "issued": -row.balance,
            "budget": None if row.floor is None else -row.floor,
            "left": None if row.floor is None else row.balance - row.floor,
        }
        for row in connection.execute(query)
    ]  # fmt: skip


def _cash(desk: Desk, connection: sa.Connection, today: date) -> int:
    """Fen taken this month by the day of redemption, less what was given back this month, whenever it was paid."""
    first = datetime.combine(span("month", today).first, time(), desk.zone)
    r, e, back = t.redemption, t.hold_end, t.taken_back

    def total(query: sa.Select[Any]) -> int:
        return int(connection.execute(query).scalar_one())

    paid = sa.select(sa.func.coalesce(sa.func.sum(r.c.cash), 0))
    given = paid.join(back, back.c.redemption == r.c.id).where(back.c.at >= first)
    let_go = (
        paid.join(t.hold, t.hold.c.redemption == r.c.id)
        .join(e, sa.and_(e.c.hold == t.hold.c.id, e.c.how != "issued"))
        .where(e.c.at >= first)
    )
    return total(paid.where(r.c.at >= first)) - total(given) - total(let_go)
