"""Foreign sheets of marks, read by importers of plugins: whatever they answer is one long table of text cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..domain.contributed import Importer
from ..errors import InputError, PluginError
from .loader import Plugins, here
from .watch import wrong

if TYPE_CHECKING:
    import polars as pl

    from ..frames import Table

NEEDED = ("entry", "judge", "criterion", "mark")
"""The columns of every answer; others, such as round, are taken along."""


def called(key: str, plugins: Plugins | None = None) -> Importer:
    """The importer `key`. Raises InputError, naming those there are and the plugins in quarantine, where nobody offers it."""
    found = plugins or here()
    if key in found.importers:
        return found.importers[key]
    raise InputError(
        "There is no importer {key}; there are {known}. In quarantine are {plugins}.",
        key=key,
        known=list(found.importers) or "-",
        plugins=[one.label for one in found.quarantined] or "-",
    )


def table(importer: str | Importer, path: str | Path) -> Table:
    """The marks of the file `path` as `importer` (an Importer, or the key of an installed one) reads them.

    Row 1 is the first that the importer answered. What it refuses is its InputError. Raises PluginError, naming it, where it
    fails, or answers what are no rows of marks.
    """
    from ..frames import Table

    chosen = importer if isinstance(importer, Importer) else called(importer)
    path = Path(path)
    if path.suffix.lower() not in chosen.suffixes:
        raise InputError(
            "{file} is nothing for the importer {key}, which reads {suffixes}.",
            file=path,
            key=chosen.key,
            suffixes=list(chosen.suffixes),
        )
    if not path.is_file():
        raise InputError("There is no file {file}; check the path.", file=path)
    try:
        frame = _read(chosen, path)
    except PluginError as error:
        wrong(chosen.read, str(error))
        raise
    if frame.is_empty():
        raise InputError("{file} has no marks that the importer {key} could find.", file=path, key=chosen.key)
    return Table.of(frame, path.name, first=1)


def _read(importer: Importer, path: Path) -> pl.DataFrame:
    import polars as pl

    try:
        answer = importer.read(path)
        if isinstance(answer, pl.DataFrame | pl.LazyFrame):
            return _of_frame(importer, answer.lazy().collect())
        rows = list(answer)
    except InputError:
        raise
    except (Exception, SystemExit) as error:
        raise PluginError(
            "Importer {key} failed on {file}: {error}", key=importer.key, file=path.name, error=repr(error)
        ) from error
    return _of_rows(importer, rows)


def _of_frame(importer: Importer, frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    _check_columns(importer, frame.columns, None)
    return frame.with_columns(pl.all().cast(pl.String, strict=False).str.strip_chars().replace("", None))


def _of_rows(importer: Importer, rows: list[Any]) -> pl.DataFrame:
    import polars as pl

    names: dict[str, None] = dict.fromkeys(NEEDED)
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping) or not all(isinstance(name, str) for name in row):
            raise PluginError(
                "Importer {key} answered {value} as row {row}; a row is a mapping with the keys {needed}.",
                key=importer.key,
                value=repr(row)[:200],
                row=number,
                needed=list(NEEDED),
            )
        _check_columns(importer, row, number)
        names.update(dict.fromkeys(row))
    columns = {
        name: [_cell(importer, number, name, row.get(name)) for number, row in enumerate(rows, start=1)]
        for name in names
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))


def _check_columns(importer: Importer, names: Iterable[str], row: int | None) -> None:
    if lacking := [name for name in NEEDED if name not in set(names)]:
        raise PluginError(
            "Importer {key} answered row {row} without {lacking}.",
            key=importer.key,
            row=row if row is not None else "-",
            lacking=lacking,
        )


def _cell(importer: Importer, row: int, name: str, value: object) -> str | None:
    """A cell as it would stand in a file; a number with the digits that it shows, never with those of its binary form."""
    if value is None or isinstance(value, str):
        return (value or "").strip() or None
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise PluginError(
        "Importer {key} answered {value} as {column} of row {row}; a cell is a text, a number or None.",
        key=importer.key,
        value=repr(value)[:200],
        column=name,
        row=row,
    )
