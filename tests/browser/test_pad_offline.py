"""What a secure origin adds: the page opens without a network, the screen stays on; and what is said where it is missing."""

from __future__ import annotations

import os
import shutil
from urllib.parse import urlparse

import fake_api
import pytest
from pad_page import FAILED, crit, items, level, number, open_pad, pill, saved, sign_in, waiting
from playwright.sync_api import Page, expect

NETWORK = rf"{FAILED}|net::ERR"
READY = "没有网络也能打开本页"


class Power:
    """A server that can be killed and started again at the same address."""

    def __init__(self) -> None:
        self.fake, self._stop = fake_api.serve()
        self.on = True

    def kill(self) -> None:
        self.fake.killed = True
        self._stop()
        self.on = False

    def start(self) -> None:
        self.fake.killed = False
        _, self._stop = fake_api.serve(self.fake, urlparse(self.fake.base).port or 0)
        self.on = True


@pytest.fixture
def power():
    server = Power()
    yield server
    if server.on:
        server._stop()


@pytest.fixture
def tablet_first(power: Power, tablet) -> Page:
    """The tablet is closed before the server."""
    return tablet()


def test_an_offline_reload_shows_the_pad_again_with_what_was_kept_and_everything_arrives_once(
    power: Power, tablet_first: Page, expected_errors
) -> None:
    expected_errors.append(NETWORK)
    page, fake = tablet_first, power.fake
    open_pad(page, fake)
    expect(page.locator(".quietline")).to_have_text(READY + "。")
    level(page, 0, "优")
    saved(page)
    power.kill()
    level(page, 1, "良")
    waiting(page, 1)
    page.reload()
    expect(number(page, 0)).to_have_text("19")
    expect(number(page, 1)).to_have_text("16")
    level(page, 2, "中")
    waiting(page, 2)
    page.reload()
    waiting(page, 2)
    power.start()
    saved(page)
    assert [item["value"] for item in items(fake, "mark")] == ["19", "16", "12"]
    assert len({item["client"] for item in items(fake, "mark")}) == 1


def test_a_new_version_reaches_the_tablet_at_once_and_the_old_files_go(power: Power, tablet_first: Page) -> None:
    page, fake = tablet_first, power.fake
    open_pad(page, fake)
    expect(page.locator(".quietline")).to_contain_text(READY)
    assert kept(page) == {"/panel/1", "/weiping/static/one/pad.page.css", "/weiping/static/one/pad.page.js"}
    fake.version = "two"
    page.reload()
    assert page.evaluate("document.querySelector('link[rel=stylesheet]').getAttribute('href')").startswith(
        "/weiping/static/two/"
    )
    page.wait_for_function(
        """async () => { const names = await caches.keys();
            return names.length === 1 && names[0] === 'weiping-two'; }"""
    )
    assert kept(page) == {"/panel/1", "/weiping/static/two/pad.page.css", "/weiping/static/two/pad.page.js"}


def kept(page: Page) -> set[str]:
    return set(
        page.evaluate(
            """async () => { const all = [];
                for (const name of await caches.keys())
                  for (const one of await (await caches.open(name)).keys()) all.push(new URL(one.url).pathname);
                return all; }"""
        )
    )


def test_an_upgrade_that_comes_while_a_tablet_is_offline_still_leaves_it_a_page(
    power: Power, tablet_first: Page, expected_errors
) -> None:
    expected_errors.append(NETWORK)
    page, fake = tablet_first, power.fake
    open_pad(page, fake)
    expect(page.locator(".quietline")).to_contain_text(READY)
    fake.version = "two"
    page.evaluate("navigator.serviceWorker.getRegistration('/panel').then((one) => one.update())")
    page.wait_for_function("caches.keys().then((names) => names.includes('weiping-two'))")
    power.kill()
    page.reload()
    expect(crit(page, 0)).to_be_visible()


