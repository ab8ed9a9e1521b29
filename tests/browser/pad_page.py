"""What the tests of the pad share: signing in, and where things are on the page."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, expect

FAILED = r"Failed to load resource|WebSocket connection"
"""Console errors of a server that misbehaves on purpose."""


def sign_in(page: Page, fake: Any, judge: int = 7) -> None:
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "who", "value": str(judge), "url": fake.base}])


def open_pad(page: Page, fake: Any, judge: int = 7, query: str = "") -> None:
    sign_in(page, fake, judge)
    page.goto(f"{fake.base}/panel/1{query}")
    expect(pill(page)).not_to_have_attribute("data-state", "loading")


def pill(page: Page) -> Locator:
    return page.locator(".sync")


def crit(page: Page, index: int) -> Locator:
    return page.locator(".crit").nth(index)


def number(page: Page, index: int) -> Locator:
    return crit(page, index).locator("h3 b")


def level(page: Page, index: int, word: str) -> None:
    crit(page, index).locator(".levels button", has_text=word).tap()


def saved(page: Page) -> None:
    expect(pill(page)).to_have_attribute("data-state", "saved")


def waiting(page: Page, count: int) -> None:
    expect(pill(page)).to_have_text(re.compile(rf"(演练 · )?{count} 条待传 · 已存在本机"))


def online(page: Page) -> None:
    """The network is back, or the tablet woke up."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def items(fake: Any, kind: str) -> list[dict[str, Any]]:
    return [item for item in fake.stored.values() if item["kind"] == kind]


def score_all(page: Page, word: str = "良") -> None:
    for index in range(page.locator(".crit").count()):
        level(page, index, word)


def sign(page: Page) -> None:
    page.locator(".go.review").tap()
    page.locator(".go.sign").tap()


def twice(button: Locator) -> None:
    """A tap and, not sooner than a trembling hand, the second one that confirms it."""
    button.tap()
    button.page.wait_for_timeout(450)
    button.tap()


def camera_picture(folder: Path, name: str = "stairs.jpg", colour: str = "#884422") -> Path:
    """A picture as a camera makes it: large, lying on its side, and telling where it was taken. Left red, right blue."""
    picture = Image.new("RGB", (2400, 1800), colour)
    picture.paste((20, 40, 200), (1200, 0, 2400, 1800))
    notes = Image.Exif()
    notes[0x0112] = 6  # to be turned by a quarter
    notes[0x010F] = "SpyCam"
    notes.get_ifd(0x8825).update({1: "N", 2: (30.0, 40.0, 50.0), 3: "E", 4: (104.0, 1.0, 2.0)})
    picture.save(folder / name, quality=90, exif=notes)
    return folder / name


def stored_picture(fake: Any, item: dict[str, Any]) -> Image.Image:
    return Image.open(BytesIO(fake.pictures[item["photo"]]))


def add_photo(page: Page, index: int, *files: Path) -> None:
    card = crit(page, index)
    if card.locator(".photo").get_attribute("aria-expanded") == "false":
        card.locator(".photo").tap()
    with page.expect_file_chooser() as chooser:
        card.locator("[data-key=choose]").tap()
    chooser.value.set_files(list(files))
