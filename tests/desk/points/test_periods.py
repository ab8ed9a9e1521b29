"""Closing a month: in order, once, when nothing is left to decide; and what was known then stays what was known."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import text
from tests.desk.points.books import DAY, EAST, WEST, Books, days

from weiping.desk.points import approvals, granting, periods, policy, reversing, statements
from weiping.desk.points.granting import GrantLine
from weiping.desk.points.periods import Closed
from weiping.desk.points.policy import Policy
from weiping.domain.appraisal import Actor, Role
from weiping.domain.points import TransferKind
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.store import tables as t

DECEMBER = datetime(2024, 12, 5, 2, tzinfo=UTC)


def close(books: Books, period: str = "2024-11", anyway: str = "") -> Closed:
    return periods.close(books.hall.desk, books.hall.clerk, period, anyway=anyway)


def closings(books: Books, period: str = "2024-11") -> dict[str, tuple[int, int, int]]:
    c, a = t.closing.c, t.account.c
    query = sa.select(a.key, c.credited, c.debited, c.balance).join(t.account, a.id == c.account_id)
    rows = books.read(lambda connection: connection.execute(query.where(c.period == period)).all())
    return {key: tuple(figures) for key, *figures in rows}


def test_a_month_is_closed_with_the_turnover_and_the_balance_of_every_account(books: Books) -> None:
    books.earn(30)
    books.earn(5, WEST, on=date(2024, 10, 2))
    books.spend(10)
    books.hall.clock.time = DECEMBER
    books.earn(7, on=date(2024, 12, 1))
    closed = close(books)
    assert (closed.period, closed.at, closed.accounts, closed.repaid) == ("2024-11", DECEMBER, 4, 0)
    assert closings(books) == {
        EAST: (30, 10, 20), WEST: (5, 0, 5), "shop": (10, 0, 10), "fund:community": (0, 35, -35),
    }  # fmt: skip
    assert books.faults() == {}


def test_months_are_closed_when_they_are_over_one_after_the_other_and_once(books: Books) -> None:
    hall = books.hall
    for period, says in (("2024-11", "not over yet"), ("2030-01", "not over yet")):
        with pytest.raises(WrongPhase, match=says):
            close(books, period)
    for period in ("2024-13", "2024-1", "0000-05", "November", ""):
        with pytest.raises(Invalid, match="written like 2024-10"):
            close(books, period)
    hall.clock.time = datetime(2024, 11, 30, 15, 59, tzinfo=UTC)  # a minute to midnight in Shanghai
    with pytest.raises(WrongPhase, match="not over yet"):
        close(books)
    hall.clock.forward(minutes=1)
    close(books, "2024-10")
    with pytest.raises(WrongPhase, match="closed already"):
        close(books, "2024-09")
    close(books)
    hall.clock.forward(days=70)
    with pytest.raises(WrongPhase, match="the next is 2024-12"):
        close(books, "2025-01")
    assert periods.overview(hall.desk, hall.clerk)["next"] == {"period": "2024-12", "open": []}
    assert [one["period"] for one in periods.overview(hall.desk, hall.chair)["closed"]] == ["2024-11", "2024-10"]
    with pytest.raises(NotAllowed):
        periods.close(hall.desk, hall.judge(), "2024-12")


def test_a_closed_month_takes_corrections_only_and_stays_what_it_was(books: Books) -> None:
    earned = books.earn(30)
    books.hall.clock.time = DECEMBER
    at = close(books).at
    for day in (DAY, date(2024, 11, 30), date(1999, 1, 1)):
        with pytest.raises(WrongPhase, match="closed"):
            books.earn(5, on=day)
    books.reverse(earned, 10)
    books.earn(4, on=DAY, about=earned)
    end = date(2024, 11, 30)
    assert (books.balance(on=end, known=at), books.balance(on=end)) == (30, 24)
    assert closings(books)[EAST] == (30, 0, 30)
    (back,) = books.of_kind(TransferKind.REVERSE)
    assert back.recorded_at > at, "the clock stood still, the record did not"
    other = books.earn(1, on=date(2024, 12, 1))
    with pytest.raises(WrongPhase, match="closed"):
        books.earn(4, on=date(2024, 11, 2), about=other)
    assert books.faults() == {}


def test_what_is_still_to_be_decided_keeps_a_month_open_unless_somebody_says_why_not(books: Books) -> None:
    hall = books.hall
    policy.change(hall.desk, hall.clerk, Policy(approve_above=10))
    wrong = books.earn(5)
    waiting = granting.grant(hall.desk, Actor(Role.CLERK, staff="c1"), key="grant-001", title=text("all"),
                             lines=[GrantLine(EAST, 50)], on=DAY)  # fmt: skip
    objection = books.object(wrong)
    hall.clock.time = DECEMBER
    assert len(periods.overview(hall.desk, hall.clerk)["next"]["open"]) == 2
    with pytest.raises(
        WrongPhase, match="1 batches of points wait for a second person, 1 objections are open"
    ) as refused:
        close(books)
    assert (refused.value.word, "1 件异议待处理" in refused.value.text("zh_CN")) == ("open", True)
    approvals.turn_down(hall.desk, Actor(Role.CLERK, staff="c2"), waiting.batch or "", "not for all")
    with pytest.raises(WrongPhase, match="is still to be decided: 1 objections"):
        close(books)
    close(books, anyway="the family is abroad until January")
    assert periods.overview(hall.desk, hall.clerk)["closed"][0]["reason"] == "the family is abroad until January"
    books.settle(objection, "reversed")
    assert books.faults() == {}


def test_a_month_without_open_matters_keeps_no_reason(books: Books) -> None:
    books.hall.clock.time = DECEMBER
    close(books, anyway="just in case")
    assert periods.overview(books.hall.desk, books.hall.clerk)["closed"][0]["reason"] == ""


def test_debts_are_paid_before_from_what_was_there_by_the_last_day(books: Books) -> None:
    wrong = books.earn(10)
    books.spend(10)
    books.reverse(wrong)
    books.earn(6, on=days(5), expires_on=days(6))
    books.hall.clock.time = DECEMBER
    books.earn(20, on=date(2024, 12, 2))
    assert close(books).repaid == 6
    assert (books.debt(), books.balance(), closings(books)[f"debt:{EAST}"]) == (4, 20, (6, 10, -4))
    assert books.faults() == {}


LATER = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["reverse", "again", "earn"]), st.integers(0, 3), st.integers(1, 10)),
        st.tuples(st.just("clock"), st.integers(-90, 90), st.just(0)),
    ),
    max_size=8,
)


def next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(later=LATER)
def test_whatever_is_corrected_later_what_was_known_at_the_closing_does_not_change(
    books: Books, later: list[tuple[str, int, int]]
) -> None:
    """Also with a clock that jumps. Each example has a month of its own, after those that were closed before."""
    hall, before = books.hall, books.read(periods.newest)
    first = (
        date(2024, 11, 1)
        if before is None
        else next_month(before.first if before.first.year > 1 else date(2024, 11, 1))
    )
    hall.clock.time = datetime(first.year, first.month, 20, tzinfo=UTC)
    earned = [books.earn(10, to, on=first) for to in (EAST, EAST, WEST, WEST)]
    books.spend(8)
    hall.clock.forward(days=20)
    at = close(books, f"{first:%Y-%m}").at
    then, closed = closings(books, f"{first:%Y-%m}"), books.read(periods.newest)
    for what, which, amount in later:
        to = EAST if which < 2 else WEST
        if what == "clock":
            hall.clock.forward(hours=which)
        elif what == "earn":
            books.earn(amount, to, on=next_month(first))
        elif what == "again":
            books.earn(amount, to, on=first, about=earned[which])
        elif amount <= left(books, earned[which]):
            books.reverse(earned[which], amount)
    assert then == {key: (*then[key][:2], books.balance(key, on=closed.last, known=at)) for key in then}
    names = books.read(lambda c: dict(c.execute(sa.select(t.account.c.id, t.account.c.key)).all()))
    again = books.read(lambda c: periods.figures(c, closed.first, closed.last, at))
    assert {names[number]: tuple(figures) for number, *figures in again} == then


def left(books: Books, transfer: str) -> int:
    return int(books.read(lambda c: reversing.left_of(c, reversing.find(c, transfer))))


def statement(books: Books, first: date, last: date, key: str = EAST, actor: Actor | None = None) -> dict[str, Any]:
    return statements.statement(books.hall.desk, actor or books.hall.clerk, books.number(key), first, last)


def test_a_statement_runs_from_the_opening_balance_to_the_closing_one_with_reasons(books: Books) -> None:
    books.earn(5, on=date(2024, 10, 2))
    books.earn(30)
    books.spend(10)
    november = statement(books, date(2024, 11, 1), date(2024, 11, 30))
    assert (november["opening"], november["closing"], november["closed"]) == (5, 25, None)
    assert [(one["on"], one["points"], one["balance"], one["reason"]["en"], one["late"]) for one in november["lines"]] == [
        ("2024-11-20", 30, 35, "test", False), ("2024-11-20", -10, 25, "Redeemed haircut", False),
    ]  # fmt: skip
    assert statement(books, date.min, date(2024, 10, 31))["closing"] == 5
    assert statement(books, date(2024, 12, 1), date(2024, 12, 31))["lines"] == []


def test_a_statement_says_what_came_late_what_waits_and_what_ends_next(books: Books) -> None:
    wrong = books.earn(30)
    noticed = books.earn(3, awaits_notice=True)
    books.notice(noticed, until=date(2024, 12, 9))
    books.earn(4, awaits_notice=True)
    books.object(books.earn(6))
    books.hall.clock.time = DECEMBER
    close(books, anyway="x")
    books.reverse(wrong, 10)
    books.earn(7, on=date(2024, 12, 5), since=date(2024, 12, 8))
    books.earn(8, on=date(2024, 12, 5), expires_on=date(2024, 12, 31))
    books.hold(2)
    said = statement(books, date(2024, 11, 1), date(2024, 11, 30))
    assert [one["points"] for one in said["lines"] if one["late"]] == [-10]
    assert (said["closing"], said["closed"]) == (33, {"period": "2024-11", "at": DECEMBER.isoformat(), "balance": 43})
    assert [(one["points"], one["why"], one["until"]) for one in said["waits"]] == [
        (3, "notice", "2024-12-09"), (4, "next-notice", None), (6, "objection", None), (7, "day", "2024-12-07"),
    ]  # fmt: skip
    assert (said["expires"], said["held"], said["debt"]) == ({"on": "2024-12-31", "points": 8}, 2, 0)
    assert books.faults() == {}


def test_a_resident_sees_the_statements_of_the_own_household_only(books: Books) -> None:
    home = books.read(
        lambda c: c.execute(sa.select(t.account.c.household_id).where(t.account.c.key == EAST)).scalar_one()
    )
    resident = Actor(Role.RESIDENT, household=home)
    assert statement(books, DAY, DAY, actor=resident)["closing"] == 0
    with pytest.raises(NotFound):
        statement(books, DAY, DAY, WEST, resident)
    with pytest.raises(NotFound):
        statement(books, DAY, DAY, "fund:community")
    with pytest.raises(Invalid):
        statement(books, DAY, days(-1))
