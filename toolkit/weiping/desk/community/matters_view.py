"""Matters as the office sees them: what is open and where it stands, and the whole way of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.kinds import MatterKind
from ...domain.text import Text
from ...errors import NotAllowed, NotFound
from ...store import tables as t
from .. import album
from ..office import OFFICE, Desk, allow
from .forms_view import answered, matter_kind_data

FOUND_AT_MOST = 200


def kinds(desk: Desk) -> list[dict[str, Any]]:
    """What may be reported."""
    return [matter_kind_data(one) for one in desk.plugins.matter_kinds.values()]


def listed(desk: Desk, actor: Actor, *, ended: bool = False, words: str = "") -> dict[str, Any]:
    """Matters that are open, or those that have ended, the longest waiting first; of those with all of `words` in their title
    or their kind's. What is only counted stands in a list of its own, and is found only by who handles it."""
    allow(actor, *OFFICE)
    m, s = t.matter, t.matter_step
    newest = sa.select(sa.func.max(s.c.number)).group_by(s.c.matter_id)
    query = (
        sa.select(m, s.c.step, s.c.day.label("since")).join(s, s.c.matter_id == m.c.id).where(s.c.number.in_(newest))
    )
    for one in words.split():
        said = [column.icontains(one, autoescape=True) for column in (m.c.title_zh, m.c.title_en)]
        query = query.where(sa.or_(*said, m.c.kind.in_(called(desk.plugins.matter_kinds, one))))
    hidden = [key for key, kind in desk.plugins.matter_kinds.items() if kind.counts_only]
    if not (words.strip() and handles(actor)):
        query = query.where(m.c.kind.not_in(hidden))
    found = []
    with desk.store.read() as connection:
        middles = _middles(connection)
        for row in connection.execute(query.order_by(s.c.day, m.c.id)):
            kind = desk.plugins.matter_kinds.get(row.kind)
            if (kind is not None and kind.step(row.step).ends) == ended:
                x, y = (row.x, row.y) if row.x is not None else middles.get(row.compound_id, (None, None))
                found.append({**_line(desk, kind, row), "x": x, "y": y})
    return {"matters": found[:FOUND_AT_MOST], "all": len(found)}


def _middles(connection: sa.Connection) -> dict[int, tuple[float, float]]:
    """Where a compound is: the middle of its households, for matters that nobody placed."""
    h = t.household.c
    query = sa.select(h.compound_id, sa.func.avg(h.x), sa.func.avg(h.y)).where(h.x.is_not(None), h.y.is_not(None))
    return {key: (float(x), float(y)) for key, x, y in connection.execute(query.group_by(h.compound_id))}


def handles(actor: Actor) -> bool:
    """Whether somebody handles what is only counted: who records it, not who looks at how the office does."""
    return actor.role in (Role.CLERK, Role.ADMIN)


def called(kinds: Mapping[str, Any], word: str) -> list[str]:
    """Keys of the kinds that have `word` in their title, in either language."""
    return [key for key, kind in kinds.items() if word.lower() in f"{kind.title.zh}\n{kind.title.en}".lower()]


def _line(desk: Desk, kind: MatterKind | None, row: Any) -> dict[str, Any]:
    step = kind.step(row.step).title if kind else Text(row.step, row.step)
    return {
        "id": row.id, "kind": row.kind, "kind_title": (kind.title if kind else Text(row.kind, row.kind)).both(),
        "title": Text(row.title_zh, row.title_en).both(), "day": row.day.isoformat(), "step": row.step,
        "step_title": step.both(), "since": row.since.isoformat(), "days": (desk.today() - row.since).days,
    }  # fmt: skip


def matter(desk: Desk, actor: Actor, number: int) -> dict[str, Any]:
    """One matter with its whole way. Raises NotFound."""
    allow(actor, *OFFICE)
    with desk.store.read() as connection:
        row = connection.execute(sa.select(t.matter).where(t.matter.c.id == number)).first()
        if row is None:
            raise NotFound("There is no matter {matter}.", matter=number)
        kind = desk.plugins.matter_kinds.get(row.kind)
        secret = kind is not None and kind.counts_only
        if secret and not handles(actor):
            raise NotAllowed("Of matters of this kind only their number is told; who handles them sees more.")
        s, a = t.matter_step, t.activity
        query = (
            sa.select(s, a.c.title_zh.label("meeting_zh"), a.c.title_en.label("meeting_en"))
            .outerjoin(a, a.c.id == s.c.activity_id).where(s.c.matter_id == number).order_by(s.c.number)
        )  # fmt: skip
        steps = connection.execute(query).all()
        photos = [album.photo_data(one) for one in album.of(connection, matter=number)]
        place = connection.execute(sa.select(t.compound).where(t.compound.c.id == row.compound_id)).first()
        home = sa.select(t.account.c.name_zh).where(t.account.c.household_id == row.household_id)
        household = connection.execute(home).scalar_one_or_none() if row.household_id is not None else None
        meetings = _meetings(connection, number)
    last = steps[-1]
    return {
        "id": row.id, "kind": row.kind, "title": Text(row.title_zh, row.title_en).both(), "day": row.day.isoformat(),
        "compound": place and Text(place.name_zh, place.name_en).both(), "household": household, "x": row.x, "y": row.y,
        "answers": answered(kind.opening, row.answers, secret=secret) if kind else [], "step": last.step,
        "steps": [_step(kind, one, secret=secret) for one in steps], "photos": photos, "meetings": meetings,
    }  # fmt: skip


def _meetings(connection: sa.Connection, number: int) -> list[dict[str, Any]]:
    """Meetings that voted on a matter, the newest first, with how the last vote about it ended."""
    a, m = t.activity.c, t.motion.c
    query = (
        sa.select(a.id, a.title_zh, a.title_en, a.day, m.carried).join(t.motion, m.activity_id == a.id)
        .where(m.matter_id == number).order_by(a.day.desc(), m.number.desc())
    )  # fmt: skip
    found: dict[int, dict[str, Any]] = {}
    for row in connection.execute(query):
        about = {"id": row.id, "title": Text(row.title_zh, row.title_en).both(), "day": row.day.isoformat()}
        found.setdefault(row.id, {**about, "carried": bool(row.carried)})
    return list(found.values())


def _step(kind: MatterKind | None, one: Any, *, secret: bool) -> dict[str, Any]:
    step = kind.step(one.step) if kind else None
    return {
        "key": one.step, "title": (step.title if step else Text(one.step, one.step)).both(), "day": one.day.isoformat(),
        "reason": one.reason, "meeting": one.meeting_zh and Text(one.meeting_zh, one.meeting_en).both(),
        "answers": answered(step.asks, one.answers, secret=secret) if step else [],
    }  # fmt: skip
