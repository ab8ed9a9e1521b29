"""Points that can be audited: lots, corrections, approvals, notices, objections, closed periods, and a shop with offers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _decisions()
    _events()
    _shop()
    _ledger()
    _carry_over()


def _decisions() -> None:
    op.create_table(
        "points_setting",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_points_setting")),
    )
    op.create_table(
        "day_exception",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_day_exception")),
    )
    op.create_index(op.f("ix_day_exception_day"), "day_exception", ["day"], unique=False)
    op.create_table(
        "rule_caps",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("caps", sa.JSON(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rule_caps")),
        sa.UniqueConstraint("rule", "since", name=op.f("uq_rule_caps_rule_since")),
    )
    op.create_table(
        "ranking_consent",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("household_id", Number, nullable=False),
        sa.Column("show", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_ranking_consent_household_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ranking_consent")),
    )
    op.create_index(op.f("ix_ranking_consent_household_id"), "ranking_consent", ["household_id"], unique=False)
    op.create_table(
        "operator",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator")),
        sa.UniqueConstraint("key", name=op.f("uq_operator_key")),
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
    )
    op.create_table(
        "period_close",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("first <= last", name=op.f("ck_period_close_days")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_period_close")),
        sa.UniqueConstraint("period", name=op.f("uq_period_close_period")),
    )
    op.create_table(
        "closing",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("account_id", Number, nullable=False),
        sa.Column("credited", sa.BigInteger(), nullable=False),
        sa.Column("debited", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_closing_account_id")),
        sa.ForeignKeyConstraint(["period"], ["period_close.period"], name=op.f("fk_closing_period")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_closing")),
        sa.UniqueConstraint("period", "account_id", name=op.f("uq_closing_period_account_id")),
    )
    op.create_index(op.f("ix_closing_account_id"), "closing", ["account_id"], unique=False)
    op.create_table(
        "points_notice",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("since <= until", name=op.f("ck_points_notice_days")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_points_notice")),
        sa.UniqueConstraint("id", name=op.f("uq_points_notice_id")),
        sa.UniqueConstraint("key", name=op.f("uq_points_notice_key")),
    )


def _events() -> None:
    op.create_table(
        "event",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_event")),
        sa.UniqueConstraint("key", name=op.f("uq_event_key")),
    )
    op.create_table(
        "deed_kind",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deed_kind")),
        sa.UniqueConstraint("key", name=op.f("uq_deed_kind_key")),
    )
    op.create_table(
        "deed",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("deed_kind_id", Number, nullable=False),
        sa.Column("household_id", Number, nullable=False),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["deed_kind_id"], ["deed_kind.id"], name=op.f("fk_deed_deed_kind_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_deed_household_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_deed")),
        sa.UniqueConstraint("id", name=op.f("uq_deed_id")),
    )
    op.create_index(op.f("ix_deed_deed_kind_id"), "deed", ["deed_kind_id"], unique=False)
    op.create_index(op.f("ix_deed_household_id"), "deed", ["household_id"], unique=False)
    op.create_table(
        "deed_end",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["deed"], ["deed.id"], name=op.f("fk_deed_end_deed")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_deed_end")),
        sa.UniqueConstraint("deed", name=op.f("uq_deed_end_deed")),
    )
    op.create_table(
        "batch",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_batch")),
        sa.UniqueConstraint("id", name=op.f("uq_batch_id")),
        sa.UniqueConstraint("key", name=op.f("uq_batch_key")),
    )
    op.create_table(
        "batch_end",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batch.id"], name=op.f("fk_batch_end_batch")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_batch_end")),
        sa.UniqueConstraint("batch", name=op.f("uq_batch_end_batch")),
    )


def _shop() -> None:
    op.create_table(
        "offer",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("reward_id", Number, nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("listed", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("per", sa.Text(), nullable=True),
        sa.Column("provider", sa.Text(), server_default="", nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("per IS NULL OR per IN ('day', 'month', 'year')", name=op.f("ck_offer_per")),
        sa.CheckConstraint("(most IS NULL) = (per IS NULL) AND (most IS NULL OR most > 0)", name=op.f("ck_offer_most")),
        sa.CheckConstraint("points > 0", name=op.f("ck_offer_points")),
        sa.ForeignKeyConstraint(["reward_id"], ["reward.id"], name=op.f("fk_offer_reward_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_offer")),
    )
    op.create_index(op.f("ix_offer_reward_id"), "offer", ["reward_id"], unique=False)
    op.create_table(
        "appointment",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("redemption", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("by_whom", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["redemption"], ["redemption.id"], name=op.f("fk_appointment_redemption")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_appointment")),
    )
    op.create_index(op.f("ix_appointment_redemption"), "appointment", ["redemption"], unique=False)
    op.create_table(
        "taken_back",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("redemption", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.CheckConstraint("how IN ('cancelled', 'returned')", name=op.f("ck_taken_back_how")),
        sa.ForeignKeyConstraint(["redemption"], ["redemption.id"], name=op.f("fk_taken_back_redemption")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_taken_back")),
        sa.UniqueConstraint("redemption", name=op.f("uq_taken_back_redemption")),
    )
    op.create_table(
        "settle_conflict",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("redemption", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("tablet_at", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["redemption"], ["redemption.id"], name=op.f("fk_settle_conflict_redemption")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_settle_conflict")),
        sa.UniqueConstraint("code", "tablet_at", name=op.f("uq_settle_conflict_code_tablet_at")),
    )
    op.create_index(op.f("ix_settle_conflict_redemption"), "settle_conflict", ["redemption"], unique=False)
    with op.batch_alter_table("redemption") as batch_op:
        batch_op.add_column(sa.Column("cash", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("way", sa.Text(), server_default="counter", nullable=False))
        batch_op.add_column(sa.Column("desk", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("valid_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("instead", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("operator", sa.Text(), server_default="", nullable=False))
        batch_op.create_unique_constraint(op.f("uq_redemption_instead"), ["instead"])
        batch_op.create_foreign_key(op.f("fk_redemption_instead"), "redemption", ["instead"], ["id"])
        batch_op.drop_constraint(op.f("ck_redemption_points"), type_="check")
        batch_op.create_check_constraint(op.f("ck_redemption_points"), "quantity > 0 AND points > 0 AND cash >= 0")
        batch_op.create_check_constraint(op.f("ck_redemption_way"), "way IN ('counter', 'home', 'appointment')")
    with op.batch_alter_table("hand_over") as batch_op:
        batch_op.add_column(sa.Column("by_whom", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("tablet_at", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("operator", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("stock_move") as batch_op:
        batch_op.add_column(sa.Column("note", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("key", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("operator", sa.Text(), server_default="", nullable=False))
        batch_op.create_unique_constraint(op.f("uq_stock_move_key"), ["key"])


def _ledger() -> None:
    with op.batch_alter_table("account") as batch_op:
        batch_op.add_column(sa.Column("resident_id", Number, nullable=True))
        batch_op.add_column(sa.Column("of_id", Number, nullable=True))
        batch_op.add_column(sa.Column("ledger", sa.Text(), server_default="points", nullable=False))
        batch_op.add_column(sa.Column("balance", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("held", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.create_index(op.f("ix_account_of_id"), ["of_id"], unique=False)
        batch_op.create_index(op.f("ix_account_resident_id"), ["resident_id"], unique=False)
        batch_op.create_unique_constraint(op.f("uq_account_resident_id_ledger"), ["resident_id", "ledger"])
        batch_op.create_foreign_key(op.f("fk_account_resident_id"), "resident", ["resident_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_account_of_id"), "account", ["of_id"], ["id"])
        batch_op.create_check_constraint(op.f("ck_account_ledger"), "ledger IN ('points', 'minutes')")
    with op.batch_alter_table("hold") as batch_op:
        batch_op.add_column(sa.Column("day", sa.Date(), nullable=True))
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.add_column(sa.Column("operator", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("household_id", Number, nullable=True))
        batch_op.create_index(op.f("ix_invitation_household_id"), ["household_id"], unique=False)
        batch_op.create_foreign_key(op.f("fk_invitation_household_id"), "household", ["household_id"], ["id"])
    with op.batch_alter_table("transfer") as batch_op:
        batch_op.add_column(sa.Column("kind", sa.Text(), server_default="earn", nullable=False))
        batch_op.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("awaits_notice", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("about", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("hold", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("operator", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("origin", sa.Text(), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_transfer_hold"), ["hold"])
        batch_op.create_foreign_key(op.f("fk_transfer_hold"), "hold", ["hold"], ["id"])
        batch_op.create_foreign_key(op.f("fk_transfer_about"), "transfer", ["about"], ["id"])
        batch_op.create_foreign_key(op.f("fk_transfer_origin"), "transfer", ["origin"], ["id"])
        batch_op.create_check_constraint(
            op.f("ck_transfer_about"), "(kind IN ('reverse', 'claw-back')) <= (about IS NOT NULL)"
        )
        batch_op.create_check_constraint(op.f("ck_transfer_hold"), "(kind = 'redeem') = (hold IS NOT NULL)")
    op.drop_index("ix_transfer_rule", "transfer")
    for name, columns in (("ix_transfer_about", ["about"]), ("ix_transfer_rule", ["rule", "business_date"])):
        there = sa.text(f"{columns[0]} IS NOT NULL")
        op.create_index(name, "transfer", columns, unique=False, sqlite_where=there, postgresql_where=there)
    op.create_table(
        "lot_use",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("debit", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_lot_use_points")),
        sa.ForeignKeyConstraint(["debit"], ["transfer.id"], name=op.f("fk_lot_use_debit")),
        sa.ForeignKeyConstraint(["lot"], ["transfer.id"], name=op.f("fk_lot_use_lot")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_lot_use")),
        sa.UniqueConstraint("debit", "lot", name=op.f("uq_lot_use_debit_lot")),
    )
    op.create_index(op.f("ix_lot_use_lot"), "lot_use", ["lot"], unique=False)
    op.create_table(
        "notice_line",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("transfer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["points_notice.id"], name=op.f("fk_notice_line_notice")),
        sa.ForeignKeyConstraint(["transfer"], ["transfer.id"], name=op.f("fk_notice_line_transfer")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_notice_line")),
        sa.UniqueConstraint("transfer", name=op.f("uq_notice_line_transfer")),
    )
    op.create_index(op.f("ix_notice_line_notice"), "notice_line", ["notice"], unique=False)
    op.create_table(
        "objection",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("transfer", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("late", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["transfer"], ["transfer.id"], name=op.f("fk_objection_transfer")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_objection")),
        sa.UniqueConstraint("id", name=op.f("uq_objection_id")),
    )
    op.create_index(op.f("ix_objection_transfer"), "objection", ["transfer"], unique=False)
    op.create_table(
        "objection_end",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "how IN ('upheld', 'corrected', 'reversed', 'withdrawn')", name=op.f("ck_objection_end_how")
        ),
        sa.ForeignKeyConstraint(["objection"], ["objection.id"], name=op.f("fk_objection_end_objection")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_objection_end")),
        sa.UniqueConstraint("objection", name=op.f("uq_objection_end_objection")),
    )
    op.create_table(
        "spot_check",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sample", sa.Text(), nullable=False),
        sa.Column("transfer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["transfer"], ["transfer.id"], name=op.f("fk_spot_check_transfer")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_spot_check")),
        sa.UniqueConstraint("id", name=op.f("uq_spot_check_id")),
        sa.UniqueConstraint("sample", "transfer", name=op.f("uq_spot_check_sample_transfer")),
    )
    op.create_index(op.f("ix_spot_check_transfer"), "spot_check", ["transfer"], unique=False)
    op.create_table(
        "spot_check_end",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("spot_check", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.CheckConstraint("outcome IN ('right', 'wrong', 'not-reached')", name=op.f("ck_spot_check_end_outcome")),
        sa.ForeignKeyConstraint(["spot_check"], ["spot_check.id"], name=op.f("fk_spot_check_end_spot_check")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_spot_check_end")),
        sa.UniqueConstraint("spot_check", name=op.f("uq_spot_check_end_spot_check")),
    )


def _carry_over() -> None:
    """What older releases knew, in the new tables: a reward's price becomes its first offer, debits are taken from lots."""
    from weiping.store import journal

    connection = op.get_bind()
    now = datetime.now(UTC)
    offers = [
        {
            "reward_id": reward,
            "points": points,
            "listed": True,
            "since": date(2000, 1, 1),
            "at": now,
            "actor": "migration",
        }
        for reward, points in connection.execute(sa.text("SELECT id, points FROM reward ORDER BY id"))
    ]
    uses = _lots(connection)
    rows = {"offer": _insert(connection, "offer", offers), "lot_use": _insert(connection, "lot_use", uses)}
    if offers or uses:
        journal.write(connection, "migration", "migrate", rows)
    connection.execute(sa.text("UPDATE account SET floor = NULL WHERE kind = 'shop'"))
    connection.execute(sa.text(BALANCES))
    with op.batch_alter_table("reward") as reward_table:
        reward_table.drop_constraint(op.f("ck_reward_points"), type_="check")
        reward_table.drop_column("points")


