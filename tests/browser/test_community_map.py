"""The map of micro-grids in Chromium: drawn from the register's places, tapped to open one; a list where there are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_community import fits, sign_in
from tests.conftest import Clock, Hall
from tests.desk.grids.town import settle
from tests.server.conftest import Served, serve

from weiping.desk.grids.dividing import divide
from weiping.desk.grids.planning import Wanted
from weiping.desk.office import Desk
from weiping.domain.appraisal import Actor, Role
from weiping.store import Store
from weiping.store import tables as t

__all__ = ["serve"]


@pytest.fixture
def hall(store: Store, clock: Clock) -> Hall:
    desk = settle(Desk(store, now=clock))
    divide(desk, Actor(Role.CLERK, staff="c1"), Wanted(warm=False))
    return Hall(desk, clock, 0)


def test_a_micro_grid_is_opened_from_the_map_and_a_grid_is_looked_at_closely(
    serve: Callable[..., Served], hall: Hall, tablet: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append(r"status of 401")
    page = tablet()
    sign_in(page, serve(), hall, Role.CLERK, "c1")
    page.get_by_role("button", name="微网格", exact=True).tap()
    areas = page.locator("svg.map [role=button]")
    expect(areas).to_have_count(
        5
    )  # 47 scattered houses; the flats of the town have no place and stand in the list only
    expect(page.locator(".tiles .tile")).to_have_count(8)
    page.locator(".chips button", has_text="第二网格").tap()
    expect(page.locator(".tiles .tile")).to_have_count(5)
    fits(page)
    areas.nth(2).focus()
    page.keyboard.press("Enter")
    expect(page.locator("article h2").first).to_contain_text("m02-")


def test_without_places_there_is_the_list(
    serve: Callable[..., Served], hall: Hall, tablet: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append(r"status of 401")
    hall.desk.store.write(lambda connection: connection.execute(t.household.update().values(x=None, y=None)) and None)
    page = tablet()
    sign_in(page, serve(), hall, Role.CLERK, "c1")
    page.get_by_role("button", name="微网格", exact=True).tap()
    expect(page.locator(".tiles .tile")).to_have_count(8)
    expect(page.locator("svg.map")).to_have_count(0)
