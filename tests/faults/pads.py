"""A judge's pad in Chromium before the real server, and the proof of what became of every item that it made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from tests.browser.pad_page import add_photo, camera_picture, crit, level, number, online, pill, score_all, sign
from tests.faults.conftest import Office

__all__ = [
    "AWAY", "SLOW", "Pad", "console_page", "crit", "kinds", "level", "nothing_lost_nothing_twice", "number", "online", "photo",
    "pill", "score_all", "sign", "values",
]  # fmt: skip

SLOW = 60_000
"""Milliseconds of patience where a server starts or renders a page."""

AWAY = r"Failed to load resource|WebSocket connection|net::ERR|error occurred when fetching the script"
"""Console errors of a network or a server that is away on purpose."""

WITNESS = """(() => {
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (record, ...more) {
    if (this.name === 'items') localStorage.setItem('witness', (localStorage.getItem('witness') || '') + record.item.id + ' ');
    return add.call(this, record, ...more);
  };
})();"""
"""Notes the id of every item at the moment the pad keeps it, whatever happens to it afterwards."""


@dataclass
class Pad:
    """A tablet at work: its first page, and the judge (by number, from 1) who is signed in."""

    office: Office
    page: Page
    judge: int
    judges: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.context.add_init_script(WITNESS)
        self.sign_in(self.judge)

    def sign_in(self, judge: int) -> None:
        """As the join page does, without its tap."""
        self.judge = judge
        self.judges.add(judge)
        answer = self.page.context.request.post(
            f"{self.office.url}/weiping/api/join", data={"code": self.office.codes[judge - 1]}, timeout=SLOW
        )
        assert answer.status == 200, answer.text()

    def open(self, page: Page | None = None) -> Page:
        """The pad, ready for the first tap."""
        shown = page or self.page
        shown.goto(f"{self.office.url}/panel/{self.office.round}", timeout=SLOW)
        self.state("saved", shown)
        return shown

    def join(self, page: Page | None = None) -> None:
        """By the link, as a judge does it who was told to sign in."""
        shown = page or self.page
        self.judges.add(self.judge)
        shown.goto(f"{self.office.url}/join#{self.office.codes[self.judge - 1]}", timeout=SLOW)
        shown.locator("button.go").tap()
        shown.wait_for_url("**/panel/*", timeout=SLOW)

    def state(self, word: str, page: Page | None = None) -> None:
        expect(pill(page or self.page)).to_have_attribute("data-state", word, timeout=SLOW)

    def waits(self, count: int, page: Page | None = None) -> None:
        """The pill counts what waits, and says that it is safe."""
        said = re.compile(rf"^{count} 条待传 · 已存在本机$")
        expect(pill(page or self.page)).to_have_text(said, timeout=SLOW)

    def entry(self, place: int) -> None:
        self.page.locator("header nav button").nth(place - 1).tap()

    def made(self) -> list[str]:
        """The ids of all items this tablet ever kept."""
        return str(self.page.evaluate("localStorage.getItem('witness') || ''")).split()

    def kept(self) -> int:
        """How many items still lie on the tablet."""
        return int(
            self.page.evaluate(
                """new Promise((resolve, reject) => {
                  const opening = indexedDB.open('weiping');
                  opening.onerror = () => reject(opening.error);
                  opening.onsuccess = () => {
                    const count = opening.result.transaction('items').objectStore('items').count();
                    count.onsuccess = () => { opening.result.close(); resolve(count.result); };
                  };
                })"""
            )
        )


def nothing_lost_nothing_twice(office: Office, *pads: Pad) -> list[Any]:
    """Every item that the pads made is stored exactly once, none is left behind, and the books are in order."""
    for pad in pads:
        assert pad.kept() == 0, "something still lies on a tablet"
    made = [one for pad in pads for one in pad.made()]
    judges = {office.judges[one - 1] for pad in pads for one in pad.judges}
    stored = [tap for tap in office.stored() if tap.judge_id in judges]
    assert made
    assert sorted(tap.id for tap in stored) == sorted(made)
    office.sound()
    return stored


def values(stored: Iterable[Any], criterion: str | None = None) -> list[tuple[str, str | None]]:
    """What marks say, in the order in which they were stored."""
    return [
        (tap.criterion, tap.answer if tap.value is None else f"{tap.value / 10000:g}")
        for tap in stored
        if tap.kind == "mark" and criterion in (None, tap.criterion)
    ]


def kinds(stored: Iterable[Any]) -> list[str]:
    return sorted(tap.kind for tap in stored)


def photo(page: Page, index: int, folder: Path, name: str = "stairs.jpg") -> None:
    add_photo(page, index, camera_picture(folder, name))


def console_page(hall: Office, tablet: Callable[..., Page]) -> Page:
    """The console of a chair who has just signed in."""
    page = tablet(viewport={"width": 1280, "height": 800})
    page.goto(f"{hall.url}/join#{hall.chair_link()}", timeout=SLOW)
    page.locator("button.go").tap()
    page.wait_for_url("**/chair**", timeout=SLOW)
    expect(page.locator(".wp-console .matrix")).to_be_visible(timeout=SLOW)
    return page
