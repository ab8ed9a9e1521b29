"""What an account has: its balance on a day, as it was known at a time, and what of it may be spent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ...domain.points import AccountKind
from ...ledger.lots import Held, Lot, reserve
from ...store import tables as t

_BALANCE = sa.select(t.account.c.balance).where(t.account.c.id == sa.bindparam("account"))
_HELD = sa.select(t.account.c.held).where(t.account.c.id == sa.bindparam("account"))
_HOLDS = sa.select(t.hold.c.points, t.hold.c.day, t.hold.c.at).where(
    t.hold.c.account_id == sa.bindparam("account"), ~sa.exists().where(t.hold_end.c.hold == t.hold.c.id)
)
_DEBT = sa.select(t.account.c.balance).where(
    t.account.c.of_id == sa.bindparam("account"), t.account.c.kind == AccountKind.DEBT.value
)


def balance(connection: sa.Connection, account: int, *, on: date | None = None, known: datetime | None = None) -> int:
    """Points credited less points debited.

    `on` counts only what belongs to that business date or an earlier one, `known` only what was on record by then. Without
    either it is what the database keeps beside the account, however long its history is.
    """
    if on is None and known is None:
        return int(connection.execute(_BALANCE, {"account": account}).scalar_one())
    c = t.transfer.c
    when = []
    if on is not None:
        when.append(c.business_date <= on)
    if known is not None:
        when.append(c.recorded_at <= known)

    def total(side: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.coalesce(sa.func.sum(c.points), 0)).where(side == account, *when).scalar_subquery()

    return int(connection.execute(sa.select(total(c.credit_id) - total(c.debit_id))).scalar_one())


def held(connection: sa.Connection, account: int) -> int:
    """Points of open holds."""
    return int(connection.execute(_HELD, {"account": account}).scalar_one())


def holds(connection: sa.Connection, account: int) -> list[Held]:
    """The open holds of an account."""
    rows = connection.execute(_HOLDS, {"account": account})
    return [Held(int(row.points), row.day or row.at.date()) for row in rows]


def debt(connection: sa.Connection, account: int) -> int:
    """Points that the holder of `account` owes, zero or more."""
    return -int(connection.execute(_DEBT, {"account": account}).scalar_one_or_none() or 0)


def waiting(day: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """Of a row of `transfer`: that its notice has not ended by `day`, or that an objection to it is open.

    An objection goes where the points went: into another account, or to the shop and back.
    """
    x, n, p, b, e = t.transfer, t.notice_line, t.points_notice, t.objection, t.objection_end
    noticed = sa.exists().where(n.c.transfer == x.c.id, n.c.notice == p.c.id, p.c.until < day)
    objected = sa.exists().where(
        b.c.transfer.in_((x.c.id, x.c.origin)), ~sa.exists().where(e.c.objection == b.c.id).correlate(b)
    )  # fmt: skip
    return sa.or_(sa.and_(x.c.awaits_notice, ~noticed), objected)


def _lots() -> sa.Select[Any]:
    x, use = t.transfer.c, t.lot_use.c
    used = sa.select(sa.func.coalesce(sa.func.sum(use.points), 0)).where(use.lot == x.id).scalar_subquery()
    waits = waiting(sa.bindparam("day", type_=sa.Date)).label("waits")
    return (
        sa.select(x.id, x.number, (x.points - used).label("points"), x.available_from, x.expires_on, x.origin, waits)
        .where(x.credit_id == sa.bindparam("account"), x.points > used)
        .order_by(x.number)
    )


_LOTS = _lots()


def lots(connection: sa.Connection, account: int, day: date) -> list[Lot]:
    """The lots of an account that are not used up, as they stand on `day`."""
    return [
        Lot(
            transfer=row.id, number=row.number, points=int(row.points), available_from=row.available_from,
            expires_on=row.expires_on, waits=bool(row.waits), origin=row.origin,
        )
        for row in connection.execute(_LOTS, {"account": account, "day": day})
    ]  # fmt: skip


def free(connection: sa.Connection, account: int, day: date, *, expired: bool = False) -> int:
    """Points ready on `day` that no open hold keeps; what is owed is not taken off. `expired` counts those past their day."""
    found = lots(connection, account, day)
    kept, short = reserve(found, holds(connection, account), day)
    counted = (lot for lot in found if (lot.usable(day) if expired else lot.ready(day)))
    return max(0, sum(lot.points - kept.get(lot.transfer, 0) for lot in counted) - short)


def spendable(connection: sa.Connection, account: int, today: date) -> int:
    """Points that may be spent today: lots that are ready, less open holds and what is owed; never below zero."""
    return max(0, free(connection, account, today) - debt(connection, account))
