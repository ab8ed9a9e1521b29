"""Micro-points 微积分: accounts, events that earn, proposals of points rules, rewards and vouchers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal, get_args

from ..errors import DefinitionError, InputError
from .criteria import check_key
from .exact import exact, plain
from .text import Text


class AccountKind(StrEnum):
    """Whose points an account holds."""

    HOUSEHOLD = "household"
    RESIDENT = "resident"
    GROUP = "group"
    FUND = "fund"
    SHOP = "shop"
    SUSPENSE = "suspense"
    DEBT = "debt"

    @property
    def holds_lots(self) -> bool:
        """Whether points on such an account were earned, and are spent lot by lot."""
        return self in (AccountKind.HOUSEHOLD, AccountKind.RESIDENT, AccountKind.GROUP)


class Unit(StrEnum):
    """What a ledger counts: points, or minutes of volunteering, which spending points does not reduce."""

    POINTS = "points"
    MINUTES = "minutes"


class TransferKind(StrEnum):
    """Why points move. Reversals and claw-backs correct another transfer; corrections may reach into a closed period."""

    EARN = "earn"
    GRANT = "grant"
    OPENING = "opening"
    REDEEM = "redeem"
    MOVE = "move"
    EXPIRE = "expire"
    REVERSE = "reverse"
    CLAW_BACK = "claw-back"
    REPAY = "repay"

    @property
    def label(self) -> Text:
        """The kind in the words of the pages."""
        return _KIND_TITLES[self]


_KIND_TITLES = {
    TransferKind.EARN: Text("获得", "Earned"),
    TransferKind.GRANT: Text("奖励", "Granted"),
    TransferKind.OPENING: Text("期初结转", "Brought forward"),
    TransferKind.REDEEM: Text("兑换", "Redeemed"),
    TransferKind.MOVE: Text("转移", "Moved"),
    TransferKind.EXPIRE: Text("到期", "Expired"),
    TransferKind.REVERSE: Text("退回", "Taken back"),
    TransferKind.CLAW_BACK: Text("追回", "Owed back"),
    TransferKind.REPAY: Text("偿还", "Paid back"),
}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One household's part in an activity: as what somebody of it took part, and for how many hours (None: not counted)."""

    household: str
    role: str
    hours: Decimal | None = None
    resident: str | None = None

    def __post_init__(self) -> None:
        if self.hours is not None:
            object.__setattr__(self, "hours", _not_below_zero(self.hours))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """The event "an activity was recorded and certified". `complaint` says that a justified complaint was made about it."""

    activity: int
    kind: str
    title: Text
    on: date
    who: tuple[Attendance, ...]
    complaint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The event "a deed that a household declared was verified", such as clearing the snow or sorting its waste.

    `quantity` is how much of it, in the deed's own unit.
    """

    deed: str
    title: Text
    household: str
    on: date
    quantity: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        object.__setattr__(self, "quantity", _not_below_zero(self.quantity))


def _not_below_zero(value: object) -> Decimal:
    number = exact(value)
    if number < 0:
        raise InputError("{number} is below zero; hours and quantities are counted from zero.", number=plain(number))
    return number


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone:
    """The event "a micro-grid's leader has done a task"."""

    task: str
    title: Text
    household: str
    on: date


Event = Published | Attended | Verified | TaskDone


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Points that a rule proposes for one household, with the reason that residents will read.

    `key` tells apart two proposals of one rule for one event; together with the event it makes the idempotency key.
    """

    household: str
    points: int
    reason: Text
    key: str = ""


