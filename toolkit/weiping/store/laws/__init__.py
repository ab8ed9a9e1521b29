"""What the database itself holds about points, whoever writes to it.

Each law is a trigger made from SQL conditions that SQLite and PostgreSQL both understand. The desk looks first and says in
better words what is wrong; these stand behind it. They do not lean on what a raw connection can switch off, such as
SQLite's foreign keys and checks. `weiping audit` looks whether they are all in place, and finds what a trigger cannot see:
that a row which ought to be there was never written.
"""

from __future__ import annotations

from collections.abc import Iterator

from .accounts import ACCOUNTS
from .closings import CLOSINGS
from .decisions import DECISIONS
from .holds import HOLDS
from .law import Law
from .lots import LOTS
from .transfers import TRANSFERS

__all__ = ["LAWS", "Law", "functions", "names", "postgresql", "sqlite"]

LAWS = (*TRANSFERS, *LOTS, *HOLDS, *ACCOUNTS, *DECISIONS, *CLOSINGS)


def names(dialect: str) -> list[str]:
    """The laws that hold on `sqlite` or `postgresql`."""
    return [law.name for law in _of(dialect)]


def _of(dialect: str) -> Iterator[Law]:
    return (law for law in LAWS if law.only in (None, dialect))


def sqlite() -> dict[str, str]:
    """Name → the DDL for SQLite."""
    return {
        law.name: f"CREATE TRIGGER {law.name} AFTER {law.on} ON {law.table} WHEN ({law.when}) AND ({law.broken})"
        f" BEGIN SELECT RAISE(ABORT, '{law.message}'); END"
        for law in _of("sqlite")
    }


def functions() -> dict[str, str]:
    """Name → the body of its function on PostgreSQL."""
    return {
        law.name: f" BEGIN IF ({law.broken}) THEN RAISE EXCEPTION '{law.message}'; END IF; RETURN NULL; END "
        for law in _of("postgresql")
    }


def postgresql() -> list[str]:
    """The DDL for PostgreSQL."""
    made = []
    bodies = functions()
    for law in _of("postgresql"):
        made.append(
            f"CREATE OR REPLACE FUNCTION weiping_{law.name}() RETURNS trigger LANGUAGE plpgsql AS $${bodies[law.name]}$$"
        )
        made.append(f"DROP TRIGGER IF EXISTS {law.name} ON {law.table}")
        made.append(
            f"CREATE TRIGGER {law.name} AFTER {law.on} ON {law.table} FOR EACH ROW WHEN ({law.when})"
            f" EXECUTE FUNCTION weiping_{law.name}()"
        )
    return made
