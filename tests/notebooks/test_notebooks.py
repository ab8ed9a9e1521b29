"""The notebooks run, are stripped, and hold no logic."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
RESEARCH = sorted((NOTEBOOKS / "research").glob("*.ipynb"))
PAGES = sorted(NOTEBOOKS.glob("*.ipynb"))


OFF_HOST = re.compile(
    r"""(?:src|href|action)\s*=\s*["']?\s*(?:https?:)?//|@import|url\(\s*["']?(?:https?:)?//|import\(|fetch\("""
)
"""What makes a browser ask somebody else. A name space of SVG is a name, not an address."""


@pytest.mark.parametrize("path", RESEARCH, ids=lambda path: path.stem)
def test_a_research_notebook_runs_from_top_to_bottom_and_shows_nothing_from_elsewhere(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIPING_LANG", "zh_CN")
    monkeypatch.delenv("WEIPING_DB", raising=False)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in shown if output.output_type == "stream" and output.name == "stderr"]
    kinds = {kind for output in shown for kind in output.get("data", {})}
    assert kinds <= {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    for output in shown:
        page = output.get("data", {}).get("text/html", "")
        assert "<script" not in page
        assert not OFF_HOST.search(page)


@pytest.mark.parametrize("path", RESEARCH, ids=lambda path: path.stem)
def test_a_research_notebook_tells_its_story_in_both_languages_and_holds_no_logic(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    story = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert len(re.findall(r"[\u4e00-\u9fff]", story)) > 40
    assert len(re.findall(r"[a-z]{3,}", story)) > 40
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert not [
        line for cell in code for line in cell.splitlines() if re.match(r"\s*(def|class|lambda|global)\b", line)
    ]
    assert max(len(cell.splitlines()) for cell in code) <= 8
    imports = {line for cell in code for line in cell.splitlines() if re.match(r"(import|from)\b", line)}
    assert imports <= {"import weiping as wp", "import polars as pl"}


def test_every_research_notebook_has_a_page_but_the_one_that_shows_frames_of_code() -> None:
    from weiping.server.app import RESEARCH as PAGES_OF_RESEARCH

    assert {path.stem for path in RESEARCH} - set(PAGES_OF_RESEARCH) == {"first_steps"}
    assert set(PAGES_OF_RESEARCH) <= {path.stem for path in RESEARCH}


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
