"""`weiping found` and `weiping invite` with the sample folder, as an office would with its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.cli.commands import apart, weiping

SAMPLE = Path(__file__).parents[2] / "sample_data" / "guanyan"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    done = apart("found", SAMPLE, "--db", "office.db", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "3200" in done.stdout
    return folder


def test_a_community_is_founded_once(office: Path) -> None:
    again = weiping("found", SAMPLE, "--db", "office.db", cwd=office)
    assert again.returncode == 2
    assert "already" in again.stderr or "已有" in again.stderr


def test_judges_get_a_link_and_a_code_each_and_a_sheet_to_print(office: Path) -> None:
    done = weiping("invite", "judges", "--db", "office.db", "--public-url", "https://panel.example", cwd=office)
    links = re.findall(r"https://panel\.example/join#[\w-]{32}", done.stdout)
    assert len(set(links)) == 9
    sheet = (office / "invitations.html").read_text(encoding="utf-8")
    assert all(link in sheet for link in links)
    assert sheet.count("<svg") == 9


def test_households_without_a_card_get_one_and_none_is_replaced(office: Path) -> None:
    done = weiping(
        "cards", "--db", "office.db", "--compound", "shuijing", "--public-url", "https://c.example", cwd=office
    )
    sheet = (office / "cards.html").read_text(encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert sheet.count("<svg") == 84
    assert "84" in done.stdout
    again = weiping("cards", "--db", "office.db", "--compound", "shuijing", "--sheet", "again.html", cwd=office)
    assert (again.returncode, (office / "again.html").exists()) == (0, False)
    wrong = weiping("cards", "--db", "office.db", "--compound", "nowhere", cwd=office)
    assert (wrong.returncode, "nowhere" in wrong.stderr) == (2, True)


def test_the_chair_gets_one_link_and_an_unknown_word_is_refused(office: Path) -> None:
    done = weiping("invite", "chair", "--db", "office.db", cwd=office)
    assert len(re.findall(r"/join#", done.stdout)) == 1
    wrong = weiping("invite", "mayor", "--db", "office.db", cwd=office)
    assert wrong.returncode == 2
    assert "mayor" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_a_folder_that_is_no_community_is_refused_with_its_file(tmp_path: Path) -> None:
    done = weiping("found", tmp_path, "--db", "office.db", cwd=tmp_path)
    assert done.returncode == 2
    assert "community.toml" in done.stderr
    assert not (tmp_path / "office.db").exists()


def test_the_audit_of_a_fresh_office_finds_nothing(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIPING_DB", "office.db")
    done = weiping("audit", cwd=office)
    assert done.returncode == 0, done.stdout
    assert "✗" not in done.stdout
    assert done.stdout.count("✓") == len(done.stdout.splitlines()) >= 20


@pytest.mark.parametrize(
    "command",
    [
        ["audit", "junk.db"],
        ["audit", "postgresql+psycopg://nobody@127.0.0.1:1/none"],
        ["serve", "--db", "junk.db", "--port", "0"],
        ["invite", "chair", "--db", "junk.db"],
        ["invite", "chair", "--db", "office.db", "--public-url", "nonsense"],
        ["invite", "judges", "--db", "office.db", "--sheet", "not-there/sheet.html"],
        ["cards", "--db", "office.db", "--sheet", "not-there/sheet.html"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_used_is_one_message_and_no_link_ends(office: Path, command: list[str]) -> None:
    (office / "junk.db").write_text("this is no database", encoding="utf-8")
    done = (apart if command[0] == "serve" else weiping)(*command, cwd=office)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "join#" not in done.stdout
