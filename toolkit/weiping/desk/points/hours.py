"""Hours of volunteering: a ledger of their own, counted in minutes, which no spending of points reduces."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import TransferKind, Unit
from ...domain.text import Text
from ...errors import Invalid, NotFound, WrongPhase
from ...ledger.transfers import Transfer, minutes_account
from ...store import journal
from ...store import tables as t
from ..office import Desk, allow
from . import accounts, reversing
from .posting import Author, Rows, merged, post_all

DAY_HAS = 24 * 60


@dataclass(frozen=True, slots=True)
class Service:
    """That a resident (by the key in the register) gave `minutes` on a day, and for what. `key` names it: one key, once."""

    key: str
    resident: str
    minutes: int
    on: date
    what: Text


def record(desk: Desk, actor: Actor, service: Service) -> bool:
    """Record minutes of volunteering; answers whether they are new.

    Raises NotFound for an unknown resident, Invalid for minutes or a day that make no sense, WrongPhase for more than a day
    has, a closed period, or a key that was used for something else.
    """
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> bool:
        rows = write(desk, connection, actor, [service])
        if rows["transfer"]:
            journal.write(connection, actor.name, "hours", rows)
        return bool(rows["transfer"])

    return desk.store.write(job)


def write(desk: Desk, connection: sa.Connection, actor: Author, services: Sequence[Service]) -> Rows:
    """Within a job: as `record`, for several at once; the rows are for the caller's line of the journal."""
    fund = accounts.minutes_fund(connection)
    transfers = []
    for one in services:
        _sane(desk, one)
        account = accounts.of_resident(connection, one.resident, Unit.MINUTES)
        transfers.append(_transfer(one, fund.key, account.key))
    return post_minutes(desk, connection, actor, transfers)


def post_minutes(desk: Desk, connection: sa.Connection, actor: Author, transfers: Sequence[Transfer]) -> Rows:
    """Within a job: post minutes, whatever they were given for.

    Nobody gives more of them on one day than the day has, whoever recorded the rest. Raises WrongPhase, and as `post_all`.
    """
    rows = post_all(desk, connection, actor, transfers)
    credited = {(row["credit_id"], row["business_date"]) for row in rows["transfer"]}
    for (_, day), total in _on_days(connection, credited).items():
        if total > DAY_HAS:
            raise WrongPhase(
                "{minutes} minutes on {day} are more than a day has.", code="minutes", minutes=total, day=day.isoformat()
            )  # fmt: skip
    return rows


def _on_days(connection: sa.Connection, credited: Collection[tuple[int, date]]) -> dict[tuple[int, date], int]:
    """(account, day) → minutes, for these accounts on these days; read day by day, since many serve on the same."""
    x = t.transfer.c
    by_day: dict[date, list[int]] = {}
    for account, day in credited:
        by_day.setdefault(day, []).append(account)
    found: dict[tuple[int, date], int] = {}
    for day, accounts_then in by_day.items():
        for side, sign in ((x.credit_id, 1), (x.debit_id, -1)):
            query = sa.select(side, sa.func.sum(x.points)).where(side.in_(accounts_then), x.business_date == day)
            for account, points in connection.execute(query.group_by(side)):
                found[account, day] = found.get((account, day), 0) + sign * int(points)
    return found


def correct(desk: Desk, actor: Actor, transfer: str, minutes: int, reason: Text, *, key: str) -> None:
    """Set a record of minutes right by its transfer: the wrong one is taken back, and `minutes` (if any) written instead.

    Works in a closed period too: the correction has the old day and a new record date. One `key` has one effect. Raises
    NotFound, Invalid for minutes that make no sense, WrongPhase where it was taken back before or the key was used for
    something else.
    """
    allow(actor, Role.CLERK)
    if not 0 <= minutes <= DAY_HAS:
        raise Invalid("A day has {most} minutes at most, not {minutes}.", most=DAY_HAS, minutes=minutes)

    def job(connection: sa.Connection) -> None:
        wrong = reversing.find(connection, transfer)
        holder = accounts.by_id(connection, wrong.credit_id)
        if holder.unit is not Unit.MINUTES:
            raise NotFound("There is no record of hours {transfer}.", transfer=transfer)
        back = reversing.take_back(desk, connection, actor, wrong, reason, key=key, points=None)
        if not back["transfer"]:
            return _check_same(connection, key, minutes)
        right = Transfer(
            key=f"{key}:right", debit=accounts.by_id(connection, wrong.debit_id).key, credit=holder.key, points=minutes,
            reason=reason, event=wrong.event, business_date=wrong.business_date, available_from=wrong.available_from,
            about=wrong.id,
        )  # fmt: skip
        rows = merged(back, post_minutes(desk, connection, actor, [right] if minutes else []))
        return journal.write(connection, actor.name, "correct-hours", rows)

    desk.store.write(job)


def _check_same(connection: sa.Connection, key: str, minutes: int) -> None:
    """Refuse a key under which other minutes were written."""
    x = t.transfer.c
    before = connection.execute(sa.select(x.points).where(x.key == f"{key}:right")).scalar_one_or_none()
    if (before or 0) != minutes:
        raise WrongPhase("The key {key} was used before for another transfer.", code="key-reused", key=key)


def minutes_of(connection: sa.Connection, resident: str, first: date = date.min, last: date = date.max) -> int:
    """The minutes that a resident gave from `first` to `last`, corrections included; zero where none were recorded."""
    number = connection.execute(
        sa.select(t.account.c.id).where(t.account.c.key == minutes_account(resident))
    ).scalar_one_or_none()
    return 0 if number is None else _between(connection, number, first, last)


def _between(connection: sa.Connection, account: int, first: date, last: date) -> int:
    x = t.transfer.c
    signed = sa.case((x.credit_id == account, x.points), else_=-x.points)
    query = sa.select(sa.func.coalesce(sa.func.sum(signed), 0)).where(
        sa.or_(x.credit_id == account, x.debit_id == account), x.business_date.between(first, last)
    )
    return int(connection.execute(query).scalar_one())


def _sane(desk: Desk, one: Service) -> None:
    if not 0 < one.minutes <= DAY_HAS:
        raise Invalid("Write from 1 to {most} whole minutes, not {minutes}.", most=DAY_HAS, minutes=one.minutes)
    if one.on > desk.today():
        raise Invalid("{day} is still to come; hours are recorded when they were given.", day=one.on.isoformat())


def _transfer(one: Service, fund: str, account: str) -> Transfer:
    return Transfer(
        key=f"hours:{one.key}:{one.resident}", debit=fund, credit=account, points=one.minutes, reason=one.what,
        event=f"hours:{one.key}", business_date=one.on, available_from=one.on, kind=TransferKind.EARN,
    )  # fmt: skip
