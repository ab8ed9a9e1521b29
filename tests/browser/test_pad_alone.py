"""The judge's pad and its outbox, in Chromium, against an API in memory that can misbehave."""

from __future__ import annotations

from typing import Any

import pytest
from pad_page import FAILED, crit, level, number, open_pad, pill, saved, sign_in
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("query", ["", "?raw=1"])
def test_one_tap_makes_a_mark_that_is_saved(page: Page, fake, query: str) -> None:
    open_pad(page, fake, query=query)
    expect(number(page, 0)).to_have_text("—")
    level(page, 0, "优")
    expect(number(page, 0)).to_have_text("19")
    saved(page)
    (item,) = fake.stored.values()
    assert (item["value"], item["detail"]) == ("19", {"level": "excellent", "fine": "0", "counts": {}})
    expect(pill(page)).to_have_text("已保存")


def test_a_fault_chip_counts_up_and_its_cross_or_a_long_press_takes_one_back(page: Page, fake) -> None:
    open_pad(page, fake)
    chip = crit(page, 0).locator(".chip").nth(0)
    chip.locator(".add").tap()
    crit(page, 0).locator(".step").nth(0).tap()
    expect(number(page, 0)).to_have_text("17.5")
    expect(crit(page, 0).locator(".levels [aria-pressed=true]")).to_contain_text("良")
    chip.locator(".add").tap()
    expect(chip).to_contain_text("×2")
    page.wait_for_timeout(550)
    chip.locator(".less").tap()
    expect(chip).to_contain_text("×1")
    box = chip.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 20)
    page.mouse.down()
    page.wait_for_timeout(700)
    page.mouse.up()
    expect(chip).not_to_contain_text("×")
    expect(number(page, 0)).to_have_text("19.5")


def test_a_trembling_second_tap_on_a_chip_does_not_take_the_fault_back(page: Page, fake) -> None:
    open_pad(page, fake)
    chip = crit(page, 0).locator(".chip").nth(0)
    box = chip.bounding_box()
    width = box["width"]
    for _ in range(2):
        page.touchscreen.tap(box["x"] + box["width"] - 20, box["y"] + 20)
    expect(chip).to_contain_text("×1")
    assert chip.bounding_box()["width"] == pytest.approx(width, abs=4)


def test_not_seen_and_recused_stand_only_where_nothing_is_scored_and_clear_takes_an_answer_back(
    page: Page, fake
) -> None:
    open_pad(page, fake)
    crit(page, 0).get_by_role("button", name="未看到").tap()
    expect(number(page, 0)).to_have_text("未看到")
    level(page, 0, "中")
    expect(number(page, 0)).to_have_text("12")
    expect(crit(page, 0).get_by_role("button", name="未看到")).to_have_count(0)
    crit(page, 0).locator(".clear").tap()
    expect(number(page, 0)).to_have_text("—")
    saved(page)
    assert [item["mark"] for item in fake.stored.values()] == ["not_seen", "value", "cleared"]
    page.reload()
    saved(page)
    expect(number(page, 0)).to_have_text("—")


def test_what_is_outstanding_is_always_named_and_the_sheet_is_shown_once_before_signing(page: Page, fake) -> None:
    open_pad(page, fake)
    level(page, 0, "优")
    expect(page.locator(".left")).to_have_text("还差：公共环境、绿化管理、规范停车、居民行为规范")
    for index in range(1, 5):
        level(page, index, "良")
    page.locator(".go.review").tap()
    expect(page.locator(".sheet tbody tr")).to_have_count(5)
    expect(page.locator(".sheet tfoot td")).to_have_text("83")
    assert not any(item["kind"] == "sign" for item in fake.stored.values())
    page.locator(".go.sign").tap()
    expect(page.locator(".stamp")).to_contain_text("已签名")
    expect(page.locator(".done").first).to_have_text("1 / 6 已完成")
    saved(page)
    assert list(fake.stored.values())[-1]["kind"] == "sign"
    page.locator(".reopen").tap()
    page.wait_for_timeout(450)
    page.locator(".reopen").tap()
    expect(number(page, 0)).to_have_text("19")
    saved(page)
    assert list(fake.stored.values())[-1]["kind"] == "reopen"


