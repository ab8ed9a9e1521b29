"""`weiping points …` as an office and an auditor use it: thin over the desk, refusals in words, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Clock, copied

from weiping.cli import main
from weiping.desk import access
from weiping.desk.office import Desk
from weiping.domain.appraisal import OPERATOR, Role
from weiping.frames.sheets_in import sheet_of

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(furnished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Gives a command in a folder with the tiny community; answers exit code, output and errors."""
    with copied(furnished, tmp_path / "office.db") as store:
        desk = Desk(store, now=Clock())
        for staff in ("c1", "c2"):
            access.invite_staff(desk, OPERATOR, Role.CLERK, staff)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WEIPING_DB", "office.db")

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["weiping", "points", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return command


def data(run: Run, *words: object, code: int = 0) -> Any:
    ended, out, err = run(*words, "--json")
    assert ended == code, err
    return json.loads(out)


def test_a_grant_is_posted_once_and_the_balance_says_what_may_be_spent(run: Run) -> None:
    assert data(run, "grant", "east小区3号楼2单元501", 5, "--reason", "扫雪")["posted"] == 1
    code, out, _ = run("grant", "east-1", 5, "--reason", "扫雪")
    assert (code, "granted before" in out) == (0, True)
    assert data(run, "grant", "east-1", 5, "--reason", "扫雪", "--key", "once-more")["posted"] == 1
    found = data(run, "balance", "east-1")
    assert (found["account"], found["balance"], found["spendable"], found["owed"]) == ("household:east-1", 10, 10, 0)
    assert data(run, "balance", "fund:community")["balance"] == -10
    assert data(run, "balance", "east-1", "--on", "2024-01-01")["balance"] == 0
    assert "East 3号楼2单元501 (household:east-1): 10 points" in run("balance", "east-1")[1]


def test_a_reversal_says_what_went_back_and_nobody_owes_for_nothing(run: Run) -> None:
    run("grant", "east-1", 9, "--reason", "扫雪")
    assert "why the points are taken back" in run("reverse", "1", "--reason", " ")[2]
    assert data(run, "reverse", "1", "--reason", "记错", "--points", 4)["returned"] == 4
    assert data(run, "balance", "east-1")["balance"] == 5
    assert data(run, "repay", "east-1") == {"account": "household:east-1", "paid": 0, "owed": 0}


def test_above_the_threshold_a_second_person_decides(run: Run) -> None:
    assert data(run, "policy", "--set", "approve_above=10", "--set", "expiry=none")["approve_above"] == 10
    first = data(run, "grant", "east-1", 11, "--reason", "a", "--by", "c1")
    second = data(run, "grant", "east-2", 12, "--reason", "b", "--by", "c1")
    assert (first["state"], second["state"]) == ("waiting", "waiting")
    code, _, err = run("approve", first["batch"], "--by", "c1")
    assert (code, "somebody else has to approve" in err) == (2, True)
    assert data(run, "approve", first["batch"][:8], "--by", "c2")["posted"] == 1
    assert run("turn-down", second["batch"], "--reason", "wrong house", "--by", "c2")[0] == 0
    listed = data(run, "batches")
    assert (listed["waiting"], len(listed["decided"])) == ([], 2)
    assert "household:east-1" in run("batches", first["batch"])[1]
    code, _, err = run("approve", first["batch"], "--by", "c9")
    assert (code, "c9" in err, "c1, c2" in err) == (2, True, True)


SHEET = "住址,积分,事由,日期\nEAST-1,５,扫雪,2024年11月5日\neast-9,5,扫雪,2024-11-05\neast-2,五,扫雪,2024-11-05\n"


def test_a_sheet_is_looked_at_brought_in_corrected_and_brought_in_again(run: Run, tmp_path: Path) -> None:
    (tmp_path / "grants.csv").write_text(SHEET, encoding="utf-8")
    code, out, err = run("import", "grants.csv", "--kind", "grants", "--dry-run")
    assert (code, "1 rows with 5 points would be posted" in out) == (1, True)
    assert "grants.csv, row 4, column 积分: 五. Not a whole number above zero; write whole points such as 5" in err
    assert not list(tmp_path.glob("*.refused*"))
    found = data(run, "import", "grants.csv", "--kind", "grants", code=1)
    assert (found["posted"], found["refused_rows"], found["written"]) == (1, 2, "grants.refused.csv")
    wrong = (tmp_path / "grants.refused.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "grants.refused.csv").write_text(wrong.replace("east-9", "west-1").replace("五", "5"), encoding="utf-8")
    assert data(run, "import", "grants.refused.csv", "--kind", "grants")["posted"] == 2
    (tmp_path / "grants.csv").write_text(SHEET.replace("east-9", "west-1").replace("五", "5"), encoding="utf-8")
    again = data(run, "import", "grants.csv", "--kind", "grants")
    assert (again["posted"], again["there"], again["refused"]) == (0, 3, [])


def test_refused_rows_never_replace_a_file_that_is_being_corrected_nor_the_sheet_itself(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "g.csv").write_text(SHEET, encoding="utf-8")
    names = [data(run, "import", "g.csv", "--kind", "grants", code=1)["written"] for _ in range(2)]
    assert names == ["g.refused.csv", "g.refused.2.csv"]
    assert data(run, "import", "g.refused.csv", "--kind", "grants", code=1)["written"] == "g.refused.3.csv"
    code, _, err = run("import", "g.csv", "--kind", "grants", "-o", "g.csv")
    assert (code, "would be lost" in err) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["balance", "moon-1"], "No household of the register"),
        (["balance", "fund:moon"], "no account fund:moon"),
        (["balance", "3-2-501"], "3 households may be meant"),
        (["balance", "east-1", "--on", "1/5/2024"], "not a day"),
        (["grant", "east-1", "0", "--reason", "a"], "above zero"),
        (["grant", "east-1", "-5", "--reason", "a"], "above zero, not -5"),
        (["grant", "moon-1", "5", "--reason", "a"], "moon-1: No household"),
        (["grant", "shop", "5", "--reason", "a"], "shop is none of them"),
        (["grant", "east-1", "5", "--reason", "问 138 0013 8000"], "somebody's telephone number"),
        (["grant", "east-1", "5", "--reason", " "], "what the points are for"),
        (["reverse", "77", "--reason", "a"], "no transfer 77; `weiping points export journal`"),
        (["approve", "nothing"], "no batch nothing"),
        (["import", "none.csv", "--kind", "grants"], "no file none.csv"),
        (["import", "none.csv", "--kind", "moon"], "no kind of sheet moon"),
        (["export", "moon", "-o", "a.csv", "--reason", "a"], "no sheet moon"),
        (["export", "journal", "-o", "a.csv", "--reason", "a"], "Say which days"),
        (["export", "accounts", "-o", "a.pdf", "--reason", "a"], "use .xlsx or .csv"),
        (["export", "accounts", "-o", "a.csv", "--reason", " "], "what the list is for"),
        (["notice", "2024-13"], "not a month"),
        (["notice", "2024-11"], "No notice of points hangs"),
        (["policy", "--set", "moon=1"], "no setting moon"),
        (["policy", "--set", "approve_above=many"], "no setting"),
        (["policy", "--set", "expiry=moon"], "no expiry policy moon"),
        (["export", "statement", "-o", "a.csv", "--reason", "a"], "whose statement"),
        (["statement", "fund:community"], "no account"),
        (["explain", "77"], "no transfer 77"),
        (["close", "2999-01"], "not over yet"),
        (["close", "11/2024"], "not a month"),
        (["settle", "none", "--how", "maybe", "--reason", "a"], "no maybe here"),
        (["check", "none", "--outcome", "right"], "no spot check none"),
        (["check", "--outcome", "right"], "Say which check"),
        (["move", "east-1", "east-2", "--reason", "a"], "can be spent today"),
        (["hours", "east-1-a", "--add", "5"], "--reason"),
        (["balance", "east-1", "--db", "none.db"], "no database at none.db"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_line_and_changes_nothing(run: Run, words: list[str], said: str) -> None:
    code, _, err = run(*words)
    assert (code, err.count("\n")) == (2, 1)
    assert said in err
    assert data(run, "balance", "fund:community")["balance"] == 0


def test_sheets_go_out_with_a_line_on_record_and_hold_what_the_books_hold(run: Run, tmp_path: Path) -> None:
    run("grant", "east-1", 5, "--reason", "=1+1", "--date", "2024-11-05")
    run("grant", "west-2", 7, "--reason", "扫雪", "--date", "2024-11-06")
    run("reverse", "2", "--reason", "记错", "--points", 3)
    for what in ("accounts", "journal", "ranking"):
        month = [] if what == "accounts" else ["--month", "2024-11"]
        assert data(run, "export", what, "-o", f"{what}.xlsx", "--reason", "月报", *month)["rows"] > 0

    def rows(what: str) -> list[dict[str, str]]:
        head, *rest = sheet_of((tmp_path / f"{what}.xlsx").read_bytes()).rows
        return [dict(zip(head, row, strict=True)) for row in rest]

    accounts = {row["account"]: row for row in rows("accounts")}
    assert (accounts["household:west-2"]["balance"], accounts["fund:community"]["balance"]) == ("4", "-9")
    assert sum(int(row["balance"]) for row in accounts.values()) == 0
    journal = rows("journal")
    assert [(row["points"], row["reason"], row["corrects"]) for row in journal] == [
        ("5", "=1+1", ""), ("7", "扫雪", ""), ("3", "记错", "2"),
    ]  # fmt: skip
    ranking = {row["entry"]: row["net"] for row in rows("ranking")}
    assert ranking == {"m1": "9"}
    run("policy", "--set", "ranking=household")
    run("export", "ranking", "-o", "r.csv", "--reason", "月报", "--from", "2024-11-06", "--lang", "zh_CN")
    lines = (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "参评对象,名称,户数,获得,收回,净得"
    assert "west-2,west小区 3号楼2单元502,1,7,3,4" in lines
    assert "east-1,east小区 3号楼2单元501,1,0,0,0" in lines


def test_a_statement_tells_every_line_and_an_explanation_every_step(run: Run, tmp_path: Path) -> None:
    run("grant", "east-1", 9, "--reason", "扫雪", "--date", "2024-11-05", "--by", "c1")
    run("reverse", "1", "--reason", "记错", "--points", 2)
    found = data(run, "statement", "east-1", "--month", "2024-11")
    assert (found["opening"], [line["points"] for line in found["lines"]], found["closing"]) == (0, [9, -2], 7)
    assert data(run, "statement", "east-1", "--known", "2020-01-01")["lines"] == []
    code, out, _ = run("statement", "east-1")
    assert (code, "扫雪" in out, "记错" in out) == (0, True, True)
    assert [line["number"] for line in data(run, "statement", "east-1")["lines"]] == [1, 2], (
        "by which each is explained"
    )
    words = data(run, "explain", "1")["words"]
    said = run("explain", "1", "--lang", "zh_CN")[1]
    assert said.splitlines() == [one["zh_CN"] for one in words]
    assert "c1" in said
    assert data(run, "export", "statement", "--of", "east-1", "-o", "s.csv", "--reason", "住户要求")["rows"] == 3
    assert "扫雪,9,9" in (tmp_path / "s.csv").read_text(encoding="utf-8-sig")


def test_a_passbook_is_written_where_there_is_a_chinese_font_and_refused_in_words_where_there_is_none(
    run: Run, tmp_path: Path
) -> None:
    run("grant", "east-1", 9, "--reason", "扫雪")
    code, _, err = run("passbook", "east-1", "-o", "east.pdf", "--lang", "en")
    there = (tmp_path / "east.pdf").exists()
    assert (code == 0) is there
    assert there or "font" in err
    assert run("passbook", "east-1", "-o", "east.doc")[0] == 2
    assert "no voucher" in run("certificate", "ZZZZ-2222", "--name", "王先生", "-o", "praise.pdf")[2]


def test_points_move_to_somebody_of_the_household_once_and_hours_are_another_ledger(run: Run) -> None:
    run("grant", "east-1", 9, "--reason", "扫雪")
    for _ in range(2):
        assert data(run, "move", "east-1", "resident:east-1-a", "--points", 4, "--reason", "给孩子")["moved"] == 4
    assert data(run, "balance", "resident:east-1-a")["balance"] == 4
    assert [data(run, "hours", "east-1-a", "--add", 90, "--reason", "巡逻")["new"] for _ in range(2)] == [True, False]
    assert "1 h 30 min" in run("hours", "east-1-a")[1]
    code, _, err = run("hours", "east-1-a", "--add", 1441, "--reason", "巡逻")
    assert (code, "1 to 1440 whole minutes" in err) == (2, True)


def test_an_objection_is_taken_and_settled_by_somebody_else(run: Run) -> None:
    assert "Nobody objects" in run("objections")[1]
    run("policy", "--set", "notice=monthly")
    run("grant", "east-1", 9, "--reason", "扫雪", "--by", "c1")
    taken = data(run, "object", "1", "--reason", "他不在家", "--who", "邻居")["objection"]
    assert "他不在家" in run("objections")[1]
    code, _, err = run("settle", taken[:8], "--how", "corrected", "--points", 5, "--reason", "核实", "--by", "c1")
    assert (code, err.count("\n")) == (2, 1)
    done = data(run, "settle", taken[:8], "--how", "corrected", "--points", 5, "--reason", "核实", "--by", "c2")
    assert (done["returned"], done["owed"]) == (4, 0)
    assert data(run, "objections")["open"] == []


def test_a_month_is_closed_in_its_turn_and_takes_no_more(run: Run, tmp_path: Path) -> None:
    run("grant", "east-1", 9, "--reason", "扫雪", "--date", "2024-10-05")
    code, out, _ = run("close")
    assert (code, "2024-10 is to be closed next" in out) == (0, True)
    assert data(run, "close", "2024-10")["accounts"] == 2
    assert "2024-10: closed at" in run("close")[1]
    code, _, err = run("grant", "east-1", 5, "--reason", "扫雪", "--date", "2024-10-06")
    assert (code, "closed" in err) == (2, True)
    (tmp_path / "g.csv").write_text(SHEET.replace("2024年11月5日", "2024年10月5日"), encoding="utf-8")
    refused = data(run, "import", "g.csv", "--kind", "grants", "--dry-run", code=1)["refused"]
    assert refused[0]["reason"]["en"] == "The day lies in 2024-10, which is closed"


def test_what_is_outstanding_is_said_and_written(run: Run, tmp_path: Path) -> None:
    run("grant", "east-1", 9, "--reason", "扫雪")
    assert data(run, "liability")["points"]["ready"] == 9
    assert "to be spent now 9" in run("liability")[1]
    run("export", "liability", "-o", "l.xlsx", "--reason", "月报")
    assert ["To be spent today", "9"] in sheet_of((tmp_path / "l.xlsx").read_bytes()).rows
    assert data(run, "expire") == {"points": 0, "lots": 0, "accounts": 0, "repaid": 0}


def test_operators_are_watched_and_what_they_entered_is_drawn_and_looked_into(run: Run) -> None:
    for number in range(3):
        run("grant", "east-1", 9, "--reason", f"扫雪{number}", "--by", "c1")
    (line,) = data(run, "watch")["operators"]
    assert (line["operator"], line["transfers"]) == ("c1", 3)
    assert "c1" in run("watch")[1]
    assert "No entry was drawn" in run("check")[1]
    (sample,) = data(run, "check", "--draw", 2)
    first = sample["checks"][0]["id"]
    code, _, err = run("check", first[:8], "--outcome", "wrong", "--reason", "没有这回事", "--by", "c1")
    assert (code, err.count("\n")) == (2, 1)
    (sample,) = data(run, "check", first[:8], "--outcome", "wrong", "--reason", "没有这回事", "--by", "c2")
    assert (sample["checked"], sample["wrong"]) == (1, 1)
    assert "1 of 2 looked into, 1 wrong" in run("check")[1]


def test_a_month_is_hung_printed_and_listed(run: Run) -> None:
    assert "Nothing hangs" in run("notice")[1]
    run("policy", "--set", "notice=monthly", "--set", "notice_days=0", "--set", "working_days=false")
    run("grant", "east-1", 5, "--reason", "扫雪", "--date", "2024-11-05")
    assert "2024-11: 1 entries with 5 points wait" in run("notice")[1]
    code, out, _ = run("notice", "2024-11", "--hang", "--lang", "zh_CN")
    assert (code, "扫雪" in out, "501" in out) == (0, True, False)
    assert data(run, "notice")["notices"][0]["month"] == "2024-11"
    assert data(run, "balance", "east-1")["not_yet"][0]["waits"]
