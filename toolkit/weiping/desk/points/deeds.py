"""Good deeds: somebody says that a household did one, somebody else has a look, and then it counts.

A household declares its own through its link, or a clerk does it for one. Verifying makes the event `Verified`: the points
rules in force say what it earns. Where none listens, the kind's own points are granted for every whole unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.exact import exact, plain
from ...domain.plan import Deed
from ...domain.points import Verified
from ...domain.text import Text
from ...errors import Invalid, NotAllowed, NotFound, WrongPhase
from ...ledger.transfers import Transfer, fund_account, household_account
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add, reason_of
from ..office import OFFICE, Desk, allow
from . import approvals, earning, events, policy
from .approvals import Outcome
from .earning import Earning
from .posting import merged

MOST = 10_000
"""Units of one deed at most; more is a slip of the hand."""


def load_kinds(desk: Desk, actor: Actor, kinds: Iterable[Deed]) -> int:
    """Take kinds of deeds into the community's list; answers how many were new. Those there already stay as they are."""
    allow(actor, Role.CLERK)
    offered = list(kinds)

    def job(connection: sa.Connection) -> int:
        there = set(connection.execute(sa.select(t.deed_kind.c.key)).scalars())
        fresh = [
            {"key": one.key, "kind": one.kind, "title_zh": one.title.zh, "title_en": one.title.en, "points": one.points}
            for one in offered
            if one.key not in there
        ]
        if fresh:
            connection.execute(t.deed_kind.insert(), fresh)
            journal.write(connection, actor.name, "deed-kinds", {}, kinds=len(fresh))
            touch(connection, "points", 0)
        return len(fresh)

    return desk.store.write(job)


def declare(
    desk: Desk,
    actor: Actor,
    *,
    key: str,
    kind: str,
    on: date,
    household: str = "",
    quantity: object = 1,
    note: str = "",
) -> None:
    """Say that a household did a deed of this kind on that day, `quantity` of it in the kind's own unit.

    A resident says it of the own household, whose link was opened. `key` is made by the client once for each deed and
    repeated on a retry. Raises Invalid or InputError for what makes no sense, NotFound for an unknown kind or household,
    WrongPhase for a key that stands for another deed.
    """
    allow(actor, Role.CLERK, Role.RESIDENT)
    amount = _sane(desk, key, on, quantity)
    note = reason_of(note)

    def job(connection: sa.Connection) -> None:
        row = {
            "id": key, "deed_kind_id": _kind(connection, kind).id,
            "household_id": _household(connection, actor, household), "quantity": plain(amount), "day": on, "note": note,
        }  # fmt: skip
        d = t.deed
        before = connection.execute(sa.select(*(d.c[name] for name in row)).where(d.c.id == key)).mappings().first()
        if before is not None:
            if dict(before) != row:
                raise WrongPhase("The key {key} was used before for another deed.", code="key-reused", key=key)
            return
        row |= {"at": desk.now(), "actor": actor.name, "operator": actor.operator}
        journal.write(connection, actor.name, "declare-deed", {"deed": [add(connection, d, row)]})
        touch(connection, "points", 0)

    desk.store.write(job)


def _sane(desk: Desk, key: str, on: date, quantity: object) -> Decimal:
    amount = exact(quantity)
    if not 0 < amount <= MOST:
        raise Invalid("A deed is counted from above zero to {most}, not {quantity}.", most=MOST, quantity=plain(amount))
    if on > desk.today():
        raise Invalid("{day} is still to come; points are granted for what has happened.", day=on.isoformat())
    if not 8 <= len(key) <= 64:
        raise Invalid("A deed needs a key of 8 to 64 characters.")
    return amount


def _kind(connection: sa.Connection, key: str) -> Any:
    found = connection.execute(sa.select(t.deed_kind).where(t.deed_kind.c.key == key)).first()
    if found is None:
        raise NotFound("There is no kind of deed {key}; see the office's list.", key=key)
    return found


def _household(connection: sa.Connection, actor: Actor, key: str) -> int:
    """The household that did it: a resident's own, whatever else is said."""
    h = t.household.c
    own = actor.role is Role.RESIDENT
    where = h.id == actor.household if own else h.key == key
    found = connection.execute(sa.select(h.id, h.key).where(where)).first()
    if found is None or (own and key not in ("", found.key)):
        raise NotFound("There is no household {key} in the register.", key=key or "-")
    return int(found.id)


