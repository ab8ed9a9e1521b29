"""What a law is made of, and the sums that several of them need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Law:
    """A row of `table` is refused with `message` where `broken` is true; `when` is a first look at the row alone.

    `on` is what the row comes by: INSERT, UPDATE, UPDATE OF some columns, DELETE.
    """

    name: str
    table: str
    message: str
    broken: str
    when: str = "NEW.number IS NOT NULL"
    on: str = "INSERT"
    only: Literal["sqlite"] | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """`updates` follow every row that comes into `table` where `when` is true, so that nobody has to add up its history."""

    name: str
    table: str
    updates: tuple[str, ...]
    when: str = "NEW.number IS NOT NULL"


def total(column: str, table: str, where: str) -> str:
    """A sum that is zero where there is nothing to add."""
    return f"(SELECT COALESCE(SUM({column}), 0) FROM {table} WHERE {where})"


def balance(account: str, more: str = "") -> str:
    """Points credited less points debited; `more` is a further condition, such as " AND x.business_date <= p.last"."""
    credit = total("x.points", "transfer x", f"x.credit_id = {account}{more}")
    return f"({credit} - {total('x.points', 'transfer x', f'x.debit_id = {account}{more}')})"


def whole(table: str, column: str, *, signed: bool = False) -> Law:
    """Amounts are whole and above zero (or below it, where `signed`); SQLite would keep half a point, or a word."""
    amount = f"NEW.{column}"
    off = f"{amount} = 0" if signed else f"{amount} <= 0"
    return Law(
        f"{table}_whole", table, "amounts are whole numbers above zero" if not signed else "amounts are whole numbers, not 0",
        f"{off} OR {amount} <> CAST({amount} AS BIGINT)",
    )  # fmt: skip
