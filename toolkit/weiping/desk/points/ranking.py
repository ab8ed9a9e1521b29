"""The public ranking of points: what was earned in a month or a year, as far down as the office lets it be seen.

What the public may know is decided here and nowhere else. Only points count whose notice is over and that nobody objects
to, less what was taken back; what was spent does not matter. Micro-grids and compounds stand there by what they earned for
each household, so that size wins nothing; those with fewer than FEWEST households are left out, since their sum would be
somebody's. Households stand there only where they agreed, under the address that a notice shows: building and stairwell.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from ...domain.exact import half_up
from ...domain.points import TransferKind
from ...domain.text import Text
from ...errors import Invalid
from ...ledger.caps import span
from ...store import tables as t
from ..office import Desk
from . import balances, consent, policy
from .disclosed import public_names
from .reversing import CORRECTS

FEWEST = 5
"""Households that a micro-grid or a compound has at least where its sum may be public."""

EARNED = (TransferKind.EARN.value, TransferKind.GRANT.value)

LEVELS = {
    "micro-grid": Text("微网格", "Micro-grids"),
    "compound": Text("小区", "Compounds"),
    "household": Text("家庭", "Households"),
}
"""What a ranking may list."""

_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
REMEMBERED = 50
NOTICES = 3


@dataclass(frozen=True, slots=True)
class Sum:
    """What one that is listed earned: `households` is how many it has, 1 for a household."""

    name: Text
    points: int
    households: int

    @property
    def average(self) -> Decimal:
        """Points for each household, rounded half-up to two decimals: what places are decided on."""
        return half_up(Decimal(self.points) / self.households, 2)


class Rankings:
    """The public rankings of one desk, each computed once for what is on record. Safe to call from several threads."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[tuple[object, ...], dict[str, Any]]] = {}

    def show(self, period: str = "") -> dict[str, Any]:
        """The ranking of a month (`2024-11`) or a year (`2024`); of this month where nothing is said. Raises Invalid."""
        period = period or f"{self._desk.today():%Y-%m}"
        if (
            not _PERIOD.fullmatch(period, 0)
            or not period.isascii()
            or not "2000" <= period <= f"{self._desk.today():%Y-%m}"
        ):
            raise Invalid(
                "{period} is neither a month nor a year that has begun; write 2024-11 or 2024.", period=period
            )
        with self._lock, self._desk.store.read() as connection:
            stamp = (self._desk.today(), *_stamp(connection))
            if period not in self._kept or self._kept[period][0] != stamp:
                if len(self._kept) >= REMEMBERED:
                    self._kept.clear()
                self._kept[period] = stamp, _ranking(connection, period, self._desk.today())
            return self._kept[period][1]


def _stamp(connection: sa.Connection) -> tuple[object, ...]:
    """What changes when anything changes that a ranking is made of: the last lines of the tables it is read from."""
    tables = (
        t.transfer, t.points_notice, t.notice_line, t.objection, t.objection_end, t.points_setting, t.ranking_consent,
        t.grid_member, t.residence,
    )  # fmt: skip
    return tuple(connection.execute(sa.select(*(
        sa.select(sa.func.max(table.c.number)).scalar_subquery().label(table.name) for table in tables
    ))).one())  # fmt: skip


def _ranking(connection: sa.Connection, period: str, today: date) -> dict[str, Any]:
    level = policy.read(connection).ranking
    shown: dict[str, Any] = {
        "level": level, "period": period, "periods": _periods(today), "rows": [], "left_out": 0,
        "notices": _notices(connection, today),
    }  # fmt: skip
    if level == "none":
        return shown
    earned = _earned(connection, period, today)
    sums = _households(connection, earned) if level == "household" else _groups(connection, level, earned)
    kept = [one for one in sums if level == "household" or one.households >= FEWEST]
    return {
        **shown, "title": LEVELS[level].both(), "rows": _placed(kept, level), "left_out": len(sums) - len(kept),
        "fewest": None if level == "household" else FEWEST,
    }  # fmt: skip


