"""Tables that leave the house: a workbook or a CSV opens with what was written, and nothing in it acts."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weiping.domain.cells import acts
from weiping.errors import InputError
from weiping.frames.sheets_in import sheet_of
from weiping.publish import sheets
from weiping.publish.sheets import Table, to_csv, xlsx

ZONE = ZoneInfo("Asia/Shanghai")
HOSTILE = (
    "=1+1", "+8613800000000", "-2+3", "@SUM(A1)", "\t=1+1", "\r=cmd|'/c calc'!A0", "＝1+1", " =1+1", "'=1+1",
    '=HYPERLINK("http://example.org","x")', "http://example.org", "file:///etc/passwd", "_x0041_", "王小明", "{=1+1}", "A\nB", "",
)  # fmt: skip


def read(table: Table) -> list[list[str]]:
    return sheet_of(xlsx([table], ZONE)).rows


def test_numbers_days_and_times_are_such_in_a_workbook_and_times_are_those_of_the_office() -> None:
    rows = [(5, date(2024, 1, 5), datetime(2024, 12, 31, 16, 30, tzinfo=UTC), True, None, "3号楼")]
    table = Table("账户", ("分", "日期", "时间", "是", "无", "户"), rows)
    assert read(table)[1] == ["5", "2024-01-05 00:00:00", "2025-01-01 00:30:00", "✓", "", "3号楼"]
    line = to_csv(table, ZONE).decode("utf-8-sig").splitlines()[1]
    assert line == "5,2024-01-05,2025-01-01 00:30:00,✓,,3号楼"


def test_no_text_of_a_workbook_is_a_formula_or_a_link_and_each_is_read_as_it_was() -> None:
    data = xlsx([Table("表", HOSTILE, [HOSTILE])], ZONE)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not re.search(r"<f[ >]|<hyperlink", sheet)
        assert set(re.findall(r'<c r="[A-Z]+\d+"[^>]*?( t="\w+")', sheet)) == {' t="inlineStr"'}
        assert 'quotePrefix="1"' in archive.read("xl/styles.xml").decode()
    row = sheet_of(data).rows[1]
    assert [cell for cell in row if cell] == [text.strip() for text in HOSTILE if text]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_no_cell_of_a_csv_acts(cells: list[str]) -> None:
    text = to_csv(Table("表", cells, [cells]), ZONE).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not [cell for cell in row if acts(cell)]


def test_names_of_sheets_are_such_as_a_workbook_takes() -> None:
    title = "2024-06 [账]/*?:'" + "长" * 40
    data = xlsx([Table(title, ("a",), [(1,)]), Table(title, ("a",), [(2,)]), Table("", ("a",), [])], ZONE)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = re.findall(r'<sheet name="([^"]*)"', archive.read("xl/workbook.xml").decode())
    assert len(set(names)) == 3
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


def test_more_rows_than_a_sheet_can_have_are_refused_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    assert len(read(Table("t", ("a",), [(1,)] * 3))) == 4
    with pytest.raises(InputError, match="at most 3 rows"):
        xlsx([Table("t", ("a",), [(1,)] * 4)], ZONE)


def test_rows_beyond_those_that_set_the_widths_are_written_too() -> None:
    assert [row[0] for row in read(Table("t", ("a",), iter([(n,) for n in range(500)])))[1:]] == [*map(str, range(500))]
