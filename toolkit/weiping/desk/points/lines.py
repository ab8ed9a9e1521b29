"""The lines of an account as its holder reads them: newest first, each with the balance after it, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ...domain.points import TransferKind
from ...domain.text import Text
from ...store import tables as t

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `points` as they came (above zero) or went, `balance` after it; `number` is where the next page begins."""

    number: int
    transfer: str
    kind: TransferKind
    on: date
    at: datetime
    points: int
    balance: int
    reason: Text
    expires_on: date | None
    about: str | None


def page(
    connection: sa.Connection, account: int, before: int | None = None, most: int = PAGE
) -> tuple[list[Line], bool]:
    """At most `most` lines written before line `before` (None: the newest), and whether there are earlier ones."""
    x = t.transfer.c
    mine = sa.or_(x.credit_id == account, x.debit_id == account)
    where = [mine] if before is None else [mine, x.number < before]
    signed = sa.case((x.credit_id == account, x.points), else_=-x.points)
    balance = int(connection.execute(sa.select(sa.func.coalesce(sa.func.sum(signed), 0)).where(*where)).scalar_one())
    query = sa.select(t.transfer, signed.label("signed")).where(*where).order_by(x.number.desc()).limit(most + 1)
    rows = connection.execute(query).all()
    found = []
    for row in rows[:most]:
        found.append(_line(row, balance))
        balance -= row.signed
    return found, len(rows) > most


def _line(row: Any, balance: int) -> Line:
    return Line(
        row.number, row.id, TransferKind(row.kind), row.business_date, row.recorded_at, int(row.signed), balance,
        Text(row.reason_zh, row.reason_en), row.expires_on if row.signed > 0 else None, row.about,
    )  # fmt: skip
