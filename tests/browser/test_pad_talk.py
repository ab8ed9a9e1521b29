"""The pad and other people: the chair, the other judges, conflicts of interest, and rehearsals."""

from __future__ import annotations

from fake_api import KINDS, both
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

LIVES_IN = {"entry": 11, "kind": "lives-in", "why": both("您住在这个小区", "You live in this compound")}
OWN = {"entry": 12, "kind": "represents", "why": both("您代表这个小区", "You represent this compound")}


def comment(number: int, text: str, own: bool = False) -> dict:
    return {"judge": {"number": number, "kind": KINDS[0]}, "own": own, "text": text}


# -- the chair ---------------------------------------------------------------------------------------------------------


def tell(page: Page, text: str) -> None:
    page.locator(".tools [data-key=problem]").tap()
    page.locator("[data-key=problem] textarea").fill(text)
    page.locator("[data-key=send]").tap()


def test_a_problem_reaches_the_chair_and_the_answer_stands_on_top_until_it_has_been_read(page: Page, fake) -> None:
    open_pad(page, fake)
    tell(page, "三单元门禁坏了 <b>x</b>")
    expect(page.locator(".ask .said")).to_contain_text("三单元门禁坏了 <b>x</b>")
    saved(page)
    (item,) = items(fake, "problem")
    assert (item["entry"], item["text"]) == (11, "三单元门禁坏了 <b>x</b>")
    expect(page.locator(".ask .said")).to_contain_text("已交组长")
    fake.answers[item["id"]] = ["已联系物业"]
    fake.push()
    banner = page.locator(".banner", has_text="组长已答复")
    expect(banner).to_contain_text("云中仙居小区：已联系物业")
    expect(page.locator(".ask .answer")).to_have_text("组长：已联系物业")
    banner.get_by_role("button").tap()
    expect(banner).to_have_count(0)
    page.reload()
    saved(page)
    expect(banner).to_have_count(0)
    fake.answers[item["id"]].append("门开了")
    fake.push()
    expect(banner).to_contain_text("门开了")


def test_a_problem_can_be_told_on_a_signed_sheet_while_frozen_and_without_a_network(
    page: Page, fake, expected_errors
) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    score_all(page)
    sign(page)
    saved(page)
    fake.phase = "deliberation"
    fake.push()
    expect(pill(page)).to_have_attribute("data-state", "frozen")
    fake.mode = 503
    tell(page, "我签错了")
    waiting(page, 1)
    page.reload()
    waiting(page, 1)
    fake.mode = None
    online(page)
    expect(pill(page)).to_have_attribute("data-state", "frozen")
    assert [item["text"] for item in items(fake, "problem")] == ["我签错了"]


def test_an_empty_problem_is_not_sent_and_what_is_typed_survives_a_push(page: Page, fake) -> None:
    open_pad(page, fake)
    page.locator(".tools [data-key=problem]").tap()
    expect(page.locator("[data-key=send]")).to_be_disabled()
    page.locator("[data-key=problem] textarea").fill("门")
    fake.push()
    expect(page.locator("[data-key=problem] textarea")).to_have_value("门")
    expect(page.locator("[data-key=send]")).to_be_enabled()


def test_a_reminder_stands_on_the_pad_while_a_sheet_is_outstanding_and_leads_to_it(page: Page, fake) -> None:
    fake.route = [11, 12]
    open_pad(page, fake)
    score_all(page)
    sign(page)
    saved(page)
    fake.reminded = "2024-12-01T02:00:00Z"
    fake.push()
    banner = page.locator(".banner", has_text="组长提醒")
    expect(banner).to_contain_text("还有 1 张评分表没有签名")
    banner.get_by_role("button", name="去第一个").tap()
    expect(page.locator(".entry h2")).to_have_text("银河星座")
    banner.get_by_role("button", name="我知道了").tap()
    expect(banner).to_have_count(0)
    fake.reminded = "2024-12-01T03:00:00Z"
    fake.push()
    expect(banner).to_have_count(1)
    score_all(page)
    sign(page)
    expect(banner).to_have_count(0)


# -- the other judges --------------------------------------------------------------------------------------------------


