import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from weiping.hooks.loader import Plugins, PluginStatus, load

GOOD = """
import weiping as wp

@wp.hookimpl
def weiping_criteria():
    yield wp.Criterion(key="{key}", title=wp.Text("好", "Good"), rubric=wp.Text("好", "Good"))
"""

Install = Callable[..., EntryPoint]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Write a plugin module, with a distribution around it; answers its entry point."""
    monkeypatch.syspath_prepend(tmp_path)

    def write(name: str, code: str, distribution: str | None = None) -> EntryPoint:
        module = "loader_test_" + name.replace("-", "_")
        monkeypatch.delitem(sys.modules, module, raising=False)
        (tmp_path / f"{module}.py").write_text(code, encoding="utf-8")
        point = EntryPoint(name, module, "weiping")
        if distribution:
            vars(point).update(dist=_Distribution(distribution))
        return point

    return write


class _Distribution:
    def __init__(self, name: str) -> None:
        self.name = name

    def read_text(self, _file: str) -> str:
        return f"Metadata-Version: 2.4\nName: {self.name}\nVersion: 1.2.3\n\nVersion: of something else\n"


def status(plugins: Plugins, name: str) -> PluginStatus:
    return next(one for one in plugins.status if one.name == name)


def error(plugins: Plugins, name: str) -> str:
    return status(plugins, name).error or ""


def test_without_plugins_the_built_in_rules_are_there() -> None:
    plugins = load([])
    assert {"plain", "trimmed", "isu", "rentsafe"} <= plugins.scoring_rules.keys()
    assert [one.name for one in plugins.status] == ["weiping"]
    assert not plugins.quarantined


def test_a_good_plugin_is_listed_with_its_distribution_version_and_hooks(install: Install) -> None:
    plugins = load([install("good", GOOD.format(key="good"), "weiping-good")])
    one = status(plugins, "good")
    assert (one.distribution, one.version, one.offers, one.error) == (
        "weiping-good",
        "1.2.3",
        ("weiping_criteria",),
        None,
    )
    assert list(plugins.criteria) == ["good"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import no_such_module_anywhere", "ModuleNotFoundError: No module named 'no_such_module_anywhere'"),
        ("def broken(:", "SyntaxError"),
        ("raise RuntimeError('out of paint')", "RuntimeError: out of paint"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("class Odd(Exception):\n    def __str__(self): raise ValueError\nraise Odd", "Odd"),
        ("import weiping as wp\nwp.Criterion(key='Bad Key', title=1, rubric=1)", "has the key 'Bad Key'"),
        (
            "import weiping as wp\n@wp.hookimpl\ndef weiping_criteria():\n    yield 42",
            "yielded 42; it must yield Criterion",
        ),
        (
            "import weiping as wp\n@wp.hookimpl\ndef weiping_criteria():\n    pass",
            "yielded None; it must yield Criterion",
        ),
        ("import weiping as wp\n@wp.hookimpl\ndef weiping_criteria():\n    return 42", "TypeError"),
        ("import weiping as wp\n@wp.hookimpl\ndef weiping_criteria():\n    yield 1/0", "ZeroDivisionError"),
        ("import weiping as wp\n@wp.hookimpl\ndef weiping_criteria():\n    raise SystemExit(1)", "SystemExit: 1"),
        (
            "import weiping as wp\n@wp.hookimpl\ndef weiping_criterias():\n    yield 1",
            "weiping_criterias, which is no hook",
        ),
        ("import weiping as wp\n@wp.hookimpl\ndef weiping_criteria(extra):\n    yield 1", "extra"),
        ("def weiping_criteria():\n    yield 1", "write @wp.hookimpl above it"),
    ],
)
def test_a_broken_plugin_is_quarantined_with_its_error_and_the_others_go_on(
    install: Install, code: str, said: str
) -> None:
    plugins = load([install("a-bad", code), install("b-good", GOOD.format(key="good"))])
    assert [one.name for one in plugins.quarantined] == ["a-bad"]
    assert said in error(plugins, "a-bad")
    assert list(plugins.criteria) == ["good"]
    assert "trimmed" in plugins.scoring_rules


def test_an_entry_point_that_names_nothing_is_quarantined() -> None:
    plugins = load([EntryPoint("ghost", "loader_test_ghost:plugin", "weiping")])
    assert "ModuleNotFoundError" in error(plugins, "ghost")


def test_everything_a_broken_plugin_offers_is_kept_out(install: Install) -> None:
    code = GOOD.format(key="half") + "\n@wp.hookimpl\ndef weiping_rewards():\n    yield 42\n"
    plugins = load([install("half", code)])
    assert plugins.criteria == {}
    assert len(plugins.quarantined) == 1


def test_two_plugins_with_one_key_are_both_kept_out_and_both_named(install: Install) -> None:
    points = [
        install("one", GOOD.format(key="same"), "weiping-one"),
        install("two", GOOD.format(key="same"), "weiping-two"),
        install("three", GOOD.format(key="other")),
    ]
    plugins = load(points)
    assert list(plugins.criteria) == ["other"]
    assert [one.name for one in plugins.quarantined] == ["one", "two"]
    for name in ("one", "two"):
        assert "The key same of weiping_criteria" in error(plugins, name)
        assert "weiping-one (one), weiping-two (two)" in error(plugins, name)


def test_two_distributions_may_share_the_name_of_an_entry_point(install: Install) -> None:
    first = install("first", GOOD.format(key="first"))
    second = install("second", GOOD.format(key="second"))
    plugins = load([first, EntryPoint("first", second.value, "weiping")])
    assert list(plugins.criteria) == ["first", "second"]
    assert not plugins.quarantined


def test_a_plugin_that_offers_one_key_twice_is_kept_out(install: Install) -> None:
    line = GOOD.format(key="same").splitlines()[-1]
    plugins = load([install("echo", GOOD.format(key="same") + line)])
    assert plugins.criteria == {}
    assert error(plugins, "echo") == "echo offers the key same twice."


@pytest.mark.parametrize("name", ["rival", "weiping"])
def test_a_built_in_rule_survives_a_plugin_that_takes_its_key(install: Install, name: str) -> None:
    code = """
import weiping as wp

@wp.hookimpl
def weiping_scoring_rules():
    yield wp.ScoringRule(key="trimmed", title=wp.Text("假", "False"), toml="")
"""
    plugins = load([install(name, code)])
    assert plugins.scoring_rules["trimmed"].title.en != "False"
    assert [one.builtin for one in plugins.status] == [True, False]
    assert "trimmed" in (plugins.status[1].error or "")
    assert plugins.status[0].error is None


def test_results_are_sorted_by_key_whatever_the_order_of_the_entry_points(install: Install) -> None:
    points = [
        install("x", GOOD.format(key="a")),
        install("a", GOOD.format(key="z")),
        install("m", GOOD.format(key="k")),
    ]
    assert list(load(points).criteria) == list(load(points[::-1]).criteria) == ["a", "k", "z"]


def test_weipings_own_errors_are_told_in_chinese_too(install: Install) -> None:
    plugins = load(
        [install("bad", "def weiping_criteria():\n    yield 1"), install("gone", "import no_such_module_anywhere")]
    )
    assert "@wp.hookimpl" in (status(plugins, "bad").text("zh_CN") or "")
    assert status(plugins, "bad").text("zh_CN") != status(plugins, "bad").error
    assert status(plugins, "gone").text("zh_CN") == status(plugins, "gone").error
    assert status(plugins, "weiping").text("zh_CN") is None
