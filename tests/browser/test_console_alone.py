"""The chair's console in Chromium, against the API in memory: every action, and what the server refuses."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

FAILED = r"Failed to load resource|WebSocket connection"
DESK = {"width": 1280, "height": 800}


@pytest.fixture
def console(tablet: Any, fake: Any) -> Page:
    """The console on a screen of the size that an office has."""
    page: Page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    expect(page.locator(".matrix tbody tr")).to_have_count(9)
    return page


def twice(button: Locator) -> None:
    """Tap, and confirm: not sooner than a trembling hand would."""
    button.tap()
    button.page.wait_for_timeout(450)
    button.tap()


def cell(page: Page, judge: int, entry: int) -> Locator:
    return page.locator(f'[data-cell="{judge}/{entry}"]')


def last(fake: Any) -> tuple[str, Any]:
    """The chair's newest request."""
    return fake.chair.asked[-1]


def unfold(page: Page, words: str) -> None:
    page.locator("summary", has_text=words).tap()


# -- the matrix -------------------------------------------------------------------------------------------------------


def test_every_state_of_a_sheet_is_told_in_words_and_not_by_colour_alone(console: Page) -> None:
    expect(cell(console, 1, 11)).to_have_text("89.5")
    expect(cell(console, 5, 16)).to_have_text("3/5")
    expect(cell(console, 4, 15)).to_have_text("—")
    expect(cell(console, 2, 11)).to_have_text("回避住在该小区")
    expect(cell(console, 8, 15)).to_have_text("未分配")
    expect(cell(console, 3, 15)).to_contain_text("61偏离 −21")
    expect(cell(console, 3, 15)).to_have_attribute(
        "aria-label", "评委 03：北巷居民点、已签名、61、偏离 −21、重新打开 1 次、批注 1 条、照片 1 张"
    )
    expect(cell(console, 7, 13)).to_have_attribute("aria-label", re.compile("迟到 2 条"))
    expect(console.locator("tbody tr").nth(3).locator("th")).to_contain_text("离线 · 2 张待签")


def test_the_arrow_keys_walk_over_the_cells_and_tab_leaves_them_in_one_step(console: Page) -> None:
    cell(console, 1, 11).focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft"):
        console.keyboard.press(key)
    expect(cell(console, 3, 11)).to_be_focused()
    assert console.locator(".matrix [tabindex='0']").count() == 1
    console.keyboard.press("ArrowLeft")
    expect(cell(console, 3, 11)).to_be_focused()
    console.keyboard.press("Tab")
    assert console.evaluate("!document.activeElement.closest('.matrix')")


def test_a_cell_opens_its_sheet_beside_the_page_and_escape_leads_back_to_it(console: Page) -> None:
    cell(console, 3, 15).focus()
    console.keyboard.press("Enter")
    panel = console.locator(".panel")
    expect(panel).to_be_focused()
    expect(panel.locator("h2")).to_have_text("评委 03 · 北巷居民点")
    expect(panel.locator(".state")).to_contain_text("偏离 −21 （全体中位数 82）")
    expect(panel.locator(".marks tbody tr").nth(2)).to_have_text("绿化管理 偏离 −8.59.518")
    expect(panel).to_contain_text("草坪被踩坏了")
    expect(panel).to_contain_text("建议春天补种")
    assert panel.locator("img").evaluate("(one) => one.decode().then(() => one.naturalWidth)") == 1
    unfold(console, "修改记录：2 条")
    expect(panel.locator("details li").nth(1)).to_contain_text("绿化管理 9.5")
    # the matrix stays at work beside it: another cell changes the sheet
    cell(console, 1, 11).tap()
    expect(panel.locator("h2")).to_have_text("评委 01 · 云中仙居小区")
    console.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(cell(console, 1, 11)).to_be_focused()


def test_an_open_sheet_follows_what_the_judge_does(console: Page, fake: Any) -> None:
    cell(console, 5, 16).tap()
    expect(console.locator(".marks tbody td").first).to_have_text("—")
    fake.chair.cells[5, 16].update(state="signed", total="87.5")
    fake.push()
    expect(console.locator(".panel .state")).to_contain_text("87.5")
    expect(console.locator(".marks tbody td").first).to_have_text("17.5")


