"""Files that commands read and write."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError
from ..i18n import tr
from . import LANG, help_of

if TYPE_CHECKING:
    import polars as pl

Db = Annotated[
    str,
    typer.Option(
        "--db", metavar="PATH", envvar="WEIPING_DB", help=help_of("The database: an SQLite file, or an SQLAlchemy URL.")
    ),
]
"""The database that a command works on."""


def refused_paths(out: Path) -> tuple[Path, ...]:
    """Where the refused rows go: OUT.refused.csv.

    For out.csv people read that as out.refused.csv or as out.csv.refused.csv; both are written, so that no script has
    to guess.
    """
    return tuple(dict.fromkeys(out.with_name(f"{name}.refused.csv") for name in (out.stem, out.name)))


def say(message: str, **values: object) -> None:
    """Tell the person at the terminal; what a program reads goes elsewhere."""
    typer.echo(tr(LANG, message, **values), err=True)


def list_refused(refused: pl.DataFrame, most: int = 20) -> None:
    """Tell which rows were refused and why; `refused` is worded."""
    for row in refused.head(most).iter_rows(named=True):
        say("{file}, row {row}, column {column}: {value}. {reason}; {remedy}.", **row)
    if refused.height > most:
        say("… and {count} more rows.", count=refused.height - most)


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
    except OSError as problem:
        raise InputError("{file} cannot be written: {problem}.", file=path, problem=problem) from problem
    finally:
        Path(name).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def check_writable(path: Path, inputs: Iterable[Path | None] = ()) -> None:
    """Raise InputError early, before minutes of work, where the output has no place to go or would replace an input."""
    if path.suffix.lower() not in ("", ".csv", ".parquet", ".xlsx"):
        raise InputError("{file} is not a kind of file weiping writes; use .csv, .parquet or .xlsx.", file=path)
    if not path.absolute().parent.is_dir():
        raise InputError("There is no folder {folder}; make it first.", folder=path.absolute().parent)
    if path.is_dir():
        raise InputError("{file} is a folder; name a file in it.", file=path)
    sources = {one.resolve() for one in inputs if one is not None}
    for one in (path, *refused_paths(path)):
        if one.resolve() in sources:
            raise InputError("{file} is read by this command and would be lost; name another output.", file=one)


def check_database(db: str | Path, otherwise: str) -> None:
    """Raises InputError where a path names no SQLite file; `otherwise` is what to say where it names nothing at all."""
    if "://" in str(db):
        return
    if not Path(db).is_file():
        raise InputError(otherwise, path=str(db))
    try:
        with Path(db).open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise InputError("{path} cannot be read: {why}.", path=str(db), why=error.strerror) from None
    if head and head != b"SQLite format 3\0":
        raise InputError("{path} is not a database of weiping; check the path.", path=str(db))
