"""Routes of the household's own page: its points, for whoever opened its card."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec

from ..desk.points import deeds, mine, objections, passbooks
from ..domain.appraisal import Role
from ..errors import Invalid
from ..publish import fonts
from ..publish.invitations import qr_svg
from .core import Call, Reply, Route, as_file


class DeedBody(msgspec.Struct, forbid_unknown_fields=True):
    """A good deed of the household: its kind, the day, how many, and a word about it; `key` is made once by the client."""

    key: Annotated[str, msgspec.Meta(min_length=8, max_length=64)]
    kind: Annotated[str, msgspec.Meta(max_length=64)]
    day: date
    quantity: Annotated[str, msgspec.Meta(max_length=12)] = "1"
    note: Annotated[str, msgspec.Meta(max_length=300)] = ""


class ObjectionBody(msgspec.Struct, forbid_unknown_fields=True):
    """What is wrong with which line; `key` is made once by the client and repeated on a retry."""

    key: Annotated[str, msgspec.Meta(min_length=8, max_length=64)]
    transfer: Annotated[str, msgspec.Meta(max_length=64)]
    text: Annotated[str, msgspec.Meta(max_length=500)]


def own_points(call: Call) -> Reply:
    """All that the household's page shows, vouchers with their QR codes."""
    data = mine.mine(call.desk, call.actor)
    vouchers = [_with_code(one) for one in data["vouchers"]]
    return Reply(200, {**data, "vouchers": vouchers, "pdf": fonts.chinese() is not None})


def object_to(call: Call) -> Reply:
    """Object to points: one's own, or what hangs in a notice. They wait until the office has settled it."""
    body = call.body
    objections.object_to(call.desk, call.actor, key=body.key, transfer=body.transfer, text=body.text)
    return Reply(201, {})


def declare_deed(call: Call) -> Reply:
    """Tell the office of a good deed; somebody there has a look before it counts."""
    body = call.body
    deeds.declare(
        call.desk, call.actor, key=body.key, kind=body.kind, on=body.day, quantity=body.quantity, note=body.note
    )  # fmt: skip
    return Reply(201, {})


def own_passbook(call: Call) -> Reply:
    """The household's passbook as a PDF."""
    return _passbook(call, None)


def account_passbook(call: Call) -> Reply:
    """A household's passbook as a PDF, for the office to print."""
    return _passbook(call, call.number("account"))


def _passbook(call: Call, account: int | None) -> Reply:
    first, last = (_day(call, name) for name in ("first", "last"))
    made = passbooks.pdf(call.desk, call.actor, call.lang, account, first, last)
    name = f"passbook-{account or 'mine'}-{call.desk.today().isoformat()}.pdf"
    return as_file(made, "application/pdf", name)


def _day(call: Call, name: str) -> date | None:
    text = call.request.query.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("{day} is no day; write it like 2024-11-30.", day=text[:20]) from None


_PASSBOOK = {
    "lang": "zh_CN or en; else the language of the request", "first": "the first day, such as 2024-01-01",
    "last": "the last day; without both days it is the last year",
}  # fmt: skip


def _with_code(voucher: dict[str, Any]) -> dict[str, Any]:
    """The QR code of a voucher that can still be used; the others have none."""
    usable = voucher["state"] == "issued" and not voucher["over"]
    return {**voucher, "qr": qr_svg(voucher["scan"]) if usable else None}


def own_history(call: Call) -> Reply:
    """Earlier lines of the household's history."""
    before = call.request.query.get("before", "")
    if before and not (before.isdecimal() and len(before) <= 15):
        raise Invalid("A page of the history begins before the number of a line, not before {before}.", before=before)
    return Reply(200, mine.history(call.desk, call.actor, int(before) if before else None))


_RESIDENT = (Role.RESIDENT,)

MINE_ROUTES: tuple[Route, ...] = (
    Route("GET", "/mine", _RESIDENT, own_points, "the household's own points"),
    Route(
        "GET", "/mine/history", _RESIDENT, own_history, "earlier lines of the household's history",
        query={"before": "the number of the last line that is known"},
    ),
    Route(
        "POST", "/mine/objections", _RESIDENT, object_to, "object to points as a household", ObjectionBody, done=(201,)
    ),
    Route(
        "GET", "/mine/passbook", _RESIDENT, own_passbook, "the household's passbook as a PDF", query=_PASSBOOK,
        gives="application/pdf",
    ),
    Route(
        "GET", "/accounts/{account}/passbook", (Role.CLERK,), account_passbook, "a household's passbook as a PDF",
        query=_PASSBOOK, gives="application/pdf",
    ),
    Route("POST", "/mine/deeds", _RESIDENT, declare_deed, "tell the office of a good deed", DeedBody, done=(201,)),
)  # fmt: skip
