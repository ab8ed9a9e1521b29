"""Undoing: cancelled before the hand-over, returned after it, replaced by another; points and goods go back whole."""

from __future__ import annotations

import pytest
from tests.desk.points.counter import Counter

from weiping.desk.points import balances, offers, policy, redeeming, shop, slips, undoing, vouchers
from weiping.desk.points.offers import Terms
from weiping.domain.points import Earned, ExpiryPolicy, TransferKind
from weiping.domain.text import Text
from weiping.errors import Invalid, NotFound, WrongPhase

WHY = "changed their mind"


def refused(verb: object, *arguments: object, **more: object) -> str:
    with pytest.raises(WrongPhase) as error:
        verb(*arguments, **more)  # type: ignore[operator]
    return error.value.word


def test_what_is_cancelled_gives_points_and_goods_back_and_its_voucher_is_good_for_nothing(counter: Counter) -> None:
    code = counter.redeem(quantity=2)
    done = undoing.cancel(counter.desk, counter.clerk, code, WHY)
    assert (done.points, done.cash) == (10, 0)
    assert (counter.home()["balance"], counter.home()["redeemable"], counter.shelf()) == (40, 40, (3, 0, 0))
    slip = counter.slip(code)
    assert (slip["state"], slip["undone"]["reason"]) == ("cancelled", WHY)
    assert refused(vouchers.hand_over, counter.desk, counter.clerk, code) == "undone"
    assert counter.home()["history"][0]["reason"]["en"] == "Cancelled: soap"
    counter.sound()


def test_cancelling_twice_is_cancelling_once(counter: Counter) -> None:
    code = counter.redeem()
    undoing.cancel(counter.desk, counter.clerk, code, WHY)
    with counter.nothing_changes():
        undoing.cancel(counter.desk, counter.clerk, code, "tapped again")


def test_what_was_handed_over_is_returned_not_cancelled_and_the_other_way_round(counter: Counter) -> None:
    code = counter.redeem()
    with counter.nothing_changes():
        assert refused(undoing.bring_back, counter.desk, counter.clerk, code, WHY) == "not-handed-over"
    vouchers.hand_over(counter.desk, counter.clerk, code)
    with counter.nothing_changes():
        assert refused(undoing.cancel, counter.desk, counter.clerk, code, WHY) == "used"
    undoing.bring_back(counter.desk, counter.clerk, code, "it was broken", restock=False)
    assert (counter.slip(code)["state"], counter.home()["balance"], counter.shelf()) == ("returned", 40, (2, 0, 0))
    with counter.nothing_changes():
        undoing.bring_back(counter.desk, counter.clerk, code, WHY)
        assert refused(undoing.cancel, counter.desk, counter.clerk, code, WHY) == "undone"
        assert refused(vouchers.hand_over, counter.desk, counter.clerk, code) == "undone"
    counter.sound()


def test_what_comes_back_whole_is_put_on_the_shelf_again(counter: Counter) -> None:
    code = counter.redeem(quantity=2, hand_over=True)
    undoing.bring_back(counter.desk, counter.clerk, code, WHY)
    assert counter.shelf() == (3, 0, 0)
    counter.sound()


@pytest.mark.parametrize("verb", [undoing.cancel, undoing.bring_back])
def test_nothing_is_undone_without_a_reason_and_nothing_that_is_not_there(counter: Counter, verb: object) -> None:
    code = counter.redeem()
    with counter.nothing_changes():
        for reason in ("", "   ", "x" * 501):
            with pytest.raises(Invalid):
                verb(counter.desk, counter.clerk, code, reason)  # type: ignore[operator]
        with pytest.raises(NotFound):
            verb(counter.desk, counter.clerk, "ZZZZ-9999", WHY)  # type: ignore[operator]


def test_cash_that_was_paid_is_given_back_too(counter: Counter) -> None:
    counter.rules(fen_per_point=50)
    counter.ledger.grant("west-1", 12)
    done = undoing.cancel(counter.desk, counter.clerk, counter.redeem("haircut", "west-1", cash=150), WHY)
    assert (done.points, done.cash, counter.home("west-1")["balance"]) == (12, 150, 12)


def test_what_was_cancelled_does_not_count_towards_a_limit(counter: Counter) -> None:
    offers.change(counter.desk, counter.clerk, counter.reward(), Terms(most=1, per="year"))
    undoing.cancel(counter.desk, counter.clerk, counter.redeem(), WHY)
    code = counter.redeem(hand_over=True)
    assert refused(counter.redeem) == "limit"
    undoing.bring_back(counter.desk, counter.clerk, code, WHY)
    counter.redeem()


def expiring(counter: Counter, days: int) -> None:
    """What is granted from now on may be spent for so many days."""
    from dataclasses import replace
    from datetime import timedelta

    def expires(earned: Earned) -> object:
        return earned.on + timedelta(days=days)

    made = ExpiryPolicy(key="short", title=Text("短", "short"), words=Text("短", "short"), expires=expires)  # type: ignore[arg-type]
    plugins = replace(counter.desk.plugins, expiry_policies={"short": made})
    counter.ledger.desk = replace(counter.desk, plugins=plugins)
    counter.rules(expiry="short")


