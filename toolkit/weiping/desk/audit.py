"""`weiping audit`: every invariant that can be recomputed, recomputed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa

from ..store import guards, journal
from ..store import tables as t
from .office import Desk


@dataclass(frozen=True, slots=True)
class Finding:
    """A check with its faults; no faults means it holds."""

    check: str
    faults: tuple[str, ...] = ()


def audit(desk: Desk) -> list[Finding]:
    """Run all checks on one consistent state of the database."""
    with desk.store.read() as connection:
        return [
            Finding("append-only guards are in place", tuple(guards.missing(connection))),
            Finding("the journal's chain and digests verify", tuple(_journal(connection))),
            Finding("every piece of evidence is in the journal", tuple(_unjournaled(connection))),
            Finding("every photo is the one that was taken, or was erased", tuple(_photos(connection))),
            Finding("no account is below its floor", tuple(_floors(connection))),
            Finding("stock is never negative", tuple(_stock(connection))),
            Finding(
                "every redemption has its hold, and every issued hold its transfer", tuple(_redemptions(connection))
            ),
        ]


def _journal(connection: sa.Connection) -> Iterator[str]:
    for fault in journal.verify(connection):
        yield f"line {fault.number}: {fault.what}"


def _unjournaled(connection: sa.Connection) -> Iterator[str]:
    covered = journal.covered_ids(connection)
    for name, key in t.APPEND_ONLY.items():
        if name == "journal":
            continue
        table = t.metadata.tables[name]
        there = set(connection.execute(sa.select(table.c[key])).scalars())
        for one in sorted(map(str, there - covered.get(name, set()))):
            yield f"{name} {one}"


def _photos(connection: sa.Connection) -> Iterator[str]:
    tap, p = t.tap.c, t.photo.c
    taken = sa.select(tap.photo).where(tap.kind == "photo", tap.photo.not_in(sa.select(p.hash))).distinct()
    for photo in connection.execute(taken).scalars():
        yield f"photo {photo} is missing"
    kept = sa.select(p.hash, p.data).where(p.data.is_not(None)).execution_options(yield_per=10)
    for photo, data in connection.execute(kept):
        if sha256(data).hexdigest() != photo:
            yield f"photo {photo} was changed"


def _floors(connection: sa.Connection) -> Iterator[str]:
    a, c = t.account, t.transfer.c
    credit = sa.select(c.credit_id.label("account"), c.points)
    debit = sa.select(c.debit_id.label("account"), (-c.points).label("points"))
    lines = sa.union_all(credit, debit).subquery()
    balance = sa.func.coalesce(sa.func.sum(lines.c.points), 0)
    query = sa.select(a.c.key, balance).outerjoin(lines, lines.c.account == a.c.id).where(a.c.floor.is_not(None))
    for key, points in connection.execute(query.group_by(a.c.id, a.c.key, a.c.floor).having(balance < a.c.floor)):
        yield f"{key}: {points}"


def _stock(connection: sa.Connection) -> Iterator[str]:
    m = t.stock_move.c
    pieces = sa.func.sum(m.quantity)
    query = sa.select(t.reward.c.key, pieces).join(t.reward, t.reward.c.id == m.reward_id).group_by(t.reward.c.key)
    for key, left in connection.execute(query.having(pieces < 0)):
        yield f"{key}: {left}"


def _redemptions(connection: sa.Connection) -> Iterator[str]:
    r, h, e, x = t.redemption, t.hold, t.hold_end, t.transfer
    query = (
        sa.select(r.c.code)
        .outerjoin(h, h.c.redemption == r.c.id)
        .outerjoin(e, e.c.hold == h.c.id)
        .outerjoin(x, x.c.id == e.c.transfer)
        .where(
            sa.or_(h.c.id.is_(None), h.c.points != r.c.points, sa.and_(e.c.how == "issued", x.c.points != r.c.points))
        )
    )
    for code in connection.execute(query).scalars():
        yield f"voucher {code}"
