"""The points shop in Chromium before a real server: a queue, a desk without a network, things undone, shelves counted."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from shop_server import POINTS, Shop, scan

from weiping.desk import audit
from weiping.desk.points import policy, undoing, vouchers
from weiping.domain.appraisal import OPERATOR
from weiping.store import Store
from weiping.store import tables as t

# the worker keeps a page after its files: the page has to be there before the network goes, however slow the machine is
KEPT = """async () => Boolean(await caches.match(location.origin + "/shop"))"""
FAILED = r"Failed to load resource|WebSocket connection|net::ERR"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One server for all tests; each leaves it running."""
    running = Shop(tmp_path_factory.mktemp("shop") / "weiping.db")
    running.found()
    running.start()
    yield running
    running.kill()


@pytest.fixture
def clerk(shop: Shop, tablet: Callable[..., Page]) -> Page:
    page = tablet()
    shop.sign_in(page)
    expect(page.locator(".finder input")).to_be_visible()
    return page


def twice(page: Page, name: str, within: str = ".wp-shop") -> None:
    """Tap a button and tap it again, not as a trembling hand does."""
    page.locator(within).get_by_role("button", name=name).first.tap()
    page.wait_for_timeout(450)
    page.locator(within).get_by_role("button", name="再点一次").first.tap()


def refused(page: Page, text: str) -> None:
    expect(page.locator(".voucher.no .refused")).to_contain_text(text)
    expect(page.locator(".voucher .go")).to_have_count(0)
    page.locator(".voucher").get_by_role("button", name="下一张").tap()


def test_a_desk_goes_on_without_a_network_and_settles_what_it_did(
    shop: Shop, clerk: Page, expected_errors: list[str]
) -> None:
    expected_errors.append(FAILED)
    shop.at_the_desk(lambda desk: policy.adjust(desk, OPERATOR, voucher_days=3))
    (code, good), (second, cancelled), (_, elsewhere) = shop.voucher(), shop.voucher(), shop.voucher("south")
    (_, over), (third, used), (_, anywhere) = shop.voucher(days_ago=5), shop.voucher(), shop.voucher("")
    shop.at_the_desk(lambda desk: vouchers.hand_over(desk, OPERATOR, third, at="north"))
    clerk.get_by_role("button", name="选择服务台").tap()
    clerk.get_by_role("button", name="北门服务台").tap()
    expect(clerk.locator(".deskline")).to_contain_text("没有网络也能核验本台的券")
    clerk.get_by_role("button", name="货架").tap()
    clerk.get_by_role("button", name="服务台与现金").tap()
    clerk.get_by_role("button", name="平板遗失：更换密钥").first.tap()
    clerk.wait_for_timeout(450)
    clerk.get_by_role("button", name="旧密钥作废").tap()  # what was printed before is still good at this desk
    expect(clerk.get_by_text("已换新密钥")).to_be_visible()
    clerk.get_by_role("button", name="柜台").tap()
    clerk.wait_for_function(KEPT)

    shop.kill()
    scan(clerk, good)
    expect(clerk.locator(".voucher .stamp")).to_contain_text("真券")
    expect(clerk.locator(".voucher h2")).to_contain_text("肥皂 × 1")
    twice(clerk, "发放", ".voucher")
    expect(clerk.locator(".voucher .stamp")).to_contain_text("已发放")
    expect(clerk.locator("[data-key=waiting]")).to_contain_text("有 1 笔发放等待上传")
    scan(clerk, good)
    refused(clerk, "已经用过")
    scan(clerk, used)
    refused(clerk, "已经用过")
    scan(clerk, cancelled.replace(".1.20", ".9.20"))
    refused(clerk, "不是本社区出具的")
    scan(clerk, elsewhere)
    refused(clerk, "另一个服务台")
    scan(clerk, over)
    refused(clerk, "已过有效期")
    scan(clerk, anywhere)
    refused(clerk, "没有指定服务台")
    clerk.reload()  # the page, the key and what waits are all on the tablet
    expect(clerk.locator("[data-key=waiting]")).to_contain_text("有 1 笔发放等待上传")
    shop.at_the_desk(lambda desk: undoing.cancel(desk, OPERATOR, second, "somewhere else, meanwhile"))
    scan(clerk, cancelled)
    twice(clerk, "发放", ".voucher")
    expect(clerk.locator("[data-key=waiting]")).to_contain_text("有 2 笔")

    shop.start()
    conflict = clerk.locator("[data-key=conflicts]")
    expect(conflict).to_contain_text(second, timeout=40_000)
    expect(conflict).to_contain_text("已撤销")
    expect(clerk.locator("[data-key=waiting]")).to_have_count(0)
    slip = shop.slip(code)
    assert (slip["state"], bool(slip["used"]["tablet_at"]), shop.slip(second)["state"]) == (
        "handed-over", True, "cancelled",
    )  # fmt: skip
    conflict.get_by_role("button", name="我知道了").tap()
    expect(conflict).to_have_count(0)
    clerk.get_by_role("button", name="待交付").tap()
    expect(clerk.locator("[data-key=books]")).to_contain_text(second)
    with Store(shop.database, read_only=True) as store, store.read() as connection:
        assert connection.execute(sa.select(t.settle_conflict.c.why)).scalars().all() == ["undone"]


