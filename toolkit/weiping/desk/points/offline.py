"""A desk that goes on without a network: what its tablet needs to check vouchers itself, and what it settles afterwards.

A hand-over without a network has happened; nobody can refuse it any more. So what fits the books is written into them, and
what does not (handed over twice, cancelled meanwhile, forged) is kept as a conflict and shown until people have settled it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...errors import NotFound, WeipingError, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add
from ..office import Desk, allow
from . import holds, policy, signing, slips, vouchers
from .posting import Rows, merged

LATELY = timedelta(days=90)
"""So long a printed voucher is told from a forged one after its last day."""

MOST = 200
"""Hand-overs settled with one request at most."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """What a tablet handed over: what it scanned, when by its own clock, and who did a service."""

    scanned: str
    tablet_at: str
    by_whom: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a hand-over: `stored`, `repeated` where it was settled before, or `conflict` with the reason."""

    result: str
    code: str
    error: WeipingError | None = None


def station(desk: Desk, actor: Actor, at: str) -> dict[str, Any]:
    """What the tablet at the desk `at` keeps for the time without a network: its key, and the vouchers that are no good.

    `unusable` are the codes of this desk's vouchers that were used, undone or not issued yet and whose last day is not over;
    `older` is what the desk's vouchers said, word for word, under its earlier keys, those that ended lately too: they may be
    printed. Raises NotFound for a desk that the office does not know.
    """
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> None:
        signing.prepare(connection)

    desk.store.write(job)
    with desk.store.read() as connection:
        title = _title(connection, at)
        newest, *before = signing.keys_of(connection, at)
        there = _vouchers(desk, connection, at)
        today, said = desk.today(), [signing.said_of(row, row.reward) for row in there]
        unusable = [row.code for row in there if row.bad and not holds.over(row.valid_until, today)]
        return {
            "key": at, "title": title, "secret": newest, "unusable": unusable,
            "older": [f"{one}.{signing.signature(key, one)}" for one in said for key in before],
        }  # fmt: skip


def renew(desk: Desk, actor: Actor, at: str) -> None:
    """Give the desk `at` a new key, because a tablet that had it is lost. Its vouchers stay good.

    Without a network the lost key is good for nothing any more as soon as the desk's tablet was told. Raises NotFound.
    """
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> None:
        _title(connection, at)
        number = signing.renew(connection, at)
        journal.write(connection, actor.name, "desk-key", {}, desk=at, key=number)
        touch(connection, "points", 0)

    desk.store.write(job)


def _title(connection: sa.Connection, at: str) -> str:
    known = {one.key: one.title for one in policy.read(connection).desks}
    if at not in known:
        raise NotFound("There is no desk {desk}; the office names its desks in its settings for points.", desk=at)
    return known[at]


def _vouchers(desk: Desk, connection: sa.Connection, at: str) -> Sequence[Any]:
    """A desk's vouchers, but for those that ended long ago; `bad` are those that were used, undone or never issued."""
    r, h, e, used, back, thing = t.redemption, t.hold, t.hold_end, t.hand_over, t.taken_back, t.reward
    bad = sa.or_(used.c.number.is_not(None), back.c.number.is_not(None), e.c.how.is_(None), e.c.how != "issued")
    query = (
        sa.select(r.c.code, r.c.desk, r.c.quantity, r.c.valid_until, thing.c.key.label("reward"), bad.label("bad"))
        .join(thing, thing.c.id == r.c.reward_id)
        .join(h, h.c.redemption == r.c.id)
        .outerjoin(e, e.c.hold == h.c.id)
        .outerjoin(used, used.c.redemption == r.c.id)
        .outerjoin(back, back.c.redemption == r.c.id)
        .where(r.c.desk == at, sa.or_(r.c.valid_until.is_(None), r.c.valid_until >= desk.today() - LATELY))
        .order_by(r.c.number)
    )
    return connection.execute(query).all()


def settle(desk: Desk, actor: Actor, at: str, items: list[HandOver]) -> list[Settled]:
    """Write down what the tablet at the desk `at` handed over without a network, in the order in which it did.

    Sent again, an item is settled once: it is known by its voucher and the tablet's time. Nothing is refused as a whole.
    """
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> list[Settled]:
        done, rows = [], []
        for item in items[:MOST]:
            outcome, made = _one(desk, connection, actor, at, item)
            done.append(outcome)
            rows.append(made)
        if any(rows):
            journal.write(connection, actor.name, "settle", merged(*rows))
            touch(connection, "points", 0)
        return done

    return desk.store.write(job)


def _one(
    desk: Desk, connection: sa.Connection, actor: Actor, at: str, item: HandOver
) -> tuple[Settled, Rows]:  # fmt: skip
    claim = signing.claim(item.scanned)
    code = claim.code if claim else item.scanned.strip()[:80]
    found = None
    try:
        if claim is None:
            raise WrongPhase("What was scanned is no voucher.", code="forged")
        found = signing.verified(connection, claim)
        if _known(connection, found.id, item.tablet_at):
            return Settled("repeated", slips.dashed(code)), {}
        vouchers.settleable(desk, connection, found, at)
    except WrongPhase as error:
        shown = slips.dashed(code) if claim else code
        return Settled("conflict", shown, error), _conflict(desk, connection, actor, at, item, code, found, error)
    return Settled("stored", slips.dashed(code)), vouchers.give(
        desk, connection, actor, found.id, item.by_whom, item.tablet_at
    )


def _known(connection: sa.Connection, redemption: str, tablet_at: str) -> bool:
    used = t.hand_over.c
    query = sa.select(used.number).where(used.redemption == redemption, used.tablet_at == tablet_at)
    return connection.execute(query).first() is not None


def _conflict(
    desk: Desk, connection: sa.Connection, actor: Actor, at: str, item: HandOver, code: str, found: Any, error: WrongPhase
) -> Rows:  # fmt: skip
    c = t.settle_conflict
    there = sa.select(c.c.number).where(c.c.code == code, c.c.tablet_at == item.tablet_at)
    if connection.execute(there).first():
        return {}
    row = {
        "redemption": found and found.id, "code": code, "desk": at, "tablet_at": item.tablet_at, "why": error.word,
        "at": desk.now(), "actor": actor.name, "operator": actor.operator,
    }  # fmt: skip
    return {"settle_conflict": [add(connection, c, row)]}


def conflicts(desk: Desk, connection: sa.Connection, most: int = 100) -> list[dict[str, Any]]:
    """What tablets handed over against the books, newest first, with the voucher as it stands where there is one."""
    c = t.settle_conflict
    found = connection.execute(sa.select(c).order_by(c.c.number.desc()).limit(most)).all()
    slip = {
        one["code"]: one for one in slips.by_ids(desk, connection, [row.redemption for row in found if row.redemption])
    }
    return [
        {
            "code": (code := slips.dashed(row.code) if row.redemption else row.code), "why": row.why, "desk": row.desk,
            "tablet_at": row.tablet_at, "at": row.at.isoformat(), "operator": row.operator, "voucher": slip.get(code),
        }
        for row in found
    ]  # fmt: skip
