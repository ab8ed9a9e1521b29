"""Pages that a plugin brings are notebooks for the office; importers say which files they read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from weiping.domain.appraisal import Role
from weiping.domain.contributed import Importer, Page
from weiping.domain.text import Text
from weiping.errors import DefinitionError

TITLE = Text("街道图", "Street map")


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    path = tmp_path / "street_map.ipynb"
    path.write_text("{}", encoding="utf-8")
    return path


def importer(suffixes: Any = (".txt",), **more: Any) -> Importer:
    return Importer(**{"key": "pipes", "title": TITLE, "suffixes": suffixes, "read": lambda path: []} | more)


def test_a_page_is_for_the_office_unless_it_says_which_of_its_roles(notebook: Path) -> None:
    assert Page(key="map", title=TITLE, notebook=notebook).roles == (Role.CHAIR, Role.CLERK)
    words: Any = str(notebook), ["clerk"]
    page = Page(key="map", title=TITLE, notebook=words[0], roles=words[1])
    assert (page.notebook, page.roles) == (notebook, (Role.CLERK,))


@pytest.mark.parametrize("roles", [(), (Role.PUBLIC,), (Role.CHAIR, Role.JUDGE)])
def test_a_kernel_a_visitor_is_nothing_for_the_public_or_a_panel(notebook: Path, roles: tuple[Role, ...]) -> None:
    with pytest.raises(DefinitionError, match="for the office's roles only"):
        Page(key="map", title=TITLE, notebook=notebook, roles=roles)


@pytest.mark.parametrize("name", ["no_such.ipynb", "folder.ipynb", "notes.txt"])
def test_what_is_no_notebook_is_no_page(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.ipynb").mkdir()
    (tmp_path / "notes.txt").touch()
    with pytest.raises(DefinitionError, match="which is no notebook"):
        Page(key="map", title=TITLE, notebook=tmp_path / name)


def test_an_importer_reads_rows_by_its_suffixes() -> None:
    assert importer([".txt", ".7z"]).suffixes == (".txt", ".7z")


@pytest.mark.parametrize("suffixes", [(), ("txt",), (".TXT",), (".",), ("",), ".txt", (".txt", "csv")])
def test_suffixes_are_small_and_begin_with_a_point(suffixes: Any) -> None:
    with pytest.raises(DefinitionError, match="needs suffixes in small letters"):
        importer(suffixes)


def test_an_importer_without_a_function_and_a_bad_key_are_refused(notebook: Path) -> None:
    with pytest.raises(DefinitionError, match="no function to read with"):
        importer(read=None)
    with pytest.raises(DefinitionError, match="has the key"):
        importer(key="Pipes")
    with pytest.raises(DefinitionError, match="has the key"):
        Page(key="Map", title=TITLE, notebook=notebook)
