"""Evidence: guards, the journal, and photos."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import sqlalchemy as sa

from ...store import guards, journal
from ...store import tables as t
from .finding import Fault, Look


def in_place(look: Look) -> Iterator[Fault]:
    """The database itself still refuses what it should."""
    for name in guards.missing(look.connection):
        yield Fault("{guard} is not there, or says something else", guard=name)


def chain(look: Look) -> Iterator[Fault]:
    """12: the journal's chain and the digests of what was written with each line."""
    for fault in journal.verify(look.connection):
        yield Fault("line {number}: {what}", number=fault.number, what=fault.what)


def journaled(look: Look) -> Iterator[Fault]:
    """12, second half: no row of evidence was written beside the journal."""
    covered = journal.covered_ids(look.connection)
    for name, key in t.APPEND_ONLY.items():
        if name != "journal":
            table = t.metadata.tables[name]
            there = set(look.connection.execute(sa.select(table.c[key])).scalars())
            for one in sorted(map(str, there - covered.get(name, set()))):
                yield Fault("{table} {row} is in no line of the journal", table=name, row=one)


def photos(look: Look) -> Iterator[Fault]:
    """Every photo that somebody took is there and is the one that was taken, or was erased."""
    tap, p = t.tap.c, t.photo.c
    taken = sa.select(tap.photo).where(tap.kind == "photo", tap.photo.not_in(sa.select(p.hash))).distinct()
    of_records = sa.select(t.record_photo.c.photo).where(t.record_photo.c.photo.not_in(sa.select(p.hash))).distinct()
    for photo in look.connection.execute(sa.union(taken, of_records)).scalars():
        yield Fault("photo {photo} is missing", photo=photo)
    kept = sa.select(p.hash, p.data).where(p.data.is_not(None)).execution_options(yield_per=10)
    for photo, data in look.connection.execute(kept):
        if sha256(data).hexdigest() != photo:
            yield Fault("photo {photo} was changed", photo=photo)
