"""Lots: first expiring, first out; nothing is taken twice, nothing is lost."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from weiping.ledger.lots import Lot, in_order, take

DAY = date(2024, 11, 20)
LOTS = st.lists(
    st.builds(
        lambda points, since, last: (points, DAY + timedelta(since), last and DAY + timedelta(last)),
        st.integers(1, 50), st.integers(-9, 9), st.none() | st.integers(1, 30),
    ), max_size=8,
).map(lambda found: [
    Lot(transfer=f"t{n}", number=n, points=points, available_from=since, expires_on=last)
    for n, (points, since, last) in enumerate(found)
])  # fmt: skip


@given(LOTS, st.integers(0, 300))
def test_what_is_taken_is_what_was_asked_or_all_there_is(lots: list[Lot], points: int) -> None:
    taken = take(lots, points)
    assert sum(part for _, part in taken) == min(points, sum(lot.points for lot in lots))
    assert all(0 < part <= lot.points for lot, part in taken)
    assert len({lot.transfer for lot, _ in taken}) == len(taken)


@given(LOTS, st.integers(1, 300))
def test_no_lot_is_touched_while_one_that_expires_earlier_has_points_left(lots: list[Lot], points: int) -> None:
    taken = {lot.transfer: part for lot, part in take(lots, points)}
    order = [lot for lot in in_order(lots) if lot.points]
    begun = [lot for lot in order if lot.transfer in taken]
    assert begun == order[: len(begun)]
    assert all(taken[lot.transfer] == lot.points for lot in begun[:-1])


def test_a_lot_is_ready_between_its_first_and_its_last_day_unless_it_waits() -> None:
    lot = Lot(transfer="a", number=1, points=1, available_from=DAY, expires_on=DAY + timedelta(1))
    assert [lot.ready(DAY + timedelta(n)) for n in (-1, 0, 1, 2)] == [False, True, True, False]
    assert not Lot(transfer="a", number=1, points=1, available_from=DAY, waits=True).ready(DAY)