def verify(desk: Desk, actor: Actor, deed: str, reason: str = "") -> Outcome:
    """Say that a declared deed was done, as a second person; what it earns is posted, or waits above the threshold.

    Verifying again changes nothing. Raises NotFound, NotAllowed for one's own declaration, WrongPhase for a deed that was
    turned down, and as `earning.earn` does.
    """
    allow(actor, *OFFICE)
    reason = reason_of(reason)
    with desk.store.read() as connection:
        earns = _earning(desk, find(connection, deed))

    def job(connection: sa.Connection) -> Outcome:
        found = find(connection, deed)
        if found.verified:
            return approvals.state_of(connection, _event_key(deed))
        _open(desk, found)
        if found.operator == actor.operator:
            raise NotAllowed("Who declared a deed does not verify it; ask a colleague.", code="same-person")
        end = _end(desk, actor, deed, verified=True, reason=reason)
        rows, outcome = earning.write(desk, connection, actor, earns)
        ended = {"deed_end": [add(connection, t.deed_end, end)]}
        journal.write(connection, actor.name, "verify-deed", merged(ended, rows))
        touch(connection, "points", 0)
        return outcome

    return desk.store.write(job)


def turn_down(desk: Desk, actor: Actor, deed: str, reason: str) -> None:
    """End a declared deed without its counting; whoever declared it for a household may take it back like this."""
    allow(actor, *OFFICE)
    if not (reason := reason_of(reason)):
        raise Invalid("Say why the deed does not count; the household will ask.")

    def job(connection: sa.Connection) -> None:
        _open(desk, find(connection, deed))
        end = add(connection, t.deed_end, _end(desk, actor, deed, verified=False, reason=reason))
        journal.write(connection, actor.name, "turn-down-deed", {"deed_end": [end]})
        touch(connection, "points", 0)

    desk.store.write(job)


def find(connection: sa.Connection, deed: str) -> Any:
    """A deed by its key with its kind and household, and how it ended (`verified` None: it waits). Raises NotFound."""
    found = connection.execute(query().where(t.deed.c.id == deed)).first()
    if found is None:
        raise NotFound("There is no deed {deed}.", deed=deed)
    return found


def query() -> sa.Select[Any]:
    """Deeds with their kinds, households, and how they ended."""
    d, k, h, a, e = t.deed, t.deed_kind, t.household, t.account, t.deed_end
    return (
        sa.select(
            d, k.c.key.label("kind"), k.c.title_zh, k.c.title_en, k.c.points, h.c.key.label("household"), a.c.name_zh,
            a.c.name_en, e.c.verified, e.c.reason, e.c.at.label("ended_at"), e.c.operator.label("ended_by"),
        )
        .join(k, k.c.id == d.c.deed_kind_id)
        .join(h, h.c.id == d.c.household_id)
        .join(a, a.c.household_id == h.c.id)
        .outerjoin(e, e.c.deed == d.c.id)
    )  # fmt: skip


def _open(desk: Desk, found: Any) -> None:
    if found.verified is not None:
        day = found.ended_at.astimezone(desk.zone).date().isoformat()
        raise WrongPhase("This was decided on {day} already.", code="ended", day=day)


def _end(desk: Desk, actor: Actor, deed: str, *, verified: bool, reason: str) -> dict[str, Any]:
    return {
        "deed": deed, "verified": verified, "reason": reason, "at": desk.now(), "actor": actor.name,
        "operator": actor.operator,
    }  # fmt: skip


def _event_key(deed: str) -> str:
    return f"deed:{deed}"


def _earning(desk: Desk, found: Any) -> Earning:
    """What a deed earns: by the rules in force, else by its own kind."""
    title, name = Text(found.title_zh, found.title_en), _event_key(found.id)
    event = Verified(
        deed=found.kind, title=title, household=found.household, on=found.day, quantity=Decimal(found.quantity)
    )  # fmt: skip
    if rules := policy.in_force(desk, Verified):
        return earning.propose(desk, rules, event, name, desk.today())
    units = int(event.quantity)
    own = [
        Transfer(
            key=f"{name}:{found.household}", debit=fund_account("community"), credit=household_account(found.household),
            points=found.points * units, reason=_times(title, units), event=name, business_date=found.day,
            available_from=desk.today(),
        )
    ]  # fmt: skip
    return Earning(
        event=events.entry_of(event, name), proposed=policy.dated(desk, own) if found.points * units else ()
    )  # fmt: skip


def _times(title: Text, units: int) -> Text:
    return Text(f"{title.zh} ×{units}", f"{title.en} ×{units}") if units > 1 else title
