"""Bringing a database to the current schema, by Alembic, from the first table on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from . import guards

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0005"
"""The newest of the migrations."""


def upgrade(engine: sa.Engine) -> None:
    """Create or upgrade every table in one transaction and put the guards in place."""
    with engine.connect() as connection:
        if _is_current(connection):
            return
    from alembic import command  # it takes longer to import than most commands to do their work

    with engine.connect() as connection, _loose(connection), connection.begin():
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        guards.install(connection)
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration would leave references to nothing: {broken[:3]}")


def _is_current(connection: sa.Connection) -> bool:
    """Whether nothing is to be done. Not for PostgreSQL, where what a trigger says cannot be compared."""
    if connection.dialect.name != "sqlite" or not sa.inspect(connection).has_table("alembic_version"):
        return False
    revisions = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    return revisions == [HEAD] and not guards.missing(connection)


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
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
