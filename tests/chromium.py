"""A real Chromium for the page tests: tablet-sized, with touch; a console error or an off-host request fails.

`tablet(...)` opens another tablet with a cookie jar of its own; `page` is the first one. `expected_errors` is a list of
regular expressions for console errors that a test provokes; `hosts` are the host names that count as ours.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

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


class Tablets:
    """Tablets with a cookie jar each, and what went wrong on any of them."""

    def __init__(self, browser: Browser, hosts: set[str]) -> None:
        self.trouble: list[str] = []
        self._browser, self._hosts, self._contexts = browser, hosts, []

    def __call__(self, **options: Any) -> Page:
        context = self._browser.new_context(
            **{"viewport": IPAD, "has_touch": True, "locale": "zh-CN", **options},
        )
        self._contexts.append(context)
        context.on("page", self._watch)
        context.on("request", self._off_host)
        context.set_default_timeout(30_000)
        return context.new_page()

    def close(self) -> None:
        while self._contexts:
            self._contexts.pop().close()

    def _watch(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.trouble.append(f"uncaught: {error}"))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.trouble.append(f"console: {message.text} ({message.location['url']})")

    def _off_host(self, request: Request) -> None:
        url = urlparse(request.url)
        if url.scheme not in {"data", "blob", "about"} and (url.hostname or "") not in self._hosts:
            self.trouble.append(f"request off the host: {request.url}")


@pytest.fixture
def tablet(browser: Browser, expected_errors: list[str], hosts: set[str]) -> Iterator[Tablets]:
    """`tablet(viewport=…, **context options)` → the page of a new tablet; `.context.new_page()` is a further tab."""
    tablets = Tablets(browser, hosts)
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
