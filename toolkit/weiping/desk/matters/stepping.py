"""A matter goes on: a step of its kind that may follow, with what that step asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.kinds import Step
from ...domain.privacy import refuse_personal
from ...domain.records import Taken
from ...errors import Invalid
from ...store import tables as t
from ..activities.kinds import kept, public_texts
from ..evidence import append
from ..meetings import calling, voting
from ..office import Desk, allow
from .photographed import need
from .reporting import matter_kind
from .standing import Stand, stand


def step(
    desk: Desk, actor: Actor, number: int, to: str, *, day: date, answers: Mapping[str, Any] | None = None, reason: str = "",
    meeting: int | None = None,
) -> None:  # fmt: skip
    """Take a matter to the step `to` on `day`. `meeting` is the activity whose resolution it follows. Raises as `step_all`."""
    step_all(desk, actor, [Taken(matter=number, to=to, day=day, answers=answers or {}, reason=reason, meeting=meeting)])


def step_all(desk: Desk, actor: Actor, taken: Sequence[Taken]) -> None:
    """Take matters through steps in one commit, those of one matter in their order.

    Raises NotFound, WrongPhase where a step may not follow, Invalid for answers that the step's form refuses or a day before
    the last step's, or photos that are needed and not there; going back, or opening again what had ended, needs a reason.
    """
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> None:
        now: dict[int, Stand] = {}
        rows = []
        for one in taken:
            if one.matter not in now:
                now[one.matter] = stand(connection, one.matter)
            rows.append(_row(desk, connection, actor, now[one.matter], one))
            now[one.matter] = Stand(now[one.matter].matter, one.to, one.day)
        append(connection, actor, "step-matter", t.matter_step, rows)

    desk.store.write(job)


def _row(desk: Desk, connection: sa.Connection, actor: Actor, now: Stand, one: Taken) -> dict[str, Any]:
    kind = matter_kind(desk, now.matter.kind)
    following = kind.move(now.step, one.to)
    order = [step.key for step in kind.steps]
    if (kind.step(now.step).ends or order.index(one.to) < order.index(now.step)) and not one.reason.strip():
        raise Invalid("Say why it goes back to {step}; the reason stays with the matter.", step=following.title)
    if one.day < now.since or one.day > desk.today():
        raise Invalid(
            "{day} cannot be: the last step was on {since}, and today is {today}.",
            day=one.day.isoformat(), since=now.since.isoformat(), today=desk.today().isoformat(),
        )  # fmt: skip
    _check_meeting(connection, following, one.matter, one.meeting)
    need(connection, kind, one.matter, following)
    refuse_personal(following.title, *public_texts(following.asks, one.answers))
    return {
        "matter_id": one.matter, "step": one.to, "day": one.day, "answers": kept(following.asks, one.answers),
        "reason": one.reason, "activity_id": one.meeting, "at": desk.now(), "actor": actor.name, "operator": actor.operator,
    }  # fmt: skip


def _check_meeting(connection: sa.Connection, following: Step, number: int, meeting: int | None) -> None:
    if following.resolution:
        if meeting is None:
            raise Invalid(
                "{step} follows a meeting's resolution; name the meeting.", code="resolution", step=following.title
            )
        voting.need_resolution(connection, meeting, number)
    elif meeting is not None:
        calling.meeting(connection, meeting)