def test_a_sheet_that_cannot_be_fetched_says_so_and_can_be_asked_for_again(
    console: Page, fake: Any, expected_errors: list[str]
) -> None:
    expected_errors.append(FAILED)
    fake.mode = 503
    cell(console, 1, 11).tap()
    expect(console.locator(".panel").get_by_role("alert")).to_contain_text("no")
    fake.mode = None
    console.locator(".panel").get_by_role("button", name="重试").tap()
    expect(console.locator(".marks tbody td").first).to_have_text("17.5")


# -- conflicts and photos ---------------------------------------------------------------------------------------------


def test_a_conflict_is_declared_and_taken_back_with_a_reason(console: Page, fake: Any) -> None:
    cell(console, 1, 11).tap()
    part = console.locator(".interest")
    declare = part.get_by_role("button", name="登记回避")
    expect(declare).to_be_disabled()
    part.locator("input").fill("儿子是物业经理")
    declare.tap()
    expect(cell(console, 1, 11)).to_have_text("回避已申报利益关系")
    assert last(fake) == ("/rounds/1/conflicts", {"judge": 1, "entry": 11, "holds": True, "reason": "儿子是物业经理"})
    expect(part).to_contain_text("已申报利益关系：儿子是物业经理")
    expect(part.locator("input")).to_have_value("")
    part.locator("input").fill("已离职")
    part.get_by_role("button", name="撤销回避").tap()
    expect(cell(console, 1, 11)).to_have_text("—")
    assert last(fake)[1]["holds"] is False


def test_a_conflict_that_is_refused_says_why_beside_the_button(
    console: Page, fake: Any, expected_errors: list[str]
) -> None:
    expected_errors.append(FAILED)
    fake.chair.refuse["/conflicts"] = (409, "已公布的轮次不能再登记回避。")
    cell(console, 1, 11).tap()
    console.locator(".interest input").fill("亲属")
    console.locator(".interest button").tap()
    expect(console.locator(".interest").get_by_role("alert")).to_contain_text("已公布的轮次不能再登记回避。")
    expect(console.locator(".interest input")).to_have_value("亲属")


def test_a_photo_goes_to_the_wall_only_with_the_name_of_who_agreed(console: Page, fake: Any) -> None:
    cell(console, 3, 15).tap()
    photo = console.locator(".photos li")
    expect(photo.get_by_role("switch")).to_be_disabled()
    photo.locator("input").fill("三单元李阿姨同意")
    photo.get_by_role("switch").tap()
    expect(photo.get_by_role("switch")).to_have_attribute("aria-checked", "true")
    assert last(fake) == (f"/rounds/1/photos/{'ab' * 32}/consent", {"show": True, "reason": "三单元李阿姨同意"})
    photo.get_by_role("switch").tap()
    expect(photo.get_by_role("switch")).to_have_attribute("aria-checked", "false")


# -- phases -----------------------------------------------------------------------------------------------------------


def test_the_phase_changes_on_the_second_tap_in_place(console: Page, fake: Any) -> None:
    go = console.locator(".next .go")
    expect(go).to_have_text("冻结并进入合议")
    go.evaluate("(one) => { one.click(); one.click(); }")  # a trembling double tap is not a confirmation
    assert fake.phase == "open"
    expect(go).to_have_text("再点一次确认：冻结并进入合议")
    console.wait_for_timeout(450)
    go.tap()
    expect(console.locator(".phase .now")).to_have_text("合议")
    assert fake.phase == "deliberation"


def test_going_back_to_scoring_needs_a_reason_that_stands_in_the_trail(tablet: Any, fake: Any) -> None:
    fake.phase = "deliberation"
    page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    unfold(page, "退回评分")
    back = page.locator(".back button")
    expect(back).to_be_disabled()
    page.locator(".back input").fill("评委 03 误触")
    twice(back)
    expect(page.locator(".phase .now")).to_have_text("评分")
    unfold(page, "阶段记录")
    expect(page.locator("[data-key=trail]")).to_contain_text("合议 → 评分：评委 03 误触")


