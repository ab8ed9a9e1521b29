"""The HTTP API: one handler that turns a request into `api.Request` and its `api.Reply` into an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import msgspec
from tornado.escape import url_unescape
from tornado.http1connection import HTTP1Connection
from tornado.web import stream_request_body

from ..api import Reply, Request
from ..api.core import COOKIE, JSON, MAX_BODY
from ..desk import access
from ..domain.appraisal import PUBLIC
from ..i18n import tr
from .feed import Hub
from .guard import Guarded
from .house import set_session

_encode = msgspec.json.Encoder().encode


@stream_request_body
class ApiHandler(Guarded):
    """`/weiping/api/…`. The body is read piece by piece, so that too large a one is refused before it is here."""

    def prepare(self) -> None:
        """Refuse what needs no reading: a body that is too large."""
        self.body = bytearray()
        path = url_unescape(self.request.path.removeprefix("/weiping/api"), plus=False)
        self.route = self.house.api.route(self.request.method or "GET", path)
        self.most = self.route.most if self.route else MAX_BODY
        cast(HTTP1Connection, self.request.connection).set_max_body_size(2 * self.most)
        if int(self.request.headers.get("Content-Length") or 0) > self.most:
            self._too_large()

    def data_received(self, chunk: bytes) -> None:
        """Collect the body; one that says no length is counted as it comes."""
        if self._finished:
            return
        self.body += chunk
        if len(self.body) > self.most:
            self._too_large()

    def _too_large(self) -> None:
        self.set_header("Connection", "close")
        self._refuse(413, "too-large", "The request is larger than the {most} bytes that are read.", most=self.most)

    async def _answer(self, path: str) -> None:
        if self._finished:
            return
        method = self.request.method or "GET"
        if method not in ("GET", "HEAD", "OPTIONS") and not self._may_write():
            return
        reply = await self._ask("GET" if method == "HEAD" else method, "/" + path)
        if reply.token is not None:
            set_session(self, self.house, reply.token)
        self._reply(reply.status, reply.body, reply.headers, reply.data)

    get = head = post = put = patch = delete = options = _answer

    def _may_write(self) -> bool:
        """A form of another site can send neither JSON nor our origin."""
        if not self.house.same_origin(self.request):
            self._refuse(403, "origin", "This request comes from another site's page and was not carried out.")
            return False
        wanted = self.route.accepts if self.route else (JSON,)
        if self.request.headers.get("Content-Type", "").split(";")[0].strip().lower() not in wanted:
            self._refuse(400, "body", "Send the request with Content-Type: {wanted}.", wanted=" / ".join(wanted))
            return False
        return True

    async def _ask(self, method: str, path: str) -> Reply:
        """What the API says. Marks wait with others for their commit, everything else runs on a thread."""
        house, hub = self.house, self._hub
        query = {name: values[-1].decode(errors="replace") for name, values in self.request.query_arguments.items()}
        request = Request(
            PUBLIC, method, path, query, bytes(self.body), self.lang,
            address=house.address(self.request), agent=self.request.headers.get("User-Agent", ""),
        )  # fmt: skip
        if not house.api.stores_marks(method, path):
            reads_a_file = self.route is not None and JSON not in self.route.accepts
            return await (house.work_slowly if reads_a_file else house.work)(self._handle, request)
        request = replace(request, actor=await house.whose(self.get_cookie(COOKIE)))
        begun = house.api.begin(request)
        if isinstance(begun, Reply):
            return begun
        try:
            reply = house.api.end(request, begun, await house.inbox.put(begun.delivery))
        except Exception as error:
            return house.api.failed(request, error)
        if reply.status == 200:
            hub.tapped(request.actor)
        return reply

    def _handle(self, request: Request) -> Reply:
        """On a thread: who asks, and what the API says to it."""
        token = self.get_cookie(COOKIE)
        actor = access.who(self.house.desk, token) if token else PUBLIC
        return self.house.api.handle(replace(request, actor=actor))

    @property
    def _hub(self) -> Hub:
        hub: Hub = self.settings["weiping_hub"]
        return hub

    def _refuse(self, status: int, code: str, message: str, **values: Any) -> None:
        self._reply(status, {"error": {"code": code, "message": tr(self.lang, message, **values)}})

    def _reply(
        self, status: int, body: dict[str, Any], headers: Mapping[str, str] | None = None, data: bytes | None = None
    ) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header(
            "X-Weiping-Assets", self.settings["weiping_assets"].hash
        )  # a page of older ones loads itself anew
        for name, value in (headers or {}).items():
            self.set_header(name, value)
        self.finish(_encode(body) if data is None else data)

    def compute_etag(self) -> str | None:
        """What an API says now is not kept."""
        return None
