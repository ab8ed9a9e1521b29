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
from datetime import date
from operator import itemgetter
from typing import Any, cast

import sqlalchemy as sa

from .tables.columns import Utc

Convert = Callable[[Any], Any]

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
    """What makes of a column's value what SQLite's driver takes; None where that is the value itself.

    Days and times, of which every transfer has four, become the text that SQLAlchemy would make of them in a fifth of its time.
    """
    if isinstance(kind, Utc):
        return lambda value: value and Utc.plain(value).isoformat(" ", "microseconds")
    if isinstance(kind, sa.Date):
        return lambda value: value and date.isoformat(value)
    return kind.dialect_impl(dialect).bind_processor(dialect)


class Prepared:
    """A SELECT, or the INSERT of a row, whose values are `sa.bindparam`s; one that is `expanding` takes a list.

    On SQLite it goes to the driver as it is; elsewhere the way of all statements.
    """

    def __init__(self, statement: sa.Select[Any] | sa.Insert) -> None:
        self._statement = statement
        self._made: dict[bool, _Made] = {}

    def rows(self, connection: sa.Connection, **values: Any) -> Sequence[Any]:
        """What the SELECT answers; of each row the columns by name, or in their order."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement, values).all()
        few = all(1 <= len(one) <= FEW for one in values.values() if type(one) is list)
        return self._for(connection, few).rows(connection, values)

    def insert(self, connection: sa.Connection, row: Mapping[str, Any]) -> None:
        """Run the INSERT with a row."""
        if connection.dialect.name != "sqlite":
            connection.execute(self._statement, row)
        else:
            self._for(connection, few=True).run(connection, row)

    def _for(self, connection: sa.Connection, few: bool) -> _Made:
        if few not in self._made:
            self._made[few] = _made(self._statement, connection.dialect, few)
        return self._made[few]


@dataclass(frozen=True, slots=True)
class _Made:
    """A statement for SQLite: its text, what it is given by which name, and what its columns are turned into."""

    text: str
    given: Sequence[tuple[str, Convert | None]]
    fixed: Mapping[str, Any]
    row: Callable[[Sequence[Any]], Any]
    columns: Sequence[tuple[int, Convert]]

    def run(self, connection: sa.Connection, values: Mapping[str, Any]) -> Any:
        found = {**self.fixed, **values} if self.fixed else values
        given = [found[name] if to is None else to(found[name]) for name, to in self.given]
        return plainly(connection, self.text, given)

    def rows(self, connection: sa.Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        rows = self.run(connection, values).fetchall()
        if not self.columns:
            return [self.row(one) for one in rows]
        found = []
        for one in rows:
            row = list(one)
            for place, convert in self.columns:
                row[place] = convert(row[place])
            found.append(self.row(row))
        return found


def _row(names: Iterable[str | None]) -> Callable[[Sequence[Any]], Any]:
    """What makes of a row a tuple with names."""
    make: Any = namedtuple
    return cast(Callable[[Sequence[Any]], Any], make("Row", [name or "_" for name in names], rename=True)._make)


def _made(statement: sa.Select[Any] | sa.Insert, dialect: sa.Dialect, few: bool) -> _Made:
    compiled: Any = statement.compile(dialect=dialect)
    text = str(compiled)
    given: list[tuple[str, Convert | None]] = []
    for name in compiled.positiontup:
        bind = compiled.binds[name]
        if bind.expanding and few:
            text = text.replace(f"(__[POSTCOMPILE_{name}])", "(?, ?)")
            given += [(name, itemgetter(0)), (name, itemgetter(-1))]
        elif bind.expanding:  # one value, however long the list is
            text = text.replace(f"(__[POSTCOMPILE_{name}])", "(SELECT value FROM json_each(?))")
            given.append((name, json.dumps))
        else:
            given.append((name, given_as(bind.type, dialect)))
    selected = list(getattr(statement, "selected_columns", ()))
    converts = [c.type.dialect_impl(dialect).result_processor(dialect, None) for c in selected]
    return _Made(
        text=text, given=given, fixed={name: value for name, value in compiled.params.items() if value is not None},
        row=_row(c.key for c in selected),
        columns=[(place, convert) for place, convert in enumerate(converts) if convert is not None],
    )  # fmt: skip
