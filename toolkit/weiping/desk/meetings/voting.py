"""Motions: what was put to the vote and how it ended. Nobody's vote is kept with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.meetings import Motion, Vote, Way
from ...errors import Invalid, NotFound, WrongPhase
from ...store import tables as t
from ..activities.planning import open_activity
from ..evidence import append
from ..office import Desk, allow
from .calling import meeting, need_quorum


def put(
    desk: Desk, actor: Actor, activity: int, motion: str, *, votes_for: int, votes_against: int, abstained: int,
    way: Way = Way.HANDS, matter: int | None = None,
) -> bool:  # fmt: skip
    """Record a vote; answers whether the motion was carried. Raises as `put_all`."""
    one = Motion(meeting=activity, text=motion, votes_for=votes_for, votes_against=votes_against, abstained=abstained,
                 way=way, matter=matter)  # fmt: skip
    return put_all(desk, actor, [one])[0]


def put_all(desk: Desk, actor: Actor, put: Sequence[Motion]) -> list[bool]:
    """Record votes in one commit; answers which motions were carried: more than half of those present were for it.

    A motion that is put again is another line; the newest about a matter counts. Raises NotFound, WrongPhase without a
    quorum or once the meeting is certified, Invalid for more votes than people, or none.
    """
    allow(actor, Role.CLERK)
    if not all(one.text.strip() for one in put):
        raise Invalid("Write down what was put to the vote.")
    if not all(one.votes_for or one.votes_against or one.abstained for one in put):
        raise Invalid("Nobody voted; count the votes for, against and abstained.", code="votes")

    def job(connection: sa.Connection) -> list[bool]:
        rows = [_row(desk, actor, connection, one) for one in put]
        append(connection, actor, "motion", t.motion, rows)
        return [bool(row["carried"]) for row in rows]

    return desk.store.write(job)


def _row(desk: Desk, actor: Actor, connection: sa.Connection, one: Motion) -> dict[str, Any]:
    open_activity(connection, one.meeting)
    m = t.matter.c
    if one.matter is not None and not connection.execute(sa.select(m.id).where(m.id == one.matter)).first():
        raise NotFound("There is no matter {matter}.", matter=one.matter)
    vote = Vote(
        votes_for=one.votes_for, votes_against=one.votes_against, abstained=one.abstained,
        present=need_quorum(desk, connection, one.meeting),
    )  # fmt: skip
    return {
        "activity_id": one.meeting, "matter_id": one.matter, "text": one.text, "way": one.way.value, "carried": vote.carried,
        "at": desk.now(), "actor": actor.name, **asdict(vote),
    }  # fmt: skip


def motions(connection: sa.Connection, activity: int) -> Sequence[Any]:
    """What was put to the vote at a meeting, in order."""
    m = t.motion
    return connection.execute(sa.select(m).where(m.c.activity_id == activity).order_by(m.c.number)).all()


def need_resolution(connection: sa.Connection, activity: int, matter: int) -> None:
    """Raise WrongPhase unless the meeting's newest vote about the matter carried it."""
    meeting(connection, activity)
    about = [one for one in motions(connection, activity) if one.matter_id == matter]
    if not about or not about[-1].carried:
        raise WrongPhase(
            "That meeting did not carry a motion about this matter; record the vote first, or name another meeting.",
            code="no-resolution",
        )  # fmt: skip
