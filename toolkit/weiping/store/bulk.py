"""Many rows into one table at once.

Where triggers guard a table SQLite keeps an undo log for every statement, and copies each page into it that the statement
touches. A hundred rows in one statement share that log: they cost a third less than a hundred statements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa

from .prepared import Prepared, given_as

AT_ONCE = 100
"""Rows in one statement; more gain nothing, and SQLite takes at most 32,766 values."""

Row = Mapping[str, Any]


def insert_all(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows, of which each names the same columns, in their order."""
    names = tuple(rows[0]) if rows else ()
    if len(rows) == 1:
        _single(table, names).insert(connection, rows[0])
    elif connection.dialect.name != "sqlite":
        connection.execute(table.insert(), rows)
    else:
        whole = len(rows) - len(rows) % AT_ONCE
        _hundreds(connection, table, names, rows[:whole])
        for row in rows[whole:]:
            _single(table, names).insert(connection, row)


def _hundreds(connection: sa.Connection, table: sa.Table, names: tuple[str, ...], rows: Sequence[Row]) -> None:
    statement = _statement(table, names)
    values = chain.from_iterable(zip(*_columns(connection.dialect, table, names, rows), strict=True))
    for _ in range(0, len(rows), AT_ONCE):
        connection.exec_driver_sql(statement, tuple(islice(values, AT_ONCE * len(names))))


@cache
def _single(table: sa.Table, names: tuple[str, ...]) -> Prepared:
    return Prepared(table.insert().values({name: sa.bindparam(name) for name in names}))


@cache
def _statement(table: sa.Table, names: tuple[str, ...]) -> str:
    row = f"({', '.join('?' * len(names))})"
    columns = ", ".join(f'"{table.c[name].name}"' for name in names)
    return f'INSERT INTO "{table.name}" ({columns}) VALUES {", ".join([row] * AT_ONCE)}'  # noqa: S608 (names of our own columns)


def _columns(dialect: sa.Dialect, table: sa.Table, names: Iterable[str], rows: Sequence[Row]) -> list[list[Any]]:
    """Column by column, what the driver is handed."""
    columns = []
    for name in names:
        values = [row[name] for row in rows]
        plain = given_as(table.c[name].type, dialect)
        columns.append(values if plain is None else _converted(values, plain))
    return columns


def _converted(values: list[Any], plain: Callable[[Any], Any]) -> list[Any]:
    """Each value as the driver takes it; what comes again and again, such as a day, is turned into text once."""
    try:
        texts = {value: value if value is None else plain(value) for value in set(values)}
    except TypeError:  # JSON is no key of a dictionary
        return [value if value is None else plain(value) for value in values]
    return [texts[value] for value in values]
