"""What the points shop shows: the catalogue, a household's account, the shelves. Reads only; vouchers are in `slips`."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import AccountKind, RewardKind
from ...domain.register import masked
from ...domain.text import Text
from ...errors import NotFound
from ...store import tables as t
from ..office import Desk, allow
from . import addresses, offers, offline, policy, slips
from .balances import balance, debt, spendable
from .offers import Offer
from .stock import moves, shelf, stock

FOUND_AT_MOST = 20


def catalogue(desk: Desk) -> dict[str, Any]:
    """All rewards, cheapest first within their kind."""
    with desk.store.read() as connection:
        return {"rewards": [_reward(connection, one) for one in offers.all_offers(connection, desk.today())]}


def find_accounts(desk: Desk, actor: Actor, words: str) -> dict[str, Any]:
    """Household accounts whose address contains every one of `words`; digits match anywhere, so 1-1-101 is a part of many
    addresses, and those that end as it is written come first (3-2-501, 3栋2单元501室)."""
    allow(actor, Role.CLERK)
    door = addresses.canonical(words)
    with desk.store.read() as connection:
        rows = _containing(connection, words.replace("-", " ").split())
        if "-" in door:  # an address, not a word
            rows = rows or _containing(connection, re.findall(r"\d+|[^\W\d_]+", door))
            ends = re.compile(rf"(?<!\d){re.escape(door)}$")
            rows = sorted(rows, key=lambda row: not ends.search(addresses.canonical(row.name_zh)))
        return {"accounts": [_account(desk, connection, row) for row in rows[:FOUND_AT_MOST]]}


def _containing(connection: sa.Connection, parts: list[str]) -> list[Any]:
    """Household accounts whose address, in one of the languages, contains each of `parts`; none where there are none."""
    a = t.account.c
    closed_up = sa.func.replace(a.name_zh, " ", "")  # nobody types the blank between compound and building
    query = sa.select(t.account).where(a.kind == AccountKind.HOUSEHOLD.value).order_by(a.id)
    for part in parts:
        query = query.where(
            sa.or_(closed_up.contains(part, autoescape=True), a.name_en.icontains(part, autoescape=True))
        )
    return list(connection.execute(query)) if parts else []


def account(desk: Desk, actor: Actor, number: int) -> dict[str, Any]:
    """One household's account with its history and redemptions, newest first, each line with the balance after it."""
    allow(actor, Role.CLERK)
    with desk.store.read() as connection:
        row = connection.execute(sa.select(t.account).where(t.account.c.id == number)).first()
        if row is None or row.kind != AccountKind.HOUSEHOLD.value:
            raise NotFound("There is no household account {account}.", account=number)
        return {
            **_account(desk, connection, row), "history": _history(connection, number),
            "redemptions": slips.of_account(desk, connection, number),
        }  # fmt: skip


def open_list(desk: Desk, actor: Actor) -> dict[str, Any]:
    """What waits to be handed over, oldest first; the last redemptions, and what tablets settled against the books."""
    allow(actor, Role.CLERK)
    with desk.store.read() as connection:
        return {
            "open": slips.live(desk, connection), "newest": slips.newest(desk, connection),
            "conflicts": offline.conflicts(desk, connection),
        }  # fmt: skip


def setup(desk: Desk, actor: Actor) -> dict[str, Any]:
    """What the office decided that the shop's page needs to know."""
    allow(actor, Role.CLERK)
    with desk.store.read() as connection:
        rules = policy.read(connection)
        place = connection.execute(sa.select(t.community.c.name_zh, t.community.c.name_en)).first()
    desks = [{"key": one.key, "title": one.title} for one in rules.desks]
    return {
        "today": desk.today().isoformat(), "community": place and Text(*place).both(), "desks": desks,
        "fen_per_point": rules.fen_per_point, "hold_days": rules.hold_days, "voucher_days": rules.voucher_days,
    }  # fmt: skip


def reward(desk: Desk, number: int) -> dict[str, Any]:
    """One reward of the catalogue as it stands."""
    with desk.store.read() as connection:
        return _reward(connection, offers.current(connection, number, desk.today()))


def shelves(desk: Desk, actor: Actor) -> dict[str, Any]:
    """Every reward as the clerk looks after it, also what is not offered any more: what is promised of it, what is planned."""
    allow(actor, Role.CLERK)
    with desk.store.read() as connection:
        found = offers.all_offers(connection, desk.today(), listed=False)
        return {"rewards": [_kept(desk, connection, one) for one in found]}


def kept(desk: Desk, actor: Actor, number: int) -> dict[str, Any]:
    """One reward as in `shelves`, with the history of its offer and of its stock."""
    allow(actor, Role.CLERK)
    with desk.store.read() as connection:
        one = offers.current(connection, number, desk.today())
        return {
            **_kept(desk, connection, one), "offers": offers.history(connection, number),
            "moves": moves(connection, number),
        }  # fmt: skip


def _kept(desk: Desk, connection: sa.Connection, one: Offer) -> dict[str, Any]:
    goods = one.kind is RewardKind.GOODS
    today = desk.today().isoformat()
    pieces = shelf(connection, one.reward) if goods else None
    planned = [line for line in offers.history(connection, one.reward) if line["since"] > today]
    return {
        **_reward(connection, one), "listed": one.listed,
        "shelf": pieces and {
            "stock": pieces.stock, "booked": pieces.booked, "issued": pieces.issued, "there": pieces.there,
        },
        "planned": [line for line in planned if line["until"] is None or line["until"] > line["since"]][::-1],
    }  # fmt: skip


def _reward(connection: sa.Connection, one: Offer) -> dict[str, Any]:
    return {
        "id": one.reward, "key": one.key, "title": one.title.both(), "kind": one.kind.value,
        "kind_title": one.kind.label.both(), "points": one.points, "how": one.how.both(),
        "stock": stock(connection, one.reward) if one.kind is RewardKind.GOODS else None, "most": one.most,
        "per": one.per, "provider": one.provider,
    }  # fmt: skip


def _account(desk: Desk, connection: sa.Connection, row: Any) -> dict[str, Any]:
    r = t.resident
    holder = (
        connection.execute(sa.select(r.c.name).where(r.c.household_id == row.household_id).order_by(r.c.id))
        .scalars()
        .first()
    )
    return {
        "id": row.id, "key": row.key, "household": Text(row.name_zh, row.name_en).both(), "holder": masked(holder or ""),
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
            "id": row.id, "at": row.recorded_at.isoformat(), "on": row.business_date.isoformat(), "points": signed,
            "reason": Text(row.reason_zh, row.reason_en).both(), "balance": running,
            "available_from": row.available_from.isoformat(),
        })  # fmt: skip
    return lines[::-1]
