"""The office's routes for points: what waits for a second person, deeds, objections, notices, the watch, months and rules."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

import msgspec

from ..desk.office import OFFICE
from ..desk.points import (
    approvals,
    batches,
    days,
    deeds,
    explaining,
    granting,
    notices,
    objections,
    office_view,
    periods,
    policy,
    settling,
    spot_checks,
    watching,
)
from ..desk.points.granting import GrantLine
from ..domain.appraisal import Role
from ..errors import Invalid
from .bodies import BothBody
from .core import Call, Reply, Route

_Key = Annotated[str, msgspec.Meta(min_length=8, max_length=64)]
_Reason = Annotated[str, msgspec.Meta(max_length=500)]
_Points = Annotated[int, msgspec.Meta(ge=1, le=10**9)]
_Word = Annotated[str, msgspec.Meta(max_length=64)]

WATCHED = timedelta(days=29)
"""The watch begins so many days before its last one where nothing else is asked for."""


class DecisionBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why somebody decided like that; what is turned down needs it."""

    reason: _Reason = ""


class GrantLineBody(msgspec.Struct, forbid_unknown_fields=True):
    """So many points for one account, by its key."""

    account: _Word
    points: _Points


class GrantBody(msgspec.Struct, forbid_unknown_fields=True):
    """Points that the office gives; `key` is made by the client once for each grant and repeated on a retry."""

    key: _Key
    title: BothBody
    lines: Annotated[list[GrantLineBody], msgspec.Meta(min_length=1, max_length=granting.MOST_LINES)]
    on: date
    fund: _Word = "community"


class DeclaredDeedBody(msgspec.Struct, forbid_unknown_fields=True):
    """A good deed of a household, as a clerk declares it; `quantity` is a decimal number in the kind's own unit."""

    key: _Key
    kind: _Word
    household: _Word
    on: date
    quantity: Annotated[str, msgspec.Meta(max_length=20)] = "1"
    note: _Reason = ""


class TakenObjectionBody(msgspec.Struct, forbid_unknown_fields=True):
    """What is wrong with a transfer; `who` objects, in the office's words, `late` is why it is taken after the notice."""

    key: _Key
    transfer: _Word
    text: _Reason
    who: _Reason = ""
    late: _Reason = ""


class SettledObjectionBody(msgspec.Struct, forbid_unknown_fields=True):
    """How an objection ends; `points` is the right number, for a correction."""

    how: Literal["upheld", "corrected", "reversed", "withdrawn"]
    reason: _Reason
    points: _Points | None = None


class ClosedMonthBody(msgspec.Struct, forbid_unknown_fields=True):
    """A month such as 2024-11; `anyway` is why it is closed although something of it is undecided."""

    month: Annotated[str, msgspec.Meta(max_length=10)]
    anyway: _Reason = ""


class HungNoticeBody(msgspec.Struct, forbid_unknown_fields=True):
    """The month whose notice is hung."""

    month: Annotated[str, msgspec.Meta(max_length=10)]


class OfficeDayBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whether the office works on a day, against the calendar, and why."""

    day: date
    works: bool
    reason: _Reason


class SampleBody(msgspec.Struct, forbid_unknown_fields=True):
    """How many entries of which days of record are drawn by lot."""

    since: date
    until: date
    size: Annotated[int, msgspec.Meta(ge=1, le=spot_checks.MOST)]


class SpotCheckBody(msgspec.Struct, forbid_unknown_fields=True):
    """What was found out about an entry."""

    outcome: Literal["right", "wrong", "not-reached"]
    note: _Reason = ""


def points_overview(call: Call) -> Reply:
    """All that the office has to decide about points, and the rules it goes by."""
    return Reply(200, office_view.overview(call.desk, call.actor))


def grant_points(call: Call) -> Reply:
    """Give points, or let them wait for a second person."""
    body = call.body
    lines = [GrantLine(one.account, one.points) for one in body.lines]
    outcome = granting.grant(
        call.desk, call.actor, key=body.key, title=body.title.text(), lines=lines, on=body.on, fund=body.fund
    )  # fmt: skip
    return Reply(201, _outcome(outcome))


def _outcome(outcome: approvals.Outcome) -> dict[str, Any]:
    return {"state": outcome.state, "posted": outcome.posted, "batch": outcome.batch}


def one_batch(call: Call) -> Reply:
    """A batch with its lines."""
    return Reply(200, batches.one(call.desk, call.actor, call.ids["batch"]))


def approve(call: Call) -> Reply:
    """Post a batch as a second person."""
    return Reply(200, _outcome(approvals.approve(call.desk, call.actor, call.ids["batch"], call.body.reason)))


def turn_down(call: Call) -> Reply:
    """End a batch without posting it."""
    approvals.turn_down(call.desk, call.actor, call.ids["batch"], call.body.reason)
    return Reply(200, {})


def declare_deed_for(call: Call) -> Reply:
    """Declare a deed for a household."""
    body = call.body
    deeds.declare(
        call.desk, call.actor, key=body.key, kind=body.kind, household=body.household, on=body.on, quantity=body.quantity,
        note=body.note,
    )  # fmt: skip
    return Reply(201, {})


def verify_deed(call: Call) -> Reply:
    """Verify a deed as a second person."""
    return Reply(200, _outcome(deeds.verify(call.desk, call.actor, call.ids["deed"], call.body.reason)))


def refuse_deed(call: Call) -> Reply:
    """Say that a deed does not count."""
    deeds.turn_down(call.desk, call.actor, call.ids["deed"], call.body.reason)
    return Reply(200, {})


def take_objection(call: Call) -> Reply:
    """Take an objection at the desk."""
    body = call.body
    objections.object_to(
        call.desk, call.actor, key=body.key, transfer=body.transfer, text=body.text, who=body.who, late=body.late
    )  # fmt: skip
    return Reply(201, {})


def settle_objection(call: Call) -> Reply:
    """End an objection."""
    body = call.body
    done = settling.settle(
        call.desk, call.actor, call.ids["objection"], body.how, body.reason, points=body.points
    )  # fmt: skip
    return Reply(200, msgspec.to_builtins(done))


def hang_notice(call: Call) -> Reply:
    """Hang the notice of a month; the same month again answers what hangs already."""
    hung = notices.hang(call.desk, call.actor, call.body.month)
    found = notices.notice(call.desk, hung.month)
    return Reply(201 if hung.new else 200, {**found, "new": hung.new, "guessed": list(hung.guessed)})


def points_notice(call: Call) -> Reply:
    """The notice of a month as everybody may read it."""
    return Reply(200, notices.notice(call.desk, call.ids["month"]))


def except_day(call: Call) -> Reply:
    """Say that the office works on a day or rests, against the calendar."""
    days.except_day(call.desk, call.actor, call.body.day, works=call.body.works, reason=call.body.reason)
    return Reply(200, {})


def watch_entries(call: Call) -> Reply:
    """Entries made by hand in figures, and the samples drawn from them."""
    until = _day(call, "until") or call.desk.today()
    since = _day(call, "since") or until - WATCHED
    found = watching.overview(call.desk, call.actor, since, until)
    return Reply(200, {**found, "samples": spot_checks.listed(call.desk, call.actor)})


def _day(call: Call, name: str) -> date | None:
    said = call.request.query.get(name, "")
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Invalid("{text} is no day; write it as 2024-12-31.", text=said) from None


def draw_sample(call: Call) -> Reply:
    """Draw entries by lot."""
    body = call.body
    sample = spot_checks.draw(call.desk, call.actor, since=body.since, until=body.until, size=body.size)
    return Reply(201, {"sample": sample})


def spot_checked(call: Call) -> Reply:
    """Say what was found out about an entry that was drawn."""
    spot_checks.record(call.desk, call.actor, call.ids["check"], call.body.outcome, call.body.note)
    return Reply(200, {})


def explain_transfer(call: Call) -> Reply:
    """One transfer, from what happened to what became of its points."""
    return Reply(200, explaining.explain(call.desk, call.actor, call.ids["transfer"]))


def close_month(call: Call) -> Reply:
    """Close a month."""
    done = periods.close(call.desk, call.actor, call.body.month, anyway=call.body.anyway)
    return Reply(200, {"period": done.period, "accounts": done.accounts, "repaid": done.repaid})


def change_policy(call: Call) -> Reply:
    """Change what the office decided for all points."""
    policy.change(call.desk, call.actor, call.body)
    return points_overview(call)


_CLERK = (Role.CLERK,)
_DAYS = {"since": "the first day of record, such as 2024-11-01", "until": "the last day; today where nothing is said"}

POINTS_ROUTES: tuple[Route, ...] = (
    Route("GET", "/points", OFFICE, points_overview, "what the office has to decide about points"),
    Route("POST", "/points/policy", OFFICE, change_policy, "change the rules for all points", policy.Policy),
    Route("POST", "/points/grants", _CLERK, grant_points, "give points", GrantBody, done=(201,)),
    Route("GET", "/points/batches/{batch}", OFFICE, one_batch, "a batch with its lines"),
    Route("POST", "/points/batches/{batch}/approve", OFFICE, approve, "post a batch as a second person", DecisionBody),
    Route("POST", "/points/batches/{batch}/turn-down", OFFICE, turn_down, "end a batch unposted", DecisionBody),
    Route("POST", "/points/deeds", _CLERK, declare_deed_for, "declare a deed for a household", DeclaredDeedBody, done=(201,)),
    Route("POST", "/points/deeds/{deed}/verify", OFFICE, verify_deed, "verify a deed as a second person", DecisionBody),
    Route("POST", "/points/deeds/{deed}/turn-down", OFFICE, refuse_deed, "say that a deed does not count", DecisionBody),
    Route(
        "POST", "/points/objections", _CLERK, take_objection, "take an objection at the desk", TakenObjectionBody, done=(201,)
    ),
    Route("POST", "/points/objections/{objection}/settle", OFFICE, settle_objection, "end an objection", SettledObjectionBody),
    Route("POST", "/points/notices", _CLERK, hang_notice, "hang the notice of a month", HungNoticeBody, done=(200, 201)),
    Route("GET", "/points/notices/{month}", (), points_notice, "the notice of points of a month"),
    Route("POST", "/points/days", OFFICE, except_day, "a day on which the office works or rests", OfficeDayBody),
    Route("GET", "/points/watch", OFFICE, watch_entries, "entries made by hand, and spot checks", query=_DAYS),
    Route("POST", "/points/samples", OFFICE, draw_sample, "draw entries by lot", SampleBody, done=(201,)),
    Route("POST", "/points/checks/{check}", OFFICE, spot_checked, "what a spot check found", SpotCheckBody),
    Route("GET", "/points/transfers/{transfer}", (*OFFICE, Role.RESIDENT), explain_transfer, "one transfer, explained"),
    Route("POST", "/points/months", OFFICE, close_month, "close a month", ClosedMonthBody),
)  # fmt: skip
