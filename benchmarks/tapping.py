"""A thousand tablets in one process, as lean as Python can be: raw sockets, requests made before the clock starts.

Started by `tablets.py` with a plan as JSON on standard input; answers with measurements as JSON. Speaks to 127.0.0.1 only.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import resource
import sys
from collections import deque
from time import perf_counter

GRACE = 20.0
"""Seconds that answers may take after the last tap; then the run ends whatever is missing."""


class Tablet(asyncio.Protocol):
    """One judge's tablet: an outbox, strictly in order, one request in flight."""

    def __init__(self, run: Run, place: int, requests: list[str], notes: int) -> None:
        self.run, self.place, self.requests, self.notes = run, place, [one.encode() for one in requests], notes
        self.due: deque[tuple[int, float]] = deque()
        self.flying: tuple[int, float] | None = None
        self.heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def tap(self, number: int, due: float) -> None:
        """Tap now; the time counts from when the tap was due where that is longer ago."""
        self.due.append((number, min(due, perf_counter())))
        self._send()

    def _send(self) -> None:
        if self.flying is None and self.due:
            self.flying = self.due.popleft()
            self.transport.write(self.requests[self.flying[0]])

    def data_received(self, data: bytes) -> None:
        self.heard += data
        head, found, body = self.heard.partition(b"\r\n\r\n")
        if not found or len(body) < int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]):
            return
        self.heard = b""
        assert self.flying is not None
        (number, tapped), self.flying = self.flying, None
        if b'"result":"stored"' in body:
            self.run.acknowledged(self.place, number, tapped, counts=number >= self.notes)
        else:
            self.run.failed.append((head[9:12] + b" " + body[:200]).decode(errors="replace"))
        self._send()

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002
        if not self.run.over:
            self.run.failed.append("the server closed a connection")


class Feed(asyncio.Protocol):
    """A page that looks on. The board's frames are read; of a pad's only the bytes are counted."""

    def __init__(self, run: Run, path: str, cookie: str, board: bool) -> None:
        self.run, self.path, self.cookie, self.board = run, path, cookie, board
        self.heard = bytearray()
        self.open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{self.cookie}"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self.heard += data
        if not self.open:
            if b"\r\n\r\n" not in self.heard:
                return
            head, _, rest = bytes(self.heard).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 101"), head
            self.heard, self.open = bytearray(rest), True
        while (frame := self._frame()) is not None:
            self.run.messages += 1
            if self.board:
                self.run.board(frame)

    def _frame(self) -> bytes | None:
        if len(self.heard) < 2:
            return None
        size, start = self.heard[1], 2
        if size == 126:
            size, start = int.from_bytes(self.heard[2:4], "big"), 4
        elif size == 127:
            size, start = int.from_bytes(self.heard[2:10], "big"), 10
        if len(self.heard) < start + size:
            return None
        kind, frame = self.heard[0] & 15, bytes(self.heard[start : start + size])
        del self.heard[: start + size]
        if kind == 9:  # a ping: answer with its own words, masked by nothing
            self.transport.write(bytes([0x8A, 0x80 | size, 0, 0, 0, 0]) + frame)
        return frame if kind == 1 else b""


class Run:
    """One measurement."""

    def __init__(self, plan: dict) -> None:
        self.plan = plan
        self.acks: list[float] = []
        self.numbers: list[tuple[int, int]] = []
        self.taps: list[float] = []
        self.shown: list[float] = []
        self.failed: list[str] = []
        self.messages = self.boards = self.with_standings = self.standing_changes = 0
        self._standings = None
        self.over = False

    def acknowledged(self, place: int, number: int, tapped: float, counts: bool) -> None:
        self.acks.append(perf_counter() - tapped)
        self.numbers.append((place, number))
        if counts:
            self.taps.append(tapped)

    def board(self, frame: bytes) -> None:
        """The board counts answers and signatures: the n-th of them acknowledged is on it once it counts n."""
        if not frame:
            return
        now, data = perf_counter(), json.loads(frame)["data"]
        self.boards += 1
        self.with_standings += bool(data["standings"])
        self.standing_changes += data["standings"] != self._standings
        self._standings = data["standings"]
        there = data["progress"]["marks"] + data["progress"]["sheets"]
        self.shown += [now - tapped for tapped in self.taps[len(self.shown) : there]]

    async def tapping(self) -> dict:
        loop, plan = asyncio.get_running_loop(), self.plan
        host, port, every, seconds = "127.0.0.1", plan["port"], plan["every"], plan["seconds"]
        feeds = [("board", "")] + [("pad", cookie) for cookie in plan["pads"]]
        for channel, cookie in feeds:
            path = f"/weiping/feed?channel={channel}&round={plan['round']}"
            await loop.create_connection(lambda p=path, c=cookie, b=channel: Feed(self, p, c, b == "board"), host, port)
        tablets = [
            (await loop.create_connection(lambda r=requests, n=n: Tablet(self, n, r, n % plan["sheet"]), host, port))[1]
            for n, requests in enumerate(plan["tablets"])
        ]
        await asyncio.sleep(1)
        print("go", flush=True)
        cpu, began = _cpu(), perf_counter() + 0.1
        rounds = int(seconds / every)
        for number in range(rounds):
            for place, tablet in enumerate(tablets):
                tap_due = began + every * (number + place / len(tablets))
                wait = tap_due - perf_counter()
                if wait > 0.001:
                    await asyncio.sleep(wait)
                elif place % 20 == 0:
                    await asyncio.sleep(0)
                tablet.tap(number, tap_due)
        last, due = perf_counter(), rounds * len(tablets)
        while len(self.acks) + len(self.failed) < due and perf_counter() < last + GRACE:
            await asyncio.sleep(0.01)
        done = perf_counter()
        while len(self.shown) < len(self.taps) and perf_counter() < done + 3:
            await asyncio.sleep(0.05)
        self.over = True
        return {
            "due": due, "seconds": done - began, "cpu": _cpu() - cpu, "failed": self.failed,
            "acks": self.acks, "acknowledged": self.numbers, "shown": self.shown, "unseen": len(self.taps) - len(self.shown),
            "messages": self.messages, "boards": self.boards, "with_standings": self.with_standings,
            "standing_changes": self.standing_changes,
        }  # fmt: skip


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    print(json.dumps(asyncio.run(Run(json.load(sys.stdin)).tapping())), flush=True)
