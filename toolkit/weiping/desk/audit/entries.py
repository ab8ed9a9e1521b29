"""Entries: one key has one effect, and a correction takes back what is left of its original."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from ...ledger.transfers import body_hash
from ...store import tables as t
from ..points.reversing import CORRECTS
from .finding import Fault, Look


def keys(look: Look) -> Iterator[Fault]:
    """4: no key stands for two transfers or redemptions, and a transfer is what its key was first used for."""
    for table in (t.transfer, t.redemption, t.batch):
        query = sa.select(table.c.key).group_by(table.c.key).having(sa.func.count() > 1)
        for (key,) in look.rows(query):
            yield Fault("the key {key} is there more than once in {table}", key=key, table=table.name)
    x = t.transfer.c
    day = sa.type_coerce(x.business_date, sa.Text)  # SQLite's dates are texts: no need to read a million of them
    said = sa.select(x.id, x.debit_id, x.credit_id, x.points, x.event, day, x.body_hash).order_by(x.number)
    for transfer, debit, credit, points, event, on, hashed in look.connection.execute(said):
        if body_hash(look.key(debit), look.key(credit), points, event, on) != hashed:
            yield Fault("transfer {transfer} is not what its key was used for", transfer=transfer)


def reversals(look: Look) -> Iterator[Fault]:
    """8: a reversal points to its original, goes the way it came, and all of them take at most what it moved."""
    x, o, a = t.transfer, t.transfer.alias("original"), t.account
    right_way = sa.and_(
        o.c.debit_id == x.c.credit_id,
        o.c.kind.not_in(CORRECTS),
        sa.or_(
            o.c.credit_id == x.c.debit_id,
            sa.and_(x.c.kind == "claw-back", sa.func.coalesce(a.c.of_id, -1) == o.c.credit_id),
        ),
    )
    query = (
        sa.select(x.c.id)
        .outerjoin(o, o.c.id == x.c.about)
        .outerjoin(a, a.c.id == x.c.debit_id)
        .where(x.c.kind.in_(CORRECTS), sa.or_(o.c.id.is_(None), ~right_way))
    )
    for (transfer,) in look.rows(query.order_by(x.c.number)):
        yield Fault("transfer {transfer} corrects nothing that went the other way", transfer=transfer)
    taken = sa.func.sum(x.c.points)
    beyond = (
        sa.select(o.c.id, o.c.points, taken)
        .join(o, o.c.id == x.c.about)
        .where(x.c.kind.in_(CORRECTS))
        .group_by(o.c.id, o.c.points)
        .having(taken > o.c.points)
    )
    for transfer, points, total in look.rows(beyond):
        yield Fault(
            "{total} points were taken back of transfer {transfer}, which moved {points}",
            transfer=transfer, points=points, total=total,
        )  # fmt: skip
