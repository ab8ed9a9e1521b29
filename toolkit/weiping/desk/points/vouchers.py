"""Vouchers: what a resident shows to get what was redeemed. Each is used once, at its own desk where it names one."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...errors import NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add
from ..office import Desk, allow
from . import holds, policy
from .posting import Rows


class State(StrEnum):
    """What became of a redemption so far."""

    BOOKED = "booked"
    ISSUED = "issued"
    HANDED_OVER = "handed-over"
    RELEASED = "released"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    RETURNED = "returned"

    @property
    def live(self) -> bool:
        """Whether something is still to be handed over."""
        return self in (State.BOOKED, State.ISSUED)


def state(how: str | None, used: object, undone: str | None) -> State:
    """The state by how the hold ended, whether it was handed over, and how it was undone."""
    if undone is not None:
        return State(undone)
    if used is not None:
        return State.HANDED_OVER
    return State(how or "booked")


def state_of(connection: sa.Connection, redemption: str) -> State:
    """The state of one redemption."""
    used, back = t.hand_over.c, t.taken_back.c
    when = connection.execute(sa.select(used.at).where(used.redemption == redemption)).scalar_one_or_none()
    undone = connection.execute(sa.select(back.how).where(back.redemption == redemption)).scalar_one_or_none()
    return state(holds.of(connection, redemption).how, when, undone)


def hand_over(desk: Desk, actor: Actor, code: str, by_whom: str = "", *, at: str = "") -> None:
    """Use a voucher, once, at the desk `at`; `by_whom` is who did a service. Raises NotFound for a code nobody issued,
    WrongPhase for one that was used, undone or not issued yet, whose last day is over, or that names another desk."""
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> None:
        found = find(connection, code)
        good(desk, connection, found, at)
        journal.write(connection, actor.name, "hand-over", give(desk, connection, actor, found.id, by_whom))
        touch(connection, "points", 0)

    desk.store.write(job)


def give(
    desk: Desk, connection: sa.Connection, actor: Actor, redemption: str, by_whom: str, tablet_at: str | None = None
) -> Rows:
    """Within a job: write that a voucher was used; the row is for the journal line of the caller."""
    row = {"redemption": redemption, "by_whom": by_whom.strip()[:120], "tablet_at": tablet_at, "at": desk.now(),
           "actor": actor.name, "operator": actor.operator}  # fmt: skip
    return {"hand_over": [add(connection, t.hand_over, row)]}


def find(connection: sa.Connection, code: str) -> Any:
    """The redemption with this code, however it was typed. Raises NotFound."""
    found = connection.execute(sa.select(t.redemption).where(t.redemption.c.code == clean_code(code))).first()
    if found is None:
        raise NotFound("There is no voucher {voucher}.", voucher=code)
    return found


def good(desk: Desk, connection: sa.Connection, found: Any, at: str) -> None:
    """Raise WrongPhase unless a voucher may be used today at the desk `at`."""
    settleable(desk, connection, found, at)
    if holds.over(found.valid_until, desk.today()):
        raise WrongPhase("This voucher was good until {day}.", code="expired", day=found.valid_until.isoformat())


def settleable(desk: Desk, connection: sa.Connection, found: Any, at: str) -> None:
    """As `good`, whatever day it is: what a tablet gave out on a good day may be settled later."""
    now = state_of(connection, found.id)
    if now is State.HANDED_OVER:
        used = connection.execute(sa.select(t.hand_over.c.at).where(t.hand_over.c.redemption == found.id)).scalar_one()
        when = f"{used.astimezone(desk.zone):%Y-%m-%d %H:%M}"
        raise WrongPhase("This voucher was handed over on {when}.", code="used", when=when)
    if now is State.BOOKED:
        raise WrongPhase("This redemption is booked and not issued yet; issue it first.", code="booked")
    if now is not State.ISSUED:
        raise WrongPhase("This redemption was undone; its voucher is good for nothing any more.", code="undone")
    if found.desk and found.desk != at:
        raise WrongPhase(
            "This voucher is handed over at {desk} only; this tablet stands elsewhere.",
            code="other-desk", desk=policy.desk_title(connection, found.desk),
        )  # fmt: skip


def clean_code(code: str) -> str:
    """A voucher code as a person may type it: spaces, hyphens and small letters do not matter."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
