"""The office's own days: on which it works or not against the calendar, and when a notice ends by that."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...errors import Invalid
from ...ledger.calendar import Window, window, works
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add, reason_of
from ..office import OFFICE, Desk, allow
from .policy import Policy


def except_day(desk: Desk, actor: Actor, day: date, *, works: bool, reason: str) -> None:
    """Let the office work on `day`, or not, whatever the calendar says; the newest word about a day counts.

    Notices that hang already keep their last day: it was promised in public. Raises Invalid without a reason.
    """
    allow(actor, *OFFICE)
    if not (reason := reason_of(reason)):
        raise Invalid("Say why the office works or rests on {day}; residents may ask.", day=day.isoformat())

    def job(connection: sa.Connection) -> None:
        row = {"day": day, "works": works, "reason": reason, "at": desk.now(), "actor": actor.name}
        journal.write(connection, actor.name, "day", {"day_exception": [add(connection, t.day_exception, row)]})
        touch(connection, "points", 0)

    desk.store.write(job)


def exceptions(connection: sa.Connection) -> dict[date, bool]:
    """Day → whether the office works on it, where it said so."""
    d = t.day_exception.c
    return dict(connection.execute(sa.select(d.day, d.works).order_by(d.number)).all())


def notice_window(connection: sa.Connection, since: date, policy: Policy) -> Window:
    """The window of a notice hung on `since`, by the office's policy and its own days."""
    own = exceptions(connection) if policy.working_days else None
    return window(since, policy.notice_days, working=policy.working_days, exceptions=own)


def guessed_in(connection: sa.Connection, since: date, until: date) -> tuple[int, ...]:
    """Years between these days whose holidays nobody knows, where the office did not say about every day itself."""
    own = exceptions(connection)
    inside = (since + timedelta(days=number) for number in range(1, (until - since).days + 1))
    return tuple(sorted({day.year for day in inside if works(day, own)[1]}))


def listed(desk: Desk, actor: Actor, since: date) -> list[dict[str, Any]]:
    """The office's own days from `since` on, earliest first, each with what the calendar alone says of it."""
    allow(actor, *OFFICE)
    d = t.day_exception
    with desk.store.read() as connection:
        rows = connection.execute(sa.select(d).where(d.c.day >= since).order_by(d.c.number)).all()
    newest = {row.day: row for row in rows}
    return [
        {"day": day.isoformat(), "works": bool(row.works), "reason": row.reason, "calendar": works(day)[0],
         "guessed": works(day)[1]}
        for day, row in sorted(newest.items())
    ]  # fmt: skip
