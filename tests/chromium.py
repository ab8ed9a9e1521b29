"""A real Chromium for the page tests: tablet-sized, with touch; a console error or an off-host request fails.

`tablet(...)` opens another tablet with a cookie jar of its own; `page` is the first one. `expected_errors` is a list of
regular expressions for console errors that a test provokes; `hosts` are the host names that count as ours.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from functools import wraps
from typing import Any
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

MAPPED = "panel.test"
"""A name that leads to this machine and is not localhost: over plain http a browser calls it insecure, as in an office."""

IPAD = {"width": 810, "height": 1080}
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="session")
def chromium_arguments() -> list[str]:
    """Arguments of the browser."""
    return [*QUIET, f"--host-resolver-rules=MAP {MAPPED} 127.0.0.1"]


@pytest.fixture(scope="session")
def browser(chromium_arguments: list[str]) -> Iterator[Browser]:
    """The system's Chromium (`CHROMIUM` names another), headless."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("No Chromium found: install Debian's chromium, or set CHROMIUM to a browser.")
    expect.set_options(timeout=30_000)  # a machine that tests is busy; what is true at once takes no longer
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, headless=True, args=chromium_arguments)
        yield found
        found.close()


@pytest.fixture
def expected_errors() -> list[str]:
    """Regular expressions of console errors that the test provokes on purpose."""
    return []


@pytest.fixture
def hosts() -> set[str]:
    """The host names that are ours."""
    return {"127.0.0.1", "localhost", ""}


TRACES = {
    Page: ("add_init_script", "emulate_media", "expose_binding", "on", "route"),
    BrowserContext: ("add_init_script", "expose_binding", "new_cdp_session", "new_page", "on", "route", "set_offline"),
}
"""What leaves traces that another test would meet; so does a clock that was set."""


class Glass:
    """A tab in a context of its own, and for whom it is watched. To open one takes five times as long as to look at a page."""

    def __init__(self, context: BrowserContext) -> None:
        self.context, self.page = context, context.new_page()
        self.size = self.page.viewport_size
        self.owner: Tablets | None = None
        self.visited: set[str] = set()
        context.on("page", self._watch)
        context.on("request", self._asks)
        context.set_default_timeout(30_000)
        self._watch(self.page)
        context.wp_traces = False  # type: ignore[attr-defined]

    def _watch(self, page: Page) -> None:
        page.on("console", lambda message: self.owner and self.owner.said(message))
        page.on("pageerror", lambda error: self.owner and self.owner.trouble.append(f"uncaught: {error}"))

    def _asks(self, request: Request) -> None:
        self.visited.add(urlparse(request.url).netloc)
        if self.owner:
            self.owner.asked(request)

    def wiped(self, origin: str) -> bool:
        """Make it as new, if only `origin` was visited, which will never be again, and no trace is left."""
        if self.context.wp_traces or self.page.is_closed() or self.visited - {origin, ""}:  # type: ignore[attr-defined]
            return False
        self.page.goto("about:blank")
        if self.size is not None:
            self.page.set_viewport_size(self.size)
        self.context.clear_cookies()
        self.visited.clear()
        self.owner = None
        return True


def _traced(subject: Any) -> None:
    getattr(subject, "context", subject).wp_traces = True


def _leaves_traces(kind: type[Any], name: str) -> None:
    plain = getattr(kind, name)

    @wraps(plain)
    def traced(self: Any, *args: Any, **more: Any) -> Any:
        _traced(self)
        return plain(self, *args, **more)

    setattr(kind, name, traced)


def _clock_leaves_traces(kind: type[Any]) -> None:
    plain = kind.clock

    def clock(self: Any) -> Any:
        _traced(self)
        return plain.fget(self)

    kind.clock = property(clock)


for _kind, _names in TRACES.items():
    _clock_leaves_traces(_kind)
    for _name in _names:
        _leaves_traces(_kind, _name)


class Tablets:
    """Tablets with a cookie jar each, and what went wrong on any of them."""

    def __init__(self, browser: Browser, hosts: set[str], spare: dict[str, list[Glass]]) -> None:
        self.trouble: list[str] = []
        self.origin: str | None = None  # of a server that this test has for itself
        self._browser, self._hosts, self._spare = browser, hosts, spare
        self._glasses: list[tuple[str, Glass]] = []

    def __call__(self, **options: Any) -> Page:
        wanted = {"viewport": IPAD, "has_touch": True, "locale": "zh-CN", **options}
        key = repr(sorted(wanted.items()))
        spare = self._spare.get(key)
        glass = spare.pop() if spare else Glass(self._browser.new_context(**wanted))
        glass.owner = self
        self._glasses.append((key, glass))
        return glass.page

    def close(self) -> None:
        while self._glasses:
            key, glass = self._glasses.pop()
            if self.origin is not None and glass.wiped(self.origin):
                self._spare.setdefault(key, []).append(glass)
            else:
                glass.context.close()

    def said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.trouble.append(f"console: {message.text} ({message.location['url']})")

    def asked(self, request: Request) -> None:
        url = urlparse(request.url)
        if url.scheme not in {"data", "blob", "about"} and (url.hostname or "") not in self._hosts:
            self.trouble.append(f"request off the host: {request.url}")


@pytest.fixture(scope="session")
def spare() -> dict[str, list[Glass]]:
    """Tabs that a test has left as new, by their options."""
    return {}


@pytest.fixture
def tablet(
    browser: Browser,
    expected_errors: list[str],
    hosts: set[str],
    spare: dict[str, list[Glass]],
    request: pytest.FixtureRequest,
) -> Iterator[Tablets]:
    """`tablet(viewport=…, **context options)` → the page of a new tablet; `.context.new_page()` is a further tab."""
    tablets = Tablets(browser, hosts, spare)
    if "fake" in request.fixturenames:
        tablets.origin = urlparse(request.getfixturevalue("fake").base).netloc
    yield tablets
    tablets.close()
    unexpected = [line for line in tablets.trouble if not any(re.search(pattern, line) for pattern in expected_errors)]
    assert not unexpected, "\n".join(unexpected)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """The pages go before any server they talk to, whichever fixture was asked for first."""
    tablets = getattr(item, "funcargs", {}).get("tablet")
    if isinstance(tablets, Tablets):
        tablets.close()


@pytest.fixture
def page(tablet: Tablets) -> Page:
    """A tablet of iPad size with touch, in Chinese."""
    return tablet()
