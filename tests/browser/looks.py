"""What every page must look like, whatever it shows."""

from __future__ import annotations

from playwright.sync_api import Page


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "something sticks out to the right"
