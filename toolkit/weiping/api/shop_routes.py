"""The points shop's routes: the counter, the shelves, and what is brought or done by appointment."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from ..desk.office import OFFICE
from ..desk.points import (
    arranging,
    catalogue,
    certificates,
    liability,
    offers,
    offline,
    ordering,
    policy,
    redeeming,
    scanning,
    shop,
    slips,
    stock,
    undoing,
    vouchers,
)
from ..desk.points.policy import ShopDesk
from ..desk.points.redeeming import Wish
from ..domain.appraisal import Role
from ..domain.points import RewardKind
from ..domain.text import Text
from ..errors import Invalid, WeipingError
from ..publish.invitations import qr_svg
from .core import Call, Reply, Route, as_file

_Id = Annotated[int, msgspec.Meta(ge=0, le=10**15)]
_Key = Annotated[str, msgspec.Meta(min_length=8, max_length=64)]
_Note = Annotated[str, msgspec.Meta(max_length=300)]
_Word = Annotated[str, msgspec.Meta(max_length=120)]
_Cash = Annotated[int, msgspec.Meta(ge=0, le=redeeming.MOST_CASH)]


class RedemptionBody(msgspec.Struct, forbid_unknown_fields=True):
    """What is redeemed for whom; `key` is made by the client once per redemption and repeated on a retry.

    `cash` are the fen paid for missing points, `desk` the one desk that the voucher is good at, `hand_over` gives it at once.
    """

    key: str
    account: _Id
    reward: _Id
    quantity: int = 1
    cash: _Cash = 0
    way: Literal["counter", "home", "appointment"] = "counter"
    desk: str = ""
    hand_over: bool = False
    by_whom: _Word = ""

    def wish(self) -> Wish:
        """What the desk is asked for."""
        return Wish(
            account=self.account, reward=self.reward, quantity=self.quantity, cash=self.cash, way=self.way, at=self.desk
        )  # fmt: skip


class OrderBody(msgspec.Struct, forbid_unknown_fields=True):
    """What is ordered ahead; as in a redemption."""

    key: str
    account: _Id
    reward: _Id
    quantity: int = 1
    cash: _Cash = 0
    way: Literal["counter", "home", "appointment"] = "counter"
    desk: str = ""


class HandOverBody(msgspec.Struct, forbid_unknown_fields=True):
    """Who did a service, and the desk at which the tablet stands."""

    by_whom: _Word = ""
    desk: str = ""


class IssueBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whether an order is handed over at once, and by whom."""

    hand_over: bool = False
    by_whom: _Word = ""


class CancelBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why it is undone; `there` says that the goods are on the shelf."""

    reason: _Note
    there: bool = True


class ReturnBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why it came back; `restock` puts the goods on the shelf again."""

    reason: _Note
    restock: bool = True


class SubstituteBody(msgspec.Struct, forbid_unknown_fields=True):
    """What is given in its place, and why; `there` says that the goods of the old one are on the shelf."""

    key: str
    reward: _Id
    reason: _Note
    quantity: int = 1
    cash: _Cash = 0
    there: bool = False


class CertificateBody(msgspec.Struct, forbid_unknown_fields=True):
    """Who an honour is for, as the resident wishes to be named, and what for; neither is kept."""

    name: _Word
    words: _Note = ""


class AppointmentBody(msgspec.Struct, forbid_unknown_fields=True):
    """When something is brought or done, and by whom."""

    day: date
    time: Annotated[str, msgspec.Meta(max_length=40)] = ""
    by_whom: _Word = ""
    note: _Note = ""


class RewardBody(msgspec.Struct, forbid_unknown_fields=True):
    """A reward of the office's own; texts are `{"zh_CN", "en"}` or one for both."""

    key: _Key
    title: dict[str, str] | str
    kind: RewardKind
    points: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    how: dict[str, str] | str = ""
    stock: Annotated[int, msgspec.Meta(ge=0, le=stock.MOST)] = 0


class OfferBody(offers.Terms, forbid_unknown_fields=True, kw_only=True):
    """What changes of an offer, and since when (today where nothing is said)."""

    since: date | None = None


class DeliveryBody(msgspec.Struct, forbid_unknown_fields=True):
    """Pieces that came, once for a key."""

    key: _Key
    quantity: int
    note: _Note = ""


