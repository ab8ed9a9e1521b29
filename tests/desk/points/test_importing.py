"""Points out of sheets as offices keep them: what is good is in, what is not is listed with its cell, nothing is paid twice."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Clock, Hall, copied, tiny_hall

from weiping.desk import audit
from weiping.desk.points import approvals, balances, explaining, importing, policy, sheet_lines, sheet_look, watching
from weiping.desk.points.approvals import Outcome
from weiping.desk.points.policy import Policy
from weiping.desk.points.sheet_look import Look
from weiping.desk.points.sheet_transfers import Kind, Stated
from weiping.domain.appraisal import Actor, Role
from weiping.domain.cells import safe
from weiping.errors import InputError, NotAllowed, NotFound, WrongPhase
from weiping.publish.sheets import to_csv, xlsx
from weiping.store import tables as t

ZONE = ZoneInfo("Asia/Shanghai")
OPENING, GRANTS = Stated(kind=Kind.OPENING), Stated(kind=Kind.GRANTS)
HEAD = ["住址", "积分", "事由", "日期"]
GOOD = ["east小区3号楼2单元501", 5, "清扫楼道", "2024-11-05"]


def sheet(rows: Sequence[Sequence[Any]], merges: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page, day = book.add_worksheet("积分"), book.add_format({"num_format": "yyyy/m/d"})
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(y, x, datetime(cell.year, cell.month, cell.day), day)
                elif cell != "":
                    page.write(y, x, cell)
        for top, left, bottom, right in merges:
            page.merge_range(top, left, bottom, right, rows[top][left])
    return file.getvalue()


def text(rows: Sequence[Sequence[Any]], encoding: str = "utf-8") -> bytes:
    return "\r\n".join(",".join(map(str, row)) for row in rows).encode(encoding)


@pytest.fixture(scope="module")
def still(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A hall that nobody writes to, for sheets that are only looked at."""
    database = tmp_path_factory.mktemp("still") / "weiping.db"
    with copied(migrated, database) as store:
        yield tiny_hall(store, Clock())


def look(hall: Hall, rows: Sequence[Sequence[Any]], stated: Stated = GRANTS, **more: Any) -> Look:
    return sheet_look.look(hall.desk, hall.clerk, sheet(rows, **more), stated)


def bring_in(hall: Hall, data: bytes, stated: Stated = GRANTS) -> Look:
    found = sheet_look.look(hall.desk, hall.clerk, data, stated)
    assert importing.carry_out(hall.desk, hall.clerk, found) == Outcome("posted", len(found.fresh))
    return found


def faults(found: Look) -> list[tuple[int, str, str, str]]:
    assert all(one.data()["reason"]["zh_CN"] != one.data()["reason"]["en"] for one in found.faults)
    assert all(one.data()["remedy"]["zh_CN"] != one.data()["remedy"]["en"] for one in found.faults)
    return [(one.row, one.column, one.value, one.reason.text()) for one in found.faults]


def account(hall: Hall, key: str) -> Any:
    with hall.desk.store.read() as connection:
        return connection.execute(sa.select(t.account).where(t.account.c.key == key)).first()


def has(hall: Hall, key: str) -> int:
    with hall.desk.store.read() as connection:
        return balances.balance(connection, account(hall, key).id)


def transfers(hall: Hall) -> list[Any]:
    with hall.desk.store.read() as connection:
        return list(connection.execute(sa.select(t.transfer).order_by(t.transfer.c.number)))


@pytest.mark.parametrize("how", ["xlsx", "utf-8", "utf-8-sig", "gbk"])
def test_opening_balances_come_from_the_paper_passbook_with_their_days_and_notes(hall: Hall, how: str) -> None:
    rows = [["２０２４年纸质存折结转", "", "", ""], ["户号", "姓名", "积分余额（分）", "备注", "登记日期"],
            ["east-1", "王 小明", "１２", "存折第3页", "2024年1月5日"], ["WEST-2", "", "1200.0", "", "2024.1.31"]]  # fmt: skip
    data = sheet(rows) if how == "xlsx" else text(rows, how)
    found = bring_in(hall, data, OPENING)
    assert (found.points, faults(found)) == (1212, [])
    assert (has(hall, "household:east-1"), has(hall, "household:west-2"), has(hall, "fund:opening")) == (
        12,
        1200,
        -1212,
    )
    first, second = transfers(hall)
    assert (first.kind, first.event[:7], first.business_date, first.reason_zh) == (
        "opening", "import:", date(2024, 1, 5), "存折第3页",
    )  # fmt: skip
    assert second.reason_zh == "纸质存折转入"
    assert not [finding for finding in audit.audit(hall.desk) if finding.faults]


