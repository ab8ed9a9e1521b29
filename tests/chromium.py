"""A real Chromium for the page tests: tablet-sized, with touch; a console error or an off-host request fails.

`tablet(...)` opens another tablet with a cookie jar of its own; `page` is the first one. `expected_errors` is a list of
regular expressions for console errors that a test provokes; `hosts` are the host names that count as ours.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

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


@pytest.fixture
def tablet(browser: Browser, expected_errors: list[str], hosts: set[str]) -> Iterator[Callable[..., Page]]:
    """`tablet(viewport=…, **context options)` → the page of a new tablet; `.context.new_page()` is a further tab."""
    trouble: list[str] = []
    contexts = []

    def watch(page: Page) -> None:
        page.on("console", lambda message: message.type == "error" and trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"uncaught: {error}"))

    def off_host(request: Any) -> None:
        url = urlparse(request.url)
        if url.scheme not in {"data", "blob", "about"} and (url.hostname or "") not in hosts:
            trouble.append(f"request off the host: {request.url}")

    def new(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": IPAD, "has_touch": True, "locale": "zh-CN", **options})
        contexts.append(context)
        context.on("page", watch)
        context.on("request", off_host)
        context.set_default_timeout(10_000)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()
    unexpected = [line for line in trouble if not any(re.search(pattern, line) for pattern in expected_errors)]
    assert not unexpected, "\n".join(unexpected)


@pytest.fixture
def page(tablet: Callable[..., Page]) -> Page:
    """A tablet of iPad size with touch, in Chinese."""
    return tablet()
