"""What tables are made of: the kinds of columns, and the metadata that they all belong to."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, MetaData

VALUE_DIGITS = 4
VALUE_UNIT = 10**VALUE_DIGITS

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Utc(sa.TypeDecorator[datetime]):
    """An aware UTC time in Python, a plain timestamp in the database."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """As `plain`, where there is a time."""
        return value and self.plain(value)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Say that it is UTC."""
        return value and value.replace(tzinfo=UTC)

    @staticmethod
    def plain(value: datetime) -> datetime:
        """The time in UTC without a zone. Refuses a naive one with ValueError: nobody could say what it means."""
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return (value if value.tzinfo is UTC else value.astimezone(UTC)).replace(tzinfo=None)


def to_units(value: Decimal) -> int:
    """A mark as whole ten-thousandths; ValueError where it has more than four decimals."""
    scaled = value * VALUE_UNIT
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{value} has more than four decimals")
    return int(scaled)


def from_units(units: int) -> Decimal:
    """Whole ten-thousandths as the decimal they stand for."""
    return Decimal(units).scaleb(-VALUE_DIGITS)


Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def ident() -> Column[Any]:
    """The number that other tables refer to."""
    return Column("id", Number, primary_key=True, autoincrement=True)


def numbered() -> Column[Any]:
    """The order in which rows of evidence were written."""
    return Column("number", Number, primary_key=True, autoincrement=True)


def ref(name: str, to: str, *, nullable: bool = False, index: bool = True) -> Column[Any]:
    """A reference to the row of another table."""
    return Column(name, Number, ForeignKey(f"{to}.id"), nullable=nullable, index=index)


def text(name: str, *, nullable: bool = False, unique: bool = False) -> Column[Any]:
    """A text."""
    return Column(name, sa.Text, nullable=nullable, unique=unique)


def both(name: str) -> tuple[Column[Any], Column[Any]]:
    """A text in both languages."""
    return text(f"{name}_zh"), text(f"{name}_en")


def switch(name: str, *, on: bool = False) -> Column[Any]:
    """Yes or no, with what it is where nothing was said."""
    return Column(name, sa.Boolean, nullable=False, server_default=sa.true() if on else sa.false())


def moment(name: str, *, nullable: bool = False) -> Column[Any]:
    """A time."""
    return Column(name, Utc, nullable=nullable)


def where_there(name: str, first: str, *more: str) -> sa.Index:
    """An index of the rows whose column `first` holds something; the others cost no room in it and no time."""
    there = sa.text(f"{first} IS NOT NULL")
    return sa.Index(name, first, *more, sqlite_where=there, postgresql_where=there)
