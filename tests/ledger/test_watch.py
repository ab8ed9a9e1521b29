"""The watch over entries: figures that can be worked out by hand, samples that anybody can draw again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import comb
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiping.errors import InputError
from weiping.ledger.watch import Record, allocate, draw, error_rate, per_operator, repeated

DAY = date(2024, 11, 20)


def record(number: int, operator: str = "c1", account: str = "a", points: int = 1, lag: int = 0, **more: Any) -> Record:
    at = datetime(2024, 11, 20, more.pop("hour", 10), 30)
    what = {"event": f"e{number}", "transfer": f"t{number}", **more}
    return Record(operator=operator, account=account, points=points, day=DAY - timedelta(lag), at=at, **what)


def lines(records: list[Record], **more: Any) -> dict[str, Any]:
    given_hours = {"late_after": 7, "is_open": lambda at: 8 <= at.hour < 18, **more}
    return {line.operator: line for line in per_operator(records, **given_hours)}


RECORDS = st.lists(
    st.tuples(st.sampled_from(["c1", "c2", "c3"]), st.sampled_from("abcd"), st.integers(1, 50), st.integers(0, 20)), max_size=30,
).map(lambda found: [record(n, *one) for n, one in enumerate(found)])  # fmt: skip


def test_an_operators_line_is_worked_out_as_by_hand() -> None:
    many = [
        record(1, points=30, lag=0), record(2, points=10, lag=10, account="b", hour=22), record(3, points=20, lag=8),
        record(4, points=20, lag=1, account="b"), record(5, "c2", points=80),
    ]  # fmt: skip
    found = lines(many)
    one = found["c1"]
    assert list(found) == ["c1", "c2"]
    assert (one.transfers, one.points, one.share) == (4, 80, Fraction(1, 2))
    assert (one.median_lag, one.late, one.outside) == (Decimal("4.5"), 2, Fraction(1, 4))
    assert (one.accounts, one.effective) == (2, Fraction(6400, 2500 + 900))


def test_decisions_just_below_the_threshold_are_counted_and_not_their_lines() -> None:
    many = [record(1, points=96), record(2, points=90), record(3, points=100), record(4, points=101),
            record(5, points=50, event="x"), record(6, points=45, event="x", account="b")]  # fmt: skip
    assert lines(many, threshold=100)["c1"].near == 3, "96, 100, and 95 in two lines"
    assert lines(many)["c1"].near == 0


@given(RECORDS)
def test_all_lines_together_are_all_entries(records: list[Record]) -> None:
    found = lines(records).values()
    assert sum(line.transfers for line in found) == len(records)
    assert sum(line.points for line in found) == sum(one.points for one in records)
    assert not records or sum(line.share for line in found) == 1
    assert all(1 <= line.effective <= line.accounts <= line.transfers for line in found)


def test_the_same_hand_for_the_same_household_is_found() -> None:
    many = [*(record(n, account="a", points=10) for n in range(3)), record(3, account="b", points=10),
            record(4, "c2", account="a", points=10)]  # fmt: skip
    (pair,) = repeated(many)
    assert (pair.operator, pair.account, pair.transfers, pair.points) == ("c1", "a", 3, 30)
    assert (pair.of_operator, pair.of_account) == (Fraction(3, 4), Fraction(3, 4))
    assert len(repeated(many, at_least=1)) == 3


@given(RECORDS, st.integers(1, 40), st.text(max_size=8), st.randoms(use_true_random=False))
def test_a_sample_is_drawn_the_same_again_in_whatever_order_and_takes_from_everybody(
    records: list[Record], size: int, seed: str, turn: Any
) -> None:
    found = draw(records, size, seed)
    shuffled = [*records]
    turn.shuffle(shuffled)
    assert draw(shuffled, size, seed) == found
    assert len(set(found)) == len(found) == min(size, len(records))
    assert set(found) <= {one.transfer for one in records}
    operators = {one.operator for one in records}
    drawn = {one.operator for one in records if one.transfer in found}
    assert len(drawn) == min(size, len(operators))


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 60), max_size=6), st.integers(1, 200))
def test_strata_get_their_part_within_one_and_never_more_than_they_have(sizes: dict[str, int], size: int) -> None:
    found = allocate(sizes, size)
    there = {name: many for name, many in sizes.items() if many}
    assert sum(found.values()) == min(size, sum(there.values()))
    assert all(1 <= found[name] <= there[name] for name in found)
    if size > len(there) and sum(there.values()) > len(there):
        rest, over = min(size, sum(there.values())) - len(there), sum(there.values()) - len(there)
        assert all(abs(found[name] - 1 - Fraction(rest * (there[name] - 1), over)) < 1 for name in there)


def test_another_seed_draws_another_sample() -> None:
    records = [record(n) for n in range(200)]
    assert len({tuple(draw(records, 5, f"seed-{n}")) for n in range(20)}) == 20


def test_every_entry_is_drawn_as_often_as_any_other() -> None:
    records = [record(n) for n in range(10)]
    times = [0] * 10
    for seed in range(2000):
        for transfer in draw(records, 3, f"a{seed}"):
            times[int(transfer[1:])] += 1
    # 600 expected, standard deviation 20.5; the seeds are fixed, so this is no matter of luck
    assert all(530 < count < 670 for count in times)


def test_the_interval_is_the_one_in_the_tables() -> None:
    tables = ((0, 30, 0.0, 0.1157), (1, 10, 0.0025, 0.4450), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0))
    for wrong, checked, low, high in tables:
        assert error_rate(wrong, checked) == pytest.approx((low, high), abs=5e-5)
    assert error_rate(0, 0) == (0.0, 1.0)


@given(st.integers(1, 40), st.integers(0, 100))
def test_whatever_the_true_rate_the_interval_covers_it_often_enough(checked: int, per_cent: int) -> None:
    rate = Fraction(per_cent, 100)
    covered = Fraction(0)
    for wrong in range(checked + 1):
        low, high = error_rate(wrong, checked)
        if low <= rate <= high:
            covered += comb(checked, wrong) * rate**wrong * (1 - rate) ** (checked - wrong)
    assert covered >= Fraction(95, 100)


@pytest.mark.parametrize(("wrong", "checked", "confidence"), [(-1, 5, 0.95), (6, 5, 0.95), (1, 5, 1.0), (1, 5, 0.0)])
def test_numbers_that_make_no_sense_are_refused(wrong: int, checked: int, confidence: float) -> None:
    with pytest.raises(InputError):
        error_rate(wrong, checked, confidence)
    with pytest.raises(InputError):
        allocate({"c1": 3}, 0)
