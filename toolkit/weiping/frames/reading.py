"""Files as tables: CSV in the encodings that offices send, Parquet and Excel.

CSV and Excel come in as text, so that no number is read as a binary float on the way.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import chain
from pathlib import Path

import polars as pl

from ..errors import InputError


@dataclass(frozen=True, slots=True)
class Table:
    """A table and the file it came from; the frame's first row is row `first` of the file."""

    frame: pl.LazyFrame
    source: str
    names: tuple[str, ...]
    first: int = 2

    @classmethod
    def of(cls, frame: pl.DataFrame | pl.LazyFrame, source: str = "frame", first: int = 2) -> Table:
        """A table that is in memory already."""
        lazy = frame.lazy()
        return cls(lazy, source, tuple(lazy.collect_schema().names()), first)


def read_table(path: str | Path) -> Table:
    """The table in `path`: .csv, .txt, .tsv, .parquet, .xlsx or .xls.

    Raises InputError when there is no such file, when it is empty, or when it cannot be decoded.
    """
    path = Path(path)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError("{file} is not a kind of file weiping reads; save it as .csv, .xlsx or .parquet.", file=path)
    if not path.is_file():
        raise InputError("There is no file {file}; check the path.", file=path)
    if path.stat().st_size == 0:
        raise _empty(path)
    try:
        table = reader(path)
    except OSError as problem:
        raise InputError("{file} cannot be read: {problem}.", file=path, problem=problem) from problem
    if not table.names or table.frame.head(1).collect().is_empty():
        raise _empty(path)
    return table


def _empty(path: Path) -> InputError:
    return InputError("{file} is empty; it needs a header and at least one row.", file=path)


def _decoded(path: Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark, or else in GBK (as GB 18030, which contains it).

    GB 18030 reads almost any bytes as some text, so a file that is UTF-8 but for a few broken bytes is not tried as GBK,
    and text with control characters, or GBK with characters of private use, is not believed.
    """
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        row = raw.count(b"\n", 0, problem.start) + 1
        forgiving = raw.decode("utf-8", "replace")
        broken = forgiving.count("\ufffd")
        if sum(letter > "\x7f" for letter in forgiving) - broken > broken:
            raise _undecodable(path, row) from problem
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError:
            raise _undecodable(path, row) from problem
        if private := re.search(r"[\ue000-\uf8ff]", text):
            raise _undecodable(path, text.count("\n", 0, private.start()) + 1) from problem
    if control := re.search(r"[\0\x80-\x9f]", text):
        raise _undecodable(path, text.count("\n", 0, control.start()) + 1)
    return text


def _undecodable(path: Path, row: int) -> InputError:
    return InputError(
        "{file}, line {row}: this is neither UTF-8 nor GBK text; save the file as CSV UTF-8.", file=path, row=row
    )


def _delimiter(text: str) -> str:
    header = text.lstrip("\r\n").split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _records(text: str, path: Path) -> list[list[str]]:
    """The records of a CSV file. A quote that is never closed would swallow the rest of the file unseen: refused."""
    end = "\x1f"
    csv.field_size_limit(sys.maxsize)
    lines = chain(StringIO(text, newline=""), [end])
    *rows, last = csv.reader(lines, delimiter=_delimiter(text), skipinitialspace=True)
    if last != [end]:
        raise InputError(
            "{file}, row {row}: a quote is opened and never closed; close it or delete it.",
            file=path,
            row=len(rows) + 1,
        )
    return rows


def _csv(path: Path) -> Table:
    """Every cell as text; the row that a person sees is counted by records, as Excel does."""
    return _of_rows(_records(_decoded(path), path), path)


def _excel(path: Path) -> Table:
    """The first sheet of a workbook, every cell as text."""
    options = {"dtypes": "string", "skip_rows": 0}
    try:
        frame = pl.read_excel(
            path,
            engine="calamine",
            has_header=False,
            read_options=options,
            drop_empty_rows=False,
            drop_empty_cols=False,
            raise_if_empty=False,
        )
    except Exception as problem:
        raise InputError(
            "{file} cannot be read as an Excel workbook ({problem}); save it again as .xlsx.",
            file=path,
            problem=problem,
        ) from problem
    return _of_rows(frame.rows(), path)


def _of_rows(raw: Sequence[Sequence[str | None]], path: Path) -> Table:
    """The table whose header is the first row that is not blank; cells stripped, empty ones null."""
    rows = [[(cell or "").strip() for cell in row] for row in raw]
    filled = [at for at, row in enumerate(rows) if any(row)]
    if len(filled) < 2:
        raise _empty(path)
    first = filled[0] + 1
    names = _names(rows[first - 1], path)
    for at in filled[1:]:
        if any(rows[at][len(names) :]):
            raise InputError(
                "{file}, row {row} has {cells} cells, the header has {columns}; put text with a comma in quotes.",
                file=path,
                row=at + 1,
                cells=len(rows[at]),
                columns=len(names),
            )
    columns = {
        name: pl.Series([row[at] or None if at < len(row) else None for row in rows[first:]], dtype=pl.String)
        for at, name in enumerate(names)
        if name
    }
    return Table.of(pl.DataFrame(columns), path.name, first + 1)


def _names(header: list[str], path: Path) -> list[str]:
    names = list(header)
    while not names[-1]:
        names.pop()
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise InputError("{file} has the column {column} twice; rename or delete one.", file=path, column=twice[0])
    return names


def _parquet(path: Path) -> Table:
    try:
        frame = pl.scan_parquet(path)
        frame.collect_schema()
    except Exception as problem:
        raise InputError(
            "{file} cannot be read as Parquet ({problem}); write it again.", file=path, problem=problem
        ) from problem
    return Table.of(frame, path.name)


_READERS: dict[str, Callable[[Path], Table]] = {
    ".csv": _csv,
    ".txt": _csv,
    ".tsv": _csv,
    ".parquet": _parquet,
    ".xlsx": _excel,
    ".xls": _excel,
}
