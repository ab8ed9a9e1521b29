"""What the naive books make of steps at the counter and at the shelves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.machine.books import FEN, Books, No, Order, not_now
from tests.machine.steps import (
    Cancel,
    Count,
    Deliver,
    ExpireHolds,
    HandOver,
    Issue,
    OrderAhead,
    Price,
    Redeem,
    Return,
    Substitute,
)

GRACE = timedelta(days=30)


def redeem(books: Books, step: Redeem) -> tuple[int, bool]:
    body = ("redeem", step.account, step.reward, step.quantity, step.cash, step.hand_over)
    if (before := _seen(books, step.key, body)) is not None:
        return before.number, False
    until = books.today + timedelta(days=books.policy.voucher_days)
    order = _book(books, step.key, body, step.account, step.reward, step.quantity, step.cash, until)
    _issue(books, order)
    if step.hand_over:
        order.state = "handed-over"
    return order.number, True


def order_ahead(books: Books, step: OrderAhead) -> tuple[int, bool]:
    body = ("order", step.account, step.reward, step.quantity)
    if (before := _seen(books, step.key, body)) is not None:
        return before.number, False
    until = books.today + timedelta(days=books.policy.hold_days)
    return _book(books, step.key, body, step.account, step.reward, step.quantity, 0, until).number, True


def _seen(books: Books, key: str, body: tuple[Any, ...]) -> Order | None:
    before = next((one for one in books.orders if one.key == key), None)
    if before is not None and before.body != body:
        raise not_now("key-reused")
    return before


def _book(
    books: Books, key: str, body: tuple[Any, ...], account: str, reward: str, quantity: int, cash: int, until: Any
) -> Order:
    if account not in books.accounts or not account.startswith(("household:", "resident:")):
        raise No("NotFound", "not-found")
    for one in books.open_orders():
        if one.until < books.today and (one.account == account or one.reward == reward):
            _let_go(books, one, "expired")
    points, most, listed = books.price(reward)
    if not listed:
        raise not_now("withdrawn")
    if most is not None:
        had = sum(
            one.quantity for one in books.orders
            if (one.account, one.reward) == (account, reward) and f"{one.day:%Y-%m}" == f"{books.today:%Y-%m}"
            and one.state in ("booked", "issued", "handed-over")
        )  # fmt: skip
        if had + quantity > most:
            raise not_now("limit")
    price, have = points * quantity, books.spendable(account)
    missing = max(0, price - have)
    if cash and not books.policy.cash:
        raise No("Invalid", "invalid")
    if missing and not (cash and have):
        raise not_now("points")
    if cash != (missing * FEN if cash else 0):
        raise not_now("cash")
    if reward in books.goods and books.stock[reward] < quantity:
        raise not_now("stock")
    order = Order(
        number=len(books.orders) + 1, key=key, body=body, account=account, reward=reward, quantity=quantity,
        points=min(price, have), cash=cash, day=books.today, until=until,
    )  # fmt: skip
    books.orders.append(order)
    _shelve(books, order, -1)
    return order


def _shelve(books: Books, order: Order, sign: int) -> None:
    if order.reward in books.goods:
        books.stock[order.reward] += sign * order.quantity


def _issue(books: Books, order: Order) -> None:
    (spent,) = books.write([{
        "key": f"redemption:{order.number}", "debit": order.account, "credit": "shop", "points": order.points,
        "kind": "redeem", "event": f"redemption:{order.number}", "day": books.today, "since": books.today, "order": order,
    }])  # fmt: skip
    order.state, order.spent = "issued", spent.number


def _let_go(books: Books, order: Order, state: str, *, lost: bool = False) -> None:
    order.state = state
    if not lost:
        _shelve(books, order, 1)


def _order(books: Books, number: int) -> Order:
    if not 1 <= number <= len(books.orders):
        raise No("NotFound", "not-found")
    return books.orders[number - 1]


def issue(books: Books, step: Issue) -> None:
    order = _order(books, step.order)
    if order.state in ("issued", "handed-over"):
        return
    if order.state != "booked":
        raise not_now("undone")
    if order.until < books.today:
        raise not_now("expired")
    _issue(books, order)


def hand_over(books: Books, step: HandOver) -> None:
    order = _order(books, step.order)
    if order.state == "handed-over":
        raise not_now("used")
    if order.state == "booked":
        raise not_now("booked")
    if order.state != "issued":
        raise not_now("undone")
    if order.until < books.today:
        raise not_now("expired")
    order.state = "handed-over"


def cancel(books: Books, step: Cancel) -> tuple[int, int]:
    order = _order(books, step.order)
    if order.state not in ("cancelled", "released"):
        _undo(books, order, there=step.there)
    return order.points, order.cash


def _undo(books: Books, order: Order, *, there: bool) -> None:
    if order.state == "handed-over":
        raise not_now("used")
    if order.state == "booked":
        _let_go(books, order, "released", lost=not there)
    elif order.state == "issued":
        _give_back(books, order)
        order.state = "cancelled"
        if there:
            _shelve(books, order, 1)
    else:
        raise not_now("undone")


def _give_back(books: Books, order: Order) -> None:
    """Lot by lot, each with the last day that it had, or some days more where that is over."""
    spent = books.entry(order.spent or 0)
    lines = []
    for number in sorted(spent.uses):
        last = books.entry(number).last
        lines.append({
            "key": f"return:{spent.number}:{number}", "debit": "shop", "credit": order.account,
            "points": spent.uses[number], "kind": "reverse", "event": spent.event, "day": books.today,
            "since": books.today, "about": spent.number, "origin": books.earned_in(books.entry(number)).number,
            "last": books.today + GRACE if last is not None and last < books.today else last,
        })  # fmt: skip
    books.write(lines)


def bring_back(books: Books, step: Return) -> tuple[int, int]:
    order = _order(books, step.order)
    if order.state != "returned":
        if order.state != "handed-over":
            raise not_now("not-handed-over")
        _give_back(books, order)
        order.state = "returned"
        if step.restock:
            _shelve(books, order, 1)
    return order.points, order.cash


def substitute(books: Books, step: Substitute) -> tuple[int, bool]:
    old = _order(books, step.order)
    body = ("instead", old.number, old.account, step.reward, step.quantity)
    if (before := _seen(books, step.key, body)) is not None:
        return before.number, False
    was = old.state
    _undo(books, old, there=False)
    voucher = books.today + timedelta(days=books.policy.voucher_days)
    until = old.until if was == "booked" else voucher
    made = _book(books, step.key, body, old.account, step.reward, step.quantity, 0, until)
    if was == "issued":
        _issue(books, made)
    return made.number, True


def expire_holds(books: Books, step: ExpireHolds) -> int:
    over = [one for one in books.open_orders() if one.until < books.today]
    for one in over:
        _let_go(books, one, "expired")
    return len(over)


def _shelf(books: Books, reward: str) -> tuple[int, int, int]:
    def pieces(state: str) -> int:
        return sum(one.quantity for one in books.orders if (one.reward, one.state) == (reward, state))

    return books.stock[reward], pieces("booked"), pieces("issued")


def deliver(books: Books, step: Deliver) -> tuple[int, int, int]:
    body = ("deliver", step.reward, step.pieces)
    if books.shelf_keys.get(step.key, body) != body:
        raise not_now("key-reused")
    if step.key not in books.shelf_keys:
        books.shelf_keys[step.key] = body
        books.stock[step.reward] += step.pieces
    return _shelf(books, step.reward)


def count(books: Books, step: Count) -> tuple[int, int, int]:
    stock, booked, issued = _shelf(books, step.reward)
    body = ("count", step.reward)
    if (seen := books.shelf_keys.get(step.key)) is not None:
        if seen != body:
            raise not_now("key-reused")
        return stock, booked, issued
    if step.counted < booked + issued:
        raise not_now("stock")
    if difference := step.counted - stock - booked - issued:
        books.shelf_keys[step.key] = body
        books.stock[step.reward] += difference
    return _shelf(books, step.reward)


def price(books: Books, step: Price) -> None:
    books.prices[step.reward].append((books.today, step.points, step.most, step.listed))
