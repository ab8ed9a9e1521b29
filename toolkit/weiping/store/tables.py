"""Every table, as SQLAlchemy Core describes it. Migrations create them; a test holds both equal.

Two habits run through all of it. Rows that are evidence (`APPEND_ONLY`) have a `number` in the order they were
written and are never changed. Values of marks are whole ten-thousandths (`VALUE_UNIT`), so that no database and no
driver can turn an exact decimal into a binary float.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, MetaData, Table, UniqueConstraint

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
        """Refuse a naive time: nobody could say what it means."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Say that it is UTC."""
        return value and value.replace(tzinfo=UTC)


def to_units(value: Decimal) -> int:
    """A mark as whole ten-thousandths; ValueError where it has more than four decimals."""
    scaled = value * VALUE_UNIT
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{value} has more than four decimals")
    return int(scaled)


def from_units(units: int) -> Decimal:
    """Whole ten-thousandths as the decimal they stand for."""
    return Decimal(units).scaleb(-VALUE_DIGITS)


_Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _id() -> Column[Any]:
    return Column("id", _Number, primary_key=True, autoincrement=True)


def _number() -> Column[Any]:
    return Column("number", _Number, primary_key=True, autoincrement=True)


def _ref(name: str, to: str, *, nullable: bool = False, index: bool = True) -> Column[Any]:
    return Column(name, _Number, ForeignKey(f"{to}.id"), nullable=nullable, index=index)


def _text(name: str, *, nullable: bool = False, unique: bool = False) -> Column[Any]:
    return Column(name, sa.Text, nullable=nullable, unique=unique)


def _both(name: str) -> tuple[Column[Any], Column[Any]]:
    return _text(f"{name}_zh"), _text(f"{name}_en")


def _time(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Utc, nullable=nullable)


# The register

community = Table("community", metadata, _id(), _text("key", unique=True), *_both("name"))
grid = Table(
    "grid", metadata, _id(), _ref("community_id", "community"), _text("key", unique=True),
    Column("number", sa.Integer, nullable=False), _text("name"),
)  # fmt: skip
micro_grid = Table(
    "micro_grid", metadata, _id(), _ref("grid_id", "grid"), _text("key", unique=True),
    Column("number", sa.Integer, nullable=False),
)  # fmt: skip
compound = Table(
    "compound", metadata, _id(), _ref("grid_id", "grid"), _text("key", unique=True), *_both("name"),
    Column("attributes", sa.JSON, nullable=False),
)  # fmt: skip
building = Table(
    "building", metadata, _id(), _ref("compound_id", "compound"), _text("key", unique=True), _text("name")
)  # fmt: skip
unit = Table("unit", metadata, _id(), _ref("building_id", "building"), _text("key", unique=True), _text("name"))
household = Table(
    "household", metadata, _id(), _ref("compound_id", "compound"), _ref("unit_id", "unit", nullable=True),
    _ref("micro_grid_id", "micro_grid"), _text("key", unique=True), _text("room"),
)  # fmt: skip
resident = Table(
    "resident", metadata, _id(), _ref("household_id", "household"), _text("key", unique=True), _text("name"),
    Column("roles", sa.JSON, nullable=False), _text("disclosure"),
)  # fmt: skip
leader = Table("leader", metadata, _id(), _ref("micro_grid_id", "micro_grid"), _ref("resident_id", "resident"))

# Appraisals

appraisal = Table(
    "appraisal", metadata, _id(), _ref("community_id", "community"), _text("key", unique=True), *_both("title"),
    _text("period"), Column("plan", sa.JSON, nullable=False),
)  # fmt: skip
round_ = Table(
    "round", metadata, _id(), _ref("appraisal_id", "appraisal"), Column("number", sa.Integer, nullable=False),
    _text("phase"), Column("show_standings", sa.Boolean, nullable=False),
    Column("criteria", sa.JSON, nullable=False), _text("rule"), _text("rule_hash"),
    _time("opened_at", nullable=True), _time("frozen_at", nullable=True), _time("published_at", nullable=True),
    Column("available_from", sa.Date, nullable=True),
    UniqueConstraint("appraisal_id", "number"),
)  # fmt: skip
entry = Table(
    "entry", metadata, _id(), _ref("round_id", "round"), Column("number", sa.Integer, nullable=False),
    _ref("compound_id", "compound"), *_both("name"), *_both("facts"), Column("attributes", sa.JSON, nullable=False),
    UniqueConstraint("round_id", "number"),
)  # fmt: skip
judge = Table(
    "judge", metadata, _id(), _ref("round_id", "round"), Column("number", sa.Integer, nullable=False), _text("kind"),
    _ref("resident_id", "resident"), UniqueConstraint("round_id", "number"),
)  # fmt: skip
invitation = Table(
    "invitation", metadata, _id(), _text("role"), _ref("judge_id", "judge", nullable=True),
    _text("code_hash", unique=True), Column("once", sa.Boolean, nullable=False), _time("made_at"),
    _time("expires_at", nullable=True), _time("used_at", nullable=True), _time("revoked_at", nullable=True),
)  # fmt: skip
session = Table(
    "session", metadata, _id(), _text("token_hash", unique=True), _text("role"), _ref("judge_id", "judge", nullable=True),
    _ref("invitation_id", "invitation", nullable=True), _time("made_at"), _time("ended_at", nullable=True),
)  # fmt: skip
tap = Table(
    # one acknowledged item of an outbox: a mark, a note, a signature or a reopening
    "tap", metadata, _number(), _text("id", unique=True), _ref("round_id", "round", index=False),
    _ref("judge_id", "judge", index=False), _ref("entry_id", "entry", index=False), _text("kind"),
    _text("criterion", nullable=True), _text("answer", nullable=True),
    Column("value", sa.BigInteger, nullable=True), Column("detail", sa.JSON(none_as_null=True), nullable=True),
    _text("text", nullable=True), _text("client"), Column("seq", sa.BigInteger, nullable=False),
    _text("tablet_at", nullable=True), _time("received_at"), Column("late", sa.Boolean, nullable=False),
    sa.CheckConstraint("kind IN ('mark', 'note', 'sign', 'reopen')", name="kind"),
    sa.CheckConstraint(
        "kind <> 'mark' OR (criterion IS NOT NULL AND answer IN ('value', 'not_seen', 'recused', 'cleared')"
        " AND (answer = 'value') = (value IS NOT NULL))", name="answer",
    ),
    sa.Index("ix_tap_round_judge_entry", "round_id", "judge_id", "entry_id"),
)  # fmt: skip
phase_change = Table(
    "phase_change", metadata, _number(), _ref("round_id", "round"), _text("before"), _text("after"), _text("reason"),
    _time("at"),
)  # fmt: skip
result = Table(
    "result", metadata, _number(), _ref("round_id", "round"), _ref("entry_id", "entry"),
    Column("place", sa.Integer, nullable=True), Column("shared", sa.Boolean, nullable=False),
    _text("total", nullable=True), _text("award", nullable=True), Column("parts", sa.JSON, nullable=False),
    UniqueConstraint("round_id", "entry_id"),
)  # fmt: skip

