"""Points out of a sheet come into the books: opening balances of the paper passbook, grants that were decided together.

What `sheet_look.look` found new is one event, by which the import is watched and explained like any other grant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.text import Text
from ...errors import WrongPhase
from ...ledger.transfers import OPENING_FUND, Transfer, body_hash, fund_account
from ...store import journal
from ...store import tables as t
from ..office import Desk, allow
from . import accounts, approvals, balances, events, policy
from .approvals import Outcome, Together
from .posting import merged
from .sheet_look import Look
from .sheet_transfers import Kind

AT_ONCE = 5000
"""Transfers of one commit: enough to be quick, few enough that others write in between."""

_OPENING = Text("期初积分", "Opening balances")


def carry_out(desk: Desk, actor: Actor, found: Look, progress: Callable[[int, int], None] | None = None) -> Outcome:
    """Post the fresh rows of a sheet, some thousands in a commit; above the office's threshold they wait for a second person.

    `progress` is told after each commit how many are posted of how many. Where it is broken off what was posted stays, and
    the same file may be imported again. Raises WrongPhase where the fund may not issue so much, and as `posting.post_all`.
    """
    allow(actor, Role.CLERK)
    transfers = [one.transfer for one in found.fresh]
    if not transfers:
        return Outcome("posted")
    _within_budget(desk, found)
    if found.stated.kind is Kind.OPENING:
        _open_opening(desk, actor)
    with desk.store.read() as connection:
        together = policy.read(connection).approve_above is not None
    entry = _entry(actor, found, transfers)
    transfers = [replace(one, event=entry.key) for one in transfers]
    step = len(transfers) if together else AT_ONCE
    posted = 0
    for start in range(0, len(transfers), step):
        part = Together(key=entry.key, title=entry.title, lines=transfers[start : start + step])
        outcome = desk.store.write(_job(desk, actor, found, entry, part))
        if outcome.state != "posted":
            return outcome
        posted += outcome.posted
        if progress is not None:
            progress(start + len(part.lines), len(transfers))
    return Outcome("posted", posted)


def told(found: Look, outcome: Outcome | None = None) -> dict[str, Any]:
    """What a sheet comes to, for pages and programs; without an `outcome` it was only looked at."""
    return {
        "new": len(found.fresh), "points": found.points, "there": len(found.there), "waiting": len(found.waiting),
        "refused": [fault.data() for fault in found.faults], "refused_rows": len(found.refused),
        "state": "looked-at" if outcome is None else outcome.state, "posted": outcome.posted if outcome else 0,
        "batch": outcome.batch if outcome else None,
    }  # fmt: skip


def _entry(actor: Actor, found: Look, transfers: Sequence[Transfer]) -> events.Entry:
    """The event that all rows of one import are of: what was decided on together, by whom it is watched."""
    kind = found.stated.kind
    name = body_hash(kind, actor.operator, *sorted(one.key for one in transfers))[:24]
    reasons = {(one.reason.zh, one.reason.en) for one in transfers}
    several = _OPENING if kind is Kind.OPENING else Text("批量发放", "Grants out of a sheet")
    return events.Entry(
        key=f"import:{name}", kind=events.CARRIED_OVER if kind is Kind.OPENING else events.GRANTED,
        title=Text(*reasons.pop()) if len(reasons) == 1 else several, day=max(one.business_date for one in transfers),
        data={"sheet": kind.value, "rows": len(transfers)},
    )  # fmt: skip


def _job(
    desk: Desk, actor: Actor, found: Look, entry: events.Entry, part: Together
) -> Callable[[sa.Connection], Outcome]:
    def job(connection: sa.Connection) -> Outcome:
        for one in {one.credit for one in part.lines if one.credit.startswith("resident:")}:
            accounts.of_resident(connection, one.removeprefix("resident:"))
        happened = events.record(desk, connection, actor, entry)
        rows, outcome = approvals.settle(desk, connection, actor, part)
        written = merged(happened, rows)
        if any(written.values()):
            journal.write(connection, actor.name, "import", written, sheet=found.stated.kind.value, file=found.digest)
        return outcome

    return job


def _open_opening(desk: Desk, actor: Actor) -> None:
    with desk.store.read() as connection:
        there = connection.execute(sa.select(t.account.c.id).where(t.account.c.key == OPENING_FUND)).first()
    if there is None:
        accounts.open_fund(desk, actor, OPENING_FUND.removeprefix("fund:"), _OPENING)


def _within_budget(desk: Desk, found: Look) -> None:
    """Refuse a sheet that gives more than its fund may issue before anything of it is posted."""
    key = OPENING_FUND if found.stated.kind is Kind.OPENING else fund_account(found.stated.fund)
    a = t.account.c
    with desk.store.read() as connection:
        fund = connection.execute(sa.select(a.id, a.floor).where(a.key == key)).first()
        if fund is None or fund.floor is None:
            return
        left = balances.balance(connection, fund.id) - fund.floor
    if found.points > left:
        raise WrongPhase(
            "The sheet gives {points} points; its fund may issue {left} more.",
            code="floor",
            points=found.points,
            left=left,
        )
