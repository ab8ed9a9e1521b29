"""Appointments: when a service is done or goods are brought home, and by whom; and the list of a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...errors import Invalid, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add
from ..office import Desk, allow
from . import slips, vouchers

AHEAD = timedelta(days=366)
"""How far ahead an appointment may be made."""


def arrange(
    desk: Desk, actor: Actor, code: str, day: date, *, time: str = "", by_whom: str = "", note: str = ""
) -> None:
    """Say when something is brought or done and who will do it; said again, the newest counts.

    Raises NotFound, Invalid for a day that is over or too far away, WrongPhase where there is nothing to be handed over.
    """
    allow(actor, Role.CLERK)
    if not desk.today() <= day <= desk.today() + AHEAD:
        raise Invalid("An appointment is for today or a day within a year, not for {day}.", day=day.isoformat())

    def job(connection: sa.Connection) -> None:
        found = vouchers.find(connection, code)
        if not vouchers.state_of(connection, found.id).live:
            raise WrongPhase("There is nothing left to be handed over on this voucher.", code="over")
        row = {
            "redemption": found.id, "day": day, "time": time.strip()[:40], "by_whom": by_whom.strip()[:120],
            "note": note.strip()[:300], "at": desk.now(), "actor": actor.name,
        }  # fmt: skip
        journal.write(connection, actor.name, "appointment", {"appointment": [add(connection, t.appointment, row)]})
        touch(connection, "points", 0)

    desk.store.write(job)


def day_list(desk: Desk, actor: Actor, day: date | None = None) -> dict[str, Any]:
    """What is to be brought or done on `day` (None: today), in the order of time and address; what was done stays on it.

    `late` are those of earlier days that are still open, `unplanned` those that nobody has arranged yet.
    """
    allow(actor, Role.CLERK)
    wanted = day or desk.today()
    with desk.store.read() as connection:
        open_ones = slips.live(desk, connection, outside=True)
        planned = slips.on_day(desk, connection, wanted)
    early = [one for one in open_ones if one["appointment"] and one["appointment"]["day"] < wanted.isoformat()]
    bare = [one for one in open_ones if not one["appointment"]]
    return {"day": wanted.isoformat(), "items": _in_order(planned), "late": _in_order(early), "unplanned": bare}


def _in_order(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def place(one: dict[str, Any]) -> tuple[str, str, str]:
        planned = one["appointment"]
        return planned["day"], planned["time"], one["household"]["zh_CN"]

    return sorted(items, key=place)
