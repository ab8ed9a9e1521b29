"""Matching: who can help whom, nearest first, and the activity in which they do."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...errors import Invalid, NotFound, WrongPhase
from ...store import tables as t
from ..evidence import append
from ..office import Desk, allow
from .asking import open_aid


def fitting(connection: sa.Connection, need: int) -> list[Any]:
    """Offers of the kind that a need asks for, with `near`: 0 the same micro-grid and compound, 1 one of them, 2 further or
    a partner. Nearest first, among them who helped least often. Raises NotFound, WrongPhase for a need that is closed."""
    asked = open_aid(connection, need)
    o, r, h, m = t.aid, t.resident, t.household, t.aid_match
    home = connection.execute(sa.select(h).where(h.c.id == asked.household_id)).one()
    same_grid, same_compound = h.c.micro_grid_id == home.micro_grid_id, h.c.compound_id == home.compound_id
    near = sa.case((sa.and_(same_grid, same_compound), 0), (sa.or_(same_grid, same_compound), 1), else_=2).label("near")
    helped = sa.select(sa.func.count()).select_from(m).where(m.c.offer_id == o.c.id).correlate(o).scalar_subquery()
    query = (
        sa.select(o, near, helped.label("helped"), r.c.key.label("resident"))
        .outerjoin(r, r.c.id == o.c.resident_id)
        .outerjoin(h, h.c.id == r.c.household_id)
        .where(
            o.c.side == "offer", o.c.kind == asked.kind, o.c.closed_at.is_(None), r.c.left_on.is_(None),
            sa.or_(h.c.id.is_(None), h.c.id != home.id),
        )
        .order_by(near, helped, o.c.id)
    )  # fmt: skip
    return list(connection.execute(query))


def match(desk: Desk, actor: Actor, need: int, offer: int, *, activity: int | None = None) -> None:
    """Bring a need and an offer together, perhaps in a planned activity (its number).

    Raises NotFound, WrongPhase where one of them is closed or they are together already, Invalid where they do not fit.
    """
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> None:
        asked, offered = open_aid(connection, need), open_aid(connection, offer)
        if asked.side != "need" or offered.side != "offer" or asked.kind != offered.kind:
            raise Invalid("A need and an offer of the same kind of service go together.")
        x = t.aid_match
        if connection.execute(sa.select(x.c.number).where(x.c.need_id == need, x.c.offer_id == offer)).first():
            raise WrongPhase("They are brought together already.", code="matched")
        if activity is not None and not connection.execute(
            sa.select(t.activity.c.id).where(t.activity.c.id == activity, t.activity.c.kind == asked.kind)
        ).first():  # fmt: skip
            raise NotFound("There is no activity {activity} of this kind.", activity=activity)
        row = {"need_id": need, "offer_id": offer, "activity_id": activity, "at": desk.now(), "actor": actor.name}
        append(connection, actor, "match", x, [row])

    desk.store.write(job)
