"""Caps: whenever a rule posted, nobody had more by it than the caps of that time allow, less what was taken back."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import sqlalchemy as sa

from ...domain.points import Period
from ...store import tables as t
from ..points.capping import plain
from ..points.reversing import CORRECTS
from .finding import Fault, Look


@dataclass(frozen=True, slots=True)
class Eras:
    """From which number of a transfer on a rule may give how much at most (None: no limit); in their order."""

    since: tuple[int, ...]
    most: tuple[int | None, ...]

    def at(self, number: int) -> int | None:
        """What held for the transfer of that number."""
        return self.most[bisect_right(self.since, number) - 1]

    @property
    def least(self) -> int | None:
        """The tightest that ever held."""
        return min((one for one in self.most if one is not None), default=None)


def caps(look: Look) -> Iterator[Fault]:
    """11: no account had more from a rule within an event, a day, a month or a year than the caps of its time allow.

    Postings older than the first caps on record are judged by the installed ones.
    """
    recorded = _recorded(look)
    for rule in sorted(recorded.keys() | look.desk.plugins.points_rules.keys()):
        for per in get_args(Period):
            yield from _beyond(look, rule, per, _eras(look, recorded.get(rule, ()), rule, per))


def _recorded(look: Look) -> dict[str, list[Any]]:
    c = t.rule_caps.c
    found: dict[str, list[Any]] = {}
    for row in look.rows(sa.select(c.rule, c.caps, c.since).order_by(c.since)):
        found.setdefault(row.rule, []).append(row)
    return found


def _eras(look: Look, recorded: Sequence[Any], rule: str, per: Period) -> Eras:
    installed = look.desk.plugins.points_rules.get(rule)
    first = plain(installed.caps) if installed else recorded[0].caps
    said = [(0, first), *((row.since, row.caps) for row in recorded)]
    limits = [min((points for one, points in pairs if one == per), default=None) for _, pairs in said]
    return Eras(tuple(since for since, _ in said), tuple(limits))


def _beyond(look: Look, rule: str, per: Period, eras: Eras) -> Iterator[Fault]:
    """Only accounts that were given more than the tightest cap, corrections aside, are gone through entry by entry."""
    if eras.least is None:
        return
    x = t.transfer.c
    total = sa.func.sum(x.points)
    suspects = sa.select(x.credit_id).where(x.rule == rule).group_by(x.credit_id, _span(per)).having(total > eras.least)
    if not look.rows(suspects.limit(1)):
        return
    had: Counter[tuple[int, str]] = Counter()
    told = set()
    for number, account, span, points in _entries(look, rule, per, suspects):
        had[account, span] += points
        most = eras.at(number)
        if points > 0 and most is not None and had[account, span] > most and (account, span) not in told:
            told.add((account, span))
            yield Fault(
                "{key} has {points} points by rule {rule} in {where}; by its caps of that time it gives {most} at most",
                key=look.key(account), points=had[account, span], rule=rule, where=span, most=most,
            )  # fmt: skip


def _span(per: Period) -> sa.ColumnElement[Any]:
    x = t.transfer.c
    day = sa.cast(x.business_date, sa.Text)
    spans: Mapping[Period, sa.ColumnElement[Any]] = {
        "event": x.event, "day": day, "month": sa.func.substr(day, 1, 7), "year": sa.func.substr(day, 1, 4),
    }  # fmt: skip
    return spans[per]


def _entries(look: Look, rule: str, per: Period, accounts: sa.Select[Any]) -> list[Any]:
    """What the rule gave these accounts, and what was taken back of it: (number, account, span, points), in their order."""
    x, back = t.transfer.c, t.transfer.alias("back")
    mine = sa.and_(x.rule == rule, x.credit_id.in_(accounts))
    given = sa.select(x.number, x.credit_id, _span(per).label("span"), x.points).where(mine)
    taken = (
        sa.select(back.c.number, x.credit_id, _span(per).label("span"), -back.c.points)
        .join(back, back.c.about == x.id)
        .where(mine, back.c.kind.in_(CORRECTS))
    )
    return look.rows(sa.union_all(given, taken).order_by(sa.literal_column("number")))
