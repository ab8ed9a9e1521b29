"""Granting: the office itself gives points, under one title to one household or to many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import TransferKind
from ...domain.privacy import refuse_personal
from ...domain.text import Text
from ...errors import Invalid, NotFound
from ...ledger.transfers import Transfer, fund_account
from ...store import journal
from ..office import Desk, allow
from . import accounts, approvals, events, policy
from .approvals import Outcome, Together
from .posting import merged

MOST_LINES = 10_000
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class GrantLine:
    """So many points for one account, by its key such as `household:yunzhong-3-2-501`."""

    account: str
    points: int


def grant(
    desk: Desk, actor: Actor, *, key: str, title: Text, lines: Sequence[GrantLine], on: date, fund: str = "community"
) -> Outcome:
    """Grant points as one decision, all or nothing; above the office's threshold it waits for a second person.

    `title` is what residents read and says what for, `on` the day it belongs to. One `key` has one effect. Raises Invalid
    for lines that make no sense or somebody's number in the title, NotFound for an unknown account,
    WrongPhase for a key that another grant has, and as `posting.post_all` does.
    """
    allow(actor, Role.CLERK)
    _sane(desk, key, title, lines, on)
    name = f"grant:{key}"
    transfers = [
        Transfer(
            key=f"{name}:{one.account}", debit=fund_account(fund), credit=one.account, points=one.points, reason=title,
            event=name, business_date=on, available_from=on, kind=TransferKind.GRANT,
        )
        for one in lines
    ]  # fmt: skip
    together = Together(key=name, title=title, lines=policy.dated(desk, transfers))
    data = {"fund": fund, "lines": [[one.account, one.points] for one in lines]}
    entry = events.Entry(key=name, kind=events.GRANTED, title=title, day=on, data=data)

    def job(connection: sa.Connection) -> Outcome:
        _check_accounts(connection, together)
        happened = events.record(desk, connection, actor, entry, titled=True)  # residents read the words
        rows, outcome = approvals.settle(desk, connection, actor, together)
        written = merged(happened, rows)
        if any(written.values()):
            journal.write(connection, actor.name, "grant", written)
        return outcome

    return desk.store.write(job)


def _sane(desk: Desk, key: str, title: Text, lines: Sequence[GrantLine], on: date) -> None:
    if not 8 <= len(key) <= 64:
        raise Invalid("A grant needs a key of 8 to 64 characters.")
    if not title.zh.strip() or not title.en.strip() or max(len(title.zh), len(title.en)) > LONGEST_TITLE:
        raise Invalid(
            "Say in at most {most} characters what the points are for; residents read it.", most=LONGEST_TITLE
        )
    refuse_personal(title, title.zh, title.en)  # a public notice shows it
    if not 1 <= len(lines) <= MOST_LINES:
        raise Invalid("A grant has 1 to {most} lines, not {lines}.", most=MOST_LINES, lines=len(lines))
    if on > desk.today():
        raise Invalid("{day} is still to come; points are granted for what has happened.", day=on.isoformat())
    seen: set[str] = set()
    for one in lines:
        if one.account in seen:
            raise Invalid("{key} is there twice; put its points into one line.", key=one.account)
        seen.add(one.account)


def _check_accounts(connection: sa.Connection, together: Together) -> None:
    """Points are granted to people; a batch that waits must not name an account that is not there."""
    found = accounts.by_key(connection, (key for one in together.lines for key in (one.debit, one.credit)))
    for one in together.lines:
        if not found[one.credit].kind.holds_lots:
            raise NotFound(
                "Points are granted to a household, a resident or a group; {account} is none of them.",
                account=one.credit,
            )
