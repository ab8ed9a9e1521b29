"""Triggers that keep evidence: append-only tables refuse UPDATE, DELETE and an INSERT over an existing row.

Beside them stand the laws of the ledger (`laws`).

The last one matters on SQLite, where `INSERT OR REPLACE` deletes a row without firing a delete trigger.
"""

from __future__ import annotations

import sqlalchemy as sa

from . import laws
from .tables import APPEND_ONLY, metadata


def install(connection: sa.Connection) -> None:
    """Create all guards afresh. Called at the end of every migration, since altering a table may drop its triggers."""
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def statements(dialect: str) -> list[str]:
    """The DDL for `sqlite` or `postgresql`."""
    return [*_sqlite(), *laws.sqlite()] if dialect == "sqlite" else [*_postgresql(), *laws.postgresql()]


def missing(connection: sa.Connection) -> list[str]:
    """Names of guards that ought to be there and are not (an invariant of `weiping audit`)."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    there = {row[0] for row in connection.exec_driver_sql(query)}
    return sorted(set(names(connection.dialect.name)) - there)


def names(dialect: str) -> list[str]:
    """The triggers there must be: for each append-only table, and for each law."""
    kinds = ("update", "delete", "insert") if dialect == "sqlite" else ("change", "truncate")
    return [f"{table}_no_{kind}" for table in APPEND_ONLY for kind in kinds] + [law.name for law in laws.LAWS]


def _sqlite() -> list[str]:
    made = []
    for table in APPEND_ONLY:
        refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
        for kind in ("update", "delete"):
            made.append(f"DROP TRIGGER IF EXISTS {table}_no_{kind}")
            made.append(f"CREATE TRIGGER {table}_no_{kind} BEFORE {kind.upper()} ON {table} BEGIN {refuse}; END")
        made.append(f"DROP TRIGGER IF EXISTS {table}_no_insert")
        twice = f"SELECT 1 FROM {table} WHERE {_same(table)}"  # noqa: S608
        made.append(
            f"CREATE TRIGGER {table}_no_insert BEFORE INSERT ON {table} WHEN EXISTS ({twice}) BEGIN {refuse}; END"
        )
    return made


def _same(table: str) -> str:
    """That a row is there already whose place a new one would take: by whatever is unique in the table."""
    unique = [
        [column.name for column in one.columns]
        for one in metadata.tables[table].constraints
        if isinstance(one, sa.UniqueConstraint | sa.PrimaryKeyConstraint)
    ]
    sets = sorted(" AND ".join(f"{name} = NEW.{name}" for name in names) for names in unique)
    return " OR ".join(f"({one})" for one in sets)


def _postgresql() -> list[str]:
    made = [
        "CREATE OR REPLACE FUNCTION weiping_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
    ]
    for table in APPEND_ONLY:
        for name, when in (("change", "BEFORE UPDATE OR DELETE"), ("truncate", "BEFORE TRUNCATE")):
            made.append(f"DROP TRIGGER IF EXISTS {table}_no_{name} ON {table}")
            made.append(
                f"CREATE TRIGGER {table}_no_{name} {when} ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION weiping_append_only()"
            )
    return made
