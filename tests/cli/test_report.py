"""`weiping report` on the sample community: the screen, JSON and every kind of file, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.commands import weiping

from weiping.desk.office import Desk
from weiping.publish import fonts


@pytest.fixture
def database(guanyan: Desk) -> str:
    return str(guanyan.store.url.database)


def test_the_screen_tells_the_year_in_the_language_that_was_asked_for(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIPING_DB", database)
    said = weiping("report", "--year", "2024", "--lang", "zh_CN", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("官堰社区 2024 年度治理报告")
    for words in (
        "议事会议: 20 次",
        "化解邻里纠纷: 8 件",
        "服务居民: 5000 人次",
        "受益户数: 122 户",
        "最美小区: 云中仙居小区",
    ):
        assert words in said.stdout
    english = weiping("report", "--db", database, "--year", "2024", "--lang", "en", cwd=tmp_path).stdout
    assert "Beneficiaries: 5,000" in english
    assert "Points redeemed: no record" in english


def test_json_has_every_figure_with_the_records_behind_it(database: str, tmp_path: Path) -> None:
    said = weiping("report", "--db", database, "--year", "2024", "--json", cwd=tmp_path)
    data = json.loads(said.stdout)
    lines = {line["key"]: line for section in data["sections"] for line in section["lines"]}
    assert (data["year"], lines["deliberation.meetings"]["value"]) == (2024, "20")
    assert len(lines["deliberation.meetings"]["records"]) == 20


def test_files_are_written_by_their_suffix(database: str, tmp_path: Path) -> None:
    begins = {"a.html": b"<!doctype html>", "a.xlsx": b"PK"}
    if fonts.chinese() is not None:
        begins["a.pdf"] = b"%PDF"
    for name, begin in begins.items():
        done = weiping("report", "--db", database, "--year", "2024", "-o", name, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / name).read_bytes().startswith(begin)


def test_what_cannot_be_made_is_said_and_nothing_is_written(database: str, tmp_path: Path) -> None:
    for arguments, word in (
        (("-o", "a.docx"), ".html, .pdf or .xlsx"), (("-o", "nowhere/a.html"), "cannot be written"),
        (("--year", "20240"), "is not a year"), (("--lang", "fr"), "no language fr"),
    ):  # fmt: skip
        said = weiping("report", "--db", database, *arguments, cwd=tmp_path)
        assert (said.returncode, word in said.stderr) == (2, True), said.stderr
    assert weiping("report", "--db", "none.db", cwd=tmp_path).returncode == 2
    assert not list(tmp_path.iterdir())
