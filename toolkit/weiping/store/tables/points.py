"""Points: accounts, transfers, lots, holds; events that earn, and what people decide about them.

Amounts are whole: points, or minutes of volunteering on accounts whose ledger is `minutes`. Dates of business are the
office's dates, times are when something was recorded.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint

from .columns import Number, both, ident, metadata, moment, numbered, ref, switch, text, where_there

account = Table(
    # `of_id` is whose debt a debt account keeps; `balance` and `held` are kept by the database itself (`store.laws`)
    "account", metadata, ident(), text("kind"), text("key", unique=True), *both("name"),
    Column("household_id", Number, ForeignKey("household.id"), nullable=True, unique=True),
    ref("resident_id", "resident", nullable=True), ref("of_id", "account", nullable=True),
    Column("ledger", sa.Text, nullable=False, server_default="points"), Column("floor", sa.BigInteger, nullable=True),
    Column("balance", sa.BigInteger, nullable=False, server_default="0"),
    Column("held", sa.BigInteger, nullable=False, server_default="0"),
    UniqueConstraint("resident_id", "ledger"), sa.CheckConstraint("ledger IN ('points', 'minutes')", name="ledger"),
)  # fmt: skip
transfer = Table(
    # a credit to a household, a resident or a group is a lot, from which later debits are taken (`lot_use`); `about` is the
    # transfer that this one corrects, `hold` the hold that it issues, `origin` where points that moved or came back were earned
    "transfer", metadata, numbered(), text("id", unique=True), text("key", unique=True), text("body_hash"),
    Column("kind", sa.Text, nullable=False, server_default="earn"),
    ref("debit_id", "account"), ref("credit_id", "account"), Column("points", sa.BigInteger, nullable=False),
    *both("reason"), text("event"), Column("business_date", sa.Date, nullable=False),
    Column("available_from", sa.Date, nullable=False), Column("expires_on", sa.Date, nullable=True),
    switch("awaits_notice"), Column("about", sa.Text, ForeignKey("transfer.id"), nullable=True),
    Column("hold", sa.Text, ForeignKey("hold.id"), nullable=True, unique=True), moment("recorded_at"), text("actor"),
    Column("operator", sa.Text, nullable=False, server_default=""),
    Column("origin", sa.Text, ForeignKey("transfer.id"), nullable=True),
    text("rule", nullable=True),  # the points rule that proposed it, none where people posted it: caps count by it
    sa.CheckConstraint("points > 0", name="points"), sa.CheckConstraint("debit_id <> credit_id", name="sides"),
    sa.CheckConstraint("(kind IN ('reverse', 'claw-back')) <= (about IS NOT NULL)", name="about"),
    sa.CheckConstraint("(kind = 'redeem') = (hold IS NOT NULL)", name="hold"),
    # most transfers correct nothing, and many are posted by people: these stand in no index that is not about them
    where_there("ix_transfer_about", "about"), where_there("ix_transfer_rule", "rule", "business_date"),
)  # fmt: skip
rule_caps = Table(
    # the caps by which a points rule posted its transfers from number `since` on: plugins change, and what they cut off is
    # judged by what held then. `caps` are pairs of period and points
    "rule_caps", metadata, numbered(), text("rule"), Column("caps", sa.JSON, nullable=False),
    Column("since", sa.BigInteger, nullable=False), moment("at"), text("actor"), UniqueConstraint("rule", "since"),
)  # fmt: skip
lot_use = Table(
    # so many points of a debit were taken from that lot
    "lot_use", metadata, numbered(), Column("debit", sa.Text, ForeignKey("transfer.id"), nullable=False),
    Column("lot", sa.Text, ForeignKey("transfer.id"), nullable=False, index=True),
    Column("points", sa.BigInteger, nullable=False), UniqueConstraint("debit", "lot"),
    sa.CheckConstraint("points > 0", name="points"),
)  # fmt: skip
hold = Table(
    # `day` is the office's date: points whose last day came later are kept for it
    "hold", metadata, numbered(), text("id", unique=True), Column("redemption", sa.Text, ForeignKey("redemption.id"),
    nullable=False, unique=True), ref("account_id", "account"), Column("points", sa.BigInteger, nullable=False),
    moment("at"), Column("day", sa.Date, nullable=True), sa.CheckConstraint("points > 0", name="points"),
)  # fmt: skip
hold_end = Table(
    "hold_end", metadata, numbered(), Column("hold", sa.Text, ForeignKey("hold.id"), nullable=False, unique=True),
    text("how"), Column("transfer", sa.Text, ForeignKey("transfer.id"), nullable=True), moment("at"),
    sa.CheckConstraint("how IN ('issued', 'released', 'expired')", name="how"),
    sa.CheckConstraint("(how = 'issued') = (transfer IS NOT NULL)", name="transfer"),
)  # fmt: skip

# What earns

event = Table(
    # what happened, as the points rules were told; `key` is what the transfers that it earned call it
    "event", metadata, numbered(), text("key", unique=True), text("kind"), *both("title"),
    Column("day", sa.Date, nullable=False), Column("data", sa.JSON, nullable=False), moment("recorded_at"),
    text("actor"), text("operator"),
)  # fmt: skip
deed_kind = Table(
    # good deeds that the community counts; `points` is what one of them is worth where no rule says otherwise
    "deed_kind", metadata, ident(), text("key", unique=True), text("kind"), *both("title"),
    Column("points", sa.BigInteger, nullable=False),
)  # fmt: skip
deed = Table(
    "deed", metadata, numbered(), text("id", unique=True), ref("deed_kind_id", "deed_kind"), ref("household_id", "household"),
    text("quantity"), Column("day", sa.Date, nullable=False), text("note"), moment("at"), text("actor"), text("operator"),
)  # fmt: skip
deed_end = Table(
    "deed_end", metadata, numbered(), Column("deed", sa.Text, ForeignKey("deed.id"), nullable=False, unique=True),
    Column("verified", sa.Boolean, nullable=False), text("reason"), moment("at"), text("actor"), text("operator"),
)  # fmt: skip
batch = Table(
    # transfers proposed together that wait for a second person; `lines` are as `ledger.transfers.Transfer`
    "batch", metadata, numbered(), text("id", unique=True), text("key", unique=True), text("body_hash"), *both("title"),
    Column("lines", sa.JSON, nullable=False), Column("points", sa.BigInteger, nullable=False), moment("at"),
    text("actor"), text("operator"),
)  # fmt: skip
batch_end = Table(
    "batch_end", metadata, numbered(), Column("batch", sa.Text, ForeignKey("batch.id"), nullable=False, unique=True),
    Column("approved", sa.Boolean, nullable=False), text("reason"), moment("at"), text("actor"), text("operator"),
)  # fmt: skip

# Notice, objection, spot check, closing

points_notice = Table(
    "points_notice", metadata, numbered(), text("id", unique=True), text("key", unique=True),
    Column("since", sa.Date, nullable=False), Column("until", sa.Date, nullable=False), moment("at"), text("actor"),
    sa.CheckConstraint("since <= until", name="days"),
)  # fmt: skip
notice_line = Table(
    "notice_line", metadata, numbered(), Column("notice", sa.Text, ForeignKey("points_notice.id"), nullable=False, index=True),
    Column("transfer", sa.Text, ForeignKey("transfer.id"), nullable=False, unique=True),
)  # fmt: skip
objection = Table(
    # `who` says in the office's words who objects: it is personal data and may be empty; from a household's own link it is
    # the key of its account. `late` is why it was taken after the notice had ended
    "objection", metadata, numbered(), text("id", unique=True),
    Column("transfer", sa.Text, ForeignKey("transfer.id"), nullable=False, index=True), text("who"), text("text"),
    text("late", nullable=True), moment("at"), text("actor"), text("operator"),
)  # fmt: skip
objection_end = Table(
    "objection_end", metadata, numbered(),
    Column("objection", sa.Text, ForeignKey("objection.id"), nullable=False, unique=True), text("how"), text("reason"),
    moment("at"), text("actor"), text("operator"),
    sa.CheckConstraint("how IN ('upheld', 'corrected', 'reversed', 'withdrawn')", name="how"),
)  # fmt: skip
spot_check = Table(
    # a transfer drawn by lot to be looked into; `sample` names the draw, whose seed is in the journal
    "spot_check", metadata, numbered(), text("id", unique=True), text("sample"),
    Column("transfer", sa.Text, ForeignKey("transfer.id"), nullable=False, index=True), moment("at"), text("actor"),
    UniqueConstraint("sample", "transfer"),
)  # fmt: skip
spot_check_end = Table(
    "spot_check_end", metadata, numbered(),
    Column("spot_check", sa.Text, ForeignKey("spot_check.id"), nullable=False, unique=True), text("outcome"), text("note"),
    moment("at"), text("actor"), text("operator"),
    sa.CheckConstraint("outcome IN ('right', 'wrong', 'not-reached')", name="outcome"),
)  # fmt: skip
period_close = Table(
    # `reason` says why it was closed though something was still to be decided
    "period_close", metadata, numbered(), text("period", unique=True), Column("first", sa.Date, nullable=False),
    Column("last", sa.Date, nullable=False), moment("at"), text("actor"),
    Column("reason", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("first <= last", name="days"),
)  # fmt: skip
closing = Table(
    # an account as it stood when a period was closed: by business date, with what was on record by then
    "closing", metadata, numbered(), Column("period", sa.Text, ForeignKey("period_close.period"), nullable=False),
    ref("account_id", "account"), Column("credited", sa.BigInteger, nullable=False),
    Column("debited", sa.BigInteger, nullable=False), Column("balance", sa.BigInteger, nullable=False),
    UniqueConstraint("period", "account_id"),
)  # fmt: skip

# What the office decides for its points

points_setting = Table(
    "points_setting", metadata, numbered(), Column("data", sa.JSON, nullable=False), moment("at"), text("actor")
)
day_exception = Table(
    # a day on which the office works or not, against the calendar; the newest line of a day counts
    "day_exception", metadata, numbered(), Column("day", sa.Date, nullable=False, index=True),
    Column("works", sa.Boolean, nullable=False), text("reason"), moment("at"), text("actor"),
)  # fmt: skip
ranking_consent = Table(
    # whether a household agrees to stand in the public ranking of households, under its masked address; the newest line counts
    "ranking_consent", metadata, numbered(), ref("household_id", "household"), Column("show", sa.Boolean, nullable=False),
    moment("at"), text("actor"), text("operator"),
)  # fmt: skip
operator = Table(
    # who works at the office, under a key that may stand in evidence; the name can be erased
    "operator",
    metadata,
    ident(),
    text("key", unique=True),
    text("name", nullable=True),
)
secret = Table("secret", metadata, Column("name", sa.Text, primary_key=True), text("value"))
