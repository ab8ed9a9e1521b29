"""Laws that hold for any rule and any marks."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weiping.frames import Marks
from weiping.scoring import combine
from weiping.scoring.engine import score
from weiping.scoring.facts import prepare
from weiping.scoring.fixed import big, decimal, half_up, wide
from weiping.scoring.reference import outcome
from weiping.scoring.rule import parse_rule
from weiping.scoring.sheets import read

CRITERIA = ("a", "b", "c")
decimals = st.none() | st.integers(0, 4)


@st.composite
def rules(draw):
    """Rules over three criteria, with and without rounding in between."""
    method = draw(st.sampled_from(["mean", "median", "trimmed", "winsorised"]))
    ends = method in ("trimmed", "winsorised")
    high, low = (draw(st.integers(0, 2)), draw(st.integers(1, 2))) if ends else (0, 0)
    weigh = draw(st.sampled_from(["sum", "mean", "percentage"]))
    lines = ['[rule]\nkey = "r"\ntitle = "r"', "[marks]\nscale = { low = -50, high = 50 }", "[combine]"]
    lines += [f'method = "{method}"', f"drop_high = {high}", f"drop_low = {low}"]
    lines += [f"min_marks = {high + low + draw(st.integers(1, 2))}"] if draw(st.booleans()) else []
    if draw(st.integers(0, 3)) == 0:
        lines += [f"met = {{ {draw(st.sampled_from(['more_than', 'at_least']))} = {draw(st.integers(-4, 4)) / 2} }}"]
    else:
        lines += [f"decimals = {places}" for places in [draw(decimals)] if places is not None]
    lines += [f'[weigh]\nmethod = "{weigh}"', f'missing = "{draw(st.sampled_from(["incomplete", "leave-out"]))}"']
    lines += [f"decimals = {places}" for places in [draw(decimals)] if places is not None]
    weights = [draw(st.decimals(0, 3, places=draw(st.integers(0, 3)))) for _ in CRITERIA]
    if draw(st.booleans()):
        lines.append("[weigh.weights]")
        lines += [f"{name} = {weight}" for name, weight in zip(CRITERIA, weights, strict=True)]
    if draw(st.integers(0, 2)) == 0:
        panel, span = draw(st.sampled_from(["0.5", "0.3", "0.8"])), draw(st.sampled_from([3, 100, 999]))
        rest = Decimal(1) - Decimal(panel)
        lines.append(f"[blend]\nfull = {draw(st.sampled_from([100, 20]))}")
        lines.append(f"panel = {{ weight = {panel}, scale = {{ low = {-span}, high = {2 * span} }} }}")
        lines.append(f'[[blend.sources]]\ncolumn = "vote"\nweight = {rest}\nscale = {{ low = -7, high = 6 }}')
        lines.append(f'empty = "{draw(st.sampled_from(["incomplete", "zero", "leave-out"]))}"')
    if draw(st.booleans()):
        empty, absolute = draw(st.sampled_from(["incomplete", "zero"])), draw(st.sampled_from(["true", "false"]))
        lines.append(f'[entries]\nadd = [{{ column = "bonus", empty = "{empty}", cap = 5 }}]')
        lines += [f"floor = {draw(st.integers(-9, 9)) / 4}"] if draw(st.booleans()) else []
        lines.append(f'subtract = [{{ column = "minus", absolute = {absolute} }}]')
    lines.append(f"[final]\ndecimals = {draw(st.integers(0, 4))}")
    lines.append(f'[rank]\nmethod = "{draw(st.sampled_from(["competition", "dense"]))}"')
    lines.append('[[rank.ties]]\nby = "criteria_total"')
    return parse_rule("\n".join(lines))


cell = st.one_of(st.integers(-20, 20).map(lambda half: half * 5000), st.integers(-500_000, 500_000), st.none())


@st.composite
def marks(draw):
    """Up to four entries, up to five judges; empty marks, criteria not applicable, entries without any mark."""
    rows = [
        {"entry": entry, "judge": judge, "criterion": name, "value": value, "na": value is None and draw(st.booleans())}
        for entry in range(draw(st.integers(1, 4)))
        for name in CRITERIA
        for judge in range(draw(st.integers(1, 5)))
        for value in [draw(cell)]
    ]
    kinds = {"entry": pl.Int64, "judge": pl.Int64, "criterion": pl.String, "value": pl.Int64, "na": pl.Boolean}
    return pl.DataFrame(rows, schema=kinds)


amounts = st.lists(
    st.tuples(*[st.none() | st.decimals(-9, 9, places=2).map(str)] * 3), min_size=5, max_size=5
)  # bonus, minus and vote of five entries, the last of them without marks


def table(numbers):
    columns = {name: [row[at] for row in numbers] for at, name in enumerate(("bonus", "minus", "vote"))}
    kinds = {"entry": pl.Int64, "bonus": pl.String, "minus": pl.String, "vote": pl.String}
    return pl.DataFrame({"entry": range(5), **columns}, schema=kinds)


@pytest.mark.parametrize("small", [combine.SMALL, 0], ids=["over common denominators", "between two bounds"])
@settings(max_examples=200, deadline=None)
@given(rules(), marks(), amounts)
def test_the_engine_equals_the_reference_that_reads_like_the_rule(small, rule, frame, numbers):
    with patch.object(combine, "SMALL", small):
        check_engine_and_reference(rule, frame, numbers)


def check_engine_and_reference(rule, frame, numbers):
    facts = prepare(rule, entries=table(numbers))
    given_marks = Marks.scaled(frame)
    standings = score(given_marks, rule, facts=facts).standings.with_columns(pl.col("entry").cast(pl.String))
    wanted = standings.select("round", "entry")
    for sheet, row in zip(read(given_marks, rule, facts, wanted), standings.iter_rows(named=True), strict=True):
        expected = outcome(sheet, rule)
        found = (row["total"], row["criteria_total"], row["reason"], row["detail"])
        assert found == (expected.total, expected.criteria_total, expected.reason, expected.detail)


@settings(max_examples=100, deadline=None)
@given(rules().filter(lambda rule: not rule.entry_columns), marks(), st.randoms())
def test_the_order_of_the_rows_changes_nothing(rule, frame, random):
    order = list(range(frame.height))
    random.shuffle(order)
    assert score(Marks.scaled(frame), rule).standings.equals(score(Marks.scaled(frame[order]), rule).standings)


@settings(max_examples=100, deadline=None)
@given(rules().filter(lambda rule: not rule.entry_columns), marks())
def test_places_count_those_ahead_and_equal_ones_share(rule, frame):
    standings = score(Marks.scaled(frame), rule).standings.filter(pl.col("rank").is_not_null())
    values = list(zip(standings["total"], standings["tie_1"], strict=True))
    for value, rank, shared in zip(values, standings["rank"], standings["shared"], strict=True):
        ahead = [other for other in values if other > value]
        assert rank == 1 + len(ahead if rule.slots.rank.method == "competition" else set(ahead))
        assert shared == (values.count(value) > 1)


@given(st.lists(st.tuples(st.integers(-(10**24), 10**24), st.integers(1, 10**9)), min_size=1))
def test_half_up_of_a_column_is_the_rounding_learned_at_school(pairs):
    frame = pl.DataFrame(pairs, schema={"n": pl.Int128, "d": pl.Int128}, orient="row")
    found = frame.select(half_up(wide("n"), wide("d"))).to_series().to_list()
    assert found == [_school(Fraction(n, d)) for n, d in pairs]


def _school(value: Fraction) -> int:
    whole, rest = divmod(abs(value), 1)
    return (whole + (rest >= Fraction(1, 2))) * (1 if value >= 0 else -1)


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 5))
def test_half_up_of_a_column_equals_that_of_the_decimal_module(value, places):
    frame = pl.DataFrame({"n": [int(value.scaleb(6))]}, schema={"n": pl.Int128})
    found = frame.select(half_up(wide("n"), big(10 ** (6 - places)))).item()
    assert Decimal(found).scaleb(-places) == value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@given(st.integers(-(10**28), 10**28), st.integers(0, 6))
def test_integers_become_decimals_without_loss(number, digits):
    frame = pl.DataFrame({"n": [number]}, schema={"n": pl.Int128})
    assert frame.select(decimal("n", digits)).item() == Decimal(number).scaleb(-digits)
