"""Each hook by way of the loader: its example is a plugin, its functions answer through what was loaded, nothing else gets in."""

from __future__ import annotations

import doctest
import inspect
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import weiping as wp
from weiping.errors import WrongPhase
from weiping.hooks import specs
from weiping.hooks.loader import Plugins, load
from weiping.hooks.specs import HOOKS

WORD = wp.Text("词", "word")
Loaded = Callable[[str], Plugins]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "plugins.d"
    found.mkdir()
    return found


@pytest.fixture
def loaded(folder: Path) -> Loaded:
    """What is loaded of the code of one plugin; nothing of it may be in quarantine."""

    def write(code: str) -> Plugins:
        (folder / "one.py").write_text("import weiping as wp\n" + code, encoding="utf-8")
        plugins = load([], folder=folder)
        assert not plugins.quarantined
        return plugins

    return write


def example(hook: str) -> str:
    """The example in a hook's description, as the module of a plugin."""
    parser = doctest.DocTestParser()
    found = parser.get_examples(inspect.getdoc(getattr(specs, hook)) or "")
    return "".join(one.source for one in found if not one.want)


@pytest.mark.parametrize("hook", [hook for hook in HOOKS if hook != "weiping_pages"])
def test_the_example_of_a_hook_is_a_plugin_that_loads(loaded: Loaded, hook: str) -> None:
    plugins = loaded(example(hook))
    (status,) = (one for one in plugins.status if not one.builtin)
    ((said, key),) = status.keys
    assert said == hook
    assert isinstance(getattr(plugins, HOOKS[hook].table)[key], HOOKS[hook].kind)


@pytest.mark.parametrize("hook", HOOKS)
def test_what_a_hook_does_not_yield_puts_its_plugin_in_quarantine_with_the_hook_named(folder: Path, hook: str) -> None:
    other = "wp.Proposal(household='a', points=1, reason=wp.Text('词', 'word'))"
    code = f"import weiping as wp\n@wp.hookimpl\ndef {hook}():\n    yield {other}\n"
    (folder / "one.py").write_text(code, encoding="utf-8")
    (bad,) = load([], folder=folder).quarantined
    assert bad.error
    assert bad.error.startswith(f"{hook} yielded Proposal(")
    assert f"it must yield {HOOKS[hook].kind.__name__} objects" in bad.error


RESULTS = wp.Results(
    round=1, community=WORD, title=WORD, published=date(2024, 12, 1), until=date(2024, 12, 8), judges=9, rule=WORD,
    lines=(
        wp.ResultLine(name=wp.Text("东苑", "East"), place=1, score=Decimal("91.5")),
        wp.ResultLine(name=wp.Text("西苑", "West"), place=2, score=Decimal("88")),
    ),
)  # fmt: skip


def test_a_scoring_rule_of_a_plugin_stands_beside_those_that_come_with_weiping(loaded: Loaded) -> None:
    plugins = loaded(example("weiping_scoring_rules"))
    assert plugins.scoring_rules["plain-sum"].rule.decimals == 2
    assert {"plain", "trimmed"} < plugins.scoring_rules.keys()


def test_a_rank_method_orders_what_it_is_given(loaded: Loaded) -> None:
    import polars as pl

    method = loaded(example("weiping_rank_methods")).rank_methods["first-places"]
    ballots = pl.DataFrame({"entry": ["a", "b", "a"], "judge": ["1", "1", "2"], "place": [1, 2, 1]})
    assert method.rank(ballots, {}).scores == {"a": 2, "b": 0}


def test_a_weight_method_makes_weights(loaded: Loaded) -> None:
    method = loaded(example("weiping_weight_methods")).weight_methods["wins"]
    assert method.weigh([("order", "green", Decimal(2))], {}).weights == {"order": 3, "green": 1}


def test_a_points_rule_proposes(loaded: Loaded) -> None:
    rule = loaded(example("weiping_points_rules")).points_rules["ten-each"]
    winner = wp.Winner(entry=1, name=WORD, award="best", place=1, households=("a", "b"))
    event = wp.Published(round=1, appraisal="x", title=WORD, on=date(2024, 12, 1), winners=(winner,))
    assert [(one.household, one.points) for one in rule.propose(event)] == [("a", 10), ("b", 10)]


