import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import polars as pl
import pytest

import weiping as wp
from weiping.hooks import methods
from weiping.hooks.loader import load
from weiping.scoring.rule import parse_rule

CODE = """
import weiping as wp

def halfway(marks, options):
    return marks.min() + marks.max(), marks.count() * 0 + 2

@wp.hookimpl
def weiping_combine_methods():
    yield wp.CombineMethod(key="{key}", title=wp.Text("中值", "Mid-range"), words=wp.Text("取中。", "Half-way."), combine=halfway)
"""
RULE = '[rule]\nkey = "r"\ntitle = "r"\n[combine]\nmethod = "{method}"\n[final]\ndecimals = 1\n'


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(tmp_path)

    def write(name: str, code: str) -> EntryPoint:
        monkeypatch.delitem(sys.modules, name, raising=False)
        (tmp_path / f"{name}.py").write_text(code, encoding="utf-8")
        return EntryPoint(name.replace("_", "-"), name, "weiping")

    return write


def test_the_built_in_methods_come_through_the_hook_a_plugin_uses() -> None:
    found = methods.methods_of(load([]))
    assert list(found.combine) == ["mean", "median", "trimmed", "winsorised"]
    assert found.source("mean") == "weiping"


def test_a_rule_uses_a_method_of_a_plugin(plugin) -> None:
    found = methods.methods_of(load([plugin("methods_test_good", CODE.format(key="midrange"))]))
    rule = parse_rule(RULE.format(method="midrange"), methods=lambda: found)
    assert rule.words("en")[1] == "Half-way."
    assert found.source("midrange") == "methods-test-good"


def test_a_built_in_method_cannot_be_replaced(plugin) -> None:
    plugins = load([plugin("methods_test_thief", CODE.format(key="mean"))])
    assert [one.name for one in plugins.quarantined] == ["methods-test-thief"]
    assert plugins.combine_methods["mean"].title.en == "Mean"


def test_a_method_of_a_plugin_in_quarantine_is_not_there_and_the_error_names_the_plugin(plugin) -> None:
    found = methods.methods_of(
        load([plugin("methods_test_bad", CODE.format(key="midrange") + "\nraise ValueError('no')")])
    )
    with pytest.raises(wp.RuleError, match="In quarantine are methods-test-bad"):
        parse_rule(RULE.format(method="midrange"), methods=lambda: found)


def test_two_plugins_with_one_method_are_both_kept_out(plugin) -> None:
    points = [plugin(f"methods_test_{name}", CODE.format(key="midrange")) for name in ("one", "two")]
    plugins = load(points)
    assert "midrange" not in plugins.combine_methods
    assert len(plugins.quarantined) == 2


def test_the_front_door_reads_rules_that_name_methods_of_plugins(plugin, tmp_path, monkeypatch) -> None:
    found = methods.methods_of(load([plugin("methods_test_front", CODE.format(key="midrange"))]))
    monkeypatch.setattr(methods, "installed", lambda: found)
    (tmp_path / "rule.toml").write_text(RULE.format(method="midrange"), encoding="utf-8")
    pl.DataFrame({"entry": ["A"] * 3, "judge": ["1", "2", "3"], "criterion": ["c"] * 3, "mark": [1, 2, 9]}).write_csv(
        tmp_path / "marks.csv"
    )
    assert str(wp.read(tmp_path).score().standings["total"][0]) == "5.0"


def test_the_methods_on_the_page_about_them_work(plugin) -> None:
    import re

    page = (Path(__file__).parents[2] / "docs" / "scoring-methods.md").read_text(encoding="utf-8")
    (code,) = [one for one in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "weiping_rank_methods" in one]
    (toml,) = [one for one in re.findall(r"```toml\n(.*?)```", page, re.DOTALL) if "[combine]" in one]
    found = methods.methods_of(load([plugin("weiping_midrange_page", code)]))
    rule = parse_rule('[rule]\nkey = "r"\ntitle = "r"\n[final]\ndecimals = 1\n' + toml, methods=lambda: found)
    rows = [("A", "1", 9), ("A", "2", 3), ("A", "3", 4), ("B", "1", 8), ("B", "2", 4), ("B", "3", 5)]
    frame = pl.DataFrame(rows, schema=["entry", "judge", "value"], orient="row").with_columns(criterion=pl.lit("c"))
    from weiping.frames import Marks
    from weiping.scoring.engine import score
    from weiping.scoring.explain import explain

    marks = Marks.scaled(frame, digits=0)
    assert score(marks, rule).standings.select("entry", "rank", "score").rows() == [("B", 1, 2), ("A", 2, 1)]
    assert "2 judges put it first." in explain(marks, rule, "B", lang="en").text()


OFFERED = """
import weiping as wp

@wp.hookimpl
def weiping_scoring_rules():
    yield wp.ScoringRule.from_toml("[rule]\\nkey = 'our-street'\\ntitle = 'Our street'\\n[final]\\ndecimals = 1\\n")
"""


def test_a_rule_of_a_plugin_is_called_by_its_key_and_a_file_of_that_name_goes_before_it(
    plugin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = load([plugin("street_rule", OFFERED)])
    asked: list[int] = []
    monkeypatch.setattr(methods, "here", lambda: asked.append(1) or found)
    monkeypatch.chdir(tmp_path)
    assert methods.rule_called("trimmed").key == "trimmed"
    assert not asked, "a rule that comes with weiping needs no plugins"
    our = methods.rule_called("our-street")
    assert (our.key, our.decimals) == ("our-street", 1)
    assert methods.rule_called(our) is our
    Path("our-street").write_text(RULE.format(method="mean"), "utf-8")
    assert methods.rule_called("our-street").key == "r"


def test_a_rule_that_nobody_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(methods, "here", lambda: load([]))
    with pytest.raises(wp.InputError, match="There is no rule file our-street"):
        methods.rule_called("our-street")
