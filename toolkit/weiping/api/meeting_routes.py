"""Routes of meetings: the call, votes, minutes, actions."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

from ..desk.meetings import calling, following, minuting, voting
from ..domain.appraisal import Role
from ..domain.meetings import AgendaItem, Task, Way
from .activity_routes import activity_reply
from .bodies import Body, Count, Line, Reason, Word
from .core import Call, Reply, Route


class AgendaBody(Body):
    """A point of the agenda."""

    title: Line
    matter: int | None = None


class MeetingBody(Body):
    """The quorum and the agenda."""

    quorum: Count
    agenda: Annotated[list[AgendaBody], msgspec.Meta(max_length=50)]
    may_vote: Count | None = None


class MotionBody(Body):
    """What was put to the vote, and the votes."""

    text: Reason
    votes_for: int
    votes_against: int
    abstained: int
    way: Literal["hands", "ballot"] = "hands"
    matter: int | None = None


class MinutesBody(Body):
    """The minutes, or their next version."""

    text: Annotated[str, msgspec.Meta(max_length=minuting.LONGEST)]


class MinutesAnswerBody(Body):
    """What somebody who was there says of a version."""

    version: int
    resident: Word
    approves: bool
    text: Reason = ""


class ActionBody(Body):
    """What somebody does until when."""

    text: Reason
    due: date
    resident: Word | None = None
    owner: Line = ""
    matter: int | None = None


class ActionsBody(Body):
    """What a meeting gave people to do."""

    actions: Annotated[list[ActionBody], msgspec.Meta(min_length=1, max_length=100)]


class ActionEndBody(Body):
    """Done, or dropped with a note."""

    done: bool
    note: Reason = ""


def call_meeting(call: Call) -> Reply:
    """Make it a meeting with a quorum and an agenda."""
    agenda = [AgendaItem(title=one.title, matter=one.matter) for one in call.body.agenda]
    calling.call(
        call.desk, call.actor, call.number("activity"), agenda, quorum=call.body.quorum, may_vote=call.body.may_vote
    )  # fmt: skip
    return activity_reply(call)


def meeting_notice(call: Call) -> Reply:
    """The notice hangs now."""
    return Reply(200, {"in_time": calling.give_notice(call.desk, call.actor, call.number("activity"))})


def put_motion(call: Call) -> Reply:
    """Record a vote."""
    body = call.body
    voting.put(
        call.desk, call.actor, call.number("activity"), body.text, votes_for=body.votes_for,
        votes_against=body.votes_against, abstained=body.abstained, way=Way(body.way), matter=body.matter,
    )  # fmt: skip
    return activity_reply(call, 201)


def write_minutes(call: Call) -> Reply:
    """Write the minutes."""
    minuting.write(call.desk, call.actor, call.number("activity"), call.body.text)
    return activity_reply(call, 201)


def answer_minutes(call: Call) -> Reply:
    """Somebody approves the minutes, or wants them amended."""
    body = call.body
    minuting.answer(
        call.desk, call.actor, call.number("activity"), body.version, body.resident, approves=body.approves, text=body.text
    )  # fmt: skip
    return activity_reply(call)


def give_actions(call: Call) -> Reply:
    """Write down who does what."""
    given = [
        Task(text=one.text, due=one.due, resident=one.resident, owner=one.owner, matter=one.matter)
        for one in call.body.actions
    ]  # fmt: skip
    following.give(call.desk, call.actor, call.number("activity"), given)
    return activity_reply(call, 201)


def end_action(call: Call) -> Reply:
    """An action is done or dropped."""
    following.close(call.desk, call.actor, call.ids["action"], done=call.body.done, note=call.body.note)
    return Reply(200, {})


_CLERK = (Role.CLERK,)
_ONE = "/community/activities/{activity}"

MEETING_ROUTES: tuple[Route, ...] = (
    Route("POST", f"{_ONE}/meeting", _CLERK, call_meeting, "make an activity a meeting", MeetingBody),
    Route("POST", f"{_ONE}/notice", _CLERK, meeting_notice, "the meeting's notice hangs now"),
    Route("POST", f"{_ONE}/motions", _CLERK, put_motion, "record a vote", MotionBody, done=(201,)),
    Route("POST", f"{_ONE}/minutes", _CLERK, write_minutes, "write the minutes", MinutesBody, done=(201,)),
    Route("POST", f"{_ONE}/minutes/answers", _CLERK, answer_minutes, "what somebody says of the minutes", MinutesAnswerBody),
    Route("POST", f"{_ONE}/actions", _CLERK, give_actions, "who does what until when", ActionsBody, done=(201,)),
    Route("POST", "/community/actions/{action}/end", _CLERK, end_action, "an action is done or dropped", ActionEndBody),
)  # fmt: skip
