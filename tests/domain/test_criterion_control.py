"""How the pad offers a criterion follows from its scale, unless its author says otherwise."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiping.domain.criteria import Criterion, Level, Scale
from weiping.domain.text import Text
from weiping.errors import DefinitionError


def criterion(high: int, step: str, **more: object) -> Criterion:
    scale = Scale(low=Decimal(0), high=Decimal(high), step=Decimal(step))
    return Criterion(key="x", title=Text("甲", "X"), rubric=Text("乙", "Y"), scale=scale, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("high", "step", "control"),
    [(5, "1", "steps"), (10, "1", "steps"), (20, "0.5", "levels"), (60, "1", "levels"), (100, "1", "slider")],
)
def test_a_short_scale_gets_a_button_a_value_and_a_long_one_a_slider(high: int, step: str, control: str) -> None:
    assert criterion(high, step).control == control


def test_a_short_scale_whose_levels_were_written_keeps_them() -> None:
    levels = (
        Level(key="good", title=Text("好", "Good"), low=Decimal(3), high=Decimal(5), value=Decimal(4)),
        Level(key="poor", title=Text("差", "Poor"), low=Decimal(0), high=Decimal(2), value=Decimal(1)),
    )
    assert criterion(5, "1", levels=levels).control == "levels"


def test_an_author_may_choose_and_a_control_that_the_pad_does_not_know_is_refused() -> None:
    assert criterion(100, "1", control="levels").control == "levels"
    with pytest.raises(DefinitionError, match="wheel"):
        criterion(100, "1", control="wheel")


@given(st.integers(1, 200), st.sampled_from(["0.5", "1"]))
def test_the_control_survives_the_snapshot_of_a_round(high: int, step: str) -> None:
    one = criterion(high, step)
    assert Criterion.from_data(one.as_data()) == one


def test_a_round_that_opened_before_there_was_a_choice_keeps_its_level_buttons() -> None:
    data = criterion(100, "1").as_data()
    del data["control"]
    assert Criterion.from_data(data).control == "levels"
