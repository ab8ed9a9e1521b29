"""Bringing a database to the current schema, by Alembic, from the first table on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from . import guards


def upgrade(engine: sa.Engine) -> None:
    """Create or upgrade every table in one transaction and put the guards in place."""
    with engine.connect() as connection, _loose(connection), connection.begin():
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        guards.install(connection)
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration would leave references to nothing: {broken[:3]}")


@contextmanager
def _loose(connection: sa.Connection) -> Iterator[None]:
    """Let SQLite rebuild a table that others refer to.

    It cannot alter one in place, and dropping the old one counts as deleting what others refer to. Foreign keys can be
    switched only outside of a transaction.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    plain: Any = connection.connection.driver_connection
    plain.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        plain.execute("PRAGMA foreign_keys = ON")


def configuration() -> Config:
    """Alembic's configuration for the migrations inside the package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
