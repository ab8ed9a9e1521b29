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


def _switch(name: str, *, on: bool = False) -> Column[Any]:
    return Column(name, sa.Boolean, nullable=False, server_default=sa.true() if on else sa.false())


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
    # what the chair decides: `show_others` shows a judge the others' marks for an entry once the own sheet is signed,
    # `exchange` the comments; `show_range` puts the range of a place on the board; `quorum` is how many signed sheets an
    # entry needs (none: half of those due); `rehearsal` counts the rehearsals, the last one running in phase practice
    _switch("show_others"), _switch("exchange", on=True), _switch("show_range"),
    Column("quorum", sa.Integer, nullable=True), Column("rehearsal", sa.Integer, nullable=False, server_default="0"),
    _time("reminded_at", nullable=True),
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
    # a guest is in no register and has a `name` of their own; `route` is the entries this judge visits in walking order,
    # none for all in the order of their numbers; `compound_id` is the compound that a representative speaks for
    "judge", metadata, _id(), _ref("round_id", "round"), Column("number", sa.Integer, nullable=False), _text("kind"),
    _ref("resident_id", "resident", nullable=True), _text("name", nullable=True),
    _ref("compound_id", "compound", nullable=True), Column("route", sa.JSON(none_as_null=True), nullable=True),
    UniqueConstraint("round_id", "number"),
    sa.CheckConstraint("resident_id IS NOT NULL OR name IS NOT NULL", name="who"),
)  # fmt: skip
conflict = Table(
    # why a judge may not score an entry; the newest line of a pair counts, `holds` false takes the earlier ones back
    "conflict", metadata, _number(), _ref("round_id", "round"), _ref("judge_id", "judge"), _ref("entry_id", "entry"),
    _text("kind"), Column("holds", sa.Boolean, nullable=False), _text("reason"), _time("at"), _text("actor"),
    sa.CheckConstraint("kind IN ('lives-in', 'works-for', 'represents', 'declared')", name="kind"),
)  # fmt: skip
invitation = Table(
    "invitation", metadata, _id(), _text("role"), _ref("judge_id", "judge", nullable=True),
    _text("code_hash", unique=True), Column("once", sa.Boolean, nullable=False), _time("made_at"),
    # a short code for typing, beside the long one of the link; it lives for hours and its guessing is limited
    _text("short_hash", nullable=True, unique=True), _time("short_expires_at", nullable=True),
    _time("expires_at", nullable=True), _time("used_at", nullable=True), _time("revoked_at", nullable=True),
    _text("revoked_why", nullable=True),
)  # fmt: skip
session = Table(
    "session", metadata, _id(), _text("token_hash", unique=True), _text("role"), _ref("judge_id", "judge", nullable=True),
    _ref("invitation_id", "invitation", nullable=True), _time("made_at"), _time("ended_at", nullable=True),
    _text("device", nullable=True),
)  # fmt: skip
wrong_code = Table(
    # codes that were tried and were none: what rate limiting and lock-out count; `address` is hashed, old rows are pruned
    "wrong_code", metadata, _id(), _text("address"), Column("at", Utc, nullable=False, index=True)
)  # fmt: skip
tap = Table(
    # one acknowledged item of an outbox; see desk/sheets.py for what each kind means
    "tap", metadata, _number(), _text("id", unique=True), _ref("round_id", "round", index=False),
    _ref("judge_id", "judge", index=False), _ref("entry_id", "entry", index=False), _text("kind"),
    _text("criterion", nullable=True), _text("answer", nullable=True),
    Column("value", sa.BigInteger, nullable=True), Column("detail", sa.JSON(none_as_null=True), nullable=True),
    _text("text", nullable=True), _text("client"), Column("seq", sa.BigInteger, nullable=False),
    _text("tablet_at", nullable=True), _time("received_at"), Column("late", sa.Boolean, nullable=False),
    # the number of the rehearsal it belongs to (such taps never count), and the hash of the photo it adds or drops
    Column("practice", sa.Integer, nullable=True), _text("photo", nullable=True),
    sa.CheckConstraint(
        "kind IN ('mark', 'note', 'sign', 'reopen', 'comment', 'problem', 'photo', 'drop_photo')", name="kind"
    ),
    sa.CheckConstraint("(photo IS NOT NULL) = (kind IN ('photo', 'drop_photo'))", name="photo"),
    sa.CheckConstraint(
        "kind <> 'mark' OR (criterion IS NOT NULL AND answer IN ('value', 'not_seen', 'recused', 'cleared')"
        " AND (answer = 'value') = (value IS NOT NULL))", name="answer",
    ),
    sa.Index("ix_tap_round_judge_entry", "round_id", "judge_id", "entry_id"),
)  # fmt: skip
photo = Table(
    # the picture itself, apart from the tap that is evidence of it: `data` can be erased, its hash stays
    "photo", metadata, Column("hash", sa.Text, primary_key=True), Column("data", sa.LargeBinary, nullable=True),
    _text("type"), Column("width", sa.Integer, nullable=False), Column("height", sa.Integer, nullable=False),
    Column("size", sa.Integer, nullable=False), _time("made_at"),
)  # fmt: skip
photo_consent = Table(
    # whether a photo may stand on the public wall; the newest line counts
    "photo_consent", metadata, _number(), _ref("round_id", "round"), _text("photo"),
    Column("show", sa.Boolean, nullable=False), _text("reason"), _time("at"), _text("actor"),
)  # fmt: skip
late_decision = Table(
    # what the chair made of one sheet's late taps up to number `upto`: admitted they count, else they are evidence only
    "late_decision", metadata, _number(), _ref("round_id", "round"), _ref("judge_id", "judge"), _ref("entry_id", "entry"),
    Column("upto", sa.BigInteger, nullable=False), Column("admitted", sa.Boolean, nullable=False), _text("reason"),
    _time("at"), _text("actor"),
)  # fmt: skip
refusal = Table(
    # an item of a judge that the desk refused, so that the chair sees it too and not only the tablet
    "refusal", metadata, _number(), _text("id", unique=True), _ref("round_id", "round"), _ref("judge_id", "judge"),
    _ref("entry_id", "entry"), _text("kind"), _text("criterion", nullable=True), _text("code"), _time("at"),
)  # fmt: skip
problem_answer = Table(
    # what the chair said to a problem (a tap of kind problem); `closed` takes it off the list
    "problem_answer", metadata, _number(), Column("problem", sa.Text, ForeignKey("tap.id"), nullable=False, index=True),
    _text("text"), Column("closed", sa.Boolean, nullable=False), _time("at"), _text("actor"),
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
    _text("rule", nullable=True),  # the points rule that proposed it, none where people posted it: caps count by it
    sa.CheckConstraint("points > 0", name="points"), sa.CheckConstraint("debit_id <> credit_id", name="sides"),
    sa.Index("ix_transfer_rule", "rule", "business_date"),
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
    "conflict": "number",
    "photo_consent": "number",
    "late_decision": "number",
    "refusal": "id",
    "problem_answer": "number",
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
