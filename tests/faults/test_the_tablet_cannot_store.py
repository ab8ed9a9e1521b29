"""The tablet's own storage is switched off, breaks in the middle, or is full."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from tests.browser.pad_page import add_photo
from tests.faults.conftest import Office
from tests.faults.pads import (
    AWAY,
    Pad,
    crit,
    kinds,
    level,
    online,
    photo,
    pill,
    sign,
    values,
)

pytestmark = pytest.mark.browser

NO_INDEXED_DB = (
    "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } });"
)
NO_STORAGE = (
    NO_INDEXED_DB + "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } });"
)
BREAK = """() => {
  IDBDatabase.prototype.transaction = () => { throw new DOMException('The connection was lost', 'UnknownError'); };
  IDBFactory.prototype.open = () => { throw new DOMException('The connection was lost', 'UnknownError'); };
}"""
FILL_UP = """() => {
  const full = () => { throw new DOMException('full', 'QuotaExceededError'); };
  IDBObjectStore.prototype.put = full;
  IDBObjectStore.prototype.add = full;
}"""

NO_ROOM_FOR_PHOTOS = """() => {
  window.put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, key) {
    if (this.name === 'bytes' && value.byteLength > 100000) throw new DOMException('full', 'QuotaExceededError');
    return window.put.apply(this, arguments);
  };
}"""


@pytest.fixture
def expected_errors() -> list[str]:
    return [AWAY]


def of(hall: Office, pad: Pad) -> list[Any]:
    return [tap for tap in hall.stored() if tap.judge_id == hall.judges[pad.judge - 1]]


def cut(page: Page) -> None:
    page.route("**/weiping/api/**", lambda route: route.abort("connectionfailed"))


def mend(page: Page) -> None:
    page.unroute_all(behavior="wait")
    online(page)


def test_without_a_database_in_the_browser_taps_outlive_a_reload_and_arrive_once(
    hall: Office, tablet: Callable[..., Page]
) -> None:
    page = tablet()
    page.add_init_script(NO_INDEXED_DB)
    pad = Pad(hall, page, hall.seat())
    pad.open()
    cut(page)
    level(page, 0, "优")
    level(page, 1, "良")
    pad.waits(2)
    page.reload()
    pad.waits(2)
    level(page, 1, "中")
    pad.waits(3)
    mend(page)
    pad.state("saved")
    mine = of(hall, pad)
    assert values(mine) == [("stairwell-hygiene", "19"), ("greening", "16"), ("greening", "12")]
    assert [tap.seq for tap in mine] == [1, 2, 3]
    hall.sound()


def test_where_nothing_can_be_stored_the_pad_says_so_and_still_sends_everything_once(
    hall: Office, tablet: Callable[..., Page], tmp_path: Path
) -> None:
    page = tablet()
    page.add_init_script(NO_STORAGE)
    pad = Pad(hall, page, hall.seat())
    pad.open()
    cut(page)
    level(page, 0, "优")
    photo(page, 0, tmp_path)
    expect(pill(page)).to_have_text("2 条待传 · 请勿关闭本页")
    mend(page)
    pad.state("saved")
    level(page, 1, "良")
    pad.state("saved")
    mine = of(hall, pad)
    assert values(mine) == [("stairwell-hygiene", "19"), ("greening", "16")]
    assert kinds(mine) == ["mark", "mark", "photo"]
    hall.sound()


@pytest.mark.parametrize("fault", [BREAK, FILL_UP], ids=["broken", "full"])
def test_a_storage_that_fails_in_the_middle_loses_neither_what_was_kept_nor_what_comes(
    hall: Office, tablet: Callable[..., Page], tmp_path: Path, fault: str
) -> None:
    page = tablet()
    pad = Pad(hall, page, hall.seat())
    pad.open()
    cut(page)
    level(page, 0, "优")
    photo(page, 0, tmp_path)
    pad.waits(2)
    page.evaluate(fault)
    level(page, 1, "良")
    expect(pill(page)).to_have_text("3 条待传 · 请勿关闭本页")
    mend(page)
    pad.state("saved")
    sign(page)
    expect(page.locator(".stamp")).to_be_visible()
    pad.state("saved")
    mine = of(hall, pad)
    assert values(mine) == [("stairwell-hygiene", "19"), ("greening", "16")]
    assert kinds(mine) == ["mark", "mark", "photo", "sign"]
    page.reload()  # what was kept and could not be struck out is offered once more, and known
    pad.state("saved")
    expect(page.locator(".stamp")).to_be_visible()
    assert pad.kept() == 0
    assert [tap.id for tap in of(hall, pad)] == [tap.id for tap in mine]
    hall.sound()


def test_a_photo_that_finds_no_room_is_said_to_be_lost_and_the_marks_go_on(
    hall: Office, tablet: Callable[..., Page], tmp_path: Path
) -> None:
    page = tablet()
    pad = Pad(hall, page, hall.seat())
    pad.open()
    cut(page)
    level(page, 0, "优")
    photo(page, 0, tmp_path)
    pad.waits(2)
    page.evaluate(NO_ROOM_FOR_PHOTOS)
    noise = tmp_path / "noise.jpg"
    Image.effect_noise((1600, 1200), 200).convert("RGB").save(noise, quality=95)
    add_photo(page, 1, noise)
    expect(crit(page, 1).locator(".trouble")).to_contain_text("本机存储已满")
    level(page, 1, "良")
    pad.waits(3)
    mend(page)
    pad.state("saved")
    mine = of(hall, pad)
    assert values(mine) == [("stairwell-hygiene", "19"), ("greening", "16")]
    assert kinds(mine) == ["mark", "mark", "photo"]
    assert pad.kept() == 0
    # with room again the judge takes it once more
    page.evaluate("() => { IDBObjectStore.prototype.put = window.put; }")
    add_photo(page, 1, noise)
    pad.state("saved")
    assert kinds(of(hall, pad)) == ["mark", "mark", "photo", "photo"]
    hall.sound()
