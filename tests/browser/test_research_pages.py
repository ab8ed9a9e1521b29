"""The research notebooks as pages: a list, live widgets, drawings, and nothing that is asked of another host."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.conftest import Hall
from tests.server.conftest import Served, serve

from weiping.desk import access
from weiping.domain.appraisal import OPERATOR, Role
from weiping.server.app import RESEARCH

__all__ = ["serve"]


@pytest.fixture
def chair(hall: Hall, serve: Callable[..., Served], tablet: Callable[..., Page]) -> Page:
    """A chair who is signed in, at the list of research pages."""
    page = tablet(viewport={"width": 1280, "height": 800})
    served = serve()
    reply = page.request.post(
        f"{served.base}/weiping/api/join", data={"code": access.invite(hall.desk, OPERATOR, Role.CHAIR)}
    )
    assert reply.ok
    page.goto(f"{served.base}/research")
    return page


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at one."""
    if folder := os.environ.get("WEIPING_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")
        page.screenshot(path=f"{folder}/{name}-full.png", full_page=True)


def test_the_list_names_every_page_and_the_lab_answers_a_slider(chair: Page) -> None:
    expect(chair.locator("a.button")).to_have_count(len(RESEARCH) + 1)
    look(chair, "index")
    expect(chair.get_by_role("link", name="规则实验室")).to_have_attribute("href", "/research/rules_lab")
    chair.goto(chair.url + "/rules_lab", timeout=90_000)
    table = chair.locator("table.rendered_html").first
    expect(table).to_contain_text("名次", timeout=60_000)
    expect(chair.locator("#rendered_cells")).to_contain_text("20 个参评对象中有 0 个名次变化")
    box = chair.locator("#rendered_cells .jp-RenderedMarkdown").first.bounding_box()
    assert box is not None
    assert box["x"] >= 20
    assert chair.evaluate("document.documentElement.scrollWidth") <= 1280
    chair.locator("select").nth(1).select_option(label="取评委的中位数")
    expect(chair.locator("#rendered_cells")).to_contain_text("20 个参评对象中有 6 个名次变化", timeout=20_000)
    expect(chair.locator("svg").first).to_be_attached(timeout=30_000)
    look(chair, "rules_lab")


@pytest.mark.parametrize("name", [name for name in RESEARCH if name != "rules_lab"] if os.environ.get("WEIPING_PICTURES")
                         else ["reliability_of_a_round"])  # fmt: skip
def test_a_study_is_a_page_with_its_drawings(chair: Page, name: str) -> None:
    chair.goto(
        chair.url + "/" + name, timeout=90_000
    )  # a page streams while its cells run, and is loaded after the last
    expect(chair.locator("h1")).to_be_visible()
    expect(chair.locator("svg.marks").first).to_be_visible(timeout=20_000)
    assert chair.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert chair.evaluate("document.documentElement.scrollWidth") <= 1280
    look(chair, name)