@pytest.mark.parametrize(
    "written",
    [
        "east小区3号楼2单元501", "East 3号楼2单元501", "ｅａｓｔ小区３号楼２单元５０１室", "east 3-2-501",
        "east小区 3栋 2单元 501户",
        "east-1", "EAST-1", "household:east-1", "小社区east小区3幢2单元501号", "east小区三号楼二单元501", "east小区3#2-0501",
        "East Building 3, Unit 2, Room 501", "east小区3号楼二单元 501",
    ],
)  # fmt: skip
def test_a_household_is_found_however_its_address_is_written(still: Hall, written: str) -> None:
    found = look(still, [HEAD, [written, *GOOD[1:]]])
    assert [one.transfer.credit for one in found.fresh] == ["household:east-1"], faults(found)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("3号楼2单元501", "3 households may be meant: East 3号楼2单元501, West 3号楼2单元501, South 3号楼2单元501"),
        ("501", "No household"), ("east小区", "No household"), ("east小区3号楼501", "No household"),
        ("east小区2号楼3单元501", "No household"), ("north小区3号楼2单元501", "No household"), ("", "empty"), ("合计", "sum"),
        ("5east小区3号楼2单元501", "No household"),
    ],
)  # fmt: skip
def test_an_address_that_means_no_household_or_several_is_refused(still: Hall, written: str, why: str) -> None:
    found = look(still, [HEAD, [written, *GOOD[1:]], GOOD])
    assert (len(found.fresh), found.refused) == (1, (2,))
    ((_, column, value, reason),) = faults(found)
    assert (column, value) == ("住址", written)
    assert why in reason


def test_an_address_may_be_told_by_several_columns_or_by_a_compound_beside_the_file(still: Hall) -> None:
    rows = [["小区", "楼栋", "单元", "房号", "分", "事由", "日期"], ["west", "3", "2", "502", 1, "a", "2024-11-01"],
            ["West", "3号楼", "2单元", "501室", 1, "a", "2024-11-01"],
            ["north", "3", "2", "501", 1, "a", "2024-11-01"]]  # fmt: skip
    found = look(still, rows)
    assert [one.transfer.credit for one in found.fresh] == ["household:west-2", "household:west-1"]
    assert [fault[:3] for fault in faults(found)] == [(4, "小区", "north")]
    alone = look(still, [HEAD, ["3-2-501", *GOOD[1:]]], Stated(kind=Kind.GRANTS, compound="south小区"))
    assert [one.transfer.credit for one in alone.fresh] == ["household:south-1"]


def test_a_resident_is_found_by_key_or_by_name_and_home_and_gets_an_account(hall: Hall) -> None:
    rows = [["居民", "住址", "积分", "事由", "日期"], ["south-1-b", "", 3, "a", "2024-11-01"],
            ["李 小红", "", 4, "b", "2024-11-01"], ["王小明", "west 3-2-501", 5, "a", "2024-11-01"],
            ["王小明", "", 6, "a", "2024-11-01"], ["李小红", "west 3-2-501", 7, "a", "2024-11-01"]]  # fmt: skip
    found = bring_in(hall, sheet(rows))
    assert [one.transfer.credit for one in found.fresh] == ["resident:south-1-b"] * 2 + ["resident:west-1-a"]
    assert [(row, column) for row, column, *_ in faults(found)] == [(5, "居民"), (6, "居民")]
    assert has(hall, "resident:south-1-b") == 7


