"""Rows of the log of taps, as far as each reader needs them: a whole sheet, what counts, and what stands in the margin."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa

from ..store import tables as t


class Tap(Protocol):
    """A row of the table `tap`."""

    number: int
    id: str
    judge_id: int
    entry_id: int
    kind: str
    criterion: str | None
    answer: str | None
    value: int | None
    detail: dict[str, Any] | None
    text: str | None
    client: str
    seq: int
    received_at: datetime
    late: bool
    practice: int | None
    photo: str | None


def taps_of(connection: sa.Connection, round_id: int, *where: sa.ColumnElement[bool]) -> list[Tap]:
    """Taps of a round in the order they were received, with all that a judge's own pad shows of them."""
    query = sa.select(t.tap).where(t.tap.c.round_id == round_id, *where).order_by(t.tap.c.number)
    return list(connection.execute(query))


SCORING = ("mark", "sign", "reopen")
"""Kinds of taps that standings and progress are made of."""


def of_round(column: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a row is of the round asked for, said so that no index is used for it.

    Whoever follows a round asks for what is new several times a second. Found by its number that is a few rows; by an
    index of rounds it would be a look through the whole round each time.
    """
    return column + 0 == sa.bindparam("round")


def _new(names: str, which: sa.ColumnElement[bool], *more: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
    """Taps of a round after number `since`, in the order they were received; put together once, for it is asked often."""
    columns = [
        t.tap.c[name] for name in f"number judge_id entry_id kind client seq received_at late practice {names}".split()
    ]
    new = sa.and_(of_round(t.tap.c.round_id), t.tap.c.number > sa.bindparam("since"))
    return sa.select(*columns, *more).where(new, which).order_by(t.tap.c.number)


_COUNTED = _new("criterion answer value photo", sa.or_(t.tap.c.kind.in_(SCORING), t.tap.c.late))
_BESIDE = _new("id criterion text photo", t.tap.c.kind.not_in(("mark", "sign")), sa.null().label("answer"))


def counted_taps(connection: sa.Connection, round_id: int, since: int = 0) -> list[Tap]:
    """Taps after number `since`: what progress and standings are made of, and what came late."""
    return list(connection.execute(_COUNTED, {"round": round_id, "since": since}))


def margin_taps(connection: sa.Connection, round_id: int, since: int = 0) -> list[Tap]:
    """Taps after number `since` that belong in the margin."""
    return list(connection.execute(_BESIDE, {"round": round_id, "since": since}))
