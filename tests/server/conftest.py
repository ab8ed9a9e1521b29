"""A server on a free port, over the tiny community, in a thread of the test; and visitors with cookie jars."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import websocket
from tests.conftest import Hall

from weiping.desk import access
from weiping.domain.appraisal import OPERATOR, Role
from weiping.server import Running, run


@dataclass
class Visitor:
    """A browser of somebody's: requests and sockets with one cookie jar."""

    base: str
    http: httpx.Client
    sockets: list[websocket.WebSocket] = field(default_factory=list)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.http.get(path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return self.http.post(f"/weiping/api{path}", json=body if body is not None else {}, **more)

    def join(self, code: str) -> httpx.Response:
        return self.post("/join", {"code": code})

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())

    def listen(self, path: str, origin: str | None = None) -> websocket.WebSocket:
        """Open a socket; raises websocket.WebSocketBadStatusException with the status where it is refused."""
        url = self.base.replace("http", "ws", 1) + path
        options = {"suppress_origin": True} if origin is None else {"origin": origin}
        socket = websocket.create_connection(url, cookie=self.cookie, timeout=10, **options)
        self.sockets.append(socket)
        return socket

    def feed(self, channel: str, number: int = 1, **more: Any) -> websocket.WebSocket:
        return self.listen(f"/weiping/feed?channel={channel}&round={number}", **more)


@dataclass
class Served:
    """A running server and the hall it serves."""

    hall: Hall
    running: Running
    visitors: list[Visitor] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.running.port}"

    def visitor(self) -> Visitor:
        made = Visitor(self.base, httpx.Client(base_url=self.base, timeout=60, trust_env=False))
        self.visitors.append(made)
        return made

    def judge(self, number: int = 1, code: str = "") -> Visitor:
        visitor = self.visitor()
        code = code or self.judge_code(number)
        assert visitor.join(code).status_code == 200
        return visitor

    def judge_code(self, number: int = 1) -> str:
        judge = self.hall.judge(number).judge
        assert judge is not None
        return access.invite_judge(self.hall.desk, OPERATOR, judge, round_id=self.hall.round)

    def staff(self, role: Role) -> Visitor:
        visitor = self.visitor()
        assert visitor.join(access.invite(self.hall.desk, OPERATOR, role)).status_code == 200
        return visitor

    def resident(self, household: int = 1) -> Visitor:
        """The phone of a household, counted from 1, that opened its card's link."""
        visitor = self.visitor()
        home = self.hall.ids("household")[household - 1]
        assert visitor.join(access.invite_household(self.hall.desk, OPERATOR, home).code).status_code == 200
        return visitor

    def anybody(self, role: str) -> Visitor:
        """A visitor signed in as `role`; `public` is not signed in."""
        if role == "public":
            return self.visitor()
        if role == "resident":
            return self.resident()
        return self.judge() if role == "judge" else self.staff(Role(role))


@pytest.fixture
def serve(hall: Hall) -> Iterator[Callable[..., Served]]:
    """`serve()` starts a server over the hall (or `over` another); options go to `run`."""
    started: list[tuple[Served, threading.Thread]] = []

    def start(over: Hall = hall, **options: Any) -> Served:
        running: list[Running] = []
        is_up = threading.Event()

        def ready(it: Running) -> None:
            running.append(it)
            is_up.set()

        arguments = {"port": 0, "warm": False, **options, "ready": ready}
        thread = threading.Thread(target=run, args=(over.desk,), kwargs=arguments, daemon=True)
        thread.start()
        assert is_up.wait(30), "the server did not start"
        served = Served(over, running[0])
        started.append((served, thread))
        return served

    yield start
    for served, thread in started:
        for visitor in served.visitors:
            for socket in visitor.sockets:
                socket.close()
            visitor.http.close()
        served.running.stop()
        thread.join(30)
        assert not thread.is_alive(), "the server did not stop"


@pytest.fixture
def served(serve: Callable[..., Served], hall: Hall) -> Served:
    """A server with an open round."""
    hall.go("open")
    return serve()


def item(seq: int, entry: int, value: str = "17.5", criterion: str = "order", **more: Any) -> dict[str, Any]:
    """One mark of an outbox."""
    return {
        "id": f"item-{entry}-{criterion}-{seq:06}",
        "seq": seq,
        "kind": "mark",
        "entry": entry,
        "criterion": criterion,
        "mark": "value",
        "value": value,
        **more,
    }


def batch(*items: dict[str, Any], client: str = "tablet-1") -> dict[str, Any]:
    return {"client": client, "items": list(items)}


def hear(socket: websocket.WebSocket) -> dict[str, Any]:
    """The next message of a feed."""
    message: dict[str, Any] = json.loads(socket.recv())
    return message
