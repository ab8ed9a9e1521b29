"""The join page over a real server: a link, a code that is typed, a wrong one, too many of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.conftest import Hall
from tests.server.conftest import Served, serve

from weiping.desk import access
from weiping.domain.appraisal import OPERATOR, Role

__all__ = ["serve"]

REFUSED = r"Failed to load resource.*(403|429)"


@pytest.fixture
def running(serve: Callable[..., Served], hall: Hall) -> Served:
    hall.go("open")
    return serve()


def invited(served: Served, number: int = 1) -> access.Invited:
    judge = served.hall.judge(number).judge
    return access.invite_judges(served.hall.desk, OPERATOR, [judge or 0], round_id=served.hall.round)[0]


def test_without_a_code_the_page_asks_for_one_in_a_big_field(running: Served, tablet: Callable[..., Page]) -> None:
    page = tablet(viewport={"width": 360, "height": 640})
    page.goto(f"{running.base}/join")
    field = page.get_by_label("请输入纸条上的邀请码")
    expect(field).to_be_visible()
    box, button = field.bounding_box(), page.locator("button.go").bounding_box()
    assert box
    assert box["height"] >= 72
    assert button
    assert button["height"] >= 48
    assert button["y"] + button["height"] <= 640, "the button is below the fold"
    expect(page.locator("button.go")).to_be_disabled()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_judge_types_the_short_code_in_small_letters(running: Served, tablet: Callable[..., Page]) -> None:
    page = tablet()
    page.goto(f"{running.base}/join")
    page.locator("input").fill(invited(running).short.lower().replace("-", ""))
    page.keyboard.press("Enter")
    page.wait_for_url("**/panel/1", timeout=60_000)


def test_a_pasted_link_counts_as_its_code(running: Served, tablet: Callable[..., Page]) -> None:
    page = tablet()
    page.goto(f"{running.base}/join")
    page.locator("input").fill(f"{running.base}/join#{invited(running).code}")
    page.locator("button.go").tap()
    page.wait_for_url("**/panel/1", timeout=60_000)


def test_before_joining_nothing_says_whom_a_code_is_for_and_the_greeting_does(
    running: Served, tablet: Callable[..., Page]
) -> None:
    shown = {}
    for role, code, hello in (
        ("judge", invited(running).code, "欢迎您，评委 1"),
        ("chair", access.invite(running.hall.desk, OPERATOR, Role.CHAIR), "欢迎进入组长控制台"),
        ("clerk", access.invite(running.hall.desk, OPERATOR, Role.CLERK), "欢迎进入工作台"),
    ):
        page = tablet()
        for following in ("**/panel/1", "**/chair", "**/shop", "**/office"):
            page.route(following, lambda route: route.fulfill(status=204))  # no next page: the greeting can be read
        page.goto(f"{running.base}/join#{code}")
        expect(page.locator("button.go")).to_have_text("开始")
        shown[role] = page.locator("main").inner_text()
        page.locator("button.go").tap()
        expect(page.locator("main")).to_contain_text(hello)
    assert len(set(shown.values())) == 1, shown


def test_wrong_codes_are_explained_in_place_and_then_the_page_counts_down(
    running: Served, tablet: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append(REFUSED)
    page = tablet(locale="en-GB")
    page.goto(f"{running.base}/join")
    page.evaluate("localStorage.setItem('weiping.lang', 'en')")
    page.reload()
    short = invited(running).short
    for number in range(4):
        page.locator("input").fill(f"WRNG-{number}222")
        page.locator("button.go").tap()
        expect(page.get_by_role("alert")).to_contain_text("There is no such code")
        expect(page.locator("button.go")).to_be_enabled()
    page.locator("input").fill("WRNG-9999")
    page.locator("button.go").tap()
    expect(page.get_by_role("alert")).to_contain_text("Codes can be typed again at 16:15:00")
    expect(page.locator("button.go")).to_contain_text("Again in 1")
    expect(page.locator("button.go")).to_be_disabled()
    page.locator("input").fill(short)
    expect(page.locator("button.go")).to_be_disabled()
    first = page.locator("button.go").inner_text()
    expect(page.locator("button.go")).not_to_have_text(first)
    # whoever has the link is let in all the while
    page.goto(f"{running.base}/join#{invited(running).code}")
    page.locator("button.go").tap()
    page.wait_for_url("**/panel/1", timeout=60_000)


def test_a_link_that_has_ended_says_so_and_offers_to_type(
    running: Served, tablet: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append(REFUSED)
    old = invited(running)
    new = invited(running)
    page = tablet()
    page.goto(f"{running.base}/join#{old.code}")
    page.locator("button.go").tap()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_text("改为输入邀请码").tap()
    expect(page.locator("input")).to_be_focused()
    page.locator("input").fill(new.short)
    page.locator("button.go").tap()
    page.wait_for_url("**/panel/1", timeout=60_000)
