"""The pad's arithmetic in the browser says the same as domain/criteria.py, tap by tap."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import fake_api
import pytest

from weiping.domain.criteria import Criterion, Detail, Item, Level, Scale
from weiping.domain.exact import plain
from weiping.domain.text import Text

RUN = """async ([criterion, taps]) => {
  const m = await import("/modules/marks.js");
  let detail = m.blank();
  const seen = [];
  for (const [what, key] of taps) {
    if (what === "level") detail = m.tapLevel(key);
    if (what === "step") detail = m.tapStep(criterion, detail, key);
    if (what === "fault") detail = m.tapFault(detail, key, 1);
    if (what === "to") detail = m.tapTo(criterion, detail, key);
    if (what === "value") detail = m.tapValue(criterion, key);
    if (what === "less") detail = m.tapFault(detail, key, -1);
    const value = m.valueOf(criterion, detail);
    seen.push({ detail, value, level: m.levelAt(criterion, value) });
  }
  return seen;
}"""

FIRST = fake_api.CRITERIA[0]


def _criterion(shape: dict[str, Any]) -> Criterion:
    return Criterion(
        key=shape["key"],
        title=Text("x", "x"),
        rubric=Text("x", "x"),
        scale=Scale(**{k: Decimal(v) for k, v in shape["scale"].items()}),
        levels=tuple(
            Level(
                key=one["key"],
                title=Text("x", "x"),
                low=Decimal(one["low"]),
                high=Decimal(one["high"]),
                value=Decimal(one["value"]),
            )
            for one in shape["levels"]
        ),
        deductions=tuple(
            Item(key=one["key"], title=Text("x", "x"), points=Decimal(one["points"])) for one in shape["deductions"]
        ),
    )


@pytest.mark.parametrize(
    ("taps", "value", "level"),
    [
        ([("level", "excellent")], "19", "excellent"),
        ([("fault", "clutter"), ("step", -1)], "17.5", "good"),  # the README's example
        ([("fault", "clutter"), ("fault", "clutter")], "16", "good"),
        ([("fault", "clutter"), ("fault", "clutter"), ("less", "clutter")], "18", "excellent"),
        ([("less", "clutter")], "20", "excellent"),
        ([("fault", "clutter"), ("step", -1), ("level", "fair")], "12", "fair"),
        ([("level", "poor"), *[("fault", "clutter")] * 4], "0", "poor"),
        ([("level", "poor"), *[("fault", "clutter")] * 4, ("step", 1)], "0.5", "poor"),  # no tap is without effect
        ([("level", "excellent"), *[("step", 1)] * 5], "20", "excellent"),
        ([("level", "excellent"), *[("step", 1)] * 5, ("step", -1)], "19.5", "excellent"),
        ([("fault", "clutter"), ("to", "12.5")], "12.5", "fair"),  # a slider let go: the fault stays counted
        ([("fault", "clutter"), ("to", "12.5"), ("less", "clutter")], "14.5", "good"),
        ([*[("fault", "clutter")] * 12, ("to", "3")], "3", "poor"),
        ([("fault", "clutter"), ("value", "12")], "12", "fair"),  # a value tapped: starts anew
    ],
)
def test_a_row_of_taps_gives_the_mark_that_is_drawn(page, fake, taps, value, level) -> None:
    page.goto(fake.base + "/blank")
    last = page.evaluate(RUN, [FIRST, taps])[-1]
    assert (last["value"], last["level"]) == (value, level)


def test_any_row_of_taps_agrees_with_the_server_also_on_scales_with_odd_decimals(page, fake) -> None:
    page.goto(fake.base + "/blank")
    dice = random.Random(7)
    odd = {
        "key": "odd",
        "scale": {"low": "-0.3", "high": "1.05", "step": "0.15"},
        "levels": [
            {"key": "up", "low": "0.3", "high": "1.05", "value": "0.6"},
            {"key": "down", "low": "-0.3", "high": "0.15", "value": "0"},
        ],
        "deductions": [{"key": "a", "points": "0.15"}, {"key": "b", "points": "0.45"}],
    }
    for shape in (FIRST, odd):
        criterion = _criterion(shape)
        levels = [("level", one["key"]) for one in shape["levels"]]
        faults = [(what, one["key"]) for one in shape["deductions"] for what in ("fault", "less")]
        on_scale = [plain(criterion.scale.low + criterion.scale.step * n) for n in range(criterion.scale.steps + 1)]
        slides = [(what, dice.choice(on_scale)) for what in ("to", "value") for _ in range(3)]
        taps = [dice.choice([*levels, *faults, *slides, ("step", 1), ("step", -1), ("step", -1)]) for _ in range(400)]
        for seen in page.evaluate(RUN, [shape, taps]):
            detail = seen["detail"]
            here = Detail(level=detail["level"], fine=Decimal(detail["fine"]), counts=detail["counts"])
            assert seen["value"] == plain(criterion.value(here)), seen
        values = page.evaluate("async (shape) => (await import('/modules/marks.js')).values(shape)", shape)
        assert values == on_scale[::-1]


def test_sums_are_exact_where_floats_are_not(page, fake) -> None:
    page.goto(fake.base + "/blank")
    total = page.evaluate('async () => (await import("/modules/marks.js")).sum(["0.1", "0.2", "17.55", "-0.05"])')
    assert total == "17.8"
