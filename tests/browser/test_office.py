"""The office page in a real browser against a real server: an appraisal from a template to the judges' pad, by taps."""

from __future__ import annotations

import io
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect
from test_main_job import Demo, start
from tests.server.conftest import Served, serve

from weiping.desk import access
from weiping.domain.appraisal import OPERATOR, Role

__all__ = ["serve"]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    running = start(tmp_path, "--draft")
    yield running
    running.process.send_signal(signal.SIGTERM)
    running.process.wait(30)


def panel_list() -> bytes:
    """A list as offices keep it: a title over the table, a guest, somebody nobody knows."""
    rows = [
        ["２０２５ 年评审团"],
        ["序号", "姓名", "身份", "任职小区", "住址"],
        ["1", "周老师", "特邀评委", "云中仙居", "外地市人民路 5 号"],
        ["2", "吴老师", "特邀评委", "", "银河星座3号楼"],
        ["3", "查无此人", "居民代表", "", ""],
    ]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def step(page: Page, heading: str) -> None:
    page.get_by_role("button", name="下一步").tap()
    expect(page.locator("main h2").first).to_have_text(heading)


def test_a_clerk_makes_an_appraisal_by_taps_and_the_pad_opens_with_its_criteria(
    demo: Demo, page: Page, tablet: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append("401")  # the first look, before signing in
    home = demo.links[0].partition("/join")[0]
    page.goto(f"{home}/office", timeout=60_000)  # the first visitor of a page waits for its notebook
    expect(page.locator(".banner")).to_contain_text("这个页面供办公室使用")
    page.goto(demo.clerk)
    page.get_by_role("button").filter(has_text="开始").last.tap()
    page.wait_for_url("**/shop")
    page.goto(f"{home}/office")
    page.get_by_role("button", name="最美楼道").tap()
    expect(page.locator("main h2")).to_have_text("叫什么名称？")
    title = page.get_by_label("中文名称")
    title.fill("2031 楼道评比")
    step(page, "评什么？")
    # the sum is looked at while it is typed, and one tap puts it right
    page.get_by_label("楼道卫生 的权重").fill("90")
    expect(page.locator(".sum")).to_contain_text("合计 130")
    expect(page.locator(".rail .bad")).not_to_have_count(0)
    expect(page.locator(".banner")).to_contain_text("权重之和是 130")
    page.reload()
    expect(page.locator(".sum")).to_contain_text("合计 130")  # nothing is lost on a reload
    page.get_by_role("button", name="平均分配").tap()
    expect(page.locator(".sum")).to_contain_text("合计 100")
    page.get_by_label("公共环境 的权重").fill("30")
    page.get_by_label("楼道卫生 的权重").fill("40")
    page.get_by_label("居民行为规范 的权重").fill("30")
    expect(page.locator(".sum")).to_contain_text("合计 100")
    step(page, "分数怎样变成结果？")
    expect(page.locator("td.dropped")).to_have_count(6)
    page.get_by_role("button", name="两头各去掉：增加").tap()
    expect(page.locator("td.dropped")).to_have_count(12)
    page.get_by_role("button", name="两头各去掉：减少").tap()
    step(page, "哪些小区参评？")
    for name in ("银河星座", "云中仙居小区", "慈孝巷"):
        page.locator(".pool button", has_text=name).tap()
    page.get_by_role("button", name="云中仙居小区：往前").tap()
    expect(page.locator("ol.lines b:not(.nr)")).to_have_text(["云中仙居小区", "银河星座", "慈孝巷"])
    step(page, "谁来当评委？")
    page.locator("input.people").fill("楼栋长 云中")
    page.locator(".pool button.add").first.tap()
    expect(page.locator(".away")).to_contain_text("云中仙居小区")
    page.get_by_text("用 Excel 或 CSV 名单").tap()
    page.locator("input[accept*=xlsx]").set_input_files(
        {"name": "名单.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": panel_list()}
    )
    expect(page.locator(".refused tbody tr")).to_have_count(2)
    expect(page.locator(".refused").first).to_contain_text("查无此人")
    expect(page.locator(".refused").last).to_contain_text("外地市人民路 5 号")
    expect(page.locator(".judge")).to_have_count(3)
    expect(page.locator(".away").nth(1)).to_contain_text("在该小区任职")
    expect(page.locator(".away").last).to_contain_text("银河星座 (住在该小区)")
    page.locator("input.people").fill("慈孝巷")
    for place in range(2):
        page.locator(".pool button.add:not([disabled])").nth(place).tap()
    expect(page.locator(".judge")).to_have_count(5)
    step(page, "奖项")
    page.get_by_role("button", name="下一步").tap()
    expect(page.locator(".facts")).to_contain_text("楼道卫生 40")
    page.get_by_role("button", name="创建微评比").tap()
    expect(page.locator(".done h2")).to_contain_text("2031 楼道评比")
    # a judge who is invited to it finds what was just chosen
    target = page.get_by_role("link", name="打开打分页").get_attribute("href") or ""
    number = target.rpartition("/")[2]
    chair, pad = tablet(), tablet()
    chair.goto(demo.chair)
    chair.get_by_role("button").filter(has_text="开始").last.tap()
    chair.wait_for_url("**/chair**", timeout=60_000, wait_until="commit")
    made = chair.request.post(f"{home}/weiping/api/rounds/{number}/invitations", data={"judges": None}).json()
    assert len(made["invitations"]) == 5
    pad.goto(made["invitations"][0]["url"])
    pad.get_by_role("button").filter(has_text="开始").last.tap()
    pad.wait_for_url(f"**/panel/{number}", timeout=60_000)
    expect(pad.locator(".crit h2, .crit h3")).to_contain_text(["楼道卫生", "公共环境", "居民行为规范"])
    expect(pad.locator("body")).to_contain_text(
        "银河星座"
    )  # the first one that this judge, who lives in 云中仙居, may score
    # and it is changed again while it is a draft
    page.locator(".done").get_by_role("button", name="修改这份草稿").tap()
    expect(page.get_by_label("中文名称")).to_have_value("2031 楼道评比")
    page.get_by_label("中文名称").fill("2031 最美楼道")
    page.get_by_role("button", name="核对并创建").tap()
    page.get_by_role("button", name="保存修改").tap()
    expect(page.locator(".done h2")).to_contain_text("2031 最美楼道")


def test_the_list_of_appraisals_says_that_one_is_rehearsed(
    serve: Callable[..., Served], tablet: Callable[..., Page]
) -> None:
    served = serve()
    page = tablet(viewport={"width": 1280, "height": 900})
    page.goto(f"{served.base}/join#{access.invite(served.hall.desk, OPERATOR, Role.CHAIR)}")
    page.locator("button.go").click()
    page.wait_for_url(lambda url: "/join" not in url, timeout=60_000, wait_until="commit")
    page.goto(f"{served.base}/office", timeout=60_000)
    phase = page.locator(".picks li").first.locator("small")
    expect(phase).to_have_text("准备")
    page.get_by_role("button", name="修改这份草稿").click()
    page.get_by_role("button", name="核对并创建").click()
    page.get_by_role("button", name="保存修改").click()
    page.get_by_role("button", name="开始演练").click()
    expect(phase).to_have_text("演练")
    expect(page.get_by_role("button", name="修改这份草稿")).to_have_count(
        1
    )  # the one beside the list is gone: it would fail
    page.get_by_role("button", name="结束演练").click()
    expect(phase).to_have_text("准备")
    # begun at the console while the office looks elsewhere
    served.hall.go("practice")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(phase).to_have_text("演练")
