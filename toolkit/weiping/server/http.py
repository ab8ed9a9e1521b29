"""The HTTP API: one handler that turns a request into `api.Request` and its `api.Reply` into an answer."""

from __future__ import annotations

from typing import Any

import msgspec
from tornado.web import stream_request_body

from ..api import Reply, Request
from ..api.core import MAX_BODY
from ..desk import access
from ..domain.appraisal import PUBLIC, Role
from ..i18n import tr
from .feed import Hub
from .guard import Guarded
from .house import COOKIE, set_session

_encode = msgspec.json.Encoder().encode


@stream_request_body
class ApiHandler(Guarded):
    """`/weiping/api/…`. The body is read piece by piece, so that too large a one is refused before it is here."""

    def prepare(self) -> None:
        """Refuse what needs no reading: a body that is too large."""
        self.body = bytearray()
        if int(self.request.headers.get("Content-Length") or 0) > MAX_BODY:
            self._too_large()

    def data_received(self, chunk: bytes) -> None:
        """Collect the body; one that says no length is counted as it comes."""
        if self._finished:
            return
        self.body += chunk
        if len(self.body) > MAX_BODY:
            self._too_large()

    def _too_large(self) -> None:
        self.set_header("Connection", "close")
        self._refuse(413, "too-large", "The request is larger than the {most} bytes that are read.", most=MAX_BODY)

    async def _answer(self, path: str) -> None:
        if self._finished:
            return
        method = self.request.method or "GET"
        if method not in ("GET", "HEAD", "OPTIONS") and not self._may_write():
            return
        reply = await self.house.work(self._ask, "GET" if method == "HEAD" else method, path)
        if reply.token is not None:
            set_session(self, self.house, reply.token)
        self._reply(reply.status, reply.body)

    get = head = post = put = patch = delete = options = _answer

    def _may_write(self) -> bool:
        """A form of another site can send neither JSON nor our origin."""
        if not self.house.same_origin(self.request):
            self._refuse(403, "origin", "This request comes from another site's page and was not carried out.")
            return False
        if self.request.headers.get("Content-Type", "").split(";")[0].strip().lower() != "application/json":
            self._refuse(400, "body", "Send the request as JSON, with Content-Type: application/json.")
            return False
        return True

    def _ask(self, method: str, path: str) -> Reply:
        """On a thread: who asks, and what the API says to it."""
        house = self.house
        token = self.get_cookie(COOKIE)
        actor = access.who(house.desk, token) if token else PUBLIC
        query = {name: values[-1].decode(errors="replace") for name, values in self.request.query_arguments.items()}
        reply = house.api.handle(Request(actor, method, "/" + path, query, bytes(self.body), self.lang))
        hub: Hub = self.settings["weiping_hub"]
        if actor.role is Role.JUDGE and method == "POST" and reply.status == 200:
            hub.tapped(actor)
        return reply

    def _refuse(self, status: int, code: str, message: str, **values: Any) -> None:
        self._reply(status, {"error": {"code": code, "message": tr(self.lang, message, **values)}})

    def _reply(self, status: int, body: dict[str, Any]) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(_encode(body))

    def compute_etag(self) -> str | None:
        """What an API says now is not kept."""
        return None