def test_publishing_with_open_points_needs_the_chair_to_say_that_they_were_seen(
    tablet: Any, fake: Any, expected_errors: list[str]
) -> None:
    fake.phase = "deliberation"
    page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    go, seen = page.locator(".next .go"), page.get_by_role("checkbox")
    expect(go).to_be_disabled()
    seen.tap()
    expect(go).to_be_enabled()
    # something new is open: what was acknowledged is not that any more
    fake.chair.checklist.append({"key": "late", "level": "look", "ok": False, "text": "1 张表待决定"})
    fake.push()
    expect(go).to_be_disabled()
    expect(seen).to_have_attribute("aria-checked", "false")
    expect(seen).to_contain_text("3 项")
    seen.tap()
    twice(go)
    expect(page.locator(".phase .now")).to_have_text("公布")
    assert last(fake) == ("/rounds/1/phase", {"to": "published", "reason": "", "accept": True})


def test_a_point_that_must_be_settled_bars_the_way_and_leads_to_what_can_be_done(tablet: Any, fake: Any) -> None:
    fake.phase = "deliberation"
    fake.chair.checklist.append({"key": "late", "level": "must", "ok": False, "text": "1 张迟到的表待决定"})
    page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    first = page.locator(".check").first.locator("li").first
    expect(first).to_contain_text("必须解决")
    page.get_by_role("checkbox").tap()
    expect(page.locator(".next .go")).to_be_disabled()
    expect(page.locator(".next")).to_contain_text("请先解决标有“必须解决”的事项。")
    first.locator("button").tap()
    expect(page.locator("[data-key=late-list]")).to_be_focused()


def test_before_scoring_opens_nobody_is_asked_for_sheets(tablet: Any, fake: Any) -> None:
    fake.phase = "draft"
    page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    expect(page.locator(".next .go")).to_have_text("开始评分")
    expect(page.locator(".next .look")).to_have_count(0)
    expect(page.locator(".settled summary")).to_contain_text("2 项已就绪")
    expect(page.locator("[data-key=standings]")).to_have_count(0)


def test_once_published_nobody_is_asked_to_remind_or_to_look_before_publishing(tablet: Any, fake: Any) -> None:
    fake.phase = "published"
    page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    expect(page.locator(".next .go")).to_have_text("宣布生效")
    expect(page.locator(".next [data-key=unsigned], .next [data-key=far], .next [data-key=agreement]")).to_have_count(0)


def test_a_button_that_asks_for_its_second_tap_pushes_no_other_one_under_the_finger(tablet: Any, fake: Any) -> None:
    fake.phase = "draft"
    page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    practice = page.locator("[data-key='to/practice']")
    box = practice.bounding_box()
    practice.tap()
    expect(practice).to_contain_text("再点一次确认")
    at = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('button').dataset.key",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    assert at == "to/practice"


def test_a_rehearsal_is_begun_and_ended_and_says_that_nothing_counts(tablet: Any, fake: Any) -> None:
    fake.phase = "draft"
    page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    twice(page.locator("[data-key='to/practice']"))
    expect(page.locator(".phase .now")).to_have_text("演练")
    expect(page.locator(".next")).to_contain_text("绝不计入结果")
    go = page.locator(".next .go")
    expect(go).to_have_text("结束演练")
    twice(go)
    expect(page.locator(".phase .now")).to_have_text("准备")
    assert (fake.phase, fake.chair.rehearsal) == ("draft", 1)


def test_what_the_server_refuses_is_said_in_place(console: Page, fake: Any, expected_errors: list[str]) -> None:
    expected_errors.append(FAILED)
    fake.chair.refuse["/phase"] = (409, "还有评分正在送达，请稍后再试。")
    twice(console.locator(".next .go"))
    expect(console.locator(".next").get_by_role("alert")).to_contain_text("还有评分正在送达，请稍后再试。")
    fake.chair.refuse.clear()
    twice(console.locator(".next .go"))
    expect(console.locator(".phase .now")).to_have_text("合议")
    expect(console.locator(".next").get_by_role("alert")).to_have_count(0)


def test_without_a_network_the_page_says_that_it_does_not_know(
    console: Page, fake: Any, expected_errors: list[str]
) -> None:
    expected_errors.append(FAILED)
    console.context.set_offline(True)
    console.get_by_role("button", name="提醒未完成").tap()
    expect(console.locator(".next").get_by_role("alert")).to_contain_text("没有网络")
    console.context.set_offline(False)
    console.get_by_role("button", name="提醒未完成").tap()
    expect(console.locator("[data-key=reminded]")).to_contain_text("上次提醒")


