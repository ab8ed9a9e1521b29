"""Moves: a resident comes, goes to another household, or leaves. Where they lived before stays on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.register import Resident
from ...errors import Invalid, NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add
from ..household_links import end_where_nobody_lives
from ..keys import next_resident_key, resident_of, still_here
from ..leaders.terms import begin, leaders
from ..office import Desk, allow


def move_in(desk: Desk, actor: Actor, resident: Resident, *, day: date) -> None:
    """Somebody comes to live here: a new resident, or one who had left, who keeps roles and disclosure, and the name where
    none is said.

    Who has no key gets the next of the household. Raises NotFound for an unknown household, WrongPhase for a key that lives
    here now, or without a key for a name that lives in that household, Invalid for an empty name, one with
    figures in it, or a day to come.
    """
    allow(actor, Role.CLERK)
    _check_day(desk, day)

    def job(connection: sa.Connection) -> None:
        home = _household(connection, resident.household)
        r = t.resident
        key = resident.key or _next_key(connection, resident, home)
        before = connection.execute(sa.select(r).where(r.c.key == key)).first()
        if before is not None and before.left_on is None:
            raise WrongPhase(
                "Resident {key} lives here already; move them instead.", code="lives-here", key=resident.key
            )
        name = resident.name.strip() or (before.name if before is not None else "")
        if not name or any(letter.isdecimal() for letter in resident.name):
            raise Invalid("A resident has a name, without figures; write the name alone.")
        values = {"household_id": home, "name": name, "left_on": None}
        if before is None:
            new = {"key": key, "roles": list(resident.roles), "disclosure": resident.disclosure.value, **values}
            number = connection.execute(r.insert().returning(r.c.id), new).scalar_one()
        else:
            number = before.id
            _check_after(connection, number, day)
            connection.execute(r.update().where(r.c.id == number).values(values))
        rows = [_line(desk, connection, actor, number, home, "in", day, "")]
        journal.write(connection, actor.name, "move-in", {"residence": rows}, resident=number)
        touch(connection, "community", 0)

    desk.store.write(job)


def _next_key(connection: sa.Connection, resident: Resident, home: int) -> str:
    """A key as lists that are brought in give them. Raises WrongPhase where somebody of that name lives there."""
    r = t.resident.c
    lives = sa.select(r.key).where(r.household_id == home, r.name == resident.name.strip(), r.left_on.is_(None))
    if (there := connection.execute(lives).scalars().first()) is not None:
        raise WrongPhase("Resident {key} lives here already; move them instead.", code="lives-here", key=there)
    taken = sa.select(r.key).where(r.key.startswith(f"{resident.household}-", autoescape=True))
    return next_resident_key(resident.household, set(connection.execute(taken).scalars()))


def move(desk: Desk, actor: Actor, resident: str, household: str, *, day: date, note: str = "") -> None:
    """A resident goes to live in another household. Their own points go with them, the household's stay. Raises NotFound,
    WrongPhase for who lives there already or has left, Invalid for a day before they came or to come."""
    allow(actor, Role.CLERK)
    _check_day(desk, day)

    def job(connection: sa.Connection) -> None:
        person = living(connection, resident)
        home = _household(connection, household)
        if home == person.household_id:
            raise WrongPhase("Resident {key} lives in that household already.", code="lives-there", key=resident)
        _check_after(connection, person.id, day)
        rows = {"residence": [
            _line(desk, connection, actor, person.id, person.household_id, "out", day, note),
            _line(desk, connection, actor, person.id, home, "in", day, note),
        ]}  # fmt: skip
        connection.execute(t.resident.update().where(t.resident.c.id == person.id).values(household_id=home))
        end_where_nobody_lives(desk, connection, actor, person.household_id)
        rows |= _no_longer_leads(desk, connection, actor, person, day, moved_to=home)
        journal.write(connection, actor.name, "move", rows, resident=person.id)
        touch(connection, "community", 0)

    desk.store.write(job)


def move_out(desk: Desk, actor: Actor, resident: str, *, day: date, note: str = "") -> None:
    """A resident leaves the community from `day` on; whoever leads a micro-grid stops leading it. Raises as `move`."""
    allow(actor, Role.CLERK)
    _check_day(desk, day)

    def job(connection: sa.Connection) -> None:
        person = living(connection, resident)
        _check_after(connection, person.id, day)
        rows = {"residence": [_line(desk, connection, actor, person.id, person.household_id, "out", day, note)]}
        connection.execute(t.resident.update().where(t.resident.c.id == person.id).values(left_on=day))
        end_where_nobody_lives(desk, connection, actor, person.household_id)
        rows |= _no_longer_leads(desk, connection, actor, person, day, moved_to=None)
        journal.write(connection, actor.name, "move-out", rows, resident=person.id)
        touch(connection, "community", 0)

    desk.store.write(job)


def living(connection: sa.Connection, resident: str) -> Any:
    """The row of somebody who lives here now. Raises NotFound, WrongPhase for who has left."""
    person = resident_of(connection, resident)
    still_here(person, date.max)
    return person


def history(connection: sa.Connection, resident: int) -> list[Mapping[str, Any]]:
    """Where a resident (their number) lived, as moves in and out, oldest first."""
    x, h = t.residence, t.household
    query = (
        sa.select(x.c.day, x.c.way, x.c.note, h.c.key.label("household"))
        .join(h, h.c.id == x.c.household_id)
        .where(x.c.resident_id == resident)
        .order_by(x.c.number)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _check_day(desk: Desk, day: date) -> None:
    if day > desk.today():
        raise Invalid("{day} is still to come; record a move on its day.", code="to-come", day=day.isoformat())


def _check_after(connection: sa.Connection, resident: int, day: date) -> None:
    x = t.residence
    last = connection.execute(sa.select(sa.func.max(x.c.day)).where(x.c.resident_id == resident)).scalar_one_or_none()
    if last is not None and day < last:
        raise Invalid("The last move was on {day}; this one cannot be before it.", code="order", day=last.isoformat())


def _household(connection: sa.Connection, key: str) -> int:
    number = connection.execute(sa.select(t.household.c.id).where(t.household.c.key == key)).scalar_one_or_none()
    if number is None:
        raise NotFound("There is no household {key} in the register.", key=key)
    return int(number)


def _line(
    desk: Desk, connection: sa.Connection, actor: Actor, resident: int, household: int, way: str, day: date, note: str
) -> dict[str, Any]:
    return add(connection, t.residence, {
        "resident_id": resident, "household_id": household, "way": way, "day": day, "note": note, "at": desk.now(),
        "actor": actor.name,
    })  # fmt: skip


def _no_longer_leads(
    desk: Desk, connection: sa.Connection, actor: Actor, person: Any, day: date, *, moved_to: int | None
) -> dict[str, list[dict[str, Any]]]:
    """End the term of somebody who does not live in their micro-grid any more, not before it began."""
    led = {row.micro_grid_id: row.since for row in leaders(connection) if row.resident_id == person.id}
    if moved_to is not None:
        home = t.household.c
        now = connection.execute(sa.select(home.micro_grid_id).where(home.id == moved_to)).scalar_one()
        led.pop(now, None)
    ended = [
        begin(desk, connection, actor, one, None, max(day, since), "left", "moved") for one, since in led.items()
    ]  # fmt: skip
    return {"leader_term": ended} if ended else {}
