"""Dividing the register: first looked at, then carried out exactly as it was looked at."""

from __future__ import annotations

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...errors import WrongPhase
from ...store import journal
from ...store.engine import touch
from ..office import OFFICE, Desk, allow
from . import writing
from .planning import Division, Wanted, plan
from .reading import read


def preview(desk: Desk, actor: Actor, wanted: Wanted) -> Division:
    """The division as it would be; nothing is written. Raises as `planning.plan`."""
    allow(actor, *OFFICE)
    with desk.store.read() as connection:
        return plan(read(connection), wanted)


def divide(desk: Desk, actor: Actor, wanted: Wanted, *, expect: str | None = None) -> Division:
    """Divide, in one commit: micro-grids begin, get their exceptions on record or are closed, households change with the
    reason on record, leaders who no longer live in their micro-grid lead no more.

    `expect` is the `digest` of the preview that somebody agreed to. Raises WrongPhase where it would come out otherwise by
    now, or an election is going on in a micro-grid that would be closed; and as `planning.plan`.
    """
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> Division:
        made = plan(read(connection), wanted)
        if expect is not None and made.digest != expect:
            raise WrongPhase(
                "The register has changed since this was looked at; look at it once more.", code="looked-at-before"
            )
        write(desk, connection, actor, made)
        return made

    return desk.store.write(job)


def write(desk: Desk, connection: sa.Connection, actor: Actor, made: Division) -> None:
    """Within a job: a division and its line of the journal."""
    ids = writing.micro_grids(desk, connection, made)
    rows = writing.members(desk, connection, actor, made, ids) | writing.consequences(desk, connection, actor, made)
    counts = {"opened": len(made.opened), "closed": len(made.closed), "moved": made.changes.height}
    journal.write(connection, actor.name, "divide", rows, **counts)
    touch(connection, "community", 0)