def test_the_outstanding_judges_are_reminded(console: Page, fake: Any) -> None:
    button = console.get_by_role("button", name="提醒未完成")
    expect(button).to_have_text("提醒未完成 3 人")
    button.tap()
    expect(console.locator("[data-key=reminded]")).to_contain_text(re.compile(r"上次提醒：12-01 \d\d:45"))
    assert last(fake) == ("/rounds/1/remind", {})


# -- trust ------------------------------------------------------------------------------------------------------------


def test_the_research_pages_are_a_tap_away_with_and_without_a_word_on_trust(tablet: Any, fake: Any) -> None:
    page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    link = page.locator(".trust .research a")
    expect(link).to_contain_text("研究页面")
    assert (link.get_attribute("href"), link.get_attribute("target")) == ("/research", "_blank")
    expect(page.locator(".research")).to_have_count(1)
    fake.chair.trust = None
    fake.push()
    expect(page.locator(".trust")).to_have_count(0)
    expect(page.locator("[data-key=rule] .research a")).to_be_visible()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([], "少任何一位评委，名次都不变。"),
        ([(4, 5), (5, 4)], "少任何一位评委，前三名都不变。"),
        ([(3, 4), (4, 3)], "少任何一位评委，第一名都不变。"),
        ([(1, 2), (2, 1)], "第一名取决于某一位评委，请慎重。"),
        ([(6, None)], "少任何一位评委，前三名都不变。"),
    ],
)
def test_what_one_judge_fewer_would_change_is_said_in_plain_words(
    tablet: Any, fake: Any, changes: list[tuple[int, int | None]], said: str
) -> None:
    one_out = [{"entry": 11 + i, "before": before, "after": after} for i, (before, after) in enumerate(changes)]
    fake.chair.trust["one_out"][2]["changes"] = one_out
    page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    expect(page.locator(".verdict")).to_have_text(said)
    if len(changes) == 2:
        first, second = sorted(before for before, _ in changes)
        expect(page.locator(".trust li")).to_have_text(f"少评委 03 时，第 {first}、{second} 名互换。")
    elif changes:
        expect(page.locator(".trust li")).to_have_text("少评委 03 时：云中仙居小区 6 → —。")


def test_agreement_that_cannot_be_told_gives_its_reason(tablet: Any, fake: Any) -> None:
    fake.chair.trust.update(
        icc=None, reason={"zh_CN": "签名的表太少", "en": "Too few signed sheets"}, award_changes=True
    )
    page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    expect(page.locator(".trust")).to_contain_text("签名的表太少")
    expect(page.locator(".trust .tie")).to_contain_text("影响获奖名单")
    expect(page.locator(".trust .num")).to_have_count(0)


def test_a_panel_too_large_to_leave_each_judge_out_is_told_so(tablet: Any, fake: Any) -> None:
    fake.chair.trust.update(one_out=None, award_changes=None, too_many={"zh_CN": "评委超过 120 位", "en": "Over 120"})
    page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    expect(page.locator(".trust")).to_contain_text("评委超过 120 位")
    expect(page.locator(".verdict")).to_have_count(0)


# -- invitations ------------------------------------------------------------------------------------------------------


def test_cards_for_all_who_have_not_joined_are_printed_and_nothing_else(console: Page, fake: Any) -> None:
    button = console.locator("[data-key=print]")
    expect(button).to_contain_text("打印二维码（2 张）")
    twice(button)
    cards = console.locator(".wp-cards article")
    expect(cards).to_have_count(2)
    assert last(fake) == ("/rounds/1/invitations", {"judges": None})
    expect(cards.first).to_contain_text("评委 08")
    expect(cards.first).to_contain_text("居民代表")
    expect(cards.first.locator(".code")).to_have_text("7K3M-9QXA")
    expect(cards.first.locator(".link")).to_have_text(fake.base + "/join#code-of-judge-8")
    assert cards.first.locator(".qr").evaluate("(one) => one.naturalWidth > 0")
    console.evaluate("window.print = () => { window.printed = true; }")
    console.locator(".wp-cards").get_by_role("button", name="打印").tap()
    assert console.evaluate("window.printed") is True
    console.emulate_media(media="print")
    expect(cards.first).to_be_visible()
    expect(console.locator(".wp-console")).to_be_hidden()
    expect(console.locator(".wp-cards .bar").first).to_be_hidden()
    console.emulate_media(media="screen")
    console.keyboard.press("Escape")
    expect(console.locator(".wp-cards")).to_have_count(0)
    expect(console.locator(".matrix")).to_be_visible()


