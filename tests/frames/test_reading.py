import polars as pl
import pytest
import xlsxwriter

from weiping.errors import InputError
from weiping.frames import read_table

TEXT = "参评对象,评委,评分项,得分\n云中仙居,甲,楼道卫生,18.5\n银河星座,乙,楼道卫生,\n"


def rows(path):
    return read_table(path).frame.collect().rows()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_sheet_in_any_encoding_of_the_office_reads_the_same(tmp_path, encoding):
    path = tmp_path / "marks.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert read_table(path).names == ("参评对象", "评委", "评分项", "得分")
    assert rows(path)[0] == ("云中仙居", "甲", "楼道卫生", "18.5")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    path = tmp_path / "marks.csv"
    path.write_text(TEXT.replace(",", delimiter), "utf-8")
    assert len(read_table(path).names) == 4


def test_windows_line_ends_quotes_and_padding_are_understood(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_bytes(b'entry, note\r\n"A, B" ," ""good"" "\r\n')
    assert rows(path) == [("A, B", '"good"')]


def test_csv_excel_and_parquet_carry_the_same_table(tmp_path):
    frame = pl.DataFrame({"entry": ["A", "B"], "mark": [9.75, None]})
    frame.write_excel(tmp_path / "t.xlsx")
    frame.write_csv(tmp_path / "t.csv")
    frame.write_parquet(tmp_path / "t.parquet")
    as_text = [("A", "9.75"), ("B", None)]
    assert rows(tmp_path / "t.csv") == rows(tmp_path / "t.xlsx") == as_text
    assert rows(tmp_path / "t.parquet") == frame.rows()


def test_numbers_of_an_excel_sheet_do_not_pick_up_binary_dust(tmp_path):
    pl.DataFrame({"mark": [0.1, 19.35, 3.0, 100.0]}).write_excel(tmp_path / "t.xlsx")
    assert [float(mark) for (mark,) in rows(tmp_path / "t.xlsx")] == [0.1, 19.35, 3.0, 100.0]
    assert max(len(mark) for (mark,) in rows(tmp_path / "t.xlsx")) <= 5


@pytest.mark.parametrize("content", [b"", b"\n", b"entry,mark\n", b"entry,mark\n,\n ,\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_named(tmp_path, content):
    path = tmp_path / "marks.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"marks\.csv is empty"):
        read_table(path)


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (b"entry,mark\n\xff\xfe\x81\x20\xff,1\n", 2),
        (b"entry,mark\nA\x00B,1\n", 2),
        (TEXT.encode().replace("乙".encode(), "乙".encode()[:2]), 3),
        (TEXT.encode() + b"\x80,1,2,3\n", 4),
        (b"entry,mark\nA,1\n\x80,2\n", 3),
    ],
)
def test_broken_text_is_named_with_its_line_and_not_taken_for_gbk(tmp_path, content, row):
    path = tmp_path / "marks.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=rf"marks\.csv, line {row}: this is neither UTF-8 nor GBK"):
        read_table(path)


@pytest.mark.parametrize("name", ["broken.xlsx", "broken.parquet"])
def test_a_workbook_or_parquet_file_that_is_none_is_named(tmp_path, name):
    (tmp_path / name).write_bytes(b"not at all")
    with pytest.raises(InputError, match="cannot be read"):
        read_table(tmp_path / name)


def test_a_missing_file_and_an_unknown_kind_are_named(tmp_path):
    with pytest.raises(InputError, match="There is no file"):
        read_table(tmp_path / "marks.csv")
    with pytest.raises(InputError, match="not a kind of file"):
        read_table(tmp_path / "marks.pdf")


def test_a_row_longer_than_the_header_is_named_with_its_row(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_text("entry,mark\nA,1\nB,2,3\n")
    with pytest.raises(InputError, match="row 3 has 3 cells"):
        read_table(path)


def test_two_columns_of_one_name_are_refused(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_text("entry,mark,mark\nA,1,2\n")
    with pytest.raises(InputError, match="the column mark twice"):
        read_table(path)


@pytest.mark.parametrize("odd", ["\f", "\v", "\x1c", "\u2028", "\u2029"])
def test_only_line_ends_end_a_line(tmp_path, odd):
    path = tmp_path / "marks.csv"
    path.write_bytes(f"entry,mark\rA{odd}B,1\rC,2\r".encode())
    assert rows(path) == [(f"A{odd}B", "1"), ("C", "2")]


def test_a_quote_that_is_never_closed_does_not_swallow_the_rest_of_the_file(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_text('entry,note\nA,1\nB,"open\n' + "C,3\n" * 50_000)
    with pytest.raises(InputError, match=r"marks\.csv, row 3: a quote is opened and never closed"):
        read_table(path)


def test_a_very_long_text_is_a_cell_like_any_other(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_text(f'entry, note\nA, "{"long, " * 50_000}end"\n')
    assert rows(path) == [("A", "long, " * 50_000 + "end")]


def test_a_rare_name_in_characters_of_private_use_is_read_from_utf_8(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_text("entry,mark\n王\ue863,1\n", "utf-8")
    assert rows(path) == [("王\ue863", "1")]


@pytest.mark.parametrize("name", ["marks.csv", "marks.xlsx"])
def test_blank_rows_above_the_header_and_columns_without_a_heading_are_passed_over(tmp_path, name):
    grid = [(None, None, None), ("entry", None, "mark"), ("A", "x", "9.5"), (None, None, None), ("B", None, "8")]
    write_grid(tmp_path / name, grid)
    table = read_table(tmp_path / name)
    assert (table.names, table.first) == (("entry", "mark"), 3)
    assert table.frame.collect().rows() == [("A", "9.5"), (None, None), ("B", "8")]


@pytest.mark.parametrize("name", ["marks.csv", "marks.xlsx"])
def test_a_workbook_is_held_to_the_same_rules_as_text(tmp_path, name):
    write_grid(tmp_path / name, [("entry", "mark", "mark "), ("A", "1", "2")])
    with pytest.raises(InputError, match="the column mark twice"):
        read_table(tmp_path / name)
    write_grid(tmp_path / name, [("entry", "mark"), (None, " ")])
    with pytest.raises(InputError, match="is empty"):
        read_table(tmp_path / name)


def write_grid(path, grid):
    if path.suffix == ".csv":
        path.write_text("\n".join(",".join(cell or "" for cell in row) for row in grid), "utf-8")
        return
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(grid):
            sheet.write_row(at, 0, row)
