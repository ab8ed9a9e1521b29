"""What a judge does: marks, photos, the own history, what the others say, staying out of an entry."""

from __future__ import annotations

from typing import Any

import msgspec

from ..desk import conflicts, marks, others, photos, pictures
from ..domain.appraisal import Role
from ..domain.unfit import Unfit
from ..errors import BadRequest
from .core import Call, Pending, Reply, Route

PHOTO_QUERY = {
    "id": "the item's id",
    "client": "the tablet's id",
    "seq": "the item's place in the outbox",
    "entry": "the entry",
    "criterion": "the criterion, or nothing for the whole entry",
    "judge": "whose photo it is",
    "practice": "1 in a rehearsal",
    "at": "the tablet's clock, recorded only",
}


class RecusalBody(msgspec.Struct, forbid_unknown_fields=True):
    """The entry that the judge stays out of, and why; the reason may be empty."""

    entry: int
    reason: str = ""


class EraseBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why a photo is erased."""

    reason: str


class _Photo(msgspec.Struct, forbid_unknown_fields=True):
    """What stands behind the question mark of a photo's address."""

    id: str
    client: str
    seq: int
    entry: int
    criterion: str | None = None
    judge: int | None = None
    practice: bool = False
    at: str | None = None


def submit(call: Call) -> Pending:
    """Store a batch from an outbox; answered after the commit."""
    delivery = marks.delivery(call.actor, call.number("round"), call.body)
    return Pending(delivery, lambda done: _stored(done, call.request.lang))


def take_photo(call: Call) -> Pending:
    """Store a photo; answered after the commit, like a batch of one item."""
    given = {name: value for name, value in call.request.query.items() if value}
    try:
        said = msgspec.convert(given, _Photo, strict=False)
    except msgspec.ValidationError as error:
        raise BadRequest("The request is not what this route expects: {why}.", why=Unfit(str(error))) from None
    item = marks.Item(
        id=said.id, seq=said.seq, kind="photo", entry=said.entry, at=said.at, criterion=said.criterion,
        practice=said.practice,
    )  # fmt: skip
    number, data = call.number("round"), call.request.body
    delivery = photos.photo_delivery(call.actor, number, said.client, said.judge, item, data)
    return Pending(delivery, lambda done: _stored(done, call.request.lang))


def _stored(done: marks.Submitted, lang: str) -> Reply:
    items = [_item(item, lang) for item in done.items]
    refused = [item.error for item in done.items if item.error]
    status = refused[0].status if refused and len(refused) == len(items) else 200
    return Reply(status, {"phase": done.phase.value, "items": items})


def _item(item: marks.ItemResult, lang: str) -> dict[str, Any]:
    if item.error is not None:
        return {"id": item.id, "result": item.result, "code": item.error.word, "message": item.error.text(lang)}
    photo = {"photo": item.photo} if item.photo else {}
    return {"id": item.id, "result": item.result, "late": item.late, **photo}


def photo(call: Call) -> Reply:
    """A photo, for those who may see it."""
    data = photos.read(call.desk, call.actor, call.number("round"), call.ids["photo"])
    kept = {"Content-Type": "image/jpeg", "Cache-Control": "private, max-age=86400, immutable"}
    return Reply(200, {}, headers=kept, data=data)


def erase_photo(call: Call) -> Reply:
    """Forget a photo for good."""
    number = call.number("round")
    photos.erase_photo(call.desk, call.actor, number, call.ids["photo"], call.body.reason)
    return Reply(200, call.api.views.console(call.actor, number, call.api.connected(number)))


def history(call: Call) -> Reply:
    """The judge's own taps, newest first."""
    return Reply(200, {"history": call.api.views.pad_history(call.actor, call.number("round"))})


def what_others_say(call: Call) -> Reply:
    """The others' marks and comments for an entry, once the own sheet is signed."""
    return Reply(200, others.others(call.desk, call.actor, call.number("round"), call.number("entry")))


def recuse(call: Call) -> Reply:
    """The judge stays out of an entry."""
    number = call.number("round")
    conflicts.recuse(call.desk, call.actor, number, call.body.entry, call.body.reason)
    return Reply(200, call.api.views.pad(call.actor, number))


_JUDGE = (Role.JUDGE,)

ROUTES: tuple[Route, ...] = (
    Route("POST", "/rounds/{round}/marks", _JUDGE, submit, "store a batch from an outbox", marks.Batch),
    Route("GET", "/rounds/{round}/pad/history", _JUDGE, history, "the judge's own taps"),
    Route("GET", "/rounds/{round}/entries/{entry}/others", _JUDGE, what_others_say, "what the others say"),
    Route("POST", "/rounds/{round}/recusals", _JUDGE, recuse, "stay out of an entry", RecusalBody),
    Route(
        "POST", "/rounds/{round}/photos", _JUDGE, take_photo, "store a photo",
        accepts=pictures.TYPES, most=pictures.MOST_BYTES + 1000, query=PHOTO_QUERY,
    ),
    Route("GET", "/rounds/{round}/photos/{photo}", (), photo, "a photo", gives="image/jpeg"),
    Route("POST", "/rounds/{round}/photos/{photo}/erase", (Role.CHAIR,), erase_photo, "forget a photo for good", EraseBody),
)  # fmt: skip
