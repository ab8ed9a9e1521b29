"""Redeeming: points are held, then issued with a voucher. At the counter both happen in one commit."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
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
from . import accounts, balances, holds, offers, policy, signing, vouchers
from .accounts import Account
from .offers import Offer
from .policy import Policy
from .posting import Rows, merged, post_all
from .stock import Why, move_stock, stock

WAYS = ("counter", "home", "appointment")
"""How something is handed over: at the counter, brought home, or by appointment."""

MOST_CASH = 10_000_000
"""Fen of one redemption at most; more is a slip of the hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a household wants: so many of a reward, brought or fetched in one `way`, at the desk `at` ("" : at any).

    `cash` are the fen that were paid for the points that are missing.
    """

    account: int
    reward: int
    quantity: int = 1
    cash: int = 0
    way: str = "counter"
    at: str = ""

    def body(self, *more: object) -> str:
        """What makes a request with the same key the same request."""
        unsaid = Wish(account=self.account, reward=self.reward, quantity=self.quantity) == self and not more
        said = () if unsaid else (self.cash, self.way, self.at, *more)  # as keys of older releases were hashed
        return body_hash(self.account, self.reward, self.quantity, *said)


def redeem(
    desk: Desk, actor: Actor, *, key: str, account: int, reward: int, quantity: int = 1, cash: int = 0,
    way: str = "counter", at: str = "", hand_over: bool = False, by_whom: str = "",
) -> tuple[str, bool]:  # fmt: skip
    """Redeem at the counter: the points are held and issued, the voucher made and the stock taken, in one commit.

    With `hand_over` it is given at once, and the voucher is used. Answers the voucher's code and whether it is new: the
    same `key` with the same request answers the same voucher. Raises NotFound, Invalid for a quantity, a way or a desk that
    makes no sense, WrongPhase (409) for too few points, no stock, a limit that is reached, or a key used for another request.
    """
    allow(actor, Role.CLERK)
    wish = Wish(account=account, reward=reward, quantity=quantity, cash=cash, way=way, at=at)
    sane(key, wish)
    body = wish.body("hand-over") if hand_over else wish.body()

    def job(connection: sa.Connection) -> tuple[str, bool]:
        if before := seen(connection, key, body):
            return before, False
        made = book(desk, connection, actor, wish, key=key, body=body)
        rows = merged(made, issue(desk, connection, actor, made["redemption"][0], made["hold"][0]))
        if hand_over:
            rows = merged(rows, vouchers.give(desk, connection, actor, made["redemption"][0]["id"], by_whom))
        journal.write(connection, actor.name, "redeem", rows)
        touch(connection, "points", 0)
        return str(made["redemption"][0]["code"]), True

    return desk.store.write(job)


def sane(key: str, wish: Wish) -> None:
    """Refuse what makes no sense whatever is in the books."""
    if not 1 <= wish.quantity <= 99 or not 8 <= len(key) <= 64:
        raise Invalid("A redemption needs a key of 8 to 64 characters and a quantity from 1 to 99.")
    if wish.way not in WAYS or not 0 <= wish.cash <= MOST_CASH:
        raise Invalid("A redemption is handed over in one of these ways: {ways}; cash is fen from zero on.", ways=WAYS)


def seen(connection: sa.Connection, key: str, body: str) -> str | None:
    """The code of the redemption that this key stands for already."""
    r = t.redemption.c
    before = connection.execute(sa.select(r.code, r.body_hash).where(r.key == key)).first()
    if before is not None and before.body_hash != body:
        raise WrongPhase("The key {key} was used before for another redemption.", code="key-reused", key=key)
    return before and str(before.code)


def book(
    desk: Desk, connection: sa.Connection, actor: Actor, wish: Wish, *, key: str, body: str, **more: Any
) -> Rows:  # fmt: skip
    """Within a job: hold the points and take the goods off the shelf. `more` are further columns of the redemption.

    Holds of this household or for this reward whose day is over end first. Raises NotFound, or WrongPhase for too few
    points, no stock, a reward that is not offered, a limit that is reached, cash that is not what is missing.
    """
    thing = offers.current(connection, wish.reward, desk.today(), lock=True)
    owner = accounts.by_id(connection, wish.account)
    if not owner.holds_points:
        raise NotFound("There is no household account {account}.", account=wish.account)
    swept = holds.sweep(desk, connection, actor, account=owner.id, reward=thing.reward)
    signing.prepare(connection)
    rules = policy.read(connection)
    _check(desk, connection, owner, thing, wish, rules)
    cost = _to_pay(connection, owner, thing, wish, rules, desk.today())
    if thing.kind is RewardKind.GOODS and stock(connection, thing.reward) < wish.quantity:
        raise WrongPhase("{title} is out of stock.", code="stock", title=thing.title)
    now = desk.now()
    row = {
        "id": str(uuid.uuid4()), "code": codes.short_code().replace("-", ""), "key": key, "body_hash": body,
        "account_id": owner.id, "reward_id": thing.reward, "quantity": wish.quantity, "points": cost, "cash": wish.cash,
        "way": wish.way, "desk": wish.at, "instead": None, "at": now, "actor": actor.name, "operator": actor.operator,
        "valid_until": desk.today() + timedelta(days=rules.voucher_days), **more,
    }  # fmt: skip
    hold = {
        "id": str(uuid.uuid4()), "redemption": row["id"], "account_id": owner.id, "points": cost, "day": desk.today(),
        "at": now,
    }  # fmt: skip
    connection.execute(t.redemption.insert(), row)
    connection.execute(t.hold.insert(), hold)
    rows: Rows = {"redemption": [row], "hold": [hold]}
    if thing.kind is RewardKind.GOODS:
        moved = move_stock(
            desk, connection, actor, thing.reward, -wish.quantity, Why.REDEEMED, redemption=row["id"]
        )  # fmt: skip
        rows["stock_move"] = [moved]
    return merged(rows, swept)


def _to_pay(
    connection: sa.Connection, owner: Account, thing: Offer, wish: Wish, rules: Policy, today: date
) -> int:  # fmt: skip
    """The points that are taken beside the cash. Only what is missing is paid in cash, and nothing for cash alone."""
    price, have = thing.points * wish.quantity, balances.spendable(connection, owner.id, today)
    if wish.cash and rules.fen_per_point is None:
        raise Invalid("Cash is not taken here.")
    if (missing := price - have) > 0 and not (wish.cash and have):
        raise WrongPhase("This costs {cost} points; {have} can be spent today.", code="points", cost=price, have=have)
    due = max(0, missing) * (rules.fen_per_point or 0) if wish.cash else 0
    if wish.cash != due:
        raise WrongPhase(
            "{missing} points are missing, which is {due} yuan in cash, not {cash}.",
            code="cash", missing=max(0, missing), due=yuan(due), cash=yuan(wish.cash),
        )  # fmt: skip
    return min(price, have)


def yuan(fen: int) -> str:
    """Fen as people write money: 1250 is 12.50."""
    return f"{fen // 100}.{fen % 100:02}"


def _check(
    desk: Desk, connection: sa.Connection, owner: Account, thing: Offer, wish: Wish, rules: Policy
) -> None:  # fmt: skip
    if not thing.listed:
        raise WrongPhase("{title} is not offered any more.", code="withdrawn", title=thing.title)
    if wish.at and wish.at not in {one.key for one in rules.desks}:
        raise Invalid("There is no desk {desk}; the office names its desks in its settings for points.", desk=wish.at)
    if thing.most is not None:
        had = offers.had(connection, owner, thing, desk.today(), desk.zone)
        if had + wish.quantity > thing.most:
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
