"""Closing a month: what the books said then stays what they said, whatever is found out later.

A closed month takes no ordinary posting any more. A correction may carry its dates, but has a record date after the closing:
so there are two true answers to "what was the balance at the end of that month", the one that was known then and the one
that is known now (`balances.balance` with `on` and `known`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...domain.text import Text
from ...errors import Invalid, WrongPhase
from ...ledger.caps import span
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add_all, reason_of
from ..office import OFFICE, Desk, allow
from . import reversing
from .posting import Rows, merged, record_time

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Closed:
    """A month that was closed: how many accounts had a balance or a turnover, and what was paid of debts before."""

    period: str
    at: datetime
    accounts: int
    repaid: int


def close(desk: Desk, actor: Actor, period: str, *, anyway: str = "") -> Closed:
    """Close a month such as `2024-10`, in one commit. Debts are paid before, from what was there by its last day.

    The first month that is closed closes everything before it, too; from then on each follows its predecessor. Raises
    Invalid for what is no month, WrongPhase (`not-over`, `order`, `closed`) where it is not its turn, and `open` where
    something of it is still to be decided: `anyway` is the reason to close it all the same.
    """
    allow(actor, *OFFICE)
    first, last = month(period)
    reason = reason_of(anyway)

    def job(connection: sa.Connection) -> Closed:
        since = _turn(desk, connection, period, first, last)
        matters = open_matters(connection, since, last)
        if matters and not reason:
            raise WrongPhase(
                "Something of {period} is still to be decided: {matters}. Decide it first, or close anyway and say why.",
                code="open", period=period, matters=matters,
            )  # fmt: skip
        repaid = _repay(desk, connection, actor, last)
        head: dict[str, Any] = {
            "period": period, "first": since, "last": last, "at": record_time(desk, connection), "actor": actor.name,
            "reason": reason if matters else "",
        }  # fmt: skip
        connection.execute(t.period_close.insert(), head)
        closings = _write(connection, head)
        rows = merged(repaid, {"period_close": [head], "closing": closings})
        journal.write(connection, actor.name, "close", rows, open=len(matters))
        touch(connection, "points", 0)
        return Closed(period, head["at"], len(closings), sum(row["points"] for row in repaid["transfer"]))

    return desk.store.write(job)


def month(period: str) -> tuple[date, date]:
    """The first and the last day of a month such as `2024-10`. Raises Invalid."""
    found = _MONTH.fullmatch(period)
    if found is None or found[1] == "0000":
        raise Invalid("A month is written like 2024-10, not {period}.", period=period)
    days = span("month", date(int(found[1]), int(found[2]), 1))
    return days.first, days.last


def _turn(desk: Desk, connection: sa.Connection, period: str, first: date, last: date) -> date:
    """The first day that closing `period` closes. Raises WrongPhase where it is not its turn."""
    if last >= desk.today():
        raise WrongPhase("{period} is not over yet; a month is closed when it is.", code="not-over", period=period)
    before = newest(connection)
    if before is None:
        return date.min
    if first <= before.last:
        raise WrongPhase("{period} is closed already.", code="closed", period=period)
    following: date = before.last + timedelta(days=1)
    if first != following:
        raise WrongPhase(
            "Months are closed one after the other; the next is {following}.", code="order", following=f"{following:%Y-%m}"
        )  # fmt: skip
    return following


def newest(connection: sa.Connection) -> Any:
    """The period that was closed last; None where none was."""
    return connection.execute(sa.select(t.period_close).order_by(t.period_close.c.number.desc()).limit(1)).first()


def open_matters(connection: sa.Connection, first: date, last: date) -> list[Text]:
    """What of the days from `first` to `last` somebody still has to decide, in words; closing waits for it."""

    def count(query: sa.Select[Any]) -> int:
        return int(connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one())

    b, be, d, de, a, ae = t.batch.c, t.batch_end.c, t.deed.c, t.deed_end.c, t.activity.c, t.activity_end.c
    o, oe, x = t.objection.c, t.objection_end.c, t.transfer.c
    waiting = connection.execute(sa.select(b.lines).where(~sa.exists().where(be.batch == b.id))).scalars()
    batches = sum(
        any(first.isoformat() <= line["business_date"] <= last.isoformat() for line in lines) for lines in waiting
    )
    objected = sa.select(o.id).join(t.transfer, x.id == o.transfer).where(~sa.exists().where(oe.objection == o.id))
    objections = count(objected.where(x.business_date.between(first, last)))
    deeds = count(sa.select(d.id).where(d.day.between(first, last), ~sa.exists().where(de.deed == d.id)))
    held = count(sa.select(a.id).where(a.day.between(first, last), ~sa.exists().where(ae.activity_id == a.id)))
    said = (
        (batches, Text(f"{batches} 批积分待第二人审批", f"{batches} batches of points wait for a second person")),
        (objections, Text(f"{objections} 件异议待处理", f"{objections} objections are open")),
        (deeds, Text(f"{deeds} 件好人好事待核实", f"{deeds} deeds wait to be verified")),
        (held, Text(f"{held} 次活动待确认", f"{held} activities are neither certified nor cancelled")),
    )
    return [words for number, words in said if number]


def _repay(desk: Desk, connection: sa.Connection, actor: Actor, last: date) -> Rows:
    rows: Rows = {"transfer": [], "lot_use": []}
    for account in reversing.owing(connection):
        rows = merged(rows, reversing.repay_all(desk, connection, actor, account, last))
    return rows


def figures(
    connection: sa.Connection, first: date, last: date, known: datetime | None = None
) -> list[tuple[int, int, int, int]]:
    """Account, credited and debited from `first` to `last`, balance at the end: each that has any. In one look at all.

    `known` counts only what was on record by then.
    """
    x = t.transfer.c
    on = [x.business_date <= last] + ([] if known is None else [x.recorded_at <= known])
    inside = sa.case((x.business_date >= first, x.points), else_=0)
    nothing = sa.literal(0)
    lines = sa.union_all(
        sa.select(
            x.credit_id.label("account"), inside.label("credited"), nothing.label("debited"), x.points.label("points")
        ).where(*on),
        sa.select(x.debit_id, nothing, inside, -x.points).where(*on),
    ).subquery()
    credited, debited, balance = (sa.func.sum(lines.c[name]) for name in ("credited", "debited", "points"))
    query = (
        sa.select(lines.c.account, credited, debited, balance)
        .group_by(lines.c.account)
        .having(sa.or_(credited > 0, debited > 0, balance != 0))
        .order_by(lines.c.account)
    )
    return [tuple(map(int, row)) for row in connection.execute(query)]  # type: ignore[misc]


def _write(connection: sa.Connection, head: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [
        {"period": head["period"], "account_id": account, "credited": credited, "debited": debited, "balance": balance}
        for account, credited, debited, balance in figures(connection, head["first"], head["last"], head["at"])
    ]
    return add_all(connection, t.closing, rows)


def overview(desk: Desk, actor: Actor) -> dict[str, Any]:
    """The months that are closed, newest first, and what is next: `open` says what is still to be decided of it.

    `next` is None where no month is over that could be closed.
    """
    allow(actor, *OFFICE)
    p, x = t.period_close, t.transfer.c
    with desk.store.read() as connection:
        closed = connection.execute(sa.select(p).order_by(p.c.number.desc())).all()
        begin = connection.execute(sa.select(sa.func.min(x.business_date))).scalar_one()
        if closed:
            begin = closed[0].last + timedelta(days=1)
        days = None if begin is None else span("month", begin)
        following = None
        if days is not None and days.last < desk.today():
            matters = open_matters(connection, days.first if closed else date.min, days.last)
            following = {"period": f"{days.first:%Y-%m}", "open": [one.both() for one in matters]}
    return {
        "closed": [
            {"period": row.period, "at": row.at.isoformat(), "actor": row.actor, "reason": row.reason} for row in closed
        ],
        "next": following,
    }
