"""Routes of activities: planned, recorded, certified; the month that everybody may see."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from ..desk.activities import certifying, evaluating, planning, signing_up, taking_part
from ..desk.community import activities_view, matters_view, public_view
from ..desk.office import OFFICE
from ..domain.appraisal import Role
from ..domain.records import Part, Plan, Satisfaction, Source
from ..errors import Invalid
from .bodies import Answers, Body, BothBody, KeyText, Line, Reason, WhyBody, Word, month_of
from .core import Call, Reply, Route


class ActivityBody(Body):
    """An activity as it is planned; `key` is made by the client once and repeated on a retry."""

    key: KeyText
    kind: Word
    title: BothBody
    day: date
    begins: Annotated[str, msgspec.Meta(max_length=5)] = ""
    ends: Annotated[str, msgspec.Meta(max_length=5)] = ""
    place: Line = ""
    campaign: Line = ""
    compound: Word | None = None
    capacity: Annotated[int, msgspec.Meta(ge=1, le=100_000)] | None = None
    answers: Answers = msgspec.field(default_factory=dict)
    partners: Annotated[list[Word], msgspec.Meta(max_length=50)] = msgspec.field(default_factory=list)


class PartBody(Body):
    """The part of a resident (a key) or of a guest; times are UTC or carry their offset."""

    role: Word
    resident: Word | None = None
    guest: Line = ""
    came_at: datetime | None = None
    left_at: datetime | None = None
    minutes: int | None = None
    note: Reason = ""


class PartsBody(Body):
    """Who took part."""

    parts: Annotated[list[PartBody], msgspec.Meta(min_length=1, max_length=2000)]


class TakenPartBody(Body):
    """Who did not take part after all, in which role, and why it was written down."""

    role: Word
    reason: Reason
    resident: Word | None = None
    guest: Line = ""


class ClockBody(Body):
    """Who comes or goes, in which role."""

    resident: Word
    role: Word
    source: Literal["qr", "list", "office"] = "qr"


class SignUpBody(Body):
    """Who means to come in which role, or does not any more."""

    resident: Word
    role: Word
    comes: bool = True


class CertifyBody(Body):
    """Whether a complaint is justified; null where nobody complained."""

    complaint: bool | None = None


class AnswersBody(Body):
    """Answers of the kind's form; null takes one back."""

    answers: Answers


class EvaluationBody(Body):
    """What a resident says of the activity, or the office for those whom it asked (no resident)."""

    satisfaction: Literal["good", "fair", "poor"]
    remark: Reason = ""
    resident: Word | None = None
    complaint: bool = False


def community_month(call: Call) -> Reply:
    """A month's activities, and what may be planned and reported."""
    found = activities_view.month(call.desk, call.actor, month_of(call))
    kinds = {"kinds": activities_view.kinds(call.desk), "matter_kinds": matters_view.kinds(call.desk)}
    kinds |= activities_view.where_and_with(call.desk)
    return Reply(200, {**found, **kinds, "day": call.desk.today().isoformat(), "operator": call.actor.operator})


def community_public(call: Call) -> Reply:
    """What everybody may see."""
    return Reply(200, {**public_view.shown(call.desk, month_of(call)), "day": call.desk.today().isoformat()})


def search(call: Call) -> Reply:
    """Activities and matters with all the words in `q`."""
    words = call.request.query.get("q", "")[:60]
    matters = [
        one for ended in (False, True)
        for one in (matters_view.listed(call.desk, call.actor, ended=ended, words=words)["matters"] if words.split() else [])
    ]  # fmt: skip
    return Reply(200, {**activities_view.found(call.desk, call.actor, words), "matters": matters})


def activity_reply(call: Call, status: int = 200) -> Reply:
    """The activity as it stands now, for a route that changed it."""
    return Reply(status, activities_view.activity(call.desk, call.actor, call.number("activity")))


def one_activity(call: Call) -> Reply:
    """One activity with all that belongs to it."""
    return activity_reply(call)


def _plan(body: ActivityBody) -> Plan:
    return Plan(
        key=body.key, kind=body.kind, title=body.title.text(), day=body.day, begins=body.begins, ends=body.ends,
        place=body.place, campaign=body.campaign, compound=body.compound, capacity=body.capacity, answers=body.answers,
        partners=tuple(body.partners),
    )  # fmt: skip


def plan_activity(call: Call) -> Reply:
    """Plan an activity; the same key answers the same one."""
    number = planning.plan(call.desk, call.actor, _plan(call.body))
    return Reply(201, activities_view.activity(call.desk, call.actor, number))


def change_activity(call: Call) -> Reply:
    """Change what is planned."""
    planning.change(call.desk, call.actor, call.number("activity"), _plan(call.body))
    return activity_reply(call)


def cancel_activity(call: Call) -> Reply:
    """Call it off."""
    planning.cancel(call.desk, call.actor, call.number("activity"), call.body.reason)
    return activity_reply(call)


