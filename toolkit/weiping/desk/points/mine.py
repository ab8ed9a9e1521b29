"""What a household sees of its own points: the page behind its card. Reads only, and only the household of the session."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import AccountKind, Unit
from ...domain.register import masked
from ...domain.text import Text
from ...errors import NotFound
from ...ledger.lots import reserve
from ...store import tables as t
from ..office import Desk, allow
from . import accounts, balances, consent, deed_list, lines, objected, offers, policy, shop, slips, waiting
from .disclosed import public_names
from .lines import Line
from .waiting import Waits

DEBT_LINES = 10


def mine(desk: Desk, actor: Actor) -> dict[str, Any]:
    """Everything that the household's page shows. Raises NotFound where its account is gone."""
    household = _own(actor)
    today, catalogue = desk.today(), shop.catalogue(desk)["rewards"]
    with desk.store.read() as connection:
        account = account_of(connection, household)
        return {
            "household": Text(account.name_zh, account.name_en).both(), "day": today.isoformat(),
            **_purse(connection, account.id, today), "debts": _debts(connection, account.id),
            "people": _people(connection, household), "deeds": _deeds(desk, actor),
            "deed_kinds": deed_list.kinds(desk), **_history(connection, account.id, today),
            "vouchers": _vouchers(desk, connection, account.id),
            "rewards": _rewards(desk, connection, account, catalogue, today),
            "ranking": _ranking(connection, household, account.id),
        }  # fmt: skip


def history(desk: Desk, actor: Actor, before: int | None) -> dict[str, Any]:
    """Earlier lines: `{"history": […], "more": true}` as in `mine`, written before line number `before`."""
    household = _own(actor)
    with desk.store.read() as connection:
        return _history(connection, account_of(connection, household).id, desk.today(), before)


def _own(actor: Actor) -> int:
    allow(actor, Role.RESIDENT)
    if actor.household is None:
        raise NotFound("This link belongs to no household; ask the office for a new card.")
    return actor.household


def account_of(connection: sa.Connection, household: int) -> Any:
    """The row of a household's account. Raises NotFound."""
    row = connection.execute(sa.select(t.account).where(t.account.c.household_id == household)).first()
    if row is None:
        raise NotFound("This link belongs to no household; ask the office for a new card.")
    return row


def _purse(connection: sa.Connection, account: int, today: date) -> dict[str, Any]:
    """What there is and what of it may be spent; the parts and what is owed explain the difference."""
    lots = balances.lots(connection, account, today)
    kept, _ = reserve(lots, balances.holds(connection, account), today)
    rest = [replace(lot, points=lot.points - kept.get(lot.transfer, 0)) for lot in lots]  # what no hold keeps
    groups = waiting.grouped(rest, waiting.reasons(connection, lots, today))
    return {
        "balance": balances.balance(connection, account), "spendable": balances.spendable(connection, account, today),
        "held": balances.held(connection, account), "owed": balances.debt(connection, account),
        "over": sum(lot.points for lot in rest if lot.expired(today)),
        "waiting": [{**_waits(one.waits), "points": one.points, "lines": one.lines} for one in groups],
        "expiring": [{"on": on.isoformat(), "points": points} for on, points in waiting.expiring(rest, today)],
    }  # fmt: skip


def _waits(waits: Waits) -> dict[str, Any]:
    return {"why": waits.why.value, "from": waits.since and waits.since.isoformat()}


def _history(connection: sa.Connection, account: int, today: date, before: int | None = None) -> dict[str, Any]:
    found, more = lines.page(connection, account, before)
    lots = balances.lots(connection, account, today)
    why = waiting.reasons(connection, lots, today)
    against = objected.against(connection, account, [line.transfer for line in found])
    open_until = objected.windows(connection, [line.transfer for line in found if line.points > 0])
    return {
        "history": [
            {**_line(line), "waits": _waits(why[line.transfer]) if line.transfer in why else None,
             "objections": against.get(line.transfer, []), "objectable": open_until.get(line.transfer, date.min) >= today}
            for line in found
        ],
        "more": more,
    }  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    return {
        "number": line.number, "id": line.transfer, "kind": line.kind.value, "on": line.on.isoformat(),
        "points": line.points, "balance": line.balance, "reason": line.reason.both(),
        "expires_on": line.expires_on and line.expires_on.isoformat(),
    }  # fmt: skip


def _vouchers(desk: Desk, connection: sa.Connection, account: int) -> list[dict[str, Any]]:
    """Redemptions with the name of the desk that a voucher is good at, where it is one of them."""
    titles = {one.key: one.title for one in policy.read(connection).desks}
    found = slips.of_holder(desk, connection, account)
    return [{**one, "desk": titles.get(one["desk"], one["desk"])} for one in found]


def _ranking(connection: sa.Connection, household: int, account: int) -> dict[str, Any]:
    """What the public ranking lists, and where that is households: whether this one agreed, and what it is called there."""
    level = policy.read(connection).ranking
    if level != "household":
        return {"level": level, "agreed": False, "name": None}
    name = public_names(connection, [account])[account]
    return {"level": level, "agreed": consent.agreed(connection, household), "name": name.both()}


def _debts(connection: sa.Connection, account: int) -> list[dict[str, Any]]:
    """Why something is owed: the last claw-backs and repayments, newest first."""
    of = (t.account.c.of_id == account) & (t.account.c.kind == AccountKind.DEBT.value)
    debt = connection.execute(sa.select(t.account.c.id).where(of)).scalar_one_or_none()
    return [_line(line) for line in lines.page(connection, debt, most=DEBT_LINES)[0]] if debt is not None else []


def _people(connection: sa.Connection, household: int) -> list[dict[str, Any]]:
    """Who lives there, masked, with minutes of volunteering and points on an account of their own; only those who have any."""
    r, a = t.resident.c, t.account.c
    query = (
        sa.select(r.id, r.name, a.id.label("account"), a.ledger)
        .join(t.account, a.resident_id == r.id)
        .where(r.household_id == household, r.left_on.is_(None))
        .order_by(r.id)
    )
    found: dict[int, dict[str, Any]] = {}
    for row in connection.execute(query):
        one = found.setdefault(row.id, {"name": masked(row.name), "minutes": None, "points": None})
        unit = "minutes" if row.ledger == Unit.MINUTES.value else "points"
        one[unit] = balances.balance(connection, row.account)
    return list(found.values())


def _deeds(desk: Desk, actor: Actor) -> list[dict[str, Any]]:
    """Deeds that were declared for the household, newest first, and what became of them; who decided is the office's affair."""
    found = []
    for one in deed_list.own(desk, actor):
        ended = one["decided"]
        state = "waits" if ended is None else "verified" if ended["verified"] else "refused"
        kept = {name: one[name] for name in ("id", "title", "quantity", "note")}
        found.append({**kept, "day": one["on"], "state": state, "reason": ended["reason"] if ended else ""})
    return found


def _rewards(
    desk: Desk, connection: sa.Connection, account: Any, catalogue: list[dict[str, Any]], today: date
) -> list[dict[str, Any]]:
    """The catalogue; where the office limits a reward, with how many the household may still have, and in which period."""
    limited = {one.reward: one for one in offers.all_offers(connection, today) if one.most is not None}
    owner = accounts.account(account) if limited else None
    found = []
    for one in catalogue:
        offer, left = limited.get(one["id"]), None
        if offer is not None and offer.most is not None and owner is not None:
            had = offers.had(connection, owner, offer, today, desk.zone)
            left = {"left": max(0, offer.most - had), "most": offer.most, "per": offer.per_label.both()}
        found.append({**one, "limit": left})
    return found
