"""Caps: what they leave of the transfers that rules propose, given what every account got already.

What was taken back counts no more: its room in the day, the month and the year it belonged to is free again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from ...domain.points import Cap, Period
from ...domain.text import Text
from ...errors import WrongPhase
from ...ledger.caps import allowed, span
from ...ledger.transfers import Transfer
from ...store import tables as t
from ..evidence import add_all
from ..office import Desk
from .posting import Author, Rows
from .reversing import CORRECTS

Caps = Mapping[str, Sequence[Cap]]
"""Rule → its caps."""


def kept(connection: sa.Connection, proposed: Sequence[Transfer], caps: Caps) -> list[Transfer]:
    """Within a job: what is new of `proposed` and not cut off.

    What a household got counts by the business date, whenever it was recorded; the job's transaction keeps every other
    server out meanwhile. Raises WrongPhase where a key was used for another transfer.
    """
    had = _Had(connection)
    cut = [_cut(one, caps.get(one.rule or "", ()), had) for one in _fresh(connection, proposed, caps)]
    return [one for one in cut if one.points]


def on_record(desk: Desk, connection: sa.Connection, actor: Author, posted: Sequence[Transfer], caps: Caps) -> Rows:
    """Within a job: write down the caps by which rules are about to post, where others or none are on record for them.

    So the audit can judge every posting by the caps of its time, whatever plugins say later. Answers the rows for the
    caller's line of the journal.
    """
    c = t.rule_caps.c
    now = {rule: plain(caps[rule]) for rule in sorted({one.rule for one in posted if one.rule}) if rule in caps}
    newest = sa.select(sa.func.max(c.number)).where(c.rule.in_(now)).group_by(c.rule)
    known = dict(connection.execute(sa.select(c.rule, c.caps).where(c.number.in_(newest))).all()) if now else {}
    changed = [rule for rule in now if known.get(rule) != now[rule]]
    if not changed:
        return {}
    since = 1 + (connection.execute(sa.select(sa.func.max(t.transfer.c.number))).scalar_one() or 0)
    rows = [
        {"rule": rule, "caps": now[rule], "since": since, "at": desk.now(), "actor": actor.name} for rule in changed
    ]  # fmt: skip
    return {"rule_caps": add_all(connection, t.rule_caps, rows)}


def plain(caps: Iterable[Cap]) -> list[list[Any]]:
    """Caps as they are on record: pairs of period and points."""
    return [[cap.per, cap.points] for cap in caps]


def _fresh(connection: sa.Connection, proposed: Sequence[Transfer], caps: Caps) -> list[Transfer]:
    """Those whose key is new. One that a cap has cut comes again with more points than were posted."""
    known = _known(connection, [one.key for one in proposed])
    fresh = []
    for one in proposed:
        before = known.get(one.key)
        if before is None:
            fresh.append(one)
        elif (one.event, one.business_date, one.debit, one.credit) != before[1:] or not (
            before[0] == one.points or (before[0] < one.points and caps.get(one.rule or ""))
        ):
            raise WrongPhase("The key {key} was used before for another transfer.", code="key-reused", key=one.key)
    return fresh


def _known(connection: sa.Connection, keys: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    x, debit, credit = t.transfer.c, t.account.alias(), t.account.alias()
    query = (
        sa.select(x.key, x.points, x.event, x.business_date, debit.c.key, credit.c.key)
        .join(debit, debit.c.id == x.debit_id)
        .join(credit, credit.c.id == x.credit_id)
    )
    found: dict[str, tuple[Any, ...]] = {}
    for start in range(0, len(keys), 500):
        rows = connection.execute(query.where(x.key.in_(keys[start : start + 500])))
        found.update((key, tuple(rest)) for key, *rest in rows)
    return found


class _Had:
    """What every account got by a rule within a period: read once for each, then kept up with what is about to be posted."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._sums: dict[tuple[Any, ...], Counter[str]] = {}

    def of(self, one: Transfer, per: Period) -> int:
        """The points that the account credited by `one` has by its rule, in its event or its day, month or year."""
        return self._within(one, per)[one.credit]

    def add(self, one: Transfer, caps: Iterable[Cap]) -> None:
        """Count a transfer that will be posted."""
        for per in {cap.per for cap in caps}:
            self._within(one, per)[one.credit] += one.points

    def _within(self, one: Transfer, per: Period) -> Counter[str]:
        where = (one.rule, per, one.event if per == "event" else span(per, one.business_date))
        if where not in self._sums:
            self._sums[where] = self._read(one, per)
        return self._sums[where]

    def _read(self, one: Transfer, per: Period) -> Counter[str]:
        x, back, days = t.transfer.c, t.transfer.alias("back"), span(per, one.business_date)
        inside = x.event == one.event if per == "event" else x.business_date.between(days.first, days.last)
        mine = sa.and_(x.rule == one.rule, inside)
        given = sa.select(x.credit_id, x.points).where(mine)
        taken = (
            sa.select(x.credit_id, -back.c.points)
            .join(back, back.c.about == x.id)
            .where(mine, back.c.kind.in_(CORRECTS))
        )
        both = sa.union_all(given, taken).subquery()
        query = (
            sa.select(t.account.c.key, sa.func.sum(both.c.points))
            .join(both, both.c.credit_id == t.account.c.id)
            .group_by(t.account.c.key)
        )
        return Counter({key: int(total) for key, total in self._connection.execute(query)})


def _cut(one: Transfer, caps: Sequence[Cap], had: _Had) -> Transfer:
    """The transfer with what its rule's caps leave of it, perhaps nothing; a resident reads that and why."""
    if not caps:
        return one
    left = allowed(caps, one.points, {cap.per: had.of(one, cap.per) for cap in caps})
    if left < one.points:
        zh, en = f"{one.reason.zh}（原 {one.points} 分，已到上限）", f"{one.reason.en} ({one.points} before the limit)"
        one = replace(one, points=left, reason=Text(zh, en))
    had.add(one, caps)
    return one
