"""A points shop to test at: the tiny community's ledger, and the numbers that the verbs ask for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import sqlalchemy as sa

from weiping.desk import audit
from weiping.desk.office import Desk
from weiping.desk.points import ordering, policy, redeeming, shop, slips, stock
from weiping.desk.points.policy import Policy
from weiping.desk.points.redeeming import Wish
from weiping.domain.appraisal import Actor, Role
from weiping.store import Store
from weiping.store import tables as t
from weiping.testing.ledger import Ledger, tiny_ledger

DESKS = (policy.ShopDesk("north", "北门服务台"), policy.ShopDesk("south", "南门服务台"))


@dataclass
class Counter:
    """The shop's counter: rewards and households by their keys, and what the books say after it."""

    ledger: Ledger
    clerk: Actor = field(default_factory=lambda: Actor(Role.CLERK, staff="c1"))
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def desk(self) -> Desk:
        return self.ledger.desk

    def rules(self, **more: Any) -> None:
        policy.change(self.desk, self.clerk, Policy(**more))

    def account(self, household: str = "east-1") -> int:
        with self.desk.store.read() as connection:
            a = t.account.c
            return int(connection.execute(sa.select(a.id).where(a.key == f"household:{household}")).scalar_one())

    def reward(self, key: str = "soap") -> int:
        with self.desk.store.read() as connection:
            return int(connection.execute(sa.select(t.reward.c.id).where(t.reward.c.key == key)).scalar_one())

    def wish(self, reward: str = "soap", household: str = "east-1", **more: Any) -> Wish:
        return Wish(account=self.account(household), reward=self.reward(reward), **more)

    def key(self) -> str:
        return f"request-{next(self._numbers)}"

    def redeem(self, reward: str = "soap", household: str = "east-1", *, key: str = "", **more: Any) -> str:
        code, _new = redeeming.redeem(
            self.desk,
            self.clerk,
            key=key or self.key(),
            account=self.account(household),
            reward=self.reward(reward),
            **more,
        )
        return slips.dashed(code)

    def order(self, reward: str = "soap", household: str = "east-1", *, key: str = "", **more: Any) -> str:
        code, _new = ordering.order(self.desk, self.clerk, self.wish(reward, household, **more), key=key or self.key())
        return slips.dashed(code)

    def slip(self, code: str) -> dict[str, Any]:
        found: dict[str, Any] = slips.voucher(self.desk, self.clerk, code)
        return found

    def home(self, household: str = "east-1") -> dict[str, Any]:
        found: dict[str, Any] = shop.account(self.desk, self.clerk, self.account(household))
        return found

    def shelf(self, reward: str = "soap") -> tuple[int, int, int]:
        """Pieces in stock, booked, issued."""
        with self.desk.store.read() as connection:
            one = stock.shelf(connection, self.reward(reward))
        return one.stock, one.booked, one.issued

    @contextmanager
    def nothing_changes(self) -> Iterator[None]:
        """Everything that the books hold is the same after it."""
        before = self._everything()
        yield
        assert self._everything() == before

    def _everything(self) -> dict[str, list[Any]]:
        with self.desk.store.read() as connection:
            return {table.name: list(connection.execute(sa.select(table))) for table in t.metadata.sorted_tables}

    def sound(self) -> None:
        """The audit finds nothing."""
        assert [one for one in audit.audit(self.desk) if one.faults] == []


def open_counter(store: Store) -> Counter:
    """The tiny community's shop: soap (5 points, 3 pieces), haircuts (15 points), east-1 with 40 points."""
    counter = Counter(tiny_ledger(store))
    counter.ledger.grant("east-1", 40)
    return counter
