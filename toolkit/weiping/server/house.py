"""What every handler is handed: the desk, the API over it, the addresses, and threads for what waits on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from tornado.httputil import HTTPServerRequest
from tornado.web import RequestHandler

from ..api import Api
from ..api.core import COOKIE
from ..desk import access
from ..desk.office import Desk
from ..domain.appraisal import PUBLIC, Actor, Role
from .inbox import Inbox

P = ParamSpec("P")
T = TypeVar("T")

REMEMBERED = 10_000
"""Sessions whose judge is remembered."""


@dataclass
class House:
    """One running server. `public_url` is where visitors reach it, without a path and without a slash at the end.

    `behind_proxy` says that every request comes through a proxy of ours, which says for whom it asks.
    """

    desk: Desk
    api: Api
    public_url: str
    behind_proxy: bool = False
    hands: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(32, "weiping-api"))
    darkroom: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, "weiping-files"))

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.desk)
        self._judges: dict[str, Actor] = {}

    async def work(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `job` on a thread: nothing that touches the database may hold up the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.hands, lambda: job(*args, **kwargs))

    async def work_slowly(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for what reads a file: the photos of a whole panel wait for each other, and nobody else for them."""
        return await asyncio.get_running_loop().run_in_executor(self.darkroom, lambda: job(*args, **kwargs))

    async def who(self, handler: RequestHandler) -> Actor:
        """Whose session the request's cookie is. Looked up every time, so that a revoked session ends at once."""
        token = handler.get_cookie(COOKIE)
        return await self.work(access.who, self.desk, token) if token else PUBLIC

    async def whose(self, token: str | None) -> Actor:
        """Whose marks these are. Which judge a session belongs to never changes, so it is remembered.

        Whether the session has ended is not: `marks.intake` asks that in the transaction that stores the marks.
        """
        if not token:
            return PUBLIC
        if (actor := self._judges.get(token)) is None:
            actor = await self.work(access.who, self.desk, token)
            if actor.role is Role.JUDGE:
                if len(self._judges) >= REMEMBERED:
                    self._judges.clear()
                self._judges[token] = actor
        return actor

    def forget(self, sessions: frozenset[int]) -> None:
        """Remember nothing of sessions that have ended."""
        self._judges = {token: actor for token, actor in self._judges.items() if actor.session not in sessions}

    def address(self, request: HTTPServerRequest) -> str:
        """Where a request comes from: the other end of the socket.

        Behind a proxy of ours it is what the proxy added last to X-Forwarded-For; what stands before that, anybody may
        have written.
        """
        if self.behind_proxy and (told := request.headers.get_list("X-Forwarded-For")):
            return told[-1].rpartition(",")[2].strip()
        return request.remote_ip or ""

    def same_origin(self, request: HTTPServerRequest) -> bool:
        """Whether a page of ours sent the request.

        No Origin is no browser's cross-site request: those carry one, and SameSite=Lax keeps the cookie from them.
        """
        origin = request.headers.get("Origin")
        if origin is None:
            return True
        return origin.lower() == self.public_url.lower() or urlsplit(origin).netloc.lower() == request.host.lower()

    def secure(self, request: HTTPServerRequest) -> bool:
        """Whether the visitor came by https: directly, or through a proxy that says so or that `public_url` names."""
        if request.protocol == "https":
            return True
        if self.behind_proxy and request.headers.get("X-Forwarded-Proto", "").strip().lower() == "https":
            return True
        public = urlsplit(self.public_url)
        return public.scheme == "https" and public.netloc.lower() == request.host.lower()

    def trustworthy(self, request: HTTPServerRequest) -> bool:
        """Whether a browser calls the origin secure: https, or this very machine."""
        name = request.host_name
        return self.secure(request) or name in ("localhost", "::1", "[::1]") or name.startswith("127.")


def set_session(handler: RequestHandler, house: House, token: str) -> None:
    """Set the session cookie, or clear it where `token` is empty. Scripts never see it."""
    secure = house.secure(handler.request)
    if token:
        # for so long from now, not until a date: a tablet whose clock is a year ahead would drop it at once
        lasts = 90 * 24 * 3600
        handler.set_cookie(
            COOKIE, token, path="/", httponly=True, samesite="Lax", secure=secure, expires_days=None, max_age=lasts
        )
    else:
        handler.clear_cookie(COOKIE, path="/", httponly=True, samesite="Lax", secure=secure)
