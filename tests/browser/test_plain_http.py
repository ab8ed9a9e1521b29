"""Over plain http by a name that is not localhost, as in an office without a certificate: nothing essential is missing.

A browser calls such an origin insecure and offers no service worker, wake lock, `crypto.randomUUID` or clipboard there.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.conftest import Hall
from tests.server.test_run import Process, process

from weiping.desk import access
from weiping.desk.office import Desk
from weiping.desk.views import Views
from weiping.domain.appraisal import OPERATOR, Actor, Role
from weiping.hooks.loader import load
from weiping.store import Store

__all__ = ["process"]

NAME = "panel.test"
SLOW = 60_000


@pytest.fixture
def hosts() -> set[str]:
    return {NAME, ""}


@pytest.fixture
def invited(hall: Hall, database: Path) -> list[access.Invited]:
    """The panel's invitations, made by the clock on the wall: the server goes by that one."""
    hall.go("open")
    hall.desk.store.close()
    with Store(database) as store:
        return access.invite_judges(Desk(store, load()), OPERATOR, None, round_id=hall.round)


def marks(database: Path, judge: int | None) -> list[tuple[str, str]]:
    with Store(database, read_only=True) as store:
        pad = Views(Desk(store, load())).pad(Actor(Role.JUDGE, judge), 1)
    return sorted((mark["criterion"], mark["value"]) for mark in pad["marks"])


def tap(page: Page, criterion: int, word: str) -> None:
    page.locator(".crit").nth(criterion).locator(".levels button", has_text=word).tap()


def saved(page: Page) -> None:
    expect(page.locator(".sync")).to_have_text("已保存", timeout=SLOW)


def test_by_link_and_by_short_code_judges_score_reload_and_outlive_a_restart(
    invited: list[access.Invited],
    database: Path,
    process: Callable[[int], Process],
    tablet: Callable[..., Page],
    expected_errors: list[str],
) -> None:
    expected_errors.append(r"Failed to load resource|WebSocket connection")  # while the server is away
    server = process(0)
    base = f"http://{NAME}:{server.port}"
    by_link, by_code = tablet(), tablet(viewport={"width": 390, "height": 844})

    by_link.goto(f"{base}/join#{invited[0].code}", timeout=SLOW)
    assert by_link.evaluate("[isSecureContext, location.hostname]") == [False, NAME]
    assert by_link.evaluate("[typeof crypto.randomUUID, 'serviceWorker' in navigator]") == ["undefined", False]
    by_link.locator("button.go").tap()
    by_link.wait_for_url("**/panel/1", timeout=SLOW)
    by_code.goto(f"{base}/join", timeout=SLOW)
    by_code.locator("input").fill(invited[1].short.lower())
    by_code.locator("button.go").tap()
    by_code.wait_for_url("**/panel/1", timeout=SLOW)

    for page in (by_link, by_code):
        tap(page, 0, "excellent")
        saved(page)
    assert marks(database, invited[0].judge) == marks(database, invited[1].judge) == [("order", "19")]
    by_link.reload(timeout=SLOW)
    expect(by_link.locator(".crit h3 b").first).to_have_text("19", timeout=SLOW)

    # the server is away: taps wait on the tablet, one of which is even closed and opened again meanwhile
    server.end(signal.SIGKILL)
    tap(by_link, 1, "good")
    tap(by_code, 1, "fair")
    for page in (by_link, by_code):
        expect(page.locator(".sync")).to_contain_text("1 条待传", timeout=SLOW)
    process(server.port)
    by_code.reload(timeout=SLOW)
    for page in (by_link, by_code):
        saved(page)
    assert marks(database, invited[0].judge) == [("green", "16"), ("order", "19")]
    assert marks(database, invited[1].judge) == [("green", "12"), ("order", "19")]
    with Store(database, read_only=True) as store, store.read() as connection:
        taps = connection.exec_driver_sql("SELECT count(*), count(DISTINCT id) FROM tap").one()
    assert tuple(taps) == (4, 4), "each tap once"