def test_a_name_beside_the_address_must_live_there(still: Hall) -> None:
    rows = [["户主", *HEAD], ["王小明", *GOOD], ["李小红", *GOOD[:2], "另一事", GOOD[3]]]
    assert [fault[:3] for fault in faults(look(still, rows))] == [(3, "户主", "李小红")]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (date(2024, 1, 5), 5), ("2024-1-5", 5), ("2024/01/05", 5), ("2024.1.5", 5), ("２０２４年１月５日", 5), ("20240105", 5),
        (45296, 5), ("2024年1月5号 星期五", 5), ("2024-01-05 13:30", 5), ("1/5/2024", 0), ("24-1-5", 0), ("1月5日", 0),
        ("2024-02-30", 0), ("2024-1/5", 0), ("2025-01-05", 0), ("1999-01-05", 0), ("", 0), (5, 0), ("今天", 0),
    ],
)  # fmt: skip
def test_days_are_read_in_all_usual_ways_and_never_guessed(still: Hall, cell: object, meant: int) -> None:
    found = look(still, [HEAD, [*GOOD[:3], cell]])
    assert [one.transfer.business_date for one in found.fresh] == ([date(2024, 1, 5)] if meant else [])
    assert [fault[1] for fault in faults(found)] == ([] if meant else ["日期"])


@pytest.mark.parametrize("cell", [0, -5, 5.5, "", "五", "5..", "1e3", "10000000000000", "٥", "1,00", True, "²"])
def test_points_that_are_no_whole_number_above_zero_are_refused(still: Hall, cell: object) -> None:
    found = look(still, [HEAD, [GOOD[0], cell, *GOOD[2:]], GOOD])
    assert (len(found.fresh), [fault[:2] for fault in faults(found)]) == (1, [(2, "积分")])


def test_thirty_rows_with_twelve_bad_ones_the_twelve_are_corrected_and_only_they_are_added(hall: Hall) -> None:
    rows = [HEAD, *([f"east 3-2-50{1 + n % 2}", 1 + n, f"事由{n}", "2024-10-08"] for n in range(30))]
    for n in range(0, 24, 2):
        rows[1 + n][n % 4] = {0: "east 9-9-999", 2: ""}[n % 4]
    first = bring_in(hall, sheet(rows))
    assert (len(first.fresh), len(first.refused)) == (18, 12)
    assert [fault[:2] for fault in faults(first)][:2] == [(2, "住址"), (4, "事由")]
    wrong = sheet_look.refused_rows(first, "en")
    assert list(wrong.headings)[4:] == [f"Not imported: {word}" for word in ("row", "column", "why", "what to do")]
    corrected = [list(row) for row in wrong.rows]
    for row in corrected:
        number = row[4] - 2
        row[0], row[2] = f"east 3-2-50{1 + number % 2}", f"事由{number}"
    second = bring_in(hall, sheet([wrong.headings, *corrected]))
    assert (len(second.fresh), second.faults) == (12, ())
    for n in range(30):
        rows[1 + n][0], rows[1 + n][2] = f"east 3-2-50{1 + n % 2}", f"事由{n}"
    again = bring_in(hall, sheet(rows))
    assert (len(again.fresh), len(again.there), again.faults) == (0, 30, ())
    assert has(hall, "fund:community") == -sum(range(1, 31))