def _periods(today: date) -> list[str]:
    """The periods that a page offers: this month and the last, this year and the last."""
    before = f"{today.year}-{today.month - 1:02}" if today.month > 1 else f"{today.year - 1}-12"
    return [f"{today:%Y-%m}", before, f"{today:%Y}", f"{today.year - 1}"]


def _notices(connection: sa.Connection, today: date) -> list[dict[str, Any]]:
    """The last public notices of points, newest first: what they list is asked of `notices`."""
    n = t.points_notice.c
    rows = connection.execute(sa.select(n.key, n.until).order_by(n.number.desc()).limit(NOTICES))
    return [{"month": row.key, "until": row.until.isoformat(), "over": row.until < today} for row in rows]


def _earned(connection: sa.Connection, period: str, today: date) -> dict[int, int]:
    """Household -> points it earned in the period that nothing keeps from being spent, less what was taken back."""
    x, a, r = t.transfer, t.account, t.resident
    back = t.transfer.alias("back").c
    taken = sa.select(sa.func.coalesce(sa.func.sum(back.points), 0)).where(
        back.about == x.c.id, back.kind.in_(CORRECTS)
    )
    home = sa.func.coalesce(a.c.household_id, r.c.household_id)
    days = span("month", date.fromisoformat(f"{period}-01")) if "-" in period else span("year", date(int(period), 1, 1))
    query = (
        sa.select(home, sa.func.sum(x.c.points - taken.correlate(x).scalar_subquery()))
        .select_from(x)
        .join(a, a.c.id == x.c.credit_id)
        .outerjoin(r, r.c.id == a.c.resident_id)
        .where(
            x.c.kind.in_(EARNED), x.c.business_date.between(days.first, days.last), x.c.available_from <= today,
            ~balances.waiting(today), a.c.ledger == "points", home.is_not(None),
        )
        .group_by(home)
    )  # fmt: skip
    return {household: int(points) for household, points in connection.execute(query)}


def _groups(connection: sa.Connection, level: str, earned: dict[int, int]) -> list[Sum]:
    h, m, g, c = t.household.c, t.micro_grid.c, t.grid.c, t.compound.c
    if level == "compound":
        named = sa.select(h.id, c.id, c.name_zh, c.name_en).join(t.compound, c.id == h.compound_id).order_by(c.id)
        names = {key: Text(zh, en) for _, key, zh, en in connection.execute(named)}
    else:
        named = (
            sa.select(h.id, m.id, g.number, m.number)
            .join(t.micro_grid, m.id == h.micro_grid_id)
            .join(t.grid, g.id == m.grid_id)
            .order_by(g.number, m.number)
        )  # fmt: skip
        names = {
            key: Text(f"第{grid}网格 第{number}微网格", f"Grid {grid}, micro-grid {number}")
            for _, key, grid, number in connection.execute(named)
        }
    points, sizes = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    for household, key, *_ in connection.execute(named):
        points[key] += earned.get(household, 0)
        sizes[key] += 1
    return [Sum(names[key], points[key], sizes[key]) for key in names]


def _households(connection: sa.Connection, earned: dict[int, int]) -> list[Sum]:
    """Those that agreed and earned something, in an order that says nothing about who they are."""
    a = t.account.c
    listed = sa.select(a.household_id, a.id).where(a.household_id.in_(consent.listed()))
    accounts = {household: account for household, account in connection.execute(listed) if earned.get(household)}
    names = public_names(connection, accounts.values())
    sums = [Sum(names[account], earned[household], 1) for household, account in accounts.items()]
    return sorted(sums, key=lambda one: one.name.zh)


def _placed(sums: Iterable[Sum], level: str) -> list[dict[str, Any]]:
    """Best first, places shared where the printed numbers are the same; the next place is as many further."""
    ordered = sorted(sums, key=lambda one: -one.average)
    alike = Counter(one.average for one in ordered)
    first = {average: place for place, average in reversed(list(enumerate((one.average for one in ordered), 1)))}
    return [
        {
            "place": first[one.average], "shared": alike[one.average] > 1, "name": one.name.both(), "points": one.points,
            **({} if level == "household" else {"households": one.households, "average": f"{one.average:.2f}"}),
        }
        for one in ordered
    ]  # fmt: skip
