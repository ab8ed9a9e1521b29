"""The tables of the main job."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "community",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
        sa.UniqueConstraint("key", name=op.f("uq_community_key")),
    )
    op.create_table(
        "journal",
        sa.Column("number", Number, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_journal")),
    )
    op.create_table(
        "reward",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("how_zh", sa.Text(), nullable=False),
        sa.Column("how_en", sa.Text(), nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_reward_points")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward")),
        sa.UniqueConstraint("key", name=op.f("uq_reward_key")),
    )
    op.create_table(
        "appraisal",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("community_id", Number, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_appraisal_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal")),
        sa.UniqueConstraint("key", name=op.f("uq_appraisal_key")),
    )
    op.create_index(op.f("ix_appraisal_community_id"), "appraisal", ["community_id"], unique=False)
    op.create_table(
        "grid",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("community_id", Number, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_grid_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid")),
        sa.UniqueConstraint("key", name=op.f("uq_grid_key")),
    )
    op.create_index(op.f("ix_grid_community_id"), "grid", ["community_id"], unique=False)
    op.create_table(
        "journal_salt",
        sa.Column("number", Number, autoincrement=False, nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["journal.number"], name=op.f("fk_journal_salt_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_journal_salt")),
    )
    op.create_table(
        "compound",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("grid_id", Number, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_compound_grid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compound")),
        sa.UniqueConstraint("key", name=op.f("uq_compound_key")),
    )
    op.create_index(op.f("ix_compound_grid_id"), "compound", ["grid_id"], unique=False)
    op.create_table(
        "micro_grid",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("grid_id", Number, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_micro_grid_grid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_micro_grid")),
        sa.UniqueConstraint("key", name=op.f("uq_micro_grid_key")),
    )
    op.create_index(op.f("ix_micro_grid_grid_id"), "micro_grid", ["grid_id"], unique=False)
    op.create_table(
        "round",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("appraisal_id", Number, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("show_standings", sa.Boolean(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rule_hash", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["appraisal_id"], ["appraisal.id"], name=op.f("fk_round_appraisal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("appraisal_id", "number", name=op.f("uq_round_appraisal_id_number")),
    )
    op.create_index(op.f("ix_round_appraisal_id"), "round", ["appraisal_id"], unique=False)
    op.create_table(
        "building",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("compound_id", Number, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["compound_id"], ["compound.id"], name=op.f("fk_building_compound_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_building")),
        sa.UniqueConstraint("key", name=op.f("uq_building_key")),
    )
    op.create_index(op.f("ix_building_compound_id"), "building", ["compound_id"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("round_id", Number, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("compound_id", Number, nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("facts_zh", sa.Text(), nullable=False),
        sa.Column("facts_en", sa.Text(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["compound_id"], ["compound.id"], name=op.f("fk_entry_compound_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_entry_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_entry_round_id_number")),
    )
    op.create_index(op.f("ix_entry_compound_id"), "entry", ["compound_id"], unique=False)
    op.create_index(op.f("ix_entry_round_id"), "entry", ["round_id"], unique=False)
    op.create_table(
        "phase_change",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("round_id", Number, nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_phase_change_round_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_phase_change")),
    )
    op.create_index(op.f("ix_phase_change_round_id"), "phase_change", ["round_id"], unique=False)
    op.create_table(
        "result",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("round_id", Number, nullable=False),
        sa.Column("entry_id", Number, nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Text(), nullable=True),
        sa.Column("award", sa.Text(), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_result_entry_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_result_round_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_result")),
        sa.UniqueConstraint("round_id", "entry_id", name=op.f("uq_result_round_id_entry_id")),
    )
    op.create_index(op.f("ix_result_entry_id"), "result", ["entry_id"], unique=False)
    op.create_index(op.f("ix_result_round_id"), "result", ["round_id"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("building_id", Number, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_unit_building_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("key", name=op.f("uq_unit_key")),
    )
    op.create_index(op.f("ix_unit_building_id"), "unit", ["building_id"], unique=False)
    op.create_table(
        "household",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("compound_id", Number, nullable=False),
        sa.Column("unit_id", Number, nullable=True),
        sa.Column("micro_grid_id", Number, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["compound_id"], ["compound.id"], name=op.f("fk_household_compound_id")),
        sa.ForeignKeyConstraint(["micro_grid_id"], ["micro_grid.id"], name=op.f("fk_household_micro_grid_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_household_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("key", name=op.f("uq_household_key")),
    )
    op.create_index(op.f("ix_household_compound_id"), "household", ["compound_id"], unique=False)
    op.create_index(op.f("ix_household_micro_grid_id"), "household", ["micro_grid_id"], unique=False)
    op.create_index(op.f("ix_household_unit_id"), "household", ["unit_id"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("household_id", Number, nullable=True),
        sa.Column("floor", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_account_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("household_id", name=op.f("uq_account_household_id")),
        sa.UniqueConstraint("key", name=op.f("uq_account_key")),
    )
    op.create_table(
        "resident",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("household_id", Number, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("disclosure", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_resident_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident")),
        sa.UniqueConstraint("key", name=op.f("uq_resident_key")),
    )
    op.create_index(op.f("ix_resident_household_id"), "resident", ["household_id"], unique=False)
    op.create_table(
        "judge",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("round_id", Number, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("resident_id", Number, nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_judge_resident_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_judge_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_judge_round_id_number")),
    )
    op.create_index(op.f("ix_judge_resident_id"), "judge", ["resident_id"], unique=False)
    op.create_index(op.f("ix_judge_round_id"), "judge", ["round_id"], unique=False)
    op.create_table(
        "leader",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("micro_grid_id", Number, nullable=False),
        sa.Column("resident_id", Number, nullable=False),
        sa.ForeignKeyConstraint(["micro_grid_id"], ["micro_grid.id"], name=op.f("fk_leader_micro_grid_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_leader_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leader")),
    )
    op.create_index(op.f("ix_leader_micro_grid_id"), "leader", ["micro_grid_id"], unique=False)
    op.create_index(op.f("ix_leader_resident_id"), "leader", ["resident_id"], unique=False)
    op.create_table(
        "redemption",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("account_id", Number, nullable=False),
        sa.Column("reward_id", Number, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("quantity > 0 AND points > 0", name=op.f("ck_redemption_points")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_redemption_account_id")),
        sa.ForeignKeyConstraint(["reward_id"], ["reward.id"], name=op.f("fk_redemption_reward_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_redemption")),
        sa.UniqueConstraint("code", name=op.f("uq_redemption_code")),
        sa.UniqueConstraint("id", name=op.f("uq_redemption_id")),
        sa.UniqueConstraint("key", name=op.f("uq_redemption_key")),
    )
    op.create_index(op.f("ix_redemption_account_id"), "redemption", ["account_id"], unique=False)
    op.create_index(op.f("ix_redemption_reward_id"), "redemption", ["reward_id"], unique=False)
    op.create_table(
        "transfer",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("debit_id", Number, nullable=False),
        sa.Column("credit_id", Number, nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("reason_zh", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("debit_id <> credit_id", name=op.f("ck_transfer_sides")),
        sa.CheckConstraint("points > 0", name=op.f("ck_transfer_points")),
        sa.ForeignKeyConstraint(["credit_id"], ["account.id"], name=op.f("fk_transfer_credit_id")),
        sa.ForeignKeyConstraint(["debit_id"], ["account.id"], name=op.f("fk_transfer_debit_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_transfer")),
        sa.UniqueConstraint("id", name=op.f("uq_transfer_id")),
        sa.UniqueConstraint("key", name=op.f("uq_transfer_key")),
    )
    op.create_index(op.f("ix_transfer_credit_id"), "transfer", ["credit_id"], unique=False)
    op.create_index(op.f("ix_transfer_debit_id"), "transfer", ["debit_id"], unique=False)
    op.create_table(
        "hand_over",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("redemption", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["redemption"], ["redemption.id"], name=op.f("fk_hand_over_redemption")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_hand_over")),
        sa.UniqueConstraint("redemption", name=op.f("uq_hand_over_redemption")),
    )
    op.create_table(
        "hold",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("redemption", sa.Text(), nullable=False),
        sa.Column("account_id", Number, nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_hold_points")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_hold_account_id")),
        sa.ForeignKeyConstraint(["redemption"], ["redemption.id"], name=op.f("fk_hold_redemption")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_hold")),
        sa.UniqueConstraint("id", name=op.f("uq_hold_id")),
        sa.UniqueConstraint("redemption", name=op.f("uq_hold_redemption")),
    )
    op.create_index(op.f("ix_hold_account_id"), "hold", ["account_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("judge_id", Number, nullable=True),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("once", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["judge_id"], ["judge.id"], name=op.f("fk_invitation_judge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitation_code_hash")),
    )
    op.create_index(op.f("ix_invitation_judge_id"), "invitation", ["judge_id"], unique=False)
    op.create_table(
        "stock_move",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("reward_id", Number, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("redemption", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_stock_move_quantity")),
        sa.ForeignKeyConstraint(["redemption"], ["redemption.id"], name=op.f("fk_stock_move_redemption")),
        sa.ForeignKeyConstraint(["reward_id"], ["reward.id"], name=op.f("fk_stock_move_reward_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_stock_move")),
    )
    op.create_index(op.f("ix_stock_move_reward_id"), "stock_move", ["reward_id"], unique=False)
    op.create_table(
        "tap",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("round_id", Number, nullable=False),
        sa.Column("judge_id", Number, nullable=False),
        sa.Column("entry_id", Number, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("tablet_at", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'mark' OR (criterion IS NOT NULL AND answer IN ('value', 'not_seen', 'recused', 'cleared') AND (answer = 'value') = (value IS NOT NULL))",
            name=op.f("ck_tap_answer"),
        ),
        sa.CheckConstraint("kind IN ('mark', 'note', 'sign', 'reopen')", name=op.f("ck_tap_kind")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_tap_entry_id")),
        sa.ForeignKeyConstraint(["judge_id"], ["judge.id"], name=op.f("fk_tap_judge_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_tap_round_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tap")),
        sa.UniqueConstraint("id", name=op.f("uq_tap_id")),
    )
    op.create_index("ix_tap_round_judge_entry", "tap", ["round_id", "judge_id", "entry_id"], unique=False)
    op.create_table(
        "hold_end",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("hold", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("transfer", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("(how = 'issued') = (transfer IS NOT NULL)", name=op.f("ck_hold_end_transfer")),
        sa.CheckConstraint("how IN ('issued', 'released', 'expired')", name=op.f("ck_hold_end_how")),
        sa.ForeignKeyConstraint(["hold"], ["hold.id"], name=op.f("fk_hold_end_hold")),
        sa.ForeignKeyConstraint(["transfer"], ["transfer.id"], name=op.f("fk_hold_end_transfer")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_hold_end")),
        sa.UniqueConstraint("hold", name=op.f("uq_hold_end_hold")),
    )
    op.create_table(
        "session",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("judge_id", Number, nullable=True),
        sa.Column("invitation_id", Number, nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_session_invitation_id")),
        sa.ForeignKeyConstraint(["judge_id"], ["judge.id"], name=op.f("fk_session_judge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_hash")),
    )
    op.create_index(op.f("ix_session_invitation_id"), "session", ["invitation_id"], unique=False)
    op.create_index(op.f("ix_session_judge_id"), "session", ["judge_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("evidence is not migrated backwards; restore a backup instead")
