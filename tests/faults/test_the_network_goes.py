"""The network is away for minutes, the tablet sleeps, and its clock goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.faults.conftest import Office
from tests.faults.pads import (
    AWAY,
    SLOW,
    Pad,
    crit,
    kinds,
    level,
    nothing_lost_nothing_twice,
    number,
    photo,
    score_all,
    sign,
    values,
)
from tests.faults.wire import Wire

pytestmark = pytest.mark.browser

NOON = datetime(2024, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def expected_errors() -> list[str]:
    return [AWAY]


def test_taps_of_minutes_without_a_network_survive_a_reload_and_are_sent_once(
    hall: Office, tablet: Callable[..., Page], tmp_path: Path
) -> None:
    page = tablet()
    page.clock.install()
    pad = Pad(hall, page, hall.seat())
    pad.open()
    expect(page.locator(".quietline")).to_contain_text("没有网络也能打开本页", timeout=SLOW)
    page.context.set_offline(True)
    level(page, 0, "优")
    pad.waits(1)
    for minute in range(1, 4):
        page.clock.fast_forward(60_000)
        if minute == 1:
            crit(page, 0).locator(".step").first.tap()
        else:
            level(page, 1, "良" if minute == 2 else "中")
        pad.waits(minute + 1)
    page.reload(timeout=SLOW)
    pad.waits(4)
    expect(number(page, 0)).to_have_text("18.5")
    expect(number(page, 1)).to_have_text("12")
    photo(page, 1, tmp_path)
    pad.waits(5)
    page.clock.fast_forward(120_000)
    sign(page)
    pad.waits(6)
    page.reload(timeout=SLOW)
    pad.waits(6)
    expect(page.locator(".stamp")).to_be_visible()
    page.context.set_offline(False)
    pad.state("saved")
    mine = nothing_lost_nothing_twice(hall, pad)
    assert values(mine) == [
        ("stairwell-hygiene", "19"), ("stairwell-hygiene", "18.5"), ("greening", "16"), ("greening", "12"),
    ]  # fmt: skip
    assert kinds(mine) == ["mark"] * 4 + ["photo", "sign"]


@pytest.mark.parametrize("days", [1, -1])
def test_a_tablet_clock_a_day_off_and_jumping_changes_nothing(
    hall: Office, tablet: Callable[..., Page], days: int
) -> None:
    page, seat = tablet(), hall.seat()
    page.clock.install(time=NOON)
    pad = Pad(hall, page, seat)
    pad.open()
    level(page, 0, "优")
    pad.state("saved")
    page.clock.set_system_time(NOON + timedelta(days=days))
    level(page, 1, "良")
    pad.state("saved")
    # the same judge on another tablet: what the server received last stands on both, whatever any clock says
    other = hall.tablet(seat)
    [done] = hall.patiently(other, hall.mark(f"other-{days}", 1, judge=seat, value="3"), name=f"other-{days}")
    assert done["result"] == "stored"
    expect(number(page, 0)).to_have_text("3", timeout=SLOW)
    page.clock.set_system_time(NOON)
    level(page, 0, "中")
    pad.state("saved")
    page.clock.set_fixed_time(NOON + timedelta(days=2 * days))
    level(page, 1, "差")
    sign(page)
    expect(page.locator(".stamp")).to_be_visible()
    pad.state("saved")
    hall.sound()
    assert pad.kept() == 0
    mine = [tap for tap in hall.stored() if tap.judge_id == hall.judges[seat - 1]]
    assert sorted(tap.id for tap in mine) == sorted([*pad.made(), f"other-{days}-00000001"])
    assert [value for _, value in values(mine)] == ["19", "16", "3", "12", "6"]
    taps = [tap.tablet_at[:10] for tap in mine if tap.tablet_at]
    assert len(set(taps)) == 3, "the tablet's word is written down, and not believed"


def test_a_clock_that_is_set_back_does_not_hold_the_buttons_up(hall: Office, tablet: Callable[..., Page]) -> None:
    page = tablet()
    page.clock.install(time=NOON)
    pad = Pad(hall, page, hall.seat())
    pad.open()
    level(page, 0, "优")
    crit(page, 0).locator(".chip .add").first.tap()
    expect(number(page, 0)).to_have_text("17")
    page.clock.set_system_time(NOON - timedelta(days=1))
    page.clock.fast_forward(600)  # not sooner than a trembling finger
    crit(page, 0).locator(".chip .less").first.tap()
    expect(number(page, 0)).to_have_text("19")
    score_all(page)
    sign(page)
    page.locator(".reopen").tap()
    page.clock.set_system_time(NOON - timedelta(days=2))
    page.clock.fast_forward(500)
    page.locator(".reopen").tap()
    expect(page.locator(".stamp")).to_have_count(0)
    pad.state("saved")
    nothing_lost_nothing_twice(hall, pad)


def test_a_tablet_that_slept_while_the_line_died_sends_when_it_wakes(hall: Office, tablet: Callable[..., Page]) -> None:
    with Wire(hall.port) as wire:
        page, seat = tablet(), hall.seat()
        page.clock.install()
        pad = Pad(replace(hall, port=wire.port), page, seat)
        pad.open()
        wire.go_dead()
        level(page, 0, "优")
        expect(page.locator(".sync")).to_have_attribute("data-state", "sending")
        lifecycle(page, "frozen")
        hall.patiently(hall.tablet(seat), hall.mark("awake", 1, value="3", criterion=1), name="awake")
        wire.come_back()
        lifecycle(page, "active")
        page.clock.fast_forward(600_000)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        for _ in range(6):  # the browser may still try lines that it does not know to be dead: each is given up in time
            page.wait_for_timeout(500)
            if page.locator(".sync").get_attribute("data-state") == "saved":
                break
            page.clock.fast_forward(21_000)
        pad.state("saved")
        expect(number(page, 1)).to_have_text("3", timeout=SLOW)  # what happened meanwhile, over a new socket
        assert pad.kept() == 0
        mine = [tap for tap in hall.stored() if tap.judge_id == hall.judges[seat - 1]]
        assert sorted(tap.id for tap in mine) == sorted([*pad.made(), "awake-00000001"])
        hall.sound()


def lifecycle(page: Page, state: str) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Page.setWebLifecycleState", {"state": state})
    session.detach()
