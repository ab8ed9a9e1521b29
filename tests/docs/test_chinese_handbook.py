"""The Chinese handbook quotes the pages word for word, and its commands are ones that there are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from weiping.cli import COMMANDS, load

ROOT = Path(__file__).parents[2]
HANDBOOK = sorted((ROOT / "docs" / "zh").glob("*.md"))
IDS = [path.name for path in HANDBOOK]
FENCE = re.compile(r"^[ ]*```sh\n(.*?)```", re.MULTILINE | re.DOTALL)
SLOT = re.compile(r"\{\w+\}")


@cache
def phrases() -> tuple[set[str], list[re.Pattern[str]]]:
    """What pages may say in Chinese: whole phrases, and those that have a number or a name in them."""
    said: set[str] = set()
    for path in (ROOT / "toolkit" / "weiping" / "locale" / "zh_CN").glob("*.po"):
        said.update(re.findall(r'^msgstr "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE))
    for path in [
        *ROOT.glob("plugins/*/*.py"),
        *ROOT.glob("plugins/*/weiping_*/*.py"),
        *ROOT.glob("toolkit/weiping/**/*.py"),
    ]:
        said.update(re.findall(r'"([^"\n]*[\u4e00-\u9fff][^"\n]*)"', path.read_text(encoding="utf-8")))
    slotted = [one for one in said if SLOT.search(one) and len(re.sub(r"\W", "", SLOT.sub("", one))) > 1]
    return said, [re.compile(".+?".join(map(re.escape, SLOT.split(one)))) for one in slotted]


def is_said(quoted: str) -> bool:
    said, slotted = phrases()
    return quoted in said or any(one.fullmatch(quoted) for one in slotted)


def commands(path: Path) -> Iterator[list[str]]:
    for block in FENCE.findall(path.read_text(encoding="utf-8")):
        for line in block.splitlines():
            if (words := shlex.split(line, comments=True)) and words[0] == "weiping":
                yield words[1:]


@pytest.mark.parametrize("path", HANDBOOK, ids=IDS)
def test_what_a_page_of_the_handbook_quotes_is_said_by_the_pages(path: Path) -> None:
    quoted = re.findall(r"「([^」]+)」", path.read_text(encoding="utf-8"))
    assert [one for one in dict.fromkeys(quoted) if not is_said(one)] == []


@pytest.mark.parametrize("path", HANDBOOK, ids=IDS)
def test_a_command_of_the_handbook_is_one_that_there_is_with_its_options(path: Path) -> None:
    for name, *words in commands(path):
        assert name in COMMANDS, f"weiping {name}"
        command = load(name)
        below = getattr(command, "commands", {})
        if below and not words[0].startswith("-"):
            assert words[0] in below, f"weiping {name} {words[0]}"
            command = below[words[0]]
        taken = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
        assert {word for word in words if word.startswith("-")} <= taken, f"weiping {name} {' '.join(words)}"


def test_every_page_of_the_handbook_is_on_its_map_and_the_map_in_the_readme() -> None:
    linked = set(re.findall(r"\]\((\w[\w-]*\.md)\)", (ROOT / "docs" / "zh" / "README.md").read_text(encoding="utf-8")))
    assert linked == {path.name for path in HANDBOOK} - {"README.md"}
    assert "(docs/zh/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_name_that_no_page_has_would_be_noticed() -> None:
    assert is_said("提醒未完成 2 人")
    assert not is_said("一键公布")
