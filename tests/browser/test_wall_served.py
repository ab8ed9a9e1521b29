"""An open wall and an open board over a real server that dies, comes back, is upgraded, and freezes under them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from tests.faults.conftest import Office, office

__all__ = ["office"]

GONE = r"Failed to load resource|WebSocket connection|ERR_CONNECTION"
TV = {"width": 1280, "height": 720}
WAIT = 40_000


def signed(office: Office, judge: int, entry: int, value: str) -> None:
    """A whole sheet, marked and signed."""
    number, name = office.entries[entry - 1], f"sheet-{judge}-{entry}"
    marks = [office.mark(name, seq, judge, entry, seq - 1, value=value) for seq in (1, 2)]
    seal = {"id": f"{name}-{9:08}", "seq": 9, "kind": "sign", "entry": number}
    answer = office.send(office.tablet(judge), *marks, seal, name=name)
    assert [one["result"] for one in answer.json()["items"]] == ["stored"] * 3


DUE = "{} / 12"
"""Three judges, three entries, two criteria; but all three live in one of the entries and may not score it."""


@pytest.fixture
def tv(tablet: Callable[..., Page], expected_errors: list[str]) -> Page:
    expected_errors.append(GONE)
    page = tablet(viewport=TV, has_touch=False)
    page.context.set_default_timeout(WAIT)
    return page


def test_a_freeze_takes_the_places_off_within_a_moment(office: Office, tv: Page) -> None:
    signed(office, 1, 1, "18")
    tv.goto(f"{office.url}/wall?seconds=600", timeout=WAIT)
    expect(tv.locator(".score").first).to_have_text("90.00", timeout=WAIT)
    chair = office.chair()
    assert chair.post(f"/weiping/api/rounds/{office.round}/phase", json={"to": "deliberation"}).status_code == 200
    expect(tv.locator("main")).to_have_attribute("data-scene", "pause", timeout=WAIT)
    assert "90.00" not in tv.content()
    expect(tv.locator("footer .qr")).to_be_visible()


def test_a_wall_and_a_board_survive_the_servers_death_and_show_what_happened_meanwhile(
    office: Office, tv: Page
) -> None:
    board = tv.context.new_page()
    tv.goto(f"{office.url}/wall?seconds=600", timeout=WAIT)
    board.goto(f"{office.url}/board", timeout=WAIT)
    expect(tv.locator(".counts")).to_contain_text(DUE.format(0), timeout=WAIT)
    tv.evaluate("window.before = true")
    office.kill()
    expect(board.locator(".live small")).to_be_visible(timeout=WAIT)
    office.start()
    signed(office, 1, 1, "18")
    for page in (tv, board):
        expect(page.locator(".counts")).to_contain_text(DUE.format(2), timeout=WAIT)
    expect(tv.locator(".score").first).to_have_text("90.00", timeout=WAIT)
    assert tv.evaluate("window.before"), "the same server needs no other page"


def test_a_page_of_an_earlier_version_loads_itself_anew_and_only_once(office: Office, tv: Page) -> None:
    tv.goto(f"{office.url}/wall?seconds=600", timeout=WAIT)
    expect(tv.locator(".counts")).to_be_visible(timeout=WAIT)

    def upgraded(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "x-weiping-assets": "0123456789abcdef"})

    with tv.expect_navigation(timeout=WAIT):
        tv.route("**/rounds/*/wall", upgraded)
    loads: list[str] = []
    tv.on("framenavigated", lambda frame: loads.append(frame.url))
    with tv.expect_response(
        "**/rounds/*/wall", timeout=WAIT
    ):  # it hears of the others again, and knows that it has tried
        pass
    tv.wait_for_timeout(1000)
    expect(tv.locator(".counts")).to_be_visible()
    assert loads == []
