"""Routes of matters: reported, taken step by step."""

from __future__ import annotations

from datetime import date

import msgspec

from ..desk.community import disputes_view, matters_view
from ..desk.matters import reporting, stepping
from ..desk.office import OFFICE
from ..domain.appraisal import Role
from ..domain.records import Reported
from .bodies import Answers, Body, BothBody, KeyText, Reason, Word
from .core import Call, Reply, Route


class MatterBody(Body):
    """A matter as it is reported; `key` is made by the client once and repeated on a retry."""

    key: KeyText
    kind: Word
    title: BothBody
    day: date
    compound: Word | None = None
    household: Word | None = None
    x: float | None = None
    y: float | None = None
    answers: Answers = msgspec.field(default_factory=dict)


class StepBody(Body):
    """The step that a matter takes; `meeting` is the activity whose resolution it follows."""

    to: Word
    day: date
    answers: Answers = msgspec.field(default_factory=dict)
    reason: Reason = ""
    meeting: int | None = None


def list_matters(call: Call) -> Reply:
    """Matters that are open, or have ended."""
    query = call.request.query
    return Reply(
        200, matters_view.listed(call.desk, call.actor, ended=query.get("ended") == "1", words=query.get("q", "")[:60])
    )  # fmt: skip


def list_disputes(call: Call) -> Reply:
    """Matters that are only counted, for those who handle them."""
    return Reply(200, disputes_view.disputes(call.desk, call.actor, ended=call.request.query.get("ended") == "1"))


def one_matter(call: Call) -> Reply:
    """One matter with its whole way."""
    return Reply(200, matters_view.matter(call.desk, call.actor, call.number("matter")))


def report_matter(call: Call) -> Reply:
    """Report a matter; the same key answers the same one."""
    body = call.body
    number = reporting.report(call.desk, call.actor, Reported(
        key=body.key, kind=body.kind, title=body.title.text(), day=body.day, compound=body.compound,
        household=body.household, x=body.x, y=body.y, answers=body.answers,
    ))  # fmt: skip
    return Reply(201, matters_view.matter(call.desk, call.actor, number))


def step_matter(call: Call) -> Reply:
    """Take a matter a step on, or back with a reason."""
    body = call.body
    stepping.step(
        call.desk, call.actor, call.number("matter"), body.to, day=body.day, answers=body.answers, reason=body.reason,
        meeting=body.meeting,
    )  # fmt: skip
    return one_matter(call)


_CLERK = (Role.CLERK,)

MATTER_ROUTES: tuple[Route, ...] = (
    Route(
        "GET", "/community/matters", OFFICE, list_matters, "matters that are open, or have ended",
        query={"ended": "1 for those that have", "q": "words"},
    ),
    Route(
        "GET", "/community/disputes", _CLERK, list_disputes, "disputes with their clocks, due first",
        query={"ended": "1 for those that have ended"},
    ),
    Route("POST", "/community/matters", _CLERK, report_matter, "report a matter", MatterBody, done=(201,)),
    Route("GET", "/community/matters/{matter}", OFFICE, one_matter, "one matter with its whole way"),
    Route("POST", "/community/matters/{matter}/steps", _CLERK, step_matter, "take a matter a step on", StepBody),
)  # fmt: skip
