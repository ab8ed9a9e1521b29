"""What a community does besides: activities, meetings, matters, leaders of micro-grids, and what became of the register."""

from __future__ import annotations

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _register()
    _activities()
    _matters()
    _meetings()
    _leaders()
    _carry_over()


def _activities() -> None:
    op.create_table(
        "partner",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("key", name=op.f("uq_partner_key")),
    )
    op.create_table(
        "activity",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins", sa.Text(), nullable=False),
        sa.Column("ends", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("compound_id", Number, nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("complaint", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_activity_capacity")),
        sa.ForeignKeyConstraint(["compound_id"], ["compound.id"], name=op.f("fk_activity_compound_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("key", name=op.f("uq_activity_key")),
    )
    op.create_index(op.f("ix_activity_compound_id"), "activity", ["compound_id"], unique=False)
    op.create_table(
        "activity_end",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("activity_id", Number, nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.CheckConstraint("how IN ('certified', 'cancelled')", name=op.f("ck_activity_end_how")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_end_activity_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_activity_end")),
        sa.UniqueConstraint("activity_id", name=op.f("uq_activity_end_activity_id")),
    )
    op.create_table(
        "activity_partner",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("activity_id", Number, nullable=False),
        sa.Column("partner_id", Number, nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_partner_activity_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_activity_partner_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_partner")),
        sa.UniqueConstraint("activity_id", "partner_id", name=op.f("uq_activity_partner_activity_id_partner_id")),
    )
    op.create_index(op.f("ix_activity_partner_activity_id"), "activity_partner", ["activity_id"], unique=False)
    op.create_index(op.f("ix_activity_partner_partner_id"), "activity_partner", ["partner_id"], unique=False)
    op.create_table(
        "sign_up",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("activity_id", Number, nullable=False),
        sa.Column("resident_id", Number, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("comes", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_sign_up_activity_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_sign_up_resident_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sign_up")),
    )
    op.create_index(op.f("ix_sign_up_activity_id"), "sign_up", ["activity_id"], unique=False)
    op.create_index(op.f("ix_sign_up_resident_id"), "sign_up", ["resident_id"], unique=False)
    op.create_table(
        "participation",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("activity_id", Number, nullable=False),
        sa.Column("resident_id", Number, nullable=True),
        sa.Column("household_id", Number, nullable=True),
        sa.Column("guest", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("took_part", sa.Boolean(), nullable=False),
        sa.Column("came_at", sa.DateTime(), nullable=True),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.CheckConstraint("(resident_id IS NULL) = (guest <> '')", name=op.f("ck_participation_who")),
        sa.CheckConstraint("source IN ('qr', 'list', 'office', 'file')", name=op.f("ck_participation_source")),
        sa.CheckConstraint(
            "left_at IS NULL OR (came_at IS NOT NULL AND left_at >= came_at)", name=op.f("ck_participation_clock")
        ),
        sa.CheckConstraint("minutes IS NULL OR minutes >= 0", name=op.f("ck_participation_minutes")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_participation_activity_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_participation_household_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_participation_resident_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_participation")),
    )
    op.create_index(op.f("ix_participation_activity_id"), "participation", ["activity_id"], unique=False)
    op.create_index(op.f("ix_participation_household_id"), "participation", ["household_id"], unique=False)
    op.create_index(op.f("ix_participation_resident_id"), "participation", ["resident_id"], unique=False)


def _matters() -> None:
    op.create_table(
        "matter",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("compound_id", Number, nullable=True),
        sa.Column("household_id", Number, nullable=True),
        sa.Column("x", sa.Float(), nullable=True),
        sa.Column("y", sa.Float(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["compound_id"], ["compound.id"], name=op.f("fk_matter_compound_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_matter_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
        sa.UniqueConstraint("key", name=op.f("uq_matter_key")),
    )
    op.create_index(op.f("ix_matter_compound_id"), "matter", ["compound_id"], unique=False)
    op.create_index(op.f("ix_matter_household_id"), "matter", ["household_id"], unique=False)
    op.create_table(
        "matter_step",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("matter_id", Number, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("activity_id", Number, nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_matter_step_activity_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_matter_step_matter_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_matter_step")),
    )
    op.create_index(op.f("ix_matter_step_activity_id"), "matter_step", ["activity_id"], unique=False)
    op.create_index(op.f("ix_matter_step_matter_id"), "matter_step", ["matter_id"], unique=False)
    op.create_table(
        "record_photo",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("activity_id", Number, nullable=True),
        sa.Column("matter_id", Number, nullable=True),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("photo", sa.Text(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("show", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("dropped", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("(activity_id IS NULL) <> (matter_id IS NULL)", name=op.f("ck_record_photo_what")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_record_photo_activity_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_record_photo_matter_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_record_photo")),
    )
    op.create_index(op.f("ix_record_photo_activity_id"), "record_photo", ["activity_id"], unique=False)
    op.create_index(op.f("ix_record_photo_matter_id"), "record_photo", ["matter_id"], unique=False)
    op.create_table(
        "evaluation",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("activity_id", Number, nullable=False),
        sa.Column("resident_id", Number, nullable=True),
        sa.Column("satisfaction", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("complaint", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.CheckConstraint("satisfaction IN ('good', 'fair', 'poor')", name=op.f("ck_evaluation_satisfaction")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_evaluation_activity_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_evaluation_resident_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_evaluation")),
    )
    op.create_index(op.f("ix_evaluation_activity_id"), "evaluation", ["activity_id"], unique=False)
    op.create_index(op.f("ix_evaluation_resident_id"), "evaluation", ["resident_id"], unique=False)
    op.create_table(
        "service_certificate",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("resident_id", Number, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("activities", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.CheckConstraint("first <= last", name=op.f("ck_service_certificate_days")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_service_certificate_minutes")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_service_certificate_resident_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_service_certificate")),
    )
    op.create_index(op.f("ix_service_certificate_resident_id"), "service_certificate", ["resident_id"], unique=False)
    op.create_table(
        "aid",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("household_id", Number, nullable=True),
        sa.Column("resident_id", Number, nullable=True),
        sa.Column("partner_id", Number, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(side = 'need' AND household_id IS NOT NULL) OR (side = 'offer' AND (resident_id IS NOT NULL OR partner_id IS NOT NULL))",
            name=op.f("ck_aid_who"),
        ),
        sa.CheckConstraint("side IN ('need', 'offer')", name=op.f("ck_aid_side")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_aid_household_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_aid_partner_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_aid_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid")),
    )
    op.create_index(op.f("ix_aid_household_id"), "aid", ["household_id"], unique=False)
    op.create_index(op.f("ix_aid_partner_id"), "aid", ["partner_id"], unique=False)
    op.create_index(op.f("ix_aid_resident_id"), "aid", ["resident_id"], unique=False)
    op.create_table(
        "aid_match",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("need_id", Number, nullable=False),
        sa.Column("offer_id", Number, nullable=False),
        sa.Column("activity_id", Number, nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_aid_match_activity_id")),
        sa.ForeignKeyConstraint(["need_id"], ["aid.id"], name=op.f("fk_aid_match_need_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["aid.id"], name=op.f("fk_aid_match_offer_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_aid_match")),
    )
    op.create_index(op.f("ix_aid_match_activity_id"), "aid_match", ["activity_id"], unique=False)
    op.create_index(op.f("ix_aid_match_need_id"), "aid_match", ["need_id"], unique=False)
    op.create_index(op.f("ix_aid_match_offer_id"), "aid_match", ["offer_id"], unique=False)


def _meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("activity_id", Number, nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("may_vote", sa.Integer(), nullable=True),
        sa.Column("notice_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("quorum > 0", name=op.f("ck_meeting_quorum")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_meeting_activity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("activity_id", name=op.f("uq_meeting_activity_id")),
    )
    op.create_table(
        "agenda_item",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("activity_id", Number, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("matter_id", Number, nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_agenda_item_activity_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_agenda_item_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("activity_id", "position", name=op.f("uq_agenda_item_activity_id_position")),
    )
    op.create_index(op.f("ix_agenda_item_activity_id"), "agenda_item", ["activity_id"], unique=False)
    op.create_index(op.f("ix_agenda_item_matter_id"), "agenda_item", ["matter_id"], unique=False)
    op.create_table(
        "motion",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("activity_id", Number, nullable=False),
        sa.Column("matter_id", Number, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("abstained", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("carried", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("way IN ('hands', 'ballot')", name=op.f("ck_motion_way")),
        sa.CheckConstraint(
            "votes_for >= 0 AND votes_against >= 0 AND abstained >= 0 AND votes_for + votes_against + abstained <= present",
            name=op.f("ck_motion_votes"),
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_motion_activity_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_motion_matter_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_motion")),
    )
    op.create_index(op.f("ix_motion_activity_id"), "motion", ["activity_id"], unique=False)
    op.create_index(op.f("ix_motion_matter_id"), "motion", ["matter_id"], unique=False)
    op.create_table(
        "minutes",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("activity_id", Number, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_minutes_activity_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_minutes")),
        sa.UniqueConstraint("activity_id", "version", name=op.f("uq_minutes_activity_id_version")),
    )
    op.create_index(op.f("ix_minutes_activity_id"), "minutes", ["activity_id"], unique=False)
    op.create_table(
        "minutes_answer",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("activity_id", Number, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("resident_id", Number, nullable=False),
        sa.Column("approves", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_minutes_answer_activity_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_minutes_answer_resident_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_minutes_answer")),
        sa.UniqueConstraint(
            "activity_id", "version", "resident_id", name=op.f("uq_minutes_answer_activity_id_version_resident_id")
        ),
    )
    op.create_index(op.f("ix_minutes_answer_activity_id"), "minutes_answer", ["activity_id"], unique=False)
    op.create_index(op.f("ix_minutes_answer_resident_id"), "minutes_answer", ["resident_id"], unique=False)
    op.create_table(
        "action",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("activity_id", Number, nullable=False),
        sa.Column("matter_id", Number, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", Number, nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("owner_id IS NOT NULL OR owner <> ''", name=op.f("ck_action_owner")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_action_activity_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_action_matter_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["resident.id"], name=op.f("fk_action_owner_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_action")),
        sa.UniqueConstraint("id", name=op.f("uq_action_id")),
    )
    op.create_index(op.f("ix_action_activity_id"), "action", ["activity_id"], unique=False)
    op.create_index(op.f("ix_action_matter_id"), "action", ["matter_id"], unique=False)
    op.create_index(op.f("ix_action_owner_id"), "action", ["owner_id"], unique=False)
    op.create_table(
        "action_end",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("how IN ('done', 'dropped')", name=op.f("ck_action_end_how")),
        sa.ForeignKeyConstraint(["action"], ["action.id"], name=op.f("fk_action_end_action")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_action_end")),
        sa.UniqueConstraint("action", name=op.f("uq_action_end_action")),
    )


def _leaders() -> None:
    op.create_table(
        "leader_term",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("micro_grid_id", Number, nullable=False),
        sa.Column("resident_id", Number, nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "how IN ('founding', 'elected', 'appointed', 'handed-over', 'left')", name=op.f("ck_leader_term_how")
        ),
        sa.ForeignKeyConstraint(["micro_grid_id"], ["micro_grid.id"], name=op.f("fk_leader_term_micro_grid_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_leader_term_resident_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_leader_term")),
    )
    op.create_index(op.f("ix_leader_term_micro_grid_id"), "leader_term", ["micro_grid_id"], unique=False)
    op.create_index(op.f("ix_leader_term_resident_id"), "leader_term", ["resident_id"], unique=False)
    op.create_table(
        "election",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("micro_grid_id", Number, nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("opens <= closes", name=op.f("ck_election_days")),
        sa.ForeignKeyConstraint(["micro_grid_id"], ["micro_grid.id"], name=op.f("fk_election_micro_grid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
        sa.UniqueConstraint("key", name=op.f("uq_election_key")),
    )
    op.create_index(op.f("ix_election_micro_grid_id"), "election", ["micro_grid_id"], unique=False)
    op.create_table(
        "nomination",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("election_id", Number, nullable=False),
        sa.Column("resident_id", Number, nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_nomination_election_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_nomination_resident_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_nomination")),
        sa.UniqueConstraint("election_id", "resident_id", name=op.f("uq_nomination_election_id_resident_id")),
    )
    op.create_index(op.f("ix_nomination_election_id"), "nomination", ["election_id"], unique=False)
    op.create_index(op.f("ix_nomination_resident_id"), "nomination", ["resident_id"], unique=False)
    op.create_table(
        "election_vote",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("election_id", Number, nullable=False),
        sa.Column("household_id", Number, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_election_vote_election_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_election_vote_household_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_election_vote")),
        sa.UniqueConstraint("election_id", "household_id", name=op.f("uq_election_vote_election_id_household_id")),
    )
    op.create_index(op.f("ix_election_vote_election_id"), "election_vote", ["election_id"], unique=False)
    op.create_index(op.f("ix_election_vote_household_id"), "election_vote", ["household_id"], unique=False)
    op.create_table(
        "election_tally",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("election_id", Number, nullable=False),
        sa.Column("resident_id", Number, nullable=True),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("votes > 0", name=op.f("ck_election_tally_votes")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_election_tally_election_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_election_tally_resident_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_election_tally")),
    )
    op.create_index(op.f("ix_election_tally_election_id"), "election_tally", ["election_id"], unique=False)
    op.create_index(op.f("ix_election_tally_resident_id"), "election_tally", ["resident_id"], unique=False)
    op.create_table(
        "election_end",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("election_id", Number, nullable=False),
        sa.Column("resident_id", Number, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_election_end_election_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_election_end_resident_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_election_end")),
        sa.UniqueConstraint("election_id", name=op.f("uq_election_end_election_id")),
    )
    op.create_index(op.f("ix_election_end_resident_id"), "election_end", ["resident_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("micro_grid_id", Number, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("household_id", Number, nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_task_household_id")),
        sa.ForeignKeyConstraint(["micro_grid_id"], ["micro_grid.id"], name=op.f("fk_task_micro_grid_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_task")),
        sa.UniqueConstraint("id", name=op.f("uq_task_id")),
    )
    op.create_index(op.f("ix_task_household_id"), "task", ["household_id"], unique=False)
    op.create_index(op.f("ix_task_micro_grid_id"), "task", ["micro_grid_id"], unique=False)
    op.create_table(
        "task_end",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("resident_id", Number, nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("how IN ('done', 'not-met', 'dropped')", name=op.f("ck_task_end_how")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_task_end_resident_id")),
        sa.ForeignKeyConstraint(["task"], ["task.id"], name=op.f("fk_task_end_task")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_task_end")),
        sa.UniqueConstraint("task", name=op.f("uq_task_end_task")),
    )
    op.create_index(op.f("ix_task_end_resident_id"), "task_end", ["resident_id"], unique=False)


def _register() -> None:
    with op.batch_alter_table("household") as batch_op:
        batch_op.add_column(sa.Column("x", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("y", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("floor", sa.Integer(), nullable=True))
    with op.batch_alter_table("grid") as batch_op:
        batch_op.add_column(sa.Column("border", sa.JSON(), nullable=True))
    with op.batch_alter_table("micro_grid") as batch_op:
        batch_op.add_column(sa.Column("exception", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
    with op.batch_alter_table("resident") as batch_op:
        batch_op.add_column(sa.Column("phone", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("born", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("left_on", sa.Date(), nullable=True))

    # ### end Alembic commands ###
    op.create_table(
        "residence",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("resident_id", Number, nullable=False),
        sa.Column("household_id", Number, nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("way IN ('in', 'out')", name=op.f("ck_residence_way")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_residence_household_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_residence_resident_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_residence")),
    )
    op.create_index(op.f("ix_residence_household_id"), "residence", ["household_id"], unique=False)
    op.create_index(op.f("ix_residence_resident_id"), "residence", ["resident_id"], unique=False)
    op.create_table(
        "grid_member",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("household_id", Number, nullable=False),
        sa.Column("micro_grid_id", Number, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_grid_member_household_id")),
        sa.ForeignKeyConstraint(["micro_grid_id"], ["micro_grid.id"], name=op.f("fk_grid_member_micro_grid_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_grid_member")),
    )
    op.create_index(op.f("ix_grid_member_household_id"), "grid_member", ["household_id"], unique=False)
    op.create_index(op.f("ix_grid_member_micro_grid_id"), "grid_member", ["micro_grid_id"], unique=False)
    op.create_table(
        "export_log",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_export_log")),
    )


def _carry_over() -> None:
    """Leaders as older releases knew them become the first lines of their terms."""
    from weiping.store import journal

    connection = op.get_bind()
    now = datetime.now(UTC)
    made = []
    led = connection.execute(sa.text("SELECT micro_grid_id, resident_id FROM leader ORDER BY id")).all()
    terms = sa.Table("leader_term", sa.MetaData(), autoload_with=connection)
    for number, (micro_grid, resident) in enumerate(led, start=1):
        row = {
            "number": number, "micro_grid_id": micro_grid, "resident_id": resident, "since": date(2000, 1, 1),
            "how": "founding", "note": "", "actor": "migration",
        }  # fmt: skip
        connection.execute(terms.insert(), {**row, "at": now.replace(tzinfo=None)})
        made.append({**row, "at": now})
    if made:
        journal.write(connection, "migration", "migrate", {"leader_term": made})
    op.drop_table("leader")