def test_a_note_is_written_inline_and_kept_by_itself(page: Page, fake) -> None:
    open_pad(page, fake)
    crit(page, 0).locator(".note").tap()
    crit(page, 0).locator("textarea").fill("三单元有堆物 <b>x</b>")
    expect(pill(page)).to_have_attribute("data-state", "sending")
    saved(page)
    assert [item["text"] for item in fake.stored.values()] == ["三单元有堆物 <b>x</b>"]
    page.reload()
    saved(page)
    crit(page, 0).locator(".note").tap()
    expect(crit(page, 0).locator("textarea")).to_have_value("三单元有堆物 <b>x</b>")


def test_taps_without_a_network_wait_on_the_tablet_survive_a_reload_and_arrive_in_order_once(
    page: Page, fake, expected_errors
) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    fake.mode = 503
    words = ["优", "良", "中", "差"]
    for word in words:
        level(page, 0, word)
    level(page, 1, "优")
    expect(pill(page)).to_have_text("5 条待传 · 已存在本机")
    page.reload()  # the page comes (a cache would give it), the API still does not
    expect(number(page, 0)).to_have_text("5")
    expect(pill(page)).to_have_text("5 条待传 · 已存在本机")
    assert not fake.stored
    fake.mode = None
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    items = list(fake.stored.values())
    assert [item["value"] for item in items] == ["19", "16", "12", "5", "19"]
    assert [item["seq"] for item in items] == [1, 2, 3, 4, 5]
    assert len({item["client"] for item in items}) == 1
    expect(number(page, 0)).to_have_text("5")


def test_a_lost_acknowledgement_is_asked_for_again_with_the_same_id(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    fake.mode = "lost"
    level(page, 0, "优")
    expect(pill(page)).to_have_attribute("data-state", "waiting")
    fake.mode = None
    saved(page)
    assert len(fake.stored) == 1
    assert len(fake.batches) >= 2
    assert len({batch["items"][0]["id"] for batch in fake.batches}) == 1


def test_a_login_page_of_a_hotspot_does_not_count_as_an_acknowledgement(page: Page, fake) -> None:
    open_pad(page, fake)
    fake.mode = "hotspot"
    level(page, 0, "优")
    expect(pill(page)).to_have_attribute("data-state", "waiting")
    fake.mode = None
    saved(page)
    assert len(fake.stored) == 1


def test_refused_items_are_listed_until_they_have_been_read_and_the_screen_shows_the_servers_state(
    page: Page, fake
) -> None:
    open_pad(page, fake)
    fake.refuse = {"mark": "这个分数不在量表上。"}
    level(page, 0, "优")
    banner = page.locator(".banner.bad")
    expect(banner).to_contain_text("云中仙居小区 · 楼道卫生 · 19：这个分数不在量表上。")
    expect(number(page, 0)).to_have_text("—")
    page.reload()
    expect(banner).to_contain_text("这个分数不在量表上。")
    banner.get_by_role("button").tap()
    expect(banner).to_have_count(0)
    page.reload()
    saved(page)
    expect(banner).to_have_count(0)


def test_one_item_that_spoils_a_batch_is_found_and_refused_alone(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    fake.mode = 503
    for word in ("优", "良", "中"):
        level(page, 0, word)
    expect(pill(page)).to_have_text("3 条待传 · 已存在本机")

    def route(handler):
        body = handler.request.post_data_json
        if any(item.get("value") == "16" for item in body["items"]):
            handler.fulfill(status=422, json={"error": {"code": "invalid", "message": "坏的一条"}})
        else:
            handler.continue_()

    page.route("**/marks", route)
    fake.mode = None
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    assert [item["value"] for item in fake.stored.values()] == ["19", "12"]
    expect(page.locator(".banner.bad")).to_contain_text("坏的一条")


def test_items_of_another_judge_are_kept_and_never_sent_under_a_strange_session(
    page: Page, fake, expected_errors
) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake, 7)
    fake.mode = 503
    level(page, 0, "优")
    expect(pill(page)).to_have_attribute("data-state", "waiting")
    fake.mode = None
    open_pad(page, fake, 8)
    expect(page.locator(".banner", has_text="另一位评委的 1 条待传")).to_be_visible()
    expect(number(page, 0)).to_have_text("—")
    level(page, 1, "良")
    saved(page)
    assert [(item["judge"], item["value"]) for item in fake.stored.values()] == [(8, "16")]
    open_pad(page, fake, 7)
    saved(page)
    assert [(item["judge"], item["value"]) for item in fake.stored.values()] == [(8, "16"), (7, "19")]


def test_a_judge_who_joins_in_another_tab_stops_the_first_judges_tab_from_sending(
    page: Page, fake, expected_errors
) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake, 7)
    fake.mode = 503
    level(page, 0, "优")
    expect(pill(page)).to_have_attribute("data-state", "waiting")
    fake.mode = None
    other = page.context.new_page()
    open_pad(other, fake, 8)
    level(page, 1, "良")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(1500)
    assert not [batch for batch in fake.batches if batch["judge"] == 8]
    expect(page.locator(".banner", has_text="另一位评委")).not_to_have_count(0)


