"""The clerk's page of cards, over a real server: print what is missing, replace what is lost; and the card works."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.conftest import Hall
from tests.server.conftest import Served, serve

from weiping.desk import access
from weiping.domain.appraisal import OPERATOR, Role

__all__ = ["serve"]

SLOW = 60_000


def link(page: Page) -> str:
    """Where the QR code of the first card leads: what the page was told, since a picture cannot be asked."""
    return str(page.evaluate("window.made.cards[0].url"))


def test_cards_are_printed_for_those_without_one_and_a_new_one_ends_the_lost_one(
    serve: Callable[..., Served], hall: Hall, tablet: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append(r"status of 40[13]")
    served = serve()
    page = tablet(viewport={"width": 1024, "height": 768})
    page.goto(f"{served.base}/cards")
    expect(page.locator("section")).to_contain_text("积分卡由社区制作")
    page.goto(f"{served.base}/join#{access.invite(hall.desk, OPERATOR, Role.CLERK)}")
    page.route("**/shop", lambda route: route.fulfill(status=204))  # where a clerk is led to is another test's
    page.locator("button.go").tap()
    expect(page.locator("main")).to_contain_text("欢迎进入工作台")
    page.goto(f"{served.base}/cards")
    page.evaluate(
        """() => { const real = window.fetch; window.fetch = async (...given) => {
             const answer = await real(...given);
             if (given[1].method === 'POST' && answer.ok) window.made = await answer.clone().json();
             return answer; }; }"""
    )
    page.get_by_role("button", name="east小区").tap()
    page.get_by_role("button", name="给没有卡的住户打印（2）").tap()
    paper = page.locator(".wp-cards")
    expect(paper.locator("article")).to_have_count(2)
    expect(paper.locator("article h2").first).to_have_text("east小区 3号楼2单元501")
    expect(paper.locator(".qr").first).to_be_visible()
    assert "王" not in paper.inner_text(), "no name is on a card"
    lost = link(page)
    page.get_by_role("button", name="关闭").tap()
    expect(page.locator(".places [aria-pressed=true]")).to_contain_text("2 户中 2 户有卡")

    phone = tablet(viewport={"width": 390, "height": 844})
    phone.goto(lost)
    phone.locator("button.go").tap()
    phone.wait_for_url("**/mine", timeout=SLOW)
    expect(phone.locator("h1")).to_have_text("east小区 3号楼2单元501")

    home = page.get_by_role("button", name=re.compile("501"))
    home.tap()
    page.get_by_role("button", name="补一张卡（旧卡丢了）").tap()
    page.wait_for_timeout(450)
    page.get_by_role("button", name="再点一次：旧卡作废").tap()
    expect(paper.locator(".code")).to_have_text(re.compile(r"\w{4}-\w{4}"))
    assert link(page) != lost
    phone.reload()
    expect(phone.locator("main")).to_contain_text("请扫您家积分卡上的二维码", timeout=SLOW)
