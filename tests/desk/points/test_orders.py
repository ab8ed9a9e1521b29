"""Ordering ahead, appointments and the list of a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.desk.points.counter import Counter

from weiping.desk.points import arranging, ordering, undoing, vouchers
from weiping.desk.points.slips import BROUGHT
from weiping.errors import Invalid, WrongPhase

TODAY = date(2024, 11, 20)


def test_an_order_holds_points_and_goods_and_takes_them_when_it_is_issued(counter: Counter) -> None:
    code = counter.order(quantity=2)
    assert (counter.home()["balance"], counter.home()["redeemable"], counter.shelf()) == (40, 30, (1, 2, 0))
    with pytest.raises(WrongPhase, match="issue it first"):
        vouchers.hand_over(counter.desk, counter.clerk, code)
    for _ in range(2):
        ordering.issue_order(counter.desk, counter.clerk, code)
    assert (counter.home()["balance"], counter.home()["redeemable"], counter.shelf()) == (30, 30, (1, 0, 2))
    vouchers.hand_over(counter.desk, counter.clerk, code)
    counter.sound()


def test_an_order_is_one_however_often_it_is_sent_and_no_redemption(counter: Counter) -> None:
    code = counter.order(key="order-one")
    assert counter.order(key="order-one") == code
    with pytest.raises(WrongPhase, match="used before"):
        counter.redeem(key="order-one")
    assert counter.shelf() == (2, 1, 0)


def test_an_order_is_issued_and_handed_over_at_once(counter: Counter) -> None:
    code = counter.order()
    ordering.issue_order(counter.desk, counter.clerk, code, hand_over=True, by_whom="小李")
    assert counter.slip(code)["state"] == "handed-over"
    counter.sound()


def test_a_hold_ends_by_itself_after_its_last_day_and_everything_is_free_again(counter: Counter) -> None:
    counter.rules(hold_days=7)
    code = counter.order(quantity=3)
    counter.desk.now.forward(days=7)
    assert ordering.expire_holds(counter.desk, counter.clerk) == 0
    counter.desk.now.forward(days=1)
    with pytest.raises(WrongPhase) as refused:
        ordering.issue_order(counter.desk, counter.clerk, code)
    assert refused.value.word == "expired"
    assert ordering.expire_holds(counter.desk, counter.clerk) == 1
    assert ordering.expire_holds(counter.desk, counter.clerk) == 0
    assert (counter.slip(code)["state"], counter.home()["redeemable"], counter.shelf()) == ("expired", 40, (3, 0, 0))
    for verb in (ordering.issue_order, vouchers.hand_over):
        with pytest.raises(WrongPhase, match="undone"):
            verb(counter.desk, counter.clerk, code)
    counter.sound()


def test_whoever_comes_next_does_not_wait_for_somebody_to_end_old_holds(counter: Counter) -> None:
    counter.order(quantity=3)
    counter.ledger.grant("west-1", 5)
    with pytest.raises(WrongPhase, match="out of stock"):
        counter.redeem(household="west-1")
    counter.desk.now.forward(days=30)
    counter.redeem(household="west-1")
    assert counter.shelf() == (2, 0, 1)
    counter.sound()


def test_an_order_that_is_cancelled_releases_what_it_held(counter: Counter) -> None:
    code = counter.order()
    for _ in range(2):
        undoing.cancel(counter.desk, counter.clerk, code, "changed their mind")
    assert (counter.slip(code)["state"], counter.home()["redeemable"], counter.shelf()) == ("released", 40, (3, 0, 0))
    with pytest.raises(WrongPhase, match="undone"):
        ordering.issue_order(counter.desk, counter.clerk, code)
    counter.sound()


def test_the_list_of_a_day_goes_by_time_and_address_and_keeps_what_is_done(counter: Counter) -> None:
    counter.ledger.grant("east-2", 40)
    rice = counter.redeem(way="home")
    cut = counter.redeem("haircut", "east-2", way="appointment")
    plain = counter.redeem()
    assert [one["code"] for one in listed(counter)["unplanned"]] == [rice, cut]
    arranging.arrange(counter.desk, counter.clerk, rice, TODAY, time="15:00", by_whom="志愿者小张", note="腿脚不便")
    arranging.arrange(counter.desk, counter.clerk, cut, TODAY, time="09:30")
    assert [one["code"] for one in listed(counter)["items"]] == [cut, rice]
    assert listed(counter)["items"][1]["appointment"]["note"] == "腿脚不便"
    vouchers.hand_over(counter.desk, counter.clerk, rice, "志愿者小张")
    assert [(one["code"], one["state"]) for one in listed(counter)["items"]] == [(cut, "issued"), (rice, "handed-over")]
    assert listed(counter)["unplanned"] == []
    assert plain not in str(listed(counter))
    assert [counter.slip(one)["how"]["en"] for one in (rice, plain)] == [BROUGHT.en, "at the desk"]


def test_the_newest_appointment_counts_and_what_nobody_did_is_late(counter: Counter) -> None:
    code = counter.redeem("haircut", way="appointment")
    arranging.arrange(counter.desk, counter.clerk, code, TODAY, time="09:30")
    arranging.arrange(counter.desk, counter.clerk, code, TODAY + timedelta(days=1), time="10:00")
    assert listed(counter)["items"] == []
    assert [one["code"] for one in listed(counter, TODAY + timedelta(days=1))["items"]] == [code]
    counter.desk.now.forward(days=2)
    assert [one["code"] for one in listed(counter)["late"]] == [code]
    undoing.cancel(counter.desk, counter.clerk, code, "the barber is ill")
    assert listed(counter)["late"] == []
    with pytest.raises(WrongPhase, match="nothing left"):
        arranging.arrange(counter.desk, counter.clerk, code, TODAY + timedelta(days=3))
    counter.sound()


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=800)])
def test_nothing_is_arranged_for_a_day_that_is_over_or_far_away(counter: Counter, day: date) -> None:
    code = counter.redeem("haircut", way="appointment")
    with counter.nothing_changes(), pytest.raises(Invalid):
        arranging.arrange(counter.desk, counter.clerk, code, day)


def test_a_way_that_nobody_knows_is_refused(counter: Counter) -> None:
    with counter.nothing_changes(), pytest.raises(Invalid, match="counter, home, appointment"):
        counter.redeem(way="by drone")


def listed(counter: Counter, day: date | None = None) -> dict[str, list[dict[str, object]]]:
    return arranging.day_list(counter.desk, counter.clerk, day)