def test_a_reward_has_its_first_stock(loaded: Loaded) -> None:
    assert loaded(example("weiping_rewards")).rewards["soap"].stock == 40


def test_a_fulfilment_instructs_in_both_languages(loaded: Loaded) -> None:
    one = loaded(example("weiping_fulfilments")).fulfilments["on-friday"]
    told = one.instruct(wp.Redeemed(reward="soap", title=WORD, quantity=1, points=5, on=date(2024, 12, 1)))
    assert (told.zh, told.en) == ("周五上午九点到服务台", "Come to the desk on Friday at nine")


def test_an_expiry_policy_answers_the_last_day(loaded: Loaded) -> None:
    policy = loaded(example("weiping_expiry_policies")).expiry_policies["end-of-next-year"]
    assert policy.expires(wp.Earned(points=5, on=date(2024, 2, 29))) == date(2025, 12, 31)


def test_an_activity_kind_comes_with_its_roles(loaded: Loaded) -> None:
    (role,) = loaded(example("weiping_activity_kinds")).activity_kinds["snow-clearing"].roles
    assert (role.key, role.hours) == ("volunteer", True)


def test_a_matter_kind_leads_from_its_first_step_to_its_end_and_nowhere_else(loaded: Loaded) -> None:
    kind = loaded(example("weiping_matter_kinds")).matter_kinds["lost-property"]
    assert kind.move("found", "returned").ends
    with pytest.raises(WrongPhase, match="what may follow"):
        kind.move("returned", "found")


def test_a_notice_is_written_in_both_languages(loaded: Loaded) -> None:
    text = loaded(example("weiping_notices")).notices["short-notice"].write(RESULTS)
    assert text.zh.endswith("第一名：东苑")
    assert text.en.endswith("First: East")


def test_an_export_is_written_in_the_language_asked_for(loaded: Loaded) -> None:
    export = loaded(example("weiping_exports")).exports["places"]
    assert export.write(RESULTS, "en") == b"1. East\n2. West"
    assert export.write(RESULTS, "zh_CN").decode() == "1. 东苑\n2. 西苑"


def test_a_page_names_its_notebook_beside_the_module(folder: Path, loaded: Loaded) -> None:
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "street_map.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    code = example("weiping_pages").replace(
        'Path("street_map.ipynb")', 'Path(__file__).with_name("street_map.ipynb")'
    ).replace("list(weiping_pages())", "")  # fmt: skip
    page = loaded(code).pages["street-map"]
    assert page.notebook == folder / "street_map.ipynb"
    assert {role.value for role in page.roles} == {"chair", "clerk"}


def test_a_page_without_its_notebook_puts_its_plugin_in_quarantine(folder: Path) -> None:
    (folder / "one.py").write_text(example("weiping_pages"), encoding="utf-8")
    (bad,) = load([], folder=folder).quarantined
    assert bad.error == "Page street-map names street_map.ipynb, which is no notebook."


def test_an_importer_reads_rows(loaded: Loaded, tmp_path: Path) -> None:
    (tmp_path / "marks.txt").write_text("东苑|1|18\n西苑|1|\n", encoding="utf-8")
    rows = list(loaded(example("weiping_importers")).importers["pipes"].read(tmp_path / "marks.txt"))
    assert [(row["entry"], row["mark"]) for row in rows] == [("东苑", "18"), ("西苑", "")]


def test_functions_of_every_kind_of_object_are_watched_by_name(loaded: Loaded) -> None:
    plugins = loaded(
        "def gone(*_): raise ZeroDivisionError\n"
        "W = wp.Text('词', 'word')\n"
        "@wp.hookimpl\ndef weiping_notices(): yield wp.Notice(key='bad-notice', title=W, write=gone)\n"
        "@wp.hookimpl\ndef weiping_fulfilments(): yield wp.Fulfilment(key='bad-way', title=W, instruct=gone)\n"
    )
    uses: list[Callable[[Any], Any]] = [plugins.notices["bad-notice"].write, plugins.fulfilments["bad-way"].instruct]
    for use in uses:
        with pytest.raises(ZeroDivisionError):
            use(SimpleNamespace())
    assert [(call.plugin, call.hook, call.key, call.function) for call in plugins.watch.failures] == [
        ("plugins.d/one.py", "weiping_notices", "bad-notice", "write"),
        ("plugins.d/one.py", "weiping_fulfilments", "bad-way", "instruct"),
    ]
