"""The pad against the real server: what the two agreed upon holds on the screen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pad_page import FAILED, add_photo, camera_picture, crit, level, number, online, pill, saved, score_all, sign, twice
from playwright.sync_api import Page, expect
from tests.conftest import Hall
from tests.server.conftest import Served, serve

from weiping.desk import audit
from weiping.domain.appraisal import Role

__all__ = ["serve"]


@pytest.fixture
def running(serve: Callable[..., Served], hall: Hall) -> Served:
    hall.go("open")
    return serve()


def join(page: Page, served: Served, judge: int = 1) -> None:
    page.goto(f"{served.base}/join#{served.judge_code(judge)}")
    page.locator("button.go").click()
    page.wait_for_url("**/panel/1", timeout=60_000)
    expect(pill(page)).not_to_have_attribute("data-state", "loading")


def chair(served: Served) -> Any:
    return served.staff(Role.CHAIR)


def taps(hall: Hall) -> list[Any]:
    from weiping.store import tables as t

    with hall.desk.store.read() as connection:
        return list(connection.execute(t.tap.select().order_by(t.tap.c.number)))


def consistent(hall: Hall) -> None:
    assert not [finding for finding in audit.audit(hall.desk) if finding.faults]


def test_a_photo_is_stored_once_shown_again_after_a_reload_and_taken_back(
    running: Served, page: Page, tmp_path: Path
) -> None:
    join(page, running)
    add_photo(page, 0, camera_picture(tmp_path))
    saved(page)
    page.reload()
    saved(page)
    crit(page, 0).locator(".photo").tap()
    image = crit(page, 0).locator(".thumb img")
    expect(image).to_have_js_property("naturalWidth", 1200)
    address = image.get_attribute("src") or ""
    picture = page.request.get(running.base + address).body()
    assert hashlib.sha256(picture).hexdigest() == address.rsplit("/", 1)[1]
    crit(page, 0).locator(".thumb").tap()
    twice(crit(page, 0).locator("[data-key=drop]"))
    saved(page)
    page.reload()
    saved(page)
    expect(crit(page, 0).locator(".photo")).to_have_text("照片")
    assert [tap.kind for tap in taps(running.hall)] == ["photo", "drop_photo"]
    consistent(running.hall)


def test_a_photo_made_before_the_signature_and_sent_after_it_still_belongs_to_the_sheet(
    running: Served, tablet: Callable[..., Page], tmp_path: Path, expected_errors: list[str]
) -> None:
    expected_errors.append(FAILED)
    page = tablet(service_workers="block")
    join(page, running)
    page.route("**/photos?*", lambda route: route.abort())
    add_photo(page, 0, camera_picture(tmp_path))
    score_all(page, "good")
    sign(page)
    expect(pill(page)).to_have_text("1 条待传 · 已存在本机")
    page.unroute("**/photos?*")
    online(page)
    saved(page)
    assert [tap.kind for tap in taps(running.hall)] == ["mark", "mark", "sign", "photo"]
    expect(page.locator(".banner.bad")).to_have_count(0)
    expect(page.locator(".sheet .photo")).to_contain_text("照片 1")
    consistent(running.hall)


def test_a_rehearsal_leaves_nothing_and_a_tap_of_it_that_comes_later_counts_nowhere(
    serve: Callable[..., Served], hall: Hall, page: Page, expected_errors: list[str]
) -> None:
    expected_errors.append(FAILED)
    served = serve()
    join(page, served)
    boss = chair(served)
    assert boss.post("/rounds/1/phase", {"to": "practice"}).status_code == 200
    expect(pill(page)).to_have_text("演练 · 不计分")
    level(page, 0, "excellent")
    expect(pill(page)).to_have_text("演练 · 不计分")
    page.route("**/marks", lambda route: route.abort())
    level(page, 1, "good")
    expect(pill(page)).to_contain_text("1 条待传")
    for phase in ("draft", "open"):
        assert boss.post("/rounds/1/phase", {"to": phase}).status_code == 200
    expect(number(page, 0)).to_have_text("—")
    expect(number(page, 1)).to_have_text("—")
    level(page, 0, "poor")
    page.unroute("**/marks")
    online(page)
    saved(page)
    expect(number(page, 0)).to_have_text("6")
    expect(number(page, 1)).to_have_text("—")
    assert [(tap.practice, tap.late) for tap in taps(hall)] == [(1, False), (1, False), (None, False)]
    assert boss.get("/weiping/api/rounds/1/board").json()["progress"]["marks"] == 1
    consistent(hall)


def test_undo_history_and_putting_back_agree_with_the_server(running: Served, page: Page) -> None:
    join(page, running)
    level(page, 0, "excellent")
    level(page, 0, "poor")
    page.locator("footer .undo").tap()
    expect(number(page, 0)).to_have_text("19")
    saved(page)
    page.locator(".past").tap()
    lines = page.locator(".history li")
    expect(lines).to_have_count(3)
    expect(lines.nth(1)).to_contain_text("order(中) 6")
    lines.nth(1).locator("[data-key=back]").tap()
    expect(lines).to_have_count(4)
    expect(page.locator(".history")).not_to_contain_text("待传")
    page.reload()
    saved(page)
    expect(number(page, 0)).to_have_text("6")
    expect(crit(page, 0).locator("[aria-pressed=true]").first).to_contain_text("poor")


def test_two_judges_exchange_comments_and_marks_once_both_have_signed(
    running: Served, page: Page, tablet: Callable[..., Page]
) -> None:
    assert chair(running).post("/rounds/1/settings", {"show_others": True, "exchange": True}).status_code == 200
    other = tablet()
    for tab, judge, word in ((page, 1, "good"), (other, 2, "fair")):
        join(tab, running, judge)
        tab.get_by_role("button", name="给其他评委的话").tap()
        tab.locator(".whole textarea").fill(f"意见 {judge}")
        score_all(tab, word)
        sign(tab)
        saved(tab)
    expect(other.locator(".others tbody tr")).to_contain_text(["32"])
    expect(other.locator(".others")).to_contain_text("意见 1")
    page.reload()
    expect(page.locator(".others tbody tr")).to_contain_text(["24"])
    expect(page.locator(".others .said li")).to_have_count(2)


def test_a_problem_is_answered_and_a_declared_conflict_takes_the_entry_off_what_is_owed(
    running: Served, page: Page
) -> None:
    join(page, running)
    page.locator(".tools [data-key=problem]").tap()
    page.locator("[data-key=problem] textarea").fill("门禁坏了")
    page.locator("[data-key=send]").tap()
    saved(page)
    boss = chair(running)
    (problem,) = boss.get("/weiping/api/rounds/1/console").json()["problems"]
    answer = boss.post(f"/rounds/1/problems/{problem['id']}/answer", {"text": "已联系物业", "close": True})
    assert answer.status_code == 200
    expect(page.locator(".banner", has_text="组长已答复")).to_contain_text("已联系物业")
    page.locator(".tools [data-key=avoid]").tap()
    page.locator("[data-key=avoid] textarea").fill("亲戚住这里")
    page.locator("[data-key=yes]").tap()
    expect(page.locator(".avoided")).to_be_visible()
    expect(page.locator(".bar2 .done")).to_have_text("0 / 1 已完成")
    consistent(running.hall)


def test_a_reminder_reaches_the_pads_that_still_owe_a_sheet(running: Served, page: Page) -> None:
    join(page, running)
    assert chair(running).post("/rounds/1/remind").status_code == 200
    expect(page.locator(".banner", has_text="组长提醒")).to_be_visible()


def test_the_pad_opens_without_a_network_and_what_was_tapped_meanwhile_arrives(
    running: Served, page: Page, expected_errors: list[str]
) -> None:
    expected_errors.append(rf"{FAILED}|net::ERR|Content Security")
    join(page, running)
    expect(page.locator(".quietline")).to_have_text("没有网络也能打开本页。", timeout=20_000)
    level(page, 0, "excellent")
    saved(page)
    page.context.set_offline(True)
    page.reload()
    expect(number(page, 0)).to_have_text("19")
    level(page, 1, "good")
    expect(pill(page)).to_have_text("1 条待传 · 已存在本机")
    page.reload()
    expect(number(page, 1)).to_have_text("16")
    page.context.set_offline(False)
    saved(page)
    assert len(taps(running.hall)) == 2


def test_the_pads_files_stay_far_below_what_a_tablet_on_bad_wifi_can_bear(running: Served, page: Page) -> None:
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(answer.request.sizes()["responseBodySize"]))
    join(page, running)
    page.wait_for_timeout(500)
    assert 10_000 < sum(sizes) < 120_000, sizes
