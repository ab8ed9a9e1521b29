"""What the points shop shows: the catalogue, a household's account, a voucher. Reads only."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import AccountKind, Redeemed, RewardKind
from ...domain.register import masked
from ...domain.text import Text
from ...errors import NotFound, PluginError
from ...hooks import calls
from ...store import tables as t
from ..office import Desk, allow
from . import offers
from .balances import balance, debt, spendable
from .offers import Offer
from .stock import stock
from .vouchers import clean_code

FOUND_AT_MOST = 20


def catalogue(desk: Desk) -> dict[str, Any]:
    """All rewards, cheapest first within their kind."""
    with desk.store.read() as connection:
        return {"rewards": [_reward(connection, one) for one in offers.all_offers(connection, desk.today())]}


def find_accounts(desk: Desk, actor: Actor, words: str) -> dict[str, Any]:
    """Household accounts whose address contains every one of `words`; digits match anywhere (3-2-501, 3 2 501)."""
    allow(actor, Role.CLERK)
    parts = [part for part in words.replace("-", " ").split() if part]
    if not parts:
        return {"accounts": []}
    a = t.account
    query = sa.select(a).where(a.c.kind == AccountKind.HOUSEHOLD.value)
    for part in parts:
        query = query.where(
            sa.or_(a.c.name_zh.contains(part, autoescape=True), a.c.name_en.icontains(part, autoescape=True))
        )
    with desk.store.read() as connection:
        rows = connection.execute(query.order_by(a.c.id).limit(FOUND_AT_MOST)).all()
        return {"accounts": [_account(desk, connection, row) for row in rows]}


def account(desk: Desk, actor: Actor, number: int) -> dict[str, Any]:
    """One household's account with its history, newest first, each line with the balance after it."""
    allow(actor, Role.CLERK)
    with desk.store.read() as connection:
        row = connection.execute(sa.select(t.account).where(t.account.c.id == number)).first()
        if row is None or row.kind != AccountKind.HOUSEHOLD.value:
            raise NotFound("There is no household account {account}.", account=number)
        return {**_account(desk, connection, row), "history": _history(connection, number)}


def voucher(desk: Desk, actor: Actor, code: str) -> dict[str, Any]:
    """A voucher by its code; `how` is what the reward's fulfilment instructs, else what the catalogue says."""
    allow(actor, Role.CLERK)
    r, a, thing, used = t.redemption, t.account, t.reward, t.hand_over
    query = (
        sa.select(r, a.c.name_zh, a.c.name_en, thing.c.title_zh, thing.c.title_en, thing.c.key.label("reward_key"),
                  thing.c.how_zh, thing.c.how_en,
                  used.c.at.label("used_at"))
        .join(a, a.c.id == r.c.account_id)
        .join(thing, thing.c.id == r.c.reward_id)
        .outerjoin(used, used.c.redemption == r.c.id)
        .where(r.c.code == clean_code(code))
    )  # fmt: skip
    with desk.store.read() as connection:
        row = connection.execute(query).first()
    if row is None:
        raise NotFound("There is no voucher {voucher}.", voucher=code)
    return {
        "code": f"{row.code[:4]}-{row.code[4:]}", "state": "handed-over" if row.used_at else "issued",
        "reward": Text(row.title_zh, row.title_en).both(), "quantity": row.quantity, "points": row.points,
        "household": Text(row.name_zh, row.name_en).both(), "how": _how(desk, row).both(),
        "at": row.at.isoformat(), "account_id": row.account_id, "reward_id": row.reward_id,
    }  # fmt: skip


def _how(desk: Desk, row: Any) -> Text:
    """How a voucher is handed over. One whose fulfilment fails says what the catalogue says; the chair's page tells of it."""
    offered = desk.plugins.rewards.get(row.reward_key)
    fulfilment = desk.plugins.fulfilments.get(offered.fulfilment or "") if offered else None
    plain = Text(row.how_zh, row.how_en)
    if fulfilment is None:
        return plain
    on = row.at.astimezone(desk.zone).date()
    title = Text(row.title_zh, row.title_en)
    redeemed = Redeemed(reward=row.reward_key, title=title, quantity=row.quantity, points=row.points, on=on)
    try:
        return calls.instruct(fulfilment, redeemed)
    except PluginError:
        return plain


def reward(desk: Desk, number: int) -> dict[str, Any]:
    """One reward of the catalogue as it stands."""
    with desk.store.read() as connection:
        return _reward(connection, offers.current(connection, number, desk.today()))


def _reward(connection: sa.Connection, one: Offer) -> dict[str, Any]:
    return {
        "id": one.reward, "key": one.key, "title": one.title.both(), "kind": one.kind.value,
        "kind_title": one.kind.label.both(), "points": one.points, "how": one.how.both(),
        "stock": stock(connection, one.reward) if one.kind is RewardKind.GOODS else None,
    }  # fmt: skip


def _account(desk: Desk, connection: sa.Connection, row: Any) -> dict[str, Any]:
    r = t.resident
    holder = (
        connection.execute(sa.select(r.c.name).where(r.c.household_id == row.household_id).order_by(r.c.id))
        .scalars()
        .first()
    )
    return {
        "id": row.id, "household": Text(row.name_zh, row.name_en).both(), "holder": masked(holder or ""),
        "balance": balance(connection, row.id), "redeemable": spendable(connection, row.id, desk.today()),
        "debt": debt(connection, row.id),
    }  # fmt: skip


def _history(connection: sa.Connection, number: int) -> list[dict[str, Any]]:
    c = t.transfer.c
    query = sa.select(t.transfer).where(sa.or_(c.debit_id == number, c.credit_id == number)).order_by(c.number)
    lines: list[dict[str, Any]] = []
    running = 0
    for row in connection.execute(query):
        signed = row.points if row.credit_id == number else -row.points
        running += signed
        lines.append({
            "at": row.recorded_at.isoformat(), "on": row.business_date.isoformat(), "points": signed,
            "reason": Text(row.reason_zh, row.reason_en).both(), "balance": running,
            "available_from": row.available_from.isoformat(),
        })  # fmt: skip
    return lines[::-1]
