"""What plugins are promised when a hook changes: old implementations go on working, and their authors are told in time."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from weiping.hooks import specs
from weiping.hooks.loader import load
from weiping.hooks.specs import HOOKS

OLD = """
import weiping as wp
@wp.hookimpl
def weiping_criteria():
    yield wp.Criterion(key="old", title=wp.Text("项", "One"), rubric=wp.Text("看", "Look"))
"""
NEW = OLD.replace("weiping_criteria()", "weiping_criteria(year)").replace('"old"', 'f"of-{year}"')

REQUIRED = {
    "Criterion": "key title rubric",
    "ScoringRule": "key title toml",
    "CombineMethod": "key title combine words",
    "RankMethod": "key title needs rank words",
    "WeightMethod": "key title weigh words",
    "PointsRule": "key title propose",
    "Reward": "key title kind points how",
    "Fulfilment": "key title instruct",
    "ExpiryPolicy": "key title words expires",
    "ActivityKind": "key title roles",
    "MatterKind": "key title steps moves",
    "Notice": "key title write",
    "Export": "key title suffix media_type write",
    "Page": "key title notebook",
    "Importer": "key title suffixes read",
}
"""What an object had to state in the version its hook came with. A line here is never made longer."""


@pytest.mark.parametrize("hook", HOOKS.values(), ids=lambda hook: hook.name)
def test_an_object_asks_its_author_for_no_more_than_it_did_at_first(hook: specs.Hook) -> None:
    required = [
        one.name
        for one in dataclasses.fields(hook.kind)
        if one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
    ]
    assert set(required) <= set(REQUIRED[hook.kind.__name__].split())


def test_a_parameter_that_a_hook_gains_reaches_those_who_ask_for_it_and_leaves_the_others_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def weiping_criteria(year: int = 2025) -> None:
        """As a later version may declare it."""

    monkeypatch.setitem(HOOKS, "weiping_criteria", HOOKS["weiping_criteria"])  # put back afterwards
    later = specs.hook(HOOKS["weiping_criteria"].kind, since="0.1")(weiping_criteria)
    monkeypatch.setattr(specs, "weiping_criteria", later)
    (tmp_path / "old.py").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.py").write_text(NEW, encoding="utf-8")
    plugins = load([], folder=tmp_path)
    assert not plugins.quarantined
    assert list(plugins.criteria) == ["of-2025", "old"]


def test_an_implementation_of_a_deprecated_hook_works_warns_and_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def weiping_criteria() -> None:
        """On its way out."""

    monkeypatch.setitem(HOOKS, "weiping_criteria", HOOKS["weiping_criteria"])
    leaving = specs.hook(HOOKS["weiping_criteria"].kind, since="0.1", deprecated="use weiping_things")(weiping_criteria)
    monkeypatch.setattr(specs, "weiping_criteria", leaving)
    (tmp_path / "old.py").write_text(OLD, encoding="utf-8")
    with pytest.warns(DeprecationWarning, match="weiping_criteria: use weiping_things"):
        plugins = load([], folder=tmp_path)
    assert list(plugins.criteria) == ["old"]
    assert plugins.status[-1].notes == ("weiping_criteria: use weiping_things",)
