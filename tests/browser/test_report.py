"""The page of the yearly report over a real server: every figure opens, files are to be kept, it fits a tablet and a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_community import PHONE, SLOW, fits
from tests.conftest import Clock, Hall, tiny_hall
from tests.desk.community.kit import DAY, ONE, TWO, plan, reported, with_kinds
from tests.server.conftest import Served, serve

from weiping.desk import access
from weiping.desk.activities import certifying, planning, taking_part
from weiping.desk.matters import reporting
from weiping.domain.appraisal import OPERATOR, Role
from weiping.domain.records import Part
from weiping.store import Store

__all__ = ["serve"]


@pytest.fixture
def hall(store: Store, clock: Clock) -> Hall:
    office = with_kinds(tiny_hall(store, clock))
    numbers = planning.plan_all(office.desk, ONE, [plan(1), plan(2)])
    taking_part.record(
        office.desk, ONE, {number: [Part(role="volunteer", resident="east-1-a", minutes=60)] for number in numbers}
    )
    certifying.certify(office.desk, TWO, numbers[0], rules=())
    reporting.report(office.desk, ONE, reported(1, day=DAY))
    return office


def test_every_figure_opens_to_its_records(
    serve: Callable[..., Served], hall: Hall, tablet: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append(r"status of 401")
    served = serve()
    visitor = tablet(viewport=PHONE)
    visitor.goto(f"{served.base}/report", timeout=SLOW)
    expect(visitor.locator("main, .banner")).to_contain_text("这个页面供办公室使用", timeout=SLOW)
    expect(visitor.locator(".figures")).to_have_count(0)

    page = tablet(viewport={"width": 820, "height": 1180})
    page.goto(f"{served.base}/join#{access.invite_staff(hall.desk, OPERATOR, Role.CLERK, 'c1').code}", timeout=SLOW)
    page.locator("button.go").tap()
    page.wait_for_url(lambda url: "/join" not in url, timeout=SLOW)
    page.goto(f"{served.base}/report", timeout=SLOW)
    expect(page.locator("h1")).to_contain_text("2024 年度治理报告", timeout=SLOW)
    expect(page.locator(".bar [aria-pressed=true]")).to_have_text("2024")

    keys = page.locator(".figures button[aria-expanded]").evaluate_all(
        "all => all.map(one => one.parentElement.dataset.key)"
    )
    assert {"grid.grids", "other.activities", "other.work.under-way", "left-out.waiting"} <= set(keys)
    for key in keys:
        figure = page.locator(f"li[data-key='{key}']")
        figure.locator("button[aria-expanded]").tap()
        expect(figure.locator(".records li").first).to_be_visible()
    waiting = page.locator("li[data-key='left-out.waiting']")
    expect(waiting).to_contain_text("1 次")
    waiting.locator("summary").tap()
    expect(waiting.locator("dl")).to_contain_text("c1")
    fits(page)

    unknown = page.locator("li[data-key='points.redeemed']")
    expect(unknown).to_contain_text("无记录")
    expect(unknown.locator("button")).to_have_count(0)

    links = page.locator(".bar a")
    for at in range(links.count()):
        got = page.request.get(served.base + str(links.nth(at).get_attribute("href")))
        assert (got.status, "attachment" in got.headers["content-disposition"]) == (200, True)

    page.get_by_role("button", name="Switch to English").tap()
    expect(page.locator("h1")).to_contain_text("yearly report 2024")
    page.set_viewport_size(PHONE)
    fits(page)
