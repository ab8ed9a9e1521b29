"""Bringing a database to the current schema, by Alembic, from the first table on."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from . import guards


def upgrade(engine: sa.Engine) -> None:
    """Create or upgrade every table in one transaction and put the guards in place."""
    with engine.begin() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        guards.install(connection)


def configuration() -> Config:
    """Alembic's configuration for the migrations inside the package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