def test_thirty_thousand_rows_with_twelve_bad_ones(hall: Hall) -> None:
    wrong = {
        100: "north 1-1-1,5",
        200: ",5",
        300: "east-1,0",
        400: "east-1,-5",
        500: "east-1,五",
        600: "east-1,5.5",
        700: "合计,5",
        800: "3-2-501,5",
        900: "east-1,=1+1",
        1000: "east-1,",
        20_000: "east-9,5",
        29_999: "east-1,99999999999999",
    }
    homes = ("east-1", "east 3-2-502", "west小区3号楼2单元501", "south-2")

    def line(number: int, home_and_points: str) -> str:
        return f"{home_and_points},打扫第{number}次,2024-10-{1 + number % 28}"

    good = [line(number, f"{homes[number % 4]},{1 + number % 50}") for number in range(30_000)]
    bad = [line(number, wrong[number]) if number in wrong else text for number, text in enumerate(good)]
    head = "住址,积分,事由,日期"
    first = bring_in(hall, "\n".join([head, *bad]).encode(), OPENING)
    assert (len(first.fresh), [number - 2 for number in first.refused]) == (29_988, list(wrong))
    where, points = "住址", "积分"
    assert [column for _, column, _, reason in faults(first) if reason] == [
        where, where, *[points] * 4, where, where, points, points, where, points,
    ]  # fmt: skip
    second = bring_in(hall, "\n".join([head, *good]).encode(), OPENING)
    assert ([one.row - 2 for one in second.fresh], len(second.there), second.faults) == (list(wrong), 29_988, ())
    assert has(hall, "fund:opening") == -sum(1 + number % 50 for number in range(30_000))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_refused_rows_are_written_with_what_the_cells_held_and_can_be_read_again(still: Hall, kind: str) -> None:
    hostile = ["=1+1", "+8613", "@sum", "-2", "'=1", 'a,b"c']
    rows = [HEAD, *(["north 1-1-1", 5, why, "2024-11-01"] for why in hostile)]
    file = io.StringIO()
    csv.writer(file).writerows([HEAD, *([one[0], one[1], safe(str(one[2])), one[3]] for one in rows[1:])])
    data = file.getvalue().encode()
    found = sheet_look.look(still.desk, still.clerk, data, GRANTS)
    wrong = sheet_look.refused_rows(found, "zh_CN")
    table = xlsx([wrong], ZONE) if kind == "xlsx" else to_csv(wrong, ZONE)
    again = sheet_look.look(still.desk, still.clerk, table, GRANTS)
    assert [row[:4] for row in again.rows.values()] == [tuple(map(str, row)) for row in rows[1:]]
    assert again.headings == tuple(HEAD)


def test_a_second_import_after_an_entry_was_changed_refuses_it_and_pays_nothing_twice(hall: Hall) -> None:
    bring_in(hall, sheet([HEAD, GOOD]))
    found = bring_in(hall, sheet([HEAD, [GOOD[0], 8, *GOOD[2:]]]))
    ((row, column, value, why),) = faults(found)
    assert (row, column, value) == (2, "积分", "8")
    assert "posted before with 5 points" in why
    assert has(hall, "household:east-1") == 5
    numbered = bring_in(hall, sheet([[*HEAD, "编号"], [GOOD[0], 8, *GOOD[2:], "A-17"]]))
    assert (len(numbered.fresh), has(hall, "household:east-1")) == (1, 13)


def test_the_same_row_twice_counts_once_and_two_that_differ_in_points_count_not_at_all(still: Hall) -> None:
    rows = [HEAD, GOOD, ["east-1", 5, "清扫 楼道".replace(" ", ""), date(2024, 11, 5)], ["west-1", 5, "a", "2024-11-01"],
            ["west-1", 6, "a", "2024-11-01"]]  # fmt: skip
    found = look(still, rows)
    assert [one.row for one in found.fresh] == [2]
    assert [(row, why.partition("row")[2] or why) for row, _, _, why in faults(found)] == [
        (3, "The same stands in row 2 already".partition("row")[2]), (4, "Row 5 says the same with other points"),
        (5, "Row 4 says the same with other points"),
    ]  # fmt: skip


def test_merged_days_reasons_and_households_are_filled_and_merged_points_are_refused(still: Hall) -> None:
    rows = [["五一活动积分表", "", "", ""], HEAD, ["east-1", 5, "包粽子", "2024-05-01"], ["", 6, "", ""],
            ["west-1", 7, "舞龙", ""], ["west-2", "", "", ""], ["第二组", "", "", ""]]  # fmt: skip
    merges = [(0, 0, 0, 3), (2, 0, 3, 0), (2, 2, 3, 2), (2, 3, 5, 3), (4, 1, 5, 1), (4, 2, 5, 2), (6, 0, 6, 3)]
    found = look(still, rows, merges=merges)
    assert [(one.row, one.transfer.credit, one.transfer.points, one.transfer.reason.zh) for one in found.fresh] == []
    # the household and the reason of rows 3 and 4 are the same: two entries that must be told apart
    rows[3][2], merges = "划龙舟", [one for one in merges if one != (2, 2, 3, 2)]
    found = look(still, rows, merges=merges)
    assert [(one.row, one.transfer.credit, one.transfer.points) for one in found.fresh] == [
        (3, "household:east-1", 5), (4, "household:east-1", 6),
    ]  # fmt: skip
    assert {one.transfer.business_date for one in found.fresh} == {date(2024, 5, 1)}
    assert [(row, column) for row, column, *_ in faults(found)] == [(5, "积分"), (6, "积分"), (7, "住址")]
    assert [said[3].count("rows 5 to 6") for said in faults(found)] == [1, 1, 0]
    assert "merged with those beside it" in faults(found)[2][3]


