"""Pages that plugins bring: a kernel for those they are for, a closed door for everybody else, no request off the host."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import websocket
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect
from tests.conftest import Hall, text
from tests.server.conftest import Served, Visitor

import weiping as wp
from weiping.desk import access
from weiping.domain.appraisal import OPERATOR, Role

CODE = """
import os
from weiping.research.database import official
print("rounds in", os.environ["WEIPING_LANG"], len(os.environ["WEIPING_DB"]) > 0, 6 * 7)
"""


def notebook(folder: Path, *cells: dict[str, Any]) -> Path:
    whole = {
        "cells": [{"metadata": {}, "id": f"cell-{number}", **cell} for number, cell in enumerate(cells)],
        "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}},
        "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip
    path = folder / "streets.ipynb"
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def code(source: str) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": [], "execution_count": None}


def markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source}


@pytest.fixture
def offered(hall: Hall, serve: Callable[..., Served], tmp_path: Path) -> Served:
    """A server whose plugins bring a page for the clerk and one for the chair."""
    folder = tmp_path / "plugin"
    folder.mkdir()
    (folder / "secret.ipynb").write_text("{}", encoding="utf-8")
    path = notebook(
        folder, markdown("# Streets\n\n![far](http://elsewhere.example/a.png)"), code(CODE), code("raise ValueError(7)")
    )
    pages = (
        wp.Page(key="streets", title=text("streets"), notebook=path, roles=(Role.CLERK,)),
        wp.Page(key="squares", title=text("squares"), notebook=path, roles=(Role.CHAIR,)),
    )
    plugins = replace(hall.desk.plugins, pages={page.key: page for page in pages})
    return serve(replace(hall, desk=replace(hall.desk, plugins=plugins)))


def links(visitor: Visitor, page: str) -> list[str]:
    return re.findall(r'href="(/more/[\w-]+)"', visitor.get(page).text)


@pytest.mark.parametrize(
    ("role", "streets", "squares"),
    [("public", 401, 401), ("judge", 403, 403), ("clerk", 200, 403), ("chair", 403, 200), ("admin", 200, 200)],
)
def test_a_page_is_for_its_roles_and_the_list_shows_each_what_is_theirs(
    offered: Served, role: str, streets: int, squares: int
) -> None:
    visitor = offered.anybody(role)
    assert visitor.http.head("/more/streets").status_code == streets
    assert visitor.http.head("/more/squares").status_code == squares
    if role in ("public", "judge"):
        assert visitor.get("/more").status_code == streets
        assert "streets" not in visitor.get("/more").text
    else:
        mine = {"/more/streets": streets, "/more/squares": squares}
        assert set(links(visitor, "/more")) == {address for address, status in mine.items() if status == 200}


def test_the_list_of_research_pages_names_those_of_plugins_too(offered: Served) -> None:
    assert links(offered.staff(Role.CHAIR), "/research") == ["/more/squares"]


def test_nothing_else_in_the_plugins_folder_is_served(offered: Served) -> None:
    clerk = offered.staff(Role.CLERK)
    for path in ("/more/secret", "/more/streets.ipynb", "/more/streets/../secret", "/more/none"):
        assert clerk.http.head(path).status_code == 404, path


def test_the_kernel_of_a_page_belongs_to_the_session_that_opened_it(offered: Served) -> None:
    clerk, other = offered.staff(Role.CLERK), offered.staff(Role.CLERK)
    page = clerk.get("/more/streets")
    assert page.status_code == 200
    assert "rounds in zh_CN True 42" in page.text
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    kernel = re.findall(r'"kernelId": "([\w-]+)"', page.text)[0]
    assert clerk.get(f"/api/kernels/{kernel}").status_code == 200
    assert other.get(f"/api/kernels/{kernel}").status_code == 403
    with pytest.raises(websocket.WebSocketBadStatusException):
        other.listen(f"/api/kernels/{kernel}/channels?session_id=x")


def test_a_page_shows_in_a_browser_which_asks_no_other_host_whatever_the_notebook_says(
    offered: Served, tablet: Callable[..., Tab], expected_errors: list[str]
) -> None:
    expected_errors.append("request off the host: http://elsewhere.example|Content Security Policy")
    page = tablet(viewport={"width": 1280, "height": 800})
    stopped: list[tuple[str, str]] = []
    page.on("requestfailed", lambda asked: stopped.append((asked.url, str(asked.failure))))
    code = access.invite(offered.hall.desk, OPERATOR, Role.CLERK)
    assert page.request.post(f"{offered.base}/weiping/api/join", data={"code": code}).ok
    page.goto(f"{offered.base}/more")
    page.get_by_role("link", name="streets").click(timeout=90_000)
    expect(page.locator("h1")).to_have_text(re.compile("Streets"), timeout=60_000)
    expect(page.locator("body")).to_contain_text("rounds in zh_CN True 42", timeout=60_000)
    assert stopped == [("http://elsewhere.example/a.png", "csp")], (
        "the browser itself must stop what a notebook asks for"
    )