def judge_row(page: Page, number: int) -> Locator:
    unfold(page, "评委与平板")
    row = page.locator(".people > li").nth(number - 1)
    row.locator("button").first.tap()
    return row


def test_a_lost_tablet_is_replaced_by_a_new_link_which_says_that_the_old_one_ends(console: Page, fake: Any) -> None:
    row = judge_row(console, 3)
    expect(row).to_contain_text("新链接生成后旧链接作废，遗失的平板随即退出")
    expect(row.locator(".session")).to_contain_text("iPad")
    expect(row.locator("[data-key=renew]")).to_have_text("更换平板：生成新链接")
    twice(row.locator("[data-key=renew]"))
    made = console.locator(".invitation")
    expect(made.locator(".url")).to_have_value(fake.base + "/join#code-of-judge-3")
    expect(made.locator(".short")).to_contain_text("7K3M-9QXA")
    assert made.locator(".qr").evaluate("(one) => one.naturalWidth > 0")
    made.get_by_role("button", name="复制链接").tap()
    expect(made.get_by_role("button", name="已复制")).to_be_visible()
    made.get_by_role("button", name="打印").tap()
    expect(console.locator(".wp-cards article")).to_have_count(1)
    console.locator(".wp-cards").get_by_role("button", name="关闭").tap()
    expect(console.locator("tbody tr").nth(2).locator("th")).to_contain_text("未加入")


def test_access_is_taken_away_with_a_reason_and_a_second_tap(
    console: Page, fake: Any, expected_errors: list[str]
) -> None:
    expected_errors.append(FAILED)
    row = judge_row(console, 3)
    revoke = row.locator("[data-key=revoke]")
    expect(revoke).to_be_disabled()
    row.locator("input").fill("已调离本社区")
    fake.chair.refuse["/revoke"] = (409, "结果已公布。")
    twice(revoke)
    expect(row.get_by_role("alert")).to_contain_text("结果已公布。")
    fake.chair.refuse.clear()
    twice(revoke)
    expect(row.locator(".session")).to_have_count(0)
    assert last(fake) == ("/rounds/1/judges/3/revoke", {"reason": "已调离本社区"})


def test_one_tablet_of_a_judge_is_signed_out(console: Page, fake: Any) -> None:
    row = judge_row(console, 1)
    twice(row.locator(".session button"))
    expect(row.locator(".session")).to_have_count(0)
    assert last(fake)[0] == "/sessions/101/end"
    expect(row).to_contain_text("目前没有登录任何平板。")


# -- late marks, problems, names, settings ----------------------------------------------------------------------------


def test_late_marks_are_evidence_once_the_result_is_published(tablet: Any, fake: Any) -> None:
    fake.phase = "published"
    page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    part = page.locator("[data-key=late-list]")
    expect(part).to_contain_text("评委 07 · 高店居民点")
    expect(part).to_contain_text("绿化管理 18")
    expect(part).to_contain_text("留作凭据，不计入结果。")
    expect(part.locator("button")).to_have_count(0)


def test_before_scoring_is_opened_again_the_chair_reads_that_late_marks_then_count(tablet: Any, fake: Any) -> None:
    fake.phase = "deliberation"
    page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    back = page.locator("[data-key=back]")
    back.locator("summary").tap()
    expect(back).to_contain_text("尚未决定的迟到打分随即计入（1 张评分表）")
    part = page.locator("[data-key=late-list]")
    part.locator("input").fill("确在截止后")
    part.get_by_role("button", name="不采纳", exact=True).tap()
    expect(back).not_to_contain_text("尚未决定")


@pytest.mark.parametrize(
    ("button", "admit", "said"), [("采纳", True, "已采纳：确在截止前"), ("不采纳", False, "未采纳：确在截止前")]
)
def test_late_marks_are_admitted_or_refused_with_a_reason(
    tablet: Any, fake: Any, button: str, admit: bool, said: str
) -> None:
    fake.phase = "deliberation"
    page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    part = page.locator("[data-key=late-list]")
    choose = part.get_by_role("button", name=button, exact=True)
    expect(choose).to_be_disabled()
    part.locator("input").fill("确在截止前")
    choose.tap()
    expect(part.locator(".decided")).to_contain_text(said)
    assert last(fake) == ("/rounds/1/late", {"judge": 7, "entry": 13, "admit": admit, "reason": "确在截止前"})


