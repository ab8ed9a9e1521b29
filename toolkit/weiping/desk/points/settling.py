"""Settling objections: what was found, what it does to the points, and by somebody else than who recorded them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import TransferKind, Unit
from ...domain.text import Text
from ...errors import Invalid, NotAllowed, NotFound, WrongPhase
from ...ledger.transfers import Transfer
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add, reason_of
from ..office import OFFICE, Desk, allow
from . import accounts, approvals, hours, policy, reversing
from .approvals import Together
from .objections import How, find, household_of
from .posting import Rows, merged


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling did: points that went back, points that were spent and are owed, points that were added.

    `waits` says that what is added is above the office's threshold and waits for somebody to approve it.
    """

    how: How
    returned: int = 0
    owed: int = 0
    added: int = 0
    waits: bool = False


def settle(desk: Desk, actor: Actor, objection: str, how: How, reason: str, *, points: int | None = None) -> Settled:
    """End an objection, with what it does to the points, in one commit.

    `corrected` needs `points`, the right number: less than there is takes the rest back, more adds what is missing (above
    the office's threshold that waits for another person). Points spent meanwhile are owed. A household may withdraw its own.
    Raises Invalid without a reason, NotFound, NotAllowed for who recorded the points, WrongPhase where it has ended.
    """
    allow(actor, *OFFICE, Role.RESIDENT)
    if not (reason := reason_of(reason)):
        raise Invalid("Say how this was decided; who objected will ask.")
    if (how == "corrected") != (points is not None):
        raise Invalid("A correction needs the right number of points, and nothing else does.")

    def job(connection: sa.Connection) -> Settled:
        found = find(connection, objection)
        _may(connection, actor, found, how)
        if found.how is not None:
            day = found.ended_at.astimezone(desk.zone).date().isoformat()
            raise WrongPhase("This was decided on {day} already.", code="ended", day=day)
        end = {
            "objection": objection, "how": how, "reason": reason, "at": desk.now(), "actor": actor.name,
            "operator": actor.operator,
        }  # fmt: skip
        rows: Rows = {"objection_end": [add(connection, t.objection_end, end)]}
        changed, settled = _change(desk, connection, actor, found, how, points)
        journal.write(connection, actor.name, "settle-objection", merged(rows, changed))
        touch(connection, "points", 0)
        return settled

    return desk.store.write(job)


def _may(connection: sa.Connection, actor: Actor, found: Any, how: How) -> None:
    if actor.role is Role.RESIDENT:
        own = found.operator == actor.operator and found.who == household_of(connection, actor)
        if not own:
            raise NotFound("There is no objection {objection}; look at the list of objections.", objection=found.id)
        if how != "withdrawn":
            raise NotAllowed("You may withdraw your objection; the office settles it.")
    elif reversing.find(connection, found.transfer).operator == actor.operator:
        raise NotAllowed("Who recorded points does not settle what is objected to them.", code="same-person")


def _change(
    desk: Desk, connection: sa.Connection, actor: Actor, found: Any, how: How, points: int | None
) -> tuple[Rows, Settled]:
    """What a decision does to the points."""
    about = reversing.find(connection, found.transfer)
    left = reversing.left_of(connection, about)
    if how in ("upheld", "withdrawn") or (how == "reversed" and left == 0):
        return {}, Settled(how)
    right = 0 if points is None else points
    if how == "corrected" and not 0 < right != left:
        raise Invalid(
            "{left} points are what it has: write another number above zero, or let them stand or be taken back.", left=left
        )  # fmt: skip
    if right > left:
        return _add(desk, connection, actor, found, about, right - left)
    reason = Text(f"异议成立，更正“{about.reason_zh}”", f"Corrected after an objection: {about.reason_en}")
    key = f"objection:{found.id}"
    rows = reversing.take_back(desk, connection, actor, about, reason, key=key, points=left - right)
    done = {row["kind"]: row["points"] for row in rows["transfer"]}
    return rows, Settled(
        how, returned=done.get(TransferKind.REVERSE.value, 0), owed=done.get(TransferKind.CLAW_BACK.value, 0)
    )  # fmt: skip


def _add(
    desk: Desk, connection: sa.Connection, actor: Actor, found: Any, about: Any, missing: int
) -> tuple[Rows, Settled]:
    """What an entry lacked, as points of its own that say what they correct."""
    debit, credit = (accounts.by_id(connection, number).key for number in (about.debit_id, about.credit_id))
    reason = Text(f"异议成立，补记“{about.reason_zh}”", f"Added after an objection: {about.reason_en}")
    key = f"objection:{found.id}"
    line = Transfer(
        key=f"{key}:more", debit=debit, credit=credit, points=missing, reason=reason, event=about.event,
        business_date=about.business_date, available_from=desk.today(), kind=TransferKind(about.kind), about=about.id,
    )  # fmt: skip
    if accounts.by_id(connection, about.credit_id).unit is Unit.MINUTES:  # no points: they never expire, nor wait
        return hours.post_minutes(desk, connection, actor, [line]), Settled("corrected", added=missing)
    together = Together(key=key, title=reason, lines=policy.dated(desk, [line]))
    rows, outcome = approvals.settle(desk, connection, actor, together)
    return rows, Settled("corrected", added=missing, waits=outcome.state == "waiting")
