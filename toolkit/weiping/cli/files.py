"""Files that commands read and write."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError

if TYPE_CHECKING:
    import polars as pl

ENDINGS = (".csv", ".parquet", ".xlsx", ".tsv", ".txt", ".xls")


@dataclass(frozen=True, slots=True)
class Sources:
    """The tables that a command works on."""

    marks: Path
    entries: Path | None
    criteria: Path | None


def sources(marks: Path, entries: Path | None, criteria: Path | None) -> Sources:
    """The tables behind MARKS: a file, or a folder with marks, entries and criteria in it.

    Raises InputError for a folder without marks.
    """
    if not marks.is_dir():
        return Sources(marks, entries, criteria)
    found = {name: _in(marks, name) for name in ("marks", "entries", "criteria")}
    if found["marks"] is None:
        raise InputError(
            "{folder} has no marks.csv, marks.parquet or marks.xlsx; name the file of marks.", folder=marks
        )
    return Sources(found["marks"], entries or found["entries"], criteria or found["criteria"])


def _in(folder: Path, name: str) -> Path | None:
    return next((path for ending in ENDINGS if (path := folder / f"{name}{ending}").is_file()), None)


def refused_paths(out: Path) -> tuple[Path, ...]:
    """Where the refused rows go: OUT.refused.csv.

    For out.csv people read that as out.refused.csv or as out.csv.refused.csv; both are written, so that no script has
    to guess.
    """
    return tuple(dict.fromkeys((out.with_suffix(".refused.csv"), out.with_name(out.name + ".refused.csv"))))


def write(frame: pl.DataFrame, path: Path) -> None:
    """Write `frame` by the ending of `path`, whole or not at all. Raises InputError for an ending or a folder that
    cannot be written."""
    writers: dict[str, Callable[[str], object]] = {
        ".csv": frame.write_csv,
        "": frame.write_csv,
        ".parquet": frame.write_parquet,
        ".xlsx": frame.write_excel,
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise InputError("{file} is not a kind of file weiping writes; use .csv, .parquet or .xlsx.", file=path)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent or ".", prefix=f".{path.stem}-", suffix=path.suffix)
        os.close(handle)
    except OSError as problem:
        raise InputError("{file} cannot be written: {problem}.", file=path, problem=problem) from problem
    try:
        writer(name)
        os.chmod(name, 0o666 & ~_umask())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def check_writable(path: Path) -> None:
    """Raise InputError early, before minutes of work, where the output has no place to go."""
    if path.suffix.lower() not in ("", ".csv", ".parquet", ".xlsx"):
        raise InputError("{file} is not a kind of file weiping writes; use .csv, .parquet or .xlsx.", file=path)
    if not path.absolute().parent.is_dir():
        raise InputError("There is no folder {folder}; make it first.", folder=path.absolute().parent)
