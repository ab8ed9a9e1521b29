"""What is public is documented: every name of the front door, every hook, and the examples run."""

from __future__ import annotations

import dataclasses
import doctest
import importlib
import inspect
import re
from pathlib import Path

import pytest

import weiping as wp
from weiping import errors
from weiping.cli import COMMANDS, load
from weiping.hooks import loader, specs

DOCS = Path(__file__).parents[2] / "docs"
HOOKS = sorted(name for name in vars(specs) if name.startswith("weiping_"))


def test_the_page_on_python_lists_exactly_the_names_of_the_front_door() -> None:
    listed = set(re.findall(r"`wp\.(\w+)", (DOCS / "python.md").read_text(encoding="utf-8")))
    assert listed == set(wp.__all__) - {"__version__"}


@pytest.mark.parametrize("name", sorted(set(wp.__all__) - {"__version__", "hookimpl"}))
def test_a_public_name_says_what_it_is(name: str) -> None:
    assert inspect.getdoc(getattr(wp, name))


def test_every_hook_says_what_it_yields_and_has_a_table_of_its_own() -> None:
    assert sorted(specs.HOOKS) == HOOKS
    tables = {one.name for one in dataclasses.fields(loader.Plugins)} - {"status", "watch"}
    assert tables == {hook.table for hook in specs.HOOKS.values()}


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_says_since_when_it_is_there_and_its_parameters_have_defaults(hook: str) -> None:
    assert re.fullmatch(r"\d+\.\d+", specs.HOOKS[hook].since)
    parameters = inspect.signature(getattr(specs, hook)).parameters.values()
    assert all(one.default is not one.empty for one in parameters)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_has_an_example_that_runs_and_a_place_in_the_docs(hook: str) -> None:
    found = doctest.DocTestFinder().find(getattr(specs, hook), hook, globs={})
    examples = [test for test in found if test.examples]
    assert examples
    for test in examples:
        assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test).failed == 0
    assert hook in (DOCS / "plugins.md").read_text(encoding="utf-8")


def test_every_word_that_an_error_may_carry_stands_in_the_page_on_the_api() -> None:
    page = (DOCS / "http-api.md").read_text(encoding="utf-8").partition("## Words of errors")[2]
    kinds = {
        kind.code for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, errors.WeipingError)
    }
    source = "".join(path.read_text(encoding="utf-8") for path in Path(wp.__file__).parent.rglob("*.py"))
    single = set(re.findall(r"""\bcode=["']([a-z-]+)["']""", source))
    assert len(single) > 10
    assert (kinds | single) - {"error", "refused"} <= set(re.findall(r"`([a-z-]+)`", page))


@pytest.mark.parametrize("module", ["exact", "text", "register"])
def test_the_examples_in_the_domain_run(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"weiping.domain.{module}")).failed == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_on_the_command_line_lists_exactly_the_options_of_a_command(name: str) -> None:
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", page, flags=re.MULTILINE)
    (section,) = (one for one in sections if re.match(rf"`weiping {name}\b", one))
    command = load(name)
    taken = {
        option
        for one in (command, *getattr(command, "commands", {}).values())
        for parameter in one.params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("-")
    }
    named = {
        option
        for row in re.findall(r"^\| (`-[^|]*)\|", section, flags=re.MULTILINE)
        for option in re.findall(r"`(--?[a-z-]+)`", row)
    }
    assert named == taken - {"--help"}