def test_a_comment_is_written_before_signing_and_the_others_are_shown_only_after_it(page: Page, fake) -> None:
    fake.settings = {"show_others": True, "exchange": True}
    fake.others = {
        "marks": [
            {
                "judge": {"number": 2, "kind": KINDS[1]},
                "total": "89.5",
                "marks": [{"criterion": "greening", "mark": "value", "value": "17.5"}],
            }
        ],
        "comments": [comment(3, "楼道还要清一清"), comment(7, "同意", own=True)],
    }
    open_pad(page, fake)
    page.get_by_role("button", name="给其他评委的话").tap()
    page.locator(".whole textarea").fill("绿化很好")
    saved(page)
    assert [(item["entry"], item["text"]) for item in items(fake, "comment")] == [(11, "绿化很好")]
    score_all(page)
    assert not [asked for asked in fake.requests if asked.endswith("/others")]
    expect(page.locator(".others")).to_have_count(0)
    sign(page)
    card = page.locator(".others")
    expect(card.locator("tbody tr")).to_have_text(["评委 02 · 党员代表——17.5——89.5"])
    expect(card.locator(".said li")).to_have_text(["评委 03 · 楼栋长代表楼道还要清一清", "您同意"])


def test_others_are_not_asked_for_before_the_signature_has_arrived(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    score_all(page)
    saved(page)
    fake.mode = 503
    sign(page)
    expect(page.locator(".others")).to_contain_text("您的签名送达后可以查看")
    assert not [asked for asked in fake.requests if asked.endswith("/others")]
    fake.mode = None
    online(page)
    expect(page.locator(".others")).to_contain_text("还没有交流意见")


def test_where_the_chair_shows_nothing_there_is_neither_a_card_nor_a_question(page: Page, fake) -> None:
    fake.settings = {"show_others": False, "exchange": False}
    open_pad(page, fake)
    expect(page.get_by_role("button", name="给其他评委的话")).to_have_count(0)
    score_all(page)
    sign(page)
    saved(page)
    expect(page.locator(".stamp")).to_be_visible()
    expect(page.locator(".others")).to_have_count(0)
    assert not [asked for asked in fake.requests if asked.endswith("/others")]


# -- conflicts ---------------------------------------------------------------------------------------------------------


def test_an_entry_in_conflict_says_why_takes_no_mark_and_is_not_outstanding(page: Page, fake) -> None:
    fake.conflicts = [LIVES_IN]
    open_pad(page, fake)
    expect(page.locator(".entry h2")).to_have_text("银河星座")
    expect(page.locator(".bar2 .done")).to_have_text("0 / 5 已完成")
    page.locator("nav button").nth(0).tap()
    expect(page.locator(".avoided")).to_contain_text("回避")
    expect(page.locator(".avoided")).to_contain_text("原因：您住在这个小区")
    expect(page.locator(".crit")).to_have_count(0)
    expect(page.locator("nav button").nth(0)).to_have_attribute("aria-label", "1 云中仙居小区 · 回避")
    expect(page.locator(".avoided textarea, .others")).to_have_count(0)
    page.locator(".go.next").tap()
    expect(page.locator(".entry h2")).to_have_text("银河星座")


def test_a_representative_reads_what_is_said_about_the_own_compound_and_may_reply_but_not_score(
    page: Page, fake
) -> None:
    fake.conflicts = [OWN]
    fake.others = {"marks": None, "comments": [comment(3, "请把电动车移出楼道")]}
    open_pad(page, fake)
    page.locator("nav button").nth(1).tap()
    expect(page.locator(".crit")).to_have_count(0)
    expect(page.locator(".others")).to_contain_text("请把电动车移出楼道")
    page.locator(".avoided textarea").fill("下周统一清理")
    saved(page)
    assert [(item["entry"], item["text"]) for item in items(fake, "comment")] == [(12, "下周统一清理")]


def test_a_judge_steps_back_from_an_entry_with_a_reason_and_a_confirmation_in_the_page(page: Page, fake) -> None:
    open_pad(page, fake)
    level(page, 0, "优")
    saved(page)
    page.locator(".tools [data-key=avoid]").tap()
    yes = page.locator("[data-key=yes]")
    expect(yes).to_be_disabled()
    page.locator("[data-key=no]").tap()
    assert not fake.conflicts
    page.locator(".tools [data-key=avoid]").tap()
    page.locator("[data-key=avoid] textarea").fill("我妹妹住这里")
    yes.tap()
    expect(page.locator(".avoided")).to_contain_text("原因：我妹妹住这里")
    expect(page.locator(".bar2 .done")).to_have_text("0 / 5 已完成")
    expect(page.locator(".crit")).to_have_count(0)


def test_stepping_back_without_a_network_says_so_and_keeps_the_reason(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    page.locator(".tools [data-key=avoid]").tap()
    page.locator("[data-key=avoid] textarea").fill("我妹妹住这里")
    page.context.set_offline(True)
    page.locator("[data-key=yes]").tap()
    expect(page.locator(".ask .trouble")).to_contain_text("现在没有网络")
    expect(page.locator("[data-key=avoid] textarea")).to_have_value("我妹妹住这里")
    page.context.set_offline(False)
    page.locator("[data-key=yes]").tap()
    expect(page.locator(".avoided")).to_be_visible()


# -- rehearsals --------------------------------------------------------------------------------------------------------


def test_a_rehearsal_is_unmistakable_and_everything_made_in_it_is_gone_afterwards(page: Page, fake) -> None:
    fake.phase = "draft"
    open_pad(page, fake)
    expect(crit(page, 0).locator(".levels button").first).to_be_disabled()
    fake.rehearse()
    expect(pill(page)).to_have_text("演练 · 不计分")
    expect(page.locator(".banner.rehearsal")).to_contain_text("打分不计入结果，演练结束后全部清除")
    level(page, 0, "优")
    score_all(page, "良")
    sign(page)
    expect(page.locator(".stamp")).to_be_visible()
    expect(pill(page)).to_have_text("演练 · 不计分")
    assert all(item["practice"] is True for item in fake.stored.values())
    fake.phase = "draft"
    fake.push()
    expect(pill(page)).to_have_text("尚未开始")
    expect(page.locator(".stamp")).to_have_count(0)
    expect(number(page, 0)).to_have_text("—")
    fake.phase = "open"
    fake.push()
    expect(pill(page)).to_have_text("已保存")
    expect(number(page, 0)).to_have_text("—")
    expect(page.locator("footer .undo")).to_be_disabled()
    level(page, 0, "中")
    saved(page)
    assert "practice" not in items(fake, "mark")[-1]
    page.locator(".past").tap()
    expect(page.locator(".history li")).to_have_count(1)


def test_a_tap_of_a_rehearsal_that_waited_on_the_tablet_is_sent_as_practice_and_never_shown_as_a_mark(
    page: Page, fake, expected_errors
) -> None:
    expected_errors.append(FAILED)
    fake.rehearse()
    open_pad(page, fake)
    fake.mode = 503
    level(page, 0, "优")
    waiting(page, 1)
    expect(pill(page)).to_contain_text("演练 · ")
    fake.phase = "open"
    fake.push()
    expect(number(page, 0)).to_have_text("—")
    level(page, 0, "差")
    fake.mode = None
    online(page)
    saved(page)
    expect(number(page, 0)).to_have_text("5")
    assert [item.get("practice") for item in items(fake, "mark")] == [True, None]
    # what counts never travels with what does not: a batch is refused as a whole
    assert all(len({bool(item.get("practice")) for item in batch["items"]}) == 1 for batch in fake.batches)


def test_a_photo_of_a_rehearsal_says_so(page: Page, fake, tmp_path) -> None:
    from pad_page import add_photo, camera_picture

    fake.rehearse()
    open_pad(page, fake)
    add_photo(page, 0, camera_picture(tmp_path))
    expect(crit(page, 0).locator(".photo")).to_contain_text("照片 1")
    expect(pill(page)).to_have_text("演练 · 不计分")
    (item,) = items(fake, "photo")
    assert item["practice"] == "1"


def test_a_second_rehearsal_begins_empty(page: Page, fake) -> None:
    fake.rehearse()
    open_pad(page, fake)
    level(page, 0, "优")
    expect(pill(page)).to_have_text("演练 · 不计分")
    fake.phase = "draft"
    fake.push()
    expect(pill(page)).to_have_text("尚未开始")
    fake.rehearse()
    expect(pill(page)).to_have_text("演练 · 不计分")
    expect(number(page, 0)).to_have_text("—")
    expect(page.locator("footer .undo")).to_be_disabled()


def test_two_taps_reopen_a_sheet_and_the_comment_can_be_changed_again(page: Page, fake) -> None:
    open_pad(page, fake)
    score_all(page)
    sign(page)
    saved(page)
    expect(page.get_by_role("button", name="给其他评委的话")).to_have_count(0)
    twice(page.locator(".reopen"))
    expect(page.get_by_role("button", name="给其他评委的话")).to_be_enabled()
