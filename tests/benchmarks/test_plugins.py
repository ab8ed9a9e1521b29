"""What the benchmark of plugins installs is what pip leaves, and its ratio is that of the medians."""

from __future__ import annotations

import os
import sys
import sysconfig
from importlib.metadata import distributions
from pathlib import Path

import pytest

sys.path.insert(
    0, str(Path(__file__).parents[2])
)  # importlib mode: the top level of the checkout is not found otherwise

from benchmarks import plugins, servers
from weiping.hooks.loader import load


def test_what_it_installs_is_found_loads_and_is_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugins.install(tmp_path, 3)
    monkeypatch.syspath_prepend(tmp_path)
    points = [point for one in distributions(path=[str(tmp_path)]) for point in one.entry_points]
    found = load(points)
    assert not found.quarantined
    assert list(found.criteria) == ["bench-0000", "bench-0001", "bench-0002"]
    assert [one.version for one in found.status if not one.builtin] == ["1.0"] * 3
    assert len(list(tmp_path.glob("__pycache__/*.pyc"))) == 3


def test_nothing_is_measured_where_a_plugin_did_not_load(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="Of 1 plugins"):
        plugins.check_loaded((tmp_path,), 1)


def test_with_and_without_take_turns_and_the_first_of_each_does_not_count(tmp_path: Path) -> None:
    seconds = iter([99.0, 99.0, 1.0, 1.5, 3.0, 3.0, 2.0, 2.5])
    asked: list[bool] = []

    def run(path: tuple[Path, ...]) -> float:
        asked.append(bool(path))
        return next(seconds)

    start = plugins.Start("a start", run)
    start.measure((tmp_path,), 3)
    assert asked == [False, True] * 4
    assert (start.without, start.beside) == ([1.0, 3.0, 2.0], [1.5, 3.0, 2.5])
    assert start.ratio == 1.25
    assert start.row() == ("a start", "2000 (1000 to 3000)", "2500 (1500 to 3000)", "1.25")


def test_the_plugins_stand_where_site_packages_does_before_what_a_checkout_adds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = sysconfig.get_path("purelib")
    monkeypatch.setattr(sys, "path", ["", "/library", site, "/checkout"])
    assert servers.python_path((tmp_path,)).split(os.pathsep) == ["/library", site, str(tmp_path), "/checkout"]
    assert servers.python_path().split(os.pathsep) == ["/library", site, "/checkout"]
    monkeypatch.setattr(sys, "path", ["/library"])
    assert servers.python_path((tmp_path,)).split(os.pathsep) == ["/library", str(tmp_path)]
