"""Motions: what was put to the vote and how it ended. Nobody's vote is kept with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.meetings import Vote, Way
from ...errors import Invalid, NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..activities.planning import open_activity
from ..office import Desk, allow
from .calling import meeting, need_quorum


def put(
    desk: Desk, actor: Actor, activity: int, motion: str, *, votes_for: int, votes_against: int, abstained: int,
    way: Way = Way.HANDS, matter: int | None = None,
) -> bool:  # fmt: skip
    """Record a vote; answers whether the motion was carried: more than half of those present were for it.

    A motion that is put again is another line; the newest about a matter counts. Raises NotFound, WrongPhase without a
    quorum or once the meeting is certified, Invalid for more votes than people.
    """
    allow(actor, Role.CLERK)
    if not motion.strip():
        raise Invalid("Write down what was put to the vote.")

    def job(connection: sa.Connection) -> bool:
        open_activity(connection, activity)
        if (
            matter is not None
            and not connection.execute(sa.select(t.matter.c.id).where(t.matter.c.id == matter)).first()
        ):
            raise NotFound("There is no matter {matter}.", matter=matter)
        vote = Vote(
            votes_for=votes_for,
            votes_against=votes_against,
            abstained=abstained,
            present=need_quorum(connection, activity),
        )
        row = {
            "activity_id": activity, "matter_id": matter, "text": motion, "way": way.value, "carried": vote.carried,
            "at": desk.now(), "actor": actor.name, **asdict(vote),
        }  # fmt: skip
        number = connection.execute(t.motion.insert().returning(t.motion.c.number), row).scalar_one()
        journal.write(connection, actor.name, "motion", {"motion": [{"number": number, **row}]})
        touch(connection, "community", 0)
        return vote.carried

    return desk.store.write(job)


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
