"""Cells that several files of the time before share: keys that may be empty, yes and no, files that may be missing."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from .files import Row, read_csv


def rows_of(path: Path, *columns: str) -> list[Row]:
    """The rows of a file with these columns; none where there is no such file."""
    return read_csv(path, columns) if path.exists() else []


def one_of(row: Row, column: str, keys: Collection[str]) -> str | None:
    """The cell, where the file has that column, as one of `keys`; None where it is empty."""
    return row.known(column, keys) if row.cells.get(column) else None


def number(row: Row, column: str, *, least: int = 0) -> int:
    """The cell as a whole number; an empty one is none."""
    value = row[column]
    if not value.isdecimal() or int(value) < least:
        row.refuse(column, "Write a whole number that makes sense here.")
    return int(value)


def where(row: Row) -> str:
    """The row as messages name it."""
    return f"{row.file.name}:{row.number}"


def yes(row: Row, column: str) -> bool:
    """Whether the cell says yes; an empty one says no."""
    if row[column].lower() in ("", "no", "否"):
        return False
    return row[column].lower() in ("yes", "是") or row.refuse(column, "Write yes or no.")
