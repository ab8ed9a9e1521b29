"""Posting: the one place where transfers are written, with the lots that they are taken from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import AccountKind, TransferKind
from ...errors import Invalid, WrongPhase
from ...ledger.lots import Lot, take
from ...ledger.transfers import Transfer, body_hash
from ...store import journal
from ...store import tables as t
from ...store.bulk import insert_all
from ...store.engine import touch
from ...store.prepared import Prepared
from ..evidence import add_all, new_id
from ..office import Desk, allow
from . import accounts, balances
from .accounts import Account

Rows = dict[str, list[dict[str, Any]]]
"""Table → rows as inserted, for a line of the journal."""


class Author(Protocol):
    """Who is answerable for transfers: `name` as in the journal, `operator` the key of a member of the staff, or a role."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def operator(self) -> str: ...  # noqa: D102


ONLY_READY = (TransferKind.REDEEM, TransferKind.MOVE)
"""What takes only from lots that may be spent. What is owed is also paid from lots past their last day; expiry and
corrections name their lots."""

MOST = 10**12
"""Points of one transfer at most; more is a slip of the hand."""

_HOLDERS = [str(kind) for kind in AccountKind if kind.holds_lots]
_x, _p = t.transfer.c, t.period_close.c
_NEWEST = (
    sa.select(_x.recorded_at).order_by(_x.number.desc()).limit(1).scalar_subquery().label("recorded"),
    sa.select(_p.at).order_by(_p.number.desc()).limit(1).scalar_subquery().label("closed"),
    sa.select(_p.last).order_by(_p.number.desc()).limit(1).scalar_subquery().label("through"),
)
_LAST = Prepared(sa.select(*_NEWEST))
_KNOWN = Prepared(  # the same, with the keys that were used before: one look instead of two
    sa.select(*_NEWEST, _x.key, _x.body_hash)
    .select_from(sa.select(sa.literal(1)).subquery())
    .outerjoin(t.transfer, _x.key.in_(sa.bindparam("keys", expanding=True)))
)

_debit, _credit = t.account.alias(), t.account.alias()
_SIDES = Prepared(
    sa.select(_debit.c.id, _credit.c.id, _debit.c.kind).where(
        _debit.c.key == sa.bindparam("debit"), _credit.c.key == sa.bindparam("credit")
    )
)
_CLOSED = Prepared(sa.select(_p.period, _p.first, _p.last).where(_p.last >= sa.bindparam("day")))


def post(desk: Desk, actor: Actor, transfers: Sequence[Transfer]) -> int:
    """Post transfers as one; answers how many were new. A key seen before with the same body is not posted again."""
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> int:
        rows = post_all(desk, connection, actor, transfers)
        if rows["transfer"]:
            journal.write(connection, actor.name, "post", rows)
        return len(rows["transfer"])

    return desk.store.write(job)


def post_all(desk: Desk, connection: sa.Connection, actor: Author, transfers: Iterable[Transfer]) -> Rows:
    """Within a job: write the transfers that are new and answer their rows, for the caller's line of the journal.

    Raises Invalid where points are not above zero, NotFound for an unknown account, WrongPhase where a key was used for
    another transfer, a period is closed, or an account has not enough (holds and notices counted).
    """
    transfers = list(transfers)
    for one in transfers:
        sane(one)
    posted = None
    if len(transfers) == 1 and connection.dialect.name == "sqlite":  # elsewhere a refusal would end the transaction
        posted = _post_one(desk, connection, actor, transfers[0])
    return posted or _post_many(desk, connection, actor, transfers)


def _post_one(desk: Desk, connection: sa.Connection, actor: Author, one: Transfer) -> Rows | None:
    """Find a transfer's accounts and hand it to the database; its rows, or None where it is refused.

    Nearly all that people post one by one is in order, and the laws know whether it is. What a law refuses is undone alone,
    and is looked at as many are: the key may be known, the clock may be behind, or there are words to say why not.
    """
    sides = _SIDES.rows(connection, {"debit": one.debit, "credit": one.credit})
    if not sides:
        return None
    ((debit, credit, kind),) = sides
    row = _row(actor, one, _body(one), desk.now(), debit_id=debit, credit_id=credit)
    try:
        insert_all(connection, t.transfer, [row])
    except sa.exc.IntegrityError:
        return None
    uses = _take_lots(connection, [one], [row], {debit}) if kind in _HOLDERS else []
    touch(connection, "points", 0)
    return {"transfer": [row], "lot_use": uses}


def _post_many(desk: Desk, connection: sa.Connection, actor: Author, transfers: Sequence[Transfer]) -> Rows:
    """Look at the accounts, the keys and the closed periods first, then write."""
    parties = accounts.by_key(connection, {one.debit for one in transfers} | {one.credit for one in transfers})
    before = _KNOWN.rows(connection, {"keys": [one.key for one in transfers]})
    known = {key: body for *_, key, body in before}
    fresh: list[Transfer] = []
    for one in transfers:
        body = _body(one)
        if one.key not in known:
            known[one.key] = body
            fresh.append(one)
        elif known[one.key] != body:
            raise WrongPhase("The key {key} was used before for another transfer.", code="key-reused", key=one.key)
    rows: Rows = {"transfer": [], "lot_use": []}
    if fresh:
        last, closed, through = before[0][:3]
        at = _record_time(desk, last, closed)
        sides = {key: account.id for key, account in parties.items()}
        rows["transfer"] = [
            _row(actor, one, known[one.key], at, debit_id=sides[one.debit], credit_id=sides[one.credit])
            for one in fresh
        ]
        if through is not None:
            _check_periods(connection, fresh, through)
        _check_floors(fresh, parties)
        insert_all(connection, t.transfer, rows["transfer"])
        holders = {account.id for account in parties.values() if account.kind.holds_lots}
        rows["lot_use"] = _take_lots(connection, fresh, rows["transfer"], holders)
        touch(connection, "points", 0)
    return rows


