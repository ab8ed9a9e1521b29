"""Rows of a round as every page needs them: its entries, its panel, the community."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor
from ..domain.text import Text
from ..errors import NotAllowed
from ..store import tables as t


def entries(connection: sa.Connection, round_id: int) -> list[Any]:
    """The entries of a round by their numbers."""
    return list(connection.execute(sa.select(t.entry).where(t.entry.c.round_id == round_id).order_by(t.entry.c.number)))


def judges(connection: sa.Connection, round_id: int) -> list[Any]:
    """The judges of a round by their numbers."""
    return list(connection.execute(sa.select(t.judge).where(t.judge.c.round_id == round_id).order_by(t.judge.c.number)))


def own_judge(connection: sa.Connection, actor: Actor, round_id: int) -> Any:
    """The judge that `actor` is; NotAllowed unless it is one of this round."""
    judge = connection.execute(sa.select(t.judge).where(t.judge.c.id == actor.judge)).first()
    if judge is None or judge.round_id != round_id:
        raise NotAllowed("You are not a judge of this round.")
    return judge


def community(connection: sa.Connection) -> dict[str, str]:
    """The community's name in both languages."""
    row = connection.execute(sa.select(t.community.c.name_zh, t.community.c.name_en)).first()
    return Text(row.name_zh, row.name_en).both() if row else Text("", "").both()


def joined(connection: sa.Connection) -> set[int]:
    """Judges with a session."""
    s = t.session
    return set(
        connection.execute(sa.select(s.c.judge_id).where(s.c.judge_id.is_not(None), s.c.ended_at.is_(None))).scalars()
    )


def entry_data(entry: Any) -> dict[str, Any]:
    """An entry as pages receive it."""
    return {
        "id": entry.id, "number": entry.number, "name": Text(entry.name_zh, entry.name_en).both(),
        "facts": Text(entry.facts_zh, entry.facts_en).both(),
    }  # fmt: skip
