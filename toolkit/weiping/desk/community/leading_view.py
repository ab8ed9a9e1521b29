"""What a leader sees on the phone: the own micro-grid's tasks of today, the visits among them, and the neighbours."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.text import Text
from ...store import tables as t
from ..leaders import tasks, terms
from ..office import Desk, allow
from .grids_view import task_data


def leading(desk: Desk, actor: Actor) -> dict[str, Any]:
    """The micro-grids that somebody of the actor's household leads, each with its open tasks; none where nobody does."""
    allow(actor, Role.RESIDENT)
    with desk.store.read() as connection:
        led = terms.led_by(connection, actor.household)
        return {"day": desk.today().isoformat(), "micro_grids": [_one(desk, connection, number) for number in led]}


def _one(desk: Desk, connection: sa.Connection, number: int) -> dict[str, Any]:
    row = connection.execute(sa.select(t.micro_grid).where(t.micro_grid.c.id == number)).one()
    h, a = t.household, t.account
    query = sa.select(h.c.id, a.c.name_zh, a.c.name_en).join(a, a.c.household_id == h.c.id)
    rows = connection.execute(query.where(h.c.micro_grid_id == number))
    homes = {home.id: Text(home.name_zh, home.name_en).both() for home in rows}
    todo = [
        {**task_data(desk, one), "household": homes.get(one.household_id)} for one in tasks.open_tasks(connection, number)
    ]  # fmt: skip
    done = [{**task_data(desk, one), "household": homes.get(one.household_id), "how": one.how}
            for one in tasks.ended_on(desk, connection, number, desk.today())]  # fmt: skip
    return {"key": row.key, "number": row.number, "households": len(homes), "tasks": todo, "done": done}
