"""`weiping register …`: a list in and out, moves; exit codes and files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import Clock, copied
from tests.desk.grids.town import settle, where

from weiping.cli import main
from weiping.desk.office import Desk
from weiping.store import Store

Run = Callable[..., tuple[int, str, str]]
LIST = "住址,姓名,民族,车牌\n高楼小区3号楼2单元601,赵一,,\n长巷49号,钱二,,\n高楼小区３号楼６０１,孙三,,\n"


@pytest.fixture
def run(migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Gives a command in a folder with the town and a list; answers exit code, output and errors."""
    with copied(migrated, tmp_path / "office.db") as store:
        settle(Desk(store, now=Clock()))
    (tmp_path / "list.csv").write_text(LIST, encoding="gb18030")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WEIPING_DB", "office.db")

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["weiping", "register", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return command


def test_a_dry_run_writes_nothing_and_the_import_writes_refused_rows_out(run: Run, tmp_path: Path) -> None:
    code, out, err = run("import", "list.csv", "--dry-run")
    assert code == 1
    assert "2 households and 2 residents would be new" in out
    assert "These columns are not taken: 民族, 车牌." in out
    assert "list.csv, row 4" in err
    assert not (tmp_path / "list.refused.csv").exists()
    code, out, _ = run("import", "list.csv", "--json")
    told = json.loads(out)
    assert code == 1
    assert (told["state"], len(told["households"]), told["refused_rows"]) == ("taken", 2, 1)
    refused = (tmp_path / "list.refused.csv").read_text("utf-8-sig").replace("６０１", "2单元603")
    (tmp_path / "list.refused.csv").write_text(refused, encoding="utf-8")
    code, out, err = run("import", "list.refused.csv")
    assert code == 0, err
    assert "1 households and 1 residents are in the register now" in out
    with Store(tmp_path / "office.db") as store:
        assert {"tower-2-601", "tower-2-603", "lane-h049"} <= set(where(Desk(store)))


def test_moves_are_kept_and_a_list_out_is_masked(run: Run, tmp_path: Path) -> None:
    assert run("move-out", "house-02-a")[0] == 0
    assert run("move", "house-03-a", "长巷2号", "--note", "married")[0] == 0
    assert run("move-in", "new-1", "长巷3号", "--name", "周八")[0] == 0
    assert "without figures" in run("move-in", "new-2", "长巷3号")[2]
    code, _, err = run("move", "house-02-a", "长巷3号")
    assert code == 2
    assert "moved away" in err
    assert run("move-in", "house-02-a", "长巷3号")[0] == 0, "who comes back has a name"
    code, _, err = run("export", "-o", "out.csv", "--level", "public", "--reason", "notice board")
    assert code == 0, err
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert "周*" in text
    assert "周八" not in text
    assert run("export", "-o", "out.csv", "--level", "all", "--reason", "x")[0] == 2
