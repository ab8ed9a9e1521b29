"""Ways over the pad: undo, one's own history, the list and the walking order, sliders and large steps."""

from __future__ import annotations

from collections.abc import Callable

import fake_api
import pytest
from pad_page import (
    FAILED,
    crit,
    items,
    level,
    number,
    online,
    open_pad,
    pill,
    saved,
    score_all,
    sign,
    twice,
    waiting,
)
from playwright.sync_api import Page, expect


def undo(page: Page):
    return page.locator("footer .undo")


# -- undo --------------------------------------------------------------------------------------------------------------


def test_undo_takes_back_the_last_answers_on_this_entry_step_by_step_also_after_a_reload(page: Page, fake) -> None:
    open_pad(page, fake)
    expect(undo(page)).to_be_disabled()
    level(page, 0, "优")
    level(page, 0, "中")
    crit(page, 0).locator(".chip .add").first.tap()
    level(page, 1, "良")
    saved(page)
    page.reload()
    saved(page)
    undo(page).tap()
    expect(number(page, 1)).to_have_text("—")
    undo(page).tap()
    expect(number(page, 0)).to_have_text("12")
    undo(page).tap()
    expect(number(page, 0)).to_have_text("19")
    undo(page).tap()
    expect(number(page, 0)).to_have_text("—")
    expect(undo(page)).to_be_disabled()
    saved(page)
    last = items(fake, "mark")[-4:]
    assert [item["mark"] for item in last] == ["cleared", "value", "value", "cleared"]
    assert last[1]["detail"] == {"level": "fair", "fine": "0", "counts": {}}


def test_undo_brings_back_what_clear_took_and_counts_not_seen_as_an_answer(page: Page, fake) -> None:
    open_pad(page, fake)
    crit(page, 0).get_by_role("button", name="未看到").tap()
    crit(page, 0).locator(".clear").tap()
    undo(page).tap()
    expect(number(page, 0)).to_have_text("未看到")
    undo(page).tap()
    expect(number(page, 0)).to_have_text("—")
    saved(page)
    assert [item["mark"] for item in items(fake, "mark")] == ["not_seen", "cleared", "not_seen", "cleared"]


def test_undo_belongs_to_the_entry_and_leaves_alone_what_another_tablet_changed_since(page: Page, tablet, fake) -> None:
    open_pad(page, fake)
    level(page, 0, "优")
    page.locator("nav button").nth(1).tap()
    expect(undo(page)).to_be_disabled()
    page.locator("nav button").nth(0).tap()
    expect(undo(page)).to_be_enabled()
    saved(page)
    other = tablet()
    open_pad(other, fake)
    level(other, 0, "差")
    saved(other)
    expect(number(page, 0)).to_have_text("5")
    expect(undo(page)).to_be_disabled()


def test_a_tap_on_note_or_problem_puts_the_cursor_into_the_field_and_the_field_into_sight(
    tablet: Callable[..., Page], fake
) -> None:
    page = tablet(viewport={"width": 390, "height": 844})
    open_pad(page, fake)
    crit(page, 0).locator(".note").tap()
    expect(crit(page, 0).locator("textarea")).to_be_focused()
    page.get_by_role("button", name="向组长反映问题").tap()
    field = page.locator(".whole textarea")
    expect(field).to_be_focused()
    footer = page.locator(".wp-pad > footer").bounding_box()
    box = field.bounding_box()
    assert box
    assert footer
    assert box["y"] + box["height"] < footer["y"]


@pytest.mark.parametrize("size", [(640, 360), (844, 390)])
@pytest.mark.parametrize("care", [False, True])
def test_a_phone_on_its_side_leaves_most_of_the_screen_to_the_sheet(
    tablet: Callable[..., Page], fake, size: tuple[int, int], care: bool
) -> None:
    page = tablet(viewport={"width": size[0], "height": size[1]})
    if care:
        page.add_init_script("localStorage.setItem('weiping.care', '1')")
    open_pad(page, fake)
    footer = page.locator(".wp-pad > footer").bounding_box()
    assert footer
    assert footer["height"] < size[1] / 3
    level(page, 0, "良")
    expect(number(page, 0)).to_have_text("16")


# -- history -----------------------------------------------------------------------------------------------------------


