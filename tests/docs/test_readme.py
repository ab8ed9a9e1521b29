"""The README tells the truth: its commands are the Makefile's, its links lead somewhere, its pictures are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from weiping.cli import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_two_commands_of_the_readme_are_targets_of_the_makefile() -> None:
    shown = {line.split()[1] for line in README.splitlines() if re.match(r"make \w+", line)}
    targets = set(re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"demo", "test"} <= shown
    assert shown <= targets


def test_the_ci_runs_the_readmes_test_command() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_command_is_in_the_readme() -> None:
    assert set(COMMANDS) <= set(re.findall(r"`weiping (\w+)", README))


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_pictures_of_a_document_are_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not target.startswith("http"):
            assert (document.parent / target).exists(), f"{document.name} links {target}"


def test_no_file_names_an_index_host_or_a_path_of_one_machine() -> None:
    import subprocess

    hosts = "pythonhoste" + "d", "py" + "pi.org", "registry.npm" + "js"
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    for name in filter(None, files):
        path = ROOT / name
        if path.suffix in (".png", ".csv") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert not any(host in text for host in hosts), name
    assert "uv.lock" not in files
