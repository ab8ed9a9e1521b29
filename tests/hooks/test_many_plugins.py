"""Two hundred distributions installed, three of them bad: the others work, the three are named."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from weiping.hooks.loader import load

GOOD = """
import weiping as wp
@wp.hookimpl
def weiping_criteria():
    yield wp.Criterion(key="many-{number:03}", title=wp.Text("项", "One"), rubric=wp.Text("看", "Look"))
"""
BAD = {
    17: "raise RuntimeError('out of paint')",
    90: "import threading\nthreading.Event().wait(10)\n" + GOOD.format(number=90),
    151: GOOD.format(number=151) + "\n@wp.hookimpl\ndef weiping_rewards():\n    yield 42\n",
}
"""The 17th raises at import, the 90th hangs for ten seconds, the 151st yields something else than its hook says."""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two hundred distributions on the path as pip leaves them there; answers their names."""
    for number in range(200):
        module, about = f"weiping_many_{number:03}", tmp_path / f"weiping_many_{number:03}-1.0.dist-info"
        (tmp_path / f"{module}.py").write_text(BAD.get(number, GOOD.format(number=number)), encoding="utf-8")
        about.mkdir()
        name = module.replace("_", "-")
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
        (about / "entry_points.txt").write_text(f"[weiping]\n{name} = {module}\n", encoding="utf-8")
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delenv("WEIPING_PLUGINS", raising=False)
    return [f"weiping-many-{number:03}" for number in range(200)]


def test_of_two_hundred_plugins_three_are_bad_and_named_and_the_others_work(installed: list[str]) -> None:
    plugins = load(patience=1)
    assert {one.distribution: one.error for one in plugins.quarantined} == {
        "weiping-many-017": "RuntimeError: out of paint",
        "weiping-many-090": "It was still being imported after 1 seconds.",
        "weiping-many-151": "weiping_rewards yielded 42; it must yield Reward objects.",
    }
    assert [key for key in plugins.criteria if key.startswith("many-")] == [
        f"many-{number:03}" for number in range(200) if number not in BAD
    ]
    assert {one.distribution for one in plugins.status} >= {"weiping", *installed}
    assert "trimmed" in plugins.scoring_rules


def test_two_that_hang_are_both_left_behind_and_those_after_them_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    monkeypatch.setattr(sys, "weiping_test_over", over, raising=False)
    for name in ("b-hangs", "d-hangs"):
        (tmp_path / f"{name}.py").write_text("import sys\nsys.weiping_test_over.wait(30)\n", encoding="utf-8")
    for number, name in enumerate(("a-good", "c-good", "e-good")):
        (tmp_path / f"{name}.py").write_text(GOOD.format(number=number), encoding="utf-8")
    plugins = load([], folder=tmp_path, patience=0.2)
    assert [one.name for one in plugins.quarantined] == ["b-hangs", "d-hangs"]
    assert len(plugins.criteria) == 3
    over.set()


def test_what_was_left_behind_asks_no_further_plugin_when_it_wakes_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    asked: list[str] = []
    monkeypatch.setattr(sys, "weiping_test_over", over, raising=False)
    monkeypatch.setattr(sys, "weiping_test_asked", asked, raising=False)
    (tmp_path / "a-hangs.py").write_text("import sys\nsys.weiping_test_over.wait(30)\n", encoding="utf-8")
    (tmp_path / "b-next.py").write_text("import sys\nsys.weiping_test_asked.append(1)\n", encoding="utf-8")
    before = set(threading.enumerate())
    load([], folder=tmp_path, patience=0.2)
    (left_behind,) = set(threading.enumerate()) - before
    over.set()
    left_behind.join(5)
    assert not left_behind.is_alive()
    assert asked == [1]
