from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiping.frames import DIGITS, Reason, scaled

exact = st.decimals(-1_000_000, 1_000_000, places=DIGITS)


def read(values, dtype):
    frame = pl.DataFrame({"mark": pl.Series(values, dtype=dtype)})
    value, why = scaled("mark", frame.schema["mark"])
    return frame.select(value.alias("value"), why.fill_null(0).alias("why")).row(0)


@given(exact)
def test_text_is_read_exactly(number):
    assert read([f"{number:f}"], pl.String) == (int(number.scaleb(DIGITS)), 0)


@given(exact)
def test_a_float_counts_as_the_shortest_decimal_that_prints_it(number):
    assert read([float(number)], pl.Float64) == (int(number.scaleb(DIGITS)), 0)


@given(exact, st.integers(DIGITS, 12))
def test_decimals_of_any_scale_are_read_exactly(number, scale):
    assert read([number], pl.Decimal(30, scale)) == (int(number.scaleb(DIGITS)), 0)


@pytest.mark.parametrize("dtype", [pl.Float64, pl.String])
def test_every_mark_of_two_decimals_is_read_exactly_in_a_column_of_many(dtype):
    numbers = pl.Series("mark", range(-100_000, 100_000, 7), dtype=pl.Int64)
    frame = (numbers / pl.Series([100.0] * len(numbers))).cast(dtype).to_frame()
    value, why = scaled("mark", frame.schema["mark"])
    read_ = frame.select(value.alias("value"), why.alias("why"))
    assert read_["value"].to_list() == [number * 10_000 for number in numbers]
    assert read_["why"].sum() == 0


@given(st.integers(-1_000_000, 1_000_000))
def test_whole_numbers_are_read_exactly(number):
    assert read([number], pl.Int64) == (number * 10**DIGITS, 0)


@given(st.floats(-1000, 1000))
def test_no_float_is_ever_rounded_on_the_way_in(number):
    value, why = read([number], pl.Float64)
    if why == 0:
        assert Decimal(value).scaleb(-DIGITS) == Decimal(repr(number))
    else:
        assert why == Reason.TOO_PRECISE


@given(st.floats(-1000, 1000, width=32))
def test_a_single_precision_float_counts_as_what_it_prints(number):
    value, why = read([number], pl.Float32)
    shown = Decimal(pl.Series([number], dtype=pl.Float32).cast(pl.String)[0])
    assert why in (Reason.TOO_PRECISE, Reason.NOT_A_NUMBER) or Decimal(value).scaleb(-DIGITS) == shown


@pytest.mark.parametrize(
    ("text", "value"),
    [("9.75", 9_750_000), (" 9.5 ", 9_500_000), ("+3", 3_000_000), ("-.5", -500_000), ("7.", 7_000_000),
     ("9.500000000", 9_500_000), ("９．５", 9_500_000), ("007", 7_000_000),
     ("－３", -3_000_000), ("−3", -3_000_000)],
)  # fmt: skip
def test_numbers_as_people_type_them_are_read(text, value):
    assert read([text], pl.String) == (value, 0)


@pytest.mark.parametrize(
    "text", ["nine", "9,5", "95分", "1e3", "--1", "1.2.3", "nan", "∞", ".", "٣", "१", "1²", "½", "Ⅷ"]
)
def test_what_is_not_a_number_is_said_to_be_none(text):
    assert read([text], pl.String) == (None, Reason.NOT_A_NUMBER)


@pytest.mark.parametrize("empty", ["", "  ", None])
def test_an_empty_cell_is_no_mark_and_no_fault(empty):
    assert read([empty], pl.String) == (None, 0)


def test_a_number_with_too_many_decimals_is_refused_and_not_rounded():
    assert read(["1.0000001"], pl.String) == (None, Reason.TOO_PRECISE)
    assert read([0.1 + 0.2], pl.Float64) == (None, Reason.TOO_PRECISE)


@pytest.mark.parametrize(
    ("value", "dtype"), [("1000001", pl.String), ("9" * 60, pl.String), (1e18, pl.Float64), (2**62, pl.Int64)]
)
def test_a_number_beyond_the_limit_is_refused(value, dtype):
    assert read([value], dtype) == (None, Reason.TOO_LARGE)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_nan_and_infinity_are_no_numbers(value):
    assert read([value], pl.Float64) == (None, Reason.NOT_A_NUMBER)
