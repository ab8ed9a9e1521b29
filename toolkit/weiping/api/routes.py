"""The table of routes. docs/http-api.md describes each; a test holds the two lists equal."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from ..desk import access, sessions
from ..domain.appraisal import Role
from ..publish.invitations import qr_svg
from . import chair, openapi, panel, papers, shop_routes
from .activity_routes import ACTIVITY_ROUTES
from .aid_routes import AID_ROUTES
from .album_routes import ALBUM_ROUTES
from .card_routes import CARD_ROUTES
from .core import Call, Reply, Route
from .grid_routes import GRID_ROUTES
from .household_routes import HOUSEHOLD_ROUTES
from .matter_routes import MATTER_ROUTES
from .meeting_routes import MEETING_ROUTES
from .mine_routes import MINE_ROUTES
from .office_routes import OFFICE_ROUTES
from .points_routes import POINTS_ROUTES
from .ranking_routes import RANKING_ROUTES
from .register_routes import REGISTER_ROUTES
from .report_routes import REPORT_ROUTES
from .service_routes import SERVICE_ROUTES
from .sheet_routes import SHEET_ROUTES


class JoinBody(msgspec.Struct, forbid_unknown_fields=True):
    """The code of an invitation."""

    code: str


class InvitationsBody(msgspec.Struct, forbid_unknown_fields=True):
    """The judges who get new links; `null` for all who are not signed in."""

    judges: Annotated[list[int], msgspec.Meta(max_length=500)] | None = None


class RevokeBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why a judge's links and sessions end; may be empty."""

    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


def join(call: Call) -> Reply:
    """Exchange an invitation's code for a session."""
    request = call.request
    joined = access.join(call.desk, call.body.code, address=request.address, agent=request.agent)
    actor = joined.actor
    body: dict[str, Any] = {"role": actor.role.value, "judge": None, "round": joined.round, "next": _home(joined)}
    if joined.round is not None:
        body["judge"] = call.api.views.pad(actor, joined.round)["judge"]
    return Reply(200, body, token=joined.token)


def _home(joined: access.Joined) -> str:
    if joined.round is not None:
        return f"/panel/{joined.round}"
    return {Role.CLERK: "/shop", Role.RESIDENT: "/mine"}.get(joined.actor.role, "/chair")


def leave(call: Call) -> Reply:
    """End the session."""
    access.leave(call.desk, call.actor)
    return Reply(200, {}, token="")


def me(call: Call) -> Reply:
    """Who is signed in."""
    actor = call.actor
    return Reply(200, {"role": actor.role.value, "judge": actor.judge, "round": access.round_of(call.desk, actor)})


def pad(call: Call) -> Reply:
    """The judge's own pad."""
    return Reply(200, call.api.views.pad(call.actor, call.number("round")))


def board(call: Call) -> Reply:
    """The public board."""
    return Reply(200, call.api.views.board(call.number("round")))


def wall(call: Call) -> Reply:
    """The display wall."""
    return Reply(200, call.api.wall(call.number("round")))


def invitation(call: Call) -> Reply:
    """A fresh join link for a judge; the old one stops working."""
    return Reply(201, _invite(call, [call.number("judge")])[0])


def invitations(call: Call) -> Reply:
    """Fresh join links for several judges, or for all who are not signed in."""
    return Reply(201, {"invitations": _invite(call, call.body.judges)})


def _invite(call: Call, judges: list[int] | None) -> list[dict[str, Any]]:
    made = access.invite_judges(call.desk, call.actor, judges, round_id=call.number("round"))
    return [invitation_data(one, call.api.public_url) for one in made]


def invitation_data(one: access.Invited, public_url: str) -> dict[str, Any]:
    """An invitation as the console shows it once: nobody can ask for its codes again."""
    url = f"{public_url}/join#{one.code}"
    return {
        "judge": one.judge, "number": one.number, "kind": one.kind and one.kind.label.both(), "url": url,
        "qr": qr_svg(url), "short": one.short, "short_until": one.short_until.isoformat(),
    }  # fmt: skip


def revoke(call: Call) -> Reply:
    """End a judge's links and sessions."""
    number = call.number("round")
    access.revoke(call.desk, call.actor, call.number("judge"), call.body.reason, round_id=number)
    return chair.console(call)


def list_sessions(call: Call) -> Reply:
    """Who is signed in."""
    return Reply(200, sessions.sessions(call.desk, call.actor))


def end_session(call: Call) -> Reply:
    """End a session, such as that of a lost tablet; answers who is left."""
    sessions.end(call.desk, call.actor, call.number("session"))
    return list_sessions(call)


def description(call: Call) -> Reply:  # noqa: ARG001
    """This table as an OpenAPI document."""
    return Reply(200, openapi.document(ROUTES))


_CHAIR, _JUDGE = (Role.CHAIR,), (Role.JUDGE,)

ROUTES: tuple[Route, ...] = (
    Route("GET", "/openapi.json", (), description, "this API as an OpenAPI document"),
    Route("POST", "/join", (), join, "exchange an invitation for a session", JoinBody),
    Route("POST", "/leave", (), leave, "end the session", signed_in=True),
    Route("GET", "/me", (), me, "who is signed in", signed_in=True),
    Route("GET", "/rounds/{round}/pad", _JUDGE, pad, "the judge's own pad"),
    *panel.ROUTES,
    Route("GET", "/rounds/{round}/board", (), board, "the public board"),
    Route("GET", "/rounds/{round}/wall", (), wall, "the display wall"),
    *chair.ROUTES,
    *papers.ROUTES,
    Route(
        "POST",
        "/rounds/{round}/judges/{judge}/invitation",
        _CHAIR,
        invitation,
        "a fresh join link for a judge",
        done=(201,),
    ),
    Route(
        "POST",
        "/rounds/{round}/invitations",
        _CHAIR,
        invitations,
        "fresh join links for several",
        InvitationsBody,
        done=(201,),
    ),
    Route("POST", "/rounds/{round}/judges/{judge}/revoke", _CHAIR, revoke, "end a judge's links", RevokeBody),
    Route("GET", "/sessions", _CHAIR, list_sessions, "who is signed in"),
    Route("POST", "/sessions/{session}/end", _CHAIR, end_session, "end a session"),
    *shop_routes.ROUTES,
    *CARD_ROUTES,
    *MINE_ROUTES,
    *RANKING_ROUTES,
    *SHEET_ROUTES,
    *OFFICE_ROUTES,
    *POINTS_ROUTES,
    *ACTIVITY_ROUTES,
    *ALBUM_ROUTES,
    *SERVICE_ROUTES,
    *MEETING_ROUTES,
    *HOUSEHOLD_ROUTES,
    *MATTER_ROUTES,
    *REPORT_ROUTES,
    *GRID_ROUTES,
    *REGISTER_ROUTES,
    *AID_ROUTES,
)
