"""Who took part: written as lines that are never changed; the newest line of a person and role counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.kinds import ActivityKind
from ...domain.records import Part, Source
from ...errors import Invalid, WrongPhase
from ...store import tables as t
from ..evidence import append
from ..keys import residents_of, still_here
from ..office import Desk, allow
from .kinds import activity_kind, role_of
from .planning import open_activity

LONGEST = 24 * 60
"""Minutes that one person can take part in one activity."""


def record(desk: Desk, actor: Actor, activities: Mapping[int, Sequence[Part]]) -> int:
    """Write down who took part in activities (by their numbers), in one commit; answers how many lines were written.

    Raises Invalid for a role the kind has not, hours below zero, a clock that runs backwards or on another day, NotFound
    for an unknown resident, WrongPhase for somebody who did not live here on that day or an activity that is certified already.
    """
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> int:
        made: list[dict[str, Any]] = []
        people = residents_of(
            connection, {one.resident for many in activities.values() for one in many if one.resident}
        )
        for number, parts in activities.items():
            activity = open_activity(connection, number)
            kind = activity_kind(desk, activity.kind)
            made += [_row(desk, actor, activity, kind, one, people) for one in parts]
            for one in parts:
                _check_clock(desk, activity.day, one)
        append(connection, actor, "take-part", t.participation, made)
        return len(made)

    return desk.store.write(job)


def take_back(desk: Desk, actor: Actor, activity: int, part: Part, reason: str) -> None:
    """Say that somebody did not take part after all. Raises as `record`, and Invalid without a reason."""
    allow(actor, Role.CLERK)
    if not reason.strip():
        raise Invalid("Say why this is taken back.")

    def job(connection: sa.Connection) -> None:
        found = open_activity(connection, activity)
        people = residents_of(connection, {part.resident} if part.resident else set())
        row = _row(desk, actor, found, activity_kind(desk, found.kind), part, people)
        append(connection, actor, "take-back-part", t.participation, [{**row, "took_part": False, "note": reason}])

    desk.store.write(job)


def check_in(desk: Desk, actor: Actor, activity: int, resident: str, role: str, source: Source = Source.QR) -> None:
    """Somebody comes: the clock starts. A second time changes nothing."""
    allow(actor, Role.CLERK)
    come(desk, actor, activity, resident, role, source)


def come(desk: Desk, actor: Actor, activity: int, resident: str, role: str, source: Source) -> None:
    """As `check_in`, for a verb that has looked who may."""
    now = desk.now()

    def job(connection: sa.Connection) -> None:
        here = _newest(connection, activity, resident, role)
        if here is None or not here.took_part or here.left_at is not None:
            found = open_activity(connection, activity)
            kind = activity_kind(desk, found.kind)
            part = Part(role=role, resident=resident, came_at=now, source=source)
            rows = [_row(desk, actor, found, kind, part, residents_of(connection, {resident}), running=True)]
            append(connection, actor, "check-in", t.participation, rows)

    desk.store.write(job)


def check_out(desk: Desk, actor: Actor, activity: int, resident: str, role: str, source: Source = Source.QR) -> int:
    """Somebody goes; answers the minutes. Raises WrongPhase for somebody who did not check in."""
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> int:
        here = _newest(connection, activity, resident, role)
        if here is None or not here.took_part or here.came_at is None:
            raise WrongPhase("There was no check-in; record the hours with their reason instead.", code="no-check-in")
        if here.left_at is None:
            found = open_activity(connection, activity)
            part = Part(role=role, resident=resident, came_at=here.came_at, left_at=desk.now(), source=source)
            kind, people = activity_kind(desk, found.kind), residents_of(connection, {resident})
            append(connection, actor, "check-out", t.participation, [_row(desk, actor, found, kind, part, people)])
        return int(_newest(connection, activity, resident, role).minutes or 0)

    return desk.store.write(job)


def counted(connection: sa.Connection, activities: Sequence[int] | None = None) -> list[Any]:
    """The lines that count, of these activities or of all: the newest of each person and role, where it says they came."""
    p = t.participation
    who = sa.func.coalesce(sa.cast(p.c.resident_id, sa.Text), p.c.guest)
    newest = sa.select(sa.func.max(p.c.number)).group_by(p.c.activity_id, p.c.role, p.c.guest, who)
    if activities is not None:
        newest = newest.where(p.c.activity_id.in_(activities))
    query = sa.select(p).where(p.c.took_part, p.c.number.in_(newest)).order_by(p.c.number)
    return list(connection.execute(query))


def _newest(connection: sa.Connection, activity: int, resident: str, role: str) -> Any:
    p, r = t.participation, t.resident
    query = (
        sa.select(p).join(r, r.c.id == p.c.resident_id)
        .where(p.c.activity_id == activity, r.c.key == resident, p.c.role == role)
        .order_by(p.c.number.desc()).limit(1)
    )  # fmt: skip
    return connection.execute(query).first()


def _row(
    desk: Desk, actor: Actor, activity: Any, kind: ActivityKind, one: Part, people: Mapping[str, Any], *,
    running: bool = False,
) -> dict[str, Any]:  # fmt: skip
    if bool(one.resident) == bool(one.guest.strip()):
        raise Invalid("Say who took part: a resident of the register, or a guest in your words.")
    role = role_of(kind, one.role)
    person = people[one.resident] if one.resident else None
    if person is not None:
        still_here(person, activity.day)
    return {
        "activity_id": activity.id, "resident_id": person and person.id, "household_id": person and person.household_id,
        "guest": one.guest.strip(), "role": role.key, "took_part": True, "came_at": one.came_at, "left_at": one.left_at,
        "minutes": _minutes(one) if role.hours and not running else None, "source": one.source.value, "note": one.note,
        "at": desk.now(), "actor": actor.name, "operator": actor.operator,
    }  # fmt: skip


def _check_clock(desk: Desk, day: date, one: Part) -> None:
    """Refuse a clock that ran on another day than that of the activity, or the one after it where it went on past midnight."""
    for at in (one.came_at, one.left_at):
        if at is not None and not day <= at.astimezone(desk.zone).date() <= day + timedelta(days=1):
            raise Invalid(
                "The activity was on {day}; a time of {at} is none of it. Correct the date, or write down the minutes.",
                code="clock", day=day.isoformat(), at=at.astimezone(desk.zone).date().isoformat(),
            )  # fmt: skip


def _minutes(one: Part) -> int | None:
    """How long somebody took part. Raises Invalid for a clock that runs backwards or a time nobody has."""
    minutes = one.minutes
    if one.left_at is not None:
        if one.came_at is None or one.left_at < one.came_at:
            raise Invalid("Nobody leaves before they came; check the times of check-in and check-out.", code="clock")
        if minutes is None:
            minutes = _between(one.came_at, one.left_at)
    if minutes is not None and not 0 <= minutes <= LONGEST:
        raise Invalid("{minutes} minutes cannot be: from zero to a day.", code="minutes", minutes=minutes)
    return minutes


def _between(begin: datetime, end: datetime) -> int:
    return int((end - begin).total_seconds()) // 60
