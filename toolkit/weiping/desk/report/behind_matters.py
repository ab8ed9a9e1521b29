"""Matters behind a figure, step by step; of a kind that is `counts_only`, its number, its kind and its day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ...domain.kinds import MatterKind
from ...domain.text import Text
from ...store import tables as t
from ..office import Desk
from .shown import COMPOUND, KIND, RECORDED, Shown, answers, chunks, record, two


def matters(desk: Desk, connection: sa.Connection, numbers: Sequence[int]) -> list[Shown]:
    """Matters with the steps they took."""
    m, s, c = t.matter, t.matter_step, t.compound.c
    kinds = desk.plugins.matter_kinds
    way: dict[int, list[Any]] = {}
    for row in chunks(
        connection, numbers, lambda some: sa.select(s).where(s.c.matter_id.in_(some)).order_by(s.c.number)
    ):
        way.setdefault(row.matter_id, []).append(row)

    def query(some: Sequence[int]) -> sa.Select[Any]:
        named = sa.select(m, c.name_zh, c.name_en).outerjoin(t.compound, c.id == m.c.compound_id)
        return named.where(m.c.id.in_(some))

    return [_matter(row, way.get(row.id, []), kinds.get(row.kind)) for row in chunks(connection, numbers, query)]


def _matter(row: Any, steps: Sequence[Any], kind: MatterKind | None) -> Shown:
    if kind is None or kind.counts_only:
        title = Text(row.kind, row.kind) if kind is None else kind.title
        return record(row.id, Text(f"{title.zh} {row.id} 号", f"{title.en} {row.id}"), row.day)
    where = None if row.name_zh is None else two(row, "name")
    facts: list[tuple[Text, Text | str | None]] = [(KIND, kind.title), (COMPOUND, where)]
    facts += answers(kind.opening, row.answers)
    forms = {step.key: step for step in kind.steps}
    for step in steps:
        if step.step in forms:
            facts.append((forms[step.step].title, step.day.isoformat()))
            facts += answers(forms[step.step].asks, step.answers)
    facts.append((RECORDED, row.operator))
    return record(row.id, two(row), row.day, facts)
