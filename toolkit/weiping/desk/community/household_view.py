"""What a household sees of deliberation on its own page: meetings to come, minutes to read, what it proposed and the answer."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.figures import System
from ...domain.forms import Form
from ...domain.kinds import MatterKind
from ...domain.register import Disclosure
from ...domain.text import Text
from ...store import tables as t
from ..activities.kinds import usual_role
from ..activities.signing_up import coming
from ..keys import living_in
from ..leaders import terms
from ..meetings import calling, minuting
from ..office import Desk, allow
from . import household_life
from .activities_view import head
from .forms_view import answered, matter_kind_data
from .names import People, people_named

SHOWN = 20


def household(desk: Desk, actor: Actor) -> dict[str, Any]:
    """Of the household that is signed in: its people, meetings whose notice hangs, minutes of meetings somebody of it was at,
    what it reported itself with its way so far, and the kinds it may report."""
    allow(actor, Role.RESIDENT)
    with desk.store.read() as connection:
        people = people_named(connection, living_in(connection, actor.household))
        return {
            "day": desk.today().isoformat(), "people": list(people.values()),
            "leads": bool(terms.led_by(connection, actor.household)),
            "meetings": _to_come(desk, connection, people), "minutes": _minutes(desk, connection, people),
            "activities": household_life.to_come(desk, connection, people),
            "lately": household_life.lately(desk, connection, people),
            "reported": _reported(desk, connection, actor),
            "kinds": [matter_kind_data(kind) for kind in desk.plugins.matter_kinds.values() if kind.from_residents],
        }  # fmt: skip


def _to_come(desk: Desk, connection: sa.Connection, people: People) -> list[dict[str, Any]]:
    a, end, m = t.activity, t.activity_end, t.meeting
    query = (
        sa.select(a).join(m, m.c.activity_id == a.c.id).outerjoin(end, end.c.activity_id == a.c.id)
        .where(m.c.notice_at.is_not(None), end.c.number.is_(None), a.c.day >= desk.today())
        .order_by(a.c.day, a.c.begins, a.c.id).limit(SHOWN)
    )  # fmt: skip
    return [_notice(desk, connection, row, people) for row in connection.execute(query).all()]


def _notice(desk: Desk, connection: sa.Connection, row: Any, people: People) -> dict[str, Any]:
    kind = desk.plugins.activity_kinds.get(row.kind)
    come = {one.resident_id for one in coming(connection, row.id)}
    role = (usual_role(kind, ("resident", "listener")) or kind.roles[0].key) if kind else ""
    return {
        **head(desk, row), "begins": row.begins, "ends": row.ends, "place": row.place, "role": role,
        "agenda": [one.title for one in calling.agenda_of(connection, row.id)],
        "coming": [who["resident"] for number, who in people.items() if number in come],
    }  # fmt: skip


def _minutes(desk: Desk, connection: sa.Connection, people: People) -> list[dict[str, Any]]:
    """The newest meetings that somebody of the household was at, with the minutes and who of them has not answered yet."""
    a, m, p = t.activity, t.minutes, t.participation
    kinds = [key for key, kind in desk.plugins.activity_kinds.items() if kind.system is System.DELIBERATION]
    query = (
        sa.select(a).where(
            a.c.kind.in_(kinds),
            a.c.id.in_(sa.select(p.c.activity_id).where(p.c.resident_id.in_(people), p.c.took_part)),
            a.c.id.in_(sa.select(m.c.activity_id)),
        ).order_by(a.c.day.desc(), a.c.id.desc()).limit(SHOWN)
    )  # fmt: skip
    found = []
    for row in connection.execute(query).all():
        now = minuting.stand(connection, row.id)
        there = calling.present(connection, row.id) & people.keys()
        if now is not None and there:
            silent = minuting.silent(connection, row.id, now.version)
            found.append({
                **head(desk, row), "version": now.version, "text": now.text, "approved": now.approved,
                "silent": [people[number] for number in sorted(there & silent)],
            })  # fmt: skip
    return found


def _reported(desk: Desk, connection: sa.Connection, actor: Actor) -> list[dict[str, Any]]:
    kinds = {key: kind for key, kind in desk.plugins.matter_kinds.items() if kind.from_residents}
    m, s = t.matter, t.matter_step
    own = sa.select(m).where(m.c.household_id == actor.household, m.c.kind.in_(kinds))
    rows = connection.execute(own.order_by(m.c.day.desc(), m.c.id.desc()).limit(SHOWN)).all()
    steps: dict[int, list[Any]] = {row.id: [] for row in rows}
    for one in connection.execute(sa.select(s).where(s.c.matter_id.in_(steps)).order_by(s.c.number)):
        steps[one.matter_id].append(one)
    return [_matter(kinds[row.kind], row, steps[row.id]) for row in rows]


def _matter(kind: MatterKind, row: Any, steps: list[Any]) -> dict[str, Any]:
    return {
        "id": row.id, "kind_title": kind.title.both(), "title": Text(row.title_zh, row.title_en).both(),
        "day": row.day.isoformat(), "ended": kind.step(steps[-1].step).ends,
        "steps": [
            {
                "title": kind.step(one.step).title.both(), "day": one.day.isoformat(), "reason": one.reason,
                "answers": answered(_theirs(kind, one.step), one.answers),
            }
            for one in steps
        ],
    }  # fmt: skip


def _theirs(kind: MatterKind, key: str) -> Form:
    """What is told to who reported it: what is public, and of the step that settles it all that is not secret."""
    step = kind.step(key)
    shown = {Disclosure.PUBLIC, Disclosure.OFFICE} if key in kind.settled else {Disclosure.PUBLIC}
    return Form(fields=tuple(one for one in step.asks.fields if one.disclosure in shown))
