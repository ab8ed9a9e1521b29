"""The office's page of the register over a real server: looked at before it is written, on a tablet and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.looks import fits
from tests.browser.test_community import PHONE, SLOW, sign_in
from tests.conftest import Clock, Hall
from tests.desk.grids.town import move_house, settle, where
from tests.server.conftest import Served, serve

from weiping.desk.office import Desk
from weiping.domain.appraisal import Role
from weiping.store import Store

__all__ = ["serve"]

LIST = "住址,姓名\n高楼小区３号楼２单元６０１,赵一\n长巷49号,钱二\n高楼小区3号楼601,孙三\n"


@pytest.fixture
def hall(store: Store, clock: Clock) -> Hall:
    desk = settle(Desk(store, now=clock))
    move_house(desk, "house-05", x=None, y=None)
    return Hall(desk, clock, 0)


def test_a_list_is_looked_at_and_taken_a_grid_divided_and_its_border_drawn(
    serve: Callable[..., Served], hall: Hall, tablet: Callable[..., Page], expected_errors: list[str], tmp_path: Path
) -> None:
    expected_errors.extend([r"status of 401", r"status of 422", r"ERR_FAILED"])
    page = tablet()
    served = serve()
    sign_in(page, served, hall, Role.CLERK, "c1")
    page.route("**/weiping/api/me", lambda route: route.abort())
    page.reload()  # a clerk whose line is cut is not shown what everybody sees, and asks again with a tap
    expect(page.locator(".banner.bad")).to_contain_text("没有网络", timeout=SLOW)
    expect(page.locator("main")).to_have_count(0)
    page.unroute("**/weiping/api/me")
    page.get_by_role("button", name="重试").tap()
    page.get_by_text("其他页面").tap()
    page.get_by_role("link", name="名册与微网格").tap()
    expect(page.locator("main h2").first).to_have_text("导入居民名册", timeout=SLOW)
    (tmp_path / "list.csv").write_text(LIST, encoding="gb18030")
    page.locator("input[type=file]").set_input_files(tmp_path / "list.csv")
    counts = page.locator(".counts .num")
    expect(counts).to_have_text(["2", "2", "0", "0", "1"])
    expect(page.locator("main")).to_contain_text("地址没有写单元")
    with page.expect_download() as kept:
        page.get_by_role("button", name="另存这些行以便改正").tap()
    assert "孙三" in Path(kept.value.path()).read_text("utf-8-sig")
    page.get_by_role("button", name="导入可用的行").tap()
    assert "lane-h049" not in where(hall.desk)
    page.wait_for_timeout(450)  # a trembling double tap is none
    page.get_by_role("button", name="再点一次，正式导入").tap()
    expect(page.locator(".banner.calm")).to_contain_text("新增 2 户、2 人")
    assert "lane-h049" in where(hall.desk)
    fits(page)

    page.get_by_role("button", name="划分微网格").tap()
    page.locator("select").select_option("g2")
    page.get_by_role("button", name="全部重新划分").tap()
    page.get_by_role("button", name="预览").tap()
    expect(page.locator("svg.map [role=button]")).to_have_count(5)
    expect(page.locator("[data-key=left]")).to_contain_text("长巷 5号")
    before = where(hall.desk)
    page.get_by_role("button", name="按此划分").tap()
    page.wait_for_timeout(450)
    assert where(hall.desk) == before
    page.get_by_role("button", name="再点一次，正式划分").tap()
    expect(page.locator(".banner.calm")).to_contain_text("5 个微网格")
    assert where(hall.desk) != before
    fits(page)

    page.get_by_role("button", name="网格边界").tap()
    page.get_by_role("button", name="第二网格").tap()
    page.get_by_role("button", name="按住户位置圈出").tap()
    held: list[Any] = []
    page.route("**/weiping/api/community/grids", lambda route: held.append(route))
    page.get_by_role("button", name="登记边界").tap()
    expect(page.locator(".banner.calm")).to_contain_text("g2")
    page.get_by_role("button", name="第一网格").tap()
    expect(page.locator(".banner.calm")).to_have_count(0)
    box = page.locator("svg.map").bounding_box()
    assert box is not None
    for across, down in ((0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95)):
        page.touchscreen.tap(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
    expect(page.get_by_text("顶点坐标（4 个）")).to_be_visible()
    with page.expect_response("**/weiping/api/community/grids"):
        held[0].continue_()  # what was put on record is read again meanwhile, and takes no corner of another grid away
    page.unroute("**/weiping/api/community/grids")
    page.get_by_role("button", name="登记边界").tap()
    expect(page.locator(".banner.bad")).to_contain_text("网格 g1 与 g2 会重叠")
    fits(page)

    page.get_by_role("button", name="迁入迁出").tap()
    page.get_by_label("姓名或住址").fill("赵一")
    page.locator(".hits button", has_text="赵一").tap()
    expect(page.locator(".who .blocks")).to_contain_text("2024-11-20 迁入")
    page.get_by_role("button", name="Switch to English").tap()
    page.set_viewport_size(PHONE)
    expect(page.locator(".who .blocks")).to_contain_text("moved in")
    fits(page)
    page.get_by_role("button", name="Take out a list").tap()
    page.get_by_label("What it is for").fill("notice board")
    link = page.locator("a.go")
    expect(link).to_have_attribute("href", "/weiping/api/community/register/list?fields=household.address,resident.name&level=public&lang=en&reason=notice%20board")  # fmt: skip # noqa: E501
    got = page.request.get(served.base + str(link.get_attribute("href")))
    assert (got.status, got.body()[:2]) == (200, b"PK")
