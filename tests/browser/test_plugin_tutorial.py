"""docs/plugin-tutorial.md, followed by the letter: every command in it is run, every file in it is written.

In an environment of its own, which sees the packages of this one: what it installs is gone with it.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sysconfig
import time
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pad_page import crit, level, number, pill, saved
from playwright.sync_api import Page, expect

import weiping

PAGE = (Path(__file__).parents[2] / "docs" / "plugin-tutorial.md").read_text(encoding="utf-8")
SECTIONS = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
SCRIPTS = {
    "weiping": "from weiping.cli import main; main()",
    "pytest": "import sys, pytest; sys.exit(pytest.console_main())",
    "pip": "import sys; from pip._internal.cli.main import main; sys.exit(main())",
}


def blocks(section: int, language: str) -> list[str]:
    """The blocks of a language in a section, by its number on the page."""
    return re.findall(rf"```{language}\n(.*?)```", SECTIONS[section - 1], flags=re.DOTALL)


def commands(*sections: int) -> list[str]:
    """Every command on the page, or in these sections, in order."""
    wanted = sections or range(1, len(SECTIONS) + 1)
    return [line for one in wanted for text in blocks(one, "sh") for line in text.splitlines()]


class Desk:
    """A folder to work in and an environment to throw away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        home = folder / "environment"
        venv.create(home, with_pip=False, symlinks=True)
        self.bin = home / "bin"
        site = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)})["purelib"]
        here = sysconfig.get_paths()["purelib"]
        (Path(site) / "beside.pth").write_text(f"import site; site.addsitedir({here!r})\n", encoding="utf-8")
        for name, code in SCRIPTS.items():
            script = self.bin / name
            script.write_text(f'#!/bin/sh\nexec "{self.bin}/python" -c \'{code}\' "$@"\n', encoding="utf-8")
            script.chmod(0o755)
        toolkit = os.pathsep.join([str(Path(weiping.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
        self.environment = os.environ | {
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": toolkit, "WEIPING_LANG": "en",
            "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }  # fmt: skip

    def run(self, command: str, exits: int = 0) -> str:
        """What `command` says. It ends with the code `exits`."""
        done = subprocess.run(
            command, shell=True, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == exits, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    @contextmanager
    def served(self, command: str) -> Iterator[str]:
        """What `weiping demo` prints while it serves; on a free port, as the usual one may be taken."""
        out = self.folder.parent / "out"
        with out.open("wb") as file:
            process = subprocess.Popen(
                ["sh", "-c", f"exec {command} --port 0"],
                cwd=self.folder,
                env=self.environment,
                stdout=file,
                stderr=file,
            )
        try:
            end = time.monotonic() + 120
            while "Ctrl-C" not in (text := out.read_text(encoding="utf-8")):
                assert process.poll() is None, text
                assert time.monotonic() < end, text
                time.sleep(0.1)
            yield text
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def judge_link(text: str) -> str:
    """The link of the first judge."""
    return re.findall(r"http://\S+/join#[\w-]{32}", text)[0]


def criteria(text: str) -> list[dict[str, Any]]:
    """What the first judge's pad is told to show."""
    base, _, code = judge_link(text).partition("/join#")
    with httpx.Client(base_url=f"{base}/weiping/api", trust_env=False, timeout=30) as client:
        joined = client.post("/join", json={"code": code})
        assert joined.status_code == 200
        found: list[dict[str, Any]] = client.get(f"/rounds/{joined.json()['round']}/pad").json()["criteria"]
    return found


def test_from_the_new_project_to_the_pad_it_takes_five_commands_and_ten_lines() -> None:
    way = commands(2, 3, 4)
    assert way[0].startswith("weiping plugins new")
    assert way[-1].startswith("weiping demo")
    assert len(way) <= 5
    assert len(blocks(2, "python")[0].splitlines()) <= 10
    assert len([line for line in blocks(1, "python")[0].splitlines() if line]) == 8


def test_every_step_of_the_tutorial_works_as_it_stands_there(
    tmp_path: Path, page: Page, expected_errors: list[str]
) -> None:
    desk = Desk(tmp_path)
    _eight_lines(desk)
    _project(desk)
    _on_a_pad(desk, page)
    _share(desk)


def _eight_lines(desk: Desk) -> None:
    file = desk.folder / "demo-data" / "plugins.d" / "bicycle_sheds.py"
    file.parent.mkdir(parents=True)
    file.write_text(blocks(1, "python")[0], encoding="utf-8")
    demo, remove = commands(1)
    with desk.served(demo) as text:
        assert [one["key"] for one in criteria(text)][5:] == ["bicycle-sheds"]
    desk.run(remove)
    assert not file.exists()


def _project(desk: Desk) -> None:
    new, test, check = commands(2, 3)
    assert "weiping_bicycle_sheds.py" in desk.run(new)
    desk.run(test)  # untouched
    module = desk.folder / "weiping-bicycle-sheds" / "weiping_bicycle_sheds.py"
    head, begin, rest = module.read_text(encoding="utf-8").partition("# Yours, from here …\n")
    _, end, tail = rest.partition("# … to here.\n")
    own = blocks(2, "python")[0]
    module.write_text(head + begin + own + end + tail, encoding="utf-8")
    desk.run(test)
    desk.run(check)
    module.write_text(head + begin + own.replace("Tidy, ways clear, no improvised charging", "") + end + tail)
    assert "rubric is empty in one language" in desk.run(test, exits=1)
    desk.run(check, exits=1)
    module.write_text(head + begin + own + end + tail, encoding="utf-8")


def _on_a_pad(desk: Desk, page: Page) -> None:
    install, demo = commands(4)
    desk.run(install)
    with desk.served(demo) as text:
        page.goto(judge_link(text))
        page.locator("button.go").click()
        page.wait_for_url("**/panel/*", timeout=60_000)
        expect(pill(page)).not_to_have_attribute("data-state", "loading")
        card = crit(page, 5)
        expect(card).to_contain_text("非机动车棚")
        expect(card).to_contain_text("停放整齐，通道畅通，无飞线充电")
        level(page, 5, "优")
        expect(number(page, 5)).to_have_text("19")
        card.locator(".chips button", has_text="飞线充电").first.tap()
        expect(number(page, 5)).to_have_text("15")
        saved(page)
        page.goto("about:blank")


def _share(desk: Desk) -> None:
    wheel, install = commands(5)
    desk.run(wheel)
    made = desk.folder / install.split()[-1]
    with zipfile.ZipFile(made) as archive:
        code = [name for name in archive.namelist() if not name.startswith("weiping_bicycle_sheds-")]
    assert code == ["weiping_bicycle_sheds.py"]
    desk.run(install)
    (desk.folder / "weiping-bicycle-sheds").rename(desk.folder / "elsewhere")
    offered = "from weiping.hooks.loader import load; print(*load().criteria)"
    assert "bicycle-sheds" in desk.run(f"python -c '{offered}'").split()


@pytest.mark.parametrize("kind", re.findall(r"^\| `([\w-]+)` \|", SECTIONS[5], flags=re.MULTILINE))
def test_the_page_names_the_kinds_there_are(kind: str) -> None:
    from weiping.cli.plugin_new import Kind

    assert kind in list(Kind)
