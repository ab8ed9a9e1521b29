"""Corrections: what is still there goes back, what was spent is owed, what expired is neither; and nothing is deleted."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import text
from tests.desk.points.books import DAY, EAST, WEST, Books, days

from weiping.desk.points import balances, expiring, moving, reversing
from weiping.desk.points.reversing import Reversal
from weiping.domain.points import TransferKind
from weiping.errors import Invalid, NotFound, WrongPhase


def test_a_reversal_takes_back_what_is_there_and_the_original_stays(books: Books) -> None:
    earned = books.earn(30)
    assert books.reverse(earned) == Reversal(30, 0)
    assert (books.balance(), books.balance("fund:community"), books.row(earned).points) == (0, 0, 30)
    (back,) = books.of_kind(TransferKind.REVERSE)
    assert (back.about, back.business_date, back.event) == (earned, DAY, "test")
    assert books.faults() == {}


def test_parts_of_a_transfer_are_taken_back_until_nothing_is_left_of_it(books: Books) -> None:
    earned = books.earn(30)
    assert [books.reverse(earned, points).returned for points in (10, 5)] == [10, 5]
    with pytest.raises(WrongPhase, match="Only 15 of these points"):
        books.reverse(earned, 16)
    assert books.reverse(earned) == Reversal(15, 0)
    with pytest.raises(WrongPhase, match="Only 0"):
        books.reverse(earned)
    assert books.balance() == 0


def test_points_that_were_spent_become_a_debt_with_a_name_and_nothing_falls_below_zero(books: Books) -> None:
    earned = books.earn(30)
    books.spend(20)
    assert books.reverse(earned) == Reversal(10, 20)
    assert (books.balance(), books.debt(), books.balance(f"debt:{EAST}")) == (0, 20, -20)
    assert books.balance("fund:community") == 0, "the fund has all of it back"
    assert books.faults() == {}


def test_what_is_earned_later_pays_the_debt_before_it_can_be_spent(books: Books) -> None:
    earned = books.earn(30)
    books.spend(30)
    books.reverse(earned)
    books.earn(50)
    assert (books.balance(), books.spendable()) == (50, 20)
    hall, number = books.hall, books.number(EAST)
    assert [reversing.repay(hall.desk, hall.clerk, number) for _ in range(2)] == [30, 0]
    assert (books.balance(), books.spendable(), books.debt()) == (20, 20, 0)
    assert books.faults() == {}


def test_one_key_takes_back_once_and_not_from_another_transfer(books: Books) -> None:
    one, other = books.earn(30), books.earn(30)
    assert [books.reverse(one, 10, key="k") for _ in range(3)] == [Reversal(10, 0)] * 3
    for transfer, points in ((other, 10), (one, 11), (other, None)):
        with pytest.raises(WrongPhase, match="used before"):
            books.reverse(transfer, points, key="k")
    assert books.balance() == 50


def test_a_key_that_another_key_begins_with_is_another_key(books: Books) -> None:
    earned = books.earn(30)
    books.reverse(earned, 10, key="objection:1")
    assert books.reverse(earned, 5, key="objection") == Reversal(5, 0)


def test_corrections_and_redemptions_are_not_reversed(books: Books) -> None:
    earned = books.earn(30)
    spent = books.spend(10)
    books.reverse(earned, 5)
    (back,) = books.of_kind(TransferKind.REVERSE)
    with pytest.raises(WrongPhase, match="itself a correction"):
        books.reverse(back.id)
    with pytest.raises(WrongPhase, match="at the shop"):
        books.reverse(spent)


@pytest.mark.parametrize("points", [0, -1])
def test_points_that_make_no_sense_are_refused(books: Books, points: int) -> None:
    earned = books.earn(30)
    with pytest.raises(Invalid):
        books.reverse(earned, points)
    with pytest.raises(NotFound):
        books.reverse("no-such-transfer")


def test_points_that_an_open_hold_needs_stay_and_are_owed(books: Books) -> None:
    earned = books.earn(30)
    hold = books.hold(20)
    assert books.reverse(earned) == Reversal(10, 20)
    books.issue(hold)
    assert (books.balance(), books.debt()) == (0, 20)
    assert books.faults() == {}


def test_a_hold_is_paid_by_other_lots_where_they_are_enough_and_only_by_those_that_are_ready(books: Books) -> None:
    first, later = books.earn(30), books.earn(30, since=days(10))
    hold = books.hold(20)
    assert books.reverse(later) == Reversal(30, 0), "it was not ready, so no hold counted on it"
    ready = books.earn(30)
    assert books.reverse(first) == Reversal(30, 0)
    books.issue(hold)
    assert (books.balance(), books.reverse(ready)) == (10, Reversal(10, 20))
    assert books.faults() == {}


def test_what_expired_is_back_already_and_is_not_owed(books: Books) -> None:
    earned = books.earn(30, expires_on=days(5))
    books.spend(10)
    books.hall.clock.forward(days=6)
    lot = {earned: 20}
    books.post(20, EAST, "fund:community", kind=TransferKind.EXPIRE, on=days(6), lots=lot)
    assert books.reverse(earned) == Reversal(0, 10), "ten were spent; twenty went back when they expired"
    assert books.balance("fund:community") == 0
    assert books.faults() == {}


def test_an_expiry_that_was_wrong_is_given_back_for_as_long_as_a_voucher_lasts(books: Books) -> None:
    earned = books.earn(30, expires_on=days(5))
    books.hall.clock.forward(days=6)
    gone = books.post(30, EAST, "fund:community", kind=TransferKind.EXPIRE, on=days(6), lots={earned: 30})
    assert books.reverse(gone) == Reversal(30, 0)
    assert books.lots() == [(30, days(6 + 90))]
    assert books.reverse(earned) == Reversal(0, 30), "the lot itself is empty"
    hall = books.hall
    assert reversing.repay(hall.desk, hall.clerk, books.number(EAST)) == 30
    assert (books.balance(), books.debt()) == (0, 0)
    assert books.faults() == {}


def test_points_that_go_back_to_a_household_keep_their_last_day(books: Books) -> None:
    earned = books.earn(30, expires_on=days(30))
    moved = books.post(30, EAST, WEST, kind=TransferKind.MOVE, expires_on=days(30), lots={earned: 30}, origin=earned)
    books.spend(10, WEST)
    assert books.reverse(moved) == Reversal(20, 10)
    assert books.lots() == [(20, days(30)), (10, days(30))]
    assert (books.balance(), books.debt(WEST)) == (30, 10)


def test_what_is_owed_is_paid_from_points_past_their_day_before_others(books: Books) -> None:
    wrong = books.earn(10)
    books.spend(10)
    books.reverse(wrong)
    books.earn(10, expires_on=days(3))
    books.earn(10)
    books.hall.clock.forward(days=4)
    assert books.spendable() == 0, "ten are past their day and ten are owed"
    hall = books.hall
    assert reversing.repay(hall.desk, hall.clerk, books.number(EAST)) == 10
    assert (books.lots(), books.spendable()) == ([(10, None)], 10)


def test_a_clock_that_was_set_back_writes_nothing_into_the_past(books: Books) -> None:
    earned = books.earn(30)
    known = books.row(earned).recorded_at
    books.hall.clock.forward(hours=-5)
    books.reverse(earned)
    (back,) = books.of_kind(TransferKind.REVERSE)
    assert back.recorded_at == known
    assert books.balance(known=known - timedelta(seconds=1)) == 0
    assert books.balance(on=date(2024, 11, 19)) == 0


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("earn"), st.integers(1, 20), st.none() | st.integers(0, 9)),
        st.tuples(st.sampled_from(["spend", "hold", "move", "back"]), st.integers(1, 25), st.none()),
        st.tuples(st.just("reverse"), st.integers(0, 9), st.none() | st.integers(1, 20)),
        st.tuples(st.sampled_from(["repay", "issue", "expire"]), st.just(0), st.none()),
        st.tuples(st.just("days"), st.integers(1, 5), st.none()),
    ),
    max_size=16,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_in_whatever_order_points_come_go_and_are_taken_back_nothing_is_lost_or_made(
    books: Books, steps: list[tuple[str, int, int | None]]
) -> None:
    """Against a model that only adds: what two households have, less what they owe, is what was earned less what went."""
    hall, clerk = books.hall, books.hall.clerk
    expected, earned, holds = wealth(books), list[str](), list[str]()
    for what, amount, more in steps:
        if what == "earn":
            last = None if more is None else hall.desk.today() + timedelta(days=more)
            earned.append(books.earn(amount, on=hall.desk.today(), expires_on=last))
            expected += amount
        elif what in ("spend", "hold") and amount <= books.spendable():
            holds.append(books.hold(amount))
            expected -= amount
            if what == "spend":
                books.issue(holds.pop())
        elif what == "move" and amount <= books.spendable():
            moving.move(hall.desk, clerk, EAST, WEST, amount, key=str(uuid4()), reason=text("x"))
        elif what == "back" and amount <= books.spendable(WEST):
            moving.move(hall.desk, clerk, WEST, EAST, amount, key=str(uuid4()), reason=text("x"))
        elif what == "reverse" and earned:
            one = earned[amount % len(earned)]
            left = books.read(lambda c, one=one: reversing.left_of(c, reversing.find(c, one)))
            if left and (points := min(left, more or left)):
                done = books.reverse(one, points)
                assert done.returned + done.owed == points
                expected -= points
        elif what == "repay":
            reversing.repay(hall.desk, clerk, books.number(EAST))
        elif what == "issue" and holds:
            books.issue(holds.pop(0))
        elif what == "expire":
            expected -= expiring.expire(hall.desk, clerk).points
        elif what == "days":
            hall.clock.forward(days=amount)
        assert wealth(books) == expected
    for hold in holds:
        books.issue(hold)
    assert wealth(books) == expected
    assert books.faults() == {}


def wealth(books: Books) -> int:
    """What the two households have, less what they owe and what is held for orders."""
    held = sum(int(books.read(lambda c, key=key: balances.held(c, books.number(key)))) for key in (EAST, WEST))
    return books.balance(EAST) + books.balance(WEST) - books.debt(EAST) - books.debt(WEST) - held
