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
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from ..domain.cells import unsafe
from ..errors import InputError


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read: its bytes, what a workbook unpacks to, its rows."""

    size: int
    unpacked: int
    rows: int


LIST = Limits(size=1_000_000, unpacked=30_000_000, rows=3_000)
"""A list of people, as a page uploads it."""
BOOK = Limits(size=30_000_000, unpacked=400_000_000, rows=100_000)
"""A whole community's sheet of points."""

MOST_COLUMNS = 200
MOST_SHEETS = 12

FORMULA = "\x1aformula"
"""What stands in a cell that is a formula: its value is nobody's word."""

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Block:
    """Cells merged into one: the first and the last row and column, counted from 0. The words stand in the first cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as it is written: cells are text without the blanks around it; `merged` only a workbook knows of.

    `since_1904` says that its days are numbered from another day than usual, as old Macintoshes did; `hidden` are the
    numbers, from 0, of rows that a filter hides from whoever looks at it.
    """

    rows: Rows
    merged: tuple[Block, ...] = ()
    since_1904: bool = False
    hidden: frozenset[int] = frozenset()


def rows_of(data: bytes, wanted: Callable[[Rows], bool] = bool) -> Rows:
    """The rows of a list of people, cells cleaned (see `sheet_of`, `clean`). Raises InputError."""
    sheet = sheet_of(data, lambda rows: wanted(_cleaned(rows)), LIST)
    return _cleaned(sheet.rows)


def _cleaned(rows: Rows) -> Rows:
    return [[clean(cell) for cell in row] for row in rows]


def sheet_of(
    data: bytes, wanted: Callable[[Rows], bool] = bool, most: Limits = BOOK, *, name: str = "", only: bool = False
) -> Sheet:  # fmt: skip
    """The first sheet that is `wanted`, of none the first: office workbooks often begin with a sheet of instructions.

    `name` says which sheet of a workbook is meant. With `only` it has to be the only one that is wanted, so that no sheet is
    passed over unseen. Raises InputError where that is not so, where there is no such sheet, and where the file is empty,
    larger than `most`, or neither a workbook nor text.
    """
    if not data.strip():
        raise InputError("The file is empty; it needs a row of headings and rows below it.")
    if len(data) > most.size:
        raise InputError("The file has {size} bytes; at most {most} are read.", size=len(data), most=most.size)
    book = data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
    sheet = _workbook(data, wanted, most, name=name, only=only) if book else Sheet(_text(data))
    while sheet.rows and not any(sheet.rows[-1]):
        sheet.rows.pop()
    if len(sheet.rows) > most.rows:
        raise InputError(
            "The file has {rows} rows; at most {most} are read. Make two of it.", rows=len(sheet.rows), most=most.rows
        )
    return sheet


def clean(cell: str) -> str:
    """A cell as people mean it: `２０１号　` is `201号`."""
    if cell.isascii():
        return " ".join(cell.split())
    text = unicodedata.normalize("NFKC", cell).replace("\u200b", "").replace("\ufeff", "")
    return " ".join(text.split())


def _stripped(cell: str | None) -> str:
    return (cell or "").strip(" \t\r\n\u3000\xa0\u200b\ufeff")


def _text(data: bytes) -> Rows:
    text = _decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    comma = max(",;\t", key=first.count)
    try:
        rows = [row[:MOST_COLUMNS] for row in csv.reader(io.StringIO(text, newline=""), delimiter=comma)]
    except csv.Error as problem:
        raise InputError("The file cannot be read as CSV ({problem}); save it again.", problem=problem) from problem
    return [[_text_cell(cell) for cell in row] for row in rows]


def _text_cell(cell: str) -> str:
    """What begins with = is a formula; an apostrophe before it says that it is none (see `safe`)."""
    return FORMULA if cell.lstrip().startswith("=") else _stripped(unsafe(cell))


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\0-\x08\x0e-\x1f\ue000-\uf8ff]", text):
            return text
    raise InputError("This is neither an Excel workbook nor a CSV file; save the list as .xlsx or as CSV UTF-8.")


def _workbook(data: bytes, wanted: Callable[[Rows], bool], most: Limits, *, name: str, only: bool) -> Sheet:
    import fastexcel

    if data[:2] == b"PK":
        _refuse_bombs(data, most)
    try:
        book = fastexcel.read_excel(data)
        names = book.sheet_names
    except BaseException as problem:
        raise _broken(problem) from None
    if name:
        if name not in names:
            raise InputError("The workbook has no sheet {name}; it has {names}.", name=name, names=names)
        return _sheet(data, book, name)
    if only and len(names) > MOST_SHEETS:
        raise InputError("The workbook has {count} sheets; say which one is meant.", count=len(names))
    return _first(data, book, names[:MOST_SHEETS], wanted, only=only)