Period = Literal["event", "day", "month", "year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """At most `points` for one household in one `per`: an event, or a day, month or year of the business date."""

    points: int
    per: Period

    def __post_init__(self) -> None:
        if type(self.points) is not int or self.points <= 0 or self.per not in get_args(Period):
            raise DefinitionError(
                "A cap of {points} per {per} is not sane; use whole points above zero per one of {known}.",
                points=self.points,
                per=self.per,
                known=list(get_args(Period)),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsRule:
    """How an event earns points: `propose` is a pure function from the event to proposals.

    `on` are the kinds of events it is asked about. `fund` names the issuing programme whose account is debited. `caps`
    limit what one household gets by this rule; what goes beyond is cut off when the points are posted, in whatever order
    the events arrive.
    """

    key: str
    title: Text
    propose: Callable[[Event], Iterable[Proposal]]
    fund: str = "community"
    on: tuple[type[Event], ...] = (Published,)
    caps: tuple[Cap, ...] = ()

    def __post_init__(self) -> None:
        check_key(self.key, Text("积分规则", "A points rule"))
        check_key(self.fund, Text("积分规则的基金", "The fund of a points rule"))
        # one kind of event, or one cap, without a comma behind it is the commonest slip: say so, not "is not iterable"
        object.__setattr__(self, "on", tuple(self.on) if isinstance(self.on, Iterable) else ())
        object.__setattr__(self, "caps", tuple(self.caps) if isinstance(self.caps, Iterable) else (self.caps,))
        if not callable(self.propose):
            raise DefinitionError("Points rule {key} has no function to propose with.", key=self.key)
        if not self.on or not all(one in get_args(Event) for one in self.on):
            raise DefinitionError(
                "Points rule {key} listens to what is no event; write `on` as a tuple of {known}.",
                key=self.key,
                known=[one.__name__ for one in get_args(Event)],
            )
        if not all(isinstance(one, Cap) for one in self.caps):
            raise DefinitionError("Points rule {key} has caps that are no caps; use wp.Cap.", key=self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """Points as they were earned, for a policy that lets them expire. `rule` is None where no rule was at work."""

    points: int
    on: date
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryPolicy:
    """When points expire: `expires` is a pure function to the last day they may be spent, None where they never expire.

    A community chooses one or none; without one, points never expire. `words` is what residents are told.
    """

    key: str
    title: Text
    words: Text
    expires: Callable[[Earned], date | None]

    def __post_init__(self) -> None:
        check_key(self.key, Text("到期规则", "An expiry policy"))
        if not callable(self.expires):
            raise DefinitionError("Expiry policy {key} has no function to ask.", key=self.key)


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

    `stock` is what the catalogue starts with; it is None where nothing runs out (services, honours). `fulfilment` names
    who says more about handing it over, else `how` alone is said.
    """

    key: str
    title: Text
    kind: RewardKind
    points: int
    how: Text
    stock: int | None = None
    fulfilment: str | None = None

    def __post_init__(self) -> None:
        check_key(self.key, Text("兑换品", "A reward"))
        object.__setattr__(self, "kind", RewardKind(self.kind))
        if type(self.points) is not int or self.points <= 0:
            raise DefinitionError(
                "Reward {key} costs {points}; use whole points above zero.", key=self.key, points=self.points
            )
        if self.fulfilment is not None:
            check_key(self.fulfilment, Text("兑换品的兑付方式", "The fulfilment of a reward"))
        sane = self.stock is None or (type(self.stock) is int and self.stock >= 0)
        if (self.kind is RewardKind.GOODS) != (self.stock is not None) or not sane:
            raise DefinitionError(
                "Reward {key}: goods need a stock of zero or more, other kinds have none.", key=self.key
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeemed:
    """A redemption as its fulfilment is told of it: nothing that says who redeemed."""

    reward: str
    title: Text
    quantity: int
    points: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilment:
    """How rewards are handed over: `instruct` is a pure function from a redemption to what the voucher says.

    A reward names it by its key, of whatever plugin.
    """

    key: str
    title: Text
    instruct: Callable[[Redeemed], Text]

    def __post_init__(self) -> None:
        check_key(self.key, Text("兑付方式", "A fulfilment"))
        if not callable(self.instruct):
            raise DefinitionError("Fulfilment {key} has no function to instruct with.", key=self.key)
