"""The points shop: rewards, what they cost, stock, redemptions and what becomes of them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint

from .columns import both, ident, metadata, moment, numbered, ref, switch, text

reward = Table("reward", metadata, ident(), text("key", unique=True), *both("title"), text("kind"), *both("how"))
offer = Table(
    # what a reward costs and to whom it is given, from a day on; of the lines whose day has come the newest counts.
    # `most` is how many a household may have in one `per`
    "offer", metadata, numbered(), ref("reward_id", "reward"), Column("points", sa.BigInteger, nullable=False),
    switch("listed", on=True), Column("most", sa.Integer, nullable=True), text("per", nullable=True),
    Column("provider", sa.Text, nullable=False, server_default=""), Column("since", sa.Date, nullable=False),
    moment("at"), text("actor"), sa.CheckConstraint("points > 0", name="points"),
    sa.CheckConstraint("(most IS NULL) = (per IS NULL) AND (most IS NULL OR most > 0)", name="most"),
    sa.CheckConstraint("per IS NULL OR per IN ('day', 'month', 'year')", name="per"),
)  # fmt: skip
redemption = Table(
    # `points` are taken from the account, `cash` fen were paid beside them; `desk` is the one desk that the voucher is good
    # at (none: any), `valid_until` its last day, `instead` the redemption that this one stands in for
    "redemption", metadata, numbered(), text("id", unique=True), text("code", unique=True), text("key", unique=True),
    text("body_hash"), ref("account_id", "account"), ref("reward_id", "reward"),
    Column("quantity", sa.Integer, nullable=False), Column("points", sa.BigInteger, nullable=False),
    Column("cash", sa.BigInteger, nullable=False, server_default="0"),
    Column("way", sa.Text, nullable=False, server_default="counter"),
    Column("desk", sa.Text, nullable=False, server_default=""), Column("valid_until", sa.Date, nullable=True),
    Column("instead", sa.Text, ForeignKey("redemption.id"), nullable=True, unique=True), moment("at"), text("actor"),
    Column("operator", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("quantity > 0 AND points > 0 AND cash >= 0", name="points"),
    sa.CheckConstraint("way IN ('counter', 'home', 'appointment')", name="way"),
)  # fmt: skip
appointment = Table(
    # when a service is done or goods are brought, and by whom; the newest line of a redemption counts
    "appointment", metadata, numbered(), Column("redemption", sa.Text, ForeignKey("redemption.id"), nullable=False, index=True),
    Column("day", sa.Date, nullable=False), text("time"), text("by_whom"), text("note"), moment("at"), text("actor"),
)  # fmt: skip
stock_move = Table(
    # `key` is what a delivery or a count was sent with, so that it is one however often it is sent
    "stock_move", metadata, numbered(), ref("reward_id", "reward"), Column("quantity", sa.BigInteger, nullable=False),
    text("why"), Column("note", sa.Text, nullable=False, server_default=""),
    Column("redemption", sa.Text, ForeignKey("redemption.id"), nullable=True), text("key", nullable=True, unique=True),
    moment("at"), Column("operator", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("quantity <> 0", name="quantity"),
)  # fmt: skip
hand_over = Table(
    # `by_whom` did the service, `tablet_at` is the tablet's clock where it was handed over offline and settled later
    "hand_over", metadata, numbered(),
    Column("redemption", sa.Text, ForeignKey("redemption.id"), nullable=False, unique=True),
    Column("by_whom", sa.Text, nullable=False, server_default=""), text("tablet_at", nullable=True), moment("at"),
    text("actor"), Column("operator", sa.Text, nullable=False, server_default=""),
)  # fmt: skip
taken_back = Table(
    # an issued redemption that was undone: `cancelled` before the hand-over, `returned` after it
    "taken_back", metadata, numbered(),
    Column("redemption", sa.Text, ForeignKey("redemption.id"), nullable=False, unique=True), text("how"), text("reason"),
    moment("at"), text("actor"), text("operator"), sa.CheckConstraint("how IN ('cancelled', 'returned')", name="how"),
)  # fmt: skip
settle_conflict = Table(
    # a tablet handed something over while it was offline, and the books say otherwise: nothing of it is forgotten. `code` is
    # what was scanned where no voucher is known by it, `why` the word of the refusal
    "settle_conflict", metadata, numbered(), Column("redemption", sa.Text, ForeignKey("redemption.id"), nullable=True,
    index=True), text("code"), text("desk"), text("tablet_at"), text("why"), moment("at"), text("actor"), text("operator"),
    UniqueConstraint("code", "tablet_at"),
)  # fmt: skip
