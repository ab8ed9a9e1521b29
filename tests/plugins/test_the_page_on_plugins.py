"""What docs/plugins.md shows is true: its module, its project file and its test work as they stand there."""

import re
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


def test_its_plugin_passes_the_test_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weiping_bicycles.py").write_text(block("python", "weiping_criteria"), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "weiping_bicycles", raising=False)
    shown: dict[str, object] = {}
    exec(block("python", "def test_"), shown)
    test = shown["test_the_loader_finds_it"]
    assert callable(test)
    test()


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