def certify_activity(call: Call) -> Reply:
    """Let it count, as a second person."""
    certifying.certify(call.desk, call.actor, call.number("activity"), complaint=call.body.complaint)
    return activity_reply(call)


def record_parts(call: Call) -> Reply:
    """Write down who took part."""
    parts = [
        Part(
            role=one.role, resident=one.resident, guest=one.guest, came_at=one.came_at, left_at=one.left_at,
            minutes=one.minutes, note=one.note,
        )
        for one in call.body.parts
    ]  # fmt: skip
    if any(at is not None and at.tzinfo is None for one in parts for at in (one.came_at, one.left_at)):
        raise Invalid("Times need their offset from UTC, such as 2024-11-20T09:30:00+08:00.")
    taking_part.record(call.desk, call.actor, {call.number("activity"): parts})
    return activity_reply(call, 201)


def take_part_back(call: Call) -> Reply:
    """Somebody did not take part after all."""
    body = call.body
    part = Part(role=body.role, resident=body.resident, guest=body.guest)
    taking_part.take_back(call.desk, call.actor, call.number("activity"), part, body.reason)
    return activity_reply(call)


def check_in(call: Call) -> Reply:
    """Somebody comes."""
    body = call.body
    taking_part.check_in(
        call.desk, call.actor, call.number("activity"), body.resident, body.role, Source(body.source)
    )  # fmt: skip
    return activity_reply(call)


def check_out(call: Call) -> Reply:
    """Somebody goes."""
    body = call.body
    taking_part.check_out(
        call.desk, call.actor, call.number("activity"), body.resident, body.role, Source(body.source)
    )  # fmt: skip
    return activity_reply(call)


def answer_activity(call: Call) -> Reply:
    """Write down what the kind asks for, once it is known."""
    planning.answer(call.desk, call.actor, call.number("activity"), call.body.answers)
    return activity_reply(call)


def evaluate_activity(call: Call) -> Reply:
    """Somebody says how it was."""
    body = call.body
    evaluating.evaluate(
        call.desk, call.actor, call.number("activity"), Satisfaction(body.satisfaction), body.remark, resident=body.resident,
        complaint=body.complaint,
    )  # fmt: skip
    return (
        Reply(201, {"satisfaction": body.satisfaction})
        if call.actor.role is Role.RESIDENT
        else activity_reply(call, 201)
    )


def sign_up(call: Call) -> Reply:
    """Somebody means to come, or does not any more."""
    body = call.body
    changed = signing_up.sign_up(
        call.desk, call.actor, call.number("activity"), body.resident, body.role, comes=body.comes
    )  # fmt: skip
    return Reply(200, {"changed": changed})


_CLERK = (Role.CLERK,)
_OWN = (Role.CLERK, Role.RESIDENT)
_MONTH = {"month": "such as 2024-11; this one where nothing is said"}
_ONE = "/community/activities/{activity}"

ACTIVITY_ROUTES: tuple[Route, ...] = (
    Route("GET", "/community", OFFICE, community_month, "a month's activities and the kinds there are", query=_MONTH),
    Route("GET", "/community/public", (), community_public, "what everybody may see of a month", query=_MONTH),
    Route("GET", "/community/search", OFFICE, search, "activities and matters", query={"q": "words"}),
    Route("POST", "/community/activities", _CLERK, plan_activity, "plan an activity", ActivityBody, done=(201,)),
    Route("GET", _ONE, OFFICE, one_activity, "one activity with all that belongs to it"),
    Route("POST", f"{_ONE}/plan", _CLERK, change_activity, "change what is planned", ActivityBody),
    Route("POST", f"{_ONE}/cancel", _CLERK, cancel_activity, "call an activity off", WhyBody),
    Route("POST", f"{_ONE}/certify", OFFICE, certify_activity, "let an activity count, as a second person", CertifyBody),
    Route("POST", f"{_ONE}/parts", _CLERK, record_parts, "write down who took part", PartsBody, done=(201,)),
    Route("POST", f"{_ONE}/parts/take-back", _CLERK, take_part_back, "somebody did not take part after all", TakenPartBody),
    Route("POST", f"{_ONE}/check-in", _CLERK, check_in, "somebody comes", ClockBody),
    Route("POST", f"{_ONE}/check-out", _CLERK, check_out, "somebody goes", ClockBody),
    Route("POST", f"{_ONE}/answers", _CLERK, answer_activity, "what the kind asks for, once it is known", AnswersBody),
    Route("POST", f"{_ONE}/evaluations", _OWN, evaluate_activity, "somebody says how it was", EvaluationBody, done=(201,)),
    Route("POST", f"{_ONE}/sign-up", _OWN, sign_up, "sign somebody up, or off again", SignUpBody),
)  # fmt: skip
