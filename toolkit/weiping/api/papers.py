"""Routes of what is made of a published result: notices to hang up, files to hand on."""

from __future__ import annotations

from ..desk import papers
from ..desk.office import OFFICE
from .core import Call, Reply, Route, as_file


def offered(call: Call) -> Reply:
    """Which notices and exports there are."""
    return Reply(200, papers.offered(call.desk, call.actor, call.number("round")))


def notice(call: Call) -> Reply:
    """A notice in both languages."""
    return Reply(200, papers.notice(call.desk, call.actor, call.number("round"), call.ids["notice"]))


def export(call: Call) -> Reply:
    """A file, to be kept and not shown: whatever a plugin made must not run as a page of ours."""
    made = papers.export(call.desk, call.actor, call.number("round"), call.ids["export"], call.lang)
    return as_file(made.data, made.media_type, made.name)


ROUTES: tuple[Route, ...] = (
    Route("GET", "/rounds/{round}/papers", OFFICE, offered, "notices and exports of a published result"),
    Route("GET", "/rounds/{round}/notices/{notice}", OFFICE, notice, "a notice of a published result"),
    Route(
        "GET",
        "/rounds/{round}/exports/{export}",
        OFFICE,
        export,
        "a file made of a published result",
        query={"lang": "zh_CN or en; else the language of the request"},
        gives="application/octet-stream",
    ),
)
