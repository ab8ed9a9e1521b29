"""Who works at the tiny office, and what its points come to: for the tests beside this file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from tests.conftest import Hall, text

from weiping.desk import audit
from weiping.desk.office import Desk
from weiping.desk.points import policy
from weiping.desk.points.policy import Policy
from weiping.domain.appraisal import Actor, Role
from weiping.domain.points import Attendance, Attended, Event, PointsRule, Proposal, TaskDone, Verified
from weiping.store import tables as t

FIRST, SECOND = Actor(Role.CLERK, staff="c1"), Actor(Role.CLERK, staff="c2")
DAY = date(2024, 11, 20)


def resident(hall: Hall, household: str) -> Actor:
    """Whoever opened a household's own link."""
    with hall.desk.store.read() as connection:
        number = connection.execute(sa.select(t.household.c.id).where(t.household.c.key == household)).scalar_one()
    return Actor(Role.RESIDENT, session=99, household=number)


def balance(hall: Hall, household: str = "east-1") -> int:
    from weiping.desk.points import balances

    with hall.desk.store.read() as connection:
        number = connection.execute(sa.select(t.account.c.id).where(t.account.c.key == f"household:{household}"))
        return balances.balance(connection, number.scalar_one())


def rows(hall: Hall, table: sa.Table) -> list[Any]:
    with hall.desk.store.read() as connection:
        return list(connection.execute(sa.select(table).order_by(table.c.number)))


def decide(hall: Hall, **what: Any) -> None:
    policy.change(hall.desk, hall.clerk, Policy(**what))


def sound(hall: Hall) -> bool:
    """Whether `weiping audit` finds nothing."""
    return not [one for one in audit.audit(hall.desk) if one.faults]


def as_much(event: Event) -> Iterator[Proposal]:
    """A point for each whole piece of a deed, or hour of an attendance."""
    if isinstance(event, Verified):
        yield Proposal(household=event.household, points=int(event.quantity), reason=event.title)
    elif isinstance(event, Attended):
        for one in event.who:
            yield Proposal(household=one.household, points=int(one.hours or 1), reason=event.title)


def with_rules(hall: Hall, *rules: PointsRule) -> Hall:
    offered = {one.key: one for one in rules}
    return replace(hall, desk=replace(hall.desk, plugins=replace(hall.desk.plugins, points_rules=offered)))


def deed_rule(key: str = "deeds", **more: Any) -> PointsRule:
    return PointsRule(key=key, title=text(key), propose=as_much, on=(Verified, Attended), **more)


def deed(points: int, on: date = DAY, household: str = "east-1") -> Verified:
    return Verified(deed="snow", title=text("snow"), household=household, on=on, quantity=Decimal(points))


def meeting(*hours: int) -> Attended:
    homes = ("east-1", "east-2", "west-1", "west-2")
    who = tuple(
        Attendance(household=home, role="helper", hours=Decimal(n)) for home, n in zip(homes, hours, strict=False)
    )
    return Attended(activity=7, kind="meeting", title=text("meeting"), on=DAY, who=who)


def task() -> TaskDone:
    return TaskDone(task="round", title=text("round"), household="east-1", on=DAY)


def other(desk: Desk, **changes: Any) -> Desk:
    return replace(desk, **changes)
