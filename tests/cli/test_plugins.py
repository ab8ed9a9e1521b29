"""`weiping plugins`: the list, the checks, and the trace of a server's plugins at work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from tests.cli import commands
from tests.cli.commands import apart

from weiping.cli.plugin_data import KINDS
from weiping.hooks.finding import FOLDER, FROM
from weiping.hooks.loader import load
from weiping.hooks.specs import HOOKS
from weiping.hooks.watch import FAILURES, TRACE

WEIPING = str(Path(sys.executable).with_name("weiping"))

GOOD = """
import weiping as wp

def instruct(redeemed):
    if redeemed == "nonsense":
        raise ValueError("no such thing")
    return wp.Text("到服务台", "At the desk")

@wp.hookimpl
def weiping_fulfilments():
    yield wp.Fulfilment(key="at-the-desk", title=wp.Text("服务台", "Desk"), instruct=instruct)
"""
UNTRANSLATED = GOOD.replace('wp.Text("服务台", "Desk")', 'wp.Text("Desk", "Desk")')


def weiping(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    run = apart if "WEIPING_LANG" in environment else commands.weiping
    return run(*arguments, cwd=cwd, COLUMNS="200", **environment)


def listed(folder: Path, *arguments: object) -> tuple[int, dict[str, dict[str, Any]]]:
    done = weiping("plugins", "--json", *arguments, cwd=folder, WEIPING_PLUGINS="-none")
    found = json.loads(done.stdout)["plugins"]
    return done.returncode, {one["name"]: one for one in found}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "desk.py").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_the_list_for_programs_has_every_key_with_its_kind_and_title(data: Path) -> None:
    _, found = listed(data, "--data", data)
    desk = found["desk"]
    assert (desk["distribution"], desk["status"], desk["error"]) == ("plugins.d/desk.py", "works", None)
    assert desk["hooks"] == ["weiping_fulfilments"]
    assert desk["keys"] == [{"kind": "fulfilments", "key": "at-the-desk", "title": {"zh_CN": "服务台", "en": "Desk"}}]
    assert desk["seconds"] > 0
    assert found["weiping"]["builtin"] is True


def test_a_plugin_in_quarantine_is_named_with_its_error_and_the_exit_code_is_1(data: Path) -> None:
    (data / FOLDER / "broken.py").write_text("raise RuntimeError('not today')", encoding="utf-8")
    code, found = listed(data, "--data", data)
    assert code == 1
    assert (found["broken"]["status"], found["desk"]["status"]) == ("quarantined", "works")
    assert "not today" in found["broken"]["error"]["en"]


def test_a_plugin_that_is_left_out_is_disabled(data: Path) -> None:
    done = weiping("plugins", "--json", "--data", data, cwd=data, WEIPING_PLUGINS="-desk")
    (desk,) = (one for one in json.loads(done.stdout)["plugins"] if one["name"] == "desk")
    assert (desk["status"], desk["keys"]) == ("disabled", [])


def test_another_folder_of_plugins_takes_the_place_of_the_one_beside_the_database(data: Path) -> None:
    other = data / "other"
    other.mkdir()
    (other / "bench.py").write_text(GOOD, encoding="utf-8")
    _, found = listed(data, "--data", data, "--plugins-dir", other)
    assert "bench" in found
    assert "desk" not in found


def test_the_table_tells_what_failed_while_it_was_used(data: Path) -> None:
    found = load([], folder=data / FOLDER)
    found.watch.keep_in(data)
    with pytest.raises(ValueError, match="no such thing"):
        found.fulfilments["at-the-desk"].instruct("nonsense")  # type: ignore[arg-type]
    assert (data / FAILURES).is_file()
    done = weiping("plugins", "--data", data, cwd=data)
    said = " ".join(done.stdout.replace("│", " ").split())
    assert "plugins.d/desk.py" in said
    assert "failed 1 times while it was used" in said
    assert "ValueError: no such thing" in said
    assert "fulfilments: at-the-desk (Desk)" in said
    assert listed(data, "--data", data)[1]["desk"]["failures"][0]["function"] == "instruct"


def test_the_table_speaks_chinese(data: Path) -> None:
    done = weiping("plugins", "--data", data, cwd=data, WEIPING_LANG="zh_CN")
    assert "兑付方式: at-the-desk (服务台)" in done.stdout


def test_a_folder_that_is_not_there_is_refused(data: Path) -> None:
    for arguments in (["--data", "nowhere"], ["trace", "--data", "nowhere"], ["--plugins-dir", "nowhere"]):
        done = weiping("plugins", *arguments, cwd=data)
        assert (done.returncode, "There is no folder nowhere" in done.stderr) == (2, True)
    done = weiping("plugins", "trace", cwd=data)
    assert (done.returncode, "--data DIR" in done.stderr) == (2, True)


def test_every_kind_has_words() -> None:
    assert set(KINDS) == {hook.table for hook in HOOKS.values()}


def test_a_file_that_conforms_is_found_sound(data: Path) -> None:
    done = weiping("plugins", "check", data / FOLDER / "desk.py", cwd=data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✓ desk: " in done.stdout
    assert "0 findings" in done.stdout


def test_a_finding_says_what_where_and_the_remedy_in_the_language_of_the_command_line(data: Path) -> None:
    path = data / "odd.py"
    path.write_text(UNTRANSLATED, encoding="utf-8")
    done = weiping("plugins", "check", path, cwd=data)
    assert done.returncode == 1
    assert (
        "at-the-desk: titles in both languages: title is the same in both languages: 'Desk'. Translate it"
        in done.stdout
    )
    assert "请翻译" in weiping("plugins", "check", path, cwd=data, WEIPING_LANG="zh_CN").stdout


def test_a_plugin_that_cannot_be_imported_is_a_finding_and_no_traceback(data: Path) -> None:
    path = data / "broken.py"
    path.write_text("raise RuntimeError('not today')", encoding="utf-8")
    done = weiping("plugins", "check", path, cwd=data)
    assert done.returncode == 1
    assert "The loader refuses it: RuntimeError: not today" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_project_folder_is_checked_by_its_entry_points(data: Path) -> None:
    project = data / "weiping-desk"
    project.mkdir()
    (project / "weiping_desk.py").write_text(GOOD.replace("at-the-desk", "other-desk"), encoding="utf-8")
    (project / "pyproject.toml").write_text(
        '[project]\nname = "weiping-desk"\nversion = "1"\n[project.entry-points.weiping]\nweiping-desk = "weiping_desk"\n',
        encoding="utf-8",
    )
    done = weiping("plugins", "check", project, cwd=data)
    assert (done.returncode, "✓ weiping-desk: " in done.stdout) == (0, True), done.stdout


def test_an_installed_plugin_is_checked_by_its_name_and_an_unknown_one_is_refused(data: Path) -> None:
    done = weiping("plugins", "check", "desk", "--plugins-dir", data / FOLDER, cwd=data)
    assert (done.returncode, "✓ desk" in done.stdout) == (0, True), done.stdout
    done = weiping("plugins", "check", "no-such-thing", "--plugins-dir", data / FOLDER, cwd=data)
    assert (done.returncode, "There is no plugin no-such-thing" in done.stderr) == (2, True)
    done = weiping("plugins", "check", data, cwd=data)
    assert (done.returncode, "is no plugin" in done.stderr) == (2, True)


@pytest.fixture
def tracing(data: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [WEIPING, "plugins", "trace", "--data", str(data)],
        env={**os.environ, "WEIPING_LANG": "en", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(lambda: (data / TRACE).exists())
    yield process
    process.kill()
    process.communicate()


def wait_for(holds: Any, seconds: float = 30) -> None:
    until = monotonic() + seconds
    while not holds():
        assert monotonic() < until
        sleep(0.05)


def test_a_trace_prints_calls_as_they_happen_and_takes_its_file_away(
    data: Path, tracing: subprocess.Popen[str]
) -> None:
    assert tracing.stdout
    found = load([], folder=data / FOLDER)
    found.watch.keep_in(data)
    found.fulfilments["at-the-desk"].instruct("soap")  # type: ignore[arg-type]
    first = tracing.stdout.readline()
    assert "plugins.d/desk.py  fulfilments at-the-desk  instruct" in first
    assert " ms" in first
    with pytest.raises(ValueError, match="no such"):
        found.fulfilments["at-the-desk"].instruct("nonsense")  # type: ignore[arg-type]
    assert "✗ ValueError: no such thing" in tracing.stdout.readline()
    again = weiping("plugins", "trace", "--data", data, cwd=data)
    assert (again.returncode, "somebody else is tracing" in again.stderr) == (2, True)
    tracing.send_signal(signal.SIGINT)
    assert tracing.wait(30) == 0
    assert not (data / TRACE).exists()
    found.fulfilments["at-the-desk"].instruct("soap")  # type: ignore[arg-type]
    assert not (data / TRACE).exists()


def test_a_trace_that_is_terminated_leaves_nothing_behind(data: Path, tracing: subprocess.Popen[str]) -> None:
    tracing.terminate()
    assert tracing.wait(30) == 0
    assert not (data / TRACE).exists()


def test_the_folder_of_the_environment_is_not_needed(data: Path) -> None:
    assert FROM not in os.environ
    _, found = listed(data)
    assert "desk" not in found
