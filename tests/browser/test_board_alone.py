"""The public board in Chromium, against the API in memory."""

from __future__ import annotations

import fake_api
import pytest
from playwright.sync_api import Page, expect

FAILED = r"Failed to load resource|WebSocket connection"


def names(page: Page) -> list[str]:
    return page.locator(".places .name").all_text_contents()


def test_places_move_to_their_new_order_and_ties_are_named(page: Page, fake) -> None:
    fake.standings = fake.places((11, 1, "93.60", False), (12, 2, "91.10", False), (13, 3, "88.40", False))
    page.goto(fake.base + "/board/1")
    assert names(page)[:3] == ["云中仙居小区", "银河星座", "高店居民点"]
    row = page.locator(".places li").first.element_handle()
    fake.standings = fake.places((13, 1, "95.00", False), (11, 2, "93.60", True), (12, 2, "93.60", True))
    fake.push()
    expect(page.locator(".places .name").first).to_have_text("高店居民点")
    # the row that was first was moved, not built anew, and is on its way from the old place
    assert row.evaluate("(one) => one.isConnected && one.querySelector('.name').textContent") == "云中仙居小区"
    assert row.evaluate("(one) => getComputedStyle(one).transitionProperty") == "transform"
    expect(page.locator(".tie")).to_have_count(2)
    assert page.locator(".places .place").all_text_contents() == ["1", "2", "2", "—", "—", "—"]
    assert page.locator(".places .score").all_text_contents()[:4] == ["95.00", "93.60", "93.60", "—"]


def test_a_reader_who_asked_for_less_motion_gets_the_new_order_at_once(tablet, fake) -> None:
    page = tablet(reduced_motion="reduce")
    fake.standings = fake.places((11, 1, "93.60", False), (12, 2, "91.10", False))
    page.goto(fake.base + "/board/1")
    row = page.locator(".places li").first.element_handle()
    fake.standings = fake.places((12, 1, "95.00", False), (11, 2, "93.60", False))
    fake.push()
    expect(page.locator(".places .name").first).to_have_text("银河星座")
    assert row.evaluate("(one) => one.style.transform") == ""


def test_every_tap_of_a_pad_moves_the_boards_count_within_a_second(tablet, fake) -> None:
    board, pad = tablet(), tablet()
    board.goto(fake.base + "/board/1")
    pad.context.add_cookies([{"name": "who", "value": "7", "url": fake.base}])
    pad.goto(fake.base + "/panel/1")
    for count in (1, 2, 3):
        pad.locator(".crit").nth(count).locator(".levels button").first.tap()
        expect(board.locator(".counts")).to_contain_text(f"{count} / 270", timeout=1000)
        expect(board.locator("[role=progressbar]")).to_have_attribute("aria-valuenow", str(count))


def test_the_board_says_that_the_panel_deliberates_and_shows_no_place(page: Page, fake) -> None:
    fake.phase = "deliberation"
    page.goto(fake.base + "/board/1")
    expect(page.locator(".pause h2")).to_have_text("评审合议中")
    assert set(page.locator(".place").all_text_contents()) == {"—"}
    fake.phase = "published"
    fake.standings = fake.places(
        (11, 1, "93.60", False), (12, 2, "91.10", False), award=fake_api.both("最美小区", "Most Beautiful")
    )
    fake.push()
    expect(page.locator(".ribbon")).to_have_text(" 最美小区")
    expect(page.locator(".pause")).to_have_count(0)
    expect(page.locator(".rule li")).to_have_count(2)


def test_the_board_recovers_by_itself_when_the_feed_breaks(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    page.goto(fake.base + "/board/1")
    expect(page.locator(".live small")).to_have_count(0)
    fake.hang_up()
    expect(page.locator(".live small")).to_have_text(" · 正在连接…")
    fake.stored["x"] = {"kind": "mark", "judge": 1}
    expect(page.locator(".counts")).to_contain_text("1 / 270")
    expect(page.locator(".live small")).to_have_count(0)


def test_script_in_a_name_is_shown_as_text(page: Page, fake, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = "<img src=x onerror=alert(1)></script><script>window.hit=1</script>"
    monkeypatch.setitem(fake_api.ENTRIES[0], "name", fake_api.both(evil, evil))
    page.goto(fake.base + "/board/1")
    assert names(page)[0] == evil
    assert page.evaluate("window.hit") is None