def test_a_late_mark_that_cannot_be_admitted_says_why(tablet: Any, fake: Any, expected_errors: list[str]) -> None:
    expected_errors.append(FAILED)
    fake.phase = "deliberation"
    fake.chair.refuse["/late"] = (409, "该评委须回避，不能采纳。")
    page = tablet(viewport=DESK)
    page.goto(fake.base + "/chair")
    part = page.locator("[data-key=late-list]")
    part.locator("input").fill("x")
    part.get_by_role("button", name="采纳", exact=True).tap()
    expect(part.get_by_role("alert")).to_contain_text("该评委须回避，不能采纳。")


def test_refused_items_are_listed_with_their_reason(console: Page) -> None:
    unfold(console, "未被接收的内容：1")
    expect(console.locator("[data-key=refused-list] li")).to_contain_text("评委 08 · 物资储运家属区 · 规范停车")
    expect(console.locator("[data-key=refused-list] li")).to_contain_text("评分表已签名")


def test_a_problem_is_counted_at_the_top_answered_and_closed(console: Page, fake: Any) -> None:
    console.locator(".count").tap()
    part = console.locator("[data-key=problem-list]")
    expect(part).to_be_focused()
    expect(part).to_contain_text("三单元的门锁着,进不去")
    part.locator("textarea").fill("已联系楼长开门")
    part.get_by_role("button", name="答复", exact=True).tap()
    expect(part.locator(".answer")).to_contain_text("已联系楼长开门")
    assert last(fake) == ("/rounds/1/problems/p-1/answer", {"text": "已联系楼长开门", "close": False})
    expect(console.locator(".count")).to_be_visible()
    part.locator("textarea").fill("门已开")
    part.get_by_role("button", name="答复并办结").tap()
    expect(console.locator(".count")).to_have_count(0)
    assert last(fake)[1] == {"text": "门已开", "close": True}
    expect(part).to_contain_text("已办结：1")


def test_a_new_problem_reaches_the_counter_by_itself(console: Page, fake: Any) -> None:
    fake.chair.problems.append({**fake.chair.problems[0], "id": "p-2", "text": "<b>没电了</b>"})
    fake.push()
    expect(console.locator(".count")).to_contain_text("2")
    expect(console.locator("[data-key=problem-list]")).to_contain_text("<b>没电了</b>")


def test_names_are_shown_only_on_request_with_a_reason_and_hidden_again_on_reload(console: Page, fake: Any) -> None:
    expect(console.locator("body")).not_to_contain_text("张3明")
    unfold(console, "评委姓名")
    part = console.locator(".names")
    expect(part).to_contain_text("会连同理由记入日志")
    expect(part.locator("button")).to_be_disabled()
    part.locator("input").fill("核对偏离的评分")
    part.locator("button").tap()
    expect(console.locator("tbody tr").nth(2).locator("th")).to_contain_text("评委 03 张3明")
    assert last(fake) == ("/rounds/1/names", {"reason": "核对偏离的评分"})
    console.reload()
    expect(console.locator(".matrix tbody tr")).to_have_count(9)
    expect(console.locator("body")).not_to_contain_text("张3明")


def test_the_settings_of_a_round_are_switched_one_by_one(console: Page, fake: Any, expected_errors: list[str]) -> None:
    expected_errors.append(FAILED)
    unfold(console, "本轮设置")
    for key in ("show_standings", "show_others", "exchange", "show_range"):
        before = fake.chair.settings[key]
        switch = console.locator(f"[data-key={key}]")
        switch.tap()
        expect(switch).to_have_attribute("aria-checked", str(not before).lower())
        assert last(fake) == ("/rounds/1/settings", {key: not before})
    quorum = console.locator(".quorum")
    quorum.get_by_role("button", name="减少一张").tap()
    expect(quorum.locator(".num")).to_have_text("2")
    fake.chair.refuse["/settings"] = (409, "结果已公布。")
    quorum.get_by_role("button", name="增加一张").tap()
    expect(console.locator(".settings").get_by_role("alert")).to_contain_text("结果已公布。")
    expect(quorum.locator(".num")).to_have_text("2")


