"""The community page over a real server: planned by one, certified by another, public where it may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from tests.browser.looks import fits
from tests.conftest import Clock, Hall, text, tiny_hall
from tests.desk.community.kit import with_kinds
from tests.desk.pictures import from_a_telephone
from tests.server.conftest import Served, serve

from weiping.desk import access
from weiping.desk.leaders import tasks, terms
from weiping.domain.appraisal import OPERATOR, Role
from weiping.store import Store
from weiping.store import tables as t

__all__ = ["serve"]

SLOW = 60_000
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def hall(store: Store, clock: Clock) -> Hall:
    return with_kinds(tiny_hall(store, clock))


def sign_in(page: Page, served: Served, hall: Hall, role: Role, staff: str) -> None:
    page.goto(f"{served.base}/join#{access.invite_staff(hall.desk, OPERATOR, role, staff).code}", timeout=SLOW)
    page.locator("button.go").tap()
    page.wait_for_url(lambda url: "/join" not in url, timeout=SLOW)
    page.goto(f"{served.base}/community", timeout=SLOW)


def test_a_service_is_planned_recorded_and_certified_by_somebody_else(
    serve: Callable[..., Served], hall: Hall, tablet: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append(r"status of 401")
    served = serve()
    visitor = tablet(viewport=PHONE)
    visitor.goto(f"{served.base}/community", timeout=SLOW)
    expect(visitor.locator("main")).to_contain_text("本月没有安排")

    one = tablet()
    sign_in(one, served, hall, Role.CLERK, "c1")
    one.get_by_role("button", name="安排活动").tap()
    one.get_by_role("button", name="clean-up").tap()
    one.get_by_label("叫什么名称？").fill("东院大扫除")
    one.get_by_label("地点").first.fill("东院")
    one.get_by_role("button", name="记下来", exact=True).tap()
    expect(one.locator("article h2").first).to_have_text("东院大扫除")
    one.get_by_role("button", name="volunteer").tap()
    one.get_by_label("姓名或住址").fill("王小明")
    one.locator(".add .lines button").first.tap()
    one.get_by_label("时长（分钟）").fill("90")
    one.get_by_role("button", name="加入", exact=True).tap()
    expect(one.locator("article .table").first).to_contain_text("王*明")
    expect(one.locator("main")).to_contain_text("请同事核对并确认")
    one.get_by_label("从相册选").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": from_a_telephone()}
    )
    one.locator(".thumb").tap()
    expect(one.locator("figure img")).to_have_js_property("complete", True)
    one.get_by_role("button", name="对外公开").tap()
    one.get_by_role("button", name="保存").tap()
    expect(one.get_by_role("button", name="保存")).to_have_count(0)
    fits(one)

    two = tablet(viewport={"width": 820, "height": 1180})
    sign_in(two, served, hall, Role.CLERK, "c2")
    two.locator(".lines .line").first.tap()
    certify = two.locator("button[data-key=certify]")
    certify.tap()
    two.wait_for_timeout(500)
    certify.tap()
    expect(two.locator("article .stamp").first).to_contain_text("已确认")
    fits(two)

    visitor.reload(timeout=SLOW)
    expect(visitor.locator("main")).to_contain_text("东院大扫除")
    expect(visitor.locator("main")).not_to_contain_text("王")
    expect(visitor.locator(".thumb img")).to_have_js_property("naturalWidth", 400)
    fits(visitor)
    visitor.get_by_role("button", name="Switch to English").tap()
    expect(visitor.locator("main")).to_contain_text("took place")


def test_a_leader_ends_the_tasks_of_the_own_micro_grid_on_the_phone(
    serve: Callable[..., Served], hall: Hall, tablet: Callable[..., Page]
) -> None:
    m, h, r = t.micro_grid, t.household, t.resident
    with hall.desk.store.read() as connection:
        where = sa.select(m.c.id, m.c.key, h.c.id.label("home")).join(h, h.c.micro_grid_id == m.c.id)
        place = connection.execute(where.where(h.c.key == "east-1")).one()
        led = terms.leader_of(connection, place.id)
        own = connection.execute(sa.select(r.c.id).where(r.c.key == "east-1-a")).scalar_one()
    today, grid, home = hall.desk.today(), place.key, place.home
    if led is None or led.resident_id != own:
        terms.appoint(hall.desk, hall.clerk, grid, "east-1-a", since=today, note="keys")
    for number in (0, 3):
        tasks.give(hall.desk, hall.clerk, [
            tasks.ToDo(micro_grid=grid, kind="visit", title=text(f"visit {number}"), due=today + timedelta(number),
                       household="east-1")
        ])  # fmt: skip
    served = serve()
    page = tablet(viewport=PHONE)
    page.goto(f"{served.base}/join#{access.invite_household(hall.desk, hall.clerk, home).code}", timeout=SLOW)
    page.locator("button.go").tap()
    page.wait_for_url("**/mine", timeout=SLOW)
    page.goto(f"{served.base}/leading", timeout=SLOW)
    expect(page.locator(".task")).to_have_count(2)
    page.locator(".task .go").first.tap()
    expect(page.locator(".task")).to_have_count(1)
    page.get_by_role("button", name="没办成").tap()
    page.get_by_label("为什么没办成").fill("没人在家")
    page.get_by_role("button", name="告诉社区").tap()
    expect(page.locator("main, .tasks").first).to_contain_text("暂无任务")
    fits(page)
