"""Routes of what is made of a published result: notices to hang up, files to hand on."""

from __future__ import annotations

from ..desk import papers
from ..desk.office import OFFICE
from ..i18n import LANGS
from .core import Call, Reply, Route


def offered(call: Call) -> Reply:
    """Which notices and exports there are."""
    return Reply(200, papers.offered(call.desk, call.actor, call.number("round")))


def notice(call: Call) -> Reply:
    """A notice in both languages."""
    return Reply(200, papers.notice(call.desk, call.actor, call.number("round"), call.ids["notice"]))


def export(call: Call) -> Reply:
    """A file, to be kept and not shown: whatever a plugin made must not run as a page of ours."""
    wanted = call.request.query.get("lang", "")
    lang = wanted if wanted in LANGS else call.request.lang
    made = papers.export(call.desk, call.actor, call.number("round"), call.ids["export"], lang)
    headers = {"Content-Type": made.media_type, "Content-Disposition": f'attachment; filename="{made.name}"'}
    return Reply(200, {}, headers=headers, data=made.data)


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
