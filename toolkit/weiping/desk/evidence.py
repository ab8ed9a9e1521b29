"""Small habits of every verb that writes evidence: rows with their numbers, and the reason that goes with them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor
from ..errors import Invalid
from ..store import journal
from ..store.engine import touch

LONGEST_REASON = 500


def new_id() -> str:
    """An id for a row of a table that grows without end: a UUID of version 7 (RFC 9562), whose first 48 bits are the time.

    Those that are made one after another stand beside each other in an index. Random ones are all over it, and an import
    of thousands would write every page of it again.
    """
    text = f"{time.time_ns() // 1_000_000:012x}7{secrets.token_hex(10)}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{'89ab'[int(text[16], 16) & 3]}{text[17:20]}-{text[20:32]}"


def add(connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    """Insert one row into an append-only table; answers it with its number, as the journal wants it."""
    number = connection.execute(table.insert().returning(table.c.number), row).scalar_one()
    return {"number": number, **row}


def add_all(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Insert rows into an append-only table with one statement; answers them with their numbers, as `add` does."""
    if not rows:
        return []
    made = table.insert().returning(table.c.number, sort_by_parameter_order=True)
    numbers = connection.execute(made, rows).scalars().all()
    return [{"number": number, **row} for number, row in zip(numbers, rows, strict=True)]


def append(connection: sa.Connection, actor: Actor, verb: str, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of the community's life into an append-only table, with one line of the journal. No rows, no line."""
    if lines := add_all(connection, table, rows):
        journal.write(connection, actor.name, verb, {table.name: lines})
        touch(connection, "community", 0)


def reason_of(text: str) -> str:
    """A reason without the space around it; Invalid where it is too long to be one."""
    if len(text) > LONGEST_REASON:
        raise Invalid("A reason has at most {most} characters.", most=LONGEST_REASON)
    return text.strip()
