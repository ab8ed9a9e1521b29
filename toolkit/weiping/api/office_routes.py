"""The office's routes: everything that the page `/office` asks while an appraisal is being made."""

from __future__ import annotations

from typing import Annotated

import msgspec

from ..desk import appraisals, panel_files, people, plan_choices, planning
from ..desk.office import OFFICE
from ..desk.plan_data import PlanBody, draft
from .core import Call, Reply, Route


class CheckBody(msgspec.Struct, forbid_unknown_fields=True):
    """A plan, finished or not, and the draft it is to replace."""

    plan: PlanBody
    round: Annotated[int, msgspec.Meta(ge=1, le=10**15)] | None = None


class AppraisalBody(msgspec.Struct, forbid_unknown_fields=True):
    """A plan to be made an appraisal."""

    plan: PlanBody


class TomlBody(msgspec.Struct, forbid_unknown_fields=True):
    """The text of an appraisal file."""

    toml: str


def overview(call: Call) -> Reply:
    """What there is to choose from."""
    return Reply(200, plan_choices.overview(call.desk, call.actor))


def plan(call: Call) -> Reply:
    """The plan of a round, and the same for the next time."""
    return Reply(200, plan_choices.plan(call.desk, call.actor, call.number("round")))


def residents(call: Call) -> Reply:
    """Residents that match the words in `q`."""
    return Reply(200, people.find(call.desk, call.actor, call.request.query.get("q", "")[:60]))


def panel(call: Call) -> Reply:
    """The judges in an uploaded list, and the rows that were refused."""
    return Reply(200, panel_files.read_panel(call.desk, call.actor, call.request.body))


def check(call: Call) -> Reply:
    """What a plan comes to, and what it gets wrong."""
    return Reply(200, planning.check(call.desk, call.actor, call.body.plan, call.body.round))


def from_toml(call: Call) -> Reply:
    """The plan that an appraisal file states."""
    return Reply(200, plan_choices.from_toml(call.desk, call.actor, call.body.toml))


def create(call: Call) -> Reply:
    """Make an appraisal with its first round in draft."""
    sound = draft(call.body.plan).whole()
    return Reply(201, {"round": appraisals.create_here(call.desk, call.actor, sound)})


def replace(call: Call) -> Reply:
    """Change a draft."""
    sound = draft(call.body.plan).whole()
    appraisals.replace(call.desk, call.actor, call.number("round"), sound)
    return Reply(200, {"round": call.number("round")})


_LISTS = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/octet-stream",
    "text/csv",
)

OFFICE_ROUTES: tuple[Route, ...] = (
    Route("GET", "/office", OFFICE, overview, "what an appraisal can be made of"),
    Route("GET", "/office/plans/{round}", OFFICE, plan, "the plan of a round, and for the next time"),
    Route(
        "GET",
        "/office/residents",
        OFFICE,
        residents,
        "find residents for the panel",
        query={"q": "parts of a name or a home, or a role"},
    ),
    Route("POST", "/office/panel", OFFICE, panel, "read a list of judges", accepts=_LISTS),
    Route("POST", "/office/check", OFFICE, check, "what a plan comes to", CheckBody),
    Route("POST", "/office/plan", OFFICE, from_toml, "the plan in an appraisal file", TomlBody),
    Route("POST", "/office/appraisals", OFFICE, create, "make an appraisal", AppraisalBody, done=(201,)),
    Route("POST", "/office/appraisals/{round}", OFFICE, replace, "change a draft", AppraisalBody),
)
