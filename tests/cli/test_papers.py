"""`weiping notice` and `weiping export` on a database whose round is published."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.commands import weiping
from tests.conftest import Hall
from tests.desk.test_main_job import fill


@pytest.fixture
def office(hall: Hall, database: Path) -> Path:
    hall.go("open")
    fill(hall, 1, 1, "18", "17")
    hall.go("deliberation", "published")
    return database


def test_a_notice_is_printed_and_a_file_written_in_either_language(office: Path, tmp_path: Path) -> None:
    said = weiping("notice", 1, "--db", office, "--lang", "zh_CN", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    assert "结果公示" in said.stdout.splitlines()[0]
    made = weiping("export", 1, "--db", office, "--lang", "en", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "round-1-table.csv").read_text(encoding="utf-8-sig").startswith("place,")
    named = weiping("export", 1, "--db", office, "-o", "here.csv", "--lang", "zh_CN", cwd=tmp_path)
    assert named.returncode == 0
    assert "最美小区" in (tmp_path / "here.csv").read_text(encoding="utf-8-sig")


def test_what_cannot_be_made_is_said_and_nothing_is_written(office: Path, tmp_path: Path) -> None:
    for arguments, word in (
        (("notice", 1, "--key", "gala"), "There is no notice gala; there are "),
        (("export", 1, "--key", "gala"), "There is no export gala; there are "),
        (("export", 9), "no round 9"),
        (("export", 1, "--lang", "fr"), "no language fr"),
        (("export", 1, "-o", "nowhere/a.csv"), "cannot be written"),
    ):
        said = weiping(*arguments, "--db", office, cwd=tmp_path)
        assert (said.returncode, word in said.stderr) == (2, True), said.stderr
    assert not list(tmp_path.glob("round-*"))