def test_the_history_lists_what_was_done_here_newest_first_and_puts_a_mark_back(page: Page, fake) -> None:
    open_pad(page, fake)
    level(page, 0, "优")
    level(page, 0, "差")
    page.locator(".whole .note").first.tap()
    page.locator(".whole textarea").fill("三单元很干净")
    saved(page)
    expect(page.locator(".whole textarea")).to_have_value("三单元很干净")
    page.locator(".past").tap()
    lines = page.locator(".history li")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("备注：三单元很干净")
    expect(lines.nth(1)).to_contain_text("楼道卫生 5")
    expect(lines.nth(1).locator("button")).to_have_count(0)
    lines.nth(2).get_by_role("button", name="恢复为：楼道卫生 19").tap()
    expect(lines).to_have_count(4)
    expect(lines.nth(0)).to_contain_text("楼道卫生 19")
    page.locator(".past").tap()
    expect(number(page, 0)).to_have_text("19")
    expect(crit(page, 0).locator(".levels [aria-pressed=true]")).to_contain_text("优")
    undo(page).tap()
    expect(number(page, 0)).to_have_text("5")


def test_what_was_not_seen_is_not_offered_to_be_put_back_while_it_is_the_answer(page: Page, fake) -> None:
    open_pad(page, fake)
    page.clock.install()  # the tablet keeps what it sent for two seconds more
    crit(page, 0).locator(".absence").first.tap()
    saved(page)
    page.locator(".past").tap()
    line = page.locator(".history li")
    expect(line).to_contain_text("未看到")
    expect(line.locator("button")).to_have_count(0)


def test_what_still_waits_on_the_tablet_is_in_the_history_too(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    level(page, 0, "优")
    saved(page)
    fake.mode = 503
    level(page, 1, "良")
    waiting(page, 1)
    page.locator(".past").tap()
    expect(page.locator(".history")).to_contain_text("更早的记录，网络恢复后可以查看。")
    expect(page.locator(".history li")).to_have_text([r"待传 公共环境 16"], use_inner_text=False)
    fake.mode = None
    online(page)
    expect(page.locator(".history li")).to_have_count(2)
    expect(page.locator(".history li").first).not_to_contain_text("待传")


def test_reopening_a_signed_sheet_leaves_a_trace_in_the_history(page: Page, fake) -> None:
    open_pad(page, fake)
    score_all(page)
    sign(page)
    expect(undo(page)).to_have_count(0)
    page.locator(".past").tap()
    expect(page.locator(".history li").first).to_contain_text("签名提交")
    expect(page.get_by_role("button", name="恢复为")).to_have_count(0)
    page.locator(".past").tap()
    twice(page.locator(".reopen"))
    saved(page)
    page.locator(".past").tap()
    expect(page.locator(".history li").first).to_contain_text("重新打开评分表")
    expect(page.locator(".history li")).to_have_count(7)


# -- the list and the way ----------------------------------------------------------------------------------------------


def test_the_list_finds_an_entry_by_name_or_number_and_shows_what_is_still_to_do(page: Page, fake) -> None:
    open_pad(page, fake)
    score_all(page)
    sign(page)
    page.locator(".find").tap()
    hits = page.locator(".finder .hits button")
    expect(hits).to_have_count(6)
    expect(hits.first).to_contain_text("已签名")
    page.get_by_role("button", name="还没做完（5）").tap()
    expect(hits).to_have_count(5)
    page.locator(".finder input").fill("高店")
    expect(hits).to_have_count(1)
    page.locator(".finder input").fill("没有这个")
    expect(page.locator(".finder")).to_contain_text("没有找到")
    page.locator(".finder input").fill("4")
    hits.first.tap()
    expect(page.locator(".entry h2")).to_have_text("物资储运家属区")
    expect(page.locator(".finder")).to_have_count(0)


def test_entries_are_walked_in_the_order_of_the_route_and_next_ends_at_what_is_open(page: Page, fake) -> None:
    fake.route = [14, 11, 13]
    open_pad(page, fake)
    expect(page.locator("nav button")).to_have_count(3)
    expect(page.locator(".entry h2")).to_have_text("物资储运家属区")
    expect(page.locator(".bar2 .done")).to_have_text("0 / 3 已完成")
    page.locator(".go.next").tap()
    expect(page.locator(".entry h2")).to_have_text("云中仙居小区")
    score_all(page)
    sign(page)
    expect(page.locator(".left")).to_have_text("此表已签名。 还没签名：4、3 号")
    page.locator(".go.next").tap()
    expect(page.locator(".entry h2")).to_have_text("高店居民点")
    page.locator(".go.next").tap()
    expect(page.locator(".entry h2")).to_have_text("物资储运家属区")


def test_what_is_outstanding_is_on_the_smallest_screen_in_every_view(tablet, fake) -> None:
    page = tablet(viewport={"width": 360, "height": 640})
    open_pad(page, fake)
    for view in (None, ".find", ".find", ".past"):
        if view:
            page.locator(view).tap()
        for place in (".left", ".sync", ".done"):
            expect(page.locator(place).first).to_be_in_viewport(ratio=1)
    expect(page.locator(".left")).to_contain_text("还差：楼道卫生")


# -- sliders and large steps -------------------------------------------------------------------------------------------


def slide_to(page: Page, share: float, steps: int = 30) -> None:
    box = page.locator(".slide input").bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 30, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 24 + (box["width"] - 48) * share, y, steps=steps)


