"""Lots: every debit is taken from some, none gives more than it has, and what ends first goes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from ...domain.points import AccountKind
from ...ledger.lots import Lot
from ...store import tables as t
from .finding import Fault, Look

_HOLD_LOTS = [kind.value for kind in AccountKind if kind.holds_lots]


def sums(look: Look) -> Iterator[Fault]:
    """7: lots add up to balances: each debit is wholly taken from lots of its account, none gives more than it was."""
    x, u, lot, a = t.transfer, t.lot_use, t.transfer.alias("lot"), t.account
    used = sa.func.coalesce(sa.func.sum(u.c.points), 0)
    debits = (
        sa.select(x.c.id, x.c.points, used)
        .join(a, sa.and_(a.c.id == x.c.debit_id, a.c.kind.in_(_HOLD_LOTS)))
        .outerjoin(u, u.c.debit == x.c.id)
        .group_by(x.c.id, x.c.points)
        .having(used != x.c.points)
    )
    for transfer, points, taken in look.rows(debits):
        yield Fault("of the {points} points of transfer {transfer}, {taken} are taken from lots", transfer=transfer,
                    points=points, taken=taken)  # fmt: skip
    over = (
        sa.select(lot.c.id, lot.c.points, used)
        .join(u, u.c.lot == lot.c.id)
        .group_by(lot.c.id, lot.c.points)
        .having(used > lot.c.points)
    )
    for transfer, points, taken in look.rows(over):
        yield Fault("lot {transfer} of {points} points gave {taken}", transfer=transfer, points=points, taken=taken)
    foreign = (
        sa.select(u.c.number)
        .outerjoin(x, x.c.id == u.c.debit)
        .outerjoin(lot, lot.c.id == u.c.lot)
        .where(sa.or_(x.c.id.is_(None), lot.c.id.is_(None), x.c.debit_id != lot.c.credit_id))
    )
    for (number,) in look.rows(foreign):
        yield Fault("line {number} takes points from a lot of another account", number=number)
    moved = (
        sa.select(x.c.id)
        .join(u, u.c.debit == x.c.id)
        .join(lot, lot.c.id == u.c.lot)
        .where(x.c.kind == "move", sa.func.coalesce(x.c.origin, "") != sa.func.coalesce(lot.c.origin, lot.c.id))
    )
    for (transfer,) in look.rows(moved):
        yield Fault("transfer {transfer} says of points that moved that they were earned elsewhere", transfer=transfer)
    lots = sa.select(lot.c.credit_id, sa.func.sum(u.c.points)).join(u, u.c.lot == lot.c.id).group_by(lot.c.credit_id)
    gave = {account: int(points) for account, points in look.rows(lots)}
    for number, account in look.accounts.items():
        rest = look.credited.get(number, 0) - gave.get(number, 0)
        if account.kind in _HOLD_LOTS and rest != look.balance(number):
            yield Fault("the lots of {key} hold {rest} points, its balance is {balance}", key=account.key, rest=rest,
                        balance=look.balance(number))  # fmt: skip


@dataclass(slots=True)
class _Live:
    """What is left of a lot while its account's history is gone through."""

    lot: Lot
    sure: bool
    left: int


def order(look: Look) -> Iterator[Fault]:
    """7, second half: no redemption and no move left points in a lot that ended earlier and could have been used.

    Lots that somebody objected to are left out of it: what is known is not enough to say when they could be used.
    """
    uses = {account: list(rows) for account, rows in groupby(_uses(look), key=lambda row: row.account)}
    for account, lots in groupby(_lots(look), key=lambda row: row.account):
        if account in uses:
            yield from _in_order(lots, uses[account])


def _in_order(lots: Iterator[Any], uses: list[Any]) -> Iterator[Fault]:
    coming, live = list(lots)[::-1], dict[str, _Live]()
    for _, group in groupby(uses, key=lambda row: row.number):
        debit = list(group)
        while coming and coming[-1].number < debit[0].number:
            row = coming.pop()
            live[row.id] = _Live(_lot(row), not row.objected, row.points)
        for use in debit:
            if use.lot in live:
                live[use.lot].left -= use.points
        if debit[0].kind in ("redeem", "move") and (earlier := _passed_over(live, debit)):
            yield Fault(
                "transfer {transfer} passed over lot {lot}, which ends earlier", transfer=debit[0].debit, lot=earlier
            )
        for use in debit:
            if use.lot in live and live[use.lot].left <= 0:
                del live[use.lot]


def _passed_over(live: dict[str, _Live], debit: list[Any]) -> str | None:
    """A lot with points left that ends before one that was used."""
    last = max((live[use.lot].lot.expires_on or date.max for use in debit if use.lot in live), default=date.min)
    on, since = debit[0].business_date, debit[0].day
    return next(
        (
            key for key, one in live.items()
            if one.sure and one.left > 0 and (one.lot.expires_on or date.max) < last and one.lot.ready(on, since)
        ),
        None,
    )  # fmt: skip


def _lot(row: Any) -> Lot:
    """A lot as it was from the end of its notice on; one that was never on a notice it awaits could not be used at all."""
    since = row.available_from
    if row.awaits_notice:
        since = date.max if row.until is None else max(since, row.until + timedelta(days=1))
    return Lot(transfer=row.id, number=row.number, points=row.points, available_from=since, expires_on=row.expires_on)


def _ending() -> sa.Select[Any]:
    """Accounts with points that end: in the others nothing can be out of order."""
    x, a = t.transfer.c, t.account.c
    return (
        sa.select(x.credit_id)
        .join(t.account, a.id == x.credit_id)
        .where(x.expires_on.is_not(None), a.kind.in_(_HOLD_LOTS))
    )


def _lots(look: Look) -> sa.CursorResult[Any]:
    x, n, p = t.transfer, t.notice_line, t.points_notice
    objected = sa.exists().where(t.objection.c.transfer.in_((x.c.id, x.c.origin)))
    query = (
        sa.select(
            x.c.credit_id.label("account"), x.c.number, x.c.id, x.c.points, x.c.available_from, x.c.expires_on,
            x.c.awaits_notice, p.c.until, objected.label("objected"),
        )
        .outerjoin(n, n.c.transfer == x.c.id)
        .outerjoin(p, p.c.id == n.c.notice)
        .where(x.c.credit_id.in_(_ending()))
        .order_by(x.c.credit_id, x.c.number)
    )  # fmt: skip
    return look.connection.execute(query)


def _uses(look: Look) -> sa.CursorResult[Any]:
    u, d, h = t.lot_use, t.transfer, t.hold
    query = (
        sa.select(
            d.c.debit_id.label("account"),
            d.c.number,
            d.c.kind,
            d.c.business_date,
            h.c.day,
            u.c.debit,
            u.c.lot,
            u.c.points,
        )
        .join(d, d.c.id == u.c.debit)
        .outerjoin(h, h.c.id == d.c.hold)
        .where(d.c.debit_id.in_(_ending()))
        .order_by(d.c.debit_id, d.c.number)
    )
    return look.connection.execute(query)
