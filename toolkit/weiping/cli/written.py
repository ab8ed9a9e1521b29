"""Sheets that commands write: which files may be written, and where rows go that were refused."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError

if TYPE_CHECKING:
    from ..desk.office import Desk
    from ..publish.sheets import Table


def refused_path(file: Path, wanted: Path | None) -> Path:
    """Where refused rows go: beside the file without `wanted`, never over a file that somebody may be correcting."""
    if wanted is not None:
        if wanted.resolve() == file.resolve():
            raise InputError("{file} is read by this command and would be lost; name another output.", file=wanted)
        check_target(wanted)
        return wanted
    suffix = ".csv" if file.suffix.lower() in (".csv", ".txt", ".tsv") else ".xlsx"
    stem = file.stem.split(".refused")[0]
    names = itertools.chain([f"{stem}.refused"], (f"{stem}.refused.{number}" for number in itertools.count(2)))
    return next(path for name in names if not (path := file.with_name(name + suffix)).exists())


def check_target(path: Path) -> None:
    """Refuse a file that cannot be written as a sheet. Raises InputError."""
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise InputError("{file} is not a kind of file weiping writes; use .xlsx or .csv.", file=path)
    if not path.absolute().parent.is_dir():
        raise InputError("There is no folder {folder}; make it first.", folder=path.absolute().parent)


def table_bytes(path: Path, tables: list[Table], desk: Desk) -> bytes:
    """Tables as a workbook, or the first of them as CSV, by the name of the file."""
    from ..publish import sheets

    return sheets.xlsx(tables, desk.zone) if path.suffix.lower() == ".xlsx" else sheets.to_csv(tables[0], desk.zone)
