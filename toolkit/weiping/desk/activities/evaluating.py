"""Evaluating: what those who were there, and the office for those it asked, say of an activity; and complaints about it.

The newest word of a person counts. A complaint decides nothing by itself: who certifies the activity says whether it is
justified (`certifying`), and then it earns neither hours nor points.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.records import Satisfaction
from ...errors import Invalid, NotAllowed, NotFound, WrongPhase
from ...store import tables as t
from ..evidence import append
from ..keys import resident_of
from ..office import Desk, allow
from .taking_part import counted

LONGEST = 500


def evaluate(
    desk: Desk, actor: Actor, activity: int, satisfaction: Satisfaction, remark: str = "", *, resident: str | None = None,
    complaint: bool = False,
) -> None:  # fmt: skip
    """Write down what a resident says of an activity, or the office for those whom it asked (no resident).

    A household speaks for its own people. Raises NotFound, NotAllowed, WrongPhase for an activity that is still to come or was
    called off or for somebody who was not there (a complaint may be anybody's), Invalid for a complaint without words.
    """
    allow(actor, Role.CLERK, Role.RESIDENT)
    remark = remark.strip()
    if len(remark) > LONGEST:
        raise Invalid("At most {most} characters, please.", most=LONGEST)
    if complaint and not remark:
        raise Invalid("Write down what the complaint is about; who certifies the activity reads it.")

    def job(connection: sa.Connection) -> None:
        _held(desk, connection, activity)
        person = _person(connection, actor, resident)
        if person is not None and not complaint and person.id not in _there(connection, activity):
            raise WrongPhase("Only who was there says how it was; a complaint may be anybody's.", code="not-there")
        row = {
            "activity_id": activity, "resident_id": person and person.id, "satisfaction": satisfaction.value,
            "remark": remark, "complaint": complaint, "at": desk.now(), "actor": actor.name, "operator": actor.operator,
        }  # fmt: skip
        append(connection, actor, "evaluate-activity", t.evaluation, [row])

    desk.store.write(job)


def said(connection: sa.Connection, activity: int) -> list[Any]:
    """What was said of an activity, oldest first: the newest line of each resident, and the office's newest."""
    e = t.evaluation
    newest = sa.select(sa.func.max(e.c.number)).where(e.c.activity_id == activity).group_by(e.c.resident_id)
    return list(connection.execute(sa.select(e).where(e.c.number.in_(newest)).order_by(e.c.number)))


def complaints(connection: sa.Connection, activity: int) -> list[str]:
    """What was complained of, in words."""
    return [one.remark for one in said(connection, activity) if one.complaint]


def _held(desk: Desk, connection: sa.Connection, activity: int) -> None:
    a, e = t.activity, t.activity_end
    query = sa.select(a.c.day, e.c.how).outerjoin(e, e.c.activity_id == a.c.id).where(a.c.id == activity)
    found = connection.execute(query).first()
    if found is None:
        raise NotFound("There is no activity {activity}.", activity=activity)
    if found.how == "cancelled":
        raise WrongPhase("This activity was called off.", code="cancelled")
    if found.day > desk.today():
        raise WrongPhase("It is still to come; say afterwards how it was.", code="not-yet")


def _person(connection: sa.Connection, actor: Actor, resident: str | None) -> Any:
    if resident is None:
        if actor.role is Role.RESIDENT:
            raise Invalid("Say who of the household speaks.")
        return None
    person = resident_of(connection, resident)
    if actor.role is Role.RESIDENT and person.household_id != actor.household:
        raise NotAllowed("A household speaks for itself and its own people.")
    return person


def _there(connection: sa.Connection, activity: int) -> set[int]:
    return {one.resident_id for one in counted(connection, [activity])}
