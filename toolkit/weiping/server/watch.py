"""What the live feed asks the database: which judges tapped, which sessions ended, whether a round is there."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from ..desk.office import Desk
from ..desk.round_info import round_info
from ..store import tables as t


@dataclass(frozen=True, slots=True)
class News:
    """A round's head now, the number of its last tap, and the judges who tapped since the number that was asked for."""

    head: dict[str, object]
    last: int
    judges: frozenset[int]


def news(desk: Desk, round_id: int, since: int) -> News:
    """What is new in a round after tap number `since`; NotFound where there is no such round."""
    tap = t.tap.c
    query = sa.select(tap.judge_id, sa.func.max(tap.number)).where(tap.round_id == round_id, tap.number > since)
    with desk.store.read() as connection:
        head = round_info(connection, round_id).head()
        found = connection.execute(query.group_by(tap.judge_id)).all()
    return News(head, max((row[1] for row in found), default=since), frozenset(row[0] for row in found))


def last_tap(desk: Desk) -> int:
    """The number of the last tap of all; 0 where there is none."""
    with desk.store.read() as connection:
        return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(t.tap.c.number), 0))).scalar_one())


def ended_sessions(desk: Desk) -> frozenset[int]:
    """Sessions that were left or revoked."""
    s = t.session.c
    with desk.store.read() as connection:
        return frozenset(connection.execute(sa.select(s.id).where(s.ended_at.is_not(None))).scalars())
