"""A household's page on a phone, over a real server: from the card to the points, in plain words."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.browser.looks import fits
from tests.conftest import Hall
from tests.desk.points.lived import lived
from tests.server.conftest import Served, serve

from weiping.desk import access
from weiping.desk.points import policy
from weiping.desk.points.policy import Policy

__all__ = ["serve"]

PHONE = {"width": 390, "height": 844}
SLOW = 60_000


def test_a_card_leads_to_the_points_and_why_some_of_them_have_to_wait(
    serve: Callable[..., Served], hall: Hall, tablet: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append(r"status of 401")
    home, served = lived(hall), serve()
    page = tablet(viewport=PHONE)
    page.goto(f"{served.base}/mine", timeout=SLOW)
    expect(page.locator("main")).to_contain_text("请扫您家积分卡上的二维码")
    code = access.invite_household(hall.desk, hall.clerk, home.household).code
    page.goto(f"{served.base}/join#{code}")
    page.locator("button.go").tap()
    page.wait_for_url("**/mine", timeout=SLOW)

    expect(page.locator("[data-what=balance]")).to_have_text("120")
    expect(page.locator("[data-what=spendable]")).to_have_text("66")
    seen = page.locator("[data-what=spendable]").bounding_box()
    assert seen
    assert seen["y"] + seen["height"] < 300, "what can be spent stands at the top"
    expect(page.locator(".parts")).to_contain_text("正在公示，11月26日起可以用")
    expect(page.locator(".parts")).to_contain_text("有人提出异议，核实之后才能用")
    expect(page.locator(".expiring")).to_contain_text("有 18 分最晚可以用到12月31日")
    expect(page.locator(".debts")).to_contain_text("您家欠 2 分")
    expect(page.locator(".people")).to_contain_text("王*明志愿服务 4 小时 15 分钟")
    fits(page)

    page.locator(".vouchers summary").first.tap()
    expect(page.locator(".voucher .qr").first).to_be_visible()
    line = page.get_by_role("button", name="义务巡逻")
    line.tap()
    expect(page.locator(".history .open")).to_contain_text("获得 9 分")  # told by the server, from what happened on
    page.get_by_role("button", name="这一笔不对").tap()
    page.locator(".history textarea").fill("少记了一小时 <img src=x onerror=alert(1)>")
    page.get_by_role("button", name="发给社区").tap()
    expect(page.locator(".history .open")).to_contain_text("您写的：少记了一小时 <img src=x")
    expect(page.locator("[data-what=spendable]")).to_have_text("66")
    height = page.locator(".history .line").first.bounding_box()
    assert height
    assert height["height"] >= 48
    expect(page.locator(".rewards .enough").first).to_contain_text("积分够了")
    page.get_by_role("button", name="大字").tap()
    fits(page)
    page.get_by_role("button", name="Switch to English").tap()
    expect(page.locator(".parts")).to_contain_text("can be spent from 2 December")
    fits(page)

    page.goto(f"{served.base}/points", timeout=SLOW)
    expect(page.locator(".name")).to_have_text("Grid 1, micro-grid 1")
    page.get_by_role("button", name="Public notice of points").tap()
    expect(page.locator(".notice")).to_contain_text("South 3号楼2单元***")
    fits(page)
    policy.change(hall.desk, hall.clerk, Policy(ranking="household"))
    page.goto(f"{served.base}/mine", timeout=SLOW)
    page.get_by_role("button", name="List our household").tap()
    expect(page.locator(".foot")).to_contain_text("is listed in the public ranking as “South 3号楼2单元***”")
    page.get_by_role("link", name="The public ranking").tap()
    expect(page.locator(".name")).to_have_text("South 3号楼2单元***", timeout=SLOW)
    expect(page.locator(".score")).to_have_text("18")  # what is settled, of this month
    policy.change(hall.desk, hall.clerk, Policy(ranking="none"))
    page.reload()
    expect(page.locator(".none")).to_contain_text("There is no public ranking")

    page.goto(f"{served.base}/mine", timeout=SLOW)
    leave = page.get_by_role("button", name="Sign this phone out")
    leave.tap()
    page.wait_for_timeout(450)  # a double tap does not sign out
    page.get_by_role("button", name="Tap again").tap()
    expect(page.locator("main")).to_contain_text("Scan the QR code on your household's card")
