"""Why points may not be spent yet, and until when; and which are lost next. `balances` says how many, this says why."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa

from ...ledger.lots import Lot
from ...store import tables as t


class Why(StrEnum):
    """What points wait for: a day, a notice that hangs, one that is still to come, or the end of an objection."""

    DAY = "day"
    NOTICE = "notice"
    NEXT_NOTICE = "next-notice"
    OBJECTION = "objection"


@dataclass(frozen=True, slots=True)
class Waits:
    """Why a lot waits, and the first day that it may be spent on: None where nobody can know it yet."""

    why: Why
    since: date | None


@dataclass(frozen=True, slots=True)
class Group:
    """Lots that wait for the same: how many points in how many lines of the history."""

    waits: Waits
    points: int
    lines: int


def reasons(connection: sa.Connection, lots: Iterable[Lot], day: date) -> dict[str, Waits]:
    """Lot -> why it may not be spent on `day`, for those that may not. Lots past their last day wait for nothing."""
    held = {lot.transfer: lot for lot in lots if not lot.ready(day) and not lot.expired(day)}
    until = _notices(connection, held)
    objected = _objected(connection, {*held, *(lot.earned_in for lot in held.values())})
    return {
        key: _why(lot, until.get(key), bool(objected & {key, lot.earned_in}), day) for key, lot in held.items()
    }  # fmt: skip


def _why(lot: Lot, until: date | None, objected: bool, day: date) -> Waits:
    if objected:
        return Waits(Why.OBJECTION, None)
    if until is not None and until >= day:
        return Waits(Why.NOTICE, max(until + timedelta(days=1), lot.available_from))
    if lot.waits:  # no notice has named it yet
        return Waits(Why.NEXT_NOTICE, None)
    return Waits(Why.DAY, lot.available_from)


def _notices(connection: sa.Connection, lots: Collection[str]) -> dict[str, date]:
    """Lot -> the last day of the notice that names it."""
    n, p, x = t.notice_line.c, t.points_notice.c, t.transfer.c
    found: dict[str, date] = {}
    for part in _parts(lots):
        query = (
            sa.select(n.transfer, p.until)
            .join(t.points_notice, p.id == n.notice)
            .join(t.transfer, x.id == n.transfer)
            .where(n.transfer.in_(part), x.awaits_notice)
        )
        found.update(connection.execute(query).all())
    return found


def _objected(connection: sa.Connection, lots: Collection[str]) -> set[str]:
    b, e = t.objection.c, t.objection_end.c
    found: set[str] = set()
    for part in _parts(lots):
        query = sa.select(b.transfer).where(b.transfer.in_(part), ~sa.exists().where(e.objection == b.id))
        found.update(connection.execute(query).scalars())
    return found


def _parts(keys: Collection[str]) -> list[list[str]]:
    every = list(keys)
    return [every[start : start + 500] for start in range(0, len(every), 500)]


def grouped(lots: Iterable[Lot], why: dict[str, Waits]) -> list[Group]:
    """Waiting lots by what they wait for: what comes first stands first, what nobody can date comes last."""
    groups: dict[Waits, list[int]] = {}
    for lot in lots:
        if (waits := why.get(lot.transfer)) is not None:
            groups.setdefault(waits, []).append(lot.points)
    found = [Group(waits, sum(points), len(points)) for waits, points in groups.items()]
    return sorted(found, key=lambda one: (one.waits.since or date.max, one.waits.why))


def expiring(lots: Iterable[Lot], day: date) -> list[tuple[date, int]]:
    """The last days on which points may still be spent, from `day` on, each with its points; the next one first."""
    found: dict[date, int] = {}
    for lot in lots:
        if lot.points and lot.expires_on is not None and not lot.expired(day):
            found[lot.expires_on] = found.get(lot.expires_on, 0) + lot.points
    return sorted(found.items())
