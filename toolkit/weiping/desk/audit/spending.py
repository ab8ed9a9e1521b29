"""Spending: nothing before it was ready."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from ...store import journal
from ...store import tables as t
from .finding import Fault, Look


def ready(look: Look) -> Iterator[Fault]:
    """10: what was redeemed or moved was there by its day, not past its last one, after its notice, and under no objection."""
    u, d, lot, h, n, p = t.lot_use, t.transfer, t.transfer.alias("lot"), t.hold, t.notice_line, t.points_notice
    used = (
        sa.select(d.c.id, lot.c.id.label("lot"), lot.c.origin)
        .select_from(u)
        .join(d, d.c.id == u.c.debit)
        .join(lot, lot.c.id == u.c.lot)
        .outerjoin(h, h.c.id == d.c.hold)
        .where(d.c.kind.in_(("redeem", "move")))
        .order_by(d.c.number)
    )
    noticed = sa.exists().where(n.c.transfer == lot.c.id, p.c.id == n.c.notice, p.c.until < d.c.business_date)
    held_on = sa.func.coalesce(h.c.day, d.c.business_date)
    early = used.where(
        sa.or_(
            lot.c.available_from > d.c.business_date, lot.c.expires_on < held_on, sa.and_(lot.c.awaits_notice, ~noticed)
        )
    )  # fmt: skip
    for transfer, of, _ in look.rows(early):
        yield Fault(
            "transfer {transfer} used lot {lot} before it was ready, or after its last day", transfer=transfer, lot=of
        )
    objected = sa.exists().where(t.objection.c.transfer.in_((lot.c.id, lot.c.origin)))
    yield from _objected(look, look.rows(used.where(objected)))


def _objected(look: Look, used: list[Any]) -> Iterator[Fault]:
    """Which of these uses fell between an objection and its end. What came first is in the journal, whatever clocks said."""
    if not used:
        return
    b, e = t.objection.c, t.objection_end.c
    query = sa.select(b.id, b.transfer, e.objection).outerjoin(t.objection_end, e.objection == b.id)
    against: dict[str, list[Any]] = {}
    for row in look.rows(query):
        against.setdefault(row.transfer, []).append(row)
    ids = [one.id for some in against.values() for one in some]
    wanted = {"transfer": {row.id for row in used}, "objection": set(ids), "objection_end": set(ids)}
    line = journal.lines_of(look.connection, wanted)
    for transfer, lot, origin in used:
        at = line.get(("transfer", transfer))
        for one in (*against.get(lot, ()), *against.get(origin, ())):
            begin, end = line.get(("objection", one.id)), line.get(("objection_end", one.id))
            if at is not None and begin is not None and begin < at and (end is None or at < end):
                yield Fault(
                    "transfer {transfer} used lot {lot} while an objection to it was open", transfer=transfer, lot=lot
                )
