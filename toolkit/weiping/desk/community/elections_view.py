"""Elections of a micro-grid's leader as the office runs them, and what the leader has learnt."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...domain.figures import System
from ...domain.text import Text
from ...store import tables as t
from ..leaders import electing, terms
from ..office import OFFICE, Desk, allow
from .names import people_named


def elections(desk: Desk, actor: Actor, key: str) -> dict[str, Any]:
    """Of a micro-grid: the election that is open, with every household and whether its slip was handed in; those before it,
    newest first; the training record of who leads it now. Raises NotFound."""
    allow(actor, *OFFICE)
    e, end = t.election, t.election_end
    with desk.store.read() as connection:
        grid = terms.micro_grid_of(connection, key)
        query = (
            sa.select(e, end.c.number.label("ended"), end.c.resident_id, end.c.reason).outerjoin(end, end.c.election_id == e.c.id)
            .where(e.c.micro_grid_id == grid).order_by(e.c.id.desc())
        )  # fmt: skip
        rows = connection.execute(query).all()
        found = [_election(desk, connection, grid, row) for row in rows]
        return {
            "micro_grid": key, "open": next((one for one in found if not one["ended"]), None),
            "past": [one for one in found if one["ended"]], "training": _training(desk, connection, grid),
        }  # fmt: skip


def _election(desk: Desk, connection: sa.Connection, grid: int, row: Any) -> dict[str, Any]:
    counts = _counts(connection, row.id)
    handed, counted = electing.slips(connection, row.id)
    nominees = _nominees(connection, row.id)
    people = people_named(connection, [*nominees, row.resident_id])
    today = desk.today()
    about = {
        "id": row.id, "opens": row.opens.isoformat(), "closes": row.closes.isoformat(), "ended": row.ended is not None,
        "handed": handed, "counted": counted, "void": counts.get(None, 0), "households": electing.households(connection, grid),
        "nominees": [{**people[one], "votes": counts.get(one, 0)} for one in nominees],
        "elected": people.get(row.resident_id) if row.resident_id else None, "reason": row.reason or "",
    }  # fmt: skip
    if row.ended is not None:
        return about
    return {**about, "voting": row.opens <= today <= row.closes, "over": row.closes < today,
            "homes": _homes(connection, grid, row.id)}  # fmt: skip


def _nominees(connection: sa.Connection, election: int) -> list[int]:
    n = t.nomination.c
    return list(
        connection.execute(sa.select(n.resident_id).where(n.election_id == election).order_by(n.number)).scalars()
    )


def _counts(connection: sa.Connection, election: int) -> dict[int | None, int]:
    x = t.election_tally.c
    query = sa.select(x.resident_id, sa.func.sum(x.votes)).where(x.election_id == election).group_by(x.resident_id)
    return {who: int(votes) for who, votes in connection.execute(query)}


def _homes(connection: sa.Connection, grid: int, election: int) -> list[dict[str, Any]]:
    """Households that may vote, by their address, and whether their slip is in."""
    h, a, v = t.household, t.account, t.election_vote
    query = (
        sa.select(h.c.key, a.c.name_zh, a.c.name_en, v.c.number)
        .outerjoin(a, a.c.household_id == h.c.id)
        .outerjoin(v, sa.and_(v.c.household_id == h.c.id, v.c.election_id == election))
        .where(h.c.micro_grid_id == grid, electing.lived_in()).order_by(h.c.id)
    )  # fmt: skip
    return [
        {
            "household": row.key, "name": Text(row.name_zh or row.key, row.name_en or row.key).both(),
            "voted": row.number is not None,
        }
        for row in connection.execute(query)
    ]  # fmt: skip


def _training(desk: Desk, connection: sa.Connection, grid: int) -> list[dict[str, Any]]:
    """What the leader took part in of the kinds that belong to micro-grids and was certified: the newest first."""
    now = terms.leader_of(connection, grid)
    if now is None or now.resident_id is None:
        return []
    kinds = {key: kind for key, kind in desk.plugins.activity_kinds.items() if kind.system is System.GRID}
    a, e, p = t.activity, t.activity_end, t.participation
    newest = (
        sa.select(sa.func.max(p.c.number)).where(p.c.resident_id == now.resident_id).group_by(p.c.activity_id, p.c.role)
    )
    query = (
        sa.select(a.c.title_zh, a.c.title_en, a.c.day, a.c.kind, p.c.role).join(p, p.c.activity_id == a.c.id)
        .join(e, e.c.activity_id == a.c.id)
        .where(p.c.number.in_(newest), p.c.took_part, e.c.how == "certified", a.c.kind.in_(kinds)).order_by(a.c.day.desc())
    )  # fmt: skip
    return [
        {
            "title": Text(row.title_zh, row.title_en).both(), "day": row.day.isoformat(),
            "role": next((r.title.both() for r in kinds[row.kind].roles if r.key == row.role), Text(row.role, row.role).both()),
        }
        for row in connection.execute(query)
    ]  # fmt: skip
