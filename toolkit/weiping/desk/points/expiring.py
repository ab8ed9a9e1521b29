"""Expiry: what is past its last day goes back to the fund that it came from, for every account in one run.

When points expire is the community's policy (`policy.dated` asks it when they are earned); a reset at the end of the year is
a policy whose last day is always 31 December. The run may come late, or twice: it takes what is there to be taken.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import AccountKind, TransferKind
from ...domain.text import Text
from ...errors import Invalid
from ...ledger.lots import reserve
from ...ledger.transfers import Transfer, fund_account
from ...store import journal
from ...store import tables as t
from ..office import Desk, allow
from . import balances, reversing
from .posting import Rows, merged, post_all

_COMMUNITY = fund_account("community")
_LOTS = [kind.value for kind in AccountKind if kind.holds_lots]


@dataclass(frozen=True, slots=True)
class Expired:
    """What a run did: so many `points` of so many `lots` went back; `repaid` were taken for what was owed before."""

    points: int
    lots: int
    accounts: int
    repaid: int = 0


def expire(desk: Desk, actor: Actor, day: date | None = None) -> Expired:
    """Let expire whatever has its last day before `day` (None: today), on all accounts, in one commit.

    What open holds need stays, and so does what waits for a notice or is under an objection. What is owed is paid first.
    Running it again takes nothing twice. Raises Invalid for a day to come, WrongPhase for one in a closed period.
    """
    allow(actor, Role.CLERK)
    day = day or desk.today()
    if day > desk.today():
        raise Invalid("{day} is still to come; points expire when their last day is over.", day=day.isoformat())

    def job(connection: sa.Connection) -> Expired:
        repaid = _repay(desk, connection, actor, day)
        due = _due(connection, day)
        kept = _kept(connection, {row.account for row in due}, day)
        gone = [(row, left) for row in due if (left := int(row.rest) - kept.get(row.id, 0)) > 0]
        rows = merged(repaid, post_all(desk, connection, actor, _transfers(gone, day)))
        if rows["transfer"]:
            journal.write(connection, actor.name, "expire", rows)
        return Expired(
            sum(left for _, left in gone), len(gone), len({row.account for row, _ in gone}),
            sum(row["points"] for row in repaid["transfer"]),
        )  # fmt: skip

    return desk.store.write(job)


def _due(connection: sa.Connection, day: date, among: Collection[int] | None = None) -> list[Any]:
    """Lots past their last day with what is left in them.

    `key` is of the transfer by which they expired before, in part; `fund` of the fund that they were earned from.
    """
    x, use, a = t.transfer, t.lot_use, t.account
    past = sa.select(x.c.id).where(x.c.expires_on < day)
    used = (
        sa.select(use.c.lot, sa.func.sum(use.c.points).label("points"))
        .where(use.c.lot.in_(past))
        .group_by(use.c.lot)
        .subquery()
    )
    before, earned, fund = x.alias("before"), x.alias("earned"), a.alias("fund")
    rest = x.c.points - sa.func.coalesce(used.c.points, 0)
    query = (
        sa.select(
            x.c.id, x.c.reason_zh, x.c.reason_en, a.c.id.label("account"), a.c.key.label("holder"), rest.label("rest"),
            before.c.key, fund.c.key.label("fund"),
        )
        .join(a, a.c.id == x.c.credit_id)
        .join(earned, earned.c.id == sa.func.coalesce(x.c.origin, x.c.id))
        .outerjoin(fund, sa.and_(fund.c.id == earned.c.debit_id, fund.c.kind == AccountKind.FUND.value))
        .outerjoin(used, used.c.lot == x.c.id)
        .outerjoin(before, before.c.key == sa.literal("expire:") + x.c.id)
        .where(x.c.expires_on < day, a.c.kind.in_(_LOTS), rest > 0, ~balances.waiting(day))
        .order_by(a.c.id, x.c.expires_on, x.c.available_from, x.c.number)
    )  # fmt: skip
    if among is not None:
        query = query.where(a.c.id.in_(among))
    return list(connection.execute(query))


def _repay(desk: Desk, connection: sa.Connection, actor: Actor, day: date) -> Rows:
    """Let those who owe pay with what would expire: what is owed kept it from being spent in time."""
    rows: Rows = {"transfer": [], "lot_use": []}
    owing = reversing.owing(connection)
    for account in sorted({row.account for row in _due(connection, day, owing)} if owing else ()):
        rows = merged(rows, reversing.repay_all(desk, connection, actor, account, day))
    return rows


def _kept(connection: sa.Connection, accounts: Collection[int], day: date) -> dict[str, int]:
    """Lot → points of it that open holds need."""
    h = t.hold.c
    query = sa.select(h.account_id).where(~sa.exists().where(t.hold_end.c.hold == h.id)).distinct()
    kept: dict[str, int] = {}
    for account in set(connection.execute(query).scalars()) & set(accounts):
        found, _ = reserve(balances.lots(connection, account, day), balances.holds(connection, account), day)
        kept.update(found)
    return kept


def _transfers(gone: Sequence[tuple[Any, int]], day: date) -> list[Transfer]:
    return [
        Transfer(
            key=f"expire:{row.id}" if row.key is None else f"expire:{row.id}:{row.rest}", debit=row.holder,
            credit=row.fund or _COMMUNITY, points=left, reason=Text(f"到期：{row.reason_zh}", f"Expired: {row.reason_en}"),
            event=f"expire:{day.isoformat()}", business_date=day, available_from=day, kind=TransferKind.EXPIRE,
            lots={row.id: left},
        )
        for row, left in gone
    ]  # fmt: skip
