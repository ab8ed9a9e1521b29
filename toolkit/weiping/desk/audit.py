"""`weiping audit`: every invariant that can be recomputed, recomputed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from ..domain.points import AccountKind
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
            Finding("balances and holds add up to what is kept beside the accounts", tuple(_sums(connection))),
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


def _sums(connection: sa.Connection) -> Iterator[str]:
    """What the database keeps as it goes along, added up afresh."""
    a, x, h, e = t.account.c, t.transfer.c, t.hold.c, t.hold_end.c
    credited = _by_account(sa.select(x.credit_id.label("account"), x.points))
    debited = _by_account(sa.select(x.debit_id.label("account"), x.points))
    ended = sa.exists().where(e.hold == h.id)
    held = _by_account(sa.select(h.account_id.label("account"), h.points).where(~ended))
    query = sa.select(a.id, a.key, a.balance, a.held).order_by(a.id)
    sums: list[dict[int, Any]] = [dict(connection.execute(one).all()) for one in (credited, debited, held)]
    for number, key, balance, kept in connection.execute(query):
        credit, debit, open_holds = (int(found.get(number, 0)) for found in sums)
        if (balance, kept) != (credit - debit, open_holds):
            yield f"{key}: {balance} and {kept} held, not {credit - debit} and {open_holds}"


def _by_account(lines: sa.Select[Any]) -> sa.Select[Any]:
    found = lines.subquery()
    return sa.select(found.c.account, sa.func.sum(found.c.points)).group_by(found.c.account)


def _floors(connection: sa.Connection) -> Iterator[str]:
    a = t.account.c
    below = sa.or_(a.balance - a.held < a.floor, sa.and_(a.kind == AccountKind.DEBT.value, a.balance > 0))
    for key, points in connection.execute(sa.select(a.key, a.balance - a.held).where(below).order_by(a.id)):
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
