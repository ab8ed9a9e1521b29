"""Which rules a live round can be scored by, and what the office is told about the others."""

import polars as pl
import pytest
import sqlalchemy as sa
from tests.conftest import Hall, tiny_plan

from weiping.desk import appraisals, plan_choices, results
from weiping.desk.live_rules import why_not
from weiping.desk.round_info import round_info
from weiping.domain.appraisal import OPERATOR
from weiping.domain.criteria import Criterion, Scale
from weiping.domain.text import Text
from weiping.errors import RuleError
from weiping.scoring.presets import PRESETS
from weiping.scoring.rule import parse_rule
from weiping.store import tables as t

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


def test_the_office_hears_of_every_rule_that_does_not_fit_with_the_reason(hall: Hall) -> None:
    found = plan_choices.overview(hall.desk, hall.clerk)
    unfit = {one["key"]: one["why"] for one in found["unfit"]}
    assert {one["key"] for one in found["rules"]} | set(unfit) == set(RULES)
    assert "green_ratio" in unfit["kaili-2015"]["zh_CN"]


@pytest.mark.parametrize("key", RULES)
def test_an_appraisal_with_a_preset_is_created_or_refused_in_words(hall: Hall, key: str) -> None:
    plan = tiny_plan(key="another", rule=key)
    if key in ("plain", "trimmed"):
        assert appraisals.create(hall.desk, OPERATOR, "tiny", plan) > hall.round
        return
    with pytest.raises(RuleError) as caught:
        appraisals.create(hall.desk, OPERATOR, "tiny", plan)
    assert caught.value.text("zh_CN") != caught.value.text("en")


def test_kaili_can_be_created_where_the_register_has_its_columns_and_scores_live(hall: Hall) -> None:
    facts = {"green_ratio": "30", "safety": "85", "web_vote": "60", "survey": "90"}
    hall.desk.store.write(lambda connection: connection.execute(sa.update(t.compound).values(attributes=facts)))
    round_id = appraisals.create(hall.desk, OPERATOR, "tiny", tiny_plan(key="kaili", rule="kaili-2015"))
    with hall.desk.store.read() as connection:
        info = round_info(connection, round_id)
        entries = connection.execute(sa.select(t.entry).where(t.entry.c.round_id == round_id)).all()
    rows = [
        {"entry": one.id, "judge": 1, "criterion": criterion.key, "value": int(criterion.scale.high * 10_000)}
        for one in entries
        for criterion in info.criteria
    ]
    totals = {str(one.total) for one in results.score(info, pl.DataFrame(rows), entries)}
    assert totals == {"89.00"}  # full marks 100 × 0.5 + 60 × 0.2 + 90 × 0.3
