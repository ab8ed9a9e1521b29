"""Script in names, notes, comments and problems is shown as text, on every page, over the real server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page
from tests.conftest import Hall
from tests.server.conftest import Served, batch, item, serve

from weiping.desk import access
from weiping.domain.appraisal import OPERATOR, Role
from weiping.store import tables as t

__all__ = ["serve"]

HOSTILE = "</script><img src=x onerror=\"window.owned=1\"><svg onload='window.owned=1'>{{7*7}}${7*7}"
SLOW = 60_000

NAMED = (
    (t.entry, ("name_zh", "name_en", "facts_zh", "facts_en")),
    (t.appraisal, ("title_zh", "title_en", "period")),
    (t.community, ("name_zh", "name_en")),
    (t.compound, ("name_zh", "name_en")),
    (t.building, ("name",)),
    (t.unit, ("name",)),
    (t.household, ("room",)),
    (t.resident, ("name",)),
    (t.account, ("name_zh", "name_en")),
    (t.reward, ("title_zh", "title_en", "how_zh", "how_en")),
)
"""Every column of a name that people wrote, on whatever page it ends."""


@pytest.fixture
def running(serve: Callable[..., Served], hall: Hall) -> Served:
    def spoil(connection: sa.Connection) -> None:
        for table, columns in NAMED:
            connection.execute(table.update().values(dict.fromkeys(columns, HOSTILE)))

    hall.desk.store.write(spoil)
    hall.go("open")
    served = serve()
    judge = served.judge(2)
    entry = hall.entry()
    texts = [
        {"id": f"hostile-{seq:06}", "seq": seq, "kind": kind, "entry": entry, "text": HOSTILE}
        for seq, kind in enumerate(("note", "comment", "problem"), 10)
    ]
    marks = [item(seq, entry, criterion=name) for seq, name in enumerate(("order", "green"), 1)]
    reply = judge.post(
        "/rounds/1/marks", batch(*marks, *texts, {"id": "sign-000001", "seq": 99, "kind": "sign", "entry": entry})
    )
    assert {one["result"] for one in reply.json()["items"]} == {"stored"}, reply.text
    return served


def sign_in(page: Page, served: Served, code: str) -> None:
    page.goto(f"{served.base}/join#{code}")
    page.locator("button.go").click()


def shown_as_text(page: Page, what: str = "</script><img src=x") -> None:
    """The page shows the text as it was written, and nothing of it became an element or ran."""
    page.wait_for_function("text => document.body.innerText.includes(text)", arg=what, timeout=SLOW)
    page.wait_for_timeout(500)  # an image that cannot be loaded needs a moment to fail
    assert page.evaluate("window.owned") is None
    assert page.locator("img[src=x], svg[onload]").count() == 0


def test_board_wall_and_shop_show_it_as_text(
    running: Served, tablet: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append(r"status of 401")  # the shop asks whether a clerk is signed in
    for path in ("/board/1", "/wall/1", "/shop"):
        page = tablet(viewport={"width": 1280, "height": 800})
        page.goto(f"{running.base}{path}", timeout=SLOW)
        shown_as_text(page)


def test_the_pad_shows_it_as_text_notes_and_comments_included(running: Served, tablet: Callable[..., Page]) -> None:
    page = tablet()
    sign_in(page, running, running.judge_code(2))
    page.wait_for_url("**/panel/1", timeout=SLOW)
    shown_as_text(page)
    data: dict[str, Any] = page.evaluate("fetch('/weiping/api/rounds/1/pad').then((answer) => answer.json())")
    assert data["notes"][0]["text"] == HOSTILE


def test_the_console_shows_it_as_text(running: Served, tablet: Callable[..., Page]) -> None:
    page = tablet(viewport={"width": 1280, "height": 900})
    sign_in(page, running, access.invite(running.hall.desk, OPERATOR, Role.CHAIR))
    page.wait_for_selector(".wp-console", timeout=SLOW)
    shown_as_text(page)


def test_the_points_shop_shows_households_as_text(running: Served, tablet: Callable[..., Page]) -> None:
    page = tablet()
    sign_in(page, running, access.invite(running.hall.desk, OPERATOR, Role.CLERK))
    page.wait_for_url(lambda url: "/join" not in url, timeout=SLOW, wait_until="commit")
    page.goto(f"{running.base}/shop", timeout=SLOW)
    page.locator(".finder input").fill("img")
    page.locator(".finder input").press("Enter")
    shown_as_text(page)


def test_a_households_own_page_and_the_clerks_cards_show_it_as_text(
    running: Served, tablet: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append(r"status of 401")
    home = running.hall.ids("household")[0]
    page = tablet(viewport={"width": 390, "height": 844})
    sign_in(page, running, access.invite_household(running.hall.desk, OPERATOR, home).code)
    page.wait_for_url("**/mine", timeout=SLOW)
    shown_as_text(page)
    assert HOSTILE[:20] in page.locator(".rewards").inner_text()
    page = tablet(viewport={"width": 1280, "height": 900})
    sign_in(page, running, access.invite(running.hall.desk, OPERATOR, Role.CLERK))
    page.wait_for_url(lambda url: "/join" not in url, timeout=SLOW, wait_until="commit")
    page.goto(f"{running.base}/cards")
    page.locator(".places button").first.click()
    page.wait_for_selector(".homes .line")
    page.locator("button.go").first.click()
    page.wait_for_selector(".wp-cards article")
    shown_as_text(page)


def test_the_office_shows_it_as_text_on_every_step(running: Served, tablet: Callable[..., Page]) -> None:
    page = tablet(viewport={"width": 1280, "height": 900})
    sign_in(page, running, access.invite(running.hall.desk, OPERATOR, Role.CLERK))
    page.wait_for_url(lambda url: "/join" not in url, timeout=SLOW, wait_until="commit")
    page.goto(f"{running.base}/office", timeout=SLOW)
    shown_as_text(page)  # the title of the appraisal that there is
    page.locator(".picks button").last.click()  # copied, with everything that is in it
    page.wait_for_selector(".rail")
    steps = page.locator(".rail button")
    for step in ("entries", "panel", "review"):
        steps.nth(["start", "title", "criteria", "rule", "entries", "panel", "settings", "review"].index(step)).click()
        shown_as_text(page)
    steps.nth(5).click()
    page.locator("input.people").fill("img")
    page.wait_for_selector(".pool button.add")
    line = HOSTILE.replace('"', '""')
    page.locator("input[accept*=xlsx]").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": f'姓名,身份\n"{line} 2",特邀评委\n甲,"{line}"'.encode()}
    )
    page.wait_for_selector(".refused")
    for where in (".pool", ".judges", ".refused"):
        assert HOSTILE[:20] in page.locator(where).last.inner_text(), where
    shown_as_text(page)
    page.locator(".judge button").nth(-2).click()  # what this judge may not score, by name
    shown_as_text(page)


def test_an_error_page_shows_what_was_asked_for_as_text(
    running: Served, tablet: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append(r"status of 404")
    page = tablet(viewport={"width": 1280, "height": 900})
    for path in ("/nothing%3Cimg%20src=x%20onerror=window.owned=1%3E", "/panel/99?<img src=x onerror=window.owned=1>"):
        page.goto(f"{running.base}{path}")
        page.wait_for_timeout(300)
        assert page.evaluate("window.owned") is None
        assert page.locator("img[src=x]").count() == 0
