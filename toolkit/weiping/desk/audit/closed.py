"""Closed periods: their figures are the sums of what was on record by then, and nothing ordinary came into them later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from ...store import tables as t
from .finding import Fault, Look

Figures = tuple[int, int, int]
"""Credited, debited, balance."""


class Closings:
    """What the closings say, and what adding up afresh says: (period, account) → figures."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.periods: list[Any] = look.rows(sa.select(t.period_close).order_by(t.period_close.c.last))

    @cached_property
    def kept(self) -> dict[tuple[str, int], Figures]:
        """As they were written when the periods were closed."""
        c = t.closing.c
        rows = self._look.rows(sa.select(c.period, c.account_id, c.credited, c.debited, c.balance))
        return {(period, account): tuple(figures) for period, account, *figures in rows}

    @cached_property
    def right(self) -> dict[tuple[str, int], Figures]:
        """As the entries have it: in one look at them, however many periods were closed."""
        moved: dict[int, dict[int, list[int]]] = defaultdict(dict)
        if self.periods:
            x = t.transfer.c
            for at, side in enumerate((x.credit_id, x.debit_id)):
                for account, belongs, known, points in self._look.rows(self._by_period(side)):
                    _add(moved[account], belongs, known, at, int(points))
        found = {}
        for account, steps in moved.items():
            balance = 0
            for at, period in enumerate(self.periods):
                credited, debited, change = steps.get(at, (0, 0, 0))
                balance += change
                if credited or debited or balance:
                    found[period.period, account] = (credited, debited, balance)
        return found

    def _by_period(self, side: sa.ColumnElement[int]) -> sa.Select[Any]:
        """Account, the number of the period that a transfer belongs to, of the first closing that knew it, sum of points."""
        x = t.transfer.c
        belongs = sa.case(*((x.business_date <= one.last, at) for at, one in enumerate(self.periods)))
        known = sa.case(*((x.recorded_at <= one.at, at) for at, one in enumerate(self.periods)))
        newest = self.periods[-1]
        return (
            sa.select(side, belongs.label("belongs"), known.label("known"), sa.func.sum(x.points))
            .where(x.business_date <= newest.last, x.recorded_at <= newest.at)
            .group_by(side, belongs, known)
        )


def _add(steps: dict[int, list[int]], belongs: int, known: int, side: int, points: int) -> None:
    """A transfer is turnover of its period if that closing knew it, and in the balance from the first that knew it on."""
    first = max(belongs, known)
    step = steps.setdefault(first, [0, 0, 0])
    step[2] += points if side == 0 else -points
    if first == belongs:
        step[side] += points


def _closings(look: Look) -> Closings:
    found: Closings = look.known.setdefault("closings", Closings(look))
    return found


def balances(look: Look) -> Iterator[Fault]:
    """2: the balance of an account at the end of every closed period is the sum of its entries."""
    closings = _closings(look)
    for (period, account), (_, _, balance) in closings.kept.items():
        right = closings.right.get((period, account), (0, 0, 0))[2]
        if balance != right:
            yield Fault(
                "{period}: the balance of {key} is kept as {balance}, its entries say {right}",
                period=period, key=look.key(account), balance=balance, right=right,
            )  # fmt: skip


def periods(look: Look) -> Iterator[Fault]:
    """9: periods are closed without a gap, each account once with its turnover, and later only corrections came into them."""
    closings = _closings(look)
    for one, following in pairwise(closings.periods):
        if following.first != one.last + timedelta(days=1) or following.at < one.at:
            yield Fault("{period} does not follow {before}", period=following.period, before=one.period)
    for period, account in sorted(closings.kept.keys() | closings.right.keys()):
        kept, right = closings.kept.get((period, account)), closings.right.get((period, account))
        if kept is None or right is None or kept[:2] != right[:2]:
            yield Fault("{period}: the turnover of {key} is not what was on record when it was closed", period=period,
                        key=look.key(account))  # fmt: skip
    yield from _later(look)


def _later(look: Look) -> Iterator[Fault]:
    x, p, o = t.transfer, t.period_close, t.transfer.alias("original")
    inside = x.c.business_date.between(p.c.first, p.c.last)
    corrects = sa.exists().where(o.c.id == x.c.about, o.c.business_date.between(p.c.first, p.c.last))
    query = sa.select(x.c.id, p.c.period).join(p, sa.and_(inside, x.c.recorded_at > p.c.at)).where(~corrects)
    for transfer, period in look.rows(query.order_by(x.c.number)):
        yield Fault("transfer {transfer} came into {period} after it was closed, and corrects nothing of it",
                    transfer=transfer, period=period)  # fmt: skip