def record_time(desk: Desk, connection: sa.Connection) -> datetime:
    """Within a job: when what it writes is on record - now, but not before what was recorded last, and after the last closing.

    So a clock that was set back writes nothing into the past, and what was known at a time stays what was known.
    """
    ((last, closed, _),) = _LAST.rows(connection)
    return _record_time(desk, last, closed)


def _record_time(desk: Desk, last: datetime | None, closed: datetime | None) -> datetime:
    return max(time for time in (desk.now(), last, closed and closed + timedelta(microseconds=1)) if time is not None)


def merged(*many: Rows) -> Rows:
    """The rows of several writes as those of one."""
    found: Rows = {}
    for rows in many:
        for table, some in rows.items():
            found.setdefault(table, []).extend(some)
    return found


def sane(one: Transfer) -> None:
    """Raise Invalid for a transfer of no points, of more than `MOST`, or from an account to itself."""
    if type(one.points) is not int or not 0 < one.points <= MOST:
        raise Invalid("A transfer moves whole points above zero, not {points}.", code="points", points=one.points)
    if one.debit == one.credit:
        raise Invalid("A transfer needs two accounts; {key} is on both sides.", code="sides", key=one.debit)


def _body(one: Transfer) -> str:
    return body_hash(one.debit, one.credit, one.points, one.event, one.business_date)


def _row(actor: Author, one: Transfer, body: str, at: datetime, **sides: int) -> dict[str, Any]:
    return {
        "id": new_id(), "key": one.key, "body_hash": body, "kind": str(one.kind), **sides, "points": one.points,
        "reason_zh": one.reason.zh, "reason_en": one.reason.en, "event": one.event, "business_date": one.business_date,
        "available_from": one.available_from, "expires_on": one.expires_on, "awaits_notice": one.awaits_notice,
        "about": one.about, "hold": one.hold, "origin": one.origin, "recorded_at": at, "actor": actor.name,
        "operator": actor.operator, "rule": one.rule,
    }  # fmt: skip


def _check_periods(connection: sa.Connection, transfers: Sequence[Transfer], through: date) -> None:
    """A closed period (all are, `through` a day) is left alone, but for corrections of what is in it, recorded now."""
    x = t.transfer.c
    earliest = min(one.business_date for one in transfers)
    if earliest > through:
        return
    closed = _CLOSED.rows(connection, {"day": earliest})
    for one in transfers:
        for period, first, last in closed:
            if first <= one.business_date <= last:
                about = sa.select(x.id).where(x.id == one.about, x.business_date.between(first, last))
                if one.about is None or connection.execute(about).first() is None:
                    raise WrongPhase(
                        "{day} lies in {period}, which is closed. Use a later date, or correct an entry of that period.",
                        code="closed",
                        day=one.business_date.isoformat(),
                        period=period,
                    )


def _check_floors(transfers: Iterable[Transfer], parties: dict[str, Account]) -> None:
    """Go through the transfers in their order, as the database will: no account falls below its floor, holds included."""
    limited = {one.debit for one in transfers if parties[one.debit].floor is not None}
    free = {key: parties[key].standing for key in limited}
    for one in transfers if limited else ():
        if one.debit in limited:
            back = one.points if one.hold is not None else 0  # its own hold is not in its way
            if free[one.debit] + back - one.points < (parties[one.debit].floor or 0):
                account = parties[one.debit]
                raise WrongPhase(
                    "Account {key} would fall below {floor} points.", code="floor", key=account.key, floor=account.floor
                )
            free[one.debit] += back - one.points
        if one.credit in limited:
            free[one.credit] += one.points


def _take_lots(
    connection: sa.Connection,
    transfers: Sequence[Transfer],
    rows: Sequence[dict[str, Any]],
    holders: Collection[int],
) -> list[dict[str, Any]]:
    """Write from which lots each transfer takes; `holders` are the accounts that hold lots."""
    uses: list[dict[str, Any]] = []
    named: list[dict[str, Any]] = []  # written together, before anybody looks what is left
    for one, row in zip(transfers, rows, strict=True):
        if row["debit_id"] not in holders:
            continue
        if (taken := one.lots) is None:
            uses += add_all(connection, t.lot_use, named)
            named = []
            taken = _taken(connection, one, row["debit_id"])
        named += [{"debit": row["id"], "lot": lot, "points": points} for lot, points in taken.items()]
    return uses + add_all(connection, t.lot_use, named)


def _taken(connection: sa.Connection, one: Transfer, account: int) -> dict[str, int]:
    """Lot → points, for a transfer that does not name its lots."""
    day = one.business_date
    found: list[Lot] = balances.lots(connection, account, day)
    if one.kind in ONLY_READY:
        since = _held_since(connection, one.hold) if one.hold is not None else None
        found = [lot for lot in found if lot.ready(day, since)]
    elif one.kind is TransferKind.REPAY:
        found = [lot for lot in found if lot.usable(day)]
    taken = {lot.transfer: points for lot, points in take(found, one.points)}
    if (have := sum(taken.values())) < one.points:
        raise WrongPhase(
            "This takes {cost} points; {have} can be spent today.", code="points", cost=one.points, have=have
        )
    return taken


def _held_since(connection: sa.Connection, hold: str) -> date | None:
    return connection.execute(sa.select(t.hold.c.day).where(t.hold.c.id == hold)).scalar_one_or_none()
