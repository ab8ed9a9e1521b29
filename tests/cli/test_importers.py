"""`--importer KEY` of every command that reads marks, with an importer in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.commands import weiping

CODE = """
import weiping as wp

def read(path):
    for line in path.read_text().splitlines():
        entry, judge, mark = line.split("/")
        yield {"entry": entry, "judge": judge, "criterion": "tidy", "mark": mark}

@wp.hookimpl
def weiping_importers():
    yield wp.Importer(key="slashes", title=wp.Text("斜线", "Slashes"), suffixes=(".txt",), read=read)
"""


@pytest.mark.parametrize(
    ("command", "word"),
    [
        (("score", "--rule", "plain"), "yinhe"),
        (("explain", "--rule", "plain", "--entry", "yinhe"), "yinhe"),
        (("agreement",), "icc"),
        (("variance",), "judge"),
        (("severity",), "judge"),
        (("stability", "--draws", "20"), "yinhe"),
    ],
)
def test_every_command_that_reads_marks_reads_a_foreign_sheet(
    tmp_path: Path, command: tuple[str, ...], word: str
) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "slashes.py").write_text(CODE, encoding="utf-8")
    marks = {"yinhe": (9, 8, 9), "wuzi": (6, 7, 5), "xiqu": (4, 5, 3), "gaodian": (8, 8, 6)}
    rows = [f"{entry}/{judge}/{mark}" for entry, given in marks.items() for judge, mark in enumerate(given)]
    (tmp_path / "marks.txt").write_text("\n".join(rows), encoding="utf-8")
    options = ("--importer", "slashes", "--plugins-dir", "ours")
    said = weiping(command[0], "marks.txt", *command[1:], *options, cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    assert word in said.stdout


def test_an_importer_that_is_not_there_is_an_error_of_one_line(tmp_path: Path) -> None:
    (tmp_path / "marks.txt").write_text("a/1/2", encoding="utf-8")
    said = weiping("agreement", "marks.txt", "--importer", "slashes", cwd=tmp_path)
    assert said.returncode == 2
    assert "There is no importer slashes" in said.stderr
    assert "Traceback" not in said.stderr
