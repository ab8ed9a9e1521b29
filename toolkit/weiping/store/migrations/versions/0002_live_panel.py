"""What a panel needs to rely on live scoring: conflicts, rehearsals, photos, late marks, problems, short codes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _reference(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([f"{column}_id"], [f"{column}.id"], name=op.f(f"fk_{table}_{column}_id"))


def _evidence(table: str, refs: tuple[str, ...], *columns: Any) -> None:
    """An append-only table: numbered rows that refer to others."""
    op.create_table(
        table,
        sa.Column("number", Number, autoincrement=True, nullable=False),
        *(sa.Column(f"{ref}_id", Number, nullable=False) for ref in refs),
        *columns,
        *(_reference(table, ref) for ref in refs),
        sa.PrimaryKeyConstraint("number", name=op.f(f"pk_{table}")),
    )
    for ref in refs:
        op.create_index(op.f(f"ix_{table}_{ref}_id"), table, [f"{ref}_id"], unique=False)


def _said() -> tuple[sa.Column[object], ...]:
    return sa.Column("at", sa.DateTime(), nullable=False), sa.Column("actor", sa.Text(), nullable=False)


def upgrade() -> None:
    for name, on in (("show_others", False), ("exchange", True), ("show_range", False)):
        default = sa.true() if on else sa.false()
        op.add_column("round", sa.Column(name, sa.Boolean(), nullable=False, server_default=default))
    op.add_column("round", sa.Column("quorum", sa.Integer(), nullable=True))
    op.add_column("round", sa.Column("rehearsal", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("round", sa.Column("reminded_at", sa.DateTime(), nullable=True))
    op.add_column("session", sa.Column("device", sa.Text(), nullable=True))

    with op.batch_alter_table("judge") as judge:
        judge.alter_column("resident_id", existing_type=Number, nullable=True)
        judge.add_column(sa.Column("name", sa.Text(), nullable=True))
        judge.add_column(sa.Column("compound_id", Number, nullable=True))
        judge.add_column(sa.Column("route", sa.JSON(none_as_null=True), nullable=True))
        judge.create_foreign_key(op.f("fk_judge_compound_id"), "compound", ["compound_id"], ["id"])
        judge.create_check_constraint(op.f("ck_judge_who"), "resident_id IS NOT NULL OR name IS NOT NULL")
        judge.create_index(op.f("ix_judge_compound_id"), ["compound_id"], unique=False)

    with op.batch_alter_table("invitation") as invitation:
        invitation.add_column(sa.Column("short_hash", sa.Text(), nullable=True))
        invitation.add_column(sa.Column("short_expires_at", sa.DateTime(), nullable=True))
        invitation.add_column(sa.Column("revoked_why", sa.Text(), nullable=True))
        invitation.create_unique_constraint(op.f("uq_invitation_short_hash"), ["short_hash"])

    with op.batch_alter_table("tap") as tap:
        tap.add_column(sa.Column("practice", sa.Integer(), nullable=True))
        tap.add_column(sa.Column("photo", sa.Text(), nullable=True))
        tap.drop_constraint(op.f("ck_tap_kind"), type_="check")
        tap.create_check_constraint(
            op.f("ck_tap_kind"),
            "kind IN ('mark', 'note', 'sign', 'reopen', 'comment', 'problem', 'photo', 'drop_photo')",
        )
        tap.create_check_constraint(op.f("ck_tap_photo"), "(photo IS NOT NULL) = (kind IN ('photo', 'drop_photo'))")

    op.create_table(
        "wrong_code",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_code")),
    )
    op.create_index(op.f("ix_wrong_code_at"), "wrong_code", ["at"], unique=False)
    op.create_table(
        "photo",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_photo")),
    )
    _evidence(
        "conflict", ("round", "judge", "entry"),
        sa.Column("kind", sa.Text(), nullable=False), sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False), *_said(),
        sa.CheckConstraint(
            "kind IN ('lives-in', 'works-for', 'represents', 'declared')", name=op.f("ck_conflict_kind")
        ),
    )  # fmt: skip
    _evidence(
        "photo_consent", ("round",),
        sa.Column("photo", sa.Text(), nullable=False), sa.Column("show", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False), *_said(),
    )  # fmt: skip
    _evidence(
        "late_decision", ("round", "judge", "entry"),
        sa.Column("upto", sa.BigInteger(), nullable=False), sa.Column("admitted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False), *_said(),
    )  # fmt: skip
    _evidence(
        "refusal", ("round", "judge", "entry"),
        sa.Column("id", sa.Text(), nullable=False), sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=True), sa.Column("code", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False), sa.UniqueConstraint("id", name=op.f("uq_refusal_id")),
    )  # fmt: skip
    _evidence(
        "problem_answer", (),
        sa.Column("problem", sa.Text(), nullable=False), sa.Column("text", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False), *_said(),
        sa.ForeignKeyConstraint(["problem"], ["tap.id"], name=op.f("fk_problem_answer_problem")),
    )  # fmt: skip
    op.create_index(op.f("ix_problem_answer_problem"), "problem_answer", ["problem"], unique=False)
