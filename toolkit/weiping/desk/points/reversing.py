"""Corrections: a transfer is never changed, another one takes it back - wholly or in part, also after it was spent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import AccountKind, TransferKind
from ...domain.text import Text
from ...errors import Invalid, NotFound, WrongPhase
from ...ledger.lots import reserve
from ...ledger.transfers import Transfer
from ...store import journal
from ...store import tables as t
from ..office import Desk, allow
from . import accounts, balances, policy
from .accounts import Account
from .posting import Rows, post_all

CORRECTS = (TransferKind.REVERSE.value, TransferKind.CLAW_BACK.value)


@dataclass(frozen=True, slots=True)
class Reversal:
    """What reversing did: points that were still there and went back, points that were spent and are owed now."""

    returned: int
    owed: int


def reverse(desk: Desk, actor: Actor, transfer: str, reason: Text, *, key: str, points: int | None = None) -> Reversal:
    """Take back a transfer by its id, wholly or `points` of it. What was spent meanwhile becomes a debt of the holder.

    What expired is back in its fund already and is not owed; what an open hold needs stays, and is owed. The correction
    carries the business date of its original and today's record date, so a closed period stays as it was. One `key` has
    one effect. Raises NotFound, Invalid for points that make no sense or no reason, WrongPhase where less is left of it
    or where it is itself a correction; a redemption is undone by cancelling or returning it.
    """
    allow(actor, Role.CLERK)
    if not reason.zh.strip() or not reason.en.strip():
        raise Invalid("Say why the points are taken back; whose they were reads it.")

    def job(connection: sa.Connection) -> Reversal:
        original = find(connection, transfer)
        if original.kind == TransferKind.REDEEM.value:
            raise WrongPhase("A redemption is undone at the shop, by cancelling or returning it.", code="redemption")
        rows = take_back(desk, connection, actor, original, reason, key=key, points=points)
        if rows["transfer"]:
            journal.write(connection, actor.name, "reverse", rows)
        return _done(connection, key)

    return desk.store.write(job)


def find(connection: sa.Connection, transfer: str) -> Any:
    """A transfer by its id. Raises NotFound."""
    row = connection.execute(sa.select(t.transfer).where(t.transfer.c.id == transfer)).first()
    if row is None:
        raise NotFound("There is no transfer {transfer}.", transfer=transfer)
    return row


def left_of(connection: sa.Connection, original: Any) -> int:
    """Points of a transfer that can still be taken back: no correction took them, and they did not expire."""
    return int(original.points) - _corrected(connection, [original.id]) - _expired(connection, original)


def _corrected(connection: sa.Connection, transfers: Collection[str]) -> int:
    x = t.transfer.c
    query = sa.select(sa.func.coalesce(sa.func.sum(x.points), 0)).where(x.about.in_(transfers), x.kind.in_(CORRECTS))
    return int(connection.execute(query).scalar_one())


def _expired(connection: sa.Connection, original: Any) -> int:
    """Points of a lot that went back to their fund by expiry, less those that were given back since."""
    u, x = t.lot_use, t.transfer
    query = sa.select(x.c.id, u.c.points).join(x, x.c.id == u.c.debit)
    found = dict(connection.execute(query.where(u.c.lot == original.id, x.c.kind == TransferKind.EXPIRE.value)).all())
    return sum(found.values()) - (_corrected(connection, found) if found else 0)


def take_back(
    desk: Desk, connection: sa.Connection, actor: Actor, original: Any, reason: Text, *, key: str, points: int | None
) -> Rows:
    """Within a job: post what takes `points` of `original` back (None: all that is left). As `reverse`."""
    if posted := _posted(connection, key):
        if {row.about for row in posted} != {original.id} or points not in (None, sum(row.points for row in posted)):
            raise WrongPhase("The key {key} was used before for another transfer.", code="key-reused", key=key)
        return {"transfer": [], "lot_use": []}
    if original.kind in CORRECTS:
        raise WrongPhase("This transfer is itself a correction; post what is right instead.", code="correction")
    left = left_of(connection, original)
    amount = left if points is None else points
    if amount <= 0 and points is not None:
        raise Invalid("A transfer moves whole points above zero, not {points}.", code="points", points=points)
    if not 0 < amount <= left:
        raise WrongPhase("Only {left} of these points can still be taken back.", code="reversed", left=left)
    return post_all(desk, connection, actor, _parts(desk, connection, original, reason, key, amount))


def _parts(
    desk: Desk, connection: sa.Connection, original: Any, reason: Text, key: str, amount: int
) -> list[Transfer]:  # fmt: skip
    """The reversal of what is left in the lot, and the claw-back of what was spent."""
    holder, giver = (accounts.by_id(connection, number) for number in (original.credit_id, original.debit_id))
    last, origin = _where_from(desk, connection, original) if giver.kind.holds_lots else (None, None)
    common: dict[str, Any] = {
        "credit": giver.key, "reason": reason, "event": original.event, "business_date": original.business_date,
        "available_from": original.available_from, "about": original.id, "expires_on": last, "origin": origin,
    }  # fmt: skip
    if not holder.kind.holds_lots:
        return [Transfer(key=f"{key}:back", debit=holder.key, points=amount, kind=TransferKind.REVERSE, **common)]
    back = min(amount, _takeable(connection, holder, original, desk.today()))
    parts = []
    if back:
        lots = {original.id: back}
        parts.append(
            Transfer(key=f"{key}:back", debit=holder.key, points=back, kind=TransferKind.REVERSE, lots=lots, **common)
        )
    if owed := amount - back:
        debt = accounts.debt_of(connection, holder)
        parts.append(Transfer(key=f"{key}:owed", debit=debt.key, points=owed, kind=TransferKind.CLAW_BACK, **common))
    return parts


def _takeable(connection: sa.Connection, holder: Account, original: Any, day: date) -> int:
    """Points left in the lot `original`, less those that open holds need of it since no other lot covers them."""
    found = balances.lots(connection, holder.id, day)
    here = sum(lot.points for lot in found if lot.transfer == original.id)
    others = [lot for lot in found if lot.transfer != original.id]
    _, short = reserve(others, balances.holds(connection, holder.id), day)
    return max(0, here - short)


def _where_from(desk: Desk, connection: sa.Connection, original: Any) -> tuple[date | None, str | None]:
    """Of points that go back to where they were taken from: their last day, and where they were earned if that is one place.

    They have the last day that they had there, the latest of several. What expired is given back for as long as a voucher
    lasts.
    """
    u, x = t.lot_use.c, t.transfer.c
    query = sa.select(x.expires_on, sa.func.coalesce(x.origin, x.id)).join(t.lot_use, u.lot == x.id)
    found = connection.execute(query.where(u.debit == original.id)).all()
    days, roots = [day for day, _ in found], {root for _, root in found}
    origin = roots.pop() if len(roots) == 1 else None
    if not days or None in days:
        return None, origin
    last: date = max(days)
    if original.kind == TransferKind.EXPIRE.value:
        last = max(last, desk.today() + timedelta(days=policy.read(connection).voucher_days))
    return last, origin


def _posted(connection: sa.Connection, key: str) -> list[Any]:
    """The transfers of the correction called `key`."""
    x = t.transfer.c
    return list(
        connection.execute(sa.select(x.key, x.about, x.points).where(x.key.in_((f"{key}:back", f"{key}:owed"))))
    )


def _done(connection: sa.Connection, key: str) -> Reversal:
    found = {row.key: row.points for row in _posted(connection, key)}
    return Reversal(found.get(f"{key}:back", 0), found.get(f"{key}:owed", 0))


def repay(desk: Desk, actor: Actor, account: int, day: date | None = None) -> int:
    """Let an account pay what it owes from what it may spend; answers the points paid. Nothing owed, nothing happens."""
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> int:
        rows = repay_all(desk, connection, actor, account, day or desk.today())
        if rows["transfer"]:
            journal.write(connection, actor.name, "repay", rows)
        return sum(row["points"] for row in rows["transfer"])

    return desk.store.write(job)


def repay_all(desk: Desk, connection: sa.Connection, actor: Actor, account: int, day: date) -> Rows:
    """Within a job: as `repay`, with the rows for the caller's line of the journal.

    Points past their last day pay first: what is owed kept them from being spent in time.
    """
    paid = min(balances.debt(connection, account), balances.free(connection, account, day, expired=True))
    if paid <= 0:
        return {"transfer": [], "lot_use": []}
    holder = accounts.by_id(connection, account)
    debt = accounts.debt_of(connection, holder)
    number = connection.execute(sa.select(sa.func.max(t.transfer.c.number))).scalar_one() or 0
    return post_all(desk, connection, actor, [
        Transfer(
            key=f"repay:{holder.key}:{number}", debit=holder.key, credit=debt.key, points=paid,
            reason=Text("偿还应还积分", "Points owed, paid back"), event=f"repay:{holder.key}", business_date=day,
            available_from=day, kind=TransferKind.REPAY,
        )
    ])  # fmt: skip


def owing(connection: sa.Connection) -> list[int]:
    """The accounts whose holders owe points."""
    a, x = t.account.c, t.transfer.c
    owed = sa.case((x.debit_id == a.id, x.points), else_=-x.points)
    query = (
        sa.select(a.of_id)
        .join(t.transfer, sa.or_(x.debit_id == a.id, x.credit_id == a.id))
        .where(a.kind == AccountKind.DEBT.value)
        .group_by(a.of_id)
        .having(sa.func.sum(owed) > 0)
    )
    return list(connection.execute(query.order_by(a.of_id)).scalars())


def return_points(desk: Desk, connection: sa.Connection, actor: Actor, spent: Any, reason: Text, grace: date) -> Rows:
    """Within a job: give back what a redemption took, lot by lot, each with the last day that it had.

    Points whose last day is over may be spent until `grace`: it was not the resident who kept them so long.
    """
    u, x = t.lot_use, t.transfer
    query = (
        sa.select(u.c.lot, u.c.points, x.c.available_from, x.c.expires_on, x.c.number, x.c.origin)
        .join(x, x.c.id == u.c.lot)
        .where(u.c.debit == spent.id)
        .order_by(x.c.number)
    )
    holder, shop = (accounts.by_id(connection, number) for number in (spent.debit_id, spent.credit_id))
    today = desk.today()
    back = [
        Transfer(
            key=f"return:{spent.id}:{part.lot}", debit=shop.key, credit=holder.key, points=part.points, reason=reason,
            event=spent.event, business_date=today, available_from=today, kind=TransferKind.REVERSE, about=spent.id,
            expires_on=grace if _over(part.expires_on, today) else part.expires_on, origin=part.origin or part.lot,
        )
        for part in connection.execute(query)
    ]  # fmt: skip
    return post_all(desk, connection, actor, back)


def _over(day: date | None, today: date) -> bool:
    return day is not None and day < today
