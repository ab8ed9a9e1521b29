"""The notebooks behind the pages, the functions they call, and the copy that `weiping lab` makes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import Hall

import weiping as wp
from weiping.cli.lab import copy
from weiping.desk.views import Views
from weiping.errors import InputError
from weiping.hooks import loader
from weiping.hooks.loader import Plugins
from weiping.server.app import PRIVATE
from weiping.server.pages import SHARED
from weiping.share import shared
from weiping.widgets import pages

PAGES = [*SHARED.values(), *(notebook for notebook, _ in PRIVATE.values())]


@pytest.mark.parametrize("name", PAGES)
def test_a_pages_notebook_is_thin_stripped_and_says_which_kind_it_is(name: str) -> None:
    notebook = json.loads((shared("notebooks") / name).read_text("utf-8"))
    cells = notebook["cells"]
    assert len(cells) <= 6
    assert "page" in "".join(cells[0]["source"])
    for cell in cells[1:]:
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
    imports = [line for cell in cells[1:] for line in cell["source"] if "import" in line]
    assert imports == ["import weiping as wp"]
    assert notebook["metadata"]["weiping"]["shared"] is (name in SHARED.values())


@pytest.fixture
def at_home(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """A plain JupyterLab: the environment names a database and no server."""
    monkeypatch.setenv("WEIPING_DB", str(hall.desk.store.url.database))
    for name in ("WEIPING_SERVED", "WEIPING_ROUND"):
        monkeypatch.delenv(name, raising=False)
    hall.go("open")
    yield from _afresh(hall)


def _afresh(hall: Hall) -> Iterator[Hall]:
    """As a kernel that has opened no database yet; what it opens is closed afterwards."""
    views = (pages._views, pages._shared_views)
    for one in views:
        one.cache_clear()
    yield hall
    for one in views:
        if one.cache_info().currsize:
            one().desk.store.close()
        one.cache_clear()


def test_in_a_plain_jupyterlab_the_kernel_answers_a_pad_as_its_judge(at_home: Hall) -> None:
    pad = wp.pad(judge=at_home.judge(2).judge)
    status, body = pad.answer("GET", f"/rounds/{at_home.round}/pad", None)
    assert (status, body["judge"]["number"]) == (200, 2)
    tap = {"id": "item-000001", "seq": 1, "kind": "mark", "entry": at_home.entry(), "criterion": "order",
           "mark": "value", "value": "17"}  # fmt: skip
    status, body = pad.answer("POST", f"/rounds/{at_home.round}/marks", {"client": "lab", "items": [tap]})
    assert (status, body["items"][0]["result"]) == (200, "stored")
    assert pad.served_by == ""


def test_in_a_plain_jupyterlab_board_console_and_shop_are_answered_as_the_operator(at_home: Hall) -> None:
    assert wp.board().answer("GET", "/rounds/1/board", None)[0] == 200
    assert wp.console(at_home.round).answer("GET", "/rounds/1/console", None)[0] == 200
    status, body = wp.shop().answer("GET", "/accounts?q=east%20501", None)
    assert (status, len(body["accounts"])) == (200, 1)


@pytest.fixture
def in_a_pages_kernel(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """The kernel of a served page."""
    monkeypatch.setenv("WEIPING_DB", str(hall.desk.store.url.database))
    monkeypatch.setenv("WEIPING_SERVED", "1")
    monkeypatch.setenv("WEIPING_ROUND", str(hall.round))
    hall.go("open")
    yield from _afresh(hall)


def test_a_shared_page_holds_all_it_would_with_plugins_and_loads_none(
    in_a_pages_kernel: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = in_a_pages_kernel
    at_the_server = {page: pages.initial(Views(hall.desk), page, hall.round) for page in pages.SHARED}
    assert hall.desk.plugins.criteria

    def here(_db: object = None) -> Plugins:
        raise AssertionError("plugins are loaded")

    monkeypatch.setattr(loader, "here", here)
    for page in pages.SHARED:
        widget = getattr(wp, {"panel": "pad"}.get(page, page))()
        assert at_the_server[page].items() <= dict(widget.data).items(), page
        assert widget.served_by == "/"


def test_a_chairs_page_still_tells_of_every_plugin(in_a_pages_kernel: Hall) -> None:
    told = {one["name"] for one in wp.console(in_a_pages_kernel.round).data["plugins"]}
    assert told == {one.label for one in loader.here(str(in_a_pages_kernel.desk.store.url.database)).status}


def test_the_kernel_of_a_shared_page_imports_neither_the_api_nor_migrations(in_a_pages_kernel: Hall) -> None:
    probe = "import sys, weiping as wp; wp.pad(); sys.exit(bool({'weiping.api', 'alembic'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


def test_a_database_that_is_not_there_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WEIPING_DB", str(tmp_path / "none.db"))
    pages._views.cache_clear()
    with pytest.raises(InputError, match=r"none\.db.*weiping demo"):
        wp.board()


def test_the_lab_copies_what_is_missing_and_keeps_what_was_changed(tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    assert copy(folder) == []
    mine, gone = folder / "notebooks" / "board.ipynb", folder / "notebooks" / "panel.ipynb"
    mine.write_text("mine")
    gone.unlink()
    assert copy(folder) == [mine]
    assert mine.read_text() == "mine"
    assert gone.is_file()
    assert (folder / "sample_data" / "isu").is_dir()
    theirs = {path.name for path in (shared("notebooks") / "research").glob("*.ipynb")}
    assert {path.name for path in (folder / "notebooks" / "research").glob("*.ipynb")} == theirs != set()


def test_a_lab_where_a_file_stands_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lab"
    path.write_text("")
    with pytest.raises(InputError, match="is a file"):
        copy(path)
