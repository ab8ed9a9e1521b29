"""Objections 异议: somebody says that points were not earned like that; until it is settled they are not spent.

A household objects by its own link to its own points, or to what hangs in a notice, until the notice ends. A clerk takes an
objection at the desk, later too, with a reason. Somebody other than who recorded the points settles it: they stand
(`upheld`), are `corrected` to another number, are `reversed`, or the objection is `withdrawn`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import AccountKind, TransferKind
from ...domain.text import Text
from ...errors import Invalid, NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add, reason_of
from ..office import Desk, allow
from . import reversing

How = Literal["upheld", "corrected", "reversed", "withdrawn"]

OBJECTED = (TransferKind.EARN.value, TransferKind.GRANT.value, TransferKind.OPENING.value)
"""What one may object to: that points were given."""

MOST_OPEN = 3
"""Objections of one household that may be open at a time; more are taken at the desk, by somebody who can ask back."""

TITLES: dict[str, Text] = {
    "upheld": Text("维持原记录", "The entry stands"),
    "corrected": Text("已更正", "Corrected"),
    "reversed": Text("已撤销", "Taken back"),
    "withdrawn": Text("已撤回异议", "Withdrawn"),
}
"""How an objection ended, in the words of the pages."""


def object_to(desk: Desk, actor: Actor, *, key: str, transfer: str, text: str, who: str = "", late: str = "") -> None:
    """Object to a transfer that gave points. `key` is made by the client once and repeated on a retry.

    `who` says in the office's words who objects and may be empty; `late` why it is taken after the notice. Raises NotFound,
    Invalid without words, WrongPhase after the notice, where nothing is left of the transfer, or for too many at a time.
    """
    allow(actor, Role.CLERK, Role.RESIDENT)
    text, who, late = reason_of(text), reason_of(who), reason_of(late)
    if not text:
        raise Invalid("Say what is wrong with these points; whoever looks into it has to know.")
    if not 8 <= len(key) <= 64:
        raise Invalid("An objection needs a key of 8 to 64 characters.")

    def job(connection: sa.Connection) -> None:
        by = household_of(connection, actor) if actor.role is Role.RESIDENT else who
        if _before(connection, key, transfer, text, by):
            return
        about = reversing.find(connection, transfer)
        ended = _check(desk, connection, actor, about, by)
        if ended is not None and (actor.role is Role.RESIDENT or not late):
            raise WrongPhase(
                "The time for objections ended on {day}; the office takes a later one with the reason.", code="ended",
                day=ended.isoformat(),
            )  # fmt: skip
        row = {
            "id": key, "transfer": transfer, "who": by, "text": text, "late": late if ended is not None else None,
            "at": desk.now(), "actor": actor.name, "operator": actor.operator,
        }  # fmt: skip
        journal.write(connection, actor.name, "object", {"objection": [add(connection, t.objection, row)]})
        touch(connection, "points", 0)

    desk.store.write(job)


def household_of(connection: sa.Connection, actor: Actor) -> str:
    """The account of the household whose link was opened: who objects, without a name."""
    a = t.account.c
    found = connection.execute(sa.select(a.key).where(a.household_id == actor.household)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no household {key} in the register.", key="-")
    return str(found)


def _before(connection: sa.Connection, key: str, transfer: str, text: str, who: str) -> bool:
    o = t.objection.c
    found = connection.execute(sa.select(o.transfer, o.text, o.who).where(o.id == key)).first()
    if found is not None and tuple(found) != (transfer, text, who):
        raise WrongPhase("The key {key} was used before for another objection.", code="key-reused", key=key)
    return found is not None


def _check(desk: Desk, connection: sa.Connection, actor: Actor, about: Any, who: str) -> date | None:
    """Refuse what cannot be objected to; answers the last day on which it could, where that is over."""
    resident = actor.role is Role.RESIDENT
    notice = _notice(connection, about.id)
    if resident and notice is None and who not in _holders(connection, about.credit_id):
        raise NotFound("There is no transfer {transfer}.", transfer=about.id)  # nor may anybody try whether there is
    if about.kind not in OBJECTED:
        raise Invalid("One may object to points that were given; this moved them otherwise.")
    if reversing.left_of(connection, about) <= 0:
        raise WrongPhase("Nothing is left of these points; they were taken back.", code="reversed")
    if resident:
        _few(connection, about.id, who)
    last = window_end(about, notice)
    return last if last is not None and last < desk.today() else None


def _notice(connection: sa.Connection, transfer: str) -> date | None:
    """The last day of the notice that lists a transfer; None where none does."""
    n, p = t.notice_line.c, t.points_notice.c
    query = sa.select(p.until).join(t.notice_line, n.notice == p.id).where(n.transfer == transfer)
    return connection.execute(query).scalar_one_or_none()


def window_end(about: Any, notice: date | None) -> date | None:
    """The last day to object to a transfer; None while it waits for a notice that does not hang yet.

    Without a monthly notice it is the last day of its event's own: the day before the points may be spent.
    """
    if notice is not None:
        return notice
    return None if about.awaits_notice else about.available_from - timedelta(days=1)


def _holders(connection: sa.Connection, account: int) -> tuple[str, ...]:
    """The accounts of the household to which an account belongs, itself or as a resident's."""
    a, r, home = t.account, t.resident, t.account.alias()
    query = (
        sa.select(home.c.key)
        .select_from(a)
        .outerjoin(r, r.c.id == a.c.resident_id)
        .join(home, home.c.household_id == sa.func.coalesce(a.c.household_id, r.c.household_id))
        .where(a.c.id == account, home.c.kind == AccountKind.HOUSEHOLD.value)
    )
    return tuple(connection.execute(query).scalars())


def _few(connection: sa.Connection, transfer: str, who: str) -> None:
    o, e = t.objection, t.objection_end
    query = (
        sa.select(o.c.transfer)
        .outerjoin(e, e.c.objection == o.c.id)
        .where(o.c.who == who, o.c.operator == Role.RESIDENT.value, e.c.objection.is_(None))
    )
    open_ones = list(connection.execute(query).scalars())
    if transfer in open_ones:
        raise WrongPhase("Your objection to these points is with the office already.", code="objected")
    if len(open_ones) >= MOST_OPEN:
        raise WrongPhase(
            "{most} of your objections are open; please wait for them, or talk to the office.", code="objected",
            most=MOST_OPEN,
        )  # fmt: skip


def find(connection: sa.Connection, objection: str) -> Any:
    """An objection by its key, with how it ended (`how` None: it is open). Raises NotFound."""
    o, e = t.objection, t.objection_end
    query = sa.select(
        o, e.c.how, e.c.reason, e.c.at.label("ended_at"), e.c.operator.label("ended_by")
    ).outerjoin(e, e.c.objection == o.c.id)  # fmt: skip
    found = connection.execute(query.where(o.c.id == objection)).first()
    if found is None:
        raise NotFound("There is no objection {objection}; look at the list of objections.", objection=objection)
    return found
