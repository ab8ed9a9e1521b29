"""The journal: what the desk did, as a chain of hashes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Table

from .columns import Number, metadata, moment, text

journal = Table(
    "journal", metadata, Column("number", Number, primary_key=True, autoincrement=False), moment("at"), text("actor"),
    text("verb"), Column("subject", sa.Text, nullable=False), text("digest"), text("previous"), text("hash"),
)  # fmt: skip
journal_salt = Table(
    # apart from the journal, so that a salt can be destroyed when the rows it covers must be forgotten
    "journal_salt", metadata,
    Column("number", Number, ForeignKey("journal.number"), primary_key=True, autoincrement=False), text("salt"),
)  # fmt: skip
