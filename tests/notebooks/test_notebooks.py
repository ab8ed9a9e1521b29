"""The notebooks run, are stripped, and hold no logic."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
RESEARCH = sorted((NOTEBOOKS / "research").glob("*.ipynb"))
PAGES = sorted(NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("path", RESEARCH, ids=lambda path: path.stem)
def test_a_research_notebook_runs_from_top_to_bottom(path: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()


@pytest.mark.parametrize("path", [*PAGES, *RESEARCH], ids=lambda path: path.stem)
def test_a_notebook_is_stripped(path: Path) -> None:
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_thin_and_imports_only_the_front_door(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert len(cells) <= 6
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert [line for line in code.splitlines() if "import" in line] == ["import weiping as wp"]
