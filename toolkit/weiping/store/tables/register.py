"""The register: community, grids, compounds, households, residents."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Table

from .columns import both, ident, metadata, moment, numbered, ref, text

community = Table("community", metadata, ident(), text("key", unique=True), *both("name"))
grid = Table(
    "grid", metadata, ident(), ref("community_id", "community"), text("key", unique=True),
    Column("number", sa.Integer, nullable=False), text("name"),
    # the corners of its border in order, [x, y] in the metres of `household`; nobody has drawn it where it is empty
    Column("border", sa.JSON(none_as_null=True), nullable=True),
)  # fmt: skip
micro_grid = Table(
    "micro_grid", metadata, ident(), ref("grid_id", "grid"), text("key", unique=True),
    Column("number", sa.Integer, nullable=False),
    # why its size is other than what is aimed at, and since when it is no more
    Column("exception", sa.Text, nullable=False, server_default=""), Column("closed_on", sa.Date, nullable=True),
)  # fmt: skip
compound = Table(
    "compound", metadata, ident(), ref("grid_id", "grid"), text("key", unique=True), *both("name"),
    Column("attributes", sa.JSON, nullable=False),
)  # fmt: skip
building = Table(
    "building", metadata, ident(), ref("compound_id", "compound"), text("key", unique=True), text("name")
)  # fmt: skip
unit = Table("unit", metadata, ident(), ref("building_id", "building"), text("key", unique=True), text("name"))
household = Table(
    "household", metadata, ident(), ref("compound_id", "compound"), ref("unit_id", "unit", nullable=True),
    ref("micro_grid_id", "micro_grid"), text("key", unique=True), text("room"),
    # where it stands, in metres east and north of the community's own point; nothing is known where it is empty
    Column("x", sa.Float, nullable=True), Column("y", sa.Float, nullable=True), Column("floor", sa.Integer, nullable=True),
)  # fmt: skip
resident = Table(
    "resident", metadata, ident(), ref("household_id", "household"), text("key", unique=True), text("name"),
    Column("roles", sa.JSON, nullable=False), text("disclosure"), text("phone", nullable=True),
    Column("born", sa.Integer, nullable=True), Column("left_on", sa.Date, nullable=True),
)  # fmt: skip

# What became of it

residence = Table(
    # moves in and out; `resident.household_id` is where somebody lives now, or lived last
    "residence", metadata, numbered(), ref("resident_id", "resident"), ref("household_id", "household"), text("way"),
    Column("day", sa.Date, nullable=False), text("note"), moment("at"), text("actor"),
    sa.CheckConstraint("way IN ('in', 'out')", name="way"),
)  # fmt: skip
grid_member = Table(
    # which micro-grid a household belongs to, and why it changed; `household.micro_grid_id` is where it is now
    "grid_member", metadata, numbered(), ref("household_id", "household"), ref("micro_grid_id", "micro_grid"),
    Column("since", sa.Date, nullable=False), text("reason"), moment("at"), text("actor"),
)  # fmt: skip
export_log = Table(
    # personal data that left the house: what, which fields, how many rows, and what for
    "export_log", metadata, numbered(), text("what"), Column("fields", sa.JSON, nullable=False),
    Column("rows", sa.Integer, nullable=False), text("reason"), moment("at"), text("actor"), text("operator"),
)  # fmt: skip
