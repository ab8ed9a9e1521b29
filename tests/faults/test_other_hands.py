"""While a tablet is offline its judge is revoked, another judge takes it, or the round is frozen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect
from tests.faults.conftest import Office
from tests.faults.pads import (
    AWAY,
    SLOW,
    Pad,
    console_page,
    kinds,
    level,
    nothing_lost_nothing_twice,
    number,
    online,
    photo,
    score_all,
    sign,
    values,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def expected_errors() -> list[str]:
    return [AWAY]


def of(hall: Office, seat: int) -> list[Any]:
    return [tap for tap in hall.stored() if tap.judge_id == hall.judges[seat - 1]]


def test_a_judge_revoked_while_offline_keeps_every_tap_and_sends_it_after_a_fresh_invitation(
    hall: Office, chair: httpx.Client, tablet: Callable[..., Page], tmp_path: Path
) -> None:
    pad = Pad(hall, tablet(), hall.seat())
    page, judge = pad.open(), hall.judges[pad.judge - 1]
    level(page, 0, "优")
    pad.state("saved")
    page.context.set_offline(True)
    level(page, 1, "良")
    photo(page, 1, tmp_path)
    pad.waits(2)
    hall.ask(chair, f"judges/{judge}/revoke", reason="平板丢失")
    page.context.set_offline(False)
    said = page.locator("[data-key=signin]")
    expect(said).to_contain_text("请重新登录", timeout=SLOW)
    expect(said).to_contain_text("都存在本机")
    expect(said.get_by_role("link")).to_have_attribute("href", "/join")
    level(page, 1, "中")  # nobody is kept from going on
    pad.waits(3)
    assert len(of(hall, pad.judge)) == 1
    page.reload(timeout=SLOW)
    expect(said).to_contain_text("请重新登录", timeout=SLOW)
    assert pad.kept() == 3

    fresh = hall.ask(chair, f"judges/{judge}/invitation")
    hall.codes[pad.judge - 1] = fresh["url"].partition("#")[2]
    pad.join()
    pad.state("saved")
    expect(number(page, 1)).to_have_text("12")
    mine = nothing_lost_nothing_twice(hall, pad)
    assert values(mine) == [("stairwell-hygiene", "19"), ("greening", "16"), ("greening", "12")]
    assert kinds(mine) == ["mark"] * 3 + ["photo"]


def test_what_waits_on_a_tablet_is_never_sent_under_the_name_of_the_judge_who_takes_it_over(
    hall: Office, tablet: Callable[..., Page], tmp_path: Path
) -> None:
    pad = Pad(hall, tablet(), hall.seat())
    page, first, second = pad.open(), pad.judge, hall.seat()
    page.route(re.compile("/marks|/photos"), lambda route: route.abort("connectionfailed"))
    level(page, 0, "优")
    photo(page, 0, tmp_path)
    pad.waits(2)
    firsts = set(pad.made())

    other = page.context.new_page()
    pad.judge = second
    pad.join(other)
    pad.state("saved", other)
    # the first one's tab is still open, says so, and when its network is back it becomes the pad of who is signed in
    expect(page.locator("[data-key=other]")).to_contain_text("已由另一位评委登录", timeout=SLOW)
    pad.waits(2)
    page.unroute_all(behavior="wait")
    online(page)
    pad.state("saved")
    expect(page.locator("[data-key=others]")).to_contain_text("本机还有另一位评委的 2 条待传")
    expect(other.locator("[data-key=others]")).to_contain_text("本机还有另一位评委的 2 条待传", timeout=SLOW)
    expect(number(other, 0)).to_have_text("—")
    level(other, 0, "差")
    level(other, 1, "差")
    pad.state("saved", other)
    page.reload(timeout=SLOW)
    pad.state("saved")
    expect(number(page, 0)).to_have_text("6")
    assert of(hall, first) == []
    assert {tap.id for tap in of(hall, second)}.isdisjoint(firsts)
    assert pad.kept() == 2

    pad.judge = first
    pad.join()
    pad.state("saved")
    expect(number(page, 0)).to_have_text("19")
    nothing_lost_nothing_twice(hall, pad)
    assert {tap.id for tap in of(hall, first)} == firsts
    assert kinds(of(hall, first)) == ["mark", "photo"]
    assert values(of(hall, second)) == [("stairwell-hygiene", "6"), ("greening", "6")]


def test_what_arrives_after_the_freeze_is_kept_shown_and_counts_where_the_chair_admits_it(
    hall: Office, chair: httpx.Client, tablet: Callable[..., Page]
) -> None:
    others = hall.seat()
    client, taps = hall.tablet(others), iter(range(1, 100))
    for entry, value in ((1, "10"), (2, "12")):
        marks = [hall.mark("others", next(taps), judge=others, entry=entry, criterion=n, value=value) for n in (0, 1)]
        seal = {"id": f"others-sign-{entry}", "seq": next(taps), "kind": "sign", "entry": hall.entries[entry - 1]}
        hall.patiently(client, *marks, seal, name="others")
    pad = Pad(hall, tablet(), hall.seat())
    page, judge = pad.open(), hall.judges[pad.judge - 1]
    page.context.set_offline(True)
    for place in (1, 2):
        pad.entry(place)
        score_all(page, "优")
        sign(page)
        expect(page.locator(".stamp")).to_be_visible()
    pad.waits(6)
    before = hall.ask(chair, "phase", to="deliberation")["standings"]
    try:
        page.context.set_offline(False)
        pad.state("frozen")
        expect(page.locator("[data-key=late]")).to_contain_text("有 6 条评分在冻结后才送达", timeout=SLOW)
        assert hall.console(chair)["standings"] == before

        console = console_page(hall, tablet)
        rows = console.locator("[data-key=late-list] .blocks > li")
        expect(rows).to_have_count(2, timeout=SLOW)
        decide(console, hall, judge, 1, "网络中断，组长当面核对", "采纳")
        expect(rows.first).to_contain_text("已采纳")
        decide(console, hall, judge, 2, "无法核对", "不采纳")
        expect(rows.last).to_contain_text("未采纳")
        expect(page.locator("[data-key=late]")).to_have_count(0, timeout=SLOW)  # nothing waits any more
        expect(page.locator("[data-key=left-out]")).to_contain_text("组长没有采纳")

        now = hall.console(chair)
        assert [(one["judge"], one["decided"], len(one["items"])) for one in now["late"]] == [
            (judge, "admitted", 3), (judge, "refused", 3),
        ]  # fmt: skip
        totals = {one["entry"]: (old["total"], one["total"]) for old, one in pairs(before, now["standings"])}
        assert totals[hall.entries[0]][0] != totals[hall.entries[0]][1], "the admitted sheet counts"
        assert totals[hall.entries[1]][0] == totals[hall.entries[1]][1], "the refused one does not"
        mine = nothing_lost_nothing_twice(hall, pad)
        assert [tap.late for tap in mine] == [True] * 6
        assert kinds(mine) == ["mark"] * 4 + ["sign"] * 2
    finally:
        hall.ask(chair, "phase", to="open", reason="补评一张")
    pad.entry(1)
    expect(page.locator(".stamp")).to_be_visible()
    pad.entry(2)  # what was left out is as if it had never been tapped, and can be made anew
    expect(page.locator(".stamp")).to_have_count(0)
    score_all(page, "良")
    sign(page)
    expect(page.locator(".stamp")).to_be_visible()
    pad.state("saved")
    assert {(one["judge"], one["entry"]) for one in hall.console(chair)["matrix"] if one["state"] == "signed"} >= {
        (judge, hall.entries[0]), (judge, hall.entries[1]),
    }  # fmt: skip


def pairs(before: list[Any], after: list[Any]) -> list[tuple[Any, Any]]:
    old = {one["entry"]: one for one in before}
    return [(old[one["entry"]], one) for one in after]


def decide(page: Page, hall: Office, judge: int, entry: int, reason: str, word: str) -> None:
    row = page.locator("[data-key=late-list] .blocks > li").nth(entry - 1)
    row.locator("input").fill(reason)
    row.get_by_role("button", name=word, exact=True).tap()
