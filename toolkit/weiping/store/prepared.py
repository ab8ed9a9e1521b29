"""Statements that are made once and run by every write.

SQLAlchemy looks a statement up in its cache, and wraps its parameters and rows, each time that it runs; all that takes ten
times as long as SQLite needs to find a row by its key. Here it compiles the statement once, and then the driver runs it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

Convert = Callable[[Any], Any]


class Prepared:
    """A SELECT, or the INSERT of a row, whose values are `sa.bindparam`s; one that is `expanding` takes a list.

    On SQLite it goes to the driver as it is; elsewhere the way of all statements.
    """

    def __init__(self, statement: sa.Select[Any] | sa.Insert) -> None:
        self._statement = statement
        self._made: _Made | None = None

    def rows(self, connection: sa.Connection, **values: Any) -> Sequence[Any]:
        """What the SELECT answers; of each row the columns by name, or in their order."""
        if (made := self._for(connection)) is None:
            return connection.execute(self._statement, values).all()
        return made.rows(connection, values)

    def insert(self, connection: sa.Connection, row: Mapping[str, Any]) -> None:
        """Run the INSERT with a row."""
        if (made := self._for(connection)) is None:
            connection.execute(self._statement, row)
        else:
            made.run(connection, row)

    def _for(self, connection: sa.Connection) -> _Made | None:
        if self._made is None and connection.dialect.name == "sqlite":
            self._made = _made(self._statement, connection.dialect)
        return self._made if connection.dialect.name == "sqlite" else None


@dataclass(frozen=True, slots=True)
class _Made:
    """A statement for SQLite: its text, what it is given by which name, and what its columns are turned into."""

    text: str
    given: Sequence[tuple[str, Convert | None]]
    fixed: Mapping[str, Any]
    row: Callable[[Sequence[Any]], Any]
    columns: Sequence[tuple[int, Convert]]

    def run(self, connection: sa.Connection, values: Mapping[str, Any]) -> Any:
        plain: Any = connection.connection.driver_connection
        found = {**self.fixed, **values} if self.fixed else values
        given = [found[name] if to is None else to(found[name]) for name, to in self.given]
        try:
            return plain.execute(self.text, given)
        except sqlite3.Error as error:  # as whoever waits for SQLAlchemy's errors knows them
            raise sa.exc.DBAPIError.instance(self.text, given, error, sqlite3.Error) from error

    def rows(self, connection: sa.Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        found = []
        for one in self.run(connection, values).fetchall():
            row = list(one)
            for place, convert in self.columns:
                row[place] = convert(row[place])
            found.append(self.row(row))
        return found


def _row(names: Iterable[str | None]) -> Callable[[Sequence[Any]], Any]:
    """What makes of a row a tuple with names."""
    make: Any = namedtuple
    return cast(Callable[[Sequence[Any]], Any], make("Row", [name or "_" for name in names], rename=True)._make)


def _made(statement: sa.Select[Any] | sa.Insert, dialect: sa.Dialect) -> _Made:
    compiled: Any = statement.compile(dialect=dialect)
    text, given = str(compiled), []
    for name in compiled.positiontup:
        bind = compiled.binds[name]
        if bind.expanding:  # one value, however long the list is
            text = text.replace(f"(__[POSTCOMPILE_{name}])", "(SELECT value FROM json_each(?))")
            given.append((name, json.dumps))
        else:
            given.append((name, bind.type.dialect_impl(dialect).bind_processor(dialect)))
    selected = list(getattr(statement, "selected_columns", ()))
    converts = [c.type.dialect_impl(dialect).result_processor(dialect, None) for c in selected]
    return _Made(
        text=text, given=given, fixed={name: value for name, value in compiled.params.items() if value is not None},
        row=_row(c.key for c in selected),
        columns=[(place, convert) for place, convert in enumerate(converts) if convert is not None],
    )  # fmt: skip
