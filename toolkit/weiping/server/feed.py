"""The live feed: what changed is computed once a channel, at most five times a second, and sent to all who look on.

A `Stream` is one channel of one round (and, for pads, of one judge). After a commit it is marked stale; its task then
computes the state on a thread, encodes it once and hands the same text to every socket. A socket that does not keep up
keeps only the newest state, never a queue.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, Protocol

import msgspec

from ..api import Api
from ..domain.appraisal import Actor, Role
from ..errors import WeipingError
from ..store.engine import Topics
from . import watch

log = logging.getLogger("weiping.feed")

INTERVAL = 0.2
"""Seconds between two states of one channel at least."""

POLL = 0.3
"""Seconds between two looks for changes by other processes."""

_encode = msgspec.json.Encoder().encode


class Key(NamedTuple):
    """What a stream shows; `judge` is 0 but for pads."""

    channel: str
    round: int
    judge: int = 0


class Socket(Protocol):
    """One visitor's end of the feed."""

    key: Key
    actor: Actor

    def push(self, text: str) -> None:
        """Send `text`, or keep it as the next to send."""

    def drop(self, why: str) -> None:
        """Close the connection."""


class Stream:
    """One state with everybody who looks at it."""

    def __init__(self, compute: Callable[[], Awaitable[str]]) -> None:
        self.sockets: set[Socket] = set()
        self._compute = compute
        self._text: str | None = None
        self._waiting: set[Socket] = set()
        self._stale = asyncio.Event()
        self._task = asyncio.create_task(self._run())

    def join(self, socket: Socket) -> None:
        """Add a visitor, who is shown the state at once."""
        self.sockets.add(socket)
        if self._text is None or self._stale.is_set():
            self._waiting.add(socket)
            self.touch()
        else:
            socket.push(self._text)

    def leave(self, socket: Socket) -> None:
        """A visitor is gone."""
        self.sockets.discard(socket)
        self._waiting.discard(socket)

    def touch(self) -> None:
        """The state may have changed: compute it again soon."""
        self._stale.set()

    def forget(self) -> None:
        """The state changed, but nobody here needs to be told; who comes later must not see the old one."""
        self._text = None

    def end(self) -> None:
        """Nobody looks on any more."""
        self._task.cancel()

    async def _run(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            await self._stale.wait()
            self._stale.clear()
            began = clock()
            try:
                text = await self._compute()
            except WeipingError as error:
                for socket in tuple(self.sockets):
                    socket.drop(str(error))
            except Exception:
                log.exception("the live feed could not compute a state; trying again")
                self._stale.set()
                began = clock() + 1
            else:
                told = self.sockets if text != self._text else self._waiting
                self._text = text
                for socket in tuple(told):
                    socket.push(text)
                self._waiting.clear()
            await asyncio.sleep(max(0.0, began + INTERVAL - clock()))


class Hub:
    """All streams of one server, and who is connected."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.on_change: list[Callable[[int | None], None]] = []
        self.on_ended: list[Callable[[frozenset[int]], None]] = []
        self.private: Callable[[], bool] = lambda: False
        self._streams: dict[Key, Stream] = {}
        self._connected: dict[int, frozenset[int]] = {}
        self._pads: dict[int, _PadWatch] = {}
        self._tapping: dict[int, set[int | None]] = {}
        self._hands = ThreadPoolExecutor(2, "weiping-feed")
        self._poller = ThreadPoolExecutor(1, "weiping-poll")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._poll_task: asyncio.Task[None] | None = None

    # life

    def start(self) -> None:
        """Begin to listen; call on the event loop."""
        self._loop = asyncio.get_running_loop()
        self.api.desk.store.listen(self._committed)
        self._poll_task = asyncio.create_task(self._poll())

    async def stop(self) -> None:
        """Close every socket and let go of the threads."""
        loop, self._loop = self._loop, None
        if loop is None:
            return
        if self._poll_task:
            self._poll_task.cancel()
        for stream in tuple(self._streams.values()):
            for socket in tuple(stream.sockets):
                socket.drop("the server stops")
            stream.end()
        for pads in self._pads.values():
            pads.end()
        await asyncio.sleep(0)
        self._hands.shutdown(wait=False, cancel_futures=True)
        self._poller.shutdown(wait=True)

    async def work(self, job: Callable[..., Any], *args: Any) -> Any:
        """Run `job` on one of the feed's own threads, so that it waits for no request and no request for it."""
        return await asyncio.get_running_loop().run_in_executor(self._hands, job, *args)

    # who looks on

    def connected(self, round_id: int) -> frozenset[int]:
        """The judges of a round with an open pad. Safe to call from any thread."""
        return self._connected.get(round_id, frozenset())

    def join(self, socket: Socket) -> None:
        """A visitor begins to look at `socket.key`."""
        key = socket.key
        if key not in self._streams:
            self._streams[key] = Stream(lambda: self._state(key, socket.actor))
        self._streams[key].join(socket)
        if key.channel == "pad":
            if key.round not in self._pads:
                self._pads[key.round] = _PadWatch(self, key.round)
            self._count(key.round)

    def leave(self, socket: Socket) -> None:
        """A visitor is gone."""
        key = socket.key
        stream = self._streams.get(key)
        if stream is None:
            return
        stream.leave(socket)
        if not stream.sockets:
            self._streams.pop(key).end()
        if key.channel == "pad":
            self._count(key.round)

    def _count(self, round_id: int) -> None:
        now = frozenset(key.judge for key in self._streams if key.channel == "pad" and key.round == round_id)
        if now != self._connected.get(round_id):
            self._connected[round_id] = now
            self._touch(Key("console", round_id))
        if not now and round_id in self._pads:
            self._pads.pop(round_id).end()

    async def _state(self, key: Key, actor: Actor) -> str:
        views = self.api.views
        if key.channel == "board":
            data = await self.work(views.board, key.round)
        elif key.channel == "wall":
            data = await self.work(self.api.wall, key.round)
        elif key.channel == "console":
            data = await self.work(views.console, actor, key.round, self.connected(key.round))
        else:
            if key.round in self._pads:
                await self._pads[key.round].ready.wait()
            data = await self.work(views.pad_state, actor, key.round)
        return str(_encode({"channel": key.channel, "data": data}), "utf-8")

    # what changed

    def tapped(self, actor: Actor) -> None:
        """A judge's batch was answered over HTTP: the tablet that sent it knows already. Safe from any thread."""
        if actor.judge is not None:
            self._tapping.setdefault(actor.judge, set()).add(actor.session)

    def _committed(self, topics: Topics) -> None:
        """On whatever thread committed."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._told, topics)

    def _told(self, topics: Topics) -> None:
        for topic, number in topics:
            self.changed(number if topic == "round" else None)

    def changed(self, round_id: int | None) -> None:
        """Something about a round changed; None: something else did."""
        if round_id is not None:
            self._touch(Key("board", round_id))
            self._touch(Key("wall", round_id))
            self._touch(Key("console", round_id))
            if round_id in self._pads:
                self._pads[round_id].touch()
        for tell in self.on_change:
            tell(round_id)

    def _touch(self, key: Key) -> None:
        if stream := self._streams.get(key):
            stream.touch()

    def tell_pads(self, round_id: int, judges: frozenset[int] | None) -> None:
        """Send these judges' pads (None: all) their state, but not to the one tablet that tapped itself."""
        for key in [key for key in self._streams if key.channel == "pad" and key.round == round_id]:
            senders = self._tapping.pop(key.judge, set())
            if judges is not None and key.judge not in judges:
                continue
            stream = self._streams[key]
            alone = len(stream.sockets) == 1 and senders == {socket.actor.session for socket in stream.sockets}
            if judges is not None and alone:
                stream.forget()
            else:
                stream.touch()

    # other processes, and sessions that end

    async def _poll(self) -> None:
        loop = asyncio.get_running_loop()
        store = self.api.desk.store
        known, turn = -1, 0
        while True:
            await asyncio.sleep(POLL)
            turn += 1
            try:
                version = await loop.run_in_executor(self._poller, store.data_version)
                moved, known = version != known, version
                if moved:
                    for round_id in {key.round for key in self._streams}:
                        self.changed(round_id)
                    self.changed(None)
                if (moved or turn % 10 == 0) and (self.private() or any(self._signed_in())):
                    self._end(await loop.run_in_executor(self._poller, watch.ended_sessions, self.api.desk))
            except Exception:
                log.exception("looking for changes failed; trying again")

    def _signed_in(self) -> list[Socket]:
        return [
            socket
            for stream in self._streams.values()
            for socket in stream.sockets
            if socket.actor.role is not Role.PUBLIC
        ]

    def _end(self, sessions: frozenset[int]) -> None:
        for socket in self._signed_in():
            if socket.actor.session in sessions:
                socket.drop("the session has ended")
        for tell in self.on_ended:
            tell(sessions)


class _PadWatch:
    """Tells the pads of one round: all when the phase or a setting changes, else only the judges who are concerned.

    It is `ready` once it has looked for the first time. What a pad is shown before that could change unseen until then.
    """

    def __init__(self, hub: Hub, round_id: int) -> None:
        self._hub, self._round = hub, round_id
        self.ready = asyncio.Event()
        self._stale = asyncio.Event()
        self._stale.set()
        self._task = asyncio.create_task(self._run())

    def touch(self) -> None:
        self._stale.set()

    def end(self) -> None:
        self._task.cancel()

    async def _run(self) -> None:
        hub = self._hub
        head: dict[str, object] | None = None
        seen: watch.Seen | None = None
        while True:
            await self._stale.wait()
            self._stale.clear()
            try:
                if seen is None:
                    seen = await hub.work(watch.up_to_now, hub.api.desk)
                news = await hub.work(watch.news, hub.api.desk, self._round, seen)
                everybody = head is not None and news.head != head
                head, seen = news.head, news.seen
                self.ready.set()
                if everybody or news.judges:
                    hub.tell_pads(self._round, None if everybody else news.judges)
            except Exception:
                log.exception("looking for taps of round %s failed; trying again", self._round)
                self._stale.set()
                await asyncio.sleep(1)
            await asyncio.sleep(INTERVAL)
