"""Every state of the pad that a judge may meet, for the tests that look at all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import fake_api
from fake_api import KINDS, both
from pad_page import add_photo, camera_picture, crit, items, level, open_pad, pill, saved, score_all, sign
from playwright.sync_api import Page, expect

Scene = Callable[[Page, Any, Path], None]
LIVES_IN = {"entry": 11, "kind": "lives-in", "why": both("您住在这个小区", "You live in this compound")}
OWN = {"entry": 11, "kind": "represents", "why": both("您代表这个小区", "You represent this compound")}
WORDS = {"zh_CN": ("优", "良", "中", "差"), "en": ("Excellent", "Good", "Fair", "Poor")}


def words(page: Page) -> tuple[str, ...]:
    return WORDS["en" if page.evaluate("document.documentElement.lang") == "en" else "zh_CN"]


def untouched(page: Page, fake: Any, _: Path) -> None:
    text = both("无堆物，地面干净", "No clutter, clean floors")
    fake.criteria = [
        {**fake_api.CRITERIA[0], "levels": [{**one, "rubric": text} for one in fake_api.LEVELS]},
        fake_api.SLIDER,
        fake_api.SHORT,
    ]
    open_pad(page, fake)
    page.locator(".rubrics summary").tap()


def scored(page: Page, fake: Any, _: Path) -> None:
    fake.criteria = [fake_api.SLIDER, fake_api.SHORT, *fake_api.CRITERIA]
    open_pad(page, fake)
    for index, word in enumerate(words(page)):
        level(page, index + 2, word)
    crit(page, 2).locator(".chip .add").first.tap()
    crit(page, 1).locator(".values button").nth(1).tap()
    crit(page, 0).locator(".chip .add").tap()
    crit(page, 6).locator(".absence").first.tap()
    crit(page, 2).locator(".note").tap()
    crit(page, 2).locator("textarea").fill("三单元")
    saved(page)


def photographed(page: Page, fake: Any, folder: Path) -> None:
    open_pad(page, fake)
    add_photo(page, 0, camera_picture(folder))
    saved(page)
    fake.photo_mode = 503
    add_photo(page, 0, camera_picture(folder, "second.jpg", "#226644"))
    (wrong := folder / "wrong.jpg").write_text("no picture")
    add_photo(page, 0, wrong)
    crit(page, 0).locator(".thumb").first.tap()
    crit(page, 0).locator("[data-key=drop]").tap()
    expect(crit(page, 0).locator(".trouble")).to_be_visible()


def checked(page: Page, fake: Any, _: Path) -> None:
    open_pad(page, fake)
    score_all(page, words(page)[1])
    page.locator(".go.review").tap()


def signed(page: Page, fake: Any, folder: Path) -> None:
    fake.settings = {"show_others": True, "exchange": True}
    mark = {"criterion": "greening", "mark": "value", "value": "17.5"}
    fake.others = {
        "marks": [{"judge": {"number": 2, "kind": KINDS[1]}, "total": "89.5", "marks": [mark]}],
        "comments": [{"judge": {"number": 3, "kind": KINDS[0]}, "own": False, "text": "楼道还要清一清"}],
    }
    open_pad(page, fake)
    add_photo(page, 0, camera_picture(folder))
    score_all(page, words(page)[1])
    sign(page)
    expect(page.locator(".others table")).to_be_visible()
    page.locator(".reopen").tap()


def history(page: Page, fake: Any, folder: Path) -> None:
    scored(page, fake, folder)
    level(page, 2, words(page)[3])
    page.locator(".past").tap()
    expect(page.locator(".history li [data-key=back]").first).to_be_visible()


def listed(page: Page, fake: Any, folder: Path) -> None:
    fake.conflicts = [{**LIVES_IN, "entry": 13}]
    signed(page, fake, folder)
    page.locator(".find").tap()


def told(page: Page, fake: Any, _: Path) -> None:
    open_pad(page, fake)
    page.locator(".tools [data-key=problem]").tap()
    page.locator("[data-key=problem] textarea").fill("门禁坏了")
    page.locator("[data-key=send]").tap()
    saved(page)
    fake.answers[items(fake, "problem")[0]["id"]] = ["已联系物业"]
    fake.reminded = "2024-12-01T02:00:00Z"
    fake.push()
    expect(page.locator(".answer")).to_be_visible()


def stepping_back(page: Page, fake: Any, _: Path) -> None:
    open_pad(page, fake)
    page.locator(".tools [data-key=avoid]").tap()
    page.locator("[data-key=avoid] textarea").fill("亲戚")


def conflict(page: Page, fake: Any, _: Path) -> None:
    fake.conflicts = [LIVES_IN]
    open_pad(page, fake)
    page.locator("nav button").first.tap()


def represents(page: Page, fake: Any, _: Path) -> None:
    fake.conflicts = [OWN]
    fake.others = {
        "marks": None,
        "comments": [{"judge": {"number": 3, "kind": KINDS[0]}, "own": False, "text": "请清理"}],
    }
    open_pad(page, fake)
    page.locator("nav button").first.tap()
    expect(page.locator(".others li")).to_be_visible()


def rehearsal(page: Page, fake: Any, _: Path) -> None:
    fake.rehearse()
    open_pad(page, fake)
    level(page, 0, words(page)[0])


def trouble(page: Page, fake: Any, _: Path) -> None:
    """Everything that can go wrong at once: refused, waiting, another judge's taps, late, signed out."""
    open_pad(page, fake, 8)
    fake.mode = 503
    level(page, 0, words(page)[0])
    expect(pill(page)).to_have_attribute("data-state", "waiting")
    fake.mode = None
    open_pad(page, fake, 7)
    fake.refuse = {"mark": "这个分数不在量表上。"}
    level(page, 0, words(page)[0])
    expect(page.locator(".banner.bad")).to_be_visible()
    page.context.clear_cookies()
    fake.refuse = {}
    level(page, 1, words(page)[0])
    expect(page.locator(".banner", has=page.locator("a.button"))).to_be_visible()


def frozen(page: Page, fake: Any, folder: Path) -> None:
    scored(page, fake, folder)
    fake.phase = "deliberation"
    fake.push()
    expect(pill(page)).to_have_attribute("data-state", "frozen")


SCENES: list[Scene] = [
    untouched, scored, photographed, checked, signed, history, listed, told, stepping_back, conflict, represents,
    rehearsal, trouble, frozen,
]  # fmt: skip
