"""The chair's private page against a running server: the console and the rule what-if beside it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.conftest import Hall
from tests.desk.test_main_job import fill, item, send
from tests.server.conftest import Served, serve

from weiping.desk import access
from weiping.domain.appraisal import OPERATOR, Role
from weiping.store import tables as t

__all__ = ["serve"]


@pytest.fixture
def panel(hall: Hall) -> Hall:
    """A round under way: two judges have signed everything, the third has one sheet that stands alone."""
    hall.go("open")
    for judge, order in ((1, "19"), (2, "18")):
        fill(hall, judge, hall.entry(1), order, "12")
        fill(hall, judge, hall.entry(2), "12", "16")
    fill(hall, 3, hall.entry(1), "6", "1")
    return hall


@pytest.fixture
def chair(panel: Hall, serve: Callable[..., Served], tablet: Callable[..., Page]) -> Page:
    """The chair's page, with everything on it."""
    page = tablet(viewport={"width": 1280, "height": 800})
    served = serve()
    page.goto(f"{served.base}/join#{access.invite(panel.desk, OPERATOR, Role.CHAIR)}")
    page.locator("button.go").click()
    expect(page.locator(".wp-whatif button")).to_have_text("试算其他规则", timeout=60_000)
    expect(page.locator(".wp-console .matrix tbody tr")).to_have_count(3)
    return page


def twice(button: Locator) -> None:
    button.tap()
    button.page.wait_for_timeout(450)
    button.tap()


def cell(page: Page, hall: Hall, judge: int, entry: int) -> Locator:
    return page.locator(f'[data-cell="{hall.judge(judge).judge}/{hall.entry(entry)}"]')


def test_the_private_page_is_a_page_of_its_own_without_a_frame_around_it(chair: Page) -> None:
    box = chair.locator(".wp-console").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"]) == (0, 0, 1280)
    assert chair.title() == "best compound 2024(中) · 主持台"
    assert chair.locator("html").get_attribute("lang") == "zh-CN"
    # it scrolls as a page does, so that a sheet opened further down still stands beside the matrix
    chair.evaluate("window.scrollTo(0, 300)")
    assert chair.evaluate("window.scrollY") == 300
    chair.evaluate("document.querySelector('[data-cell]').click()")
    panel = chair.locator(".panel").bounding_box()
    assert panel is not None
    assert (panel["y"], panel["height"]) == (0, 800)


def test_the_what_if_tries_weights_beside_the_standings_and_writes_nothing(chair: Page, panel: Hall) -> None:
    lab = chair.locator(".wp-whatif")
    chair.locator("[data-key=rule] button").tap()
    rows = lab.locator("tbody tr")
    expect(rows.first).to_contain_text("west小区")
    expect(lab.locator(".moved")).to_have_count(0)
    with panel.desk.store.read() as connection:
        before = connection.exec_driver_sql("SELECT count(*), max(number) FROM journal").fetchone()
    lab.get_by_role("slider").nth(1).press("Home")  # what if green counted for nothing?
    expect(rows.first).to_contain_text("east小区")
    expect(lab.locator(".moved")).to_have_count(2)
    expect(rows.first).to_contain_text("▲1")
    expect(chair.locator("[data-key=standings] tr").first).to_contain_text("west小区")
    fill(panel, 3, panel.entry(2), "1", "1")
    lab.get_by_role("button", name="恢复规则原值").click()
    expect(lab.locator(".moved")).to_have_count(0)
    lab.get_by_role("button", name="重新读取评分表").click()
    expect(rows.first).to_contain_text("east小区")
    with panel.desk.store.read() as connection:
        after = connection.exec_driver_sql("SELECT count(*), max(number) FROM journal").fetchone()
    assert after[0] - before[0] == 1, "the one line is the judge's own"


