"""Each preset on a table small enough to be worked out by hand."""

from decimal import Decimal

import polars as pl
import pytest

from weiping.frames import Table
from weiping.scoring.engine import score
from weiping.scoring.explain import explain
from weiping.scoring.facts import prepare, read_marks
from weiping.scoring.presets import NAMES, PRESETS
from weiping.scoring.reasons import said

RULES = {one.key: one.rule for one in PRESETS}


def table(cells):
    """A long sheet as a file has it, from {(entry, criterion): [mark, …]}."""
    rows = [
        (entry, f"J{at}", criterion, None if mark is None else str(mark))
        for (entry, criterion), marks in cells.items()
        for at, mark in enumerate(marks, 1)
    ]
    return Table.of(pl.DataFrame(rows, schema=["entry", "judge", "criterion", "mark"], orient="row"), "marks.csv")


def scored(key, cells, entries=None):
    facts = prepare(RULES[key], entries=entries)
    return score(read_marks(table(cells), RULES[key], facts), RULES[key], facts=facts)


def column(result, name):
    return dict(result.standings.select("entry", name).iter_rows())


def test_the_presets_are_those_that_the_page_lists():
    assert [one.key for one in PRESETS] == list(NAMES)
    assert set(NAMES) == {"plain", "trimmed", "isu", "rentsafe", "kaili-2015", "stairwell-stars", "deduct-0.2"}


def test_plain_adds_up_the_means():
    result = scored("plain", {("A", "a"): [17, 18], ("A", "b"): [16, 16.5, 15]})
    assert column(result, "total") == {"A": Decimal("33.33")}  # 17.5 + 47.5/3
    assert column(result, "award") == {"A": "most-beautiful"}


def test_trimmed_leaves_out_one_highest_and_one_lowest_and_needs_three_marks():
    result = scored("trimmed", {("A", "a"): [20, 12, 15.5, 16, 17], ("B", "a"): [20, 20, None]})
    assert column(result, "total") == {"A": Decimal("16.17"), "B": None}  # (15.5 + 16 + 17) / 3
    row = result.standings.filter(entry="B").row(0, named=True)
    assert said(result.rule, row["reason"], row["detail"]) == "Fewer than 3 marks were given on a."


KAILI = {
    ("A", "a"): [80, 90],
    ("A", "b"): [70, 70],
    ("B", "a"): [100],
    ("B", "b"): [100],
    ("C", "a"): [60],
    ("C", "b"): [64],
}
FACTS = pl.DataFrame(
    {
        "entry": ["A", "B", "C"],
        "green_ratio": ["25.1", "25", "40"],
        "safety": ["80", "95", "79.9"],
        "web_vote": ["60", "100", "90"],
        "survey": ["88.5", "100", "70"],
    }
)


def test_kaili_blends_the_panel_with_vote_and_survey_behind_its_two_gates():
    # A: panel 100 × (85 + 70) ÷ 200 = 77.5; 77.5 × 0.5 + 60 × 0.2 + 88.5 × 0.3 = 38.75 + 12 + 26.55 = 77.30
    # B: 100 throughout, but 25 does not exceed 25; C: 62 × 0.5 + 90 × 0.2 + 70 × 0.3 = 70.00, but 79.9 < 80
    result = scored("kaili-2015", KAILI, FACTS)
    assert column(result, "total") == {"A": Decimal("77.30"), "B": 100, "C": 70}
    assert column(result, "rank") == {"A": 1, "B": None, "C": None}
    why = [
        said(result.rule, row["reason"], row["detail"]) for row in result.standings.sort("entry").iter_rows(named=True)
    ]
    assert why == [
        "",
        "Not eligible: The green ratio must exceed 25 %.",
        "Not eligible: Satisfaction with safety must reach 80 %.",
    ]


