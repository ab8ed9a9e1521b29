"""What is done to the books, as data: the naive books and the real desk are told the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Staff = Literal["c1", "c2"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that somebody does. Entries, orders and batches are meant by their numbers, in the order of their writing."""


@dataclass(frozen=True, kw_only=True)
class Wait(Step):
    """Time passes; below zero the server's clock is set back."""

    minutes: int


@dataclass(frozen=True, kw_only=True)
class Decide(Step):
    approve_above: int | None
    monthly: bool
    notice_days: int
    working_days: bool
    expiry: bool
    voucher_days: int
    hold_days: int
    cash: bool


@dataclass(frozen=True, kw_only=True)
class Budget(Step):
    """What the fund `fund:project` may issue."""

    points: int | None


@dataclass(frozen=True, kw_only=True)
class Post(Step):
    key: str
    credit: str
    points: int
    day: date
    since: date
    last: date | None = None
    debit: str = "fund:community"


@dataclass(frozen=True, kw_only=True)
class Grant(Step):
    key: str
    lines: tuple[tuple[str, int], ...]
    day: date
    fund: str = "community"


@dataclass(frozen=True, kw_only=True)
class Earn(Step):
    """Households with their points, by a rule with caps."""

    key: str
    who: tuple[tuple[str, int], ...]
    day: date


@dataclass(frozen=True, kw_only=True)
class Approve(Step):
    batch: int
    by: Staff


@dataclass(frozen=True, kw_only=True)
class TurnDown(Step):
    batch: int


@dataclass(frozen=True, kw_only=True)
class Hours(Step):
    key: str
    resident: str
    minutes: int
    day: date


@dataclass(frozen=True, kw_only=True)
class Redeem(Step):
    key: str
    account: str
    reward: str
    quantity: int = 1
    cash: int = 0
    hand_over: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderAhead(Step):
    key: str
    account: str
    reward: str
    quantity: int = 1


@dataclass(frozen=True, kw_only=True)
class Issue(Step):
    order: int


@dataclass(frozen=True, kw_only=True)
class HandOver(Step):
    order: int


@dataclass(frozen=True, kw_only=True)
class Cancel(Step):
    order: int
    there: bool = True


@dataclass(frozen=True, kw_only=True)
class Return(Step):
    order: int
    restock: bool = True


@dataclass(frozen=True, kw_only=True)
class Substitute(Step):
    key: str
    order: int
    reward: str
    quantity: int = 1


@dataclass(frozen=True, kw_only=True)
class ExpireHolds(Step):
    pass


@dataclass(frozen=True, kw_only=True)
class Deliver(Step):
    key: str
    reward: str
    pieces: int


@dataclass(frozen=True, kw_only=True)
class Count(Step):
    key: str
    reward: str
    counted: int


@dataclass(frozen=True, kw_only=True)
class Price(Step):
    """A new price from today on, and how many a household may have in a month."""

    reward: str
    points: int
    most: int | None
    listed: bool


@dataclass(frozen=True, kw_only=True)
class Reverse(Step):
    key: str
    entry: int
    points: int | None = None


@dataclass(frozen=True, kw_only=True)
class Repay(Step):
    account: str


@dataclass(frozen=True, kw_only=True)
class Move(Step):
    key: str
    source: str
    target: str
    points: int | None = None


@dataclass(frozen=True, kw_only=True)
class Expire(Step):
    pass


@dataclass(frozen=True, kw_only=True)
class Hang(Step):
    month: str


@dataclass(frozen=True, kw_only=True)
class Object(Step):
    key: str
    entry: int
    late: bool


@dataclass(frozen=True, kw_only=True)
class Settle(Step):
    objection: str
    how: Literal["upheld", "corrected", "reversed", "withdrawn"]
    points: int | None = None
    by: Staff = "c2"


@dataclass(frozen=True, kw_only=True)
class Close(Step):
    month: str
    anyway: bool
