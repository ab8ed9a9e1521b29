"""Tables that leave the house as a workbook or as CSV, in which no text can pass for a formula.

A name such as `=HYPERLINK(…)` or `@sum` stays a name: a workbook keeps every text as a string (and marks those that would act
when somebody edits the cell), a CSV file puts an apostrophe before them.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter

from ..domain.cells import acts, safe
from ..errors import InputError

Cell = str | int | Decimal | bool | date | datetime | None
"""What a cell may be. A time is written as it is at the office, a truth as a tick or nothing."""

MOST_ROWS = 1_048_575
"""Rows below the headings that a sheet of a workbook can have."""
_LONGEST = 32_767
"""Letters that a cell of a workbook can hold."""
_WIDEST = 48
_LOOK = 200
"""Rows by which the width of a column is set."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what its sheet is called, its headings, its rows from the top. `rows` may be read once only."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def to_csv(table: Table, zone: tzinfo) -> bytes:
    """The table as UTF-8 that Excel recognises, times in `zone`."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow([safe(heading) for heading in table.headings])
    lines.writerows([_plain(cell, zone) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: Cell, zone: tzinfo) -> str:
    if cell is None or isinstance(cell, bool):
        return "✓" if cell else ""
    if isinstance(cell, datetime):
        return cell.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    return safe(cell) if isinstance(cell, str) else str(cell)


def to_xlsx(tables: Sequence[Table], out: BinaryIO, zone: tzinfo) -> None:
    """Write a workbook with a sheet for each table, times in `zone`. Raises InputError where a table has too many rows."""
    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_urls": False}) as book:
        names = _names(table.title for table in tables)
        for name, table in zip(names, tables, strict=True):
            _Page(book, name, zone).write(table)


def xlsx(tables: Sequence[Table], zone: tzinfo) -> bytes:
    """As `to_xlsx`, as bytes."""
    file = io.BytesIO()
    to_xlsx(tables, file, zone)
    return file.getvalue()


class _Page:
    """One sheet of a workbook that is being written."""

    def __init__(self, book: Any, name: str, zone: tzinfo) -> None:
        self._page, self._zone = book.add_worksheet(name), zone
        self._bold = book.add_format({"bold": True, "bottom": 1, "quote_prefix": True})
        self._quoted = book.add_format({"quote_prefix": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})

    def write(self, table: Table) -> None:
        head, rest = _looked_at(table.rows)
        for column, width in enumerate(_widths([table.headings, *head])):
            self._page.set_column(column, column, width)
        self._page.freeze_panes(1, 0)
        for column, heading in enumerate(table.headings):
            self._page.write_string(0, column, heading, self._bold)
        for number, row in enumerate(_chain(head, rest), 1):
            if number > MOST_ROWS:
                raise InputError("A sheet of a workbook has at most {most} rows; write .csv instead.", most=MOST_ROWS)
            for column, cell in enumerate(row):
                self._cell(number, column, cell)

    def _cell(self, row: int, column: int, cell: Cell) -> None:
        page = self._page
        if isinstance(cell, bool):
            page.write_string(row, column, "✓" if cell else "")
        elif isinstance(cell, str):
            page.write_string(
                row, column, cell[:_LONGEST], self._quoted if acts(cell) or cell.startswith("'") else None
            )
        elif isinstance(cell, int | Decimal):
            page.write_number(row, column, cell)
        elif isinstance(cell, datetime):
            page.write_datetime(row, column, cell.astimezone(self._zone).replace(tzinfo=None), self._time)
        elif cell is not None:
            page.write_datetime(row, column, cell, self._day)


def _looked_at(rows: Iterable[Sequence[Cell]]) -> tuple[list[Sequence[Cell]], Iterator[Sequence[Cell]]]:
    rest = iter(rows)
    return [row for _, row in zip(range(_LOOK), rest, strict=False)], rest


def _chain(head: Iterable[Sequence[Cell]], rest: Iterator[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield from head
    yield from rest


def _widths(rows: Iterable[Sequence[Cell]]) -> list[int]:
    """The width of each column in letters: a Chinese one is as wide as two."""
    widest: dict[int, int] = {}
    for row in rows:
        for column, cell in enumerate(row):
            text = str(cell or "")[:_WIDEST]
            wide = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
            widest[column] = max(widest.get(column, 8), min(wide + 2, _WIDEST))
    return [widest[column] for column in sorted(widest)]


def _names(titles: Iterable[str]) -> list[str]:
    """Names that sheets may have: at most 31 letters, none of []:*?/\\, no two alike."""
    found: list[str] = []
    for title in titles:
        plain = re.sub(r"[\[\]:*?/\\\0-\x1f]", " ", title).strip(" '")[:28] or "-"
        number = sum(one.casefold().startswith(plain.casefold()) for one in found)
        found.append(f"{plain} {number + 1}" if number else plain)
    return found
