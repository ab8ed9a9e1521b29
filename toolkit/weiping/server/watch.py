"""What the live feed asks the database: which judges tapped, which sessions ended, whether a round is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..desk import pad_view
from ..desk.office import Desk
from ..desk.round_info import round_info
from ..desk.taps import of_round
from ..store import tables as t


@dataclass(frozen=True, slots=True)
class Seen:
    """How far somebody has looked: the numbers of the last tap, conflict, answer to a problem and word about a photo of all."""

    tap: int = 0
    conflict: int = 0
    answer: int = 0
    consent: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What everybody's pad shows of a round, how far this look goes, and the judges whose pads changed since the last."""

    head: dict[str, object]
    seen: Seen
    judges: frozenset[int]


def news(desk: Desk, round_id: int, since: Seen) -> News:
    """What is new in a round; NotFound where there is no such round."""
    with desk.store.read() as connection:
        info = round_info(connection, round_id)
        head = {**info.head(), "rehearsal": info.rehearsal, **pad_view.settings(info)}
        found = {
            name: connection.execute(query, {"round": round_id, "since": getattr(since, name)}).all()
            for name, query in _CHANGES.items()
        }
    last = {name: max((row[1] for row in rows), default=getattr(since, name)) for name, rows in found.items()}
    return News(head, Seen(**last), frozenset(row[0] for rows in found.values() for row in rows))


def _since(
    number: sa.ColumnElement[int], judge: sa.ColumnElement[int], here: sa.ColumnElement[bool]
) -> sa.Select[*tuple[Any, ...]]:
    query = sa.select(judge, sa.func.max(number)).where(here, number > sa.bindparam("since"))
    return query.group_by(judge)


_tap, _conflict, _answer, _consent, _late = (
    t.tap.c,
    t.conflict.c,
    t.problem_answer.c,
    t.photo_consent.c,
    t.late_decision.c,
)
_CHANGES = {
    "tap": _since(_tap.number, _tap.judge_id, of_round(_tap.round_id)),
    "conflict": _since(_conflict.number, _conflict.judge_id, _conflict.round_id == sa.bindparam("round")),
    "answer": _since(_answer.number, _tap.judge_id, of_round(_tap.round_id)).where(_tap.id == _answer.problem),
    "consent": _since(_consent.number, _tap.judge_id, of_round(_consent.round_id)).where(
        _tap.round_id == _consent.round_id, _tap.photo == _consent.photo
    ),
    "late": _since(_late.number, _late.judge_id, _late.round_id == sa.bindparam("round")),
}
"""Judge -> the number of the last row that changes that judge's pad, by what changed it."""


def find(desk: Desk, round_id: int) -> None:
    """Raise NotFound where there is no such round."""
    with desk.store.read() as connection:
        round_info(connection, round_id)


def up_to_now(desk: Desk) -> Seen:
    """As far as there is anything."""
    with desk.store.read() as connection:
        last = [
            connection.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.number), 0))).scalar_one()
            for table in (t.tap, t.conflict, t.problem_answer, t.photo_consent, t.late_decision)
        ]
    return Seen(*last)


def ended_sessions(desk: Desk) -> frozenset[int]:
    """Sessions that were left or revoked."""
    s = t.session.c
    with desk.store.read() as connection:
        return frozenset(connection.execute(sa.select(s.id).where(s.ended_at.is_not(None))).scalars())
