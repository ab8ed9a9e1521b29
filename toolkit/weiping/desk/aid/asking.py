"""Needs of households, and what residents and partners offer to do for one kind of service."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...errors import Invalid, NotAllowed, NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..activities.kinds import activity_kind
from ..keys import ids_of
from ..office import Desk, allow

LONGEST = 500


def need(desk: Desk, actor: Actor, household: str, kind: str, text: str) -> int:
    """Write down what a household needs; answers its number. A household asks for itself, the office for anybody. Raises
    NotFound, NotAllowed, Invalid, WrongPhase for a kind of service nobody offers."""
    allow(actor, Role.CLERK, Role.RESIDENT)
    return _written(desk, actor, "need", kind, text, household=household)


def offer(
    desk: Desk, actor: Actor, kind: str, text: str, *, resident: str | None = None, partner: str | None = None
) -> int:
    """Write down what a resident or a partner offers to do; answers its number. Raises as `need`."""
    allow(actor, Role.CLERK, Role.RESIDENT)
    if bool(resident) == bool(partner):
        raise Invalid("An offer is a resident's or a partner's; name one of them.")
    return _written(desk, actor, "offer", kind, text, resident=resident, partner=partner)


def _written(desk: Desk, actor: Actor, side: str, kind: str, text: str, **who: str | None) -> int:
    activity_kind(desk, kind)
    if len(text) > LONGEST:
        raise Invalid("At most {most} characters, please.", most=LONGEST)

    def job(connection: sa.Connection) -> int:
        columns = {
            f"{name}_id": ids_of(connection, t.metadata.tables[name], [key])[key] for name, key in who.items() if key
        }  # fmt: skip
        if actor.role is Role.RESIDENT and _home(connection, columns) != actor.household:
            raise NotAllowed("A household speaks for itself and its own people.")
        row = {
            "side": side, "kind": kind, "text": text, "day": desk.today(), "closed_at": None, "closed_why": "",
            "at": desk.now(), "actor": actor.name, **columns,
        }  # fmt: skip
        number = connection.execute(t.aid.insert().returning(t.aid.c.id), row).scalar_one()
        journal.write(connection, actor.name, side, {}, aid=number)
        touch(connection, "community", 0)
        return int(number)

    return desk.store.write(job)


def _home(connection: sa.Connection, columns: dict[str, int]) -> int | None:
    if "resident_id" in columns:
        r = t.resident.c
        return int(connection.execute(sa.select(r.household_id).where(r.id == columns["resident_id"])).scalar_one())
    return columns.get("household_id")


def close(desk: Desk, actor: Actor, number: int, why: str) -> None:
    """A need is met or gone, an offer does not stand any more. Raises NotFound, WrongPhase where it is closed, Invalid."""
    allow(actor, Role.CLERK)
    if not why.strip():
        raise Invalid("Say why it is closed.")

    def job(connection: sa.Connection) -> None:
        open_aid(connection, number)
        values = {"closed_at": desk.now(), "closed_why": why}
        connection.execute(t.aid.update().where(t.aid.c.id == number).values(values))
        journal.write(connection, actor.name, "close-aid", {}, aid=number, why=journal.sealed(why))
        touch(connection, "community", 0)

    desk.store.write(job)


def open_aid(connection: sa.Connection, number: int) -> Any:
    """A need or an offer that stands. Raises NotFound, WrongPhase."""
    row = connection.execute(sa.select(t.aid).where(t.aid.c.id == number)).first()
    if row is None:
        raise NotFound("There is no need or offer {number}.", number=number)
    if row.closed_at is not None:
        raise WrongPhase("This need or offer is closed.", code="closed-aid")
    return row