def test_a_slider_shows_the_number_while_it_moves_and_makes_one_mark_when_it_is_let_go(page: Page, fake) -> None:
    fake.criteria = [fake_api.SLIDER, *fake_api.CRITERIA]
    open_pad(page, fake)
    expect(number(page, 0)).to_have_text("—")
    slide_to(page, 0.8)
    expect(number(page, 0)).to_have_text("80")
    expect(crit(page, 0).locator(".ends b")).to_have_text("良")
    assert not fake.stored
    page.mouse.up()
    saved(page)
    (item,) = items(fake, "mark")
    assert (item["value"], item["detail"]) == ("80", {"level": None, "fine": "-20", "counts": {}})


def test_faults_stay_counted_when_the_slider_moves_and_minus_and_plus_refine(page: Page, fake) -> None:
    fake.criteria = [fake_api.SLIDER]
    open_pad(page, fake)
    crit(page, 0).locator(".chip .add").tap()
    expect(number(page, 0)).to_have_text("95")
    slide_to(page, 0.5)
    page.mouse.up()
    expect(number(page, 0)).to_have_text("50")
    crit(page, 0).locator(".step").nth(1).tap()
    expect(number(page, 0)).to_have_text("51")
    expect(page.locator(".slide input")).to_have_value("51")
    saved(page)
    assert [item["value"] for item in items(fake, "mark")] == ["95", "50", "51"]
    assert items(fake, "mark")[-1]["detail"] == {"level": None, "fine": "-44", "counts": {"noise": 1}}


def test_a_slider_is_moved_with_the_arrow_keys_and_says_what_it_stands_at(page: Page, fake) -> None:
    fake.criteria = [fake_api.SLIDER]
    open_pad(page, fake)
    field = page.locator(".slide input")
    expect(field).to_have_attribute("aria-valuetext", "未评分")
    field.focus()
    page.keyboard.press("End")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    expect(number(page, 0)).to_have_text("96")
    expect(field).to_have_attribute("aria-valuetext", "96 优")
    saved(page)
    assert [item["value"] for item in items(fake, "mark")] == ["96"]


def test_a_mark_under_the_slider_is_not_lost_when_the_page_is_left_at_once(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    fake.criteria = [fake_api.SLIDER]
    open_pad(page, fake)
    page.locator(".slide input").focus()
    page.keyboard.press("End")
    page.locator("nav button").nth(1).tap()
    page.locator("nav button").nth(0).tap()
    expect(number(page, 0)).to_have_text("100")
    saved(page)


@pytest.mark.parametrize("value", ["5", "3", "1"])
def test_a_short_scale_has_a_large_button_a_value(page: Page, fake, value: str) -> None:
    fake.criteria = [fake_api.SHORT]
    open_pad(page, fake)
    buttons = crit(page, 0).locator(".values button")
    expect(buttons).to_have_count(5)
    buttons.filter(has_text=value).tap()
    expect(number(page, 0)).to_have_text(value)
    expect(crit(page, 0).locator("[aria-pressed=true]")).to_contain_text(value)
    saved(page)
    assert items(fake, "mark")[0]["value"] == value
    expect(pill(page)).to_have_text("已保存")


def test_the_rubric_of_each_level_unfolds_and_stays_unfolded_while_marks_are_made(page: Page, fake) -> None:
    text = fake_api.both("无堆物，地面干净", "No clutter, clean floors")
    levels = [{**one, "rubric": text} for one in fake_api.LEVELS]
    fake.criteria = [{**fake_api.CRITERIA[0], "levels": levels}]
    open_pad(page, fake)
    words = page.locator(".rubrics p").first
    expect(words).not_to_be_visible()
    page.locator(".rubrics summary").tap()
    expect(words).to_have_text("优 无堆物，地面干净")
    level(page, 0, "优")
    saved(page)
    expect(words).to_be_visible()
