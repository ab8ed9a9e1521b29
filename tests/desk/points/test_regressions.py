"""What went wrong in points systems elsewhere, each as a test here or beside the part that it was.

Balances that collapse where expiry is not tied to lots, and what is returned after its last day: `test_expiring`. What is
reversed after it was spent: `test_reversing`. The race for stock: `test_shop_stock`, and with processes `tests/machine`.
The Sunday of 4 February 2024 that offices work on: `test_days`, and `tests/ledger/test_calendar`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.conftest import Hall, text
from tests.desk.points.books import EAST, WEST, Books, days

from weiping.desk.office import Desk
from weiping.desk.points import (
    expiring,
    hours,
    moving,
    periods,
    posting,
    redeeming,
    reversing,
    statements,
    undoing,
    vouchers,
)
from weiping.desk.points.hours import Service
from weiping.errors import WrongPhase
from weiping.ledger.transfers import Transfer
from weiping.store import Store


def redeem(books: Books, key: str = "redeem-01") -> str:
    """Two pieces of soap for ten points."""
    hall = books.hall
    return redeeming.redeem(hall.desk, hall.clerk, key=key, account=books.number(EAST), reward=1, quantity=2)[0]


def bring_back(books: Books, code: str) -> None:

    vouchers.hand_over(books.hall.desk, books.hall.clerk, code)
    undoing.bring_back(books.hall.desk, books.hall.clerk, code, "broken")


@pytest.mark.parametrize("first", ["goods", "points"])
def test_earn_refund_and_keep_the_points_does_not_work_in_either_order(books: Books, first: str) -> None:
    earned = books.earn(10)
    code = redeem(books)
    if first == "goods":
        bring_back(books, code)
    books.reverse(earned)
    if first == "points":
        assert (books.balance(), books.debt()) == (0, 10)
        bring_back(books, code)
    assert books.spendable() == 0
    reversing.repay(books.hall.desk, books.hall.clerk, books.number(EAST))
    assert (books.balance(), books.debt(), books.balance("shop"), books.balance("fund:community")) == (0, 0, 0, 0)
    assert books.faults() == {}


def test_a_return_gives_each_lot_its_own_last_day_and_not_a_new_one(books: Books) -> None:
    books.earn(4, expires_on=days(10))
    books.earn(20, expires_on=days(40))
    code = redeem(books)
    books.hall.clock.forward(days=20)
    bring_back(books, code)
    assert books.lots() == [(14, days(40)), (4, days(20 + 30)), (6, days(40))], (
        "the shorter one is over: it has a grace"
    )
    assert books.faults() == {}


def storm(database: Path, books: Books, verb: Callable[[Desk], object]) -> None:
    """Send one request from three servers at once, each several times."""
    start, failed = threading.Barrier(3), []

    def server() -> None:
        with Store(database) as store:
            desk = replace(books.hall.desk, store=store)
            start.wait()
            for _ in range(4):
                try:
                    verb(desk)
                except Exception as error:
                    failed.append(error)

    threads = [threading.Thread(target=server) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_storm_of_retries_with_one_key_has_one_effect(books: Books, database: Path) -> None:
    clerk, account = books.hall.clerk, books.number(EAST)
    one = Transfer(key="storm", debit="fund:community", credit=EAST, points=40, reason=text("x"), event="e",
                   business_date=days(0), available_from=days(0), expires_on=days(5))  # fmt: skip
    wrong = books.earn(7, WEST)
    storm(database, books, lambda desk: posting.post(desk, clerk, [one]))
    storm(database, books, lambda desk: redeeming.redeem(desk, clerk, key="storm-01", account=account, reward=1))
    storm(database, books, lambda desk: moving.move(desk, clerk, EAST, WEST, 5, key="storm-01", reason=text("x")))
    storm(database, books, lambda desk: reversing.reverse(desk, clerk, wrong, text("x"), key="storm", points=3))
    patrol = Service(key="storm", resident="east-1-a", minutes=30, on=days(0), what=text("x"))
    storm(database, books, lambda desk: hours.record(desk, clerk, patrol))
    assert (books.balance(), books.balance(WEST), books.balance("minutes:east-1-a")) == (30, 9, 30)
    books.hall.clock.forward(days=6)
    storm(database, books, lambda desk: expiring.expire(desk, clerk))
    assert (books.balance(), books.balance(WEST)) == (0, 4)
    assert books.faults() == {}


def in_berlin(hall: Hall) -> Books:
    return Books(replace(hall, desk=replace(hall.desk, zone=ZoneInfo("Europe/Berlin"))))


@pytest.mark.parametrize(
    ("day", "midnight"),
    [
        (date(2024, 3, 31), datetime(2024, 3, 31, 22, tzinfo=UTC)),
        (date(2024, 10, 27), datetime(2024, 10, 27, 23, tzinfo=UTC)),
    ],
    ids=["of 23 hours", "of 25 hours"],
)
def test_a_last_day_lasts_until_midnight_of_the_office_however_long_it_is(
    hall: Hall, day: date, midnight: datetime
) -> None:
    books = in_berlin(hall)
    hall.clock.time = midnight.replace(hour=midnight.hour - 1, minute=59)
    assert books.hall.desk.today() == day
    books.earn(10, on=day, expires_on=day)
    books.spend(3)
    assert expiring.expire(books.hall.desk, hall.clerk).points == 0
    hall.clock.forward(minutes=1)
    assert books.spendable() == 0
    assert expiring.expire(books.hall.desk, hall.clerk).points == 7
    assert books.faults() == {}


def test_the_year_ends_where_the_office_is_for_months_days_and_statements(books: Books) -> None:
    hall = books.hall
    hall.clock.time = datetime(2024, 12, 31, 15, 59, tzinfo=UTC)  # a minute to midnight in Shanghai
    books.earn(10, on=hall.desk.today())
    last = books.spend(2)
    assert books.row(last).business_date == date(2024, 12, 31)
    with pytest.raises(WrongPhase, match="not over yet"):
        periods.close(hall.desk, hall.clerk, "2024-12")
    hall.clock.forward(minutes=1)
    first = books.spend(3)
    assert books.row(first).business_date == date(2025, 1, 1)
    periods.close(hall.desk, hall.clerk, "2024-12")
    hall.clock.time = datetime(2025, 2, 1, tzinfo=UTC)
    periods.close(hall.desk, hall.clerk, "2025-01")
    year = statements.statement(hall.desk, hall.clerk, books.number(EAST), date(2025, 1, 1), date(2025, 12, 31))
    assert (year["opening"], [one["points"] for one in year["lines"]], year["closing"]) == (8, [-3], 5)
    assert statements.statement(hall.desk, hall.clerk, books.number(EAST), date(2024, 12, 1), date(2024, 12, 31))["closed"] == {
        "period": "2024-12", "at": datetime(2024, 12, 31, 16, tzinfo=UTC).isoformat(), "balance": 8,
    }  # fmt: skip
    assert books.faults() == {}
