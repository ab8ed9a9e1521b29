"""The reference pages of the hooks are what the specs say, and no hook is without a page, an example or a test."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from weiping.hooks.specs import HOOKS

sys.path.insert(
    0, str(Path(__file__).parents[2])
)  # importlib mode: the top level of the checkout is not found otherwise

from docs.make import hook_pages, sources

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "hooks"


def test_the_pages_of_the_hooks_are_what_their_specs_say() -> None:
    made = hook_pages.pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in PAGES.iterdir()}
    assert there.keys() == made.keys(), "run `make docs`"
    assert [name for name, text in made.items() if there[name] != text] == [], "run `make docs`"


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_has_a_page_with_its_object_every_field_and_its_example(hook: str) -> None:
    page = (PAGES / f"{hook}.md").read_text(encoding="utf-8")
    kind = HOOKS[hook].kind
    assert f"\n## `wp.{kind.__name__}`\n" in page
    assert all(f"| `{name}` | " in page for name in kind.__dataclass_fields__ if not name.startswith("_"))
    assert f"\ndef {hook}(" in page.partition("## Example")[2]
    assert f"({hook}.md)" in (PAGES / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("hook", HOOKS)
def test_every_function_of_an_object_is_on_the_page_with_what_it_is_given_and_must_answer(hook: str) -> None:
    functions = list(sources.functions_of(HOOKS[hook].kind))
    named = [name for name, one in HOOKS[hook].kind.__dataclass_fields__.items() if "Callable" in str(one.type)]
    assert [one.field for one in functions] == named
    table = (PAGES / f"{hook}.md").read_text(encoding="utf-8").partition("## Its functions")[2]
    assert all(f"| `{one.field}` | " in table and one.answer.replace("|", "\\|") in table for one in functions)


def exercising(table: str) -> Iterator[str]:
    """The tests of hooks and plugins that load plugins and look at what came into `Plugins.TABLE`.

    A file counts where it loads through weiping's loader or by the kit's isolated manager, a test in it where it takes
    the table from what was loaded.
    """
    for path in [*(ROOT / "tests" / "hooks").glob("test_*.py"), *(ROOT / "plugins").glob("*/tests/test_*.py")]:
        text = path.read_text(encoding="utf-8")
        if "weiping.hooks.loader import" not in text and "weiping_plugins" not in text:
            continue
        for test in ast.parse(text).body:
            looks = (isinstance(node, ast.Attribute) and node.attr == table for node in ast.walk(test))
            if isinstance(test, ast.FunctionDef) and test.name.startswith("test_") and any(looks):
                yield f"{path.name}::{test.name}"


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_exercised_through_the_loader_by_a_test(hook: str) -> None:
    assert list(exercising(HOOKS[hook].table))


def test_a_hook_that_no_test_exercises_would_be_noticed() -> None:
    assert list(exercising("matters_nobody_tests")) == []
    assert "test_loader.py::test_a_good_plugin_is_listed_with_its_distribution_version_and_hooks" in exercising(
        "criteria"
    )


COMBINE = (ROOT / "docs" / "how-results-combine.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("hook", HOOKS)
def test_the_page_on_how_results_combine_says_who_names_an_object_of_a_hook(hook: str) -> None:
    assert any(f"`{hook}`" in row for row in COMBINE.splitlines() if row.startswith("| `weiping_"))


def test_the_slots_stand_in_the_order_of_the_page_on_rules() -> None:
    rules = (ROOT / "docs" / "scoring-rules.md").read_text(encoding="utf-8")
    order = [
        slot
        for heading in re.findall(r"^### (`\[.*)", rules, re.MULTILINE)
        for slot in re.findall(r"`(\[.*?\])`", heading)
    ]
    rows = re.findall(r"^\| \d? ?\| (`\[.*?) \|", COMBINE, re.MULTILINE)
    assert [slot for row in rows for slot in re.findall(r"`(\[.*?\])`", row)] == order


def test_the_tests_it_points_to_are_there() -> None:
    named = set(re.findall(r"`(?:[\w/]+/)?(test_\w+\.py)`", COMBINE))
    there = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    assert len(named) > 5
    assert named <= there
