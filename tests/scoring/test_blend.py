from decimal import Decimal

import polars as pl
import pytest

from weiping.errors import RuleError
from weiping.scoring.engine import score
from weiping.scoring.explain import explain
from weiping.scoring.reasons import said

BLEND = """
[blend]
full = 10
panel = {{ weight = 0.5, scale = {{ low = 0, high = 20 }} }}
[[blend.sources]]
column = "vote"
title = "votes"
weight = 0.3
scale = {{ low = 100, high = 300 }}
empty = "{empty}"
[[blend.sources]]
column = "survey"
weight = 0.2
scale = {{ low = 1, high = 5 }}
"""


def totals(scored):
    return dict(scored.standings.select("entry", "total").iter_rows())


@pytest.fixture
def two(make_marks):
    return make_marks({("A", "c"): [15, 16], ("B", "c"): [20]})


@pytest.mark.parametrize(("empty", "b"), [("incomplete", None), ("zero", None), ("leave-out", Decimal("10.00"))])
def test_each_source_is_brought_to_one_scale_and_an_empty_one_counts_as_the_rule_says(make_rule, two, empty, b):
    # A: 0.5 · 10 · 15.5/20 + 0.3 · 10 · 50/200 + 0.2 · 10 · 3/4 = 3.875 + 0.75 + 1.5 = 6.125 → 6.13
    # B without votes: (5 + 2) / (0.5 + 0.2) = 10; 0 votes lie off a scale that begins at 100
    entries = pl.DataFrame({"entry": ["A", "B"], "vote": [150, None], "survey": [4, 5]})
    found = score(two, make_rule(BLEND.format(empty=empty)), entries=entries)
    assert totals(found) == {"A": Decimal("6.13"), "B": b}


def test_the_blend_explains_other_scales_and_what_is_left_out(make_rule, two):
    entries = pl.DataFrame({"entry": ["A", "B"], "vote": [150, None], "survey": [4, 5]})
    rule = make_rule(BLEND.format(empty="leave-out"))
    told = explain(two, rule, "A", entries=entries, lang="en").text()
    assert "votes: 150 on a scale from 100 to 300, × 0.3: 0.75 of 10." in told
    told = explain(two, rule, "B", entries=entries, lang="en").text()
    assert "votes: there is no number; it is left out." in told
    assert "Together 7 ÷ 0.7 = 10." in told
    assert "The total is made of: the panel 50 %, votes 30 %, survey 20 %." in rule.words("en")
    assert rule.words("en")[-1] != rule.words("zh_CN")[-1]


def test_a_panel_off_the_scale_that_the_rule_states_is_no_total(make_rule, make_marks):
    entries = pl.DataFrame({"entry": ["A"], "vote": [150], "survey": [4]})
    found = score(make_marks({("A", "c"): [25]}), make_rule(BLEND.format(empty="zero")), entries=entries)
    row = found.standings.row(0, named=True)
    assert row["total"] is None
    assert "off the scale that the rule states for the panel" in said(found.rule, row["reason"], row["detail"])


def test_what_is_taken_off_stops_at_the_floor(make_rule, make_marks):
    rule = make_rule('[entries]\nsubtract = [{ column = "fine" }]\nfloor = 0.5')
    entries = pl.DataFrame({"entry": ["A", "B"], "fine": [3, 30]})
    marks = make_marks({("A", "c"): [10], ("B", "c"): [10]})
    assert totals(score(marks, rule, entries=entries)) == {"A": 7, "B": Decimal("0.50")}
    assert "-20 lies below the floor of 0.5." in explain(marks, rule, "B", entries=entries, lang="en").text()


GOOD = BLEND.format(empty="zero")


@pytest.mark.parametrize(
    ("old", "new", "said_"),
    [
        ("weight = 0.3", "weight = 0.2", "add up to 0.9, but the rule states 1"),
        ("weight = 0.3", "weight = -0.3", "above zero"),
        ('column = "survey"', 'column = "vote"', "names a column twice"),
        (", scale = { low = 0, high = 20 }", "", "needs the scale of what the criteria come to"),
        ("low = 100", "low = 400", "low below high"),
        ("low = 1, high = 5", "low = 1, high = 5, step = 1", "no step"),
        ('empty = "zero"', 'empty = "low"', "empty is not right"),
        ("full = 10", "full = 0", "full and every weight"),
    ],
)
def test_a_blend_that_is_wrong_says_where(make_rule, old, new, said_):
    assert old in GOOD
    with pytest.raises(RuleError, match=said_):
        make_rule(GOOD.replace(old, new))


@pytest.mark.parametrize(
    ("text", "said_"),
    [
        ("[combine]\nmet = { }", "more_than or at_least"),
        ("[combine]\ndecimals = 1\nmet = { at_least = 1 }", "leave out its decimals"),
        ("[marks]\ndeduct = { start = 2, per = 0.2 }", "a mark counts faults; state scale"),
        ("[marks]\nscale = { low = 0, step = 0.5 }\ndeduct = { start = 2, per = 0.2 }", "state scale"),
        ("[marks]\nscale = { low = 0, step = 1 }\ndeduct = { start = 2, per = 0 }", "deduct is not sane"),
        ('[combine]\nmethod = "winsorised"', "drop_high and drop_low belong to"),
        ('[combine]\nmethod = "winsorised"\ndrop_low = 1\nmin_marks = 1', "min_marks must be more than 1"),
    ],
)
def test_a_step_that_is_stated_wrongly_says_so(make_rule, text, said_):
    with pytest.raises(RuleError, match=said_):
        make_rule(text)


def test_a_winsorised_mean_moves_the_ends_to_their_neighbours(make_rule, make_marks):
    rule = make_rule('[combine]\nmethod = "winsorised"\ndrop_high = 1\ndrop_low = 2')
    marks = make_marks({("A", "c"): [1, 2, 6, 8, 9], ("B", "c"): [5, 6, 7]})
    assert totals(score(marks, rule)) == {"A": Decimal("6.80"), "B": None}  # 6 6 6 8 8; three marks are too few
    told = explain(marks, rule, "A", lang="en").text()
    assert "the marks at the ends count as the nearest of the others: 1 → 6 (J1), 2 → 6 (J2), 9 → 8 (J5)." in told
    assert "34 ÷ 5 = 6.8." in told


def test_one_highest_and_one_lowest_go_only_where_enough_judges_gave_a_mark(make_rule, make_marks):
    rule = make_rule('[combine]\nmethod = "trimmed"\ndrop_high = 1\ndrop_low = 1\nmin_marks = 5')
    marks = make_marks({("A", "c"): [1, 6, 7, 8, 20], ("B", "c"): [6, 7, 8, 9, None]})
    assert totals(score(marks, rule)) == {"A": 7, "B": None}
