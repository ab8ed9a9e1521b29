"""A visitor's end of the live feed: who may look at what, and what happens to one that cannot keep up."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any

from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from ..desk import access
from ..desk.office import allow
from ..domain.appraisal import Actor, Role
from ..errors import WeipingError
from . import watch
from .feed import Hub, Key
from .guard import Guarded

CHANNELS = {"board": (), "wall": (), "console": (Role.CHAIR,), "pad": (Role.JUDGE,)}

PATIENCE = 20.0
"""Seconds that a visitor may take for one message; then the connection is closed, and the page opens a new one."""


class FeedSocket(Guarded, WebSocketHandler):
    """`/weiping/feed?channel=…&round=…`"""

    key: Key
    actor: Actor

    @property
    def ping_interval(self) -> float:
        """Seconds; keeps a line through a hotspot open, and finds out that a tablet is gone."""
        return 20.0

    @property
    def ping_timeout(self) -> float:
        """Seconds without an answer to a ping after which the line counts as dead."""
        return 20.0

    def check_origin(self, origin: str) -> bool:  # noqa: ARG002
        """Only pages of ours."""
        return self.house.same_origin(self.request)

    async def prepare(self) -> None:
        """Refuse before the upgrade, with the status that the API would give."""
        channel, number = self.get_query_argument("channel", ""), self.get_query_argument("round", "")
        if channel not in CHANNELS or not number.isdecimal() or len(number) > 15:
            raise HTTPError(400)
        self.actor = await self.house.who(self)
        try:
            await self.house.work(self._check, channel, int(number))
        except WeipingError as error:
            raise HTTPError(error.status) from None
        self.key = Key(channel, int(number), (self.actor.judge or 0) if channel == "pad" else 0)

    def _check(self, channel: str, round_id: int) -> None:
        desk = self.house.desk
        if roles := CHANNELS[channel]:
            allow(self.actor, *roles)
        watch.find(desk, round_id)
        if channel == "pad" and access.round_of(desk, self.actor) != round_id:
            raise HTTPError(403)

    @property
    def hub(self) -> Hub:
        """Where the states come from."""
        hub: Hub = self.settings["weiping_hub"]
        return hub

    def open(self, *_: str, **__: str) -> None:
        """Show the state at once."""
        self._pending: asyncio.Future[None] | None = None
        self._since = 0.0
        self._next: str | None = None
        self.set_nodelay(True)
        self.hub.join(self)

    def on_message(self, message: str | bytes) -> None:
        """Visitors have nothing to say here."""

    def on_close(self) -> None:
        """The visitor is gone."""
        if hasattr(self, "_pending"):
            self.hub.leave(self)

    def push(self, text: str) -> None:
        """Send `text`. While the one before is still on its way only the newest is kept."""
        if self._pending is None:
            self._write(text)
            return
        self._next = text
        if monotonic() - self._since > PATIENCE:
            self.drop("too slow")

    def drop(self, why: str) -> None:
        """Close the connection."""
        self.close(1001, why[:100])

    def _write(self, text: str) -> None:
        try:
            self._pending = asyncio.ensure_future(self.write_message(text))
        except WebSocketClosedError:
            return
        self._since = monotonic()
        self._pending.add_done_callback(self._written)

    def _written(self, done: asyncio.Future[Any]) -> None:
        self._pending = None
        if done.cancelled() or done.exception() is not None:
            return
        text, self._next = self._next, None
        if text is not None:
            self._write(text)
