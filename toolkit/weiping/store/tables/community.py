"""What people do together and what they settle: activities, meetings, matters, help from door to door, leaders and tasks.

Personal data in `data` and `answers` has the disclosure level that its form gives each field; the rest of a record may be
shown to the office. Minutes are whole.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint

from .columns import Number, both, ident, metadata, moment, numbered, ref, switch, text

partner = Table("partner", metadata, ident(), text("key", unique=True), *both("name"), text("kind"))

# Activities

activity = Table(
    # planned first, then held, then certified by a second person; `campaign` joins sessions that belong together. What is
    # planned may be changed until `activity_end` says what became of it
    "activity", metadata, ident(), text("key", unique=True), text("kind"), *both("title"), text("campaign"),
    Column("day", sa.Date, nullable=False), text("begins"), text("ends"), text("place"),
    ref("compound_id", "compound", nullable=True), Column("capacity", sa.Integer, nullable=True),
    Column("data", sa.JSON, nullable=False), switch("complaint"), moment("at"), text("actor"), text("operator"),
    sa.CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
)  # fmt: skip
activity_end = Table(
    "activity_end", metadata, numbered(),
    Column("activity_id", Number, ForeignKey("activity.id"), nullable=False, unique=True), text("how"),
    text("reason"), moment("at"), text("actor"), text("operator"),
    sa.CheckConstraint("how IN ('certified', 'cancelled')", name="how"),
)  # fmt: skip
activity_partner = Table(
    "activity_partner", metadata, ident(), ref("activity_id", "activity"), ref("partner_id", "partner"),
    UniqueConstraint("activity_id", "partner_id"),
)  # fmt: skip
sign_up = Table(
    # who means to come; the newest line of a resident counts
    "sign_up", metadata, numbered(), ref("activity_id", "activity"), ref("resident_id", "resident"), text("role"),
    Column("comes", sa.Boolean, nullable=False), moment("at"), text("actor"),
)  # fmt: skip
participation = Table(
    # who took part as what, for how long; a resident of the register or a `guest` in the office's words. The newest line of
    # a person counts; one with `took_part` false takes the earlier ones back. `household_id` is where they lived that day
    "participation", metadata, numbered(), ref("activity_id", "activity"), ref("resident_id", "resident", nullable=True),
    ref("household_id", "household", nullable=True), text("guest"), text("role"),
    Column("took_part", sa.Boolean, nullable=False), moment("came_at", nullable=True), moment("left_at", nullable=True),
    Column("minutes", sa.Integer, nullable=True), text("source"), text("note"), moment("at"), text("actor"),
    text("operator"), sa.CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes"),
    sa.CheckConstraint("left_at IS NULL OR (came_at IS NOT NULL AND left_at >= came_at)", name="clock"),
    sa.CheckConstraint("(resident_id IS NULL) = (guest <> '')", name="who"),
    sa.CheckConstraint("source IN ('qr', 'list', 'office', 'file')", name="source"),
)  # fmt: skip
record_photo = Table(
    # a picture of an activity or of a matter's step; `show` says whether it may be public. The newest line of a picture counts
    "record_photo", metadata, numbered(), ref("activity_id", "activity", nullable=True),
    ref("matter_id", "matter", nullable=True), text("step"), text("photo"), text("caption"), switch("show"),
    switch("dropped"), text("reason"), moment("at"), text("actor"),
    sa.CheckConstraint("(activity_id IS NULL) <> (matter_id IS NULL)", name="what"),
)  # fmt: skip

evaluation = Table(
    # what somebody says of an activity: a resident, or the office (no resident) for those it asked; the newest line of a
    # person counts. Whether a complaint is justified says who certifies the activity (`activity.complaint`)
    "evaluation", metadata, numbered(), ref("activity_id", "activity"), ref("resident_id", "resident", nullable=True),
    text("satisfaction"), text("remark"), switch("complaint"), moment("at"), text("actor"), text("operator"),
    sa.CheckConstraint("satisfaction IN ('good', 'fair', 'poor')", name="satisfaction"),
)  # fmt: skip
service_certificate = Table(
    # a certificate of a volunteer's hours that was made out: of which days, and what it says
    "service_certificate", metadata, numbered(), ref("resident_id", "resident"), Column("first", sa.Date, nullable=False),
    Column("last", sa.Date, nullable=False), Column("minutes", sa.Integer, nullable=False),
    Column("activities", sa.Integer, nullable=False), moment("at"), text("actor"), text("operator"),
    sa.CheckConstraint("first <= last", name="days"), sa.CheckConstraint("minutes > 0", name="minutes"),
)  # fmt: skip

# Meetings are activities; this is what they have besides

meeting = Table(
    # `quorum` is how many of those who may vote must be there; `notice_at` is when the invitation hung
    "meeting", metadata, ident(), Column("activity_id", Number, ForeignKey("activity.id"), nullable=False, unique=True),
    Column("quorum", sa.Integer, nullable=False), Column("may_vote", sa.Integer, nullable=True),
    moment("notice_at", nullable=True), sa.CheckConstraint("quorum > 0", name="quorum"),
)  # fmt: skip
agenda_item = Table(
    "agenda_item", metadata, ident(), ref("activity_id", "activity"), Column("position", sa.Integer, nullable=False),
    text("title"), ref("matter_id", "matter", nullable=True), UniqueConstraint("activity_id", "position"),
)  # fmt: skip
motion = Table(
    # what was put to the vote and how it ended; nobody's vote is kept with a name
    "motion", metadata, numbered(), ref("activity_id", "activity"), ref("matter_id", "matter", nullable=True), text("text"),
    text("way"), Column("votes_for", sa.Integer, nullable=False), Column("votes_against", sa.Integer, nullable=False),
    Column("abstained", sa.Integer, nullable=False), Column("present", sa.Integer, nullable=False),
    Column("carried", sa.Boolean, nullable=False), moment("at"), text("actor"),
    sa.CheckConstraint("way IN ('hands', 'ballot')", name="way"),
    sa.CheckConstraint(
        "votes_for >= 0 AND votes_against >= 0 AND abstained >= 0 AND votes_for + votes_against + abstained <= present",
        name="votes",
    ),
)  # fmt: skip
minutes = Table(
    # the minutes as they were written; each amendment is a further version
    "minutes", metadata, numbered(), ref("activity_id", "activity"), Column("version", sa.Integer, nullable=False),
    text("text"), moment("at"), text("actor"), UniqueConstraint("activity_id", "version"),
)  # fmt: skip
minutes_answer = Table(
    # what somebody who was there says of a version: approves it, or wants it amended
    "minutes_answer", metadata, numbered(), ref("activity_id", "activity"), Column("version", sa.Integer, nullable=False),
    ref("resident_id", "resident"), Column("approves", sa.Boolean, nullable=False), text("text"), moment("at"), text("actor"),
    UniqueConstraint("activity_id", "version", "resident_id"),
)  # fmt: skip
action = Table(
    # what a meeting gave somebody to do; open ones stand on the next meeting's agenda
    "action", metadata, numbered(), text("id", unique=True), ref("activity_id", "activity"),
    ref("matter_id", "matter", nullable=True), text("text"), ref("owner_id", "resident", nullable=True), text("owner"),
    Column("due", sa.Date, nullable=False), moment("at"), text("actor"),
    sa.CheckConstraint("owner_id IS NOT NULL OR owner <> ''", name="owner"),
)  # fmt: skip
action_end = Table(
    "action_end", metadata, numbered(), Column("action", sa.Text, ForeignKey("action.id"), nullable=False, unique=True),
    text("how"), text("note"), moment("at"), text("actor"), sa.CheckConstraint("how IN ('done', 'dropped')", name="how"),
)  # fmt: skip

# Matters

matter = Table(
    "matter", metadata, ident(), text("key", unique=True), text("kind"), *both("title"),
    Column("day", sa.Date, nullable=False), ref("compound_id", "compound", nullable=True),
    ref("household_id", "household", nullable=True), Column("x", sa.Float, nullable=True), Column("y", sa.Float, nullable=True),
    Column("answers", sa.JSON, nullable=False), moment("at"), text("actor"), text("operator"),
)  # fmt: skip
matter_step = Table(
    # the way of a matter; the newest line says where it stands. `activity_id` is the meeting that resolved it
    "matter_step", metadata, numbered(), ref("matter_id", "matter"), text("step"), Column("day", sa.Date, nullable=False),
    Column("answers", sa.JSON, nullable=False), text("reason"), ref("activity_id", "activity", nullable=True), moment("at"),
    text("actor"), text("operator"),
)  # fmt: skip

# Help from door to door

aid = Table(
    # a need of a household, or what a resident offers to do, for one kind of service
    "aid", metadata, ident(), text("side"), text("kind"), ref("household_id", "household", nullable=True),
    ref("resident_id", "resident", nullable=True), ref("partner_id", "partner", nullable=True), text("text"),
    Column("day", sa.Date, nullable=False), moment("closed_at", nullable=True), text("closed_why"), moment("at"), text("actor"),
    sa.CheckConstraint("side IN ('need', 'offer')", name="side"),
    sa.CheckConstraint(
        "(side = 'need' AND household_id IS NOT NULL)"
        " OR (side = 'offer' AND (resident_id IS NOT NULL OR partner_id IS NOT NULL))",
        name="who",
    ),
)  # fmt: skip
aid_match = Table(
    "aid_match", metadata, numbered(), ref("need_id", "aid"), ref("offer_id", "aid"),
    ref("activity_id", "activity", nullable=True), moment("at"), text("actor"),
)  # fmt: skip

# Leaders of micro-grids

leader_term = Table(
    # who leads a micro-grid from when on, and how they came to it; the newest line of a micro-grid counts, one without a
    # resident says that there is nobody
    "leader_term", metadata, numbered(), ref("micro_grid_id", "micro_grid"), ref("resident_id", "resident", nullable=True),
    Column("since", sa.Date, nullable=False), text("how"), text("note"), moment("at"), text("actor"),
    sa.CheckConstraint("how IN ('founding', 'elected', 'appointed', 'handed-over', 'left')", name="how"),
)  # fmt: skip
election = Table(
    "election", metadata, ident(), text("key", unique=True), ref("micro_grid_id", "micro_grid"),
    Column("opens", sa.Date, nullable=False), Column("closes", sa.Date, nullable=False), moment("at"), text("actor"),
    sa.CheckConstraint("opens <= closes", name="days"),
)  # fmt: skip
nomination = Table(
    "nomination", metadata, numbered(), ref("election_id", "election"), ref("resident_id", "resident"),
    Column("agreed", sa.Boolean, nullable=False), moment("at"), text("actor"), UniqueConstraint("election_id", "resident_id"),
)  # fmt: skip
election_vote = Table(
    # one vote for each household: that it voted is kept, for whom is counted in `election_end` and kept nowhere
    "election_vote", metadata, numbered(), ref("election_id", "election"), ref("household_id", "household"), moment("at"),
    text("actor"), UniqueConstraint("election_id", "household_id"),
)  # fmt: skip
election_tally = Table(
    # votes that were counted for a nominee, added to as slips are counted
    "election_tally", metadata, numbered(), ref("election_id", "election"), ref("resident_id", "resident", nullable=True),
    Column("votes", sa.Integer, nullable=False), moment("at"), text("actor"), sa.CheckConstraint("votes > 0", name="votes"),
)  # fmt: skip
election_end = Table(
    "election_end", metadata, numbered(),
    Column("election_id", Number, ForeignKey("election.id"), nullable=False, unique=True),
    ref("resident_id", "resident", nullable=True), text("reason"), moment("at"), text("actor"), text("operator"),
)  # fmt: skip
task = Table(
    # something for the leader of a micro-grid to do, perhaps a visit to a household
    "task", metadata, numbered(), text("id", unique=True), ref("micro_grid_id", "micro_grid"), text("kind"), *both("title"),
    ref("household_id", "household", nullable=True), Column("due", sa.Date, nullable=False), moment("at"), text("actor"),
)  # fmt: skip
task_end = Table(
    "task_end", metadata, numbered(), Column("task", sa.Text, ForeignKey("task.id"), nullable=False, unique=True), text("how"),
    text("note"), ref("resident_id", "resident", nullable=True), moment("at"), text("actor"),
    sa.CheckConstraint("how IN ('done', 'not-met', 'dropped')", name="how"),
)  # fmt: skip
