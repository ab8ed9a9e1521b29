"""The points of the tiny community: what rules propose is posted, rewards are redeemed, balances and stock are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any

import sqlalchemy as sa

from ..desk import register
from ..desk.office import Desk
from ..desk.points import balances, catalogue, earning, posting, redeeming, shop
from ..domain.appraisal import OPERATOR, Actor, Role
from ..domain.points import Event, PointsRule, Reward
from ..ledger.transfers import Transfer
from ..store import Store
from ..store import tables as t
from .community import DAY, Clock, text, tiny_plugins, tiny_register


@dataclass(frozen=True, slots=True)
class Posted:
    """A transfer to a household as the ledger has it."""

    household: str
    points: int
    event: str
    on: date


@dataclass
class Ledger:
    """A ledger to try points rules and rewards with, written by the desk as a real one is."""

    desk: Desk
    clerk: Actor = field(default_factory=lambda: Actor(Role.CLERK))
    _numbers: count[int] = field(default_factory=lambda: count(1), repr=False)

    def post(self, rule: PointsRule, event: Event, name: str = "event") -> int:
        """Post what `rule` proposes for `event` and its caps leave of it; answers how many transfers were new.

        `name` is the event's own: an event that comes again pays nothing more.
        """
        offered = {**self.desk.plugins.points_rules, rule.key: rule}
        desk = replace(self.desk, plugins=replace(self.desk.plugins, points_rules=offered))
        return earning.earn(desk, self.clerk, [rule.key], event, name, event.on).posted

    def grant(self, household: str, amount: int) -> None:
        """Give a household points to spend."""
        one = Transfer(
            key=f"grant:{next(self._numbers)}", debit="fund:community", credit=f"household:{household}", points=amount,
            reason=text("grant"), event="grant", business_date=DAY, available_from=DAY,
        )  # fmt: skip
        posting.post(self.desk, self.clerk, [one])

    def offer(self, *rewards: Reward) -> None:
        """Take rewards into the catalogue, each with its first stock."""
        catalogue.stock_catalogue(self.desk, OPERATOR, rewards)

    def redeem(self, reward: str, household: str = "east-1", quantity: int = 1, key: str = "") -> str:
        """Redeem; the voucher's code. Raises what the desk refuses it with. One `key` redeems once."""
        ids = self._ids()
        code, _new = redeeming.redeem(
            self.desk, self.clerk, key=key or f"redemption-{next(self._numbers)}",
            account=ids[f"household:{household}"], reward=self._reward(reward)["id"], quantity=quantity,
        )  # fmt: skip
        return code

    def stock(self, reward: str) -> int | None:
        """Pieces of a reward that are left."""
        left: int | None = self._reward(reward)["stock"]
        return left

    def balances(self) -> Mapping[str, int]:
        """Account → points, those without any left out."""
        with self.desk.store.read() as connection:
            found = {key: balances.balance(connection, number) for key, number in self._ids().items()}
        return {key: balance for key, balance in found.items() if balance}

    def posted(self) -> list[Posted]:
        """Every transfer to a household, in the order they were written."""
        x, a = t.transfer.c, t.account.c
        query = (
            sa.select(a.key, x.points, x.event, x.business_date)
            .join(t.account, a.id == x.credit_id)
            .where(a.household_id.is_not(None))
            .order_by(x.number)
        )
        with self.desk.store.read() as connection:
            return [Posted(key.partition(":")[2], *rest) for key, *rest in connection.execute(query)]

    def _ids(self) -> dict[str, int]:
        with self.desk.store.read() as connection:
            rows = connection.execute(sa.select(t.account.c.key, t.account.c.id)).all()
        return {row.key: row.id for row in rows}

    def _reward(self, key: str) -> dict[str, Any]:
        return next(one for one in shop.catalogue(self.desk)["rewards"] if one["key"] == key)


def tiny_ledger(store: Store, rewards: Iterable[Reward] | None = None) -> Ledger:
    """The tiny community's ledger in `store`; its shop offers `rewards`, or soap and haircuts."""
    ledger = Ledger(Desk(store, tiny_plugins(), now=Clock()))
    register.load(ledger.desk, OPERATOR, tiny_register())
    ledger.offer(*(ledger.desk.plugins.rewards.values() if rewards is None else rewards))
    return ledger
