"""Small habits of every verb that writes evidence: one row, and the reason that goes with it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..errors import Invalid

LONGEST_REASON = 500


def add(connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    """Insert one row into an append-only table; answers it with its number, as the journal wants it."""
    number = connection.execute(table.insert().returning(table.c.number), row).scalar_one()
    return {"number": number, **row}


def reason_of(text: str) -> str:
    """A reason without the space around it; Invalid where it is too long to be one."""
    if len(text) > LONGEST_REASON:
        raise Invalid("A reason has at most {most} characters.", most=LONGEST_REASON)
    return text.strip()
