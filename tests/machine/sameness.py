"""What differs between the naive books and the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from tests.machine.books import Books, Entry, holds

from weiping.desk.points import balances, stock, vouchers
from weiping.store import tables as t

HELD_POINTS = ("household:", "resident:")


def differences(books: Books, connection: sa.Connection) -> list[str]:
    """In words: what, what the naive books say, what the real ones say."""
    found = [*_entries(books, connection), *_accounts(books, connection), *_shop(books, connection)]
    found += [*_decisions(books, connection)]
    return [f"{what}: {naive}, not {real}" for what, naive, real in found if naive != real]


Pair = tuple[str, Any, Any]


def _entries(books: Books, connection: sa.Connection) -> Iterator[Pair]:
    x, debit, credit, about, origin, u, lot = (
        t.transfer, t.account.alias(), t.account.alias(), t.transfer.alias(), t.transfer.alias(), t.lot_use,
        t.transfer.alias(),
    )  # fmt: skip
    query = (
        sa.select(
            x,
            debit.c.key.label("debit"),
            credit.c.key.label("credit"),
            about.c.number.label("about_number"),
            origin.c.number.label("origin_number"),
        )
        .join(debit, debit.c.id == x.c.debit_id)
        .join(credit, credit.c.id == x.c.credit_id)
        .outerjoin(about, about.c.id == x.c.about)
        .outerjoin(origin, origin.c.id == x.c.origin)
        .order_by(x.c.number)
    )
    uses: dict[str, dict[int, int]] = {}
    for used in connection.execute(sa.select(u.c.debit, lot.c.number, u.c.points).join(lot, lot.c.id == u.c.lot)):
        uses.setdefault(used.debit, {})[used.number] = used.points
    real = {
        row.number: (row.debit, row.credit, row.points, row.kind, row.business_date, row.available_from, row.expires_on,
                     row.awaits_notice, row.rule, row.about_number, row.origin_number,
                     row.recorded_at, row.operator, uses.get(row.id, {}))
        for row in connection.execute(query)
    }  # fmt: skip
    naive = {one.number: _told(one) for one in books.entries}
    for number in sorted(naive.keys() | real.keys()):
        yield f"entry {number}", naive.get(number), real.get(number)


def _told(one: Entry) -> tuple[Any, ...]:
    return (
        one.debit, one.credit, one.points, one.kind, one.day, one.since, one.last, one.waits, one.rule, one.about, one.origin,
        one.at, one.by, one.uses,
    )  # fmt: skip


def _accounts(books: Books, connection: sa.Connection) -> Iterator[Pair]:
    numbers = dict(connection.execute(sa.select(t.account.c.key, t.account.c.id).order_by(t.account.c.id)).all())
    yield "accounts", books.accounts, list(numbers)
    for key in books.accounts:
        number = numbers.get(key, 0)
        yield f"balance of {key}", books.balance(key), balances.balance(connection, number)
        yield f"balance of {key} by dates", books.balance(key, on=books.today), balances.balance(
            connection, number, on=books.today
        )  # fmt: skip
        if key.startswith(HELD_POINTS):
            held = sum(one.points for one in books.open_orders(key))
            yield f"held of {key}", held, balances.held(connection, number)
            yield f"debt of {key}", books.debt(key), balances.debt(connection, number)
            yield f"spendable of {key}", books.spendable(key), balances.spendable(connection, number, books.today)
        if holds(key):
            left = [(one.number, books.left(one)) for one in books.entries if one.credit == key and books.left(one)]
            lots = [(one.number, one.points) for one in balances.lots(connection, number, books.today)]
            yield f"lots of {key}", left, lots


def _shop(books: Books, connection: sa.Connection) -> Iterator[Pair]:
    for number, key in connection.execute(sa.select(t.reward.c.id, t.reward.c.key)):
        yield f"stock of {key}", books.stock[key], stock.stock(connection, number)
    r, a = t.redemption, t.account
    query = sa.select(r, a.c.key.label("holder")).join(a, a.c.id == r.c.account_id).order_by(r.c.number)
    real = {
        row.number: (row.holder, row.quantity, row.points, row.cash, row.valid_until, vouchers.state_of(connection, row.id))
        for row in connection.execute(query).all()
    }  # fmt: skip
    naive = {
        one.number: (one.account, one.quantity, one.points, one.cash, one.until, one.state) for one in books.orders
    }  # fmt: skip
    for number in sorted(naive.keys() | real.keys()):
        yield f"order {number}", naive.get(number), real.get(number)


def _decisions(books: Books, connection: sa.Connection) -> Iterator[Pair]:
    b, e, n, p, c, x = t.batch, t.batch_end, t.points_notice, t.period_close, t.closing, t.transfer
    batches = sa.select(b.c.key, e.c.approved).outerjoin(e, e.c.batch == b.c.id).order_by(b.c.number)
    yield "batches", [(one.key, one.approved) for one in books.batches], [
        tuple(row) for row in connection.execute(batches)
    ]  # fmt: skip
    lines = sa.select(n.c.key, n.c.until, x.c.number).select_from(n).join(
        t.notice_line, t.notice_line.c.notice == n.c.id
    ).join(x, x.c.id == t.notice_line.c.transfer)  # fmt: skip
    naive = {(month, until, number) for month, (_, until, numbers) in books.notices.items() for number in numbers}
    yield "notices", naive, {tuple(row) for row in connection.execute(lines)}
    o, oe = t.objection, t.objection_end
    objections = sa.select(o.c.id, oe.c.how).outerjoin(oe, oe.c.objection == o.c.id)
    yield "objections", {key: one["how"] for key, one in books.objections.items()}, dict(
        connection.execute(objections).all()
    )  # fmt: skip
    closings = sa.select(p.c.period, t.account.c.key, c.c.balance).select_from(p).join(
        c, c.c.period == p.c.period
    ).join(t.account, t.account.c.id == c.c.account_id)  # fmt: skip
    figures = {(month, key, figure) for month, (_, _, _, said) in books.closed.items() for key, figure in said.items()}
    yield "closings", figures, {tuple(row) for row in connection.execute(closings)}
    for month, (_, last, at, said) in books.closed.items():
        numbers = dict(connection.execute(sa.select(t.account.c.key, t.account.c.id)).all())
        then = {key: balances.balance(connection, numbers[key], on=last, known=at) for key in said}
        yield f"what was known at the end of {month}", said, then
