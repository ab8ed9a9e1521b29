"""Which rules a live round can be scored by, and what the office is told about the others."""

import pytest

from weiping.desk import plan_choices
from weiping.desk.live_rules import why_not
from weiping.domain.criteria import Criterion, Scale
from weiping.domain.text import Text
from weiping.scoring.presets import PRESETS
from weiping.scoring.rule import parse_rule

RULES = {one.key: one.rule for one in PRESETS}
KAILI = ["green_ratio", "safety", "web_vote", "survey"]


def criterion(high: int) -> Criterion:
    name = Text("项", "Item")
    return Criterion(key="item", title=name, rubric=name, scale=Scale(high=high, step=1))


@pytest.mark.parametrize(
    ("key", "columns", "high", "said"),
    [
        ("plain", [], 20, None),
        ("trimmed", [], 20, None),
        ("kaili-2015", KAILI, 20, None),
        ("kaili-2015", KAILI[1:], 20, "looks at green_ratio of the entries"),
        ("stairwell-stars", [], 1, None),
        ("stairwell-stars", [], 20, "Item runs from 0 to 20"),
        ("deduct-0.2", [], 20, "a mark counts faults"),
        ("rentsafe", [], 5, "sheets that come as files"),
        ("isu", [], 10, "looks at"),
    ],
)
def test_a_rule_fits_a_live_round_or_says_why_not(key: str, columns: list[str], high: int, said: str | None) -> None:
    found = why_not(RULES[key], columns, [criterion(high)])
    assert (found is None) == (said is None)
    if found is not None and said is not None:
        assert said in found.text("en")
        assert found.text("zh_CN") != found.text("en")


def test_adjusted_judges_stand_beside_a_live_round_and_not_in_it() -> None:
    rule = parse_rule('[rule]\nkey = "r"\ntitle = "r"\n[judges]\nadjustment = "centred"\n[final]\ndecimals = 2\n')
    assert "as they were given" in str(why_not(rule))


def test_the_office_hears_of_every_rule_that_does_not_fit_with_the_reason(hall) -> None:
    found = plan_choices.overview(hall.desk, hall.clerk)
    unfit = {one["key"]: one["why"] for one in found["unfit"]}
    assert {one["key"] for one in found["rules"]} | set(unfit) == set(RULES)
    assert "green_ratio" in unfit["kaili-2015"]["zh_CN"]
