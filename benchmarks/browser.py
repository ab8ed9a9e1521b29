"""Tablets in the system's headless Chromium: nothing off the host, and when a page shows the first tap."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, CDPSession, Page, async_playwright

from .servers import Server

TAPS = Path(__file__).with_name("taps.js").read_text(encoding="utf-8")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-proxy-server"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
"""No name but 127.0.0.1 leads anywhere. Blocking request by request would switch the browser's cache off."""

PATIENCE = 60.0
"""Seconds within which a page must take a tap; then the run ends with an error."""


@dataclass
class Wire:
    """Bytes that have arrived for a page as they were on the wire: heads and compressed bodies, and what sockets said."""

    requests: dict[str, float] = field(default_factory=dict)
    sockets: float = 0

    @property
    def total(self) -> float:
        """All of them so far."""
        return sum(self.requests.values()) + self.sockets

    async def listen(self, session: CDPSession) -> None:
        """Count from now on."""
        session.on("Network.dataReceived", self._part)
        session.on("Network.loadingFinished", self._whole)
        session.on("Network.webSocketFrameReceived", self._frame)
        await session.send("Network.enable")

    def _part(self, event: dict[str, Any]) -> None:
        name = event["requestId"]
        self.requests[name] = self.requests.get(name, 0) + max(0, event["encodedDataLength"])

    def _whole(self, event: dict[str, Any]) -> None:
        self.requests[event["requestId"]] = max(0, event["encodedDataLength"])

    def _frame(self, event: dict[str, Any]) -> None:
        self.sockets += len(event["response"]["payloadData"])


@dataclass(frozen=True)
class FirstTap:
    """When a page took its first tap, in ms since the navigation began.

    `seen`: a finger would hit the control; `accepted`: the control shows the tap; `counted`: the sheet's total does;
    `taps` that were needed; bytes that had arrived by `accepted`.
    """

    seen: float
    accepted: float
    counted: float
    taps: int
    bytes: float


@dataclass
class Tablet:
    """A browser profile of its own, with its cache and cookies; `off_host` is who was asked for beyond this machine."""

    context: BrowserContext
    server: Server
    off_host: set[str]
    _calls: dict[str, Callable[[dict[str, Any]], None]] = field(default_factory=dict)

    async def prepare(self, cookie: str = "") -> Tablet:
        """Sign in with `cookie` and lay the measuring script into every page."""
        if cookie:
            name, _, value = cookie.partition("=")
            await self.context.add_cookies([{"name": name, "value": value, "url": self.server.origin}])
        self.context.on("request", self._asked)
        for name in ("benchAccepted", "benchCounted"):
            await self.context.expose_binding(name, lambda _, found, name=name: self._heard(name, found))
        await self.context.add_init_script(f"{TAPS}\nweipingMeasure({self.server.name!r})")
        return self

    def _asked(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.off_host.add(parts.hostname or "")

    def _heard(self, name: str, found: dict[str, Any]) -> None:
        if call := self._calls.get(name):
            call(found)

    async def visit(self) -> tuple[Page, FirstTap]:
        """Open the sheet in a new page and tap until it counts; the page stays open."""
        page, wire = await self.context.new_page(), Wire()
        await wire.listen(await self.context.new_cdp_session(page))
        counted: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        arrived: list[float] = []
        self._calls = {
            "benchAccepted": lambda _: arrived.append(wire.total),
            "benchCounted": lambda found: counted.done() or counted.set_result(found),
        }
        await page.goto(self.server.url, wait_until="commit")
        try:
            found = await asyncio.wait_for(counted, PATIENCE)
        except TimeoutError:
            raise SystemExit(
                f"{self.server.name} took no tap within {PATIENCE:.0f} s: does its page still have what taps.js looks for?"
            ) from None
        return page, FirstTap(found["seen"], found["accepted"], found["counted"], found["taps"], arrived[0])


async def leave(page: Page) -> None:
    """As people do: to somewhere else first, so that the page can say good-bye to its server."""
    await page.goto("about:blank")
    await page.close()


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The system's Chromium; `CHROMIUM` names another."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise SystemExit("No Chromium found: install Debian's chromium, or set CHROMIUM to a browser.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


async def tablet(browser: Browser, server: Server, off_host: set[str], cookie: str = "") -> Tablet:
    """A new tablet with nothing in its cache."""
    context = await browser.new_context(viewport={"width": 810, "height": 1080}, has_touch=True, locale="zh-CN")
    return await Tablet(context, server, off_host).prepare(cookie)
