"""Lists of judges as offices keep them: good rows are taken, bad ones listed with their cell, nothing breaks."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Hall, tiny_plan

from weiping.desk import planning
from weiping.desk.panel_files import MOST_JUDGES, read_panel
from weiping.desk.plan_data import PlanBody, plan_data
from weiping.errors import InputError
from weiping.store import tables as t


@pytest.fixture
def register(hall: Hall) -> Hall:
    """Everybody in the tiny register has a name of their own, but two."""
    names = {"east-1-a": "王晓明", "east-2-a": "李安", "west-1-a": "李安", "west-2-a": "赵芳", "south-1-a": "钱多"}
    roles = {"south-1-a": ["building-leader"], "west-2-a": ["party-member"]}

    def job(connection: sa.Connection) -> None:
        for key, name in names.items():
            r = t.resident
            connection.execute(r.update().where(r.c.key == key).values(name=name, roles=roles.get(key, [])))

    hall.desk.store.write(job)
    return hall


def sheet(rows: list[list[Any]], *, merged: str = "") -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet("名单")
        if merged:
            page.merge_range(0, 0, 0, 3, merged)
        for number, row in enumerate(rows, 1 if merged else 0):
            for column, cell in enumerate(row):
                page.write(number, column, cell)
        book.add_worksheet("说明").write(0, 0, "姓名")
    return file.getvalue()


def read(hall: Hall, data: bytes) -> tuple[list[dict[str, Any]], list[tuple[int, str, str, str]]]:
    found = read_panel(hall.desk, hall.clerk, data)
    assert all(one["message"]["zh_CN"] != one["message"]["en"] for one in found["refused"])
    refused = [(one["row"], one["column"], one["value"], one["message"]["en"]) for one in found["refused"]]
    return found["judges"], refused


MESSY = [
    ["序号", "姓 名", "身份", "住址", "任职小区", "代表小区"],
    ["１", " 王 晓明", "居民代表", "", "west小区", ""],
    ["2", "李安", "", "", "", ""],
    ["3", "李安", "居民", "east ２号楼", "", ""],
    ["", "", "", "", "", ""],
    ["4", "李安", "小区代表", "east小区", "", "east小区"],
    ["5", "王晓明", "党员代表", "", "", ""],
    ["6", "周老师", "特邀评委", "", "", ""],
    ["7", "无此人", "", "", "", ""],
    ["8", "赵芳", "区长", "", "", ""],
    ["9", "赵芳", "", "", "月亮小区", ""],
    ["10", "赵芳", "", "", "", ""],
    ["11", "钱多", "", "south小区 3-2-501", "", ""],
]


@pytest.mark.parametrize("kind", ["xlsx", "utf-8-sig", "gbk"])
def test_good_rows_are_taken_and_bad_ones_named_with_cell_and_remedy(register: Hall, kind: str) -> None:
    if kind == "xlsx":
        data = sheet(MESSY, merged="２０２５ 年评审团名单")
    else:
        data = "\r\n".join(["评审团名单,,,,,", *(",".join(row) for row in MESSY)]).encode(kind)
    judges, refused = read(register, data)
    assert [(one["kind"], one["resident"], one["name"], one["compound"], one["works_for"]) for one in judges] == [
        ("resident", "east-1-a", None, None, ["west"]),
        ("representative", "east-2-a", None, "east", []),
        ("guest", None, "周老师", None, []),
        ("party-member", "west-2-a", None, None, []),
        ("building-leader", "south-1-a", None, None, []),
    ]
    assert [(row, column, value) for row, column, value, _ in refused] == [
        (4, "姓 名", "李安"), (5, "住址", "east 2号楼"), (8, "姓 名", "王晓明"), (10, "姓 名", "无此人"),
        (11, "身份", "区长"), (12, "任职小区", "月亮小区"),
    ]  # fmt: skip
    said = [message for *_, message in refused]
    assert "2 residents have this name" in said[0]
    assert "East 3号楼2单元502" in said[0]
    assert "row 3 already" in said[2]
    assert "特邀评委" in said[3]


def test_a_guests_address_keeps_them_out_of_the_compound_where_they_live(register: Hall) -> None:
    rows = [
        ["姓名", "身份", "住址"],
        ["周老师", "特邀评委", "east小区3号楼2单元501"],
        ["吴老师", "特邀评委", "外地市人民路 5 号"],
        ["郑老师", "特邀评委", "east小区与west小区之间"],
        ["孙老师", "特邀评委", ""],
        ["王晓明", "居民", "east小区"],
    ]
    found = read_panel(register.desk, register.clerk, sheet(rows))
    assert found["refused"] == []
    assert [one["lives_in"] for one in found["judges"]] == ["east", None, None, None, None]
    assert [(one["row"], one["column"], one["value"]) for one in found["notes"]] == [
        (3, "住址", "外地市人民路 5 号"), (4, "住址", "east小区与west小区之间"),
    ]  # fmt: skip
    said = [one["message"] for one in found["notes"]]
    assert "kept out of none" in said[0]["en"]
    assert "East, West" in said[1]["en"]
    assert all(one["zh_CN"] != one["en"] for one in said)
    plan = msgspec.convert({**plan_data(tiny_plan(key="guests")), "judges": found["judges"]}, PlanBody)
    conflicts = planning.check(register.desk, register.clerk, plan)["conflicts"]
    assert [(one["judge"], one["entry"], one["kind"]) for one in conflicts] == [
        (0, "east", "lives-in"), (4, "east", "lives-in"),
    ]  # fmt: skip


def test_an_employer_outside_the_register_is_nobodys_fault_and_one_that_names_a_compound_a_conflict(
    register: Hall,
) -> None:
    rows = [
        ["姓名", "身份", "工作单位"],
        ["周老师", "特邀评委", "市住建局"],
        ["吴老师", "特邀评委", "west小区物业服务中心"],
        ["王晓明", "居民", "退休"],
    ]
    judges, refused = read(register, sheet(rows))
    assert refused == []
    assert [one["works_for"] for one in judges] == [[], ["west"], []]


def test_a_file_without_a_list_is_refused_as_a_whole(register: Hall) -> None:
    for data, says in [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        ("王晓明\n李安\n".encode(), "No column is headed"),
        (b"PK\x03\x04 not really", "cannot be read as an Excel"),
        (b"\xd0\xcf\x11\xe0 not really", "cannot be read as an Excel"),
        (b"\xff\xd8\xff\xe0JFIF" + bytes(range(256)), "neither an Excel"),
        (b"%PDF-1.4\n\x00\x01", "neither an Excel"),
        ("姓名\n".encode() + "王\n".encode() * 10_000, "10001 rows"),
        ("姓名\n".encode() + "王\n".encode() * (MOST_JUDGES + 1), f"{MOST_JUDGES + 1} judges"),
        (b"x" * 1_000_001, "at most 1000000"),
    ]:
        with pytest.raises(InputError, match=says):
            read_panel(register.desk, register.clerk, data)


def test_the_list_is_found_behind_a_sheet_of_instructions_with_its_formulas(register: Hall) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("封面")
        book.add_worksheet("说明").write(0, 0, "请各网格员填写下一页")
        page = book.add_worksheet("名单")
        for number, row in enumerate([["评审团名单"], [], [" 姓 名 ", "身份"], ["王晓明", "居民"], ["=1+1", "居民"]]):
            page.write_row(number, 0, row)
        book.add_worksheet("去年").write_column(0, 0, ["姓名", "李安"])
    judges, refused = read(register, file.getvalue())
    assert [one["resident"] for one in judges] == ["east-1-a"]
    assert [(row, column) for row, column, _, _ in refused] == [(5, "姓 名")]
    assert "paste it as values" in refused[0][3]


def test_a_workbook_that_unpacks_to_far_more_than_a_list_is_refused(register: Hall) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 40_000_000)
    with pytest.raises(InputError, match="unpacks to more"):
        read_panel(register.desk, register.clerk, file.getvalue())


def test_a_formula_is_nobodys_word_in_a_workbook_and_in_csv(register: Hall) -> None:
    rows = [["姓名", "身份"], ['=VLOOKUP("x",A1:B2,1)', "居民"], ["王晓明", "居民"]]
    for data in (sheet(rows), "姓名,身份\n=HYPERLINK(1),居民\n王晓明,居民\n".encode()):
        judges, refused = read(register, data)
        assert [one["resident"] for one in judges] == ["east-1-a"]
        assert [(row, column) for row, column, _, _ in refused] == [(2, "姓名")]
        assert "paste it as values" in refused[0][3]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    st.binary(max_size=200)
    | st.text(max_size=100).map(lambda text: ("姓名,身份,小区\n" + text).encode("utf-8", "replace"))
)
def test_any_bytes_are_read_or_refused_and_never_break(register: Hall, data: bytes) -> None:
    try:
        found = read_panel(register.desk, register.clerk, data)
    except InputError:
        return
    assert set(found) == {"judges", "people", "refused", "notes"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(at=st.integers(0, 3000), byte=st.integers(0, 255))
def test_a_damaged_workbook_is_read_or_refused_and_never_breaks(register: Hall, at: int, byte: int) -> None:
    data = bytearray(sheet(MESSY))
    data[at % len(data)] = byte
    try:
        read_panel(register.desk, register.clerk, bytes(data))
    except InputError:
        return
