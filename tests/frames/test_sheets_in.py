"""Sheets as people send them: text where it stands, with what only the workbook knows - formulas and merged cells."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from weiping.domain.cells import acts, safe, unsafe
from weiping.errors import InputError
from weiping.frames.sheets_in import BOOK, FORMULA, LIST, Block, Limits, clean, rows_of, sheet_of


def workbook(write: Callable[[xlsxwriter.worksheet.Worksheet], object]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        write(book.add_worksheet())
    return file.getvalue()


def test_cells_keep_their_place_where_rows_and_columns_before_them_are_empty() -> None:
    def write(page: xlsxwriter.worksheet.Worksheet) -> None:
        page.write(2, 2, "户")
        page.write_formula(3, 3, "=1+1", None, 2)
        page.write(3, 2, " ３号楼　")

    assert sheet_of(workbook(write)).rows == [[""] * 4, [""] * 4, ["", "", "户", ""], ["", "", "３号楼", FORMULA]]


@given(st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 30)), st.sampled_from(["x", "12", "=f", "3.5"])))
@settings(max_examples=25, deadline=None)
def test_every_cell_is_read_where_it_was_written(cells: dict[tuple[int, int], str]) -> None:
    def write(page: xlsxwriter.worksheet.Worksheet) -> None:
        for (row, column), cell in cells.items():
            if cell == "=f":
                page.write_formula(row, column, "=1+1", None, 2)
            else:
                page.write(row, column, float(cell) if cell[0].isdigit() else cell)

    rows = sheet_of(workbook(write)).rows
    found = {(y, x): cell for y, row in enumerate(rows) for x, cell in enumerate(row) if cell}
    assert found == {at: FORMULA if cell == "=f" else cell for at, cell in cells.items()}


def test_merged_cells_are_told_with_their_corners() -> None:
    def write(page: xlsxwriter.worksheet.Worksheet) -> None:
        page.merge_range(0, 0, 0, 3, "title")
        page.merge_range(2, 1, 4, 1, "2024-01-05")

    assert set(sheet_of(workbook(write)).merged) == {Block(0, 0, 0, 3), Block(2, 1, 4, 1)}


def test_a_cell_of_csv_that_begins_with_an_equals_sign_is_a_formula_and_one_behind_an_apostrophe_is_text() -> None:
    assert sheet_of("户,分\n=1+1,'=1+1\n'好',5".encode()).rows == [["户", "分"], [FORMULA, "=1+1"], ["'好'", "5"]]


@given(st.text(st.sampled_from("'=+-@＝ \t\n3号a"), max_size=8))
def test_text_for_a_csv_never_acts_and_comes_back_as_it_was(cell: str) -> None:
    assert not acts(safe(cell))
    assert unsafe(safe(cell)) == cell


def test_full_width_letters_are_plain_once_cleaned() -> None:
    assert clean("２０１号　（ａ） ") == "201号 (a)"
    assert rows_of("ａ,ｂ\n１,２".encode()) == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    ("data", "most", "said"),
    [
        (b"  \n", BOOK, "empty"),
        (b"a\n" * 20, Limits(30, 100, 100), "40 bytes"),
        (b"a\n" * 20, Limits(300, 100, 10), "20 rows"),
        (b"PK\x03\x04 nothing of the kind", BOOK, "cannot be read as an Excel workbook"),
        (workbook(lambda page: page.write(0, 0, "x" * 9000)), Limits(10**6, 9000, 10), "unpacks"),
        (b"\xff\xfe\x00\x01" * 9, LIST, "neither"),
    ],
)  # fmt: skip
def test_what_is_too_much_or_no_sheet_at_all_is_refused(data: bytes, most: Limits, said: str) -> None:
    with pytest.raises(InputError, match=said):
        sheet_of(data, most=most)
