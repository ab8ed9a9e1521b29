"""Figures of deliberation that no activity and no matter tells: votes, and what somebody was given to do."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from ...domain.text import Text
from ...domain.yearly import Line, RecordKind, figure
from ...store import tables as t


def lines(connection: sa.Connection, meetings: Sequence[int]) -> list[Line]:
    """Motions of these meetings and how they ended, actions and how many are done."""
    return [_motions(connection, set(meetings)), _actions(connection, set(meetings))]


def _motions(connection: sa.Connection, meetings: set[int]) -> Line:
    m = t.motion.c
    found = [
        row for row in connection.execute(sa.select(m.number, m.activity_id, m.carried)) if row.activity_id in meetings
    ]
    unit = Text("项", "")

    def some(key: str, title: Text, carried: bool) -> Line:
        return figure(key, title, RecordKind.MOTION, [row.number for row in found if row.carried is carried], unit)

    parts = [some("deliberation.motions.carried", Text("通过", "Carried"), True),
             some("deliberation.motions.lost", Text("未通过", "Not carried"), False)]  # fmt: skip
    told = [part for part in parts if part.records]
    numbers = [row.number for row in found]
    return figure(
        "deliberation.motions", Text("付诸表决", "Put to the vote"), RecordKind.MOTION, numbers, unit, lines=told
    )


def _actions(connection: sa.Connection, meetings: set[int]) -> Line:
    a, e = t.action.c, t.action_end.c
    query = sa.select(a.number, a.activity_id, e.how).outerjoin(t.action_end, e.action == a.id)
    found = [row for row in connection.execute(query) if row.activity_id in meetings]
    done = [row.number for row in found if row.how == "done"]
    unit = Text("项", "")
    numbers = [row.number for row in found]
    lines = [figure("deliberation.actions.done", Text("已办结", "Done"), RecordKind.ACTION, done, unit)] if done else []
    title = Text("会议交办事项", "Actions that meetings gave")
    return figure("deliberation.actions", title, RecordKind.ACTION, numbers, unit, lines=lines)
