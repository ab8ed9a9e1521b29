"""Why a number is what it is: one transfer, told from what happened to what became of its points.

`explain` answers it as data and as sentences in both languages; the sentences are what `weiping points explain` prints.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import TransferKind
from ...domain.text import Text
from ...errors import NotFound
from ...store import tables as t
from ..office import OFFICE, Desk, allow
from . import accounts, approvals, deeds, events, objections, reversing
from .explained import sentences


def explain(desk: Desk, actor: Actor, transfer: str) -> dict[str, Any]:
    """What a transfer was, by which event and rule, who recorded and approved it, its notice and objections, which lots it
    took, where points that moved or came back were earned, what became of its own lot, and its corrections.

    A resident may ask about the own household's, and is not told who objected. Raises NotFound.
    """
    allow(actor, *OFFICE, Role.RESIDENT)
    with desk.store.read() as connection:
        row = reversing.find(connection, transfer)
        giver, taker = (accounts.by_id(connection, number) for number in (row.debit_id, row.credit_id))
        resident = actor.role is Role.RESIDENT
        if resident and not _own(connection, actor, row):
            raise NotFound("There is no transfer {transfer}.", transfer=transfer)
        told: dict[str, Any] = {
            **_entry(row), "unit": taker.unit.value, "from": giver.name.both(), "to": taker.name.both(),
            "event": _event(connection, row), "rule": _rule(desk, row), "deed": _deed(connection, row),
            "approval": _approval(connection, row), "notice": _notice(desk, connection, row),
            "objections": _objections(connection, row, resident), "corrects": row.about,
            "origin": _origin(connection, row), "corrections": _corrections(connection, row), "took": _took(connection, row),
            "lot": _lot(connection, row) if taker.kind.holds_lots else None,
        }  # fmt: skip
    return {**told, "words": [one.both() for one in sentences(told, desk.zone, keys=not resident)]}


def _own(connection: sa.Connection, actor: Actor, row: Any) -> bool:
    a, r = t.account.c, t.resident.c
    mine = sa.or_(
        a.household_id == actor.household, a.resident_id.in_(sa.select(r.id).where(r.household_id == actor.household))
    )
    query = sa.select(a.id).where(a.id.in_((row.debit_id, row.credit_id)), mine)
    return actor.household is not None and connection.execute(query).first() is not None


def _entry(row: Any) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.kind, "kind_title": TransferKind(row.kind).label.both(), "points": row.points,
        "reason": Text(row.reason_zh, row.reason_en).both(), "on": row.business_date.isoformat(),
        "at": row.recorded_at.isoformat(), "operator": row.operator, "available_from": row.available_from.isoformat(),
        "expires_on": _iso(row.expires_on),
    }  # fmt: skip


def _iso(day: date | datetime | None) -> str | None:
    return None if day is None else day.isoformat()


def _event(connection: sa.Connection, row: Any) -> dict[str, Any] | None:
    """What happened; None for what no event is on record of, such as a redemption or points from before weiping."""
    found = connection.execute(sa.select(t.event).where(t.event.c.key == row.event)).first()
    if found is None:
        return None
    return {
        "key": found.key, "kind": found.kind, "kind_title": events.KIND_TITLES[found.kind].both(),
        "title": Text(found.title_zh, found.title_en).both(), "on": found.day.isoformat(),
        "at": found.recorded_at.isoformat(), "operator": found.operator, "data": found.data,
    }  # fmt: skip


def _rule(desk: Desk, row: Any) -> dict[str, Any] | None:
    if row.rule is None:
        return None
    known = desk.plugins.points_rules.get(row.rule)  # it may have been taken out since
    return {"key": row.rule, "title": (known.title if known else Text(row.rule, row.rule)).both()}


def _deed(connection: sa.Connection, row: Any) -> dict[str, Any] | None:
    kind, _, key = row.event.partition(":")
    found = connection.execute(deeds.query().where(t.deed.c.id == key)).first() if kind == "deed" else None
    if found is None:
        return None
    return {
        "declared_by": found.operator, "declared_at": found.at.isoformat(), "verified_by": found.ended_by,
        "verified_at": _iso(found.ended_at), "reason": found.reason or "",
    }  # fmt: skip


def _approval(connection: sa.Connection, row: Any) -> dict[str, Any] | None:
    """The batch that the transfer waited in."""
    keys = [row.event]
    if row.key.startswith("objection:"):  # what an objection added
        keys.append(row.key.removesuffix(":more"))
    for batch in (one for key in keys for one in approvals.of_event(connection, key)):
        if batch.approved and any(line["key"] == row.key for line in batch.lines):
            return {
                "batch": batch.id, "proposed_by": batch.operator, "proposed_at": batch.at.isoformat(),
                "approved_by": batch.ended_by, "approved_at": batch.ended_at.isoformat(), "reason": batch.reason,
            }  # fmt: skip
    return None


def _notice(desk: Desk, connection: sa.Connection, row: Any) -> dict[str, Any] | None:
    """The notice it is on; a transfer that waits for one has none yet."""
    n, p = t.notice_line.c, t.points_notice
    query = sa.select(p).join(t.notice_line, n.notice == p.c.id).where(n.transfer == row.id)
    found = connection.execute(query).first()
    if found is None:
        return {"month": None, "since": None, "until": None, "over": False} if row.awaits_notice else None
    over = found.until < desk.today()
    return {"month": found.key, "since": found.since.isoformat(), "until": found.until.isoformat(), "over": over}


def _objections(connection: sa.Connection, row: Any, resident: bool) -> list[dict[str, Any]]:
    o, e = t.objection, t.objection_end
    query = (
        sa.select(o, e.c.how, e.c.reason, e.c.at.label("ended_at"), e.c.operator.label("ended_by"))
        .outerjoin(e, e.c.objection == o.c.id)
        .where(o.c.transfer == row.id)
        .order_by(o.c.number)
    )
    return [
        {
            "id": one.id, "at": one.at.isoformat(), "text": None if resident else one.text,
            "late": None if resident else one.late, "how": one.how,
            "title": objections.TITLES[one.how].both() if one.how else None, "reason": one.reason,
            "ended_at": _iso(one.ended_at), "by": one.ended_by,
        }
        for one in connection.execute(query)
    ]  # fmt: skip


def _corrections(connection: sa.Connection, row: Any) -> list[dict[str, Any]]:
    x = t.transfer
    query = sa.select(x).where(x.c.about == row.id).order_by(x.c.number)
    return [_entry(one) for one in connection.execute(query)]


def _origin(connection: sa.Connection, row: Any) -> dict[str, Any] | None:
    """Of points that moved or came back: the transfer in which they were earned."""
    return None if row.origin is None else _entry(reversing.find(connection, row.origin))


def _took(connection: sa.Connection, row: Any) -> list[dict[str, Any]]:
    """The lots that a debit was taken from."""
    u, x = t.lot_use.c, t.transfer
    query = sa.select(x, u.points.label("taken")).join(t.lot_use, u.lot == x.c.id).where(u.debit == row.id)
    return [{**_entry(one), "taken": one.taken} for one in connection.execute(query.order_by(u.number))]


def _lot(connection: sa.Connection, row: Any) -> dict[str, Any]:
    """What became of the points of a credit, and how many are left."""
    u, x = t.lot_use.c, t.transfer
    query = sa.select(x, u.points.label("taken")).join(t.lot_use, u.debit == x.c.id).where(u.lot == row.id)
    used = [{**_entry(one), "taken": one.taken} for one in connection.execute(query.order_by(u.number))]
    return {"left": row.points - sum(one["taken"] for one in used), "used": used}