def test_a_quorum_can_be_taken_off(console: Page, fake: Any) -> None:
    unfold(console, "本轮设置")
    fake.chair.settings["quorum"] = 1
    fake.push()
    quorum = console.locator(".quorum")
    expect(quorum.locator(".num")).to_have_text("1")
    quorum.get_by_role("button", name="减少一张").tap()
    expect(quorum.locator(".num")).to_have_text("半数")
    assert last(fake)[1] == {"quorum": None}
    expect(quorum.get_by_role("button", name="减少一张")).to_be_disabled()


# -- notices and files ------------------------------------------------------------------------------------------------


def test_notices_and_files_are_there_once_the_result_is_published(console: Page, fake: Any) -> None:
    papers = console.locator("[data-key=papers]")
    expect(console.locator(".matrix")).to_be_visible()
    expect(papers).to_have_count(0)
    fake.phase, fake.unpaid = "published", {"state": "waiting", "points": 480, "operator": "chair", "reason": None}
    console.reload()
    expect(console.locator("[data-key=unpaid] .tie")).to_contain_text("480 分尚未入账")
    expect(console.locator("[data-key=unpaid] a")).to_have_attribute("href", re.compile("/office/points$"))
    expect(papers.locator("h2")).to_have_text("公示与文件")
    link = papers.get_by_role("link", name="结果表（CSV）")
    expect(link).to_have_attribute("href", re.compile("/weiping/api/rounds/1/exports/table.lang=zh_CN$"))
    expect(link).to_have_attribute("download", "")


def test_a_notice_is_laid_over_the_page_in_the_readers_language_and_printed_alone(console: Page, fake: Any) -> None:
    fake.phase = "published"
    console.reload()
    console.locator("[data-key=papers]").get_by_role("button", name="结果公示").tap()
    notice = console.locator(".wp-cards article.notice")
    expect(notice.locator("h2")).to_have_text("最美小区结果公示")
    expect(notice.locator("p").first).to_have_text("获奖名单\n<b>云中仙居</b>")
    assert notice.locator("p").count() == 2
    console.emulate_media(media="print")
    expect(notice).to_be_visible()
    expect(console.locator(".wp-cards .bar").first).not_to_be_visible()
    expect(console.locator(".wp-console")).not_to_be_visible()
    console.emulate_media(media="screen")
    console.keyboard.press("Escape")
    expect(notice).to_have_count(0)


def test_a_notice_whose_plugin_fails_says_so_in_place_and_the_others_work(
    console: Page, fake: Any, expected_errors: list[str]
) -> None:
    expected_errors.append(FAILED)
    fake.phase = "published"
    console.reload()
    papers = console.locator("[data-key=papers]")
    papers.get_by_role("button", name="坏公示").tap()
    expect(papers.locator(".trouble")).to_have_text(re.compile("Notice odd failed"))
    papers.get_by_role("button", name="结果公示").tap()
    expect(console.locator(".wp-cards article.notice")).to_be_visible()
    expect(papers.locator(".trouble")).to_have_count(0)


# -- the page as a whole ----------------------------------------------------------------------------------------------


def test_broken_plugins_are_named_with_their_error(console: Page) -> None:
    expect(console.locator(".banner.bad")).to_contain_text("weiping-broken：导入失败")


def test_failures_of_plugins_in_use_are_folded_away_and_told_in_both_languages(console: Page, fake: Any) -> None:
    card = console.locator("[data-key=plugin-failures]")
    expect(card).to_have_count(0)
    one = {"plugin": "weiping-rewards", "hook": "weiping_fulfilments", "key": "clinic", "function": "instruct"}
    fake.failures = [{**one, "error": "KeyError: <b>room</b>", "times": 3, "at": "2024-12-01T08:00:00Z"}]
    console.reload()
    expect(card.locator("summary")).to_have_text(" 使用中出错的插件：1")
    expect(card.locator("li")).not_to_be_visible()
    card.locator("summary").tap()
    expect(card.locator("li")).to_contain_text("weiping-rewards · clinic：KeyError: <b>room</b>")
    expect(card.locator("li")).to_contain_text("3 次")
    console.get_by_role("button", name="Switch to English").tap()
    expect(card).to_contain_text("Plugins that failed in use: 1")
    expect(card.locator("li")).to_contain_text("3 times")


