"""Points: posting transfers, and redeeming - hold → issue → hand-over."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, Role
from ..domain.text import Text
from ..errors import Invalid, NotFound, WrongPhase
from ..ledger.transfers import SHOP_ACCOUNT, Transfer, body_hash, redeemable
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from . import codes
from .office import Desk, allow


def post(desk: Desk, actor: Actor, transfers: Sequence[Transfer]) -> int:
    """Post transfers as one; answers how many were new. A key seen before with the same body is not posted again."""
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> int:
        rows = post_all(desk, connection, actor, transfers)
        if rows:
            journal.write(connection, actor.name, "post", {"transfer": rows})
        return len(rows)

    return desk.store.write(job)


def post_all(
    desk: Desk, connection: sa.Connection, actor: Actor, transfers: Iterable[Transfer]
) -> list[dict[str, Any]]:
    """Within a job: write the transfers that are new and return their rows, for the journal line of the caller.

    Raises NotFound for an unknown account, WrongPhase where a key was used for another transfer or where an account
    would fall below its floor.
    """
    transfers = list(transfers)
    accounts = _accounts(connection, {key for one in transfers for key in (one.debit, one.credit)})
    known = _known_bodies(connection, [one.key for one in transfers])
    rows = []
    for one in transfers:
        body = body_hash(one.debit, one.credit, one.points, one.event, one.business_date)
        if one.key in known:
            if known[one.key] != body:
                raise WrongPhase("The key {key} was used before for another transfer.", code="key-reused", key=one.key)
            continue
        known[one.key] = body
        rows.append(
            {
                "id": str(uuid.uuid4()), "key": one.key, "body_hash": body, "debit_id": accounts[one.debit].id,
                "credit_id": accounts[one.credit].id, "points": one.points, "reason_zh": one.reason.zh,
                "reason_en": one.reason.en, "event": one.event, "business_date": one.business_date,
                "available_from": one.available_from, "recorded_at": desk.now(), "actor": actor.name,
                "rule": one.rule,
            }
        )  # fmt: skip
    if rows:
        connection.execute(t.transfer.insert(), rows)
        _check_floors(connection, {accounts[one.debit] for one in transfers})
        touch(connection, "points", 0)
    return rows


def _accounts(connection: sa.Connection, keys: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), 500):
        query = sa.select(t.account.c.id, t.account.c.key, t.account.c.floor).where(
            t.account.c.key.in_(wanted[start : start + 500])
        )
        found.update((row.key, row) for row in connection.execute(query))
    unknown = sorted(keys - found.keys())
    if unknown:
        raise NotFound("There is no account {key}; it has to be in the register first.", key=unknown[0])
    return found


def _known_bodies(connection: sa.Connection, keys: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(keys), 500):
        query = sa.select(t.transfer.c.key, t.transfer.c.body_hash).where(
            t.transfer.c.key.in_(keys[start : start + 500])
        )
        found.update(connection.execute(query).all())
    return found


def _check_floors(connection: sa.Connection, accounts: Iterable[Any]) -> None:
    for account in accounts:
        if account.floor is not None and balance(connection, account.id) < account.floor:
            raise WrongPhase("Account {key} would fall below {floor} points.", key=account.key, floor=account.floor)


def balance(connection: sa.Connection, account: int) -> int:
    """Points credited less points debited."""
    c = t.transfer.c
    credit = sa.select(sa.func.coalesce(sa.func.sum(c.points), 0)).where(c.credit_id == account).scalar_subquery()
    debit = sa.select(sa.func.coalesce(sa.func.sum(c.points), 0)).where(c.debit_id == account).scalar_subquery()
    return int(connection.execute(sa.select(credit - debit)).scalar_one())


def spendable(connection: sa.Connection, account: int, today: date) -> int:
    """Points that may be spent today: without those under notice, and without open holds."""
    c, h, e = t.transfer.c, t.hold, t.hold_end
    waiting = sa.select(sa.func.coalesce(sa.func.sum(c.points), 0)).where(
        c.credit_id == account, c.available_from > today
    )
    held = (
        sa.select(sa.func.coalesce(sa.func.sum(h.c.points), 0))
        .outerjoin(e, e.c.hold == h.c.id)
        .where(h.c.account_id == account, e.c.hold.is_(None))
    )
    return redeemable(
        balance(connection, account),
        int(connection.execute(waiting).scalar_one()),
        int(connection.execute(held).scalar_one()),
    )


def stock(connection: sa.Connection, reward: int) -> int:
    """Pieces of a reward on the shelf: the sum of its movements."""
    query = sa.select(sa.func.coalesce(sa.func.sum(t.stock_move.c.quantity), 0)).where(
        t.stock_move.c.reward_id == reward
    )
    return int(connection.execute(query).scalar_one())


def redeem(desk: Desk, actor: Actor, *, key: str, account: int, reward: int, quantity: int = 1) -> tuple[str, bool]:
    """Redeem: the points are held, the voucher issued and the stock taken, in one commit.

    Answers the voucher's code and whether it is new: the same `key` with the same request answers the same voucher.
    Raises NotFound, Invalid for a quantity that makes no sense, WrongPhase (409) for too few points, no stock, or a key
    used for another request.
    """
    allow(actor, Role.CLERK)
    if not 1 <= quantity <= 99 or not 8 <= len(key) <= 64:
        raise Invalid("A redemption needs a key of 8 to 64 characters and a quantity from 1 to 99.")

    def job(connection: sa.Connection) -> tuple[str, bool]:
        body = body_hash(account, reward, quantity)
        r = t.redemption
        before = connection.execute(sa.select(r.c.code, r.c.body_hash).where(r.c.key == key)).first()
        if before:
            if before.body_hash != body:
                raise WrongPhase("The key {key} was used before for another redemption.", code="key-reused", key=key)
            return before.code, False
        thing = _lock_reward(connection, reward)
        owner = connection.execute(sa.select(t.account).where(t.account.c.id == account)).first()
        if owner is None or owner.household_id is None:
            raise NotFound("There is no household account {account}.", account=account)
        cost = thing.points * quantity
        have = spendable(connection, account, desk.today())
        if have < cost:
            raise WrongPhase(
                "This costs {cost} points; {have} can be spent today.", code="points", cost=cost, have=have
            )
        if thing.kind == "goods" and stock(connection, reward) < quantity:
            raise WrongPhase("{title} is out of stock.", code="stock", title=Text(thing.title_zh, thing.title_en))
        return _issue(desk, connection, actor, key, body, owner, thing, quantity), True

    return desk.store.write(job)


def _lock_reward(connection: sa.Connection, reward: int) -> Any:
    query = sa.select(t.reward).where(t.reward.c.id == reward).with_for_update()  # SQLite has one writer anyway
    thing = connection.execute(query).first()
    if thing is None:
        raise NotFound("There is no reward {reward}.", reward=reward)
    return thing


def _issue(
    desk: Desk, connection: sa.Connection, actor: Actor, key: str, body: str, owner: Any, thing: Any, quantity: int
) -> str:
    now, today, cost = desk.now(), desk.today(), thing.points * quantity
    redemption = {
        "id": str(uuid.uuid4()), "code": codes.short_code().replace("-", ""), "key": key,
        "body_hash": body, "account_id": owner.id, "reward_id": thing.id, "quantity": quantity, "points": cost, "at": now,
        "actor": actor.name,
    }  # fmt: skip
    hold = {"id": str(uuid.uuid4()), "redemption": redemption["id"], "account_id": owner.id, "points": cost, "at": now}
    connection.execute(t.redemption.insert(), redemption)
    connection.execute(t.hold.insert(), hold)
    amount = f" ×{quantity}" if quantity > 1 else ""
    spent = Transfer(
        key=f"redemption:{redemption['id']}", debit=owner.key, credit=SHOP_ACCOUNT, points=cost,
        reason=Text(f"兑换 {thing.title_zh}{amount}", f"Redeemed {thing.title_en}{amount}"),
        event=f"redemption:{redemption['code']}", business_date=today, available_from=today,
    )  # fmt: skip
    posted = post_all(desk, connection, actor, [spent])
    end = {"hold": hold["id"], "how": "issued", "transfer": posted[0]["id"], "at": now}
    connection.execute(t.hold_end.insert(), end)
    rows: dict[str, list[dict[str, Any]]] = {
        "redemption": [redemption], "hold": [hold], "transfer": posted, "hold_end": [end]
    }  # fmt: skip
    if thing.kind == "goods":
        rows["stock_move"] = [move_stock(desk, connection, thing.id, -quantity, "redeemed", redemption["id"])]
    journal.write(connection, actor.name, "redeem", rows)
    return str(redemption["code"])


def move_stock(
    desk: Desk, connection: sa.Connection, reward: int, quantity: int, why: str, redemption: str | None = None
) -> dict[str, Any]:
    """Within a job: put pieces on the shelf or take them off; the row is for the journal line of the caller."""
    row = {"reward_id": reward, "quantity": quantity, "why": why, "redemption": redemption, "at": desk.now()}
    number = connection.execute(t.stock_move.insert().returning(t.stock_move.c.number), row).scalar_one()
    return {"number": number, **row}


def hand_over(desk: Desk, actor: Actor, code: str) -> None:
    """Use a voucher, once. Raises NotFound for a code nobody issued, WrongPhase for one that was used already."""
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> None:
        found = connection.execute(sa.select(t.redemption.c.id).where(t.redemption.c.code == clean_code(code))).first()
        if found is None:
            raise NotFound("There is no voucher {voucher}.", voucher=code)
        used = connection.execute(sa.select(t.hand_over.c.at).where(t.hand_over.c.redemption == found.id)).first()
        if used is not None:
            when = f"{used.at.astimezone(desk.zone):%Y-%m-%d %H:%M}"
            raise WrongPhase("This voucher was handed over on {when}.", code="used", when=when)
        row = {"redemption": found.id, "at": desk.now(), "actor": actor.name}
        connection.execute(t.hand_over.insert(), row)
        journal.write(connection, actor.name, "hand-over", {"hand_over": [row]})
        touch(connection, "points", 0)

    desk.store.write(job)


def clean_code(code: str) -> str:
    """A voucher code as a person may type it: spaces, hyphens and small letters do not matter."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
