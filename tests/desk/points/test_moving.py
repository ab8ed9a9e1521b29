"""Points move and stay what they were; hours of volunteering are another ledger."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from tests.conftest import text
from tests.desk.points.books import DAY, EAST, WEST, Books, days

from weiping.desk.points import hours, moving, periods, reversing
from weiping.desk.points.hours import Service
from weiping.domain.points import TransferKind
from weiping.domain.text import Text
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.store import journal

CHILD = "resident:east-1-a"


def move(books: Books, points: int | None, source: str = EAST, target: str = CHILD, key: str = "move-0001") -> int:
    return moving.move(books.hall.desk, books.hall.clerk, source, target, points, key=key, reason=text("for school"))


def test_points_move_lot_by_lot_and_keep_their_days(books: Books) -> None:
    books.earn(10, expires_on=days(30))
    books.earn(10, expires_on=days(10))
    books.earn(10)
    assert move(books, 15) == 15
    assert books.lots(CHILD) == [(10, days(10)), (5, days(30))], "first expiring, first moved"
    assert books.lots() == [(5, days(30)), (10, None)]
    assert (books.balance(), books.spendable(CHILD)) == (15, 15)
    assert move(books, None, CHILD, WEST, "move-0002") == 15, "all there is, to another household"
    assert books.lots(WEST) == [(10, days(10)), (5, days(30))]
    assert books.faults() == {}


def test_an_objection_goes_where_the_points_went(books: Books) -> None:
    earned = books.earn(10)
    move(books, 6)
    move(books, 4, CHILD, WEST, "move-0002")
    spent = books.spend(3)
    objection = books.object(earned)
    assert [books.spendable(key) for key in (EAST, CHILD, WEST)] == [0, 0, 0]

    def give_back(connection: sa.Connection) -> None:
        desk, clerk, row = books.hall.desk, books.hall.clerk, reversing.find(connection, spent)
        rows = reversing.return_points(desk, connection, clerk, row, text("broken"), days(30))
        journal.write(connection, "clerk", "return", rows)

    books.hall.desk.store.write(give_back)
    assert (books.balance(), books.spendable()) == (4, 0), "what was spent before and came back waits as well"
    books.settle(objection)
    assert [books.spendable(key) for key in (EAST, CHILD, WEST)] == [4, 2, 4]
    assert books.faults() == {}


def test_a_move_that_is_sent_again_moves_nothing_and_another_body_is_refused(books: Books) -> None:
    for _ in range(3):
        books.earn(10)
    assert [move(books, 25) for _ in range(3)] == [25, 25, 25]
    assert move(books, None) == 25
    for points, source, target in ((24, EAST, CHILD), (25, EAST, WEST), (5, CHILD, EAST)):
        with pytest.raises(WrongPhase, match="used before"):
            move(books, points, source, target)
    assert (books.balance(), books.balance(CHILD), len(books.of_kind(TransferKind.MOVE))) == (5, 25, 3)


def test_what_waits_is_held_or_is_owed_does_not_move(books: Books) -> None:
    books.earn(10, since=days(5))
    books.earn(20)
    books.hold(5)
    with pytest.raises(WrongPhase, match="15 can be spent"):
        move(books, 16)
    assert move(books, None) == 15
    with pytest.raises(WrongPhase, match="0 can be spent"):
        move(books, None, key="move-0002")
    wrong = books.earn(10, WEST)
    books.spend(10, WEST)
    books.reverse(wrong)
    books.earn(12, WEST)
    assert move(books, None, WEST, EAST, "move-0003") == 2
    assert books.faults() == {}


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"points": 0}, Invalid, "above zero"),
        ({"points": -3}, Invalid, "above zero"),
        ({"target": EAST}, Invalid, "both sides"),
        ({"target": "resident:nobody"}, NotFound, "no resident"),
        ({"target": "household:nowhere"}, NotFound, "no account"),
        ({"source": "fund:community"}, Invalid, "neither"),
        ({"target": "minutes:east-1-a"}, Invalid, "neither"),
        ({"key": "short"}, Invalid, "8 to 64"),
    ],
)
def test_a_move_that_makes_no_sense_is_refused(books: Books, change: Any, error: Any, says: str) -> None:
    books.earn(10)
    hours.record(books.hall.desk, books.hall.clerk, service())
    with pytest.raises(error, match=says):
        move(books, **{"points": 5, **change})
    assert books.balance() == 10


def test_only_the_office_moves_points_and_it_says_why(books: Books) -> None:
    with pytest.raises(NotAllowed):
        moving.move(books.hall.desk, books.hall.judge(), EAST, CHILD, 1, key="move-0001", reason=text("x"))
    with pytest.raises(Invalid, match="Say why"):
        moving.move(books.hall.desk, books.hall.clerk, EAST, CHILD, 1, key="move-0001", reason=Text(" ", " "))


def service(minutes: int = 90, key: str = "patrol", resident: str = "east-1-a", on: Any = DAY) -> Service:
    return Service(key=key, resident=resident, minutes=minutes, on=on, what=text("night patrol"))


def minutes(books: Books, resident: str = "east-1-a", **when: Any) -> int:
    return int(books.read(lambda c: hours.minutes_of(c, resident, **when)))


def record(books: Books, *services: Service) -> list[bool]:
    return [hours.record(books.hall.desk, books.hall.clerk, one) for one in services]


def test_hours_are_recorded_once_and_spending_points_does_not_reduce_them(books: Books) -> None:
    assert record(books, service(), service(), service(30, "tidy")) == [True, False, True]
    books.earn(20)
    books.spend(20)
    move_all = books.earn(5)
    books.reverse(move_all)
    assert (minutes(books), minutes(books, "south-1-b")) == (120, 0)
    assert (books.balance("minutes:east-1-a"), books.balance("minutes:all")) == (120, -120)
    assert minutes(books, first=days(1)) == 0
    assert books.faults() == {}


def test_hours_cannot_be_spent_or_mixed_with_points(books: Books) -> None:
    record(books, service())
    for debit, credit in (("minutes:east-1-a", "shop"), ("minutes:east-1-a", EAST), (EAST, "minutes:east-1-a")):
        books.earn(10)
        with pytest.raises(Exception, match="different ledgers"):
            books.post(5, debit, credit)
    with pytest.raises(Exception, match="hold is for what its redemption costs"):
        books.hold(5, "minutes:east-1-a")
    assert minutes(books) == 90


def test_a_wrong_record_of_hours_is_set_right_also_when_its_month_is_closed(books: Books) -> None:
    record(books, service(900))
    hall, wrong = books.hall, books.id_of("hours:patrol:east-1-a")
    hall.clock.forward(days=20)
    periods.close(hall.desk, hall.clerk, "2024-11")
    closed = hall.desk.now()
    hall.clock.forward(hours=1)
    for _ in range(2):
        hours.correct(hall.desk, hall.clerk, wrong, 90, text("ninety, not nine hundred"), key="right-0001")
    assert (minutes(books), minutes(books, first=DAY, last=DAY)) == (90, 90)
    assert books.balance("minutes:east-1-a", on=DAY, known=closed) == 900, "what was known then stays known"
    with pytest.raises(WrongPhase, match="used before"):
        hours.correct(hall.desk, hall.clerk, wrong, 80, text("eighty"), key="right-0001")
    with pytest.raises(WrongPhase, match="Only 0"):
        hours.correct(hall.desk, hall.clerk, wrong, 80, text("eighty"), key="right-0002")
    hours.correct(hall.desk, hall.clerk, books.id_of("right-0001:right"), 0, text("not at all"), key="right-0003")
    with pytest.raises(WrongPhase, match="used before"):
        hours.correct(hall.desk, hall.clerk, books.id_of("right-0001:right"), 5, text("five"), key="right-0003")
    assert minutes(books) == 0
    with pytest.raises(NotFound, match="no record of hours"):
        hours.correct(hall.desk, hall.clerk, books.earn(5, on=hall.desk.today()), 1, text("x"), key="right-0004")
    assert books.faults() == {}


def test_nobody_gives_more_minutes_than_a_day_has_or_on_a_day_to_come(books: Books) -> None:
    record(books, service(1000))
    with pytest.raises(WrongPhase, match="1441 minutes on 2024-11-20"):
        record(books, service(441, "other"))
    assert record(books, service(440, "other")) == [True]
    for one, says in (
        (service(0), "from 1 to 1440"),
        (service(1441), "not 1441"),
        (service(5, on=days(1)), "still to come"),
    ):
        with pytest.raises(Invalid, match=says):
            record(books, one)
    with pytest.raises(NotFound, match="no resident"):
        record(books, service(resident="nobody"))
    assert minutes(books) == 1440
