"""Redeeming: points are held, then issued with a voucher. At the counter both happen in one commit."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import RewardKind, TransferKind
from ...domain.text import Text
from ...errors import Invalid, NotFound, WrongPhase
from ...ledger.transfers import SHOP_ACCOUNT, Transfer, body_hash
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from .. import codes
from ..office import Desk, allow
from . import accounts, balances, offers, policy
from .accounts import Account
from .offers import Offer
from .posting import Rows, merged, post_all
from .stock import move_stock, stock


def redeem(desk: Desk, actor: Actor, *, key: str, account: int, reward: int, quantity: int = 1) -> tuple[str, bool]:
    """Redeem at the counter: the points are held and issued, the voucher made and the stock taken, in one commit.

    Answers the voucher's code and whether it is new: the same `key` with the same request answers the same voucher.
    Raises NotFound, Invalid for a quantity that makes no sense, WrongPhase (409) for too few points, no stock, a limit that
    is reached, or a key used for another request.
    """
    allow(actor, Role.CLERK)
    _sane(key, quantity)

    def job(connection: sa.Connection) -> tuple[str, bool]:
        body = body_hash(account, reward, quantity)
        if before := _before(connection, key, body):
            return before, False
        made = book(desk, connection, actor, key=key, body=body, account=account, reward=reward, quantity=quantity)
        rows = merged(made, issue(desk, connection, actor, made["redemption"][0], made["hold"][0]))
        journal.write(connection, actor.name, "redeem", rows)
        touch(connection, "points", 0)
        return str(made["redemption"][0]["code"]), True

    return desk.store.write(job)


def _sane(key: str, quantity: int) -> None:
    if not 1 <= quantity <= 99 or not 8 <= len(key) <= 64:
        raise Invalid("A redemption needs a key of 8 to 64 characters and a quantity from 1 to 99.")


def _before(connection: sa.Connection, key: str, body: str) -> str | None:
    """The code of the redemption that this key stands for already."""
    r = t.redemption.c
    before = connection.execute(sa.select(r.code, r.body_hash).where(r.key == key)).first()
    if before is not None and before.body_hash != body:
        raise WrongPhase("The key {key} was used before for another redemption.", code="key-reused", key=key)
    return before and str(before.code)


def book(
    desk: Desk, connection: sa.Connection, actor: Actor, *, key: str, body: str, account: int, reward: int, quantity: int,
    **more: Any,
) -> Rows:  # fmt: skip
    """Within a job: hold the points and take the goods off the shelf. `more` are further columns of the redemption.

    Raises NotFound, or WrongPhase for too few points, no stock, a reward that is not offered, a limit that is reached.
    """
    thing = offers.current(connection, reward, desk.today(), lock=True)
    owner = accounts.by_id(connection, account)
    if not owner.holds_points:
        raise NotFound("There is no household account {account}.", account=account)
    _check(desk, connection, owner, thing, quantity)
    cash = int(more.get("cash", 0))
    now, cost = desk.now(), _to_pay(thing, quantity, cash)
    if (have := balances.spendable(connection, owner.id, desk.today())) < cost:
        raise WrongPhase("This costs {cost} points; {have} can be spent today.", code="points", cost=cost, have=have)
    if thing.kind is RewardKind.GOODS and stock(connection, thing.reward) < quantity:
        raise WrongPhase("{title} is out of stock.", code="stock", title=thing.title)
    row = {
        "id": str(uuid.uuid4()), "code": codes.short_code().replace("-", ""), "key": key, "body_hash": body,
        "account_id": owner.id, "reward_id": thing.reward, "quantity": quantity, "points": cost, "cash": cash,
        "way": "counter", "desk": "", "instead": None, "at": now, "actor": actor.name, "operator": actor.operator,
        "valid_until": desk.today() + timedelta(days=policy.read(connection).voucher_days), **more,
    }  # fmt: skip
    hold = {
        "id": str(uuid.uuid4()), "redemption": row["id"], "account_id": owner.id, "points": cost, "day": desk.today(),
        "at": now,
    }  # fmt: skip
    connection.execute(t.redemption.insert(), row)
    connection.execute(t.hold.insert(), hold)
    rows: Rows = {"redemption": [row], "hold": [hold]}
    if thing.kind is RewardKind.GOODS:
        rows["stock_move"] = [move_stock(desk, connection, thing.reward, -quantity, "redeemed", row["id"])]
    return rows


def _to_pay(thing: Offer, quantity: int, cash: int) -> int:
    """The points that are taken beside `cash` fen. Nothing is sold for cash alone."""
    if cash:
        raise Invalid("Cash is not taken here.")
    return thing.points * quantity


def _check(desk: Desk, connection: sa.Connection, owner: Account, thing: Offer, quantity: int) -> None:
    if not thing.listed:
        raise WrongPhase("{title} is not offered any more.", code="withdrawn", title=thing.title)
    if thing.most is not None:
        had = offers.had(connection, owner, thing, desk.today(), desk.zone)
        if had + quantity > thing.most:
            raise WrongPhase(
                "{title}: at most {most} for one household in one {per}; {had} were had already.",
                code="limit", title=thing.title, most=thing.most, per=thing.per_label, had=had,
            )  # fmt: skip


def issue(desk: Desk, connection: sa.Connection, actor: Actor, redemption: Any, hold: Any) -> Rows:
    """Within a job: end a hold by the transfer it was for. `redemption` and `hold` are rows as mappings."""
    owner = accounts.by_id(connection, redemption["account_id"])
    title = offers.title(connection, redemption["reward_id"])
    amount = f" ×{redemption['quantity']}" if redemption["quantity"] > 1 else ""
    spent = Transfer(
        key=f"redemption:{redemption['id']}", debit=owner.key, credit=SHOP_ACCOUNT, points=redemption["points"],
        reason=Text(f"兑换 {title.zh}{amount}", f"Redeemed {title.en}{amount}"), kind=TransferKind.REDEEM,
        event=f"redemption:{redemption['code']}", business_date=desk.today(), available_from=desk.today(),
        hold=hold["id"],
    )  # fmt: skip
    rows = post_all(desk, connection, actor, [spent])
    end = {"hold": hold["id"], "how": "issued", "transfer": rows["transfer"][0]["id"], "at": desk.now()}
    connection.execute(t.hold_end.insert(), end)
    return {**rows, "hold_end": [end]}