def test_every_action_of_the_chair_is_what_the_server_takes(chair: Page, panel: Hall) -> None:
    cell(chair, panel, 3, 1).tap()
    expect(chair.locator(".marks tbody td").first).to_have_text("6")
    chair.locator(".interest input").fill("住在隔壁")
    chair.locator(".interest button").tap()
    expect(cell(chair, panel, 3, 1)).to_contain_text("回避")
    chair.locator(".interest input").fill("弄错了人")
    chair.locator(".interest button").tap()
    expect(cell(chair, panel, 3, 1)).to_have_text(re.compile("^7"))
    chair.keyboard.press("Escape")

    chair.get_by_role("button", name="提醒未完成").tap()
    expect(chair.locator("[data-key=reminded]")).to_be_visible()

    chair.locator("summary", has_text="本轮设置").tap()
    for key in ("show_standings", "show_others", "exchange", "show_range"):
        before = chair.locator(f"[data-key={key}]").get_attribute("aria-checked")
        chair.locator(f"[data-key={key}]").tap()
        expect(chair.locator(f"[data-key={key}]")).not_to_have_attribute("aria-checked", str(before))
    chair.locator(".quorum").get_by_role("button", name="增加一张").tap()
    expect(chair.locator(".quorum .num")).to_have_text("1")
    chair.locator(".quorum").get_by_role("button", name="减少一张").tap()
    expect(chair.locator(".quorum .num")).to_have_text("半数")

    chair.locator("summary", has_text="评委姓名").tap()
    chair.locator(".names input").fill("核对")
    chair.locator(".names button").tap()
    expect(chair.locator(".matrix tbody th").first).to_contain_text("王小明")

    twice(chair.locator("[data-key=print]"))
    expect(chair.locator(".wp-cards article")).to_have_count(3)
    expect(chair.locator(".wp-cards .code").first).to_have_text(re.compile(r"^[2-9A-Z]{4}-[2-9A-Z]{4}$"))
    chair.locator(".wp-cards").get_by_role("button", name="关闭").tap()

    chair.locator("summary", has_text="评委与平板").tap()
    first = chair.locator(".people > li").first
    first.locator("button").first.tap()
    twice(first.locator("[data-key=renew]"))
    expect(chair.locator(".invitation .url")).to_have_value(re.compile("/join#"))


def test_tablets_are_signed_out_and_access_is_taken_away(chair: Page, panel: Hall, expected_errors: list[str]) -> None:
    # the page that is left may still have been asking after its kernel, which ends with it
    expected_errors.append(r"404 .*/api/kernels/")
    judge = panel.judge(1).judge
    access.join(panel.desk, access.invite_judge(panel.desk, OPERATOR, judge, round_id=panel.round))
    chair.reload()
    expect(chair.locator(".matrix tbody tr")).to_have_count(3, timeout=60_000)
    chair.locator("summary", has_text="评委与平板").tap()
    first = chair.locator(".people > li").first
    first.locator("button").first.tap()
    expect(first.locator(".session")).to_have_count(1, timeout=30_000)
    twice(first.locator(".session button"))
    expect(first.locator(".session")).to_have_count(0)
    access.join(panel.desk, access.invite_judge(panel.desk, OPERATOR, judge, round_id=panel.round))
    expect(first.locator(".session")).to_have_count(1, timeout=30_000)
    first.locator("input").fill("调离")
    twice(first.locator("[data-key=revoke]"))
    expect(first.locator(".session")).to_have_count(0)


def test_the_research_pages_open_beside_the_console(chair: Page) -> None:
    with chair.context.expect_page() as opened:
        chair.locator(".research a").click()
    expect(opened.value.locator('a[href$="/research/rules_lab"]')).to_be_visible()
    expect(chair.locator(".wp-console .matrix tbody tr")).to_have_count(3)


def test_late_marks_problems_and_publishing_with_open_points(chair: Page, panel: Hall) -> None:
    send(panel, 1, item("problem", panel.entry(1), text="三单元的门锁着"))
    expect(chair.locator(".count")).to_contain_text("1", timeout=30_000)
    part = chair.locator("[data-key=problem-list]")
    part.locator("textarea").fill("已联系")
    part.get_by_role("button", name="答复并办结").tap()
    expect(chair.locator(".count")).to_have_count(0)

    twice(chair.locator(".next .go"))
    expect(chair.locator(".phase .now")).to_have_text("合议")
    fill(panel, 3, panel.entry(2), "11", "15")
    late = chair.locator("[data-key=late-list]")
    expect(late).to_contain_text("评委 03", timeout=30_000)
    expect(chair.locator(".check .must")).to_have_count(1)
    expect(chair.locator(".next .go")).to_be_disabled()
    late.locator("input").fill("当时没有网络")
    late.get_by_role("button", name="采纳", exact=True).tap()
    expect(late.locator(".decided")).to_contain_text("已采纳：当时没有网络")
    expect(chair.locator(".trust")).to_contain_text("评委一致性")
    expect(chair.locator(".trust .verdict")).to_be_visible()

    chair.locator("summary", has_text="退回评分").tap()
    chair.locator(".back input").fill("再看一次")
    twice(chair.locator(".back button"))
    expect(chair.locator(".phase .now")).to_have_text("评分")
    twice(chair.locator(".next .go"))
    expect(chair.locator(".phase .now")).to_have_text("合议")

    expect(chair.locator(".next .go")).to_be_disabled()
    chair.get_by_role("checkbox").tap()
    twice(chair.locator(".next .go"))
    expect(chair.locator(".phase .now")).to_have_text("公布")
    with panel.desk.store.read() as connection:
        assert connection.execute(t.round_.select()).one().phase == "published"
