"""The main job in real browsers against a real `weiping demo`: three judges, six compounds, from open to a voucher."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

CRITERIA, ENTRIES, JUDGES = 5, 6, 3
LEVELS = ("优", "良", "中", "差")


@dataclass
class Demo:
    """A running `weiping demo` and the links it printed."""

    folder: Path
    port: int
    process: subprocess.Popen[str]
    links: list[str] = field(default_factory=list)

    @property
    def judges(self) -> list[str]:
        return self.links[:9]

    @property
    def chair(self) -> str:
        return self.links[9]

    @property
    def clerk(self) -> str:
        return self.links[10]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, *options: str) -> Demo:
    port = free_port()
    script = Path(sys.executable).with_name("weiping")
    log = (folder / "log.txt").open("w+", encoding="utf-8")
    command = [str(script), "demo", str(folder / "data"), "--port", str(port), *options]
    process = subprocess.Popen(
        command, stdout=log, stderr=subprocess.STDOUT, text=True, env={**os.environ, "WEIPING_LANG": "en"}
    )
    demo = Demo(folder, port, process)
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{demo.url}/weiping/api/shop", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            demo.links = re.findall(r"http://\S+/join#\S+", (folder / "log.txt").read_text(encoding="utf-8"))
            return demo
    process.kill()
    pytest.fail("weiping demo did not start:\n" + (folder / "log.txt").read_text(encoding="utf-8")[-3000:])


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    running = start(tmp_path, "--draft")
    yield running
    running.process.send_signal(signal.SIGTERM)
    running.process.wait(30)


def join(page: Page, link: str, label: str = "开始") -> None:
    page.goto(link)
    page.get_by_role("button", name=label).tap()


def saved(page: Page) -> None:
    expect(page.locator(".sync")).to_have_text("已保存", timeout=15_000)


def step(chair: Page, name: str) -> None:
    """The chair's one next action: a tap, and a second one that confirms it (not sooner: a trembling hand taps twice)."""
    go = chair.locator(".next button.go")
    expect(go).to_contain_text(name, timeout=60_000)
    if (seen := chair.get_by_role("checkbox")).count():  # open points, which the chair says to have looked at
        seen.tap()
    go.tap()
    chair.wait_for_timeout(500)
    go.tap()


def judge_entry(page: Page, number: int, choose: Callable[[int], str]) -> None:
    """Tap a level on every criterion of the entry on the screen, look at the sheet, sign it, go on."""
    expect(page.locator(".entry .of")).to_contain_text(f"{number} / {ENTRIES}")
    for criterion in range(CRITERIA):
        page.locator(".crit").nth(criterion).locator(".levels button").filter(has_text=choose(criterion)).tap()
    page.get_by_role("button", name="核对并签名").tap()
    page.get_by_role("button", name="签名提交").tap()
    expect(page.locator(".stamp")).to_be_visible()
    if number < ENTRIES:
        page.get_by_role("button", name="下一个").tap()


def test_a_panel_scores_six_compounds_and_a_resident_of_the_winner_gets_a_voucher(
    demo: Demo, tablet: Callable[..., Page]
) -> None:
    first = tablet()
    join(first, demo.judges[0])
    first.wait_for_url("**/panel/*")

    board = tablet(viewport={"width": 1280, "height": 800})
    board.goto(first.url.replace("/panel/", "/board/"))
    expect(board.get_by_role("heading", level=1)).to_contain_text("2024 最美小区")

    expect(first.locator("main")).to_contain_text("评分尚未开始")

    chair = tablet(viewport={"width": 1280, "height": 800})
    join(chair, demo.chair)
    chair.wait_for_url("**/chair**", timeout=60_000)
    step(chair, "开始评分")
    expect(board.locator(".live")).to_contain_text("评分进行中")

    # a tap on one tablet is acknowledged there and shows on the board of another
    expect(first.locator(".crit").first.locator(".levels button").first).to_be_enabled()
    expect(board.locator(".counts")).to_contain_text("0 / 260")
    first.locator(".crit").first.locator(".levels button").first.tap()
    saved(first)
    expect(board.locator(".counts")).to_contain_text("1 / 260")

    others = [tablet() for _ in range(JUDGES - 1)]
    for page, link in zip(others, demo.judges[1:], strict=False):
        join(page, link)
    for number in range(1, ENTRIES + 1):
        for page in (first, *others):
            best = number == 1
            judge_entry(
                page,
                number,
                lambda criterion, best=best, number=number: LEVELS[0 if best else (criterion + number) % 3],
            )
    for page in (first, *others):
        saved(page)
    expect(board.locator(".counts")).to_contain_text("90 / 260")
    expect(board.locator(".places li").first).to_contain_text("95.00")

    step(chair, "进入合议")
    expect(board.locator(".pause")).to_contain_text("评审合议中")
    expect(board.get_by_text("95.00")).to_have_count(0)
    expect(first.locator(".sync")).to_contain_text("已冻结")

    step(chair, "公布结果")
    winner = board.locator(".places li").first
    expect(winner).to_contain_text("云中仙居小区")
    expect(winner).to_contain_text("最美小区")
    expect(winner).to_contain_text("95.00")
    expect(first.locator(".sync")).to_contain_text("已公布")

    shop = tablet()
    join(shop, demo.clerk, "开始")
    shop.wait_for_url("**/shop")
    shop.locator(".finder input").fill("云中仙居 3号楼2单元501")
    shop.locator(".finder input").press("Enter")
    shop.locator(".hits button").first.tap()
    expect(shop.locator(".account")).to_contain_text("3号楼2单元501")
    expect(shop.locator(".account .history")).to_be_visible()  # the whole account is there, and nothing moves any more
    purse = int(shop.locator(".purse .big").inner_text())
    assert purse >= 20
    soap = shop.locator("button.reward").filter(has_text="肥皂").first
    stock = int(re.search(r"库存 (\d+)", soap.inner_text())[1])  # type: ignore[index]
    soap.tap()
    shop.locator(".confirm button.go").tap()
    code = shop.locator(".voucher .code").inner_text()
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    expect(shop.locator(".purse .big")).to_have_text(str(purse - 5))
    expect(soap).to_contain_text(f"库存 {stock - 1}")