def test_points_that_come_back_have_the_last_day_they_had_or_thirty_days_where_that_is_over(counter: Counter) -> None:
    from weiping.desk.points import posting
    from weiping.ledger.transfers import Transfer

    expiring(counter, 10)
    today = counter.desk.today()
    lot = Transfer(
        key="short-lived", debit="fund:community", credit="household:west-1", points=10, reason=Text("好事", "deed"),
        event="deed", business_date=today, available_from=today, kind=TransferKind.GRANT,
    )  # fmt: skip
    posting.post(counter.desk, counter.clerk, policy.dated(counter.desk, [lot]))
    first, second = counter.redeem(household="west-1"), counter.redeem(household="west-1")
    counter.desk.now.forward(days=10)
    undoing.cancel(counter.desk, counter.clerk, first, WHY)
    assert counter.home("west-1")["redeemable"] == 5
    counter.desk.now.forward(days=1)
    assert counter.home("west-1")["redeemable"] == 0
    undoing.cancel(counter.desk, counter.clerk, second, WHY)
    assert counter.home("west-1")["redeemable"] == 5
    counter.desk.now.forward(days=30)
    assert counter.home("west-1")["redeemable"] == 5
    counter.desk.now.forward(days=1)
    assert counter.home("west-1")["redeemable"] == 0


def test_something_else_is_given_in_its_place_in_one_commit(counter: Counter) -> None:
    old = counter.redeem("haircut", way="appointment")
    code, new = undoing.substitute(
        counter.desk,
        counter.clerk,
        old,
        key="instead-1",
        reward=counter.reward(),
        quantity=3,
        reason="the barber is ill",
    )
    assert new
    slip = counter.slip(code)
    assert (slip["state"], slip["instead_of"], slip["way"], counter.slip(old)["replaced_by"]) == (
        "issued", old, "appointment", slips.dashed(code),
    )  # fmt: skip
    assert (counter.home()["balance"], counter.shelf()) == (25, (0, 0, 3))
    again = undoing.substitute(
        counter.desk,
        counter.clerk,
        old,
        key="instead-1",
        reward=counter.reward(),
        quantity=3,
        reason="the barber is ill",
    )
    assert again == (code, False)
    counter.sound()


def test_what_cannot_be_replaced_stays_as_it_was(counter: Counter) -> None:
    old = counter.redeem()
    with counter.nothing_changes():
        arguments = {"key": "instead-1", "reason": WHY}
        assert (
            refused(
                undoing.substitute, counter.desk, counter.clerk, old, reward=counter.reward(), quantity=4, **arguments
            )
            == "stock"
        )
        assert (
            refused(
                undoing.substitute,
                counter.desk,
                counter.clerk,
                old,
                reward=counter.reward("haircut"),
                quantity=3,
                **arguments,
            )
            == "points"
        )
        with pytest.raises(NotFound):
            undoing.substitute(counter.desk, counter.clerk, old, reward=99, **arguments)
    vouchers.hand_over(counter.desk, counter.clerk, old)
    with counter.nothing_changes():
        assert (
            refused(undoing.substitute, counter.desk, counter.clerk, old, reward=counter.reward("haircut"), **arguments)
            == "used"
        )


def test_an_order_is_replaced_by_an_order_with_the_same_last_day(counter: Counter) -> None:
    old = counter.order()
    counter.desk.now.forward(days=2)
    code, _ = undoing.substitute(
        counter.desk, counter.clerk, old, key="instead-1", reward=counter.reward("haircut"), reason="out of stock"
    )
    assert (counter.slip(code)["state"], counter.slip(code)["valid_until"]) == ("booked", "2024-12-04")
    assert (counter.slip(old)["state"], counter.home()["redeemable"], counter.home()["balance"]) == ("released", 25, 40)
    assert counter.shelf() == (2, 0, 0)  # the piece that was not there is written off
    counter.sound()


def test_points_that_came_back_can_be_spent_again_and_are_lots_of_their_own(counter: Counter) -> None:
    undoing.cancel(counter.desk, counter.clerk, counter.redeem("haircut"), WHY)
    with counter.desk.store.read() as connection:
        lots = balances.lots(connection, counter.account(), counter.desk.today())
    assert sorted(lot.points for lot in lots) == [15, 25]
    counter.redeem("haircut", quantity=2)
    assert [line["balance"] for line in counter.home()["history"]] == [10, 40, 25, 40]
    counter.sound()


def test_the_open_redemptions_of_a_household_stand_on_its_account(counter: Counter) -> None:
    first, second = counter.redeem(), counter.order()
    assert [(one["code"], one["state"]) for one in counter.home()["redemptions"]] == [
        (second, "booked"),
        (first, "issued"),
    ]
    lists = shop.open_list(counter.desk, counter.clerk)
    assert [one["code"] for one in lists["open"]] == [first, second]
    assert [one["code"] for one in lists["newest"]] == [second, first]


def test_a_redemption_of_a_household_that_owes_points_gives_back_what_it_took(counter: Counter) -> None:
    from weiping.desk.points import reversing

    with counter.desk.store.read() as connection:
        grant = connection.exec_driver_sql("SELECT id FROM transfer WHERE kind = 'earn'").scalar_one()
    code = counter.redeem("haircut", quantity=2)
    reversing.reverse(counter.desk, counter.clerk, grant, Text("误记", "by mistake"), key="reverse-1")
    assert (counter.home()["balance"], counter.home()["debt"]) == (0, 30)
    undoing.cancel(counter.desk, counter.clerk, code, WHY)
    assert (counter.home()["balance"], counter.home()["debt"], counter.home()["redeemable"]) == (30, 30, 0)
    assert refused(counter.redeem) == "points"
    assert redeeming.yuan(105) == "1.05"
    counter.sound()
