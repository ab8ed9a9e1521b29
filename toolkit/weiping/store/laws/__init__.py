"""What the database itself holds about points, whoever writes to it.

Each law is a trigger made from SQL conditions that SQLite and PostgreSQL both understand, and so are the sums that laws look
at. The desk looks first and says in better words what is wrong; these stand behind it. They do not lean on what a raw
connection can switch off, such as SQLite's foreign keys and checks. `weiping audit` looks whether they are all in place, and
finds what a trigger cannot see: that a row which ought to be there was never written.
"""

from __future__ import annotations

from collections.abc import Iterator

from .accounts import ACCOUNTS
from .closings import CLOSINGS
from .decisions import DECISIONS
from .holds import HOLDS
from .law import Law
from .lots import LOTS
from .sums import SUMS
from .transfers import TRANSFERS

__all__ = ["LAWS", "Law", "functions", "names", "postgresql", "sqlite"]

LAWS = (*TRANSFERS, *LOTS, *HOLDS, *ACCOUNTS, *DECISIONS, *CLOSINGS)


def names(dialect: str) -> list[str]:
    """The triggers that hold on `sqlite` or `postgresql`."""
    return [one.name for one in SUMS] + [law.name for law in _of(dialect)]


def _of(dialect: str) -> Iterator[Law]:
    return (law for law in LAWS if law.only in (None, dialect))


def sqlite() -> dict[str, str]:
    """Name → the DDL for SQLite."""

    def trigger(name: str, after: str, when: str, body: str) -> str:
        return f"CREATE TRIGGER {name} AFTER {after} WHEN {when} BEGIN {body}; END"

    sums = {
        one.name: trigger(one.name, f"INSERT ON {one.table}", one.when, "; ".join(one.updates)) for one in SUMS
    }  # fmt: skip
    return sums | {
        law.name: trigger(
            law.name, f"{law.on} ON {law.table}", f"({law.when}) AND ({law.broken})", f"SELECT RAISE(ABORT, '{law.message}')"
        )
        for law in _of("sqlite")
    }  # fmt: skip


def functions() -> dict[str, str]:
    """Name → the body of its function on PostgreSQL."""
    bodies = {one.name: "; ".join(one.updates) for one in SUMS}
    bodies |= {
        law.name: f"IF ({law.broken}) THEN RAISE EXCEPTION '{law.message}'; END IF" for law in _of("postgresql")
    }  # fmt: skip
    return {name: f" BEGIN {body}; RETURN NULL; END " for name, body in bodies.items()}


def postgresql() -> list[str]:
    """The DDL for PostgreSQL."""
    made = []
    where = {one.name: (one.table, "INSERT", one.when) for one in SUMS}
    where |= {law.name: (law.table, law.on, law.when) for law in _of("postgresql")}
    for name, body in functions().items():
        table, on, when = where[name]
        made.append(f"CREATE OR REPLACE FUNCTION weiping_{name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
        made.append(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        made.append(
            f"CREATE TRIGGER {name} AFTER {on} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION weiping_{name}()"
        )
    return made
