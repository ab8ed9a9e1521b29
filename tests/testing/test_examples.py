"""What is there to copy conforms: the example of every hook, and what comes with weiping."""

from __future__ import annotations

import doctest
from pathlib import Path
from typing import Any

import pytest

from weiping.hooks import builtin, specs
from weiping.hooks.specs import HOOKS
from weiping.testing import check

NO_FILE = "weiping_pages"
"""Its example shows the refusal of a notebook that is not there."""


def example(hook: str) -> Any:
    """What the example in a hook's description yields."""
    (found,) = doctest.DocTestFinder(recurse=False).find(getattr(specs, hook), hook, globs={})
    names: dict[str, Any] = {}
    exec("".join(one.source for one in found.examples), names)
    return list(names[hook]())


@pytest.mark.parametrize("hook", sorted(HOOKS.keys() - {NO_FILE}))
def test_the_example_of_a_hook_conforms(hook: str, tmp_path: Path) -> None:
    sample = tmp_path / "pipes.txt"
    sample.write_text("east|a|17\nwest|a|\n", encoding="utf-8")
    assert [str(one) for one in check(example(hook), samples={"pipes": sample})] == []


@pytest.mark.parametrize("hook", sorted(name for name in HOOKS if hasattr(builtin, name)))
def test_what_comes_with_weiping_conforms(hook: str) -> None:
    assert [str(one) for one in check(list(getattr(builtin, hook)()))] == []
