"""What docs/plugins.md shows is true: its module, its project file and its test work as they stand there."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from weiping.desk import failing
from weiping.hooks import asking, finding, watch
from weiping.hooks.specs import HOOKS

PAGE = (Path(__file__).parents[2] / "docs" / "plugins.md").read_text(encoding="utf-8")


def block(language: str, containing: str) -> str:
    found = re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)
    return next(text for text in found if containing in text)


def test_its_plugin_passes_the_tests_it_shows(tmp_path: Path) -> None:
    (tmp_path / "weiping_bicycles.py").write_text(block("python", "weiping_criteria"), encoding="utf-8")
    (tmp_path / "test_bicycles.py").write_text(block("python", "def test_"), encoding="utf-8")
    told = run(tmp_path)
    assert told.returncode == 0, told.stdout
    assert re.search(r"\d\d passed", told.stdout)


def test_the_tests_it_shows_fail_for_a_plugin_that_is_broken_on_purpose(tmp_path: Path) -> None:
    broken = block("python", "weiping_criteria").replace('"Bicycle sheds"', '""')
    (tmp_path / "weiping_bicycles.py").write_text(broken, encoding="utf-8")
    (tmp_path / "test_bicycles.py").write_text(block("python", "def test_"), encoding="utf-8")
    assert run(tmp_path).returncode == 1


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    """The tests in a folder, by a pytest of their own, as their author would."""
    command = [sys.executable, "-m", "pytest", "-p", "weiping.testing.plugin", "-p", "no:cacheprovider", "-q"]
    path = os.pathsep.join([str(folder), *filter(None, sys.path)])
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_its_project_file_is_like_those_in_the_repository() -> None:
    page = tomllib.loads(block("toml", "[project]"))
    real = tomllib.loads(
        (Path(__file__).parents[2] / "plugins/weiping-stairwell/pyproject.toml").read_text(encoding="utf-8")
    )
    assert page["build-system"] == real["build-system"]
    assert page["project"]["entry-points"] == {"weiping": {"weiping-bicycles": "weiping_bicycles"}}
    assert page["tool"]["hatch"]["build"]["targets"]["wheel"] == {"include": ["weiping_bicycles.py"]}


@pytest.mark.parametrize("hook", HOOKS)
def test_its_table_of_hooks_leads_to_the_page_of_each(hook: str) -> None:
    assert f"| [`{hook}`](hooks/{hook}.md) | `wp.{HOOKS[hook].kind.__name__}` |" in PAGE


def test_its_words_for_where_plugins_are_found_and_how_long_they_may_take_are_those_of_the_code() -> None:
    for word in (finding.GROUP, finding.FOLDER, finding.WANTED, finding.FROM, watch.FAILURES, watch.TRACE):
        assert word in PAGE
    assert (asking.PATIENCE, watch.KEPT, failing.DAYS) == (5, 200, 7)
    assert re.search(r"more than five seconds.*last seven days.*latest two hundred", PAGE, flags=re.DOTALL)
