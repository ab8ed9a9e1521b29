"""Micro-points 微积分: accounts, events that earn, proposals of points rules, rewards and vouchers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ..errors import DefinitionError
from .criteria import check_key
from .text import Text


class AccountKind(StrEnum):
    """Whose points an account holds."""

    HOUSEHOLD = "household"
    RESIDENT = "resident"
    GROUP = "group"
    FUND = "fund"
    SHOP = "shop"
    SUSPENSE = "suspense"


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """An entry that won an award, with the households that live there (their register keys)."""

    entry: int
    name: Text
    award: str
    place: int
    households: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The event "a round was published"; what a points rule may reward."""

    round: int
    appraisal: str
    title: Text
    on: date
    winners: tuple[Winner, ...]


Event = Published


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Points that a rule proposes for one household, with the reason that residents will read.

    `key` tells apart two proposals of one rule for one event; together with the event it makes the idempotency key.
    """

    household: str
    points: int
    reason: Text
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsRule:
    """How an event earns points: `propose` is a pure function from the event to proposals.

    `fund` names the issuing programme whose account is debited.
    """

    key: str
    title: Text
    propose: Callable[[Event], Iterable[Proposal]]
    fund: str = "community"

    def __post_init__(self) -> None:
        check_key(self.key, Text("积分规则", "A points rule"))
        check_key(self.fund, Text("积分规则的基金", "The fund of a points rule"))
        if not callable(self.propose):
            raise DefinitionError("Points rule {key} has no function to propose with.", key=self.key)


class RewardKind(StrEnum):
    """Goods have a stock, services a provider, honours neither."""

    GOODS = "goods"
    SERVICE = "service"
    HONOUR = "honour"

    @property
    def label(self) -> Text:
        """The kind in the words of the shop."""
        return {
            RewardKind.GOODS: Text("实物", "Goods"),
            RewardKind.SERVICE: Text("服务", "Services"),
            RewardKind.HONOUR: Text("荣誉", "Honours"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """Something points buy: `points` whole points each, `how` tells the resident how it is handed over.

    `stock` is what the catalogue starts with; it is None where nothing runs out (services, honours).
    """

    key: str
    title: Text
    kind: RewardKind
    points: int
    how: Text
    stock: int | None = None

    def __post_init__(self) -> None:
        check_key(self.key, Text("兑换品", "A reward"))
        object.__setattr__(self, "kind", RewardKind(self.kind))
        if type(self.points) is not int or self.points <= 0:
            raise DefinitionError(
                "Reward {key} costs {points}; use whole points above zero.", key=self.key, points=self.points
            )
        if (self.kind is RewardKind.GOODS) != (self.stock is not None) or (self.stock or 0) < 0:
            raise DefinitionError(
                "Reward {key}: goods need a stock of zero or more, other kinds have none.", key=self.key
            )
