"""The community page over a real server: planned by one, certified by another, public where it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from tests.browser.looks import fits
from tests.conftest import Clock, Hall, text, tiny_hall
from tests.desk.community.kit import plan, reported, with_kinds
from tests.desk.community.test_deliberation import COUNCIL, QUARREL, WISH
from tests.desk.pictures import from_a_telephone
from tests.server.conftest import Served, serve

from weiping.desk import access
from weiping.desk.activities import planning, signing_up
from weiping.desk.leaders import tasks, terms
from weiping.desk.matters import reporting, stepping
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


def test_a_meeting_is_called_voted_on_and_followed_up_a_leader_elected_a_dispute_watched(
    serve: Callable[..., Served], hall: Hall, tablet: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append(r"status of 422")
    kinds = {"quarrel": QUARREL, "wish": WISH}
    offered = replace(hall.desk.plugins, activity_kinds={"council": COUNCIL}, matter_kinds=kinds)
    hall = replace(hall, desk=replace(hall.desk, plugins=offered))
    quarrel = reported(1, kind="quarrel", title=text("quarrel"), answers={"parties": "甲、乙"})
    number = reporting.report(hall.desk, hall.clerk, quarrel)
    begun = hall.desk.today() - timedelta(days=33)
    stepping.step(hall.desk, hall.clerk, number, "mediating", day=hall.desk.today(), answers={"on": begun.isoformat()})
    activity = planning.plan(hall.desk, hall.clerk, plan(1, kind="council", day=hall.desk.today()))
    signing_up.sign_up(hall.desk, hall.clerk, activity, "east-1-a", "resident")
    served = serve(hall)
    page = tablet()
    sign_in(page, served, hall, Role.CLERK, "c1")

    page.locator(".lines .line").first.tap()
    page.get_by_role("button", name="拟议程").tap()
    page.get_by_label("议题 1").fill("路灯")
    page.get_by_label("法定人数").fill("1")
    page.get_by_role("button", name="召集会议").tap()
    page.get_by_role("button", name="现在发通知").tap()
    expect(page.locator("main")).to_contain_text("距开会不足一天")
    page.get_by_role("button", name="王*明").tap()
    expect(page.locator("main")).to_contain_text("已达法定人数")
    page.get_by_label("表决内容").fill("装一盏灯")
    page.get_by_label("赞成").fill("1")
    page.get_by_role("button", name="登记表决").tap()
    expect(page.locator("main .stamp").first).to_have_text("通过")
    page.get_by_label("要做什么").fill("买灯")
    page.get_by_label("截止").fill(hall.desk.today().isoformat())
    page.locator("[data-key=outcome] button", has_text="记下来").tap()
    expect(page.get_by_role("alert")).to_contain_text("请指定负责人")
    fits(page)

    page.get_by_role("button", name="邻里纠纷").tap()
    expect(page.locator("main .line")).to_contain_text("已超 3 天")

    page.get_by_role("button", name="微网格", exact=True).tap()
    page.locator(".tile").first.tap()
    page.get_by_role("button", name="发起选举").tap()
    page.get_by_role("button", name="发布选举").tap()
    expect(page.locator("[data-key=slip] select")).to_contain_text("501")  # where they live, not a key
    page.locator("[data-key=slip] select").select_option("east-1-a")
    page.locator("[data-key=slip] .switch").tap()
    page.get_by_role("button", name="提名", exact=True).tap()
    expect(page.locator(".homes button")).to_have_count(6)
    for voted in range(1, 7):
        page.locator(".homes [aria-pressed=false]").first.tap()
        expect(page.locator(".homes [aria-pressed=true]")).to_have_count(voted)
    page.locator("[data-key=tally] input").first.fill("6")
    page.get_by_role("button", name="记下计票结果").tap()
    expect(page.locator("[data-key=results]")).to_contain_text("6 票")
    end = page.locator("[data-key=end-election]")
    end.tap()
    page.wait_for_timeout(500)
    end.tap()
    expect(page.locator("main .table").first).to_contain_text("选举产生")
    fits(page)


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
    expect(page.locator("[data-key=done]")).to_contain_text("visit 0")
    page.get_by_role("button", name="没办成").tap()
    page.get_by_label("为什么没办成").fill("没人在家")
    page.get_by_role("button", name="告诉社区").tap()
    expect(page.locator("main, .tasks").first).to_contain_text("暂无任务")
    fits(page)