BALANCES = """
    UPDATE account SET
      balance = (SELECT COALESCE(SUM(points), 0) FROM transfer WHERE credit_id = account.id)
        - (SELECT COALESCE(SUM(points), 0) FROM transfer WHERE debit_id = account.id),
      held = (SELECT COALESCE(SUM(points), 0) FROM hold WHERE account_id = account.id
        AND NOT EXISTS (SELECT 1 FROM hold_end WHERE hold_end.hold = hold.id))"""


def _insert(connection: sa.Connection, table: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Insert rows as this revision knows the table; answers them with their numbers."""
    if not rows:
        return []
    there = sa.Table(table, sa.MetaData(), autoload_with=connection)
    plain = [{**row, "at": row["at"].replace(tzinfo=None)} if "at" in row else row for row in rows]
    for row in plain:
        connection.execute(there.insert(), row)
    numbers = connection.execute(sa.select(there.c.number).order_by(there.c.number)).scalars().all()
    return [{"number": number, **row} for number, row in zip(numbers, rows, strict=True)]


def _lots(connection: sa.Connection) -> list[dict[str, Any]]:
    """For each household, its debits taken from its credits, those first that could be spent first."""
    query = """
        SELECT a.id, x.id, x.points, CASE WHEN x.debit_id = a.id THEN 1 ELSE 0 END
        FROM account a JOIN transfer x ON a.id IN (x.debit_id, x.credit_id)
        WHERE a.kind = 'household' ORDER BY a.id, x.available_from, x.number"""
    credits: dict[int, list[list[Any]]] = {}
    debits: list[tuple[int, str, int]] = []
    for account, transfer, points, debit in connection.execute(sa.text(query)):
        if debit:
            debits.append((account, transfer, points))
        else:
            credits.setdefault(account, []).append([transfer, points])
    uses = []
    for account, transfer, points in debits:
        left = points
        for lot in credits.get(account, []):
            if taken := min(left, lot[1]):
                uses.append({"debit": transfer, "lot": lot[0], "points": taken})
                lot[1] -= taken
                left -= taken
    return uses
