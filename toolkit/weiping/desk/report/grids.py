"""Figures of the register: grids, micro-grids and their leaders as they were when the year ended, and what leaders did."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from ...domain.text import Text
from ...domain.yearly import Line, RecordKind, figure
from ...store import tables as t


def lines(connection: sa.Connection, first: date, last: date) -> list[Line]:
    """Grids, micro-grids, leaders on `last`; tasks done from `first` to `last`."""
    micro = _micro_grids(connection, last)
    g, m = t.grid.c, t.micro_grid.c
    used = set(connection.execute(sa.select(m.grid_id).where(m.id.in_(micro))).scalars()) if micro else set()
    grids = [number for number in connection.execute(sa.select(g.id).order_by(g.id)).scalars() if number in used]
    return [
        figure("grid.grids", Text("网格", "Grids"), RecordKind.GRID, grids, Text("个", "")),
        figure("grid.micro-grids", Text("微网格", "Micro-grids"), RecordKind.MICRO_GRID, micro, Text("个", "")),
        figure("grid.leaders", Text("微网格长", "Leaders of micro-grids"), RecordKind.LEADER, _leaders(connection, micro, last),
               Text("名", "")),
        figure("grid.tasks", Text("微网格长完成任务", "Tasks that leaders did"), RecordKind.TASK, _tasks(connection, first, last),
               Text("项", "")),
    ]  # fmt: skip


def _micro_grids(connection: sa.Connection, last: date) -> list[int]:
    """Those that were there on `last`. Of one that a partition made, its first household says since when."""
    m, x = t.micro_grid.c, t.grid_member.c
    since = sa.select(x.micro_grid_id, sa.func.min(x.since).label("since")).group_by(x.micro_grid_id).subquery()
    query = (
        sa.select(m.id).outerjoin(since, since.c.micro_grid_id == m.id)
        .where(sa.or_(m.closed_on.is_(None), m.closed_on > last), sa.or_(since.c.since.is_(None), since.c.since <= last))
        .order_by(m.id)
    )  # fmt: skip
    return list(connection.execute(query).scalars())


def _leaders(connection: sa.Connection, micro_grids: list[int], last: date) -> list[int]:
    """The terms that ran on `last`: the newest line of each micro-grid by then, where somebody is named."""
    x = t.leader_term.c
    newest = sa.select(sa.func.max(x.number)).where(x.since <= last).group_by(x.micro_grid_id)
    query = (
        sa.select(x.number, x.micro_grid_id).where(x.number.in_(newest), x.resident_id.is_not(None)).order_by(x.number)
    )
    there = set(micro_grids)
    return [row.number for row in connection.execute(query) if row.micro_grid_id in there]


def _tasks(connection: sa.Connection, first: date, last: date) -> list[int]:
    k, e = t.task.c, t.task_end.c
    query = sa.select(k.number).join(t.task_end, e.task == k.id).where(e.how == "done", k.due.between(first, last))
    return list(connection.execute(query.order_by(k.number)).scalars())
