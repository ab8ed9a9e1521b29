"""Micro-grids with their leaders and tasks; what one leader has to do today."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...domain.register import masked
from ...domain.text import Text
from ...store import tables as t
from ..leaders import tasks, terms
from ..office import OFFICE, Desk, allow
from .names import people_named


def micro_grids(desk: Desk, actor: Actor) -> dict[str, Any]:
    """All micro-grids that are not closed: how many households, who leads them, what is open and what is overdue.

    `spots` are [x, y, micro-grid, households]: where households stand, metres east and north, for a map.
    """
    from ..grids.telling import reason_data

    allow(actor, *OFFICE)
    m, g, h = t.micro_grid, t.grid, t.household
    homes = sa.select(sa.func.count()).select_from(h).where(h.c.micro_grid_id == m.c.id).correlate(m).scalar_subquery()
    query = sa.select(m, homes.label("households"), g.c.name.label("grid")).join(g, g.c.id == m.c.grid_id)
    with desk.store.read() as connection:
        led = {one.micro_grid_id: one for one in terms.leaders(connection)}
        people = people_named(connection, (one.resident_id for one in led.values()))
        open_ones = tasks.open_tasks(connection)
        spots = _spots(connection)
        rows = connection.execute(query.where(m.c.closed_on.is_(None)).order_by(g.c.number, m.c.number)).all()
    counts: dict[int, list[int]] = {}
    for one in open_ones:
        counts.setdefault(one.micro_grid_id, []).append(int(one.due < desk.today()))
    return {"micro_grids": [
        {
            "key": row.key, "grid": row.grid, "number": row.number, "households": row.households,
            "exception": reason_data(row.exception),
            "leader": people.get(led[row.id].resident_id) if row.id in led else None,
            "since": led[row.id].since.isoformat() if row.id in led else None,
            "open": len(counts.get(row.id, [])), "overdue": sum(counts.get(row.id, [])),
        }
        for row in rows
    ], "spots": spots}  # fmt: skip


def _spots(connection: sa.Connection) -> list[tuple[float, float, str, int]]:
    h, m = t.household.c, t.micro_grid.c
    query = (
        sa.select(h.x, h.y, m.key, sa.func.count()).join(t.micro_grid, m.id == h.micro_grid_id)
        .where(h.x.is_not(None), h.y.is_not(None), m.closed_on.is_(None)).group_by(h.x, h.y, m.key).order_by(m.key, h.x, h.y)
    )  # fmt: skip
    return [(x, y, key, count) for x, y, key, count in connection.execute(query)]


def micro_grid(desk: Desk, actor: Actor, key: str) -> dict[str, Any]:
    """One micro-grid: its residents who might lead it, its terms, its open tasks. Raises NotFound."""
    allow(actor, *OFFICE)
    r, h, x = t.resident, t.household, t.leader_term
    with desk.store.read() as connection:
        number = terms.micro_grid_of(connection, key)
        people = connection.execute(
            sa.select(r.c.key, r.c.name, h.c.key.label("household"), h.c.id.label("number")).join(h, h.c.id == r.c.household_id)
            .where(h.c.micro_grid_id == number, r.c.left_on.is_(None)).order_by(h.c.id, r.c.id)
        ).all()  # fmt: skip
        lines = connection.execute(sa.select(x).where(x.c.micro_grid_id == number).order_by(x.c.number.desc())).all()
        names = people_named(connection, (one.resident_id for one in lines))
        open_ones = tasks.open_tasks(connection, number)
        homes = _homes(connection, [*(one.number for one in people), *(one.household_id for one in open_ones)])
    return {
        "key": key,
        "people": [
            {"resident": one.key, "name": masked(one.name), "household": one.household, "home": homes[one.number]}
            for one in people
        ],
        "terms": [
            {
                "leader": names.get(one.resident_id) if one.resident_id else None, "since": one.since.isoformat(),
                "how": one.how, "note": one.note,
            }
            for one in lines
        ],
        "tasks": [{**task_data(desk, one), "home": homes.get(one.household_id)} for one in open_ones],
    }  # fmt: skip


def _homes(connection: sa.Connection, households: list[int | None]) -> dict[int, dict[str, str]]:
    """Addresses of households, by number."""
    a = t.account.c
    wanted = sorted({one for one in households if one is not None})
    rows = connection.execute(sa.select(a.household_id, a.name_zh, a.name_en).where(a.household_id.in_(wanted)))
    return {row.household_id: Text(row.name_zh, row.name_en).both() for row in rows}


def task_data(desk: Desk, one: Any) -> dict[str, Any]:
    """A task as pages receive it."""
    return {
        "id": one.id, "kind": one.kind, "title": Text(one.title_zh, one.title_en).both(), "due": one.due.isoformat(),
        "overdue": one.due < desk.today(), "household": one.household_id,
    }  # fmt: skip
