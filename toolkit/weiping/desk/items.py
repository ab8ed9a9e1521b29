"""What an item of an outbox becomes in the table `tap`, and what about it makes no sense by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ..domain.appraisal import MarkKind
from ..domain.criteria import Criterion, Detail
from ..domain.exact import exact, plain
from ..errors import Invalid, WeipingError
from ..store.tables import to_units
from .marks import Item
from .round_info import RoundInfo

Row = dict[str, Any]

LONGEST_TEXT = 2000


def named(item: Item) -> bool:
    """Whether the item's id can name a row."""
    return 8 <= len(item.id) <= 64 and "\0" not in item.id


def check(item: Item) -> None:
    """Raise Invalid for what no kind of item may be."""
    if "\0" in f"{item.at}{item.text}":
        raise Invalid("A text must not contain the character NUL.")
    if not named(item) or not 0 <= item.seq < 2**53 or len(item.at or "") > 40:
        raise Invalid(
            "An item needs an id of 8 to 64 characters and a seq from 0; this one has {id} and {seq}.",
            id=item.id[:64],
            seq=item.seq,
        )


def columns(info: RoundInfo, item: Item) -> Row:
    """The columns of `tap` that the item's kind fills; Invalid where it says too little, too much or nonsense."""
    make = _COLUMNS.get(item.kind)
    return make(info, item) if make else {}


def _mark(info: RoundInfo, item: Item) -> Row:
    criterion = _criterion(info, item.criterion)
    if item.mark is None:
        raise Invalid("A mark needs to say whether it is a value, not_seen, recused or cleared.")
    if item.mark is not MarkKind.VALUE:
        return {"criterion": criterion.key, "answer": item.mark.value}
    value, detail = mark_value(criterion, item)
    return {"criterion": criterion.key, "answer": "value", "value": to_units(value), "detail": detail}


def _note(info: RoundInfo, item: Item) -> Row:
    if item.text is None or len(item.text) > LONGEST_TEXT:
        raise Invalid("A note needs a text of at most {most} characters.", most=LONGEST_TEXT)
    return {"criterion": _criterion(info, item.criterion).key if item.criterion else None, "text": item.text}


def _comment(_info: RoundInfo, item: Item) -> Row:
    if item.text is None or len(item.text) > LONGEST_TEXT:
        raise Invalid("A comment needs a text of at most {most} characters.", most=LONGEST_TEXT)
    return {"text": item.text}


def _problem(_info: RoundInfo, item: Item) -> Row:
    if not 0 < len((item.text or "").strip()) <= LONGEST_TEXT:
        raise Invalid("Say in at most {most} characters what the problem is.", most=LONGEST_TEXT)
    return {"text": item.text}


def _drop(_info: RoundInfo, item: Item) -> Row:
    if item.photo is None or not re.fullmatch(r"[0-9a-f]{64}", item.photo):
        raise Invalid("Say by its hash which photo is taken back.")
    return {"photo": item.photo}


def _photo(info: RoundInfo, item: Item) -> Row:
    return {"criterion": _criterion(info, item.criterion).key if item.criterion else None, "photo": item.photo}


_COLUMNS: dict[str, Callable[[RoundInfo, Item], Row]] = {
    "mark": _mark, "note": _note, "comment": _comment, "problem": _problem, "photo": _photo, "drop_photo": _drop
}  # fmt: skip


def _criterion(info: RoundInfo, key: str | None) -> Criterion:
    for criterion in info.criteria:
        if criterion.key == key:
            return criterion
    known = ", ".join(criterion.key for criterion in info.criteria)
    raise Invalid("This round has no criterion {key}; it has {known}.", key=repr(key), known=known)


def mark_value(criterion: Criterion, item: Item) -> tuple[Decimal, dict[str, Any] | None]:
    """The value of a mark and its detail as stored. The server's own arithmetic decides; a client's must agree."""
    given = _decimal(item.value) if item.value is not None else None
    if item.detail is None:
        if given is None:
            raise Invalid("A mark with the answer value needs a value or its detail.")
        if not criterion.scale.admits(given):
            raise _off_scale(criterion, given)
        return given, None
    detail = Detail(level=item.detail.level, fine=_decimal(item.detail.fine), counts=item.detail.counts)
    value = criterion.value(detail)
    if given is not None and given != value:
        raise Invalid(
            "The mark says {given} but its detail adds up to {value}; reload the page.",
            given=plain(given),
            value=plain(value),
        )
    counts = {key: count for key, count in sorted(detail.counts.items()) if count}
    return value, {"level": detail.level, "fine": plain(detail.fine), "counts": counts}


def _off_scale(criterion: Criterion, value: Decimal) -> Invalid:
    scale = criterion.scale
    return Invalid(
        "{value} is off the scale of {criterion}: from {low} to {high} in steps of {step}.",
        value=plain(value),
        criterion=criterion.key,
        low=plain(scale.low),
        high=plain(scale.high),
        step=plain(scale.step),
    )


def _decimal(text: str) -> Decimal:
    try:
        if len(text) > 12:
            raise ValueError
        return exact(text)
    except (WeipingError, ValueError):
        raise Invalid(
            "{value} is not a number; write it with digits and a point, such as 17.5.", value=repr(text[:20])
        ) from None
