"""The register: community, grids, compounds, households, residents."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Table

from .columns import both, ident, metadata, ref, text

community = Table("community", metadata, ident(), text("key", unique=True), *both("name"))
grid = Table(
    "grid", metadata, ident(), ref("community_id", "community"), text("key", unique=True),
    Column("number", sa.Integer, nullable=False), text("name"),
)  # fmt: skip
micro_grid = Table(
    "micro_grid", metadata, ident(), ref("grid_id", "grid"), text("key", unique=True),
    Column("number", sa.Integer, nullable=False),
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
)  # fmt: skip
resident = Table(
    "resident", metadata, ident(), ref("household_id", "household"), text("key", unique=True), text("name"),
    Column("roles", sa.JSON, nullable=False), text("disclosure"),
)  # fmt: skip
leader = Table("leader", metadata, ident(), ref("micro_grid_id", "micro_grid"), ref("resident_id", "resident"))
