"""What everybody may see of the community's life: what is on, what was done, where the micro-projects stand. Counts only of
what is nobody's business."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.forms import Form
from ...domain.kinds import MatterKind
from ...domain.register import Disclosure
from ...domain.text import Text
from ...store import tables as t
from .. import album
from ..office import Desk
from .activities_view import head, last_month, month_span
from .forms_view import answered

SHOWN = 60


def shown(desk: Desk, first: date) -> dict[str, Any]:
    """A month's activities that were not called off, matters with their public answers, and how many of the other kinds."""
    begin, end = month_span(first)
    with desk.store.read() as connection:
        agendas = _agendas(connection, begin, end)
        rows = connection.execute(_activities(begin, end)).all()
        photos = album.shown_of(connection, "activity_id", [row.id for row in rows])
        activities = [
            {**_activity(desk, row, photos.get(row.id, [])), "agenda": agendas.get(row.id, [])} for row in rows
        ]
        matters, counts = _matters(desk, connection)
        before = None if activities else last_month(connection, begin)
    return {
        "before": before,
        "month": begin.isoformat()[:7],
        "activities": activities,
        "matters": matters,
        "counts": counts,
    }


def _activities(begin: date, end: date) -> sa.Select[Any]:
    a, e = t.activity, t.activity_end
    query = sa.select(a, e.c.how).outerjoin(e, e.c.activity_id == a.c.id).where(a.c.day >= begin, a.c.day < end)
    return query.where(sa.or_(e.c.how.is_(None), e.c.how == "certified")).order_by(a.c.day, a.c.begins, a.c.id)


def _agendas(connection: sa.Connection, begin: date, end: date) -> dict[int, list[str]]:
    """The agendas of meetings whose notice hangs: activity → titles of its points."""
    a, m, item = t.activity.c, t.meeting.c, t.agenda_item.c
    query = (
        sa.select(item.activity_id, item.title).join(t.activity, a.id == item.activity_id).join(t.meeting, m.activity_id == a.id)
        .where(a.day >= begin, a.day < end, m.notice_at.is_not(None)).order_by(item.activity_id, item.position)
    )  # fmt: skip
    found: dict[int, list[str]] = {}
    for number, title in connection.execute(query):
        found.setdefault(number, []).append(title)
    return found


def _activity(desk: Desk, row: Any, photos: list[Any]) -> dict[str, Any]:
    return {
        **head(desk, row), "begins": row.begins, "ends": row.ends, "place": row.place, "state": row.how or "planned",
        "photos": [album.photo_data(one) for one in photos],
    }  # fmt: skip


def _matters(desk: Desk, connection: sa.Connection) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The newest matters that may be shown, and how many there are of each kind that is only counted."""
    kinds = desk.plugins.matter_kinds
    counted = [key for key, kind in kinds.items() if kind.counts_only]
    m, s = t.matter, t.matter_step
    newest = sa.select(m).where(m.c.kind.in_(kinds.keys() - counted)).order_by(m.c.day.desc(), m.c.id.desc())
    rows = connection.execute(newest.limit(SHOWN)).all()
    steps: dict[int, list[Any]] = {row.id: [] for row in rows}
    for step in connection.execute(sa.select(s).where(s.c.matter_id.in_(steps)).order_by(s.c.number)):
        steps[step.matter_id].append(step)
    photos = album.shown_of(connection, "matter_id", steps)
    shown_ones = [_matter(kinds[row.kind], row, steps[row.id], photos.get(row.id, [])) for row in rows]
    many = sa.select(m.c.kind, sa.func.count()).where(m.c.kind.in_(counted)).group_by(m.c.kind).order_by(m.c.kind)
    return shown_ones, [
        {"title": kinds[key].title.both(), "count": count} for key, count in connection.execute(many)
    ]  # fmt: skip


def _matter(kind: MatterKind, row: Any, steps: list[Any], photos: list[Any]) -> dict[str, Any]:
    last = kind.step(steps[-1].step) if steps else kind.steps[0]
    answers = answered(_public(kind.opening), row.answers)
    for one in steps:
        answers += answered(_public(kind.step(one.step).asks), one.answers)
    return {
        "id": row.id, "kind_title": kind.title.both(), "title": Text(row.title_zh, row.title_en).both(),
        "day": row.day.isoformat(), "step_title": last.title.both(), "ended": last.ends, "answers": answers,
        "photos": [{**album.photo_data(one), "step_title": kind.step(one.step).title.both()} for one in photos],
    }  # fmt: skip


def _public(form: Form) -> Form:
    return Form(fields=tuple(one for one in form.fields if one.disclosure is Disclosure.PUBLIC))
