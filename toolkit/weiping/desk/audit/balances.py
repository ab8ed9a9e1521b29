"""Balances: they are zero together, above their floors, and what is kept beside the accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa

from ...domain.points import AccountKind
from ...store import tables as t
from .finding import Fault, Look


def zero(look: Look) -> Iterator[Fault]:
    """1: all balances together are zero, since each transfer moves whole points within one ledger."""
    x, d, c = t.transfer, t.account.alias(), t.account.alias()
    query = (
        sa.select(x.c.id)
        .outerjoin(d, d.c.id == x.c.debit_id)
        .outerjoin(c, c.c.id == x.c.credit_id)
        .where(
            sa.or_(
                d.c.id.is_(None), c.c.id.is_(None), d.c.ledger != c.c.ledger, x.c.debit_id == x.c.credit_id,
                x.c.points <= 0, x.c.points != sa.cast(x.c.points, sa.BigInteger),
            )
        )
    )  # fmt: skip
    for (transfer,) in look.rows(query.order_by(x.c.number)):
        yield Fault(
            "transfer {transfer} does not move whole points between two accounts of one ledger", transfer=transfer
        )
    sums: Counter[str] = Counter()
    for number, account in look.accounts.items():
        sums[account.ledger] += look.balance(number)
    for ledger, total in sums.items():
        if total:
            yield Fault("the balances of {ledger} add up to {total}, not to zero", ledger=ledger, total=total)


def floors(look: Look) -> Iterator[Fault]:
    """3: no account is below its floor when what it holds is counted off; nobody is owed points by a debt account."""
    for number, account in look.accounts.items():
        standing = look.balance(number) - look.held.get(number, 0)
        if account.floor is not None and standing < account.floor:
            yield Fault(
                "account {key} has {points} points less what is held, below its floor of {floor}",
                key=account.key, points=standing, floor=account.floor,
            )  # fmt: skip
        if account.kind == AccountKind.DEBT.value and standing > 0:
            yield Fault(
                "account {key} was paid back {points} points more than were owed", key=account.key, points=standing
            )


def kept(look: Look) -> Iterator[Fault]:
    """13: what the database keeps beside the accounts as it goes along is what adding up afresh says."""
    for number, account in look.accounts.items():
        balance, held = look.balance(number), look.held.get(number, 0)
        if (account.balance, account.held) != (balance, held):
            yield Fault(
                "{key}: {balance} and {held} held, not {right} and {right_held}",
                key=account.key, balance=account.balance, held=account.held, right=balance, right_held=held,
            )  # fmt: skip