def _first(data: bytes, book: Any, names: list[str], wanted: Callable[[Rows], bool], *, only: bool) -> Sheet:
    found: list[tuple[str, Sheet]] = []
    first: Sheet | None = None
    for name in names:
        sheet = _sheet(data, book, name)
        first = sheet if first is None else first
        if wanted(sheet.rows):
            if not only:
                return sheet
            found.append((name, sheet))
    if len(found) > 1:
        raise InputError(
            "The workbook has several such sheets: {names}. Say which one is meant, or put them into one.",
            names=[name for name, _ in found],
        )
    return found[0][1] if found else first or Sheet([])


def _sheet(data: bytes, book: Any, name: str) -> Sheet:
    try:
        frame = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except BaseException as problem:
        raise _broken(problem) from None
    if data[:2] != b"PK":
        return Sheet([[_stripped(cell) for cell in row[:MOST_COLUMNS]] for row in frame.rows()])
    marks = _marks(data, name)
    before = [""] * marks.left  # the reader leaves out empty columns on the left
    rows = [[*before, *map(_stripped, row)][:MOST_COLUMNS] for row in frame.rows()]
    for row, column in marks.formulas:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = FORMULA
    return Sheet(rows, tuple(marks.merged), marks.since_1904, frozenset(marks.hidden))


def _broken(problem: BaseException) -> BaseException:
    """What to raise for a workbook the reader fails on: it panics on some, which is no Exception."""
    return problem if isinstance(problem, KeyboardInterrupt | SystemExit) else _not_a_workbook()


def _refuse_bombs(data: bytes, most: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(one.file_size for one in archive.infolist())
    except Exception:  # an upload can be broken in any way there is
        raise _not_a_workbook() from None
    if size > most.unpacked:
        raise InputError("The workbook unpacks to more than a list ever has; copy the list to a new one.")


def _not_a_workbook() -> InputError:
    return InputError(
        "The file cannot be read as an Excel workbook; open it, save it again as .xlsx, and try once more."
    )


_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class _Marks:
    """What the reader does not hand out: where formulas stand (it answers their last values), what is merged, and how many
    empty columns it left out on the left."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    merged: list[Block] = field(default_factory=list)
    left: int = MOST_COLUMNS
    since_1904: bool = False
    hidden: set[int] = field(default_factory=set)


def _marks(data: bytes, name: str) -> _Marks:
    """Read from the sheet called `name` itself."""
    found = _Marks()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
            found.since_1904 = any(one.get("date1904") in ("1", "true") for one in book.iter(f"{_SPACE}workbookPr"))
            sheet = _path_of(archive, book, name)
            for _, element in ElementTree.iterparse(archive.open(sheet)):
                if element.tag == f"{_SPACE}row":
                    _mark_row(element, found)
                    element.clear()
                elif element.tag == f"{_SPACE}mergeCell":
                    found.merged.append(_block(element.get("ref") or "A1"))
    except Exception:  # an upload can be broken in any way there is
        raise _not_a_workbook() from None
    found.left = found.left if found.left < MOST_COLUMNS else 0
    return found


def _mark_row(row: ElementTree.Element, found: _Marks) -> None:
    if row.get("hidden") in ("1", "true") and (row.get("r") or "").isdecimal():
        found.hidden.add(int(row.get("r") or 0) - 1)
    for cell in row:
        at: tuple[int, int] | None = None
        for part in cell:
            if part.tag == f"{_SPACE}f":
                found.formulas.add(at := at or _place(cell.get("r") or "A1"))
            elif (part.tag == f"{_SPACE}v" and part.text) or part.tag == f"{_SPACE}is":
                letters = (cell.get("r") or "A1").rstrip("0123456789")
                if found.left and len(letters) < 3:
                    found.left = min(found.left, _column(letters))


def _path_of(archive: zipfile.ZipFile, book: ElementTree.Element, name: str) -> str:
    link = next(one.get(_LINK) for one in book.iter(f"{_SPACE}sheet") if one.get("name") == name)
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = next(one.get("Target") or "" for one in links if one.get("Id") == link)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _block(reference: str) -> Block:
    """`B3:B5` -> rows 2 to 4 of column 1."""
    first, _, last = reference.replace("$", "").partition(":")
    return Block(*_place(first), *_place(last or first))


def _place(reference: str) -> tuple[int, int]:
    """`B3` -> (2, 1)."""
    letters, digits = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", reference).groups()  # type: ignore[union-attr]
    return int(digits) - 1, _column(letters)


def _column(letters: str) -> int:
    """`B` -> 1."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1
