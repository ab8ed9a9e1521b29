"""Vouchers: what a resident shows to get what was redeemed. Each is used once."""

from __future__ import annotations

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...errors import NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..office import Desk, allow


def hand_over(desk: Desk, actor: Actor, code: str, by_whom: str = "") -> None:
    """Use a voucher, once; `by_whom` is who did a service. Raises NotFound for a code nobody issued, WrongPhase for one
    that was used, undone or not issued yet, or whose last day is over."""
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> None:
        found = find(connection, code)
        used = connection.execute(sa.select(t.hand_over.c.at).where(t.hand_over.c.redemption == found.id)).first()
        if used is not None:
            when = f"{used.at.astimezone(desk.zone):%Y-%m-%d %H:%M}"
            raise WrongPhase("This voucher was handed over on {when}.", code="used", when=when)
        _check(desk, connection, found)
        row = {"redemption": found.id, "by_whom": by_whom, "tablet_at": None, "at": desk.now(), "actor": actor.name,
               "operator": actor.operator}  # fmt: skip
        connection.execute(t.hand_over.insert(), row)
        journal.write(connection, actor.name, "hand-over", {"hand_over": [row]})
        touch(connection, "points", 0)

    desk.store.write(job)


def find(connection: sa.Connection, code: str) -> sa.Row[tuple[object, ...]]:
    """The redemption with this code, however it was typed. Raises NotFound."""
    found = connection.execute(sa.select(t.redemption).where(t.redemption.c.code == clean_code(code))).first()
    if found is None:
        raise NotFound("There is no voucher {voucher}.", voucher=code)
    return found


def _check(desk: Desk, connection: sa.Connection, found: sa.Row[tuple[object, ...]]) -> None:
    h, e, back = t.hold.c, t.hold_end.c, t.taken_back.c
    how = connection.execute(
        sa.select(e.how).join(t.hold, h.id == e.hold).where(h.redemption == found.id)
    ).scalar_one_or_none()
    if how is None:
        raise WrongPhase("This redemption is booked and not issued yet; issue it first.", code="booked")
    if how != "issued" or connection.execute(sa.select(back.number).where(back.redemption == found.id)).first():
        raise WrongPhase("This redemption was undone; its voucher is good for nothing any more.", code="undone")
    if found.valid_until is not None and found.valid_until < desk.today():
        raise WrongPhase("This voucher was good until {day}.", code="expired", day=found.valid_until.isoformat())


def clean_code(code: str) -> str:
    """A voucher code as a person may type it: spaces, hyphens and small letters do not matter."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
