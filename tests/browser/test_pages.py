"""The pages as a server gives them, in a real browser: they move, they make no noise, they ask nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.conftest import Hall
from tests.server.conftest import Served, batch, item, serve

from weiping.desk import access
from weiping.domain.appraisal import OPERATOR, Role

__all__ = ["serve"]


@pytest.fixture
def running(serve: Callable[..., Served], hall: Hall) -> Served:
    hall.go("open")
    return serve()


def sign_in(page: Page, served: Served, code: str) -> None:
    page.goto(f"{served.base}/join#{code}")
    page.locator("button.go").click()


def sockets(page: Page) -> list[str]:
    seen: list[str] = []
    page.on("websocket", lambda socket: seen.append(socket.url))
    return seen


def test_the_board_moves_after_a_tap_over_the_api(running: Served, tablet: Callable[..., Page]) -> None:
    board = tablet(viewport={"width": 1280, "height": 800})
    seen = sockets(board)
    board.goto(f"{running.base}/", timeout=60_000)
    expect(board.locator(".counts")).to_contain_text("0 / 12")
    judge = running.judge()
    judge.post("/rounds/1/marks", batch(item(1, running.hall.entry())))
    expect(board.locator(".counts")).to_contain_text("1 / 12", timeout=2_000)
    assert [url.partition("/weiping/")[2].split("?")[0] for url in seen] == ["feed"], "a shared page has no kernel"


def test_a_tap_on_one_tablet_is_acknowledged_and_shows_on_another(running: Served, tablet: Callable[..., Page]) -> None:
    pad, board = tablet(), tablet(viewport={"width": 1280, "height": 800})
    board.goto(f"{running.base}/board/1", timeout=60_000)
    expect(board.locator(".counts")).to_contain_text("0 / 12")
    sign_in(pad, running, running.judge_code(2))
    pad.wait_for_url("**/panel/1", timeout=60_000)
    pad.locator(".level, .levels button").first.click()
    expect(board.locator(".counts")).to_contain_text("1 / 12", timeout=5_000)


def test_the_console_comes_with_its_own_kernel_and_says_nothing_on_the_browsers_console(
    running: Served, tablet: Callable[..., Page]
) -> None:
    chair = tablet(viewport={"width": 1280, "height": 800})
    seen = sockets(chair)
    sign_in(chair, running, access.invite(running.hall.desk, OPERATOR, Role.CHAIR))
    chair.wait_for_selector(".wp-console", timeout=60_000)
    assert any("/api/kernels/" in url for url in seen)
    assert any("channel=console" in url for url in seen)
    code = running.judge_code(1)
    expect(chair.locator(".wp-console")).to_be_visible()
    visitor = running.visitor()
    visitor.join(code)
    pad = visitor.feed("pad")
    pad.recv()
    visitor.post("/rounds/1/marks", batch(item(1, running.hall.entry())))
    expect(chair.locator(".wp-console")).to_contain_text("1/2", timeout=5_000)


def test_a_hostile_name_is_shown_as_text(hall: Hall, serve: Callable[..., Served], tablet: Callable[..., Page]) -> None:
    from weiping.store import tables as t

    name = "</script><img src=x onerror=alert(1)>"
    hall.desk.store.write(lambda connection: connection.execute(t.entry.update().values(name_zh=name, name_en=name)))
    hall.go("open")
    board = tablet()
    alarms: list[Any] = []
    board.on("dialog", lambda dialog: (alarms.append(dialog), dialog.dismiss()))
    board.goto(f"{serve().base}/board/1", timeout=60_000)
    expect(board.get_by_text("</script><img").first).to_be_visible()
    assert not alarms
    assert board.locator("img[src=x]").count() == 0
