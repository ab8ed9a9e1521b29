"""Names behind the judges' numbers. Asking for them is allowed to the chair, and leaves a trace."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, Role
from ..errors import Invalid
from ..store import journal
from ..store import tables as t
from .evidence import reason_of
from .office import Desk, allow
from .round_info import round_info


def names(desk: Desk, actor: Actor, round_id: int, reason: str) -> list[dict[str, Any]]:
    """The judges of a round with their names: `[{"judge": 7, "name": "…"}]`.

    The journal keeps who asked, when, and the reason sealed (`journal.sealed`): it can be shown later to be the one that
    was given, and names nobody. Raises Invalid without a reason, NotFound where there is no such round.
    """
    allow(actor, Role.CHAIR)
    reason = reason_of(reason)
    if not reason:
        raise Invalid("Say why the names are needed; that they were asked for is kept in the journal.")

    def job(connection: sa.Connection) -> list[dict[str, Any]]:
        round_info(connection, round_id)
        j, r = t.judge.c, t.resident.c
        name = sa.func.coalesce(j.name, r.name)
        query = sa.select(j.id, name).outerjoin_from(t.judge, t.resident, r.id == j.resident_id)
        found = connection.execute(query.where(j.round_id == round_id).order_by(j.number))
        journal.write(connection, actor.name, "names", {}, round=round_id, reason=journal.sealed(reason))
        return [{"judge": judge, "name": name} for judge, name in found]

    return desk.store.write(job)
