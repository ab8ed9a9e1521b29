"""Terms: the newest line of a micro-grid says who leads it; nothing of what was before is lost."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...errors import Invalid, NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add
from ..keys import living_in
from ..office import Desk, allow

How = Literal["elected", "appointed", "handed-over", "left"]


def appoint(
    desk: Desk,
    actor: Actor,
    micro_grid: str,
    resident: str | None,
    *,
    since: date,
    how: How = "appointed",
    note: str = "",
) -> None:
    """Let a resident lead a micro-grid from `since` on; None: nobody does any more. A hand-over needs a note of what was
    handed over.

    Raises NotFound for an unknown micro-grid or resident, WrongPhase for somebody who does not live in it, leads it already
    or leads another, or a day before the last change.
    """
    allow(actor, Role.CLERK)
    if how in ("handed-over", "left") and not note.strip():
        raise Invalid("Say what is handed over to whom, or why nobody leads it; the note stays with the micro-grid.")
    if (resident is None) != (how == "left"):
        raise Invalid("A micro-grid is led by somebody, or its leader has left.")

    def job(connection: sa.Connection) -> None:
        row = begin(desk, connection, actor, micro_grid_of(connection, micro_grid), resident, since, how, note)
        journal.write(connection, actor.name, "leader", {"leader_term": [row]})

    desk.store.write(job)


def begin(
    desk: Desk, connection: sa.Connection, actor: Actor, micro_grid: int, resident: str | None, since: date, how: str,
    note: str,
) -> dict[str, Any]:  # fmt: skip
    """Within a job: write the line of a term; answers it for the caller's line of the journal. Raises as `appoint`."""
    now = leader_of(connection, micro_grid)
    if now is not None and since < now.since:
        raise WrongPhase(
            "The last change was on {day}; a new one comes after it.", code="order", day=now.since.isoformat()
        )
    person = None if resident is None else _fit(connection, micro_grid, resident)
    if (
        now is not None and now.resident_id == (person and person.id) and how != "elected"
    ):  # who is elected again begins a term
        raise WrongPhase("That is how it is already.", code="same")
    row = {
        "micro_grid_id": micro_grid, "resident_id": person and person.id, "since": since, "how": how, "note": note,
        "at": desk.now(), "actor": actor.name,
    }  # fmt: skip
    touch(connection, "community", 0)
    return add(connection, t.leader_term, row)


def _fit(connection: sa.Connection, micro_grid: int, resident: str) -> Any:
    person = lives_in(connection, micro_grid, resident)
    led = {row.micro_grid_id for row in leaders(connection) if row.resident_id == person.id} - {micro_grid}
    if led:
        raise WrongPhase("This resident leads another micro-grid already.", code="leads")
    return person


def lives_in(connection: sa.Connection, micro_grid: int, resident: str) -> Any:
    """The resident, who lives in the micro-grid. Raises NotFound, WrongPhase."""
    r, h = t.resident, t.household
    query = (
        sa.select(r.c.id, r.c.left_on, h.c.micro_grid_id).join(h, h.c.id == r.c.household_id).where(r.c.key == resident)
    )
    person = connection.execute(query).first()
    if person is None:
        raise NotFound("There is no resident {key} in the register.", key=resident)
    if person.left_on is not None or person.micro_grid_id != micro_grid:
        raise WrongPhase("Only somebody who lives in the micro-grid leads it.", code="lives-elsewhere")
    return person


def micro_grid_of(connection: sa.Connection, key: str) -> int:
    """The number of a micro-grid that is not closed. Raises NotFound."""
    m = t.micro_grid
    number = connection.execute(sa.select(m.c.id).where(m.c.key == key, m.c.closed_on.is_(None))).scalar_one_or_none()
    if number is None:
        raise NotFound("There is no micro-grid {key}.", key=key)
    return int(number)


def leader_of(connection: sa.Connection, micro_grid: int) -> Any:
    """The newest line of a micro-grid's terms; None where there never was one."""
    x = t.leader_term
    query = sa.select(x).where(x.c.micro_grid_id == micro_grid).order_by(x.c.number.desc()).limit(1)
    return connection.execute(query).first()


def leaders(connection: sa.Connection) -> list[Any]:
    """Who leads now: the newest line of every micro-grid that has somebody."""
    x = t.leader_term
    newest = sa.select(sa.func.max(x.c.number)).group_by(x.c.micro_grid_id)
    query = sa.select(x).where(x.c.number.in_(newest), x.c.resident_id.is_not(None)).order_by(x.c.micro_grid_id)
    return list(connection.execute(query))


def led_by(connection: sa.Connection, household: int | None) -> list[int]:
    """The micro-grids that somebody of a household (its number) leads now."""
    people = living_in(connection, household)
    return [row.micro_grid_id for row in leaders(connection) if row.resident_id in people]
