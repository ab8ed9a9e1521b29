"""The handbook of points tells the truth: its month is carried out, command by command, on the days that it says."""

from __future__ import annotations

import datetime as clock
import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from weiping.cli import main
from weiping.desk import audit, office
from weiping.desk.points.policy import Policy
from weiping.store import guards

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "points.md").read_text(encoding="utf-8")
STEP = re.compile(r"<!-- on ([\d -]+:\d\d) -->|```(\w+) ?([^\n]*)\n(.*?)```", re.DOTALL)
LAWS = 15


def steps() -> Iterator[tuple[str, str, str]]:
    """(clock, moment, '') · (csv, file, text) · (sh, '' or 'exits 1', commands), in the order of the page."""
    for moment, language, info, text in STEP.findall(PAGE):
        yield ("clock", moment, "") if moment else (language, info.strip(), text)


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], tuple[int, str]]:
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WEIPING_LANG", "en")

    def command(line: str) -> tuple[int, str]:
        words = shlex.split(line)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            monkeypatch.setenv(name, value)
            return 0, ""
        assert words[0] == "weiping", line
        monkeypatch.setattr("sys.argv", words)
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return command


def at(moment: str) -> type[clock.datetime]:
    """A clock that stands still, in place of the office's."""
    fixed = clock.datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo("Asia/Shanghai"))

    class Standing(clock.datetime):
        @classmethod
        def now(cls, tz: clock.tzinfo | None = None) -> clock.datetime:
            return fixed.astimezone(tz)

    return Standing


def meant(line: str, run: Callable[[str], tuple[int, str]]) -> str:
    """The line with what the page leaves to the reader: the batch that waits, the newest grant, the open objection."""
    if " BATCH" in line:
        line = line.replace("BATCH", json.loads(run("weiping points batches --json")[1])["waiting"][0]["id"][:8])
    if " OBJECTION" in line:
        line = line.replace("OBJECTION", json.loads(run("weiping points objections --json")[1])["open"][0]["id"][:8])
    if " TRANSFER" in line:
        told = json.loads(run("weiping points statement 银河星座1号楼1单元201 --json")[1])
        line = line.replace("TRANSFER", next(one["id"] for one in told["lines"] if "照看" in one["reason"]["zh_CN"]))
    return line


def test_the_month_of_the_handbook_is_carried_out(
    run: Callable[[str], tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    for kind, info, text in steps():
        if kind == "clock":
            monkeypatch.setattr(office, "datetime", at(info))
        elif kind == "csv":
            (tmp_path / info).write_text(text, encoding="utf-8")
        else:
            for line in filter(None, text.splitlines()):
                code, out = run(meant(line, run))
                assert code == (1 if info == "exits 1" else 0), f"{line}\n{out}"
                said.append(out)
    told = "\n".join(said)
    assert "3 rows with 265 points would be posted" in told
    assert "row 3, column 住址: 银河星座1号楼1单元109. No household of the register" in told
    assert "row 4, column 积分: 八. Not a whole number above zero" in told
    assert told.count("60 points\n") == 0
    assert "(household:yinhe-1-1-201): 74 points\nTo be spent today: 74" in told
    assert told.rstrip().endswith("(household:yinhe-1-1-201): 68 points")
    assert "(household:yinhe-1-1-201): 74 points" in said[-2]


def test_each_law_of_the_handbook_is_a_check_of_the_audit() -> None:
    laws = PAGE.partition("**The fifteen laws of the books.**")[2].partition("Beside them")[0]
    rows = [line.split("|") for line in laws.partition("|---|---|---|---|")[2].strip().splitlines()]
    named = [name for row in rows for name in re.findall(r"`([^`]+)`", row[3])]
    assert len(named) == len(set(named)) > LAWS
    assert [name for name in named if name not in audit.CHECKS] == []
    triggers = [name for row in rows for name in re.findall(r"`([^`]+)`", row[4])]
    assert set(triggers) <= set(guards.names("sqlite"))
    assert all(row[4].strip() for row in rows)


def test_the_handbook_lists_every_setting_and_fifteen_laws() -> None:
    settings = set(re.findall(r"`(\w+)`", PAGE.partition("## What the office decides")[2].partition("## ")[0]))
    assert set(Policy.__struct_fields__) <= settings
    assert [int(number) for number in re.findall(r"^\| (\d+) \| ", PAGE, re.MULTILINE)] == [*range(1, LAWS + 1)]
