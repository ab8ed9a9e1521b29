"""Plugins in a folder, plugins that are not wanted, plugins that hang."""

from __future__ import annotations

import sys
from datetime import date
from importlib.metadata import EntryPoint, distributions
from pathlib import Path

import pytest

import weiping as wp
from weiping.hooks.finding import data_folder, from_points
from weiping.hooks.loader import Plugins, here, load

WORD, DAY = wp.Text("词", "word"), date(2024, 12, 1)

CODE = """
import weiping as wp
@wp.hookimpl
def weiping_criteria():
    yield wp.Criterion(key="{key}", title=wp.Text("项", "One"), rubric=wp.Text("看", "Look"))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "plugins.d"
    found.mkdir()
    return found


def put(folder: Path, name: str, code: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(code, encoding="utf-8")


def errors(plugins: Plugins) -> dict[str, str | None]:
    return {one.label: one.error for one in plugins.quarantined}


def test_a_file_and_a_package_in_the_folder_are_plugins_without_packaging(folder: Path) -> None:
    put(folder, "bicycles.py", CODE.format(key="bicycles"))
    put(folder, "lamps/__init__.py", "from .more import weiping_criteria")
    put(folder, "lamps/more.py", CODE.format(key="lamps"))
    plugins = load([], folder=folder)
    assert not plugins.quarantined
    assert list(plugins.criteria) == ["bicycles", "lamps"]
    assert plugins.source("weiping_criteria", "bicycles") == "plugins.d/bicycles.py"


def test_what_begins_with_an_underscore_or_a_dot_and_other_files_are_left_alone(folder: Path) -> None:
    for name in ("_draft.py", ".hidden.py", "notes.txt", "data/table.csv"):
        put(folder, name, "raise SystemExit")
    assert len(load([], folder=folder).status) == 1


def test_a_folder_that_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    assert not load([], folder=tmp_path / "nowhere").quarantined


def test_a_broken_file_is_quarantined_and_named_and_leaves_no_half_module(folder: Path) -> None:
    put(folder, "broken.py", "import nothing_like_this")
    put(folder, "good.py", CODE.format(key="good"))
    plugins = load([], folder=folder)
    assert list(plugins.criteria) == ["good"]
    assert "nothing_like_this" in str(errors(plugins)["plugins.d/broken.py"])
    assert "weiping_plugins_d_broken" not in sys.modules


def test_a_file_that_was_changed_is_read_anew(folder: Path) -> None:
    put(folder, "one.py", CODE.format(key="first"))
    assert list(load([], folder=folder).criteria) == ["first"]
    put(folder, "one.py", CODE.format(key="second-key"))
    assert list(load([], folder=folder).criteria) == ["second-key"]


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ("", ["alpha", "beta"]),
        ("alpha", ["alpha"]),
        ("-alpha", ["beta"]),
        ("alpha, beta", ["alpha", "beta"]),
        ("ALPHA -beta", ["alpha"]),
        ("alpha,-alpha", []),
        ("-alpha,-beta", []),
    ],
)
def test_plugins_are_selected_or_left_out_by_name(folder: Path, wanted: str, keys: list[str]) -> None:
    put(folder, "alpha.py", CODE.format(key="alpha"))
    put(folder, "beta.py", CODE.format(key="beta"))
    plugins = load([], folder=folder, wanted=wanted)
    assert list(plugins.criteria) == keys
    assert not plugins.quarantined
    assert "plain" in plugins.scoring_rules
    assert {one.name for one in plugins.status if one.disabled} == {"alpha", "beta"} - set(keys)


def test_a_plugin_that_is_left_out_is_not_even_imported(folder: Path) -> None:
    put(folder, "bad.py", "raise RuntimeError")
    assert not load([], folder=folder, wanted="-bad").quarantined


def test_a_name_that_means_no_plugin_is_said(folder: Path) -> None:
    put(folder, "alpha.py", CODE.format(key="alpha"))
    plugins = load([], folder=folder, wanted="-alhpa")
    assert errors(plugins) == {"alhpa": "WEIPING_PLUGINS names alhpa, and no such plugin is installed."}
    assert list(plugins.criteria) == ["alpha"]


def test_the_environment_is_asked_for_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIPING_PLUGINS", "no-such-plugin")
    assert [one.name for one in load().status if not one.disabled] == ["weiping", "no-such-plugin"]
    assert not load([]).quarantined


def test_a_plugin_that_hangs_is_left_behind_and_named(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "hanging_plugin.py", "import threading\nthreading.Event().wait(30)\n")
    monkeypatch.syspath_prepend(tmp_path)
    put(folder, "good.py", CODE.format(key="good"))
    plugins = load([EntryPoint("hangs", "hanging_plugin", "weiping")], folder=folder, patience=0.2)
    assert errors(plugins) == {"hangs": "It was still being imported after 0.2 seconds."}
    assert list(plugins.criteria) == ["good"]


def test_an_implementation_with_a_default_value_is_quarantined(folder: Path) -> None:
    put(folder, "it.py", CODE.format(key="it").replace("weiping_criteria()", "weiping_criteria(round=1)"))
    assert "gives round a default value" in str(errors(load([], folder=folder))["plugins.d/it.py"])


def test_each_plugin_says_what_it_offers_and_how_long_it_took(folder: Path) -> None:
    put(folder, "alpha.py", CODE.format(key="alpha"))
    (one,) = [one for one in load([], folder=folder).status if not one.builtin]
    assert one.keys == (("weiping_criteria", "alpha"),)
    assert one.seconds > 0


def test_plugins_beside_a_database_are_found_and_their_failures_are_kept_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WEIPING_PLUGINS_DIR", raising=False)
    rule = CODE.format(key="beside") + (
        "\n@wp.hookimpl\ndef weiping_points_rules():\n"
        "    yield wp.PointsRule(key='breaks', title=wp.Text('坏', 'Breaks'), propose=lambda event: 1 / 0)\n"
    )
    (tmp_path / "plugins.d").mkdir()
    put(tmp_path / "plugins.d", "beside.py", rule)
    plugins = here(tmp_path / "weiping.db")
    assert "beside" in plugins.criteria
    assert here() is plugins, "rules that name a method must find the plugins of the database at work"
    with pytest.raises(ZeroDivisionError):
        plugins.points_rules["breaks"].propose(wp.Published(round=1, appraisal="a", title=WORD, on=DAY, winners=()))
    assert "plugins.d/beside.py" in (tmp_path / "plugin-failures.jsonl").read_text(encoding="utf-8")


def test_another_folder_is_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "elsewhere.py", CODE.format(key="elsewhere"))
    monkeypatch.setenv("WEIPING_PLUGINS_DIR", str(tmp_path))
    assert "elsewhere" in here(tmp_path / "data" / "weiping.db").criteria


@pytest.mark.parametrize(
    ("db", "folder"),
    [
        ("/srv/weiping/weiping.db", "/srv/weiping"),
        ("sqlite:////srv/weiping/weiping.db", "/srv/weiping"),
        ("sqlite+pysqlite:////srv/weiping/weiping.db", "/srv/weiping"),
        ("postgresql+psycopg://office@db.example.org/weiping", None),
        (":memory:", None),
        ("sqlite://", None),
    ],
)
def test_the_data_folder_is_that_of_the_file_and_none_for_a_server(db: str, folder: str | None) -> None:
    assert data_folder(db) == (Path(folder) if folder else None)


def test_the_distributions_of_entry_points_are_called_what_their_metadata_say() -> None:
    points = [point for one in distributions() for point in one.entry_points]
    assert len(points) > 20
    for point, found in zip(sorted(points, key=lambda one: (one.name, one.value)), from_points(points), strict=True):
        assert point.dist is not None
        assert (found.distribution, found.version) == (point.dist.name, point.dist.version)