def test_kaili_explains_the_blend_in_both_languages():
    facts = prepare(RULES["kaili-2015"], entries=FACTS)
    marks = read_marks(table(KAILI), RULES["kaili-2015"], facts)
    english = explain(marks, RULES["kaili-2015"], "A", facts=facts, lang="en").text()
    assert "The panel: 77.5 × 0.5 = 38.75." in english
    assert "survey: 88.5 × 0.3 = 26.55." in english
    assert "Together 77.3." in english
    chinese = explain(marks, RULES["kaili-2015"], "A", facts=facts).text()
    assert "网络投票：60 × 0.2 = 12。" in chinese
    assert "合计 77.3。" in chinese


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("survey", None, "The table of entries has no number in the column survey."),
        ("web_vote", "130", "The number in the column web_vote lies off its scale."),
        ("web_vote", "-1", "The number in the column web_vote lies off its scale."),
    ],
)
def test_kaili_gives_no_total_without_a_number_on_its_scale(name, value, reason):
    entries = FACTS.with_columns(
        pl.when(pl.col("entry") != "A").then(pl.col(name)).otherwise(pl.lit(value)).alias(name)
    )
    result = scored("kaili-2015", KAILI, entries)
    row = result.standings.filter(entry="A").row(0, named=True)
    assert (row["total"], said(result.rule, row["reason"], row["detail"])) == (None, reason)
    assert row["rank"] is None


def test_stairwells_get_a_star_where_more_than_half_of_the_judges_say_yes():
    yes = {("A", str(number)): [1, 1, 0] for number in range(5)}
    some = {
        ("B", "0"): [1, 1, 0, 0],
        ("B", "1"): [1, 1, 0],
        ("B", "2"): [0, 0, 0],
        ("B", "3"): [1],
        ("B", "4"): [1, None],
    }
    none = {("C", str(number)): [0, 0, 1] for number in range(5)}
    result = scored("stairwell-stars", yes | some | none)
    assert column(result, "total") == {"A": 5, "B": 3, "C": 0}  # two against two is no star
    assert column(result, "award") == {"A": "five-stars", "B": "three-stars", "C": None}
    facts = prepare(RULES["stairwell-stars"])
    told = explain(read_marks(table(yes | some | none), RULES["stairwell-stars"], facts), RULES["stairwell-stars"], "B",
                   facts=facts, lang="en").text()  # fmt: skip
    assert "0: 2 ÷ 4 = 0.5." in told
    assert "0: the criterion is not met: 0." in told
    assert "1: the criterion is met: 1." in told


def test_two_tenths_are_taken_off_for_each_fault_but_an_item_never_falls_below_nothing():
    cells = {("A", "a"): [0, 3], ("A", "b"): [12, 10, 1], ("B", "a"): [1, 1], ("B", "b"): [0, 0, 0]}
    result = scored("deduct-0.2", cells)
    # A: a (2 + 1.4) / 2 = 1.7; b (0 + 0 + 1.8) / 3 = 0.6 → 2.30. B: 1.8 + 2 = 3.80
    assert column(result, "total") == {"A": Decimal("2.30"), "B": Decimal("3.80")}
    facts = prepare(RULES["deduct-0.2"])
    told = explain(
        read_marks(table(cells), RULES["deduct-0.2"], facts), RULES["deduct-0.2"], "A", facts=facts, lang="en"
    ).text()
    assert "b: 2 less 0.2 for each fault, not below 0: 0 (J1), 0 (J2), 1.8 (J3)." in told


@pytest.mark.parametrize(("mark", "said_"), [("1.5", "step"), ("-1", "below"), ("x", "number")])
def test_what_is_no_count_of_faults_is_refused_row_by_row(mark, said_):
    from weiping.frames import worded

    result = scored("deduct-0.2", {("A", "a"): [mark, 2]})
    (row,) = worded(result.refused).iter_rows(named=True)
    assert (row["value"], row["row"]) == (mark, 2)
    assert column(result, "total") == {"A": Decimal("1.60")}


def test_faults_of_a_database_that_are_no_counts_are_refused(make_marks):
    from weiping.errors import RuleError

    with pytest.raises(RuleError, match="whole numbers from 0 up"):
        score(make_marks({("A", "a"): [0.5]}), RULES["deduct-0.2"])


def test_full_marks_of_a_count_are_where_nothing_was_found(make_rule, make_marks):
    rule = make_rule(
        "[marks]\nscale = { low = 0, high = 20 }\n[marks.scales.a]\nlow = 0\nstep = 1\n"
        '[marks.deducts.a]\nstart = 10\nper = 2.5\n[weigh]\nmethod = "percentage"'
    )
    # (10 − 2.5) + 17.5 of 10 + 20
    assert column(score(make_marks({("A", "a"): [1], ("A", "b"): [17.5]}), rule), "total") == {"A": Decimal("83.33")}
