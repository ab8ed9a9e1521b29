"""Shop and join in Chromium, against the API in memory; and the widgets as anywidget runs them."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from weiping.widgets import module, page_data, styles

FAILED = r"Failed to load resource|WebSocket connection"


# -- shop -------------------------------------------------------------------------------------------------------------


def pick_household(page: Page, fake) -> None:
    page.goto(fake.base + "/shop")
    page.locator("input[type=search]").fill("3-2-501")
    page.locator(".hits button").first.tap()
    expect(page.locator(".purse")).to_contain_text("35")


def test_a_reward_is_redeemed_in_place_and_balance_and_stock_fall(page: Page, fake) -> None:
    pick_household(page, fake)
    page.locator(".reward", has_text="肥皂").tap()
    page.locator(".confirm").get_by_role("button", name="加一件").tap()
    page.locator(".confirm").get_by_role("button", name="开兑换券").tap()
    page.locator(".confirm .go").tap()
    expect(page.locator(".code")).to_have_text("7K3M-9QXA")
    expect(page.locator(".purse")).to_contain_text("25")
    expect(page.locator(".reward", has_text="肥皂")).to_contain_text("库存 38")
    page.locator(".voucher .go").tap()
    page.wait_for_timeout(450)
    page.locator(".voucher .go").tap()
    expect(page.locator(".voucher .stamp")).to_have_text(" 已发放")


def test_a_lost_answer_is_asked_for_with_the_same_key_also_after_a_reload(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    pick_household(page, fake)
    page.locator(".reward", has_text="洗衣液").tap()
    fake.mode = "lost"
    page.locator(".confirm .go").tap()
    expect(page.locator(".confirm .banner")).to_contain_text("绝不会扣两次")
    page.reload()
    expect(page.locator(".confirm .go")).to_have_text("再查一次")
    fake.mode = None
    page.locator(".confirm .go").tap()
    expect(page.locator(".code")).to_have_text("7K3M-9QXA")
    assert len(fake.redeem_tries) >= 2
    assert len({json.dumps(body, sort_keys=True) for body in fake.redeem_tries}) == 1
    assert len(fake.redeemed) == 1
    expect(page.locator(".purse")).to_contain_text("15")
    page.get_by_role("button", name="关闭").first.tap()
    page.locator(".reward", has_text="肥皂").tap()
    page.locator(".confirm .go").tap()
    expect(page.locator(".voucher h2")).to_contain_text("肥皂")
    assert len({body["key"] for body in fake.redeem_tries}) == 2


def test_what_the_points_are_not_enough_for_cannot_be_chosen_and_can_be_hidden(page: Page, fake) -> None:
    pick_household(page, fake)
    expect(page.locator(".reward", has_text="抽纸")).to_be_disabled()
    expect(page.locator(".reward", has_text="抽纸")).to_contain_text("还差 40 分")
    page.get_by_role("button", name="只看积分够换的").tap()
    expect(page.locator(".reward", has_text="抽纸")).to_have_count(0)
    page.get_by_role("button", name="服务", exact=True).tap()
    expect(page.locator(".reward")).to_have_count(3)


def test_a_visitor_sees_the_catalogue_only_and_how_to_sign_in(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    fake.role = ""
    page.goto(fake.base + "/shop")
    expect(page.locator(".banner")).to_contain_text("请工作人员在这台平板上用自己的登录链接登录")
    expect(page.locator(".reward")).to_have_count(8)
    expect(page.locator("input")).to_have_count(0)
    page.locator(".reward").first.tap()
    expect(page.locator(".confirm")).to_have_count(0)


def test_what_is_printed_is_the_slip_alone(page: Page, fake) -> None:
    pick_household(page, fake)
    page.locator(".reward", has_text="肥皂").tap()
    page.locator(".confirm").get_by_role("button", name="开兑换券").tap()
    page.locator(".confirm .go").tap()
    expect(page.locator(".code")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".code")).to_be_visible()
    for other in (
        "header",
        ".finder",
        ".account",
        ".shelves",
        ".voucher [data-key=actions]",
        ".voucher > .row >> nth=1",
    ):
        expect(page.locator(other)).to_be_hidden()


def test_a_reward_tapped_before_a_household_is_found_says_what_comes_first(page: Page, fake) -> None:
    page.goto(fake.base + "/shop")
    expect(page.locator(".finder")).to_be_visible()
    page.locator(".reward", has_text="肥皂").tap()
    expect(page.get_by_role("alert")).to_have_text(" 请先查找住户，再点要兑换的物品。")
    expect(page.locator(".finder input")).to_be_focused()
    page.keyboard.type("3-2")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".finder input")).to_be_focused()  # although what stood above it is gone
    page.keyboard.type("-501")
    expect(page.locator(".finder input")).to_have_value("3-2-501")
    expect(page.locator(".hits button").first).to_be_visible()


def test_a_voucher_is_found_by_its_code(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    pick_household(page, fake)
    page.locator(".reward", has_text="肥皂").tap()
    page.locator(".confirm .go").tap()
    expect(page.locator(".code")).to_be_visible()
    page.goto(fake.base + "/shop")
    page.locator("input[type=search]").fill("7k3m-9qxa")
    expect(page.locator(".code")).to_have_text("7K3M-9QXA")


# -- join -------------------------------------------------------------------------------------------------------------


def test_the_join_page_acts_on_a_tap_only_and_leads_on(page: Page, fake) -> None:
    page.goto(fake.base + "/join#777")
    expect(page.locator(".go")).to_have_text("开始")
    page.wait_for_timeout(300)
    assert fake.joins == []
    page.locator(".go").tap()
    page.wait_for_url("**/panel/1")
    assert fake.joins == ["777"]
    expect(page.locator(".bar2")).to_contain_text("评委 777")


def test_a_code_can_be_typed_and_a_wrong_one_is_explained(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    page.goto(fake.base + "/join")
    page.locator("input").fill("nonsense")
    page.locator(".go").tap()
    expect(page.get_by_role("alert")).to_have_text("这个邀请码不存在，请再看一遍纸条。")
    page.locator("input").fill(" 42 ")
    page.locator(".go").tap()
    page.wait_for_url("**/panel/1")
    assert fake.joins == ["nonsense", "42"]


def test_without_a_network_the_join_page_says_so_and_can_be_tapped_again(page: Page, fake, expected_errors) -> None:
    expected_errors.append(FAILED)
    page.goto(fake.base + "/join#777")
    page.context.set_offline(True)
    page.locator(".go").tap()
    expect(page.get_by_role("alert")).to_contain_text("没有网络")
    page.context.set_offline(False)
    page.locator(".go").tap()
    page.wait_for_url("**/panel/1")


# -- as anywidget runs them -------------------------------------------------------------------------------------------

MODEL = """async ([source, css, data, replies]) => {
  const style = document.head.appendChild(document.createElement("style"));
  style.textContent = css;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const widget = (await import(url)).default;
  window.sent = [];
  const handlers = {};
  const tell = (message) => (handlers["msg:custom"] || []).forEach((one) => one(message));
  const model = {
    get: (name) => ({ data, served_by: "" })[name],
    on: (name, what) => { (handlers[name] = handlers[name] || []).push(what); },
    off: () => {},
    send: (message) => {
      window.sent.push(message);
      const [status, body] = replies[message.method + " " + message.path.split("?")[0]] || [404, null];
      setTimeout(() => tell({ id: message.id, status, body: message.path.endsWith("/marks")
        ? { phase: "open", items: message.body.items.map((item) => ({ id: item.id, result: "stored" })) } : body }), 5);
    },
  };
  window.push = (channel, what) => tell({ channel, data: what });
  window.stop = widget.render({ model, el: document.body.appendChild(document.createElement("div")) });
}"""


IN_MEMORY = ("pad", "board", "wall", "console", "shop", "join")
"""What this API in memory can answer. Pages of the office and of households have tests of their own against a real server."""


@pytest.mark.parametrize("name", IN_MEMORY)
def test_the_joined_module_runs_from_a_blob_and_talks_to_the_kernel(page: Page, fake, name: str) -> None:
    page.goto(fake.base + "/blank")
    pad = fake.whole_pad(7)
    data = {
        "pad": {**pad, "marks": []},
        "board": fake.board(),
        "wall": fake.board(),
        "console": fake.console(),
        "shop": {"rewards": fake.rewards()},
        "join": {},
    }[name]
    replies = {
        "GET /rounds/1/pad": [200, pad],
        "GET /rounds/1/board": [200, fake.board()],
        "GET /rounds/1/wall": [200, fake.wall()],
        "GET /rounds/1/console": [200, fake.console()],
        "GET /me": [200, {"role": "clerk"}],
        "GET /shop": [200, {"rewards": fake.rewards()}],
        "POST /rounds/1/marks": [200, {}],
    }
    page.evaluate(MODEL, [module(name), styles(name), page_data(name, data), replies])
    expect(page.locator(f".wp-{name} h1").first).to_be_visible()
    if name == "pad":
        page.locator(".crit .levels button").first.tap()
        expect(page.locator(".sync")).to_have_attribute("data-state", "saved")
        assert page.evaluate("sent.filter((one) => one.method === 'POST').length") == 1
        page.evaluate(
            "(what) => push('pad', what)",
            {"round": {**fake.round(), "phase": "deliberation"}, "marks": [], "notes": [], "signed": []},
        )
        expect(page.locator(".sync")).to_have_attribute("data-state", "frozen")
    page.evaluate("stop()")
    expect(page.locator(".wp")).to_have_count(0)
