"""The office's page on points over a real server: two people, a deed, a notice, an objection, a spot check, a closed month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.browser.looks import fits
from tests.conftest import Hall, text
from tests.desk.points.people import FIRST, balance, decide, resident, sound
from tests.server.conftest import Served, serve

from weiping.desk import access
from weiping.desk.points import deeds, granting
from weiping.desk.points.granting import GrantLine
from weiping.domain.appraisal import OPERATOR, Role
from weiping.domain.plan import Deed
from weiping.frames.sheets_in import sheet_of

__all__ = ["serve"]

SLOW = 60_000
WIDE, UPRIGHT = {"width": 1180, "height": 820}, {"width": 820, "height": 1180}


def busy_office(hall: Hall) -> None:
    """It is the 20th of November: c1 granted points that wait, a household told of a deed, October is over."""
    deeds.load_kinds(hall.desk, hall.clerk, [Deed(key="snow", kind="x", title=text("snow"), points=4)])
    deeds.declare(
        hall.desk,
        resident(hall, "west-1"),
        key="deed-0001",
        kind="snow",
        on=date(2024, 11, 19),
        quantity=2,
        note="门前的路",
    )
    grant(hall, 1, 5, date(2024, 10, 8))
    decide(hall, approve_above=20, notice="monthly", notice_days=2)
    grant(hall, 2, 30, date(2024, 11, 4))


def grant(hall: Hall, number: int, points: int, on: date) -> None:
    line = GrantLine("household:east-1", points)
    granting.grant(hall.desk, FIRST, key=f"grant-{number:04}", title=text("fair"), lines=[line], on=on)


def tab(page: Page, name: str) -> None:
    page.locator(".rail button", has_text=name).tap()


def twice(page: Page, name: str) -> None:
    """Press a button that wants a second tap."""
    button = page.get_by_role("button", name=name, exact=True)
    button.tap()
    page.wait_for_timeout(450)  # a double tap is no second one
    page.locator("button[data-armed]").tap()


def test_a_second_person_decides_what_the_first_one_recorded(
    serve: Callable[..., Served], hall: Hall, tablet: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append(r"status of 401")
    busy_office(hall)
    served = serve()
    page = tablet(viewport=WIDE)
    page.goto(f"{served.base}/office/points", timeout=SLOW)
    expect(page.locator(".banner")).to_contain_text("这个页面供办公室使用")
    code = access.invite_staff(hall.desk, OPERATOR, Role.CLERK, staff="c2").code
    page.goto(f"{served.base}/join#{code}")
    page.locator("button.go").tap()
    page.wait_for_url("**/shop", timeout=SLOW)
    page.goto(f"{served.base}/office/points", timeout=SLOW)
    expect(page.locator(".who")).to_have_text("您的代号：c2")
    expect(page.locator(".rail .count")).to_have_text(["1", "1", "1"])

    page.get_by_role("button", name="查看明细（1 笔）").tap()
    expect(page.locator("table")).to_contain_text("east小区 3号楼2单元501")
    twice(page, "通过并记账")
    expect(page.locator(".banner.calm")).to_contain_text("已通过，记账 1 笔")
    assert balance(hall) == 35
    fits(page)

    page.get_by_label("事由").fill("集市帮忙")
    page.get_by_label("每户分数").fill("-5")
    expect(page.get_by_text("请填写 1 分及以上的整数。")).to_be_visible()
    page.get_by_label("每户分数").fill("30")
    page.get_by_placeholder("楼栋和门牌").fill("west 502")
    page.locator(".hits button").tap()
    page.get_by_role("button", name="向 1 户发放 30 分").tap()
    expect(page.locator(".banner.wait")).to_contain_text("这是您提出的，须由同事审批")

    tab(page, "善行核实")
    expect(page.locator(".said")).to_have_text("门前的路")
    page.get_by_role("button", name="核实属实").tap()
    expect(page.locator(".banner.calm")).to_contain_text("已核实，积分已记账")
    assert balance(hall, "west-1") == 8

    tab(page, "公示")
    twice(page, "公示 2024-11 的积分，至 2024-11-22")
    expect(page.locator(".sheet h2")).to_have_text("小社区2024年11月积分公示")
    expect(page.locator(".sheet")).to_contain_text("east小区 3号楼2单元***：fair(中)，30 分（2024年11月4日）")
    expect(page.locator(".sheet")).not_to_contain_text("501")
    page.emulate_media(media="print")
    expect(page.locator(".rail")).to_be_hidden()
    expect(page.locator(".sheet")).to_be_visible()
    page.emulate_media(media="screen")

    tab(page, "查账")
    page.get_by_placeholder("楼栋和门牌").fill("east 501")
    page.locator(".hits button").first.tap()
    page.locator(".hits button", has_text="2024-11-04").tap()
    expect(page.locator(".words")).to_contain_text("由 c1 提出")
    page.get_by_role("button", name="有人对此提出异议").tap()
    page.get_by_label("哪里不对？").fill("那天他们不在")
    page.get_by_role("button", name="受理异议").tap()
    expect(page.locator(".words")).to_contain_text("尚在处理，暂不能使用")

    tab(page, "异议处理")
    page.get_by_role("button", name="更正分数").tap()
    page.get_by_label("正确的分数").fill("12")
    page.get_by_label("核实经过和依据").fill("只有一个人到场")
    twice(page, "作出处理")
    expect(page.locator(".banner.calm")).to_contain_text("收回 18 分")
    assert balance(hall) == 17

    page.set_viewport_size(UPRIGHT)
    tab(page, "监督与抽查")
    expect(page.locator("tbody th").first).to_have_text("c1")
    page.get_by_label("数量").fill("5")
    page.get_by_role("button", name="随机抽取").tap()
    entry = page.locator(".blocks li", has_text="fair").first
    entry.get_by_role("button", name="属实").tap()
    entry.get_by_role("button", name="保存核查结果").tap()
    expect(page.locator("main")).to_contain_text("核查 1 笔，0 笔有误，占 0%")
    fits(page)

    tab(page, "月结")
    twice(page, "结 2024-10 的账")
    expect(page.locator(".banner.calm")).to_contain_text("2024-10 已结账")

    tab(page, "规则与日历")
    page.get_by_label("合计超过多少分").fill("100")
    page.get_by_role("button", name="保存规则").tap()
    expect(page.locator(".banner.calm")).to_contain_text("已保存，从现在起生效")
    page.get_by_role("button", name="大字").tap()
    fits(page)
    page.get_by_role("button", name="Switch to English").tap()
    expect(page.get_by_label("Above how many points together")).to_have_value("100")
    fits(page)
    assert sound(hall)


def test_a_sheet_is_looked_at_its_bad_rows_named_and_the_others_posted(
    serve: Callable[..., Served], hall: Hall, tablet: Callable[..., Page], tmp_path: Path
) -> None:
    sheet = (
        "住址,积分,事由,日期\neast-1,５,=扫雪,2024-11-05\neast 3-2-502,6,扫雪,2024-11-05\neast-9,7,扫雪,2024-11-05\n"
    )
    (tmp_path / "snow.csv").write_text(sheet, encoding="utf-8")
    served = serve()
    page = tablet(viewport=WIDE)
    page.goto(
        f"{served.base}/join#{access.invite_staff(hall.desk, OPERATOR, Role.CLERK, staff='c2').code}", timeout=SLOW
    )
    page.locator("button.go").tap()
    page.wait_for_url("**/shop", timeout=SLOW)
    page.goto(f"{served.base}/office/points", timeout=SLOW)
    tab(page, "Excel 导入导出")
    page.locator("input[type=file]").set_input_files(tmp_path / "snow.csv")
    expect(page.locator("main [role=status]")).to_contain_text("新增 1 行，共 6 分")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody tr").first).to_contain_text("这一格是公式")
    with page.expect_download() as saved:
        page.get_by_role("button", name="另存这些行以便改正").tap()
    assert saved.value.suggested_filename == "snow.refused.csv"
    assert "east-9,7,扫雪" in Path(saved.value.path()).read_text(encoding="utf-8-sig")
    twice(page, "记账 1 行")
    expect(page.locator(".banner.calm")).to_contain_text("已记账 1 行")
    assert balance(hall, "east-2") == 6
    page.get_by_label("用途").fill("月报")
    with page.expect_download() as saved:
        page.get_by_role("link", name="存为 Excel").tap()
    assert saved.value.suggested_filename.startswith("points-journal-")
    assert len(sheet_of(Path(saved.value.path()).read_bytes()).rows) > 0
    fits(page)