class CountBody(msgspec.Struct, forbid_unknown_fields=True):
    """Pieces that somebody counted, where `expected` should be."""

    key: _Key
    counted: int
    expected: int | None = None
    note: _Note = ""


class SetupBody(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Settings of the shop, the others left out; see `desk.points.policy.Policy` for what each means."""

    fen_per_point: int | UnsetType | None = UNSET
    desks: list[ShopDesk] | UnsetType = UNSET
    hold_days: int | UnsetType = UNSET
    voucher_days: int | UnsetType = UNSET


class ScanBody(msgspec.Struct, forbid_unknown_fields=True):
    """What a scanner read or somebody typed, and the desk at which the tablet stands."""

    text: Annotated[str, msgspec.Meta(max_length=500)]
    desk: str = ""


class SettledItem(msgspec.Struct, forbid_unknown_fields=True):
    """A hand-over without a network: what was scanned, the tablet's own time, and who did a service."""

    scanned: Annotated[str, msgspec.Meta(max_length=500)]
    tablet_at: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    by_whom: _Word = ""


class SettleBody(msgspec.Struct, forbid_unknown_fields=True):
    """What the tablet at a desk handed over, in the order in which it did."""

    desk: str
    items: Annotated[list[SettledItem], msgspec.Meta(max_length=offline.MOST)]


def wares(call: Call) -> Reply:
    """The shop's catalogue."""
    return Reply(200, shop.catalogue(call.desk))


def accounts(call: Call) -> Reply:
    """Households that match the words in `q`."""
    return Reply(200, shop.find_accounts(call.desk, call.actor, call.request.query.get("q", "")[:60]))


def account(call: Call) -> Reply:
    """One household's account, history and redemptions."""
    return Reply(200, shop.account(call.desk, call.actor, call.number("account")))


def redeem(call: Call) -> Reply:
    """Redeem a reward; a repeated key answers the same voucher with 200."""
    body, wish = call.body, call.body.wish()
    code, new = redeeming.redeem(
        call.desk, call.actor, key=body.key, account=wish.account, reward=wish.reward, quantity=wish.quantity,
        cash=wish.cash, way=wish.way, at=wish.at, hand_over=body.hand_over, by_whom=body.by_whom,
    )  # fmt: skip
    return _bought(call, code, new)


def order(call: Call) -> Reply:
    """Order ahead: points and goods are held."""
    body = call.body
    wish = Wish(
        account=body.account, reward=body.reward, quantity=body.quantity, cash=body.cash, way=body.way, at=body.desk
    )  # fmt: skip
    return _bought(call, *ordering.order(call.desk, call.actor, wish, key=body.key))


def _bought(call: Call, code: str, new: bool) -> Reply:
    slip = _voucher(call, code)
    answer = {
        "voucher": slip,
        "account": shop.account(call.desk, call.actor, slip["account_id"]),
        "reward": shop.reward(call.desk, slip["reward_id"]),
    }
    return Reply(201 if new else 200, answer)


def voucher(call: Call) -> Reply:
    """A voucher by its code."""
    return Reply(200, _voucher(call, call.ids["code"]))


def hand_over(call: Call) -> Reply:
    """Use a voucher, once."""
    vouchers.hand_over(call.desk, call.actor, call.ids["code"], call.body.by_whom, at=call.body.desk)
    return voucher(call)


def issue(call: Call) -> Reply:
    """Issue an order."""
    ordering.issue_order(
        call.desk, call.actor, call.ids["code"], hand_over=call.body.hand_over, by_whom=call.body.by_whom
    )
    return _bought(call, call.ids["code"], False)


def cancel(call: Call) -> Reply:
    """Undo what was not handed over."""
    done = undoing.cancel(call.desk, call.actor, call.ids["code"], call.body.reason, there=call.body.there)
    return _undone(call, done)


def bring_back(call: Call) -> Reply:
    """Undo what was handed over."""
    done = undoing.bring_back(call.desk, call.actor, call.ids["code"], call.body.reason, restock=call.body.restock)
    return _undone(call, done)


def _undone(call: Call, done: undoing.Undone) -> Reply:
    bought = _bought(call, call.ids["code"], False)
    return Reply(200, {**bought.body, "back": {"points": done.points, "cash": done.cash}})


def substitute(call: Call) -> Reply:
    """Give another reward in place of one."""
    body = call.body
    made = undoing.substitute(
        call.desk, call.actor, call.ids["code"], key=body.key, reward=body.reward, quantity=body.quantity, cash=body.cash,
        reason=body.reason, there=body.there,
    )  # fmt: skip
    return _bought(call, *made)


def arrange(call: Call) -> Reply:
    """Say when something is brought or done."""
    body = call.body
    arranging.arrange(
        call.desk, call.actor, call.ids["code"], body.day, time=body.time, by_whom=body.by_whom, note=body.note
    )  # fmt: skip
    return voucher(call)


def _voucher(call: Call, code: str) -> dict[str, Any]:
    return _with_qr(slips.voucher(call.desk, call.actor, code))


def _with_qr(slip: dict[str, Any]) -> dict[str, Any]:
    return {**slip, "qr": qr_svg(slip["scan"])}


def setup(call: Call) -> Reply:
    """What the office decided for its shop."""
    return Reply(200, shop.setup(call.desk, call.actor))


def change_setup(call: Call) -> Reply:
    """Change what the office decided for its shop."""
    policy.adjust(call.desk, call.actor, **msgspec.to_builtins(call.body))
    return setup(call)


def station(call: Call) -> Reply:
    """What a tablet at a desk needs without a network."""
    return Reply(200, offline.station(call.desk, call.actor, call.ids["desk"]))


def renew_key(call: Call) -> Reply:
    """A new key for a desk whose tablet is lost."""
    offline.renew(call.desk, call.actor, call.ids["desk"])
    return station(call)


def scan(call: Call) -> Reply:
    """What was scanned."""
    found = scanning.scan(call.desk, call.actor, call.body.text, at=call.body.desk)
    if found.voucher is not None:
        refused = found.refused and _why(call, found.refused)
        return Reply(200, {"voucher": _with_qr(found.voucher), "refused": refused})
    return Reply(200, {"account": found.account} if found.account else {"accounts": found.accounts})


def settle(call: Call) -> Reply:
    """Settle what was handed over without a network."""
    items = [offline.HandOver(one.scanned, one.tablet_at, one.by_whom) for one in call.body.items]
    done = offline.settle(call.desk, call.actor, call.body.desk, items)
    told = [
        {
            "result": one.result,
            "code": one.code,
            "tablet_at": item.tablet_at,
            "error": one.error and _why(call, one.error),
        }
        for item, one in zip(items, done, strict=True)
    ]
    return Reply(200, {"items": told})


def _why(call: Call, error: WeipingError) -> dict[str, str]:
    return {"code": error.word, "message": error.text(call.request.lang)}


def certificate(call: Call) -> Reply:
    """The certificate of an honour as a PDF."""
    code = call.ids["code"]
    made = certificates.pdf(call.desk, call.actor, call.lang, code, call.body.name, call.body.words)
    return as_file(made, "application/pdf", f"certificate-{vouchers.clean_code(code)}.pdf")


def day_list(call: Call) -> Reply:
    """What is brought or done on a day."""
    return Reply(200, arranging.day_list(call.desk, call.actor, _day(call.request.query.get("day", ""))))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("{text} is no day; write it as 2024-12-31.", text=repr(text[:40])) from None


def open_list(call: Call) -> Reply:
    """What waits to be handed over, and the last redemptions."""
    return Reply(200, shop.open_list(call.desk, call.actor))


def expire(call: Call) -> Reply:
    """End the orders whose last day is over."""
    return Reply(200, {"expired": ordering.expire_holds(call.desk, call.actor)})


def liability_report(call: Call) -> Reply:
    """What households may still ask for, against what there is to give."""
    return Reply(200, liability.report(call.desk, call.actor))


def shelves(call: Call) -> Reply:
    """The stock screen."""
    return Reply(200, shop.shelves(call.desk, call.actor))


def reward(call: Call) -> Reply:
    """One reward with its histories."""
    return Reply(200, shop.kept(call.desk, call.actor, call.number("reward")))


def add_reward(call: Call) -> Reply:
    """Add a reward of the office's own."""
    body = call.body
    made = catalogue.add(
        call.desk, call.actor, key=body.key, title=Text.of(body.title), kind=body.kind, points=body.points,
        how=Text.of(body.how), stock=body.stock,
    )  # fmt: skip
    return Reply(201, shop.kept(call.desk, call.actor, made))


def change_offer(call: Call) -> Reply:
    """Change what a reward costs and to whom it is given."""
    offers.change(call.desk, call.actor, call.number("reward"), call.body, call.body.since)
    return reward(call)


def deliver(call: Call) -> Reply:
    """Goods came."""
    body = call.body
    stock.deliver(call.desk, call.actor, call.number("reward"), body.quantity, key=body.key, note=body.note)
    return reward(call)


def count(call: Call) -> Reply:
    """Goods were counted."""
    body = call.body
    stock.count(
        call.desk, call.actor, call.number("reward"), body.counted, key=body.key, expected=body.expected, note=body.note
    )  # fmt: skip
    return reward(call)


_CLERK = (Role.CLERK,)
_VOUCHER = "/redemptions/{code}"
_REWARD = "/rewards/{reward}"

ROUTES: tuple[Route, ...] = (
    Route("GET", "/shop", (), wares, "the shop's catalogue"),
    Route("GET", "/shop/open", _CLERK, open_list, "what waits to be handed over"),
    Route(
        "GET", "/shop/day", _CLERK, day_list, "what is brought or done on a day", query={"day": "such as 2024-12-31"}
    ),
    Route("GET", "/shop/setup", _CLERK, setup, "what the office decided for its shop"),
    Route("POST", "/shop/setup", _CLERK, change_setup, "change what the office decided for its shop", SetupBody),
    Route("POST", "/shop/desks/{desk}", _CLERK, station, "what a tablet at a desk needs without a network"),
    Route("POST", "/shop/desks/{desk}/key", _CLERK, renew_key, "a new key for a desk whose tablet is lost"),
    Route("POST", "/shop/scan", _CLERK, scan, "what was scanned", ScanBody),
    Route("POST", "/shop/settle", _CLERK, settle, "settle what was handed over without a network", SettleBody),
    Route("GET", "/shop/stock", _CLERK, shelves, "the stock screen"),
    Route("GET", "/shop/liability", OFFICE, liability_report, "points outstanding against stock and funds"),
    Route("POST", "/shop/expire", _CLERK, expire, "end the orders whose last day is over"),
    Route("GET", "/accounts", _CLERK, accounts, "find households", query={"q": "a word of the address, or a number"}),
    Route("GET", "/accounts/{account}", _CLERK, account, "one household's account and history"),
    Route("POST", "/redemptions", _CLERK, redeem, "redeem a reward", RedemptionBody, done=(200, 201)),
    Route("POST", "/orders", _CLERK, order, "order ahead", OrderBody, done=(200, 201)),
    Route("GET", _VOUCHER, _CLERK, voucher, "a voucher by its code"),
    Route("POST", f"{_VOUCHER}/hand-over", _CLERK, hand_over, "use a voucher, once", HandOverBody),
    Route("POST", f"{_VOUCHER}/issue", _CLERK, issue, "issue an order", IssueBody),
    Route("POST", f"{_VOUCHER}/cancel", _CLERK, cancel, "undo what was not handed over", CancelBody),
    Route("POST", f"{_VOUCHER}/return", _CLERK, bring_back, "undo what was handed over", ReturnBody),
    Route(
        "POST",
        f"{_VOUCHER}/substitute",
        _CLERK,
        substitute,
        "give another reward instead",
        SubstituteBody,
        done=(200, 201),
    ),
    Route("POST", f"{_VOUCHER}/appointment", _CLERK, arrange, "when something is brought or done", AppointmentBody),
    Route(
        "POST",
        f"{_VOUCHER}/certificate",
        _CLERK,
        certificate,
        "the certificate of an honour as a PDF",
        CertificateBody,
        query={"lang": "zh_CN or en; else the language of the request"},
        gives="application/pdf",
    ),
    Route("POST", "/rewards", _CLERK, add_reward, "add a reward of the office's own", RewardBody, done=(201,)),
    Route("GET", _REWARD, _CLERK, reward, "one reward with its histories"),
    Route("POST", f"{_REWARD}/offer", _CLERK, change_offer, "change an offer", OfferBody),
    Route("POST", f"{_REWARD}/deliveries", _CLERK, deliver, "goods came", DeliveryBody),
    Route("POST", f"{_REWARD}/count", _CLERK, count, "goods were counted", CountBody),
)
