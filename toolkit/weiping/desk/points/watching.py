"""The watch over entries made by hand: deeds, activities, tasks and grants, as their events were recorded.

What a published result pays is not part of it (a panel decided that), nor what was imported when points began. What counts
is whose hand an entry came from - who declared a deed for a household, who recorded an activity, else who recorded the event
- and when that was; what waited for approval is not late for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.exact import half_up, plain
from ...domain.points import TransferKind, Unit
from ...domain.text import Text
from ...errors import Invalid
from ...ledger import watch
from ...ledger.calendar import works
from ...ledger.watch import Record
from ...store import tables as t
from ..office import OFFICE, Desk, allow
from . import days, policy
from .policy import Policy

_DECLARED = sa.case((t.deed.c.operator != Role.RESIDENT.value, t.deed.c.operator))
HAND = sa.func.coalesce(_DECLARED, t.activity.c.operator, t.event.c.operator).label("hand")
"""Whose hand a transfer came from, in a query that went through `with_hands`. What a resident declared is the verifier's."""

MOST = 50
"""Late entries and repeated beneficiaries that are listed at most, the weightiest first."""


def overview(desk: Desk, actor: Actor, since: date, until: date) -> dict[str, Any]:
    """What was recorded from `since` to `until` (days of the record, both counted): each operator's figures, households that
    had much from one hand, and the latest of the late entries. Raises Invalid for days in the wrong order."""
    allow(actor, *OFFICE)
    with desk.store.read() as connection:
        records = entries(desk, connection, since, until)
        now = policy.read(connection)
        is_open = _office_hours(now, days.exceptions(connection))
        lines = watch.per_operator(records, late_after=now.late_after, is_open=is_open, threshold=now.approve_above)
        late = sorted((one for one in records if one.lag > now.late_after), key=lambda one: (-one.lag, one.transfer))
        pairs = watch.repeated(records)[:MOST]
        names = _names(connection, [*(one.account for one in late[:MOST]), *(one.account for one in pairs)])
        reasons = _reasons(connection, [one.transfer for one in late[:MOST]])
    return {
        "since": since.isoformat(), "until": until.isoformat(), "late_after": now.late_after, "opens": now.opens,
        "closes": now.closes, "entries": len(records), "operators": [_line(line) for line in lines],
        "pairs": [_pair(pair, names) for pair in pairs],
        "late": [{**_entry(one, names, reasons), "lag": one.lag} for one in late[:MOST]],
        "late_entries": len(late),
    }  # fmt: skip


def entries(desk: Desk, connection: sa.Connection, since: date, until: date) -> list[Record]:
    """Entries that were recorded on these days, office time, in the order of their transfers. Raises Invalid."""
    if since > until:
        raise Invalid(
            "{since} is after {until}; the first day comes first.", since=since.isoformat(), until=until.isoformat()
        )
    begin, end = (datetime.combine(day, time(), desk.zone) for day in (since, until + timedelta(days=1)))
    x, e, a = t.transfer.c, t.event.c, t.account.c
    kinds = (TransferKind.EARN.value, TransferKind.GRANT.value)
    entered = sa.func.coalesce(t.deed.c.at, e.recorded_at, type_=e.recorded_at.type)
    query = (
        with_hands(sa.select(x.id, x.event, HAND, a.key, x.points, x.business_date, entered.label("at")))
        .join(t.account, a.id == x.credit_id)
        .where(
            e.kind != "published", x.kind.in_(kinds), x.about.is_(None), a.ledger == Unit.POINTS.value,
            e.recorded_at >= begin, e.recorded_at < end, x.recorded_at >= begin,
        )
        .order_by(x.number)
    )  # fmt: skip
    return [
        Record(transfer=id_, event=event, operator=operator, account=account, points=points, day=day,
               at=at.astimezone(desk.zone))
        for id_, event, operator, account, points, day, at in connection.execute(query)
    ]  # fmt: skip


def with_hands(query: sa.Select[Any]) -> sa.Select[Any]:
    """A query of transfers with what `HAND` needs: their events, and the deeds and activities that these are of."""
    e, d, a = t.event.c, t.deed, t.activity
    # the row on one side of `=`, all that has to be worked out on the other: so that it is looked up and not searched for
    deed = sa.case((e.kind == "verified", sa.func.substr(e.key, len("deed:") + 1)))
    activity = sa.case((e.kind == "attended", e.data["activity"].as_integer()))
    return (
        query.join(t.event, e.key == t.transfer.c.event).outerjoin(d, d.c.id == deed).outerjoin(a, a.c.id == activity)
    )


def _office_hours(now: Policy, own: dict[date, bool]) -> Callable[[datetime], bool]:
    opens, closes = (time.fromisoformat(one) for one in (now.opens, now.closes))
    return lambda at: works(at.date(), own)[0] and opens <= at.time() <= closes


def _names(connection: sa.Connection, keys: Iterable[str]) -> dict[str, Text]:
    a, wanted, found = t.account.c, sorted(set(keys)), dict[str, Text]()
    for start in range(0, len(wanted), 500):
        query = sa.select(a.key, a.name_zh, a.name_en).where(a.key.in_(wanted[start : start + 500]))
        found.update((key, Text(zh, en)) for key, zh, en in connection.execute(query))
    return found


def _reasons(connection: sa.Connection, transfers: list[str]) -> dict[str, Text]:
    x = t.transfer.c
    query = sa.select(x.id, x.reason_zh, x.reason_en).where(x.id.in_(transfers))
    return {id_: Text(zh, en) for id_, zh, en in connection.execute(query)}


def _line(line: watch.OperatorLine) -> dict[str, Any]:
    return {
        "operator": line.operator, "transfers": line.transfers, "points": line.points, "share": percent(line.share),
        "median_lag": plain(line.median_lag), "late": line.late, "outside": percent(line.outside),
        "accounts": line.accounts, "effective": plain(half_up(line.effective, 1)), "near": line.near,
    }  # fmt: skip


def _pair(pair: watch.Pair, names: dict[str, Text]) -> dict[str, Any]:
    return {
        "operator": pair.operator, "account": pair.account, "name": names[pair.account].both(),
        "transfers": pair.transfers, "points": pair.points, "of_operator": percent(pair.of_operator),
        "of_account": percent(pair.of_account),
    }  # fmt: skip


def _entry(one: Record, names: dict[str, Text], reasons: dict[str, Text]) -> dict[str, Any]:
    return {
        "transfer": one.transfer, "operator": one.operator, "name": names[one.account].both(), "points": one.points,
        "reason": reasons[one.transfer].both(), "on": one.day.isoformat(), "at": one.at.isoformat(),
    }  # fmt: skip


def percent(share: Fraction | float) -> str:
    """A share as per cent with one decimal, halves up."""
    part = share if isinstance(share, Fraction) else Decimal(str(share))
    return plain(half_up(part * 100, 1))
