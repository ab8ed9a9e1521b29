"""Naive books: lists and dictionaries, and every question answered by going through all of it. Nothing is taken from the desk."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Self

from tests.machine import calendar
from tests.machine.steps import Decide

OFFICE_HOURS_AHEAD = timedelta(hours=8)
"""Shanghai, which has no summer time."""

CORRECTIONS = ("reverse", "claw-back")
EXPIRY_DAYS = 45
FEN = 50


def holds(account: str) -> bool:
    """Whether points, or minutes, are earned on it and spent from it lot by lot."""
    return account.startswith(("household:", "resident:", "minutes:")) and account != "minutes:all"


class No(Exception):
    """What is refused: the kind of refusal, and its word."""

    def __init__(self, kind: str, word: str) -> None:
        super().__init__(kind, word)


def not_now(word: str) -> No:
    return No("WrongPhase", word)


@dataclass
class Entry:
    """Points that moved; `uses` says from which earlier entries a debit of a holder was taken.

    `origin` is the entry by which they were earned, where this one only moved them on or brought them back.
    """

    number: int
    debit: str
    credit: str
    points: int
    kind: str
    day: date
    since: date
    last: date | None
    waits: bool
    rule: str | None
    event: str
    key: str
    about: int | None
    at: datetime
    by: str
    origin: int | None = None
    uses: dict[int, int] = field(default_factory=dict)


@dataclass
class Order:
    """Something redeemed, and what became of it."""

    number: int
    key: str
    body: tuple[Any, ...]
    account: str
    reward: str
    quantity: int
    points: int
    cash: int
    day: date
    until: date
    state: str = "booked"
    spent: int | None = None


@dataclass
class Batch:
    """Points that wait for a second person."""

    key: str
    lines: list[dict[str, Any]]
    by: str
    approved: bool | None = None


@dataclass
class Books:
    """Everything that is known. `now` is the server's clock."""

    now: datetime
    accounts: list[str]
    stock: dict[str, int]
    prices: dict[str, list[tuple[date, int, int | None, bool]]]
    policy: Decide
    goods: tuple[str, ...]
    entries: list[Entry] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    events: dict[str, Any] = field(default_factory=dict)
    notices: dict[str, tuple[date, date, list[int]]] = field(default_factory=dict)
    objections: dict[str, dict[str, Any]] = field(default_factory=dict)
    shelf_keys: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    closed: dict[str, tuple[date, date, datetime, dict[str, int]]] = field(default_factory=dict)
    budget: int | None = None

    def copy(self) -> Self:
        return deepcopy(self)

    @property
    def today(self) -> date:
        return (self.now + OFFICE_HOURS_AHEAD).date()

    def price(self, reward: str) -> tuple[int, int | None, bool]:
        """Points, how many in a month, and whether it is offered: what was said last of those that are true by now.

        A clock that is set back over midnight brings back the price of the day before.
        """
        return [(points, most, listed) for since, points, most, listed in self.prices[reward] if since <= self.today][
            -1
        ]

    # accounts

    def open_account(self, key: str) -> None:
        if key not in self.accounts:
            self.accounts.append(key)

    def balance(self, account: str, on: date | None = None, known: datetime | None = None) -> int:
        total = 0
        for one in self.entries:
            if (on is None or one.day <= on) and (known is None or one.at <= known):
                total += one.points * ((one.credit == account) - (one.debit == account))
        return total

    def debt(self, account: str) -> int:
        return -self.balance(f"debt:{account}")

    def owing(self) -> list[str]:
        """Who owes points, in the order in which accounts were opened."""
        return [one for one in self.accounts if self.debt(one) > 0]

    # lots

    def entry(self, number: int) -> Entry:
        if not 1 <= number <= len(self.entries):
            raise No("NotFound", "not-found")
        return self.entries[number - 1]

    def left(self, lot: Entry) -> int:
        return lot.points - sum(one.uses.get(lot.number, 0) for one in self.entries)

    def waiting(self, lot: Entry, day: date) -> bool:
        """Whether its notice has not ended by that day, or somebody objects."""
        hung = [until for _, until, numbers in self.notices.values() if lot.number in numbers]
        if lot.waits and not any(until < day for until in hung):
            return True
        return any(
            one["entry"] in (lot.number, lot.origin) and one["how"] is None for one in self.objections.values()
        )  # fmt: skip

    def earned_in(self, lot: Entry) -> Entry:
        return self.entry(lot.origin) if lot.origin else lot

    def lots(self, account: str, day: date, *, but: Entry | None = None) -> list[Entry]:
        """What is left on an account and may be used on that day, first expiring first, also what has expired."""
        found = [
            one for one in self.entries
            if one.credit == account and one is not but and self.left(one) > 0 and one.since <= day
            and not self.waiting(one, day)
        ]  # fmt: skip
        return sorted(found, key=lambda one: (one.last or date.max, one.since, one.number))

    def take(self, lots: Iterable[Entry], points: int) -> dict[int, int]:
        uses = {}
        for lot in lots:
            if part := min(points, self.left(lot)):
                uses[lot.number] = part
                points -= part
        if points:
            raise not_now("points")
        return uses

    def open_orders(self, account: str | None = None) -> list[Order]:
        return [one for one in self.orders if one.state == "booked" and account in (None, one.account)]

    def reserved(self, account: str, lots: list[Entry]) -> tuple[dict[int, int], int]:
        """What open orders keep of these lots, oldest order first, and how much of them no lot covers."""
        left = {one.number: self.left(one) for one in lots}
        short = 0
        for order in sorted(self.open_orders(account), key=lambda one: one.day):
            missing = order.points
            for lot in lots:
                if lot.last is None or lot.last >= order.day:
                    part = min(missing, left[lot.number])
                    left[lot.number] -= part
                    missing -= part
            short += missing
        return {one.number: self.left(one) - left[one.number] for one in lots}, short

    def free(self, account: str, day: date, *, expired: bool = False) -> int:
        lots = self.lots(account, day)
        kept, short = self.reserved(account, lots)
        counted = [one for one in lots if expired or one.last is None or one.last >= day]
        return max(0, sum(self.left(one) - kept[one.number] for one in counted) - short)

    def spendable(self, account: str) -> int:
        return max(0, self.free(account, self.today) - self.debt(account))

    # what was corrected

    def corrected(self, entry: Entry) -> int:
        return sum(one.points for one in self.entries if one.about == entry.number and one.kind in CORRECTIONS)

    def takeable(self, entry: Entry) -> int:
        """What a correction may still take back: neither corrected nor expired, or expired and given back."""
        expired = [one for one in self.entries if one.kind == "expire" and entry.number in one.uses]
        gone = sum(one.uses[entry.number] - self.corrected(one) for one in expired)
        return entry.points - self.corrected(entry) - gone

    # writing

    def record_time(self) -> datetime:
        times = [self.now, *(one.at for one in self.entries[-1:])]
        times += [at + timedelta(microseconds=1) for _, _, at, _ in list(self.closed.values())[-1:]]
        return max(times)

    def closed_on(self, day: date) -> tuple[date, date] | None:
        return next(((first, last) for first, last, _, _ in self.closed.values() if first <= day <= last), None)

    def write(self, lines: list[dict[str, Any]], by: str = "c1") -> list[Entry]:
        """Post lines whose keys are new: all or nothing."""
        for one in lines:
            for side in (one["debit"], one["credit"]):
                if side not in self.accounts:
                    raise No("NotFound", "not-found")
        fresh = []
        for one in lines:
            if one["points"] <= 0:
                raise No("Invalid", "points")
            known = next((entry for entry in self.entries if entry.key == one["key"]), None)
            if known is None:
                fresh.append(one)
            elif any(getattr(known, name) != one[name] for name in ("debit", "credit", "points", "event", "day")):
                raise not_now("key-reused")
        for one in fresh:
            closed = self.closed_on(one["day"])
            about = one.get("about")
            if closed is not None and not (about and closed[0] <= self.entry(about).day <= closed[1]):
                raise not_now("closed")
        at = self.record_time()
        return [self._one(one, at, by) for one in fresh]

    def _one(self, line: dict[str, Any], at: datetime, by: str) -> Entry:
        debit, points, kind = line["debit"], line["points"], line["kind"]
        order = line.get("order")
        if debit == "fund:project" and self.budget is not None and self.balance(debit) - points < -self.budget:
            raise not_now("floor")
        uses: dict[int, int] = line.get("uses") or {}
        if holds(debit):
            others = sum(one.points for one in self.open_orders(debit) if one is not order)
            if self.balance(debit) - others < points:
                raise not_now("floor")
        if holds(debit) and not uses:
            lots = self.lots(debit, line["day"])
            if kind == "redeem":
                lots = [one for one in lots if one.last is None or one.last >= order.day]
            uses = self.take(lots, points)
        entry = Entry(
            number=len(self.entries) + 1, debit=debit, credit=line["credit"], points=points, kind=kind, day=line["day"],
            since=line["since"], last=line.get("last"), waits=line.get("waits", False), rule=line.get("rule"),
            event=line["event"], key=line["key"], about=line.get("about"), at=at, by=by,
            origin=line.get("origin"), uses=uses,
        )  # fmt: skip
        self.entries.append(entry)
        return entry

    # the office's rules

    def notice_until(self) -> date:
        if self.policy.working_days:
            return calendar.after(self.today, self.policy.notice_days)
        return self.today + timedelta(days=self.policy.notice_days)

    def dated(self, line: dict[str, Any]) -> dict[str, Any]:
        """What is earned or granted, by the office's rules of today."""
        last = line["day"] + timedelta(days=EXPIRY_DAYS) if self.policy.expiry else None
        return {**line, "last": last, "waits": self.policy.monthly and line["kind"] in ("earn", "grant")}
