"""Moving points: between a household and somebody who lives there, and from one household to another.

Points keep what they were: their first day, their last day, and what they were earned for can be followed from lot to lot.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import TransferKind, Unit
from ...domain.text import Text
from ...errors import Invalid, WrongPhase
from ...ledger.lots import Lot, take
from ...ledger.transfers import Transfer
from ...store import journal
from ...store import tables as t
from ..office import Desk, allow
from . import accounts, balances
from .accounts import Account
from .posting import post_all

_AT_ONCE = 50


def move(
    desk: Desk, actor: Actor, source: str, target: str, points: int | None = None, *, key: str, reason: Text
) -> int:  # fmt: skip
    """Move points between two accounts of points by their keys, such as `household:east-1` and `resident:east-1-a`.

    A resident's account is opened on the way. `points` of None moves all that may be spent. One transfer is written for
    each lot that is taken, and one `key` has one effect. Answers the points that are moved. Raises NotFound, Invalid for
    points or accounts that make no sense, WrongPhase for more than may be spent (what is held or owed stays) or a key that
    was used for another move.
    """
    allow(actor, Role.CLERK)
    if not 8 <= len(key) <= 64:
        raise Invalid("A move of points needs a key of 8 to 64 characters.")
    if not reason.zh.strip() or not reason.en.strip():
        raise Invalid("Say why the points are moved; both sides read it.")

    def job(connection: sa.Connection) -> int:
        giver, taker = (_opened(connection, one) for one in (source, target))
        if giver.id == taker.id:
            raise Invalid("A transfer needs two accounts; {key} is on both sides.", code="sides", key=source)
        if (moved := _moved(connection, key, giver, taker, points)) is not None:
            return moved
        lots = _lots(connection, giver, points, desk.today())
        rows = post_all(desk, connection, actor, _transfers(lots, giver, taker, key, reason, desk.today()))
        journal.write(connection, actor.name, "move", rows)
        return sum(part for _, part in lots)

    return desk.store.write(job)


def _opened(connection: sa.Connection, key: str) -> Account:
    prefix, _, resident = key.partition(":")
    if prefix == "resident":
        return accounts.of_resident(connection, resident, Unit.POINTS)
    found = accounts.by_key(connection, [key])[key]
    if not found.holds_points:
        raise Invalid("Points move between households and those who live there; {key} is neither.", key=key)
    return found


def _moved(connection: sa.Connection, key: str, giver: Account, taker: Account, points: int | None) -> int | None:
    """The points that were moved under this key already."""
    x, number = t.transfer.c, 0
    before: list[Any] = []
    while len(before) == number:
        keys = [_part(key, number + one) for one in range(_AT_ONCE)]
        before += connection.execute(sa.select(x.debit_id, x.credit_id, x.points).where(x.key.in_(keys))).all()
        number += _AT_ONCE
    if not before:
        return None
    moved = sum(row.points for row in before)
    if {(row.debit_id, row.credit_id) for row in before} != {(giver.id, taker.id)} or points not in (None, moved):
        raise WrongPhase("The key {key} was used before for another transfer.", code="key-reused", key=key)
    return int(moved)


def _part(key: str, number: int) -> str:
    return f"move:{key}:{number}"


def _lots(connection: sa.Connection, giver: Account, points: int | None, day: date) -> list[tuple[Lot, int]]:
    """Which lots give how much, first expiring first."""
    have = balances.spendable(connection, giver.id, day)
    amount = have if points is None else points
    if amount <= 0 and points is not None:
        raise Invalid("A transfer moves whole points above zero, not {points}.", code="points", points=points)
    if not 0 < amount <= have:
        raise WrongPhase(
            "This takes {cost} points; {have} can be spent today.", code="points", cost=amount, have=have
        )  # fmt: skip
    return take((lot for lot in balances.lots(connection, giver.id, day) if lot.ready(day)), amount)


def _transfers(
    lots: Sequence[tuple[Lot, int]], giver: Account, taker: Account, key: str, reason: Text, day: date
) -> list[Transfer]:  # fmt: skip
    common: dict[str, Any] = {
        "debit": giver.key, "credit": taker.key, "reason": reason, "event": f"move:{key}", "business_date": day,
        "kind": TransferKind.MOVE,
    }  # fmt: skip
    return [
        Transfer(
            key=_part(key, number), points=part, available_from=lot.available_from, expires_on=lot.expires_on,
            lots={lot.transfer: part}, origin=lot.earned_in, **common,
        )
        for number, (lot, part) in enumerate(lots)
    ]  # fmt: skip
