"""A statement: what an account had, what came and went with the reasons, what it has, what waits and what ends next."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import AccountKind
from ...domain.text import Text
from ...errors import Invalid, NotFound
from ...store import tables as t
from ..office import Desk, allow
from . import waiting
from .balances import balance, debt, holds, lots


def statement(
    desk: Desk, actor: Actor, account: int, first: date, last: date, *, known: datetime | None = None
) -> dict[str, Any]:
    """The statement of an account from `first` to `last`, as it is known now, or as it was on record at `known`.

    A line that was recorded after its period had been closed says so (`late`). Where a closed period ends with `last`,
    `closed` is what its closing said. What waits, is held, is owed or ends next is of today. A resident may see the accounts
    of the own household and of those who live there. Raises NotFound, Invalid where `first` is after `last`.
    """
    allow(actor, Role.CLERK, Role.RESIDENT)
    if first > last:
        raise Invalid("A statement goes from a day to a later one, not from {first} to {last}.", first=first, last=last)
    with desk.store.read() as connection:
        row = _account(connection, actor, account)
        opening = 0 if first == date.min else balance(connection, account, on=first - timedelta(days=1), known=known)
        lines = _lines(connection, account, first, last, opening, known)
        return {
            "account": {"id": row.id, "key": row.key, "name": Text(row.name_zh, row.name_en).both(), "unit": row.ledger},
            "first": first.isoformat(), "last": last.isoformat(), "opening": opening, "lines": lines,
            "closing": lines[-1]["balance"] if lines else opening, "closed": _closed(connection, account, last),
            "waits": _waits(connection, account, desk.today()), "held": sum(one.points for one in holds(connection, account)),
            "debt": debt(connection, account), "expires": _expires(connection, account, desk.today()),
        }  # fmt: skip


def _account(connection: sa.Connection, actor: Actor, account: int) -> Any:
    a, r = t.account.c, t.resident.c
    query = sa.select(t.account).where(a.id == account, a.kind.in_([k.value for k in AccountKind if k.holds_lots]))
    if actor.role is Role.RESIDENT:
        living_there = sa.select(r.id).where(r.household_id == actor.household)
        query = query.where(sa.or_(a.household_id == actor.household, a.resident_id.in_(living_there)))
    row = connection.execute(query).first()
    if row is None:
        raise NotFound("There is no account {account}.", account=account)
    return row


def _lines(
    connection: sa.Connection, account: int, first: date, last: date, running: int, known: datetime | None = None
) -> list[dict[str, Any]]:
    """The entries by business date, each with the balance after it."""
    x, p = t.transfer, t.period_close.c
    late = sa.exists().where(p.first <= x.c.business_date, x.c.business_date <= p.last, x.c.recorded_at > p.at)
    query = (
        sa.select(x, late.label("late"))
        .where(sa.or_(x.c.debit_id == account, x.c.credit_id == account), x.c.business_date.between(first, last))
        .order_by(x.c.business_date, x.c.number)
    )
    if known is not None:
        query = query.where(x.c.recorded_at <= known)
    lines = []
    for row in connection.execute(query):
        signed = row.points if row.credit_id == account else -row.points
        running += signed
        lines.append({
            "id": row.id, "number": row.number, "kind": row.kind,
            "on": row.business_date.isoformat(), "at": row.recorded_at.isoformat(),
            "reason": Text(row.reason_zh, row.reason_en).both(), "points": signed, "balance": running,
            "about": row.about, "late": bool(row.late),
        })  # fmt: skip
    return lines


def _closed(connection: sa.Connection, account: int, last: date) -> dict[str, Any] | None:
    """What was known when the period that ends with `last` was closed."""
    p, c = t.period_close.c, t.closing.c
    query = (
        sa.select(p.period, p.at, sa.func.coalesce(c.balance, 0).label("balance"))
        .outerjoin(t.closing, sa.and_(c.period == p.period, c.account_id == account))
        .where(p.last == last)
    )
    row = connection.execute(query).first()
    return row and {"period": row.period, "at": row.at.isoformat(), "balance": int(row.balance)}


def _waits(connection: sa.Connection, account: int, day: date) -> list[dict[str, Any]]:
    """Points that cannot be spent yet: why, and until when where that is known (the last day of waiting)."""
    found = lots(connection, account, day)
    why = waiting.reasons(connection, found, day)
    x = t.transfer.c
    words = sa.select(x.id, x.reason_zh, x.reason_en).where(x.credit_id == account)
    said = {row.id: Text(row.reason_zh, row.reason_en) for row in connection.execute(words) if row.id in why}
    return [
        {
            "points": lot.points, "reason": said[lot.transfer].both(), "why": one.why.value,
            "until": one.since and (one.since - timedelta(days=1)).isoformat(),
        }
        for lot in found
        if (one := why.get(lot.transfer)) is not None
    ]  # fmt: skip


def _expires(connection: sa.Connection, account: int, day: date) -> dict[str, Any] | None:
    """Which points end next, and with which day."""
    ending = [lot for lot in lots(connection, account, day) if lot.expires_on is not None and not lot.expired(day)]
    if not ending:
        return None
    first = min(lot.expires_on for lot in ending if lot.expires_on is not None)
    return {"on": first.isoformat(), "points": sum(lot.points for lot in ending if lot.expires_on == first)}
