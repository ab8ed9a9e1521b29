"""Files as tables: CSV in the encodings that offices send, Parquet and Excel.

CSV and Excel come in as text, so that no number is read as a binary float on the way.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ..errors import InputError


@dataclass(frozen=True, slots=True)
class Table:
    """A table and the file it came from; the frame's first row is line 2 of the file."""

    frame: pl.LazyFrame
    source: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, frame: pl.DataFrame | pl.LazyFrame, source: str = "frame") -> Table:
        """A table that is in memory already."""
        lazy = frame.lazy()
        return cls(lazy, source, tuple(lazy.collect_schema().names()))


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
        raise InputError("{file} is empty; it needs a header and at least one row.", file=path)
    table = Table.of(reader(path), path.name)
    if not table.names or table.frame.head(1).collect().is_empty():
        raise InputError("{file} is empty; it needs a header and at least one row.", file=path)
    return table


def _decoded(path: Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark, or else in GBK (as GB 18030, which contains it).

    GB 18030 reads almost any bytes as some text, so a file that is UTF-8 but for a few broken bytes is not tried as GBK,
    and text with control characters is not believed.
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
    if control := re.search(r"[\0\x80-\x9f\ue000-\uf8ff]", text):
        raise _undecodable(path, text.count("\n", 0, control.start()) + 1)
    return text


def _undecodable(path: Path, row: int) -> InputError:
    return InputError(
        "{file}, line {row}: this is neither UTF-8 nor GBK text; save the file as CSV UTF-8.", file=path, row=row
    )


def _delimiter(text: str) -> str:
    header = text.lstrip("\r\n").split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _csv(path: Path) -> pl.LazyFrame:
    """Every cell as text, stripped; the line that a person sees is counted by records, as Excel does."""
    text = _decoded(path)
    rows = list(csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text)))
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise InputError("{file} is empty; it needs a header and at least one row.", file=path)
    names = _names(rows[0], path)
    for number, row in enumerate(rows[1:], start=2):
        if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
            raise InputError(
                "{file}, row {row} has {cells} cells, the header has {columns}; put text with a comma in quotes.",
                file=path,
                row=number,
                cells=len(row),
                columns=len(names),
            )
    columns = {
        name: pl.Series([row[at].strip() or None if at < len(row) else None for row in rows[1:]], dtype=pl.String)
        for at, name in enumerate(names)
    }
    return pl.DataFrame(columns).lazy()


def _names(header: list[str], path: Path) -> list[str]:
    names = [cell.strip() for cell in header]
    while names and not names[-1]:
        names.pop()
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError("{file} has the column {column} twice; rename or delete one.", file=path, column=twice[0])
    return names


def _excel(path: Path) -> pl.LazyFrame:
    try:
        frame = pl.read_excel(
            path, engine="calamine", read_options={"dtypes": "string"}, drop_empty_rows=False, raise_if_empty=False
        )
    except Exception as problem:
        raise InputError(
            "{file} cannot be read as an Excel workbook ({problem}); save it again as .xlsx.",
            file=path,
            problem=problem,
        ) from problem
    text = pl.selectors.string().str.strip_chars()
    return frame.rename(str.strip).lazy().with_columns(pl.when(text != "").then(text).name.keep())


def _parquet(path: Path) -> pl.LazyFrame:
    try:
        frame = pl.scan_parquet(path)
        frame.collect_schema()
    except Exception as problem:
        raise InputError(
            "{file} cannot be read as Parquet ({problem}); write it again.", file=path, problem=problem
        ) from problem
    return frame


_READERS: dict[str, Callable[[Path], pl.LazyFrame]] = {
    ".csv": _csv,
    ".txt": _csv,
    ".tsv": _csv,
    ".parquet": _parquet,
    ".xlsx": _excel,
    ".xls": _excel,
}
