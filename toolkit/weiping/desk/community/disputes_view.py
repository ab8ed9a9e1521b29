"""Disputes as those who handle them see them: what is open with its clock, due first. Nobody else sees more than counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.forms import FieldKind, Form
from ...domain.kinds import MatterKind
from ...domain.text import Text
from ...store import tables as t
from ..office import Desk, allow
from .forms_view import answered

SHORT = 100
"""Characters of an answer that still fits into a line of the list; longer ones are on the matter's own page."""


def disputes(desk: Desk, actor: Actor, *, ended: bool = False) -> dict[str, Any]:
    """Matters of the kinds that are `counts_only`: those open, whose clock is over first, or those that have ended, newest
    first; and how many there are of either."""
    allow(actor, Role.CLERK)
    kinds = {key: kind for key, kind in desk.plugins.matter_kinds.items() if kind.counts_only}
    m, s, c = t.matter, t.matter_step, t.compound
    query = (
        sa.select(m, c.c.name_zh, c.c.name_en).outerjoin(c, c.c.id == m.c.compound_id)
        .where(m.c.kind.in_(kinds)).order_by(m.c.day.desc(), m.c.id.desc())
    )  # fmt: skip
    with desk.store.read() as connection:
        rows = connection.execute(query).all()
        steps: dict[int, list[Any]] = {row.id: [] for row in rows}
        of_kinds = sa.select(m.c.id).where(m.c.kind.in_(kinds))
        for step in connection.execute(sa.select(s).where(s.c.matter_id.in_(of_kinds)).order_by(s.c.number)):
            steps[step.matter_id].append(step)
    lines = [_line(desk, kinds[row.kind], row, steps[row.id]) for row in rows if steps[row.id]]
    found = [one for one in lines if one["ended"] == ended]
    if not ended:
        found.sort(key=lambda one: (one["due"] or "9999", one["since"]))
    over = sum(not one["ended"] and one["left"] is not None and one["left"] < 0 for one in lines)
    closed = sum(one["ended"] for one in lines)
    return {"disputes": found, "open": len(lines) - closed, "ended": closed, "overdue": over}


def _line(desk: Desk, kind: MatterKind, row: Any, steps: list[Any]) -> dict[str, Any]:
    last = steps[-1]
    step = kind.step(last.step)
    due = None if step.ends else step.due(last.day, last.answers)
    brief = answered(_short(kind.opening), row.answers, secret=True)
    for one in steps:
        brief += answered(_short(kind.step(one.step).asks), one.answers, secret=True)
    return {
        "id": row.id, "title": Text(row.title_zh, row.title_en).both(), "kind_title": kind.title.both(),
        "compound": Text(row.name_zh, row.name_en).both() if row.name_zh else None, "day": row.day.isoformat(),
        "step": last.step, "step_title": step.title.both(), "since": last.day.isoformat(), "ended": step.ends,
        "settled": last.step in kind.settled, "brief": brief, **_clock(desk, due),
    }  # fmt: skip


def _clock(desk: Desk, due: date | None) -> dict[str, Any]:
    """Until when, and how many days are left; below zero where it is over."""
    return {"due": due and due.isoformat(), "left": None if due is None else (due - desk.today()).days}


def _short(form: Form) -> Form:
    return Form(fields=tuple(
        one for one in form.fields
        if one.kind is FieldKind.CHOICE or (one.kind is FieldKind.TEXT and one.longest <= SHORT)
    ))  # fmt: skip
