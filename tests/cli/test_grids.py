"""`weiping grids …`: looked at, written to a sheet, carried out as it was looked at, checked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import Clock, copied
from tests.desk.grids.town import settle, where

from weiping.cli import main
from weiping.desk.office import Desk
from weiping.frames.sheets_in import sheet_of
from weiping.store import Store

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Gives a command in a folder with the town; answers exit code, output and errors."""
    with copied(migrated, tmp_path / "office.db") as store:
        settle(Desk(store, now=Clock()))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WEIPING_DB", "office.db")

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["weiping", "grids", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return command


def test_a_preview_is_a_sheet_and_its_digest_is_carried_out(run: Run, tmp_path: Path) -> None:
    code, out, err = run("preview", "--cold", "-o", "moves.xlsx", "--json")
    assert code == 0, err
    told = json.loads(out)
    sheet = sheet_of((tmp_path / "moves.xlsx").read_bytes()).rows
    assert len(sheet) == 1 + len(told["changes"]) > 40
    code, out, err = run("divide", "--cold", "--expect", told["digest"])
    assert code == 0, err
    assert "households change their micro-grid" in out
    with Store(tmp_path / "office.db") as store:
        assert len(set(where(Desk(store)).values())) == len(told["groups"])
    assert run("check")[0] == 0
    code, out, _ = run("preview")
    assert "Nobody changes" in out


def test_groups_of_the_wrong_size_are_findings_and_a_digest_of_another_day_is_refused(run: Run) -> None:
    code, out, _ = run("check")
    assert code == 1
    assert "m02-01 has 47 households instead of 8 to 12" in out
    code, _, err = run("divide", "--expect", "0000")
    assert code == 2
    assert "look at it once more" in err
    code, _, err = run("preview", "--low", 13)
    assert code == 2
    assert "13" in err


def test_borders_from_a_file_are_looked_at(run: Run, tmp_path: Path) -> None:
    corners = ["g1,0,0", "g1,9,0", "g1,9,9", "g2,0,0", "g2,9,0", "g2,9,9"]
    (tmp_path / "borders.csv").write_text("grid,x,y\n" + "\n".join(corners), encoding="utf-8")
    code, out, _ = run("check", "--borders", "borders.csv")
    assert code == 1
    assert "Grids g1 and g2 overlap by 40 m²" in out
    (tmp_path / "borders.csv").write_text("grid,x,y\ng1,east,0\n", encoding="utf-8")
    assert run("check", "--borders", "borders.csv")[0] == 2
