"""Two people for many points: what is above the office's threshold waits as a batch until somebody else has looked at it.

The threshold is held against what would be posted, all lines of one decision together; no household can get more than
all of them, so one household's line above it waits as well. Caps are applied when points are posted, not when they wait.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...domain.points import Cap
from ...domain.text import Text
from ...errors import Invalid, NotAllowed, NotFound, WrongPhase
from ...ledger.transfers import Transfer, body_hash
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add, reason_of
from ..office import OFFICE, Desk, allow
from . import accounts, policy
from .capping import Caps, kept, on_record
from .posting import Author, Rows, merged, post_all, sane

_PUBLISHED = "published:"
"""How the event of a published round begins; the number of the round follows."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of points that were earned or granted: so many transfers `posted` now, or the batch they are in."""

    state: Literal["posted", "waiting", "turned-down"]
    posted: int = 0
    batch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Transfers that are decided on together. One `key` has one effect."""

    key: str
    title: Text
    lines: Sequence[Transfer]
    caps: Mapping[str, tuple[Cap, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Proposer:
    """Who proposed a batch, and is answerable for the transfers that come of it."""

    name: str
    operator: str


def settle(desk: Desk, connection: sa.Connection, actor: Author, together: Together) -> tuple[Rows, Outcome]:
    """Within a job: post what the caps leave of it, or write the batch that waits; the rows are for the caller's journal.

    Raises as `posting.post_all` does, and WrongPhase where the key stands for other lines.
    """
    if (before := _before(connection, together)) is not None:
        return _nothing(), before
    _check(connection, together.lines)
    left = kept(connection, together.lines, together.caps)
    limit = policy.read(connection).approve_above
    if limit is None or sum(one.points for one in left) <= limit:
        caps = on_record(desk, connection, actor, left, together.caps)
        rows = merged(caps, post_all(desk, connection, actor, left))
        return rows, Outcome("posted", len(rows["transfer"]))
    row = {
        "id": str(uuid.uuid4()), "key": together.key, "body_hash": _body(together.lines), "title_zh": together.title.zh,
        "title_en": together.title.en, "lines": msgspec.to_builtins(list(together.lines)),
        "points": sum(one.points for one in together.lines), "at": desk.now(), "actor": actor.name,
        "operator": actor.operator,
    }  # fmt: skip
    made = add(connection, t.batch, row)
    touch(connection, "points", 0)
    return {**_nothing(), "batch": [made]}, Outcome("waiting", batch=row["id"])


def _check(connection: sa.Connection, lines: Sequence[Transfer]) -> None:
    """What makes no sense is refused when it is proposed, not when somebody approves it."""
    for one in lines:
        sane(one)
    accounts.by_key(connection, (key for one in lines for key in (one.debit, one.credit)))


def _nothing() -> Rows:
    return {"transfer": [], "lot_use": []}


def _body(lines: Sequence[Transfer]) -> str:
    return body_hash(*((one.key, one.debit, one.credit, one.points, one.event, one.business_date) for one in lines))


def _before(connection: sa.Connection, together: Together) -> Outcome | None:
    """What became of this key, where it has a batch."""
    found = connection.execute(query().where(t.batch.c.key == together.key)).first()
    if found is None:
        return None
    if found.body_hash != _body(together.lines):
        raise WrongPhase("The key {key} was used before for other points.", code="key-reused", key=together.key)
    return _outcome(found)


def _outcome(found: Any) -> Outcome:
    state: Literal["posted", "waiting", "turned-down"]
    state = "waiting" if found.approved is None else "posted" if found.approved else "turned-down"
    return Outcome(state, batch=found.id)


def of_event(connection: sa.Connection, event: str) -> list[Any]:
    """The batches of what an event earned, or a grant gave, as `find` answers them."""
    b = t.batch.c
    mine = sa.or_(b.key == event, b.key.startswith(f"{event}:", autoescape=True))
    return list(connection.execute(query().where(mine).order_by(b.number)))


def of_round(connection: sa.Connection, round_id: int) -> dict[str, Any] | None:
    """What the published result of a round pays, where that waits for a second person or was turned down; else None."""
    found = next((one for one in reversed(of_event(connection, f"{_PUBLISHED}{round_id}")) if not one.approved), None)
    if found is None:
        return None
    return {"state": _outcome(found).state, "points": found.points, "operator": found.operator, "reason": found.reason}


def state_of(connection: sa.Connection, event: str) -> Outcome:
    """What became of an event that was settled before."""
    found = of_event(connection, event)
    return _outcome(found[-1]) if found else Outcome("posted")


def approve(desk: Desk, actor: Actor, batch: str, reason: str = "") -> Outcome:
    """Post a batch that waits, as its proposer's transfers; the second person's name stands in its end.

    Caps are applied now. Where a line's period was closed meanwhile, it is posted on today's date and says so. Approving
    again answers the same. Raises NotFound, NotAllowed for one's own batch, WrongPhase for one that was turned down or whose
    rule is gone, and as `posting.post_all` does.
    """
    allow(actor, *OFFICE)
    reason = reason_of(reason)

    def job(connection: sa.Connection) -> Outcome:
        found = find(connection, batch)
        if found.approved:
            return Outcome("posted", batch=batch)
        _open(desk, found)
        if found.operator == actor.operator:
            raise NotAllowed(
                "{operator} proposed this; somebody else has to approve it.", code="same-person", operator=actor.operator
            )  # fmt: skip
        lines = _dated(desk, connection, lines_of(found))
        caps = _caps(desk, lines)
        left = kept(connection, lines, caps)
        noted = on_record(desk, connection, actor, left, caps)
        posted = merged(noted, post_all(desk, connection, _Proposer(found.actor, found.operator), left))
        _end(desk, connection, actor, found, posted, approved=True, reason=reason)
        return Outcome("posted", len(posted["transfer"]), batch)

    return desk.store.write(job)


def turn_down(desk: Desk, actor: Actor, batch: str, reason: str) -> None:
    """End a batch without posting it; whoever proposed it may take it back like this. Raises Invalid without a reason."""
    allow(actor, *OFFICE)
    if not (reason := reason_of(reason)):
        raise Invalid("Say why these points are turned down; whoever proposed them will ask.")

    def job(connection: sa.Connection) -> None:
        found = find(connection, batch)
        _open(desk, found)
        _end(desk, connection, actor, found, {}, approved=False, reason=reason)

    desk.store.write(job)


def _end(
    desk: Desk, connection: sa.Connection, actor: Actor, found: Any, rows: Rows, *, approved: bool, reason: str
) -> None:
    end = {
        "batch": found.id, "approved": approved, "reason": reason, "at": desk.now(), "actor": actor.name,
        "operator": actor.operator,
    }  # fmt: skip
    verb = "approve" if approved else "turn-down"
    journal.write(connection, actor.name, verb, merged(rows, {"batch_end": [add(connection, t.batch_end, end)]}))
    touch(connection, "points", 0)
    if found.key.startswith(_PUBLISHED):  # the console of the round says that it waits
        touch(connection, "round", int(found.key.split(":")[1]))


def find(connection: sa.Connection, batch: str) -> Any:
    """A batch by its id, with how it ended (`approved` None: it waits). Raises NotFound."""
    found = connection.execute(query().where(t.batch.c.id == batch)).first()
    if found is None:
        raise NotFound(
            "There is no batch {batch}; the batches are listed with what waits for a second person.", batch=batch
        )
    return found


def query() -> sa.Select[Any]:
    """Batches, with how they ended."""
    b, e = t.batch, t.batch_end
    return sa.select(
        b, e.c.approved, e.c.reason, e.c.at.label("ended_at"), e.c.operator.label("ended_by")
    ).outerjoin(e, e.c.batch == b.c.id)  # fmt: skip


def _open(desk: Desk, found: Any) -> None:
    if found.approved is not None:
        day = found.ended_at.astimezone(desk.zone).date().isoformat()
        raise WrongPhase("This was decided on {day} already.", code="ended", day=day)


def lines_of(found: Any) -> list[Transfer]:
    """The transfers of a batch as they were proposed."""
    return msgspec.convert(found.lines, list[Transfer])


def _caps(desk: Desk, lines: Sequence[Transfer]) -> Caps:
    return {key: policy.rule(desk, key).caps for key in {one.rule for one in lines if one.rule is not None}}


def _dated(desk: Desk, connection: sa.Connection, lines: Sequence[Transfer]) -> list[Transfer]:
    """The lines on days that are still open."""
    p = t.period_close.c
    closed = connection.execute(sa.select(p.first, p.last)).all()

    def opened(one: Transfer) -> Transfer:
        if one.about is not None or not any(first <= one.business_date <= last for first, last in closed):
            return one  # a correction may reach into what is closed
        day = one.business_date.isoformat()
        reason = Text(f"{one.reason.zh}（{day} 已结账，按批准日记账）", f"{one.reason.en} ({day} was closed by then)")
        return replace(one, business_date=desk.today(), reason=reason)

    return [opened(one) for one in lines]
