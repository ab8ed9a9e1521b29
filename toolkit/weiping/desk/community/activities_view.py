"""Activities as the office sees them: a month's calendar, and one activity with all that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...domain.kinds import ActivityKind
from ...domain.register import Disclosure
from ...domain.text import Text
from ...errors import NotFound
from ...store import tables as t
from .. import album
from ..activities import evaluating
from ..activities.signing_up import coming
from ..activities.taking_part import counted
from ..office import OFFICE, Desk, allow
from . import meeting_view
from .forms_view import activity_kind_data, answered
from .matters_view import called
from .names import People, people_named, person

FOUND_AT_MOST = 50


def kinds(desk: Desk) -> list[dict[str, Any]]:
    """What may be planned."""
    return [activity_kind_data(one) for one in desk.plugins.activity_kinds.values()]


def where_and_with(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """Compounds and partners that a plan may name: `{"key", "title"}`; compounds with `box`, where their households stand.

    A box is [west, south, east, north] in metres, None where no household of the compound has a place.
    """
    c, p, h = t.compound.c, t.partner.c, t.household.c
    box = [sa.func.min(h.x), sa.func.min(h.y), sa.func.max(h.x), sa.func.max(h.y)]
    lies = sa.select(c.key, c.name_zh, c.name_en, *(edge.label(f"edge{at}") for at, edge in enumerate(box)))
    with desk.store.read() as connection:
        compounds = connection.execute(
            lies.outerjoin(t.household, sa.and_(h.compound_id == c.id, h.x.is_not(None), h.y.is_not(None)))
            .group_by(c.id, c.key, c.name_zh, c.name_en).order_by(c.id)
        ).all()  # fmt: skip
        partners = connection.execute(sa.select(p.key, p.name_zh, p.name_en).order_by(p.id)).all()
    return {
        "compounds": [{**_named(row), "box": None if row.edge0 is None else list(row[3:])} for row in compounds],
        "partners": [_named(row) for row in partners],
    }


def _named(row: Any) -> dict[str, Any]:
    return {"key": row.key, "title": Text(row.name_zh, row.name_en).both()}


def month(desk: Desk, actor: Actor, first: date) -> dict[str, Any]:
    """The activities of the month of `first`, with what stands of each."""
    allow(actor, *OFFICE)
    begin, end = month_span(first)
    with desk.store.read() as connection:
        rows = _rows(connection, t.activity.c.day >= begin, t.activity.c.day < end)
        return {
            "month": begin.isoformat()[:7], "activities": [_line(desk, row) for row in rows],
            "before": None if rows else last_month(connection, begin),
        }  # fmt: skip


def month_span(day: date) -> tuple[date, date]:
    """The first day of the month of `day`, and that of the next one."""
    begin = day.replace(day=1)
    return begin, (begin + timedelta(days=32)).replace(day=1)


def head(desk: Desk, row: Any) -> dict[str, Any]:
    """What every list says of an activity; a kind that nobody offers any more is called by its key."""
    kind = desk.plugins.activity_kinds.get(row.kind)
    return {
        "id": row.id, "title": Text(row.title_zh, row.title_en).both(), "day": row.day.isoformat(),
        "kind_title": (kind.title if kind else Text(row.kind, row.kind)).both(),
    }  # fmt: skip


def last_month(connection: sa.Connection, begin: date) -> str | None:
    """The newest month before `begin` in which there was an activity; None where there was none."""
    a = t.activity.c
    day = connection.execute(sa.select(sa.func.max(a.day)).where(a.day < begin)).scalar()
    return day and day.isoformat()[:7]


def found(desk: Desk, actor: Actor, words: str) -> dict[str, Any]:
    """Activities with all of `words` in their title, place, campaign, what their kind is called or a point of a meeting's agenda,
    newest first."""
    allow(actor, *OFFICE)
    a, item, kinds = t.activity.c, t.agenda_item.c, desk.plugins.activity_kinds
    said = [
        sa.or_(
            *(column.icontains(one, autoescape=True) for column in (a.title_zh, a.title_en, a.place, a.campaign)),
            a.kind.in_(called(kinds, one)),
            a.id.in_(sa.select(item.activity_id).where(item.title.icontains(one, autoescape=True))),
        )
        for one in words.split()
    ]  # fmt: skip
    with desk.store.read() as connection:
        rows = _rows(connection, *said)[::-1][:FOUND_AT_MOST] if said else []
        return {"activities": [_line(desk, row) for row in rows]}


def _rows(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[Any]:
    a, e = t.activity, t.activity_end
    query = sa.select(a, e.c.how, e.c.reason).outerjoin(e, e.c.activity_id == a.c.id).where(*where)
    return list(connection.execute(query.order_by(a.c.day, a.c.begins, a.c.id)))


def _line(desk: Desk, row: Any) -> dict[str, Any]:
    kind = desk.plugins.activity_kinds.get(row.kind)
    return {
        **head(desk, row), "kind": row.kind, "system": kind.system.value if kind else "", "begins": row.begins,
        "ends": row.ends, "place": row.place, "state": row.how or "planned",
    }  # fmt: skip


def activity(desk: Desk, actor: Actor, number: int) -> dict[str, Any]:
    """One activity: its record, who signed up and who took part, and what it has as a meeting. Raises NotFound."""
    allow(actor, *OFFICE)
    with desk.store.read() as connection:
        rows = _rows(connection, t.activity.c.id == number)
        if not rows:
            raise NotFound("There is no activity {activity}.", activity=number)
        row = rows[0]
        kind = desk.plugins.activity_kinds.get(row.kind)
        signed, parts = coming(connection, number), counted(connection, [number])
        people = people_named(connection, (one.resident_id for one in (*signed, *parts)))
        return {
            **_line(desk, row), "campaign": row.campaign, "capacity": row.capacity, "complaint": bool(row.complaint),
            "reason": row.reason or "", "mine": row.operator == actor.operator, "to_come": row.day > desk.today(),
            "answers": answered(kind.form, row.data) if kind else [], "partners": _partners(connection, number),
            "signed_up": [person(people, one.resident_id, "", one.role) for one in signed],
            "parts": [_part(people, one) for one in parts],
            "data": _open_answers(kind, row.data), "evaluations": _evaluations(desk, connection, number),
            "photos": [album.photo_data(one) for one in album.of(connection, activity=number)],
            "meeting": meeting_view.meeting(desk, connection, row),
        }  # fmt: skip


def _open_answers(kind: ActivityKind | None, data: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they are kept, for whoever corrects them; secret ones are left out."""
    fields = kind.form.fields if kind else ()
    return {one.key: data[one.key] for one in fields if one.key in data and one.disclosure is not Disclosure.SECRET}


def _evaluations(desk: Desk, connection: sa.Connection, number: int) -> list[dict[str, Any]]:
    said = evaluating.said(connection, number)
    people = people_named(connection, (one.resident_id for one in said))
    return [
        {
            "name": people[one.resident_id]["name"] if one.resident_id is not None else None,
            "satisfaction": one.satisfaction, "remark": one.remark, "complaint": bool(one.complaint),
            "day": one.at.astimezone(desk.zone).date().isoformat(),
        }
        for one in said
    ]  # fmt: skip


def _partners(connection: sa.Connection, number: int) -> list[dict[str, str]]:
    p, ap = t.partner, t.activity_partner
    query = sa.select(p).join(ap, ap.c.partner_id == p.c.id).where(ap.c.activity_id == number).order_by(p.c.key)
    return [Text(row.name_zh, row.name_en).both() for row in connection.execute(query)]


def _part(people: People, one: Any) -> dict[str, Any]:
    return {
        **person(people, one.resident_id, one.guest, one.role), "minutes": one.minutes, "source": one.source,
        "came_at": one.came_at and one.came_at.isoformat(), "left_at": one.left_at and one.left_at.isoformat(),
    }  # fmt: skip
