"""Expiry: lot by lot, less what is held, once; and the collapses that a balance without lots would have."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import text
from tests.desk.points.books import DAY, EAST, WEST, Books, days

from weiping.desk.points import accounts, expiring, moving, ordering, policy
from weiping.desk.points.expiring import Expired
from weiping.desk.points.policy import Policy
from weiping.desk.points.redeeming import Wish
from weiping.desk.points.reversing import return_points
from weiping.domain.points import ExpiryPolicy, TransferKind
from weiping.domain.text import Text
from weiping.errors import Invalid, NotAllowed
from weiping.ledger.transfers import Transfer
from weiping.store import journal


def run(books: Books, day: date | None = None) -> Expired:
    return expiring.expire(books.hall.desk, books.hall.clerk, day)


def test_each_lot_expires_by_itself_and_what_was_spent_came_from_the_one_that_ends_first(books: Books) -> None:
    """The collapse of a balance whose expiry is not tied to lots: it would take old points that were spent, or new ones."""
    books.earn(10, expires_on=days(10))
    books.earn(10, expires_on=days(40))
    books.earn(10)
    books.spend(6)
    books.hall.clock.forward(days=10)
    assert run(books) == Expired(0, 0, 0), "the last day is a day"
    books.hall.clock.forward(days=1)
    assert run(books) == Expired(4, 1, 1)
    assert books.lots() == [(10, days(40)), (10, None)]
    (gone,) = books.of_kind(TransferKind.EXPIRE)
    assert (gone.business_date, gone.reason_en) == (days(11), "Expired: test")
    books.hall.clock.forward(days=40)
    assert run(books) == Expired(10, 1, 1)
    assert (books.balance(), books.balance("fund:community")) == (10, -16)
    assert books.faults() == {}


def test_a_run_that_comes_again_or_late_takes_nothing_twice(books: Books) -> None:
    books.earn(10, expires_on=days(1))
    books.earn(10, WEST, expires_on=days(2))
    books.hall.clock.forward(days=100)
    assert run(books, days(2)) == Expired(10, 1, 1)
    assert [run(books) for _ in range(3)] == [Expired(10, 1, 1), Expired(0, 0, 0), Expired(0, 0, 0)]
    assert books.faults() == {}


def test_what_an_open_hold_needs_stays_until_it_ends(books: Books) -> None:
    books.earn(10, expires_on=days(5))
    books.earn(10)
    kept, let_go = books.hold(3), books.hold(4)
    books.hall.clock.forward(days=6)
    assert run(books) == Expired(3, 1, 1)
    assert (books.lots(), books.spendable()) == ([(7, days(5)), (10, None)], 10)
    books.issue(kept)
    assert books.lots() == [(4, days(5)), (10, None)], "held in time, so it is paid by what was there in time"
    books.release(let_go)
    assert run(books) == Expired(4, 1, 1)
    assert (books.balance(), len(books.of_kind(TransferKind.EXPIRE))) == (10, 2)
    assert books.faults() == {}


def test_an_order_that_was_made_in_time_is_fetched_after_the_last_day_of_its_points(books: Books) -> None:
    hall = books.hall
    books.earn(10, expires_on=days(2))
    wish = Wish(account=books.number(EAST), reward=1, quantity=2)
    code, _ = ordering.order(hall.desk, hall.clerk, wish, key="order-0001")
    hall.clock.forward(days=3)
    assert run(books) == Expired(0, 0, 0)
    ordering.issue_order(hall.desk, hall.clerk, code, hand_over=True)
    assert (books.balance(), books.balance("shop")) == (0, 10)
    assert books.faults() == {}


def test_a_hold_that_is_made_later_does_not_keep_what_was_over_by_then(books: Books) -> None:
    books.earn(10, expires_on=days(5))
    books.earn(10)
    books.hall.clock.forward(days=6)
    books.hold(8)
    assert run(books) == Expired(10, 1, 1)
    assert books.spendable() == 2


def test_points_under_an_objection_or_a_notice_wait_with_their_end(books: Books) -> None:
    lot, noticed = books.earn(10, expires_on=days(5)), books.earn(10, expires_on=days(5), awaits_notice=True)
    objection = books.object(lot)
    books.hall.clock.forward(days=6)
    assert run(books) == Expired(0, 0, 0)
    books.settle(objection)
    assert run(books) == Expired(10, 1, 1)
    books.notice(noticed, until=days(9))
    books.hall.clock.forward(days=4)
    assert run(books) == Expired(10, 1, 1)
    assert books.faults() == {}


def test_what_is_owed_is_paid_before_the_rest_expires(books: Books) -> None:
    wrong = books.earn(10)
    books.spend(10)
    books.reverse(wrong)
    books.earn(15, expires_on=days(5))
    books.hall.clock.forward(days=6)
    assert run(books) == Expired(5, 1, 1, repaid=10)
    assert (books.balance(), books.debt()) == (0, 0)
    assert books.faults() == {}


def test_points_go_back_to_the_fund_that_they_came_from_wherever_they_went(books: Books) -> None:
    hall = books.hall
    accounts.open_fund(hall.desk, hall.clerk, "summer", text("summer"), budget=100)
    books.post(30, "fund:summer", EAST, expires_on=days(5))
    books.earn(10, expires_on=days(5))
    for key, source, target in (("move-1", EAST, "resident:east-1-a"), ("move-2", "resident:east-1-a", WEST)):
        moving.move(hall.desk, hall.clerk, source, target, None, key=f"{key}-of-two", reason=text("x"))
    hall.clock.forward(days=6)
    assert run(books) == Expired(40, 2, 1)
    assert (books.balance("fund:summer"), books.balance("fund:community")) == (0, 0)
    assert books.faults() == {}


def test_what_is_returned_after_its_last_day_may_be_spent_for_a_grace_and_then_expires(books: Books) -> None:
    books.earn(10, expires_on=days(5))
    books.earn(10)
    spent = books.row(books.spend(12))
    hall = books.hall
    hall.clock.forward(days=6)

    def give_back(connection: object) -> None:
        rows = return_points(hall.desk, connection, hall.clerk, spent, text("broken"), days(20))  # type: ignore[arg-type]
        journal.write(connection, "clerk", "return", rows)  # type: ignore[arg-type]

    hall.desk.store.write(give_back)
    assert books.lots() == [(8, None), (10, days(20)), (2, None)]
    assert (books.spendable(), run(books)) == (20, Expired(0, 0, 0))
    hall.clock.forward(days=15)
    assert run(books) == Expired(10, 1, 1)
    assert books.balance() == 10
    assert books.faults() == {}


def test_a_reset_at_the_end_of_the_year_is_a_policy_and_the_year_ends_where_the_office_is(books: Books) -> None:
    hall = books.hall
    year_end = ExpiryPolicy(key="year-end", title=text("year end"), words=Text("年底清零", "Points end with the year"),
                            expires=lambda earned: date(earned.on.year, 12, 31))  # fmt: skip
    desk = replace(hall.desk, plugins=replace(hall.desk.plugins, expiry_policies={"year-end": year_end}))
    policy.change(desk, hall.clerk, Policy(expiry="year-end"))
    plain = [
        Transfer(key=f"k{number}", debit="fund:community", credit=EAST, points=10, reason=text("x"), event="e",
                 business_date=day, available_from=day)
        for number, day in enumerate((DAY, date(2024, 12, 31)))
    ]  # fmt: skip
    assert [one.expires_on for one in policy.dated(desk, plain)] == [date(2024, 12, 31)] * 2
    books.earn(10, expires_on=date(2024, 12, 31))
    hall.clock.time = datetime(2024, 12, 31, 15, 59, tzinfo=UTC)  # a minute to midnight in Shanghai
    assert (books.spendable(), run(books)) == (10, Expired(0, 0, 0))
    hall.clock.forward(minutes=1)
    assert (hall.desk.today(), books.spendable(), run(books)) == (date(2025, 1, 1), 0, Expired(10, 1, 1))


def test_only_the_office_lets_points_expire_and_not_before_their_day(books: Books) -> None:
    with pytest.raises(NotAllowed):
        expiring.expire(books.hall.desk, books.hall.judge())
    with pytest.raises(Invalid, match="still to come"):
        run(books, days(1))


STEP = st.one_of(
    st.tuples(st.just("earn"), st.integers(1, 20), st.none() | st.integers(0, 12)),
    st.tuples(st.just("spend"), st.integers(1, 25), st.none()),
    st.tuples(st.just("hold"), st.integers(1, 10), st.none()),
    st.tuples(st.just("issue"), st.just(0), st.none()),
    st.tuples(st.just("days"), st.integers(1, 6), st.none()),
    st.tuples(st.just("expire"), st.just(0), st.none()),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=14))
def test_whatever_happens_every_hold_can_be_issued_and_a_second_run_finds_nothing(
    books: Books, steps: list[tuple[str, int, int | None]]
) -> None:
    account = EAST
    holds: list[str] = []
    for what, amount, last in steps:
        if what == "earn":
            today = books.hall.desk.today()
            books.earn(
                amount,
                account,
                on=today,
                expires_on=None if last is None else date.fromordinal(today.toordinal() + last),
            )
        elif what in ("spend", "hold") and amount <= books.spendable(account):
            hold = books.hold(amount, account)
            if what == "spend":
                books.issue(hold)
            else:
                holds.append(hold)
        elif what == "issue" and holds:
            books.issue(holds.pop(0))
        elif what == "days":
            books.hall.clock.forward(days=amount)
        elif what == "expire":
            run(books)
            assert run(books) == Expired(0, 0, 0)
    run(books)
    for hold in holds:
        books.issue(hold)
    run(books)
    today = books.hall.desk.today()
    assert all(last is None or last >= today for _, last in books.lots(account))
    assert books.balance(account) == sum(points for points, _ in books.lots(account)) == books.spendable(account)
