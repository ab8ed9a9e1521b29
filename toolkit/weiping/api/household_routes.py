"""Routes of deliberation for a household: meetings to come, minutes of those it was at, proposals and their answers."""

from __future__ import annotations

import msgspec

from ..desk.activities import arriving
from ..desk.community import household_view
from ..desk.matters import reporting
from ..desk.meetings import minuting
from ..domain.appraisal import Role
from ..domain.records import Reported
from ..publish.invitations import qr_svg
from .bodies import Answers, Body, BothBody, KeyText, Reason, Word
from .core import Call, Reply, Route


class ProposalBody(Body):
    """What a household reports itself; `key` is made by the client once and repeated on a retry."""

    key: KeyText
    kind: Word
    title: BothBody
    answers: Answers = msgspec.field(default_factory=dict)


class OwnAnswerBody(Body):
    """What somebody of the household says of the minutes of a meeting (the number of its activity)."""

    meeting: int
    version: int
    resident: Word
    approves: bool
    text: Reason = ""


class HereBody(Body):
    """Who of the household has come to an activity, with the code that hangs there."""

    activity: int
    code: Word
    resident: Word


def own_deliberation(call: Call) -> Reply:
    """Meetings to come, minutes, and what the household reported."""
    return Reply(200, household_view.household(call.desk, call.actor))


def report_own(call: Call) -> Reply:
    """A household reports something itself; the same key answers the same one."""
    body = call.body
    reporting.propose(call.desk, call.actor, Reported(
        key=body.key, kind=body.kind, title=body.title.text(), day=call.desk.today(), answers=body.answers
    ))  # fmt: skip
    return Reply(201, household_view.household(call.desk, call.actor))


def answer_own(call: Call) -> Reply:
    """Somebody of the household approves minutes, or wants them amended."""
    body = call.body
    minuting.answer(
        call.desk, call.actor, body.meeting, body.version, body.resident, approves=body.approves, text=body.text
    )  # fmt: skip
    return own_deliberation(call)


def arriving_code(call: Call) -> Reply:
    """The code to hang up where an activity is."""
    number = call.number("activity")
    url = f"{call.api.public_url}/community#here-{number}-{arriving.code(call.desk, call.actor, number)}"
    return Reply(200, {"url": url, "qr": qr_svg(url)})


def arrive(call: Call) -> Reply:
    """Somebody of the household has come."""
    body = call.body
    arriving.arrive(call.desk, call.actor, body.activity, body.code, body.resident)
    return own_deliberation(call)


_OWN = (Role.RESIDENT,)
_HERE = "/community/household"

HOUSEHOLD_ROUTES: tuple[Route, ...] = (
    Route("GET", _HERE, _OWN, own_deliberation, "meetings to come, minutes, and what the household reported"),
    Route("POST", f"{_HERE}/matters", _OWN, report_own, "report something as a household", ProposalBody, done=(201,)),
    Route("GET", "/community/activities/{activity}/code", (Role.CLERK,), arriving_code, "the code to hang up at an activity"),
    Route("POST", f"{_HERE}/here", _OWN, arrive, "one of the household has come to an activity", HereBody),
    Route("POST", f"{_HERE}/minutes", _OWN, answer_own, "what one of the household says of minutes", OwnAnswerBody),
)  # fmt: skip
