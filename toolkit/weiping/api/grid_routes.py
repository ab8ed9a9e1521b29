"""Routes of micro-grids: their leaders, elections and tasks."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ..desk.community import elections_view, grids_view, leading_view
from ..desk.leaders import electing, tasks, terms
from ..desk.office import OFFICE
from ..domain.appraisal import Role
from .bodies import Body, BothBody, Count, KeyText, Reason, Word
from .core import Call, Reply, Route


class LeaderBody(Body):
    """Who leads a micro-grid from when on; nobody where `resident` is null."""

    resident: Word | None
    since: date
    how: Literal["appointed", "handed-over", "left"] = "appointed"
    note: Reason = ""


class ElectionBody(Body):
    """The days of an election."""

    key: KeyText
    opens: date
    closes: date


class NominationBody(Body):
    """Who is put to the vote, with their word that they agree."""

    resident: Word
    agreed: bool


class SlipBody(Body):
    """The household that hands its slip in."""

    household: Word


class TallyBody(Body):
    """Counted slips: nominee → votes, and those that are void."""

    votes: dict[str, Count]
    void: Count = 0


class ElectionEndBody(Body):
    """What comes next where nobody is elected, and what is handed over where somebody is."""

    reason: Reason = ""
    handed_over: Reason = ""


class TaskBody(Body):
    """Something for a leader to do."""

    kind: Word
    title: BothBody
    due: date
    household: Word | None = None


class TaskEndBody(Body):
    """What became of a task."""

    how: Literal["done", "not-met", "dropped"]
    note: Reason = ""


def list_micro_grids(call: Call) -> Reply:
    """All micro-grids with their leaders."""
    return Reply(200, grids_view.micro_grids(call.desk, call.actor))


def one_micro_grid(call: Call) -> Reply:
    """One micro-grid with its people, terms and tasks."""
    return Reply(200, grids_view.micro_grid(call.desk, call.actor, call.ids["micro_grid"]))


def appoint_leader(call: Call) -> Reply:
    """Somebody leads a micro-grid from a day on, or nobody does."""
    body = call.body
    terms.appoint(
        call.desk, call.actor, call.ids["micro_grid"], body.resident, since=body.since, how=body.how, note=body.note
    )  # fmt: skip
    return one_micro_grid(call)


def give_task(call: Call) -> Reply:
    """Give the leader of a micro-grid something to do."""
    body = call.body
    todo = tasks.ToDo(
        micro_grid=call.ids["micro_grid"], kind=body.kind, title=body.title.text(), due=body.due, household=body.household
    )  # fmt: skip
    tasks.give(call.desk, call.actor, [todo])
    return Reply(201, grids_view.micro_grid(call.desk, call.actor, call.ids["micro_grid"]))


def end_task(call: Call) -> Reply:
    """What became of a task."""
    tasks.end(call.desk, call.actor, call.ids["task"], call.body.how, note=call.body.note)
    return Reply(200, {})


def leading(call: Call) -> Reply:
    """What the leader in this household has to do."""
    return Reply(200, leading_view.leading(call.desk, call.actor))


def list_elections(call: Call) -> Reply:
    """The elections of a micro-grid, and what its leader has learnt."""
    return Reply(200, elections_view.elections(call.desk, call.actor, call.ids["micro_grid"]))


def call_election(call: Call) -> Reply:
    """Call an election; the same key answers the same one."""
    body = call.body
    number = electing.call(
        call.desk, call.actor, call.ids["micro_grid"], key=body.key, opens=body.opens, closes=body.closes
    )  # fmt: skip
    return Reply(201, {"election": number})


def nominate(call: Call) -> Reply:
    """Put somebody to the vote."""
    electing.nominate(call.desk, call.actor, call.number("election"), call.body.resident, agreed=call.body.agreed)
    return Reply(201, {})


def hand_in(call: Call) -> Reply:
    """A household hands in its slip."""
    electing.hand_in(call.desk, call.actor, call.number("election"), call.body.household)
    return Reply(201, {})


def count_slips(call: Call) -> Reply:
    """Add counted slips."""
    slips: dict[str | None, int] = {**call.body.votes, **({None: call.body.void} if call.body.void else {})}
    electing.count(call.desk, call.actor, call.number("election"), slips)
    return Reply(201, {})


def end_election(call: Call) -> Reply:
    """End an election."""
    elected = electing.end(
        call.desk, call.actor, call.number("election"), reason=call.body.reason, handed_over=call.body.handed_over
    )  # fmt: skip
    return Reply(200, {"elected": elected})


_CLERK = (Role.CLERK,)
_OWN = (Role.CLERK, Role.RESIDENT)
_GRID = "/community/micro-grids/{micro_grid}"
_VOTE = "/community/elections/{election}"

GRID_ROUTES: tuple[Route, ...] = (
    Route("GET", "/community/micro-grids", OFFICE, list_micro_grids, "all micro-grids with their leaders"),
    Route("GET", _GRID, OFFICE, one_micro_grid, "one micro-grid with its people, terms and tasks"),
    Route("POST", f"{_GRID}/leader", _CLERK, appoint_leader, "who leads a micro-grid", LeaderBody),
    Route("POST", f"{_GRID}/tasks", _CLERK, give_task, "give a leader something to do", TaskBody, done=(201,)),
    Route("GET", f"{_GRID}/elections", OFFICE, list_elections, "a micro-grid's elections and its leader's training"),
    Route("POST", f"{_GRID}/elections", _CLERK, call_election, "call an election", ElectionBody, done=(201,)),
    Route("POST", f"{_VOTE}/nominations", _CLERK, nominate, "put somebody to the vote", NominationBody, done=(201,)),
    Route("POST", f"{_VOTE}/slips", _CLERK, hand_in, "a household hands in its slip", SlipBody, done=(201,)),
    Route("POST", f"{_VOTE}/tally", _CLERK, count_slips, "add counted slips", TallyBody, done=(201,)),
    Route("POST", f"{_VOTE}/end", _CLERK, end_election, "end an election", ElectionEndBody),
    Route("GET", "/leading", (Role.RESIDENT,), leading, "what the leader in this household has to do"),
    Route("POST", "/community/tasks/{task}/end", _OWN, end_task, "what became of a leader's task", TaskEndBody),
)  # fmt: skip