# Points

account = Table(
    "account", metadata, _id(), _text("kind"), _text("key", unique=True), *_both("name"),
    Column("household_id", _Number, ForeignKey("household.id"), nullable=True, unique=True),
    Column("floor", sa.BigInteger, nullable=True),
)  # fmt: skip
transfer = Table(
    "transfer", metadata, _number(), _text("id", unique=True), _text("key", unique=True), _text("body_hash"),
    _ref("debit_id", "account"), _ref("credit_id", "account"), Column("points", sa.BigInteger, nullable=False),
    *_both("reason"), _text("event"), Column("business_date", sa.Date, nullable=False),
    Column("available_from", sa.Date, nullable=False), _time("recorded_at"), _text("actor"),
    sa.CheckConstraint("points > 0", name="points"), sa.CheckConstraint("debit_id <> credit_id", name="sides"),
)  # fmt: skip
reward = Table(
    "reward", metadata, _id(), _text("key", unique=True), *_both("title"), _text("kind"),
    Column("points", sa.BigInteger, nullable=False), *_both("how"),
    sa.CheckConstraint("points > 0", name="points"),
)  # fmt: skip
redemption = Table(
    "redemption", metadata, _number(), _text("id", unique=True), _text("code", unique=True), _text("key", unique=True),
    _text("body_hash"), _ref("account_id", "account"), _ref("reward_id", "reward"),
    Column("quantity", sa.Integer, nullable=False), Column("points", sa.BigInteger, nullable=False), _time("at"),
    _text("actor"), sa.CheckConstraint("quantity > 0 AND points > 0", name="points"),
)  # fmt: skip
hold = Table(
    "hold", metadata, _number(), _text("id", unique=True), Column("redemption", sa.Text, ForeignKey("redemption.id"),
    nullable=False, unique=True), _ref("account_id", "account"), Column("points", sa.BigInteger, nullable=False),
    _time("at"), sa.CheckConstraint("points > 0", name="points"),
)  # fmt: skip
hold_end = Table(
    "hold_end", metadata, _number(), Column("hold", sa.Text, ForeignKey("hold.id"), nullable=False, unique=True),
    _text("how"), Column("transfer", sa.Text, ForeignKey("transfer.id"), nullable=True), _time("at"),
    sa.CheckConstraint("how IN ('issued', 'released', 'expired')", name="how"),
    sa.CheckConstraint("(how = 'issued') = (transfer IS NOT NULL)", name="transfer"),
)  # fmt: skip
stock_move = Table(
    "stock_move", metadata, _number(), _ref("reward_id", "reward"), Column("quantity", sa.BigInteger, nullable=False),
    _text("why"), Column("redemption", sa.Text, ForeignKey("redemption.id"), nullable=True), _time("at"),
    sa.CheckConstraint("quantity <> 0", name="quantity"),
)  # fmt: skip
hand_over = Table(
    "hand_over", metadata, _number(),
    Column("redemption", sa.Text, ForeignKey("redemption.id"), nullable=False, unique=True), _time("at"), _text("actor"),
)  # fmt: skip

# The journal

journal = Table(
    "journal", metadata, Column("number", _Number, primary_key=True, autoincrement=False), _time("at"), _text("actor"),
    _text("verb"), Column("subject", sa.Text, nullable=False), _text("digest"), _text("previous"), _text("hash"),
)  # fmt: skip
journal_salt = Table(
    # apart from the journal, so that a salt can be destroyed when the rows it covers must be forgotten
    "journal_salt", metadata,
    Column("number", _Number, ForeignKey("journal.number"), primary_key=True, autoincrement=False), _text("salt"),
)  # fmt: skip

APPEND_ONLY: dict[str, str] = {
    # table -> the column that names a row; no row is ever updated, deleted, or inserted over
    "tap": "id",
    "phase_change": "number",
    "result": "number",
    "transfer": "id",
    "redemption": "id",
    "hold": "id",
    "hold_end": "hold",
    "stock_move": "number",
    "hand_over": "redemption",
    "journal": "number",
}
