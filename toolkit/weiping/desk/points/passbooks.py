"""A household's passbook: the statement of its account for paper, with what a holder has to know beside it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import AccountKind, Unit
from ...domain.register import masked
from ...domain.text import Text
from ...errors import NotFound
from ...publish import passbook
from ...publish.passbook import Passbook, PassbookLine
from ...store import tables as t
from .. import rows
from ..office import Desk, allow
from . import balances, statements

YEAR = timedelta(days=365)


def pdf(
    desk: Desk, actor: Actor, lang: str, account: int | None = None, first: date | None = None, last: date | None = None
) -> bytes:
    """The passbook as a PDF in `lang`: of the own household, or for a clerk of `account`; the last year where no days are said.

    Raises NotFound, Invalid where `first` is after `last`, WrongPhase where this machine has no Chinese font.
    """
    return passbook.pdf(make(desk, actor, account, first, last), lang)


def make(
    desk: Desk, actor: Actor, account: int | None = None, first: date | None = None, last: date | None = None
) -> Passbook:
    """What stands in the passbook. Raises as `pdf`."""
    allow(actor, Role.CLERK, Role.RESIDENT)
    until = last or desk.today()
    since = first or (until - YEAR).replace(day=1)
    with desk.store.read() as connection:
        holder = _holder(connection, actor, account)
        hours = _hours(connection, holder.household_id)
        community = rows.community(connection)
    told = statements.statement(desk, actor, holder.id, since, until)
    return Passbook(
        community=Text(community["zh_CN"], community["en"]), holder=Text(holder.name_zh, holder.name_en),
        account=holder.key.partition(":")[2], first=since, last=until, printed=desk.today(), opening=told["opening"],
        closing=told["closing"], lines=[_line(one) for one in told["lines"]], notes=_notes(told), hours=hours,
    )  # fmt: skip


def _holder(connection: sa.Connection, actor: Actor, account: int | None) -> Any:
    """The household's account: a resident's own, whatever else is said."""
    a = t.account.c
    own = actor.role is Role.RESIDENT
    where = a.household_id == actor.household if own else a.id == account
    query = sa.select(t.account).where(where, a.kind == AccountKind.HOUSEHOLD.value)
    if (row := connection.execute(query).first()) is None:
        raise NotFound("There is no household account {account}.", account="-" if account is None else account)
    return row


def _line(one: dict[str, Any]) -> PassbookLine:
    reason = _text(one["reason"])
    if one["late"]:
        reason = Text(f"{reason.zh}（补记）", f"{reason.en} (entered later)")
    return PassbookLine(on=date.fromisoformat(one["on"]), reason=reason, points=one["points"], balance=one["balance"])


def _text(both: dict[str, str]) -> Text:
    return Text(both["zh_CN"], both["en"])


def _notes(told: dict[str, Any]) -> list[Text]:
    """What today's balance does not say by itself."""
    waits, held, debt = sum(one["points"] for one in told["waits"]), told["held"], told["debt"]
    found = []
    if waits:
        found.append(Text(f"{waits} 分还不能用（公示中、有异议或未到日期）。",
                          f"{waits} points cannot be spent yet (notice, objection, or a day to come)."))  # fmt: skip
    if held:
        found.append(Text(f"{held} 分已为预订的兑换留着。", f"{held} points are kept for what was ordered."))
    if debt:
        found.append(
            Text(
                f"欠 {debt} 分，会先从积分里扣。", f"{debt} points are owed; they are taken from what is earned first."
            )
        )
    if (ends := told["expires"]) is not None:
        found.append(
            Text(
                f"{ends['points']} 分最晚可以用到 {ends['on']}。",
                f"{ends['points']} points have to be spent by {ends['on']}.",
            )
        )
    return found


def _hours(connection: sa.Connection, household: int) -> list[tuple[str, int]]:
    r, a = t.resident.c, t.account.c
    query = (
        sa.select(r.name, a.id)
        .join(t.account, a.resident_id == r.id)
        .where(r.household_id == household, r.left_on.is_(None), a.ledger == Unit.MINUTES.value)
        .order_by(r.id)
    )
    return [(masked(row.name), balances.balance(connection, row.id)) for row in connection.execute(query)]