def test_forty_people_in_a_queue_are_served_one_after_the_other_and_a_slip_is_taken_back(
    shop: Shop, clerk: Page
) -> None:
    clerk.get_by_role("button", name="便民日").tap()
    card = shop.card("west-1")
    expect(clerk.locator(".hint")).to_be_visible()
    clerk.locator("h1").tap()  # no field has the cursor: the scanner is heard all the same
    clerk.keyboard.type(card)
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".whose .big")).to_have_text(str(POINTS))
    clerk.locator("button.reward").filter(has_text="肥皂").tap()
    clerk.locator(".giving").get_by_role("button", name="加一件").tap()
    clerk.locator(".giving .go").tap()
    expect(clerk.locator(".just")).to_contain_text("肥皂 × 2")
    expect(clerk.locator(".whose .big")).to_have_text(str(POINTS - 10))
    expect(clerk.locator(".last li").first).to_contain_text("肥皂 × 2")
    twice(clerk, "撤销", ".just")
    expect(clerk.locator(".whose .big")).to_have_text(str(POINTS))
    expect(clerk.locator(".last li").first).to_contain_text("已撤销")
    clerk.get_by_role("button", name="下一位").tap()
    expect(clerk.locator(".whose")).to_have_count(0)
    expect(clerk.locator(".finder input")).to_be_focused()


def test_what_the_points_are_not_enough_for_is_topped_up_replaced_and_given_back(shop: Shop, clerk: Page) -> None:
    scan(clerk, shop.card("west-2"))
    expect(clerk.locator(".purse .big")).to_have_text(str(POINTS))
    clerk.locator("button.reward").filter(has_text="抽纸").tap()
    clerk.locator(".confirm").get_by_role("button", name="开兑换券").tap()
    expect(clerk.locator(".confirm .go")).to_contain_text("已收现金 7.50 元")
    clerk.locator(".confirm .go").tap()
    old = clerk.locator(".voucher .code").inner_text()
    clerk.locator(".voucher").get_by_role("button", name="换成别的").tap()
    clerk.locator(".undo").get_by_role("button", name="缺货").tap()
    clerk.locator(".undo .go").tap()
    clerk.locator("button.reward").filter(has_text="雨伞").tap()
    clerk.locator(".confirm .go").tap()
    expect(clerk.locator(".voucher")).to_contain_text(f"替换 {old}")
    new = clerk.locator(".voucher .code").inner_text()
    twice(clerk, "发放", ".voucher")
    expect(clerk.locator(".voucher .stamp")).to_contain_text("已发放")
    clerk.locator(".voucher").get_by_role("button", name="退货").tap()
    clerk.locator(".undo").get_by_role("button", name="损坏或变质").tap()
    clerk.locator(".undo").get_by_role("button", name="报损").tap()
    clerk.locator(".undo .go").tap()
    expect(clerk.locator("[data-key=done]")).to_contain_text("已退回 35 分")
    expect(clerk.locator(".purse .big")).to_have_text(str(POINTS))
    assert (shop.slip(old)["replaced_by"], shop.slip(new)["state"]) == (new, "returned")
    with Store(shop.database, read_only=True) as store:
        from tests.faults.conftest import plugins

        from weiping.desk.office import Desk

        assert [one for one in audit.audit(Desk(store, plugins())) if one.faults] == []


