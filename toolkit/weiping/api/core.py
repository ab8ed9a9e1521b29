"""Finding the route, checking who asks and what they sent, and turning every refusal into a clear answer."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa

from ..desk import marks
from ..desk.office import Desk, allow
from ..desk.points.ranking import Rankings
from ..desk.views import Views
from ..domain.appraisal import Actor, Role
from ..domain.unfit import Unfit
from ..errors import BadRequest, Invalid, MethodNotAllowed, NotFound, TooLarge, TooManyTries, WeipingError
from ..i18n import LANGS, tr
from ..publish.invitations import qr_svg

log = logging.getLogger("weiping.api")

MAX_BODY = 1_000_000
"""Bytes of a request body at most; a batch of 500 marks is a fifth of that."""

COOKIE = "weiping_session"
"""The cookie that carries a session's token."""

JSON = "application/json"

_NUMBER = r"\d{1,15}"
_KEY = "[a-z0-9-]{1,64}"
_ROW = "[0-9A-Za-z-]{1,64}"
_SHAPES = {
    "action": _ROW,
    "batch": _ROW,
    "check": _ROW,
    "deed": _ROW,
    "micro_grid": _KEY,
    "objection": _ROW,
    "task": _ROW,
    "transfer": _ROW,
    "month": "[0-9]{4}-[0-9]{2}",
    "sheet": _KEY,
    "code": "[0-9A-Za-z-]{1,20}",
    "photo": "[0-9a-f]{1,64}",
    "problem": "[^/]{1,64}",
    "notice": _KEY,
    "export": _KEY,
    "desk": _KEY,
}
"""What may stand in a path; everything else there is a number."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: `path` is below /weiping/api and without the query.

    `address` is whom wrong codes are counted against, `agent` what the browser calls itself.
    """

    actor: Actor
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    lang: str = "zh_CN"
    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a status and a JSON object. `token` asks the server to set the session cookie, "" to clear it.

    `headers` are further headers of the answer. With `data` the answer is these bytes and no JSON; `headers` say of what
    type they are and how long they may be kept.
    """

    status: int
    body: dict[str, Any]
    token: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    data: bytes | None = None


def as_file(data: bytes, media_type: str, name: str, *, shown: bool = False) -> Reply:
    """An answer that a browser keeps as a file of that name, or shows."""
    way = "inline" if shown else "attachment"
    headers = {"Content-Type": media_type, "Content-Disposition": f'{way}; filename="{name}"'}
    return Reply(200, {}, headers=headers, data=data)


@dataclass(frozen=True, slots=True)
class Pending:
    """Marks that are checked and not stored yet; `reply` makes the answer of what becomes of them."""

    delivery: marks.Delivery
    reply: Callable[[marks.Submitted], Reply]


@dataclass(frozen=True)
class Call:
    """What a route's function is handed."""

    api: Api
    request: Request
    ids: dict[str, str]
    body: Any = None

    @property
    def desk(self) -> Desk:
        """The desk that does the work."""
        return self.api.desk

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self.request.actor

    @property
    def lang(self) -> str:
        """The language that the query asks for, else that of the request."""
        wanted = self.request.query.get("lang", "")
        return wanted if wanted in LANGS else self.request.lang

    def number(self, name: str) -> int:
        """A number out of the path."""
        return int(self.ids[name])


@dataclass(frozen=True)
class Route:
    """One line of the table. `roles` empty means everybody; `body` is the msgspec type that the request must be.

    `accepts` are the media types of the body (a route that takes other than JSON reads `request.body` itself), `most`
    its bytes; `query` names the parameters behind the question mark with what they are; `done` are the statuses of
    success and `gives` the media type of the answer. From these the server checks requests and openapi.py tells.
    """

    method: str
    path: str
    roles: tuple[Role, ...]
    run: Callable[[Call], Reply | Pending]
    summary: str
    body: type[Any] | None = None
    signed_in: bool = False
    accepts: tuple[str, ...] = (JSON,)
    most: int = MAX_BODY
    query: Mapping[str, str] = field(default_factory=dict)
    done: tuple[int, ...] = (200,)
    gives: str = JSON
    pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        def group(match: re.Match[str]) -> str:
            return rf"(?P<{match[1]}>{shape(match[1])})"

        path = self.path.replace(".", r"\.")
        object.__setattr__(self, "pattern", re.compile(re.sub(r"{(\w+)}", group, path)))


def shape(name: str) -> str:
    """The regular expression of a part of a path, by the name in its braces."""
    return _SHAPES.get(name, _NUMBER)


