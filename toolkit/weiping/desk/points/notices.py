"""The monthly notice of points: what was earned hangs in public for some days before it may be spent.

One notice a month. It lists all that waits and belongs to that month or an earlier one; what is recorded later goes on the
next. Its last day is fixed when it is hung, by the office's policy and calendar.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.text import Text
from ...errors import Invalid, NotFound, WrongPhase
from ...publish import points_notice
from ...publish.points_notice import MonthNotice, NoticeLine
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from .. import rows as common
from ..office import OFFICE, Desk, allow
from . import days, periods, policy
from .disclosed import public_names
from .posting import record_time
from .reversing import CORRECTS


@dataclass(frozen=True, slots=True)
class Hung:
    """A notice that hangs: from `since` to `until`, with so many entries. `new` is false where it hung already."""

    month: str
    since: date
    until: date
    entries: int
    new: bool
    guessed: tuple[int, ...] = ()


def hang(desk: Desk, actor: Actor, month: str) -> Hung:
    """Hang the notice of `month` (`2024-11`) from today on, for as long as the policy says; once for each month.

    `guessed` are years whose holidays nobody knew yet: tell the office to look at the last day. Raises Invalid for what is
    no month or one still to come, WrongPhase where nothing waits.
    """
    allow(actor, Role.CLERK)
    last = _last_day(desk, month)

    def job(connection: sa.Connection) -> Hung:
        if (before := _row(connection, month)) is not None:
            return Hung(month, before.since, before.until, _entries(connection, before.id), new=False)
        waiting = _waiting(connection, last)
        if not waiting:
            raise WrongPhase("Nothing waits for the notice of {month}.", month=month)
        window = days.notice_window(connection, desk.today(), policy.read(connection))
        row = {
            "id": str(uuid.uuid4()), "key": month, "since": window.since, "until": window.until,
            "at": record_time(desk, connection), "actor": actor.name,
        }  # fmt: skip
        connection.execute(t.points_notice.insert(), row)
        lines = [{"notice": row["id"], "transfer": one.id} for one in waiting]
        connection.execute(t.notice_line.insert(), lines)
        journal.write(connection, actor.name, "hang-notice", {"points_notice": [row], "notice_line": lines})
        touch(connection, "points", 0)
        return Hung(month, window.since, window.until, len(lines), new=True, guessed=window.guessed)

    return desk.store.write(job)


def _last_day(desk: Desk, month: str) -> date:
    first, last = periods.month(month)
    if first > desk.today():
        raise Invalid("{month} is still to come; its points cannot be on notice yet.", month=month)
    return last


def _row(connection: sa.Connection, month: str) -> Any:
    return connection.execute(sa.select(t.points_notice).where(t.points_notice.c.key == month)).first()


def _entries(connection: sa.Connection, notice: str) -> int:
    n = t.notice_line.c
    return int(connection.execute(sa.select(sa.func.count()).where(n.notice == notice)).scalar_one())


def _left() -> sa.ColumnElement[int]:
    """The points of a transfer that no correction has taken back."""
    c = t.transfer.alias("correction").c
    taken = sa.select(sa.func.coalesce(sa.func.sum(c.points), 0)).where(
        c.about == t.transfer.c.id, c.kind.in_(CORRECTS)
    )  # fmt: skip
    return t.transfer.c.points - taken.scalar_subquery()


def _waiting(connection: sa.Connection, last: date) -> list[Any]:
    """Transfers of that day or earlier that wait for a notice and hang in none, in the order of their accounts."""
    x, n = t.transfer.c, t.notice_line.c
    query = (
        sa.select(x.id, x.credit_id, x.business_date, _left().label("left"))
        .where(x.awaits_notice, x.business_date <= last, ~sa.exists().where(n.transfer == x.id), _left() > 0)
        .order_by(x.credit_id, x.business_date, x.number)
    )
    return list(connection.execute(query))


def listed(desk: Desk, actor: Actor) -> dict[str, Any]:
    """All notices, newest first, and what waits for one by the month it belongs to, oldest first.

    `next` is the month whose notice would be hung now and `until` its last day, were it hung today.
    """
    allow(actor, *OFFICE)
    with desk.store.read() as connection:
        found = connection.execute(sa.select(t.points_notice).order_by(t.points_notice.c.number.desc())).all()
        notices = [
            {"month": row.key, "since": row.since.isoformat(), "until": row.until.isoformat(),
             "over": row.until < desk.today(), "entries": _entries(connection, row.id)}
            for row in found
        ]  # fmt: skip
        waiting = _waiting(connection, desk.today())
        window = days.notice_window(connection, desk.today(), policy.read(connection))
    months: dict[str, dict[str, Any]] = {}
    for one in waiting:
        month = months.setdefault(f"{one.business_date:%Y-%m}", {"entries": 0, "points": 0})
        month["entries"] += 1
        month["points"] += one.left
    hung = {one["month"] for one in notices}
    return {
        "notices": notices, "waiting": [{"month": key, **months[key]} for key in sorted(months)],
        "next": _next(desk.today(), hung, waiting),
        "until": window.until.isoformat(), "guessed": list(window.guessed),
    }  # fmt: skip


def _next(today: date, hung: set[str], waiting: Sequence[Any]) -> str | None:
    """The month whose notice would be hung now: the last one while it has none, else this one; None where neither lists any."""
    before = today.replace(day=1) - timedelta(days=1)
    for last in (before, today):
        if f"{last:%Y-%m}" not in hung and any(one.business_date <= last for one in waiting):
            return f"{last:%Y-%m}"
    return None


def notice(desk: Desk, month: str) -> dict[str, Any]:
    """The notice of a month as everybody may read it, on paper and on a page; doors are masked. Raises NotFound."""
    with desk.store.read() as connection:
        row = _row(connection, month)
        if row is None:
            raise NotFound("No notice of points hangs for {month}.", month=month)
        lines = _lines(connection, row.id)
        working = policy.read(connection).working_days
        guessed = days.guessed_in(connection, row.since, row.until) if working else ()
        about = MonthNotice(
            community=Text.of(common.community(connection)), month=periods.month(month)[0], since=row.since, until=row.until,
            accounts=len({account for account, _, _ in lines}), lines=[line for _, line, _ in lines], guessed=guessed,
        )  # fmt: skip
    return {
        "month": month, "since": row.since.isoformat(), "until": row.until.isoformat(), "over": row.until < desk.today(),
        "title": points_notice.title(about.month).both(), "text": points_notice.write(about).both(),
        "lines": [
            {"number": line.number, "transfer": transfer, "who": line.who.both(), "reason": line.reason.both(),
             "points": line.points, "on": line.on.isoformat()}
            for _, line, transfer in lines
        ],
    }  # fmt: skip


def _lines(connection: sa.Connection, notice: str) -> list[tuple[int, NoticeLine, str]]:
    """(account, line, transfer) of a notice; a line that was taken back wholly since stays, with no points."""
    x, n = t.transfer.c, t.notice_line.c
    query = (
        sa.select(x.id, x.credit_id, x.points, x.reason_zh, x.reason_en, x.business_date, _left().label("left"))
        .join(t.notice_line, n.transfer == x.id)
        .where(n.notice == notice)
        .order_by(n.number)
    )
    found = connection.execute(query).all()
    names = public_names(connection, (row.credit_id for row in found))
    return [
        (
            row.credit_id,
            NoticeLine(
                number=number, who=names[row.credit_id], reason=Text(row.reason_zh, row.reason_en), points=row.left,
                on=row.business_date, before=row.points if row.left != row.points else None,
            ),
            row.id,
        )
        for number, row in enumerate(found, 1)
    ]  # fmt: skip
