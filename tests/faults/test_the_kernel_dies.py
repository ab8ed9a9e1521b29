"""The kernel behind the chair's page is killed, or the server with it: the console goes on, and what needs a kernel says so."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.faults.conftest import Office
from tests.faults.pads import AWAY, SLOW, Pad, console_page, level, nothing_lost_nothing_twice, pill

pytestmark = pytest.mark.browser


@pytest.fixture
def expected_errors() -> list[str]:
    return [AWAY, "Kernel|kernel"]


def kernels(office: Office) -> dict[str, int]:
    """Kernel id -> process, of the private pages that are open."""
    assert office.process is not None
    children = Path(f"/proc/{office.process.pid}/task/{office.process.pid}/children").read_text().split()
    lines = {int(child): Path(f"/proc/{child}/cmdline").read_text() for child in children}
    return {line.split("kernel-")[-1].split(".json")[0]: child for child, line in lines.items() if "ipykernel" in line}


def kernel_of(page: Page) -> str:
    return str(page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId"))


def step(page: Page, name: str) -> None:
    go = page.locator(".next button.go")
    expect(go).to_contain_text(name, timeout=SLOW)
    go.tap()
    page.wait_for_timeout(450)
    go.tap()


def test_a_console_outlives_its_kernel_and_a_reload_brings_a_new_one(hall: Office, tablet: Callable[..., Page]) -> None:
    pad = Pad(hall, tablet(), hall.seat())
    judge = pad.open()
    page, other = console_page(hall, tablet), console_page(hall, tablet)
    expect(page.locator(".wp-whatif button")).to_be_visible(timeout=SLOW)
    page.locator(".wp-whatif button").tap()
    expect(page.locator(".wp-whatif").get_by_role("slider").first).to_be_visible(timeout=SLOW)
    expect(other.locator(".wp-whatif button")).to_be_visible(timeout=SLOW)
    mine, theirs = kernel_of(page), kernel_of(other)
    expect(page.locator(".wp-gone")).to_have_count(0)

    os.kill(kernels(hall)[mine], signal.SIGKILL)
    notice = page.locator(".wp-gone")
    expect(notice).to_contain_text("试算已中断，不再响应；本页其他部分照常可用", timeout=SLOW)
    expect(page.locator(".wp-whatif")).to_have_attribute("inert", "")
    # the console is no worse for it: it freezes the round, and the judge's pad and the other chair's page see that
    step(page, "进入合议")
    expect(pill(judge)).to_have_attribute("data-state", "frozen", timeout=SLOW)
    expect(other.locator(".next")).to_contain_text("公布结果", timeout=SLOW)
    expect(other.locator(".wp-gone")).to_have_count(0)
    other.locator(".wp-whatif button").tap()
    expect(other.locator(".wp-whatif").get_by_role("slider").first).to_be_visible(timeout=SLOW)

    notice.get_by_role("button", name="重新载入本页").tap()
    expect(page.locator(".wp-gone")).to_have_count(0, timeout=SLOW)
    page.locator(".wp-whatif button").tap(timeout=SLOW)
    expect(page.locator(".wp-whatif").get_by_role("slider").first).to_be_visible(timeout=SLOW)
    now = kernels(hall)
    assert mine not in now
    assert theirs in now
    hall.ask(hall.chair(), "phase", to="open", reason="演练结束")
    pad.state("saved")
    level(judge, 0, "优")
    pad.state("saved")
    nothing_lost_nothing_twice(hall, pad)


def test_a_console_that_outlives_the_server_says_that_its_kernel_went_with_it(
    hall: Office, tablet: Callable[..., Page]
) -> None:
    page = console_page(hall, tablet)
    expect(page.locator(".wp-whatif button")).to_be_visible(timeout=SLOW)
    expect(page.locator(".tie")).to_have_count(0, timeout=SLOW)
    hall.kill()
    expect(page.locator(".tie")).to_be_visible(timeout=SLOW)
    hall.start()
    expect(page.locator(".tie")).to_have_count(0, timeout=SLOW)
    expect(page.locator(".wp-gone")).to_contain_text("试算已中断", timeout=SLOW)
    page.get_by_role("button", name="提醒未完成").tap()
    expect(page.locator("[data-key=reminded]")).to_be_visible(timeout=SLOW)
    hall.sound()