class Api:
    """The routes over one desk. `public_url` is what join links begin with; `connected` tells which judges are online."""

    def __init__(
        self, desk: Desk, public_url: str = "", connected: Callable[[int], Iterable[int]] = lambda _round: ()
    ) -> None:
        from .routes import ROUTES

        self.desk = desk
        self.views = Views(desk)
        self.rankings = Rankings(desk)
        self.public_url = public_url.rstrip("/")
        self.connected = connected
        self._routes = ROUTES

    def handle(self, request: Request) -> Reply:
        """Answer a request. Never raises: what the desk refuses becomes a 4xx with the reason, a bug a logged 500."""
        begun = self.begin(request)
        if isinstance(begun, Reply):
            return begun
        try:
            [outcome] = self.desk.store.write(marks.intake(self.desk, [begun.delivery]))
            return self.end(request, begun, outcome)
        except Exception as error:
            return self.failed(request, error)

    def begin(self, request: Request) -> Reply | Pending:
        """Like `handle`, but hand marks back for `marks.intake`: a server stores those of many tablets together."""
        try:
            route, ids = self._find(request.method, request.path)
            _check_who(route, request.actor)
            return route.run(Call(self, request, ids, _decode(route, request.body)))
        except Exception as error:
            return self.failed(request, error)

    def end(self, request: Request, pending: Pending, outcome: marks.Submitted | WeipingError) -> Reply:
        """Answer a request that `begin` left pending."""
        return refusal(outcome, request.lang) if isinstance(outcome, WeipingError) else pending.reply(outcome)

    def wall(self, round_id: int) -> dict[str, Any]:
        """What a display wall shows, with the board's address for the phones of those who look at it."""
        url = f"{self.public_url}/board/{round_id}"
        link = {"url": url, "qr": qr_svg(url)} if self.public_url else None
        return {**self.views.wall(round_id), "link": link}

    def failed(self, request: Request, error: Exception) -> Reply:
        """The answer for an error; call where it is handled."""
        if isinstance(error, WeipingError):
            return refusal(error, request.lang)
        if isinstance(error, OverflowError | sa.exc.DataError):  # what JSON can say and no database can keep
            log.warning("%s %s has a value that the database cannot hold: %s", request.method, request.path, error)
            return refusal(Invalid("The request has a number or a text that cannot be stored."), request.lang)
        if isinstance(error, sa.exc.OperationalError):
            log.warning("the database did not answer: %s", error)
            return _unanswered(error, request.lang)
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        message = tr(request.lang, "Something went wrong on the server; it was written to its log.")
        return Reply(500, {"error": {"code": "bug", "message": message}})

    def route(self, method: str, path: str) -> Route | None:
        """The route that a request goes to; None where there is none."""
        found = (one for one in self._routes if one.method == method and one.pattern.fullmatch(path))
        return next(found, None)

    @staticmethod
    def stores_marks(method: str, path: str) -> bool:
        """Whether `begin` leaves this request pending, without a look at the database."""
        return method == "POST" and path.endswith("/marks")

    def _find(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        elsewhere = False
        for route in self._routes:
            if match := route.pattern.fullmatch(path):
                if route.method == method:
                    return route, match.groupdict()
                elsewhere = True
        if elsewhere:
            raise MethodNotAllowed("{path} is there, but not for {method}.", path=path, method=method)
        raise NotFound("There is nothing at {path}.", path=path)


def refusal(error: WeipingError, lang: str) -> Reply:
    """The answer that an error stands for."""
    said: dict[str, Any] = {"code": error.word, "message": error.text(lang)}
    if isinstance(error, TooManyTries):
        return Reply(
            error.status, {"error": {**said, "seconds": error.seconds}}, headers={"Retry-After": str(error.seconds)}
        )
    return Reply(error.status, {"error": said})


def _unanswered(error: sa.exc.OperationalError, lang: str) -> Reply:
    """Nothing was stored and trying again makes sense: a tablet keeps what it has."""
    if any(sign in str(error.orig) for sign in ("is full", "disk I/O error", "No space left")):
        message = tr(lang, "The server cannot write: its disk is full. Nothing is lost; please tell the office.")
        return Reply(503, {"error": {"code": "disk-full", "message": message}})
    message = tr(lang, "The database is busy; nothing is lost, try again in a moment.")
    return Reply(503, {"error": {"code": "busy", "message": message}})


def _check_who(route: Route, actor: Actor) -> None:
    if route.roles or route.signed_in:
        allow(actor, *(route.roles or tuple(role for role in Role if role is not Role.PUBLIC)))


def _decode(route: Route, body: bytes) -> Any:
    if len(body) > route.most:
        raise TooLarge("The request has {size} bytes; at most {most} are read.", size=len(body), most=route.most)
    if route.body is None:
        return None
    try:
        return msgspec.json.decode(body, type=route.body)
    except msgspec.ValidationError as error:
        raise BadRequest("The request is not what this route expects: {why}.", why=Unfit(str(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest("The request is not JSON: {why}.", why=str(error)) from None
