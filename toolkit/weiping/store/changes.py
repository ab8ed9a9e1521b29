"""Noticing that anybody wrote to the database: another server process, the command line, or this process itself."""

from __future__ import annotations

from typing import Any, Protocol

import sqlalchemy as sa

CHANNEL = "weiping"


class Changes(Protocol):
    """A number that is another one after each commit, whoever made it."""

    def version(self) -> int:
        """The number now. Call from one thread at a time."""

    def close(self) -> None:
        """Let go of the connection."""


def changes(engine: sa.Engine) -> Changes:
    """How the database of `engine` tells of commits."""
    return _Sqlite(engine) if engine.dialect.name == "sqlite" else _Postgresql(engine.url)


def announce(connection: sa.Connection) -> None:
    """Say before a commit that there is one; those who listen hear of it when it is durable. SQLite needs no telling."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"NOTIFY {CHANNEL}")


class _Sqlite:
    """`PRAGMA data_version`, which another connection's commit changes."""

    def __init__(self, engine: sa.Engine) -> None:
        self._connection = engine.connect()

    def version(self) -> int:
        number = self._connection.exec_driver_sql("PRAGMA data_version").scalar_one()
        self._connection.rollback()
        return int(number)

    def close(self) -> None:
        self._connection.close()


class _Postgresql:
    """LISTEN on a connection of its own; the number counts what was heard."""

    def __init__(self, url: sa.URL) -> None:
        self._url = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection: Any = None
        self._count = 0

    def version(self) -> int:
        try:
            if self._connection is None:
                self._listen()
            self._count += sum(1 for _ in self._connection.notifies(timeout=0))
        except Exception:
            self.close()  # the next call connects anew
            raise
        return self._count

    def _listen(self) -> None:
        import psycopg

        self._connection = psycopg.connect(self._url, autocommit=True)
        self._connection.execute(f"LISTEN {CHANNEL}")
        self._count += 1  # nobody heard what was written before

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