def test_headings_over_two_rows_are_understood_and_one_over_two_columns_is_refused(still: Hall) -> None:
    rows = [["住址", "积分", "事由", "日期"], ["", "", "", ""], GOOD]
    found = look(still, rows, merges=[(0, x, 1, x) for x in range(4)])
    assert (len(found.fresh), found.faults) == (1, ())
    with pytest.raises(InputError, match="stands over several columns"):
        look(still, [["住址", "积分", "", "事由", "日期"], [GOOD[0], 5, 6, *GOOD[2:]]], merges=[(0, 1, 0, 2)])


def test_a_formula_is_refused_where_it_matters_and_passed_over_where_it_does_not(still: Hall) -> None:
    found = look(still, [["序号", *HEAD], ["=ROW()-1", *GOOD], ["=ROW()-1", "east-2", "=2+3", *GOOD[2:]]])
    assert [one.row for one in found.fresh] == [2]
    assert [fault[:3] for fault in faults(found)] == [(3, "积分", "")]


def test_a_workbook_with_two_sheets_of_points_is_asked_which_and_none_is_passed_over_unseen(still: Hall) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("说明").write(0, 0, "每个小区一张表")
        for name, home in (("东", "east-1"), ("西", "west-1")):
            page = book.add_worksheet(name)
            for y, row in enumerate([HEAD, [home, *GOOD[1:]]]):
                page.write_row(y, 0, row)
    data = file.getvalue()
    with pytest.raises(InputError, match="several such sheets: 东, 西"):
        sheet_look.look(still.desk, still.clerk, data, GRANTS)
    with pytest.raises(InputError, match="no sheet 北; it has 说明, 东, 西"):
        sheet_look.look(still.desk, still.clerk, data, Stated(kind=Kind.GRANTS, sheet="北"))
    found = sheet_look.look(still.desk, still.clerk, data, Stated(kind=Kind.GRANTS, sheet="西"))
    assert [one.transfer.credit for one in found.fresh] == ["household:west-1"]


def test_a_row_that_a_filter_hides_is_not_brought_in_unseen(still: Hall) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        for y, row in enumerate([HEAD, GOOD, ["east-2", *GOOD[1:]], GOOD]):
            page.write_row(y, 0, row)
        page.set_row(2, None, None, {"hidden": True})
    found = sheet_look.look(still.desk, still.clerk, file.getvalue(), GRANTS)
    assert [one.row for one in found.fresh] == [2]
    assert next((row, why) for row, _, _, why in faults(found)) == (3, "The row is hidden in the workbook")


