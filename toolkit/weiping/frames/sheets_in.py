"""A file that somebody uploads, as rows of text: an Excel workbook or a CSV, however it is encoded.

An upload is not trusted: what unpacks to far more than it is, or claims to be what it is not, is refused before it is read.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from ..errors import InputError

MOST_BYTES = 1_000_000
MOST_UNPACKED = 30_000_000
MOST_ROWS = 3_000
MOST_COLUMNS = 200
MOST_SHEETS = 12

FORMULA = "\x1aformula"
"""What stands in a cell that is a formula: its value is nobody's word."""

Rows = list[list[str]]


def rows_of(data: bytes, wanted: Callable[[Rows], bool] = bool) -> Rows:
    """The rows of the first sheet that is `wanted` (of the first one where none is), cells cleaned: full-width digits made
    ordinary, blanks cut. Office workbooks often begin with a sheet of instructions. Raises InputError.
    """
    if not data.strip():
        raise InputError("The file is empty; it needs a row of headings and a row for each judge.")
    if len(data) > MOST_BYTES:
        raise InputError(
            "The file has {size} bytes; a list of judges has at most {most}.", size=len(data), most=MOST_BYTES
        )
    rows = _workbook(data, wanted) if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") else _text(data)
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise InputError(
            "The file has {rows} rows; a list of judges has at most {most}.", rows=len(rows), most=MOST_ROWS
        )
    return rows


def _clean(cell: str | None) -> str:
    """A cell as people mean it: `２０１号　` is `201号`."""
    text = unicodedata.normalize("NFKC", cell or "").replace("\u200b", "").replace("\ufeff", "")
    return re.sub(r"\s+", " ", text).strip()


def _text(data: bytes) -> Rows:
    text = _decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    comma = max(",;\t", key=first.count)
    try:
        rows = [row[:MOST_COLUMNS] for row in csv.reader(io.StringIO(text, newline=""), delimiter=comma)]
    except csv.Error as problem:
        raise InputError("The file cannot be read as CSV ({problem}); save it again.", problem=problem) from problem
    return [[FORMULA if cell.lstrip().startswith("=") else _clean(cell) for cell in row] for row in rows]


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\0-\x08\x0e-\x1f\ue000-\uf8ff]", text):
            return text
    raise InputError("This is neither an Excel workbook nor a CSV file; save the list as .xlsx or as CSV UTF-8.")


def _workbook(data: bytes, wanted: Callable[[Rows], bool]) -> Rows:
    import fastexcel

    if data[:2] == b"PK":
        _refuse_bombs(data)
    try:
        book = fastexcel.read_excel(data)
        names = book.sheet_names[:MOST_SHEETS]
    except BaseException as problem:
        raise _broken(problem) from None
    first: Rows | None = None
    for name in names:
        rows = _sheet(data, book, name)
        if wanted(rows):
            return rows
        first = rows if first is None else first
    return first or []


def _sheet(data: bytes, book: Any, name: str) -> Rows:
    formulas = _formulas(data, name) if data[:2] == b"PK" else set()
    try:
        frame = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except BaseException as problem:
        raise _broken(problem) from None
    rows = [[_clean(cell) for cell in row[:MOST_COLUMNS]] for row in frame.rows()]
    for row, column in formulas:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = FORMULA
    return rows


def _broken(problem: BaseException) -> BaseException:
    """What to raise for a workbook the reader fails on: it panics on some, which is no Exception."""
    return problem if isinstance(problem, KeyboardInterrupt | SystemExit) else _not_a_workbook()


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(one.file_size for one in archive.infolist())
    except Exception:  # an upload can be broken in any way there is
        raise _not_a_workbook() from None
    if size > MOST_UNPACKED:
        raise InputError("The workbook unpacks to more than a list of judges ever has; copy the list to a new one.")


def _not_a_workbook() -> InputError:
    return InputError(
        "The file cannot be read as an Excel workbook; open it, save it again as .xlsx, and try once more."
    )


_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _formulas(data: bytes, name: str) -> set[tuple[int, int]]:
    """Row and column (from 0) of every formula on the sheet called `name`; the reader hands out their last values only."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheet = _path_of(archive, name)
            found = set()
            for _, element in ElementTree.iterparse(archive.open(sheet)):
                if element.tag == f"{_SPACE}c" and element.find(f"{_SPACE}f") is not None:
                    found.add(_place(element.get("r") or "A1"))
                if element.tag == f"{_SPACE}row":
                    element.clear()
            return found
    except Exception:  # an upload can be broken in any way there is
        raise _not_a_workbook() from None


def _path_of(archive: zipfile.ZipFile, name: str) -> str:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    link = next(one.get(_LINK) for one in book.iter(f"{_SPACE}sheet") if one.get("name") == name)
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = next(one.get("Target") or "" for one in links if one.get("Id") == link)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _place(reference: str) -> tuple[int, int]:
    """`B3` -> (2, 1)."""
    letters, digits = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", reference).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1
