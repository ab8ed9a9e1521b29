"""Statements that are made once and run by every write.

SQLAlchemy looks a statement up in its cache, and wraps its parameters and rows, each time that it runs; all that takes ten
times as long as SQLite needs to find a row by its key. Here it compiles the statement once, and then the driver runs it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors

from .tables.columns import Utc

Convert = Callable[[Any], Any]

NOTHING: Mapping[str, Any] = {}
FEW = 2
"""A list of so many values is handed over one by one, which is faster: a single posting asks for two accounts and a key."""


def plainly(connection: sa.Connection, text: str, values: Sequence[Any] = ()) -> Any:
    """Hand a statement to the driver as it is; answers its cursor, and raises SQLAlchemy's errors, which callers know."""
    plain: Any = connection.connection.dbapi_connection  # the driver's own; asking for that by name costs three calls
    try:
        return plain.execute(text, values)
    except sqlite3.Error as error:
        raise sa.exc.DBAPIError.instance(text, values, error, sqlite3.Error) from error


def given_as(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> Convert | None:
    """What makes of a column's value, where there is one, what SQLite's driver takes; None where that is the value itself.

    Days, times and truths, of which every transfer has several, become what SQLAlchemy would make of them in a fifth of its time.
    """
    if isinstance(kind, Utc):
        return _time
    if isinstance(kind, sa.Date):
        return date.isoformat
    return None if isinstance(kind, sa.Boolean) else kind.dialect_impl(dialect).bind_processor(dialect)


def _time(value: datetime) -> str:
    plain = value if value.tzinfo is UTC else Utc.plain(value)
    return plain.isoformat(" ", "microseconds")[:26]


class Prepared:
    """A SELECT, or the INSERT of a row, whose values are `sa.bindparam`s; one that is `expanding` takes a list.

    On SQLite it goes to the driver as it is; elsewhere the way of all statements.
    """

    def __init__(self, statement: sa.Select[Any] | sa.Insert) -> None:
        self._statement = statement
        self._lists = [
            one.key for one in visitors.iterate(statement) if isinstance(one, sa.BindParameter) and one.expanding
        ]
        self._made: dict[bool, _Made] = {}

    def rows(self, connection: sa.Connection, values: Mapping[str, Any] = NOTHING) -> Sequence[Sequence[Any]]:
        """What the SELECT answers; of each row the columns in their order."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement, values).all()
        few = not self._lists or all(1 <= len(values[name]) <= FEW for name in self._lists)
        run, columns = self._made.get(few) or self._make(connection, few)
        rows = run(connection, values).fetchall()
        return [_converted(one, columns) for one in rows] if columns else rows

    def insert(self, connection: sa.Connection, row: Mapping[str, Any]) -> None:
        """Run the INSERT with a row."""
        if connection.dialect.name != "sqlite":
            connection.execute(self._statement, row)
        else:
            run, _ = self._made.get(True) or self._make(connection, few=True)
            run(connection, row)

    def _make(self, connection: sa.Connection, few: bool) -> _Made:
        made = self._made[few] = _made(self._statement, connection.dialect, few)
        return made


Run = Callable[[sa.Connection, Mapping[str, Any]], Any]
_Made = tuple[Run, Sequence[tuple[int, Convert]]]
"""What hands a statement to SQLite's driver with values by their names, and what the columns of its rows are turned into."""


def _converted(values: Sequence[Any], converts: Sequence[tuple[int, Convert]]) -> list[Any]:
    found = list(values)
    for place, convert in converts:
        if (value := found[place]) is not None:
            found[place] = convert(value)
    return found


def _made(statement: sa.Select[Any] | sa.Insert, dialect: sa.Dialect, few: bool) -> _Made:
    compiled: Any = statement.compile(dialect=dialect)
    text = str(compiled)
    names: list[str] = []
    converts: list[tuple[int, Convert]] = []
    for name in compiled.positiontup:
        bind = compiled.binds[name]
        names.append(name)
        if bind.expanding and few:
            text = text.replace(f"(__[POSTCOMPILE_{name}])", "(?, ?)")
            converts += [(len(names) - 1, itemgetter(0)), (len(names), itemgetter(-1))]
            names.append(name)
        elif bind.expanding:  # one value, however long the list is
            text = text.replace(f"(__[POSTCOMPILE_{name}])", "(SELECT value FROM json_each(?))")
            converts.append((len(names) - 1, json.dumps))
        elif (convert := given_as(bind.type, dialect)) is not None:
            converts.append((len(names) - 1, convert))
    selected = list(getattr(statement, "selected_columns", ()))
    results = [c.type.dialect_impl(dialect).result_processor(dialect, None) for c in selected]
    columns = [(place, convert) for place, convert in enumerate(results) if convert is not None]
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    return _run(text, names, converts, fixed), columns


def _run(text: str, names: Sequence[str], converts: Sequence[tuple[int, Convert]], fixed: Mapping[str, Any]) -> Run:
    pick: Any = itemgetter(*names) if len(names) > 1 else lambda values: [values[name] for name in names]

    def run(connection: sa.Connection, values: Mapping[str, Any]) -> Any:
        return plainly(connection, text, _converted(pick({**fixed, **values} if fixed else values), converts))

    return run