def test_two_tabs_of_one_judge_never_use_a_number_twice_and_show_each_others_marks(page: Page, fake) -> None:
    open_pad(page, fake)
    second = page.context.new_page()
    open_pad(second, fake)
    for word in ("优", "良", "中"):
        level(page, 0, word)
        level(second, 1, word)
    saved(page)
    saved(second)
    expect(number(page, 1)).to_have_text("12")
    expect(number(second, 0)).to_have_text("12")
    items = list(fake.stored.values())
    assert len(items) == 6
    assert len({item["client"] for item in items}) == 1
    assert sorted(item["seq"] for item in items) == [1, 2, 3, 4, 5, 6]


def test_a_session_that_ended_keeps_everything_and_asks_to_sign_in(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    page.context.clear_cookies()
    level(page, 0, "优")
    expect(page.locator(".banner", has_text="请重新登录")).to_be_visible()
    expect(pill(page)).to_have_text("1 条待传 · 已存在本机")
    open_pad(page, fake)
    saved(page)
    assert len(fake.stored) == 1


def test_a_batch_that_comes_before_the_round_opens_waits_for_the_opening(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    fake.mode = 409
    level(page, 0, "优")
    expect(pill(page)).to_have_attribute("data-state", "waiting")
    expect(page.locator(".banner.bad")).to_have_count(0)
    fake.mode = None
    fake.phase = "draft"
    fake.push()
    page.wait_for_timeout(200)
    fake.phase = "open"
    fake.push()
    saved(page)
    assert len(fake.stored) == 1


@pytest.mark.parametrize(
    ("phase", "state", "words"),
    [
        ("draft", "draft", "评分尚未开始"),
        ("deliberation", "frozen", "评审合议中"),
        ("published", "published", "结果已公布"),
    ],
)
def test_a_phase_without_scoring_is_said_and_disables_marking(
    page: Page, fake, phase: str, state: str, words: str
) -> None:
    open_pad(page, fake)
    level(page, 0, "优")
    saved(page)
    fake.phase = phase
    fake.push()
    expect(pill(page)).to_have_attribute("data-state", state)
    expect(page.locator(".banner")).to_contain_text(words)
    expect(crit(page, 0).locator(".levels button").first).to_be_disabled()
    expect(number(page, 0)).to_have_text("19")
    fake.phase = "open"
    fake.push()
    expect(crit(page, 0).locator(".levels button").first).to_be_enabled()


def test_a_pad_that_is_asked_for_while_the_feed_tells_of_the_freeze_is_asked_for_once_more(page: Page, fake) -> None:
    fake.phase = "draft"
    held: list[Any] = []

    def hold(route: Any) -> None:
        answer = route.fetch()
        if held or fake.phase == "draft":
            route.fulfill(response=answer)
        else:
            held.append((route, answer))

    page.route("**/rounds/1/pad", hold)  # before the page opens: what it asked already may be answered after the push
    open_pad(page, fake)
    fake.phase = "open"
    fake.push()
    expect(crit(page, 0).locator(".levels button").first).to_be_enabled()
    while not held:
        page.wait_for_timeout(50)
    fake.phase = "deliberation"
    fake.push()
    expect(pill(page)).to_have_attribute("data-state", "frozen")
    with page.expect_response("**/rounds/1/pad"):
        held[0][0].fulfill(response=held[0][1])
    page.wait_for_timeout(300)
    expect(pill(page)).to_have_attribute("data-state", "frozen")


def test_marks_that_arrive_after_the_freeze_are_reported_as_late(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    fake.mode = 503
    level(page, 0, "优")
    expect(pill(page)).to_have_attribute("data-state", "waiting")
    fake.phase = "deliberation"
    fake.mode = None
    page.evaluate("window.dispatchEvent(new Event('online'))")
    late = page.locator("[data-key=late]")
    expect(late).to_contain_text("1 条评分在冻结后才送达，已保存并交组长处理")
    page.reload()
    expect(late).to_contain_text("1 条评分在冻结后才送达")  # the server knows it too
    fake.phase = "published"
    fake.push()
    expect(late).to_contain_text("不计入结果")
    fake.decided = {fake.stored[next(iter(fake.stored))]["entry"]: "refused"}
    fake.push()
    expect(late).to_have_count(0)
    expect(page.locator("[data-key=left-out]")).to_contain_text("组长没有采纳")


@pytest.mark.parametrize("broken", ["indexedDB", "both"])
def test_a_browser_without_storage_still_sends_and_says_honestly_what_it_cannot(
    tablet, fake, broken, expected_errors
) -> None:
    expected_errors.append(FAILED)
    page = tablet()
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined });")
    if broken == "both":
        page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('off'); } });")
    open_pad(page, fake)
    fake.mode = 503
    level(page, 0, "优")
    if broken == "both":
        expect(page.locator(".banner.bad")).to_contain_text("请不要关闭或刷新本页")
        expect(pill(page)).to_have_text("1 条待传 · 请勿关闭本页")
    else:
        expect(pill(page)).to_have_text("1 条待传 · 已存在本机")
        page.reload()
        expect(number(page, 0)).to_have_text("19")
    fake.mode = None
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    assert len(fake.stored) == 1


