"""A judge goes on tapping while the server is killed, answers get lost, and the database or its disk refuses."""

from __future__ import annotations

import resource
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, Route, expect
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
    sign,
    values,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def expected_errors() -> list[str]:
    return [AWAY]


def test_killed_under_load_the_server_finds_everything_again_that_a_judge_made_meanwhile(
    hall: Office, tablet: Callable[..., Page], tmp_path: Path
) -> None:
    pad, board = Pad(hall, tablet(), hall.seat()), tablet(viewport={"width": 1280, "height": 800})
    page = pad.open()
    board.goto(f"{hall.url}/board/{hall.round}", timeout=SLOW)
    expect(board.locator(".live")).to_contain_text("评分进行中", timeout=SLOW)
    before = int(board.locator(".counts").inner_text().split("/")[0].split()[-1])
    stop, acknowledged, trouble = threading.Event(), list[str](), list[BaseException]()

    def others(name: str, client: httpx.Client) -> None:
        try:
            for seq in range(1, 10_000):
                if stop.is_set():
                    return
                item = hall.mark(f"load-{name}", seq, criterion=seq % 2)
                [answer] = hall.patiently(client, item, name=f"load-{name}")
                assert answer["result"] in ("stored", "repeated")
                acknowledged.append(item["id"])
        except BaseException as error:
            trouble.append(error)

    crowd = [threading.Thread(target=others, args=(str(n), hall.tablet(hall.seat()))) for n in range(3)]
    for one in crowd:
        one.start()
    level(page, 0, "优")
    crit(page, 0).locator(".note").tap()
    crit(page, 0).locator("textarea").fill("三楼有杂物")
    hall.kill()
    level(page, 1, "良")
    page.locator(".whole .note").nth(1).tap()
    page.locator(".whole textarea").fill("请看三楼")
    photo(page, 0, tmp_path)
    sign(page)
    expect(page.locator(".stamp")).to_be_visible()
    pad.state("waiting")
    expect(page.locator(".sync")).to_contain_text("已存在本机")
    hall.start()
    pad.state("saved")
    stop.set()
    for one in crowd:
        one.join(60)
    assert trouble == []

    mine = nothing_lost_nothing_twice(hall, pad)
    assert values(mine) == [("stairwell-hygiene", "19"), ("greening", "16")]
    assert kinds(mine) == ["comment", "mark", "mark", "note", "photo", "sign"]
    assert sorted(one for one in hall.ids() if one.startswith("load-")) == sorted(acknowledged)
    # the board found the new server by itself: the judge's two and the crowd's six are on it
    expect(board.locator(".counts")).to_contain_text(f"{before + 8} /", timeout=SLOW)


def test_an_acknowledgement_that_is_lost_after_the_commit_leaves_no_second_tap(
    hall: Office, tablet: Callable[..., Page], tmp_path: Path
) -> None:
    pad = Pad(hall, tablet(), hall.seat())
    page = pad.open()
    committed: list[int] = []

    def lose(route: Route) -> None:
        """Let the server have it, and nobody hear of it."""
        committed.append(route.fetch().status)
        route.abort("connectionreset")

    page.route("**/marks", lose)
    page.route("**/photos?*", lose)
    level(page, 0, "优")
    photo(page, 0, tmp_path)
    pad.waits(2)
    level(page, 1, "良")
    pad.waits(3)
    page.unroute_all(behavior="wait")
    assert set(committed) == {200}
    assert len(committed) >= 2
    page.evaluate("window.dispatchEvent(new Event('online'))")
    pad.state("saved")
    mine = nothing_lost_nothing_twice(hall, pad)
    assert values(mine) == [("stairwell-hygiene", "19"), ("greening", "16")]
    assert kinds(mine) == ["mark", "mark", "photo"]


def test_two_tabs_of_one_judge_whose_messages_overtake_each_other_end_as_the_judge_left_them(
    hall: Office, tablet: Callable[..., Page]
) -> None:
    first = tablet()
    first.clock.install()
    pad = Pad(hall, first, hall.seat())
    pad.open()
    second = pad.open(first.context.new_page())
    held: list[Route] = []

    def slowest(route: Route) -> None:
        """The first message is under way, and slower than all that follow."""
        if held:
            route.continue_()
        else:
            held.append(route)

    first.context.route("**/marks", slowest)  # whichever tab sends it: each sends what the other has stored
    with first.context.expect_event("request", lambda request: request.url.endswith("/marks")):
        level(first, 0, "优")
    level(first, 1, "优")
    level(second, 0, "中")
    expect(number(second, 0)).to_have_text("12")
    first.clock.fast_forward(40_000)  # nobody waits for an answer, nor for the other tab, as long as that
    for page in (first, second):
        pad.state("saved", page)
    # and now the first message comes in after all, twice
    slow = held[0].request
    for _ in range(2):
        again = first.context.request.post(slow.url, headers={"content-type": "application/json"}, data=slow.post_data)
        assert {one["result"] for one in again.json()["items"]} == {"repeated"}
    for page in (first, second):
        pad.state("saved", page)
        expect(number(page, 0)).to_have_text("12", timeout=SLOW)
        expect(number(page, 1)).to_have_text("19", timeout=SLOW)
    mine = nothing_lost_nothing_twice(hall, pad)
    newest = {tap.criterion: tap for tap in sorted(mine, key=lambda tap: tap.seq)}
    assert dict(values(newest.values())) == {"stairwell-hygiene": "12", "greening": "19"}
    assert len({tap.client for tap in mine}) == 1
    assert sorted(tap.seq for tap in mine) == [1, 2, 3], "two tabs never use a number twice"


def test_while_another_program_holds_the_database_the_pad_says_that_it_waits(
    hall: Office, tablet: Callable[..., Page]
) -> None:
    pad = Pad(hall, tablet(), hall.seat())
    page = pad.open()
    with sqlite3.connect(hall.database, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            with page.expect_response("**/marks", timeout=SLOW) as answer:  # after the server's own patience
                level(page, 0, "优")
                expect(page.locator(".sync")).to_have_attribute("data-state", "sending")
            assert answer.value.status == 503
            pad.waits(1)
            level(page, 1, "良")
            pad.waits(2)
        finally:
            other.execute("ROLLBACK")
    pad.state("saved")
    mine = nothing_lost_nothing_twice(hall, pad)
    assert values(mine) == [("stairwell-hygiene", "19"), ("greening", "16")]


def test_on_a_full_disk_the_pad_keeps_what_the_server_cannot_take(
    hall: Office, tablet: Callable[..., Page], tmp_path: Path
) -> None:
    pad = Pad(hall, tablet(), hall.seat())
    page = pad.open()
    level(page, 0, "优")
    pad.state("saved")
    assert hall.process is not None
    limits = resource.prlimit(hall.process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    try:
        with page.expect_response("**/marks", timeout=SLOW) as answer:
            level(page, 1, "良")
        assert (answer.value.status, answer.value.json()["error"]["code"]) == (503, "disk-full")
        pad.waits(1)
        photo(page, 1, tmp_path)
        pad.waits(2)
    finally:
        resource.prlimit(hall.process.pid, resource.RLIMIT_FSIZE, limits)
    pad.state("saved")
    mine = nothing_lost_nothing_twice(hall, pad)
    assert values(mine) == [("stairwell-hygiene", "19"), ("greening", "16")]
    assert kinds(mine) == ["mark", "mark", "photo"]
