"""Spending: nothing before it was ready, and no rule gave more than its caps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from ...domain.points import Cap, Period
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


def caps(look: Look) -> Iterator[Fault]:
    """11: no account has more from a rule within an event, a day, a month or a year than its installed caps allow."""
    for rule in look.desk.plugins.points_rules.values():
        for cap in rule.caps:
            yield from _beyond(look, rule.key, cap)


def _beyond(look: Look, rule: str, cap: Cap) -> Iterator[Fault]:
    x = t.transfer.c
    day = sa.cast(x.business_date, sa.Text)
    within: Mapping[Period, sa.ColumnElement[Any]] = {
        "event": x.event, "day": day, "month": sa.func.substr(day, 1, 7), "year": sa.func.substr(day, 1, 4),
    }  # fmt: skip
    span, total = within[cap.per].label("span"), sa.func.sum(x.points)
    query = (
        sa.select(x.credit_id, span, total)
        .where(x.rule == rule, x.about.is_(None))
        .group_by(x.credit_id, span)
        .having(total > cap.points)
    )
    for account, where, points in look.rows(query):
        yield Fault(
            "{key} has {points} points by rule {rule} in {where}; as it is installed it gives {most} at most",
            key=look.key(account), points=int(points), rule=rule, where=where, most=cap.points,
        )  # fmt: skip
