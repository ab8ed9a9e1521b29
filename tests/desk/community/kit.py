"""A hall with kinds of activities and matters, and two people at the office."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from tests.conftest import Hall, text

from weiping.domain.appraisal import Actor, Role
from weiping.domain.forms import Field, FieldKind, Form
from weiping.domain.kinds import ActivityKind, ActivityRole, MatterKind, Step
from weiping.domain.points import Attended, PointsRule, Proposal
from weiping.domain.records import Plan, Reported

DAY = date(2024, 11, 18)
ONE, TWO = (Actor(Role.CLERK, staff=key) for key in ("c1", "c2"))
SERVICE = ActivityKind(
    key="clean-up", title=text("clean-up"),
    roles=(ActivityRole(key="volunteer", title=text("volunteer"), hours=True), ActivityRole(key="guest", title=text("guest"))),
    form=Form(fields=(Field(key="elders", title=text("elders"), kind=FieldKind.NUMBER, required=False, least=Decimal(0)),)),
)  # fmt: skip
METRES = Form(fields=(Field(key="metres", title=text("metres"), kind=FieldKind.NUMBER),))
WORK = MatterKind(
    key="work", title=text("work"), opening=Form(fields=(Field(key="what", title=text("what")),)),
    steps=(
        Step(key="reported", title=text("reported")),
        Step(key="done", title=text("done"), asks=METRES),
        Step(key="accepted", title=text("accepted"), ends=True),
    ),
    moves={"reported": ("done",), "done": ("accepted", "reported"), "accepted": ("reported",)},
)  # fmt: skip


def an_hour_a_point(event: Attended) -> list[Proposal]:
    return [
        Proposal(household=one.household, points=int(one.hours), reason=event.title, key=one.resident or "")
        for one in event.who if one.hours
    ]  # fmt: skip


def with_kinds(hall: Hall) -> Hall:
    rule: Any = PointsRule(key="hours", title=text("hours"), propose=an_hour_a_point, on=(Attended,))  # type: ignore[arg-type]
    offered = replace(
        hall.desk.plugins, activity_kinds={"clean-up": SERVICE}, matter_kinds={"work": WORK},
        points_rules={**hall.desk.plugins.points_rules, "hours": rule},
    )  # fmt: skip
    return replace(hall, desk=replace(hall.desk, plugins=offered))


def plan(number: int = 1, **changes: object) -> Plan:
    values: dict[str, Any] = {"key": f"activity-{number}", "kind": "clean-up", "title": text("clean-up"), "day": DAY}
    return Plan(**{**values, **changes})


def reported(number: int = 1, **changes: object) -> Reported:
    values: dict[str, Any] = {
        "key": f"matter-{number}", "kind": "work", "title": text("sewer"), "day": DAY, "answers": {"what": "a sewer"}
    }  # fmt: skip
    return Reported(**{**values, **changes})
