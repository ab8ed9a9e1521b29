"""Appraisals: rounds, judges, invitations, taps and what came of them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint

from .columns import Utc, both, ident, metadata, moment, numbered, ref, switch, text

appraisal = Table(
    "appraisal", metadata, ident(), ref("community_id", "community"), text("key", unique=True), *both("title"),
    text("period"), Column("plan", sa.JSON, nullable=False),
)  # fmt: skip
round_ = Table(
    "round", metadata, ident(), ref("appraisal_id", "appraisal"), Column("number", sa.Integer, nullable=False),
    text("phase"), Column("show_standings", sa.Boolean, nullable=False),
    # what the chair decides: `show_others` shows a judge the others' marks for an entry once the own sheet is signed,
    # `exchange` the comments; `show_range` puts the range of a place on the board; `quorum` is how many signed sheets an
    # entry needs (none: half of those due); `rehearsal` counts the rehearsals, the last one running in phase practice
    switch("show_others"), switch("exchange", on=True), switch("show_range"),
    Column("quorum", sa.Integer, nullable=True), Column("rehearsal", sa.Integer, nullable=False, server_default="0"),
    moment("reminded_at", nullable=True),
    Column("criteria", sa.JSON, nullable=False), text("rule"), text("rule_hash"),
    moment("opened_at", nullable=True), moment("frozen_at", nullable=True), moment("published_at", nullable=True),
    Column("available_from", sa.Date, nullable=True),
    UniqueConstraint("appraisal_id", "number"),
)  # fmt: skip
entry = Table(
    "entry", metadata, ident(), ref("round_id", "round"), Column("number", sa.Integer, nullable=False),
    ref("compound_id", "compound"), *both("name"), *both("facts"), Column("attributes", sa.JSON, nullable=False),
    UniqueConstraint("round_id", "number"),
)  # fmt: skip
judge = Table(
    # a guest is in no register and has a `name` of their own; `route` is the entries this judge visits in walking order,
    # none for all in the order of their numbers; `compound_id` is the compound that a representative speaks for
    "judge", metadata, ident(), ref("round_id", "round"), Column("number", sa.Integer, nullable=False), text("kind"),
    ref("resident_id", "resident", nullable=True), text("name", nullable=True),
    ref("compound_id", "compound", nullable=True), Column("route", sa.JSON(none_as_null=True), nullable=True),
    UniqueConstraint("round_id", "number"),
    sa.CheckConstraint("resident_id IS NOT NULL OR name IS NOT NULL", name="who"),
)  # fmt: skip
conflict = Table(
    # why a judge may not score an entry; the newest line of a pair counts, `holds` false takes the earlier ones back
    "conflict", metadata, numbered(), ref("round_id", "round"), ref("judge_id", "judge"), ref("entry_id", "entry"),
    text("kind"), Column("holds", sa.Boolean, nullable=False), text("reason"), moment("at"), text("actor"),
    sa.CheckConstraint("kind IN ('lives-in', 'works-for', 'represents', 'declared')", name="kind"),
)  # fmt: skip
invitation = Table(
    "invitation", metadata, ident(), text("role"), ref("judge_id", "judge", nullable=True),
    text("code_hash", unique=True), Column("once", sa.Boolean, nullable=False), moment("made_at"),
    # a short code for typing, beside the long one of the link; it lives for hours and its guessing is limited
    text("short_hash", nullable=True, unique=True), moment("short_expires_at", nullable=True),
    moment("expires_at", nullable=True), moment("used_at", nullable=True), moment("revoked_at", nullable=True),
    text("revoked_why", nullable=True),
    # which member of the staff it signs in, and which household's page it opens
    text("operator", nullable=True), ref("household_id", "household", nullable=True),
)  # fmt: skip
session = Table(
    "session", metadata, ident(), text("token_hash", unique=True), text("role"), ref("judge_id", "judge", nullable=True),
    ref("invitation_id", "invitation", nullable=True), moment("made_at"), moment("ended_at", nullable=True),
    text("device", nullable=True),
)  # fmt: skip
wrong_code = Table(
    # codes that were tried and were none: what rate limiting and lock-out count; `address` is hashed, old rows are pruned
    "wrong_code", metadata, ident(), text("address"), Column("at", Utc, nullable=False, index=True)
)  # fmt: skip
tap = Table(
    # one acknowledged item of an outbox; see desk/sheets.py for what each kind means
    "tap", metadata, numbered(), text("id", unique=True), ref("round_id", "round", index=False),
    ref("judge_id", "judge", index=False), ref("entry_id", "entry", index=False), text("kind"),
    text("criterion", nullable=True), text("answer", nullable=True),
    Column("value", sa.BigInteger, nullable=True), Column("detail", sa.JSON(none_as_null=True), nullable=True),
    text("text", nullable=True), text("client"), Column("seq", sa.BigInteger, nullable=False),
    text("tablet_at", nullable=True), moment("received_at"), Column("late", sa.Boolean, nullable=False),
    # the number of the rehearsal it belongs to (such taps never count), and the hash of the photo it adds or drops
    Column("practice", sa.Integer, nullable=True), text("photo", nullable=True),
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
    text("type"), Column("width", sa.Integer, nullable=False), Column("height", sa.Integer, nullable=False),
    Column("size", sa.Integer, nullable=False), moment("made_at"),
)  # fmt: skip
photo_consent = Table(
    # whether a photo may stand on the public wall; the newest line counts
    "photo_consent", metadata, numbered(), ref("round_id", "round"), text("photo"),
    Column("show", sa.Boolean, nullable=False), text("reason"), moment("at"), text("actor"),
)  # fmt: skip
late_decision = Table(
    # what the chair made of one sheet's late taps up to number `upto`: admitted they count, else they are evidence only
    "late_decision", metadata, numbered(), ref("round_id", "round"), ref("judge_id", "judge"), ref("entry_id", "entry"),
    Column("upto", sa.BigInteger, nullable=False), Column("admitted", sa.Boolean, nullable=False), text("reason"),
    moment("at"), text("actor"),
)  # fmt: skip
refusal = Table(
    # an item of a judge that the desk refused, so that the chair sees it too and not only the tablet
    "refusal", metadata, numbered(), text("id", unique=True), ref("round_id", "round"), ref("judge_id", "judge"),
    ref("entry_id", "entry"), text("kind"), text("criterion", nullable=True), text("code"), moment("at"),
)  # fmt: skip
problem_answer = Table(
    # what the chair said to a problem (a tap of kind problem); `closed` takes it off the list
    "problem_answer", metadata, numbered(), Column("problem", sa.Text, ForeignKey("tap.id"), nullable=False, index=True),
    text("text"), Column("closed", sa.Boolean, nullable=False), moment("at"), text("actor"),
)  # fmt: skip
phase_change = Table(
    "phase_change", metadata, numbered(), ref("round_id", "round"), text("before"), text("after"), text("reason"),
    moment("at"),
)  # fmt: skip
result = Table(
    "result", metadata, numbered(), ref("round_id", "round"), ref("entry_id", "entry"),
    Column("place", sa.Integer, nullable=True), Column("shared", sa.Boolean, nullable=False),
    text("total", nullable=True), text("award", nullable=True), Column("parts", sa.JSON, nullable=False),
    UniqueConstraint("round_id", "entry_id"),
)  # fmt: skip