def test_the_api_is_never_answered_from_the_cache_and_another_page_is_left_alone(
    power: Power, tablet_first: Page
) -> None:
    page, fake = tablet_first, power.fake
    open_pad(page, fake)
    expect(page.locator(".quietline")).to_contain_text(READY)
    page.reload()
    saved(page)
    assert not [path for path in kept(page) if "/api/" in path or "/feed" in path]
    board = page.context.new_page()
    board.goto(fake.base + "/board/1")
    assert board.evaluate("navigator.serviceWorker.controller") is None


def test_a_broken_answer_or_a_hotspots_page_is_not_kept_in_place_of_the_pad(
    power: Power, tablet_first: Page, expected_errors
) -> None:
    expected_errors.append(NETWORK)
    page, fake = tablet_first, power.fake
    open_pad(page, fake)
    expect(page.locator(".quietline")).to_contain_text(READY)
    fake.page_mode = "hotspot"
    page.reload()
    expect(page.locator("body")).to_contain_text("Please log in")
    fake.page_mode = 502
    page.reload()
    expect(crit(page, 0)).to_be_visible()
    power.kill()
    page.reload()
    expect(crit(page, 0)).to_be_visible()


def test_the_worker_and_all_it_kept_go_when_the_address_asks_for_it(power: Power, tablet_first: Page) -> None:
    page, fake = tablet_first, power.fake
    open_pad(page, fake)
    expect(page.locator(".quietline")).to_contain_text(READY)
    sign_in(page, fake)
    page.goto(fake.base + "/panel/1?offline=off")
    page.wait_for_function(
        """async () => !(await caches.keys()).length && !(await navigator.serviceWorker.getRegistrations()).length"""
    )
    saved(page)
    expect(page.locator(".quietline")).to_have_count(0)


def test_the_screen_stays_on_while_scoring_is_open_and_is_asked_for_again_on_waking_up(tablet, fake) -> None:
    page = tablet()
    page.add_init_script(
        """window.locks = [];
           Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => {
             const lock = { released: false, release: async () => { lock.released = true; } };
             window.locks.push(lock);
             return lock; } } });"""
    )
    open_pad(page, fake)
    page.wait_for_function("locks.length === 1 && !locks[0].released")
    page.evaluate("locks[0].released = true; document.dispatchEvent(new Event('visibilitychange'))")  # it slept
    page.wait_for_function("locks.length === 2 && !locks[1].released")
    fake.phase = "deliberation"
    fake.push()
    page.wait_for_function("locks[1].released")
    fake.phase = "open"
    fake.push()
    page.wait_for_function("locks.length === 3")


def test_on_plain_http_the_page_says_what_is_missing_and_still_loses_nothing(browser, chromium_arguments, fake) -> None:
    # a name that is not localhost, mapped to this machine: no worker, no wake lock, no randomUUID, as on a village's Wi-Fi
    launched = browser.browser_type.launch(
        executable_path=chromium_path(),
        headless=True,
        args=[*chromium_arguments, "--host-resolver-rules=MAP pad.village 127.0.0.1"],
    )
    try:
        context = launched.new_context(viewport={"width": 810, "height": 1080}, has_touch=True, locale="zh-CN")
        page = context.new_page()
        base = fake.base.replace("127.0.0.1", "pad.village")
        context.add_cookies([{"name": "who", "value": "7", "url": base}])
        page.goto(base + "/panel/1")
        assert not page.evaluate("isSecureContext")
        expect(page.locator(".quietline")).to_have_text("没有安全连接：离线时请不要关闭本页。")
        fake.mode = 503
        level(page, 0, "优")
        waiting(page, 1)
        page.reload()
        waiting(page, 1)
        fake.mode = None
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(pill(page)).to_have_attribute("data-state", "saved")
        assert [item["value"] for item in items(fake, "mark")] == ["19"]
        context.close()
    finally:
        launched.close()


def chromium_path() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
