"""Stock: deliveries and counts, what is promised already, and never less than nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from tests.conftest import Clock, tiny_plugins
from tests.desk.points.counter import Counter

from weiping.desk.office import Desk
from weiping.desk.points import ordering, redeeming, shop, stock, undoing, vouchers
from weiping.errors import Invalid, NotFound, WrongPhase
from weiping.store import Store


def test_a_delivery_is_put_on_the_shelf_once_however_often_it_is_sent(counter: Counter) -> None:
    soap = counter.reward()
    for _ in range(2):
        shelf = stock.deliver(counter.desk, counter.clerk, soap, 20, key="lorry-monday", note="供销社")
        assert (shelf.stock, shelf.there) == (23, 23)
    with counter.nothing_changes(), pytest.raises(WrongPhase, match="another movement"):
        stock.deliver(counter.desk, counter.clerk, soap, 21, key="lorry-monday")
    moves = shop.kept(counter.desk, counter.clerk, soap)["moves"]
    assert [(one["quantity"], one["why"], one["note"], one["operator"]) for one in moves] == [
        (20, "delivered", "供销社", "c1"),
        (3, "first stock", "", "admin"),
    ]
    counter.sound()


def test_a_count_meets_what_lies_there_with_what_is_promised(counter: Counter) -> None:
    soap = counter.reward()
    counter.redeem()
    counter.order()
    assert counter.shelf() == (1, 1, 1)
    shelf = stock.count(counter.desk, counter.clerk, soap, 3, key="count-november", expected=3)
    assert (shelf.stock, shelf.there) == (1, 3)
    shelf = stock.count(counter.desk, counter.clerk, soap, 5, key="count-december", note="under the table")
    assert (shelf.stock, shelf.there) == (3, 5)
    assert stock.count(counter.desk, counter.clerk, soap, 5, key="count-december") == shelf
    counter.sound()


def test_a_count_below_what_is_promised_is_refused_and_says_what_to_do(counter: Counter) -> None:
    counter.redeem(quantity=2)
    with counter.nothing_changes(), pytest.raises(WrongPhase, match="2 pieces are promised") as refused:
        stock.count(counter.desk, counter.clerk, counter.reward(), 1, key="count-november")
    assert refused.value.word == "stock"


def test_a_count_of_a_shelf_that_changed_meanwhile_is_asked_for_again(counter: Counter) -> None:
    code = counter.redeem()
    vouchers.hand_over(counter.desk, counter.clerk, code)
    with counter.nothing_changes(), pytest.raises(WrongPhase, match="2 pieces should be there") as refused:
        stock.count(counter.desk, counter.clerk, counter.reward(), 3, key="count-november", expected=3)
    assert refused.value.word == "moved"


@pytest.mark.parametrize("pieces", [0, -3, 10**9])
def test_a_delivery_that_makes_no_sense_is_refused(counter: Counter, pieces: int) -> None:
    with counter.nothing_changes():
        with pytest.raises(Invalid):
            stock.deliver(counter.desk, counter.clerk, counter.reward(), pieces, key="lorry-monday")
        with pytest.raises(Invalid):
            stock.deliver(counter.desk, counter.clerk, counter.reward(), 1, key="short")
        with pytest.raises(NotFound):
            stock.deliver(counter.desk, counter.clerk, counter.reward("haircut"), 1, key="lorry-monday")
        with pytest.raises(NotFound):
            stock.count(counter.desk, counter.clerk, 99, 1, key="count-november")
        with pytest.raises(Invalid):
            stock.count(counter.desk, counter.clerk, counter.reward(), -1, key="count-november")


def test_what_is_not_there_against_the_books_is_written_off_when_its_redemption_is_cancelled(counter: Counter) -> None:
    code = counter.redeem(quantity=2)
    undoing.cancel(counter.desk, counter.clerk, code, "the box is empty", there=False)
    assert counter.shelf() == (1, 0, 0)
    moves = shop.kept(counter.desk, counter.clerk, counter.reward())["moves"]
    assert [(one["quantity"], one["why"]) for one in moves[:2]] == [(-2, "lost"), (2, "cancelled")]
    counter.sound()


def test_two_desks_that_order_redeem_and_cancel_at_once_never_promise_a_piece_twice(
    counter: Counter, database: Path
) -> None:
    counter.ledger.grant("west-1", 200)
    account, soap = counter.account("west-1"), counter.reward()
    promised: list[str] = []
    refusals: list[str] = []

    def work(number: int) -> None:
        with Store(database) as store:
            desk = Desk(store, tiny_plugins(), now=Clock())
            for attempt in range(4):
                key = f"desk-{number}-{attempt}"
                try:
                    if number % 2:
                        wish = redeeming.Wish(account=account, reward=soap)
                        code, _ = ordering.order(desk, counter.clerk, wish, key=key)
                    else:
                        code, _ = redeeming.redeem(desk, counter.clerk, key=key, account=account, reward=soap)
                except WrongPhase as error:
                    refusals.append(error.word)
                    continue
                if attempt == 1:
                    undoing.cancel(desk, counter.clerk, code, "changed their mind")
                else:
                    promised.append(code)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left, booked, issued = counter.shelf()
    assert set(refusals) == {"stock"}
    assert (left + booked + issued, booked + issued) == (3, len(promised))
    assert counter.home("west-1")["balance"] == 200 - 5 * issued
    counter.sound()
