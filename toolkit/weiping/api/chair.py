"""The chair's routes: the console, and every verb that a round's chair has."""

from __future__ import annotations

from typing import Literal

import msgspec

from ..desk import blinding, conflicts, consents, late, problems, rounds, settings
from ..domain.appraisal import Phase, Role
from .core import Call, Reply, Route


class PhaseBody(msgspec.Struct, forbid_unknown_fields=True):
    """The phase to go to, and why where the round goes back."""

    to: Literal["draft", "practice", "open", "deliberation", "published", "final"]
    reason: str = ""
    accept: bool = False


class ConflictBody(msgspec.Struct, forbid_unknown_fields=True):
    """Which judge may not score which entry, or may again."""

    judge: int
    entry: int
    holds: bool
    reason: str = ""


class LateBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whether a sheet's late marks count."""

    judge: int
    entry: int
    admit: bool
    reason: str = ""


class AnswerBody(msgspec.Struct, forbid_unknown_fields=True):
    """What the chair says to a problem, and whether it is settled with that."""

    text: str = ""
    close: bool = False


class NamesBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why the names are needed."""

    reason: str


class ConsentBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whether a photo may be shown to everybody once the result is published."""

    show: bool
    reason: str = ""


def console(call: Call) -> Reply:
    """The chair's console."""
    number = call.number("round")
    return Reply(200, call.api.views.console(call.actor, number, call.api.connected(number)))


def phase(call: Call) -> Reply:
    """Take the round to its next phase."""
    body = call.body
    rounds.change_phase(
        call.desk, call.actor, call.number("round"), Phase(body.to), body.reason, accept=body.accept
    )  # fmt: skip
    return console(call)


def change_settings(call: Call) -> Reply:
    """Change what the chair decides for a round."""
    settings.change(call.desk, call.actor, call.number("round"), call.body)
    return console(call)


def remind(call: Call) -> Reply:
    """Remind the judges who have sheets outstanding."""
    settings.remind(call.desk, call.actor, call.number("round"))
    return console(call)


def declare_conflict(call: Call) -> Reply:
    """Say that a judge may not score an entry, or take that back."""
    body = call.body
    conflicts.declare(call.desk, call.actor, call.number("round"), body.judge, body.entry, body.holds, body.reason)
    return console(call)


def decide_late(call: Call) -> Reply:
    """Admit or refuse a sheet's late marks."""
    body = call.body
    late.decide(
        call.desk, call.actor, call.number("round"), body.judge, body.entry, admit=body.admit, reason=body.reason
    )  # fmt: skip
    return console(call)


def answer_problem(call: Call) -> Reply:
    """Answer a judge's problem."""
    body = call.body
    problems.answer(call.desk, call.actor, call.number("round"), call.ids["problem"], body.text, close=body.close)
    return console(call)


def names(call: Call) -> Reply:
    """The judges' names, with a trace in the journal."""
    return Reply(200, {"names": blinding.names(call.desk, call.actor, call.number("round"), call.body.reason)})


def sheet(call: Call) -> Reply:
    """One judge's sheet for one entry."""
    return Reply(200, call.api.views.sheet(call.actor, *(call.number(name) for name in ("round", "judge", "entry"))))


def consent(call: Call) -> Reply:
    """Let a photo be shown to everybody, or take that back."""
    consents.consent(
        call.desk, call.actor, call.number("round"), call.ids["photo"], show=call.body.show, reason=call.body.reason
    )  # fmt: skip
    return console(call)


_CHAIR = (Role.CHAIR,)

ROUTES: tuple[Route, ...] = (
    Route("GET", "/rounds/{round}/console", _CHAIR, console, "the chair's console"),
    Route("POST", "/rounds/{round}/phase", _CHAIR, phase, "take the round to its next phase", PhaseBody),
    Route(
        "POST", "/rounds/{round}/settings", _CHAIR, change_settings, "change what the chair decides", settings.Settings
    ),
    Route(
        "POST", "/rounds/{round}/conflicts", _CHAIR, declare_conflict, "declare a conflict of interest", ConflictBody
    ),
    Route("POST", "/rounds/{round}/remind", _CHAIR, remind, "remind judges of outstanding sheets"),
    Route("POST", "/rounds/{round}/late", _CHAIR, decide_late, "admit or refuse late marks", LateBody),
    Route("POST", "/rounds/{round}/problems/{problem}/answer", _CHAIR, answer_problem, "answer a problem", AnswerBody),
    Route("POST", "/rounds/{round}/names", _CHAIR, names, "the judges' names, with a trace", NamesBody),
    Route("GET", "/rounds/{round}/sheets/{judge}/{entry}", _CHAIR, sheet, "one judge's sheet"),
    Route("POST", "/rounds/{round}/photos/{photo}/consent", _CHAIR, consent, "consent to show a photo", ConsentBody),
)
