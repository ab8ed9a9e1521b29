"""A division written down within a job: micro-grids that begin and end, memberships with their reasons, terms and tasks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...errors import WrongPhase
from ...grid.describe import most
from ...grid.kinds import Kind, Reason, Why
from ...grid.sizes import Sizes
from ...store import tables as t
from ..evidence import add_all
from ..leaders.tasks import open_tasks
from ..leaders.terms import begin, leaders
from ..office import Desk
from .planning import Division

Rows = dict[str, list[dict[str, Any]]]


def micro_grids(desk: Desk, connection: sa.Connection, made: Division, *, keep: bool = False) -> dict[str, int]:
    """Write which micro-grids there are; answers micro-grid -> its number in the database, closed ones too.

    `keep` leaves the exceptions of those that there are as they were; one that newcomers made too large says so. Raises
    WrongPhase where an election is going on in one that would be closed.
    """
    m, known = t.micro_grid, made.before.micro_grids
    _no_election(connection, made)
    exceptions = made.exceptions()
    if keep:
        exceptions |= {key: one.exception or _grown(made, key) for key, one in known.items()}
    groups = list(made.partition.groups.select("micro_grid", "grid", "number").iter_rows())
    new = [
        {"key": key, "grid_id": made.before.grids[grid], "number": number, "exception": exceptions[key]}
        for key, grid, number in groups if key not in known
    ]  # fmt: skip
    for key, grid, _ in groups:
        if key in known and (known[key].grid, known[key].exception) != (grid, exceptions[key]):
            values = {"grid_id": made.before.grids[grid], "exception": exceptions[key]}
            connection.execute(m.update().where(m.c.id == known[key].id).values(values))
    if new:
        connection.execute(m.insert(), new)
    for key in made.closed:
        connection.execute(m.update().where(m.c.id == known[key].id).values(closed_on=desk.today()))
    return dict(connection.execute(sa.select(m.c.key, m.c.id)).all())


def _grown(made: Division, key: str) -> str:
    """Why a micro-grid that newcomers joined is off the usual sizes; empty where it is not, or nobody joined."""
    joined = made.changes.filter(pl.col("after") == key)
    row = made.partition.groups.filter(pl.col("micro_grid") == key)
    if joined.is_empty() or row.is_empty():
        return ""
    usual = Sizes()
    size, kind = row.select("households", "kind").row(0)
    return "" if usual.low <= size <= most(Kind(kind), usual) else str(Reason.JOINED)


def members(desk: Desk, connection: sa.Connection, actor: Actor, made: Division, ids: dict[str, int]) -> Rows:
    """Put every household that changes into its micro-grid; answers the lines for the journal."""
    h = t.household
    homes = dict(connection.execute(sa.select(h.c.key, h.c.id)).all())
    moves = [row for row in made.changes.iter_rows(named=True) if row["after"] is not None]
    stay = not_on_record(connection, made)
    if not moves and not stay:
        return {}
    change = h.update().where(h.c.id == sa.bindparam("home")).values(micro_grid_id=sa.bindparam("there"))
    if moves:
        connection.execute(change, [{"home": homes[row["household"]], "there": ids[row["after"]]} for row in moves])
    lines = [
        {
            "household_id": homes[row["household"]], "micro_grid_id": ids[row["after"]], "since": desk.today(),
            "reason": row["why"], "at": desk.now(), "actor": actor.name,
        }
        for row in (*moves, *stay)
    ]  # fmt: skip
    return {"grid_member": add_all(connection, t.grid_member, lines)}


def not_on_record(connection: sa.Connection, made: Division) -> list[dict[str, str]]:
    """Who stays because nobody knows their place, as far as their newest line does not say so already."""
    x, h = t.grid_member, t.household
    newest = sa.select(sa.func.max(x.c.number)).group_by(x.c.household_id)
    query = sa.select(h.c.key).join(x, x.c.household_id == h.c.id)
    said = set(connection.execute(query.where(x.c.number.in_(newest), x.c.reason == str(Why.NO_PLACE))).scalars())
    said |= set(made.changes["household"])
    rows = made.partition.left_out.select("household", "micro_grid").iter_rows()
    return [{"household": key, "after": group, "why": str(Why.NO_PLACE)} for key, group in rows if key not in said]


def consequences(desk: Desk, connection: sa.Connection, actor: Actor, made: Division) -> Rows:
    """End the terms of who no longer lives in their micro-grid, and drop what was to do in those that are closed."""
    rows: Rows = {}
    ended = [
        begin(desk, connection, actor, micro_grid, None, desk.today(), "left", "divided anew")
        for micro_grid in no_longer_lead(connection)
    ]
    if ended:
        rows["leader_term"] = ended
    closed = [made.before.micro_grids[key].id for key in made.closed]
    dropped = [
        {"task": one.id, "how": "dropped", "note": "微网格已撤销 · the micro-grid was closed", "resident_id": None,
         "at": desk.now(), "actor": actor.name}
        for micro_grid in closed for one in open_tasks(connection, micro_grid)
    ]  # fmt: skip
    if dropped:
        connection.execute(t.task_end.insert(), dropped)
        rows["task_end"] = dropped
    return rows


def no_longer_lead(connection: sa.Connection) -> list[int]:
    """Micro-grids that are led by somebody who does not live in them."""
    r, h = t.resident.c, t.household.c
    query = sa.select(r.id, h.micro_grid_id).join(t.household, h.id == r.household_id).where(r.left_on.is_(None))
    lives = dict(connection.execute(query).all())
    return [one.micro_grid_id for one in leaders(connection) if lives.get(one.resident_id) != one.micro_grid_id]


def _no_election(connection: sa.Connection, made: Division) -> None:
    e, end = t.election, t.election_end
    query = sa.select(e.c.micro_grid_id).outerjoin(end, end.c.election_id == e.c.id).where(end.c.number.is_(None))
    voting = set(connection.execute(query).scalars())
    if busy := [key for key in made.closed if made.before.micro_grids[key].id in voting]:
        raise WrongPhase(
            "An election is going on in {micro_grids}, which would be closed; end it first.", code="election",
            micro_grids=_some(busy),
        )  # fmt: skip


def _some(keys: Iterable[str]) -> list[str]:
    return list(keys)[:5]
