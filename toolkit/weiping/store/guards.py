"""Triggers that keep evidence: append-only tables refuse UPDATE, DELETE and an INSERT over an existing row.

The last one matters on SQLite, where `INSERT OR REPLACE` deletes a row without firing a delete trigger. Accounts, which
laws look at, refuse the same but for updates. Beside them stand the laws of the ledger (`laws`).
"""

from __future__ import annotations

import sqlalchemy as sa

from . import laws
from .tables import APPEND_ONLY, metadata

KEPT = ("account",)
"""Tables whose rows may change as far as the laws let them, and are never deleted or inserted over."""


def install(connection: sa.Connection) -> None:
    """Create all guards afresh. Called at the end of every migration, since altering a table may drop its triggers."""
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def statements(dialect: str) -> list[str]:
    """The DDL for `sqlite` or `postgresql`."""
    if dialect != "sqlite":
        return [*_postgresql(), *laws.postgresql()]
    made = []
    for name, ddl in _sqlite().items():
        made += [f"DROP TRIGGER IF EXISTS {name}", ddl]
    return made


def missing(connection: sa.Connection) -> list[str]:
    """Names of guards that are not there, are switched off or say something else (an invariant of `weiping audit`)."""
    if connection.dialect.name == "sqlite":
        there: dict[str, str] = dict(
            connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        )
        return sorted(name for name, ddl in _sqlite().items() if there.get(name) != ddl)
    enabled = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    triggers = {row[0] for row in connection.exec_driver_sql(enabled)}
    bodies: dict[str, str] = dict(
        connection.exec_driver_sql("SELECT proname, prosrc FROM pg_proc WHERE starts_with(proname, 'weiping_')").all()
    )
    changed = {name for name, body in laws.functions().items() if bodies.get(f"weiping_{name}") != body}
    return sorted((set(names("postgresql")) - triggers) | changed)


def names(dialect: str) -> list[str]:
    """The triggers there must be: for each append-only table, and for each law."""
    if dialect == "sqlite":
        return list(_sqlite())
    kinds = ("change", "truncate")
    return [f"{table}_no_{kind}" for table in (*APPEND_ONLY, *KEPT) for kind in kinds] + laws.names(dialect)


def _sqlite() -> dict[str, str]:
    """Name → the DDL that makes it."""
    made = {}
    for table in (*APPEND_ONLY, *KEPT):
        refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
        for kind in ("update", "delete") if table in APPEND_ONLY else ("delete",):
            name = f"{table}_no_{kind}"
            made[name] = f"CREATE TRIGGER {name} BEFORE {kind.upper()} ON {table} BEGIN {refuse}; END"
        name = f"{table}_no_insert"
        made[name] = f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {_there(table)} BEGIN {refuse}; END"
    return made | laws.sqlite()


def unique_columns(table: str) -> list[list[str]]:
    """What is unique in a table: each set of columns by which a row can stand in another one's way."""
    return [
        [column.name for column in one.columns]
        for one in metadata.tables[table].constraints
        if isinstance(one, sa.UniqueConstraint | sa.PrimaryKeyConstraint)
    ]


def _there(table: str) -> str:
    """That a row is there already whose place a new one would take: by whatever is unique in the table."""
    sets = sorted(" AND ".join(f"{name} = NEW.{name}" for name in names) for names in unique_columns(table))
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {one})" for one in sets)  # noqa: S608 (names of our own columns)


def _postgresql() -> list[str]:
    made = [
        "CREATE OR REPLACE FUNCTION weiping_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
    ]
    for table in (*APPEND_ONLY, *KEPT):
        change = "BEFORE UPDATE OR DELETE" if table in APPEND_ONLY else "BEFORE DELETE"
        for name, when in (("change", change), ("truncate", "BEFORE TRUNCATE")):
            made.append(f"DROP TRIGGER IF EXISTS {table}_no_{name} ON {table}")
            made.append(
                f"CREATE TRIGGER {table}_no_{name} {when} ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION weiping_append_only()"
            )
    return made