def test_a_session_that_has_ended_is_said_at_the_top(console: Page, fake: Any, expected_errors: list[str]) -> None:
    expected_errors.append(FAILED)
    fake.mode = 401
    console.reload()
    expect(console.locator("[data-key=error]")).to_have_text(" no")
    fake.mode = None
    console.reload()
    expect(console.locator(".matrix tbody tr")).to_have_count(9)
    expect(console.locator("[data-key=error]")).to_have_count(0)


COVERED = """(selector) => {
  const one = document.querySelector(selector), box = one.getBoundingClientRect();
  return !one.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
}"""
SIZES = [(1280, 800), (810, 1080)]
WIDE = """() => Array.from(document.querySelectorAll('.wp-console *')).filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width && box.right > innerWidth + 1 && !one.closest('.scroll') && !one.matches('.hear');
}).map((one) => one.outerHTML.slice(0, 80))"""
SMALL = """() => Array.from(document.querySelectorAll('.wp-console button, .wp-console summary, .wp-console a')).filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width && (box.height < 47.5 || box.width < 47.5);
}).map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("care", ["0", "1"])
def test_nothing_is_cut_off_and_every_control_is_large_enough(
    tablet: Any, fake: Any, size: tuple[int, int], lang: str, care: str
) -> None:
    page = tablet(viewport={"width": size[0], "height": size[1]})
    page.add_init_script(
        f"localStorage.setItem('weiping.lang', '{lang}'); localStorage.setItem('weiping.care', '{care}');"
    )
    fake.phase = "deliberation"
    page.goto(fake.base + "/chair")
    cell(page, 9, 16).tap()
    expect(page.locator(".marks")).to_be_visible()
    assert page.evaluate(COVERED, "[data-cell='9/16']") is False
    cell(page, 3, 15).tap()
    expect(page.locator(".panel .photos")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate(WIDE) == []
    assert page.evaluate(SMALL) == []


NAMELESS = """() => {
  const all = document.querySelectorAll('.wp-console button, .wp-console input, .wp-console textarea');
  const words = (one) => one.getAttribute('aria-label') || one.textContent || (one.labels && one.labels[0] || one).textContent;
  return Array.from(all).filter((one) => !words(one).trim()).map((one) => one.outerHTML.slice(0, 120));
}"""


def test_every_control_has_a_name_for_those_who_hear_the_page(console: Page) -> None:
    cell(console, 3, 15).tap()
    expect(console.locator(".marks")).to_be_visible()
    assert console.evaluate(NAMELESS) == []


def test_an_answer_that_was_overtaken_by_the_feed_does_not_bring_the_old_state_back(tablet: Any, fake: Any) -> None:
    page: Page = tablet(viewport=DESK)
    held: list[Any] = []
    page.route("**/rounds/1/console", lambda route: held.append((route, route.fetch())))
    page.goto(fake.base + "/chair")
    expect(page.locator(".count")).to_contain_text("1")
    page.wait_for_function("document.querySelector('.tie') === null")
    assert len(held) == 1
    fake.chair.problems[0]["closed"] = True
    fake.push()
    expect(page.locator(".count")).to_have_count(0)
    with page.expect_response("**/rounds/1/console"):
        held[0][0].fulfill(response=held[0][1])
    page.wait_for_timeout(300)
    expect(page.locator(".count")).to_have_count(0)


def test_an_action_that_was_overtaken_by_the_feed_is_followed_by_the_newest_state(console: Page, fake: Any) -> None:
    console.wait_for_function("document.querySelector('.tie') === null")
    held: list[Any] = []
    console.route("**/rounds/1/remind", lambda route: held.append((route, route.fetch())))
    console.get_by_role("button", name="提醒未完成").tap()
    expect(console.locator(".count")).to_contain_text("1")
    while not held:
        console.wait_for_timeout(50)
    fake.chair.problems[0]["closed"] = True
    fake.push()
    expect(console.locator(".count")).to_have_count(0)
    with console.expect_response("**/rounds/1/console"):
        held[0][0].fulfill(response=held[0][1])
    expect(console.locator("[data-key=reminded]")).to_be_visible()
    expect(console.locator(".count")).to_have_count(0)