def test_rows_of_headings_between_pages_and_blank_rows_are_passed_over(still: Hall) -> None:
    found = look(still, [["说明：每户一行"], [], HEAD, GOOD, [], HEAD, ["east-2", *GOOD[1:]], ["", "", "", ""]])
    assert ([one.row for one in found.fresh], found.faults) == ([4, 7], ())


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["姓名", "得票"], ["a", 1]], "No row among the first 30"),
        ([["住址", "积分", "余额", "日期"], GOOD], "积分 and 余额 may both be meant"),
        ([["住址", "积分", "积分", "日期"], GOOD], "积分 is there twice"),
        ([["住址", "积分", "事由"], GOOD[:3]], "no column 日期"),
        ([["住址", "积分", "日期"], [*GOOD[:2], GOOD[3]]], "no column 事由"),
    ],
)
def test_a_sheet_that_cannot_be_understood_as_a_whole_is_refused_as_a_whole(still: Hall, rows: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        look(still, rows)


def test_what_is_said_beside_the_file_stands_in_for_columns_it_does_not_have(still: Hall) -> None:
    stated = Stated(kind=Kind.GRANTS, day=date(2024, 11, 3), reason="义务植树", event="tree-day")
    (one,) = look(still, [["household", "points"], ["east-1", 5]], stated).fresh
    assert (one.transfer.business_date, one.transfer.reason.zh, one.transfer.reason.en) == (
        date(2024, 11, 3), "tree-day：义务植树", "tree-day: 义务植树",
    )  # fmt: skip


def test_an_old_workbook_and_a_stranger_are_refused_and_so_is_a_fund_that_is_not_open(still: Hall) -> None:
    with pytest.raises(InputError, match="old format"):
        sheet_look.look(still.desk, still.clerk, b"\xd0\xcf\x11\xe0" + b"\0" * 600, GRANTS)
    with pytest.raises(NotAllowed):
        sheet_look.look(still.desk, Actor(Role.JUDGE), sheet([HEAD, GOOD]), GRANTS)
    with pytest.raises(NotFound, match="no fund moon; there are community"):
        look(still, [HEAD, GOOD], Stated(kind=Kind.GRANTS, fund="moon"))


def test_a_closed_period_takes_no_new_rows_and_does_not_mind_those_it_has(hall: Hall) -> None:
    october = ["east-1", 5, "清扫楼道", "2024-10-05"]
    bring_in(hall, sheet([HEAD, october]))
    closed = {
        "period": "2024-10",
        "first": date(2024, 10, 1),
        "last": date(2024, 10, 31),
        "at": hall.clock(),
        "actor": "x",
    }
    hall.desk.store.write(lambda connection: connection.execute(t.period_close.insert(), closed))
    found = bring_in(hall, sheet([HEAD, october, ["east-2", *october[1:]], GOOD]))
    assert ([one.row for one in found.there], [one.row for one in found.fresh]) == ([2], [4])
    ((row, column, _, why),) = faults(found)
    assert (row, column, why) == (3, "日期", "The day lies in 2024-10, which is closed")


def test_more_than_the_fund_may_issue_is_refused_before_anything_is_posted(hall: Hall) -> None:
    from weiping.desk.points import accounts
    from weiping.domain.text import Text

    accounts.open_fund(hall.desk, hall.clerk, "community", Text("基金", "Fund"), budget=7)
    found = look(hall, [HEAD, GOOD, ["east-2", *GOOD[1:]]])
    with pytest.raises(WrongPhase, match="gives 10 points; its fund may issue 7"):
        importing.carry_out(hall.desk, hall.clerk, found)
    assert transfers(hall) == []


def test_granted_points_wait_for_the_monthly_notice_and_opening_balances_do_not(hall: Hall) -> None:
    policy.change(hall.desk, hall.clerk, Policy(notice="monthly"))
    bring_in(hall, sheet([HEAD, GOOD]))
    bring_in(hall, sheet([HEAD, GOOD]), OPENING)
    assert [bool(one.awaits_notice) for one in transfers(hall)] == [True, False]


def test_an_import_that_is_broken_off_is_finished_by_the_next(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 4)
    rows = [HEAD, *(["east-1", 1 + n, f"事由{n}", "2024-10-08"] for n in range(11))]
    seen: list[tuple[int, int]] = []

    def broken(done: int, of: int) -> None:
        seen.append((done, of))
        if done == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.carry_out(hall.desk, hall.clerk, look(hall, rows), broken)
    assert seen == [(4, 11), (8, 11)]
    found = bring_in(hall, sheet(rows))
    assert (len(found.there), len(found.fresh), has(hall, "household:east-1")) == (8, 3, sum(range(1, 12)))


def test_many_points_wait_for_a_second_person_and_are_not_proposed_again_meanwhile(hall: Hall) -> None:
    first, second = Actor(Role.CLERK, staff="c1"), Actor(Role.CLERK, staff="c2")
    policy.change(hall.desk, hall.clerk, Policy(approve_above=9))
    few = sheet_look.look(hall.desk, first, sheet([HEAD, GOOD]), GRANTS)
    assert importing.carry_out(hall.desk, first, few) == Outcome("posted", 1)
    data = sheet([HEAD, GOOD, ["east-2", *GOOD[1:]], ["west-1", *GOOD[1:]]])
    outcome = importing.carry_out(hall.desk, first, sheet_look.look(hall.desk, first, data, GRANTS))
    assert (outcome.state, has(hall, "household:east-2")) == ("waiting", 0)
    changed = sheet([HEAD, GOOD, ["east-2", *GOOD[1:]], ["west-1", 6, *GOOD[2:]]])
    again = sheet_look.look(hall.desk, first, changed, GRANTS)
    assert ([one.row for one in again.there], [one.row for one in again.waiting], again.fresh) == ([2], [3], ())
    ((row, _, _, why),) = faults(again)
    assert (row, why.partition(",")[0]) == (4, "It waits for a second person with 5 points")
    approvals.approve(hall.desk, second, str(outcome.batch))
    assert (has(hall, "household:east-2"), has(hall, "household:west-1")) == (5, 5)
    assert len(sheet_look.look(hall.desk, first, data, GRANTS).there) == 3


def test_imported_grants_are_watched_as_the_importers_and_explain_themselves(hall: Hall) -> None:
    first = Actor(Role.CLERK, staff="c1")
    found = sheet_look.look(hall.desk, first, sheet([HEAD, GOOD, ["east-2", *GOOD[1:]]]), GRANTS)
    importing.carry_out(hall.desk, first, found)
    seen = watching.overview(hall.desk, hall.clerk, date(2024, 11, 20), date(2024, 11, 20))
    assert [(one["operator"], one["transfers"], one["late"]) for one in seen["operators"]] == [("c1", 2, 2)]
    told = explaining.explain(hall.desk, hall.clerk, transfers(hall)[0].id)
    assert (told["event"]["kind"], told["event"]["title"]["zh_CN"]) == ("granted", "清扫楼道")


def test_a_telephone_number_in_a_reason_is_not_imported_since_a_notice_would_show_it(still: Hall) -> None:
    found = look(still, [HEAD, [*GOOD[:2], "感谢王阿姨 138 0013 8000", GOOD[3]]])
    assert [(row, column) for row, column, *_ in faults(found)] == [(2, "事由")]


GOOD_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["east-1", "east 3-2-502", "west小区3号楼2单元501", "south-2"]), st.integers(1, 10**9),
        st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=6)
        .filter(lambda one: not one.startswith(("=", "'"))),
        st.dates(date(2000, 1, 1), date(2024, 11, 20)),
    ),
    min_size=1, max_size=8, unique_by=lambda row: (row[2], row[3]),
)  # fmt: skip


@given(GOOD_ROWS, st.randoms(use_true_random=False))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_good_rows_imported_again_in_any_order_change_nothing(hall: Hall, rows: Any, shuffler: Any) -> None:
    first = bring_in(hall, sheet([HEAD, *rows]))
    assert first.faults == ()
    before = len(transfers(hall))
    shuffler.shuffle(rows)
    again = bring_in(hall, sheet([HEAD, *rows]))
    assert (len(again.fresh), len(again.there), again.faults, len(transfers(hall))) == (0, len(rows), (), before)


@given(
    st.lists(
        st.lists(
            st.sampled_from(["住址", "积分", "日期", "事由", "east-1", "5", "=1", "", "2024-1-5", "\0", "居民"]),
            max_size=6,
        ),
        max_size=8,
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_sheet_holds_it_is_understood_or_refused_in_words(still: Hall, rows: list[list[str]]) -> None:
    try:
        found = sheet_look.look(still.desk, still.clerk, text(rows), GRANTS)
    except InputError:
        return
    numbers = [*(one.row for one in found.fresh), *found.refused]
    assert len(numbers) == len(set(numbers)) == len(found.rows)
    assert set(sheet_lines.HEADINGS) >= {"household", "points"}