def test_a_visitor_without_a_session_sees_the_criteria_and_how_to_sign_in(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    page.goto(fake.base + "/panel/1")
    expect(page.locator(".banner")).to_contain_text("请打开您自己的邀请链接")
    expect(crit(page, 0).locator(".levels button").first).to_be_disabled()


def test_language_and_care_mode_are_switched_on_the_page_and_remembered(page: Page, fake) -> None:
    open_pad(page, fake)
    page.locator(".switches button").nth(1).tap()
    expect(pill(page)).to_have_text("Saved")
    page.locator(".switches button").nth(0).tap()
    assert page.evaluate("document.documentElement.dataset.care") == "1"
    page.reload()
    expect(pill(page)).to_have_text("Saved")
    assert page.evaluate("[document.documentElement.dataset.care, document.documentElement.lang]") == ["1", "en"]


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("care", ["0", "1"])
def test_every_target_is_large_enough_and_nothing_runs_off_the_screen(tablet, fake, care, lang) -> None:
    page = tablet(viewport={"width": 360, "height": 640})
    page.add_init_script(
        f"localStorage.setItem('weiping.lang', '{lang}'); localStorage.setItem('weiping.care', '{care}')"
    )
    open_pad(page, fake)
    page.locator(".chip .add").first.tap()
    for width, height in ((360, 640), (390, 844), (810, 1080), (1080, 810)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        small = page.evaluate(
            """[...document.querySelectorAll('.wp button')].map((one) => [one.textContent, one.getBoundingClientRect()])
               .filter(([, box]) => box.width && (box.width < 47.5 || box.height < 47.5)).map(([text]) => text)"""
        )
        assert small == [], width
        # what is left to do and the pill are on the screen without scrolling
        assert page.evaluate(
            """['.sync', '.left', '.go'].every((one) => { const box = document.querySelector(one).getBoundingClientRect();
               return box.top >= 0 && box.bottom <= innerHeight; })"""
        ), width


def test_a_mark_can_be_made_with_the_keyboard_alone(page: Page, fake) -> None:
    open_pad(page, fake)
    crit(page, 0).locator(".levels button").first.focus()
    page.keyboard.press("Enter")
    expect(number(page, 0)).to_have_text("19")
    assert page.evaluate("document.activeElement.textContent").startswith("优")  # patched in place: the focus stays
    crit(page, 0).locator(".add").first.focus()
    page.keyboard.press("Space")
    expect(number(page, 0)).to_have_text("17")
    page.keyboard.press("Delete")
    expect(number(page, 0)).to_have_text("19")


def test_after_signing_in_again_in_another_tab_the_pad_sends_what_it_kept(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    page.context.clear_cookies()
    level(page, 0, "优")
    expect(page.locator(".banner", has_text="请重新登录")).to_be_visible()
    sign_in(page, fake)
    page.evaluate("window.dispatchEvent(new Event('online'))")  # the tablet is looked at again
    saved(page)
    assert len(fake.stored) == 1