def test_a_service_gets_an_appointment_and_the_shelf_is_counted_in_english_too(shop: Shop, clerk: Page) -> None:
    scan(clerk, "east 502")
    clerk.locator(".hits button").first.tap()
    clerk.locator("button.reward").filter(has_text="理发").tap()
    clerk.locator(".confirm .go").tap()
    clerk.locator(".meet input[name=time]").fill("09:30")
    clerk.locator(".meet input[name=by]").fill("王师傅")
    clerk.locator(".meet .go").tap()
    expect(clerk.locator("[data-key=done]")).to_contain_text("预约已记下")
    clerk.get_by_role("button", name="待交付").tap()
    job = clerk.locator(".daylist .jobs li")
    expect(job).to_contain_text("09:30")
    twice(clerk, "已完成", ".daylist")
    expect(job.locator(".stamp")).to_be_visible()

    clerk.get_by_role("button", name="Switch to English").tap()
    clerk.get_by_role("button", name="Shelves").tap()
    expect(clerk.locator(".report .big").first).to_have_text(re.compile(r"\d+"))
    row = clerk.locator(".keep > li").filter(has_text="Umbrella")
    before = int(row.locator(".pieces b").inner_text())
    row.get_by_role("button", name="Goods came").tap()
    row.locator("input[name=quantity]").fill("12")
    row.locator("form .go").tap()
    expect(row.locator(".pieces b")).to_have_text(str(before + 12))
    row.get_by_role("button", name="Count").tap()
    row.locator("input[name=counted]").fill(str(before + 10))
    row.locator("form .go").tap()
    expect(row.locator(".pieces b")).to_have_text(str(before + 10))


def test_a_commendation_is_printed_with_the_name_as_the_resident_wishes_and_nothing_else(
    shop: Shop, clerk: Page
) -> None:
    scan(clerk, shop.card("east-2"))
    expect(clerk.locator(".account")).to_be_visible()
    clerk.locator("button.reward").filter(has_text="社区感谢卡").tap()
    clerk.locator(".confirm .go").tap()
    clerk.locator(".voucher").get_by_role("button", name="证书").tap()
    expect(clerk.locator(".certificate .go")).to_be_disabled()
    clerk.locator(".certificate input[name=whom]").fill("王<b>先生")
    expect(clerk.locator(".paper .whom")).to_have_text("王<b>先生")
    expect(clerk.locator(".paper .from")).to_have_text("小社区")
    clerk.emulate_media(media="print")
    expect(clerk.locator(".paper")).to_be_visible()
    for other in ("header", ".finder", ".account", ".certificate .fields", ".certificate .row"):
        expect(clerk.locator(other)).to_be_hidden()


def test_the_tablet_signs_as_python_does(shop: Shop, page: Page, fake) -> None:
    page.goto(fake.base + "/blank")
    texts = ["", "abc", "a" * 55, "b" * 56, "c" * 64, "d" * 119, "兑换券" * 40]
    keys = ["00", "0b" * 20, "aa" * 64, "aa" * 131]
    made = page.evaluate(
        """async ([texts, keys]) => {
          const { sha256, hmac, fromHex } = await import("/modules/sha256.js");
          const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
          const bytes = (text) => new TextEncoder().encode(text);
          return [texts.map((one) => hex(sha256(bytes(one)))),
            keys.map((key) => texts.map((one) => hex(hmac(fromHex(key), bytes(one)))))];
        }""",
        [texts, keys],
    )
    assert made[0] == [hashlib.sha256(one.encode()).hexdigest() for one in texts]
    assert made[1] == [
        [hmac.new(bytes.fromhex(key), one.encode(), hashlib.sha256).hexdigest() for one in texts] for key in keys
    ]
    _, text = shop.voucher()
    claim = page.evaluate(
        """async (text) => {
          const { claimOf } = await import("/modules/claim.js");
          return [claimOf(text.toLowerCase().replace(/\\./g, "。")), claimOf("WP1.x"), claimOf("")];
        }""",
        text,
    )
    assert (claim[0]["scanned"], claim[0]["desk"], claim[1:]) == (text, "north", [None, None])


def test_a_scanner_behind_a_chinese_input_method_is_read_off_its_keys(page: Page, fake) -> None:
    page.goto(fake.base + "/blank")
    read = page.evaluate(
        """async () => {
          const { letterOf } = await import("/modules/scanner.js");
          const key = (code, shiftKey) => letterOf({ key: "Process", code, shiftKey: Boolean(shiftKey) });
          return [key("KeyW", true), key("KeyP", true), key("Digit1"), key("Period"), key("Minus"), key("Digit3", true),
            key("Semicolon", true), key("Slash"), key("KeyA"), key("ShiftLeft"), letterOf({ key: "x", code: "KeyX" })].join("");
        }"""
    )
    assert read == "WP1.-#:/ax"
