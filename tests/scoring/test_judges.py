"""Slot 2: judges adjusted to each other, exactly, or refused with the reason."""

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weiping.domain.exact import half_up
from weiping.errors import InputError, RuleError
from weiping.frames import Marks
from weiping.scoring.connect import groups
from weiping.scoring.engine import score
from weiping.scoring.explain import explain
from weiping.scoring.rule import parse_rule

CENTRED = '[judges]\nadjustment = "centred"'
SEVERITY = '[judges]\nadjustment = "severity"\nsource = "the rounds of 2024"'

# J1 marks 2 higher than J2 throughout and saw A and B; J2 saw B and C; J3 saw all.
SPARSE = {("A", "c"): [14, None, 11], ("B", "c"): [16, 14, 13], ("C", "c"): [None, 10, 9]}


def totals(scored):
    return dict(scored.standings.select("entry", "total").iter_rows())


def test_centred_moves_the_mean_of_each_judge_to_that_of_the_panel(make_rule, make_marks):
    # means 15, 12, 11; all seven marks 87/7. A: (14 − 15 + 11 − 11)/2 + 87/7 = −1/2 + 87/7 = 11.928571…
    assert totals(score(make_marks(SPARSE), make_rule(CENTRED))) == {
        "A": Decimal("11.93"),
        "B": Decimal("14.10"),
        "C": Decimal("10.43"),
    }


def test_severities_are_added_as_they_were_handed_in(make_rule, make_marks):
    judges = pl.DataFrame({"judge": ["J1", "J2", "J3"], "severity": ["-1.25", "0.5", "0.75"]})
    found = totals(score(make_marks(SPARSE), make_rule(SEVERITY), judges=judges))
    assert found == {"A": Decimal("12.25"), "B": Decimal("14.33"), "C": Decimal("10.13")}


def test_severities_may_differ_by_criterion_and_round_and_the_table_is_read_by_its_headings(make_rule, make_marks):
    rule = make_rule(SEVERITY + '\ncolumn = "宽严"')
    judges = pl.DataFrame({"评委": ["J1", "J1"], "指标": ["a", "b"], "宽严": [1, 2]})
    marks = make_marks({("A", "a"): [5], ("A", "b"): [5]})
    assert totals(score(marks, rule, judges=judges)) == {"A": 13}


def test_adjusted_marks_are_rounded_where_the_rule_says_so(make_rule, make_marks):
    found = totals(score(make_marks(SPARSE), make_rule(CENTRED + "\ndecimals = 0")))
    # 14 − 15 + 12.43 = 11.43 → 11; 11 − 11 + 12.43 = 12.43 → 12
    assert found["A"] == Decimal("11.50")


def test_the_explanation_shows_what_was_added_to_each_mark(make_rule, make_marks):
    lines = explain(make_marks(SPARSE), make_rule(CENTRED + "\ndecimals = 2"), "C", lang="en").text()
    assert (
        "each judge's mean is moved to that of the panel: 10 + 0.428571… = 10.43 (J2), 9 + 1.428571… = 10.43 (J3)."
        in lines
    )
    judges = pl.DataFrame({"judge": ["J1", "J2", "J3"], "severity": ["-1.25", "0.5", "0.75"]})
    told = explain(make_marks(SPARSE), make_rule(SEVERITY), "A", judges=judges, lang="zh_CN").text()
    assert "加上各评委的严格程度：14 − 1.25 = 12.75（J1）、11 + 0.75 = 11.75（J3）。" in told


def test_the_notice_says_where_severities_come_from(make_rule):
    assert any("the rounds of 2024" in line for line in make_rule(SEVERITY).words("en"))
    assert any("the rounds of 2024" in line for line in make_rule(SEVERITY).words("zh_CN"))


@pytest.mark.parametrize("text", [CENTRED, SEVERITY])
def test_judges_who_share_no_entry_are_refused_with_their_groups(make_rule, make_marks, text):
    marks = make_marks({(e, "c"): [1, 2, None, None] for e in "AB"} | {(e, "c"): [None, None, 3, 4] for e in "CD"})
    judges = pl.DataFrame({"judge": ["J1", "J2", "J3", "J4"], "severity": [0, 0, 0, 0]})
    with pytest.raises(RuleError, match=r"2 groups that share no entry.*\{J1, J2\} \{J3, J4\}") as caught:
        score(marks, make_rule(text), judges=judges)
    assert "分成了 2 组" in caught.value.text("zh_CN")


def test_judges_connected_by_way_of_others_are_connected(make_rule, make_marks):
    chain = {("A", "c"): [1, 2, None], ("B", "c"): [2, 3, 3], ("C", "c"): [None, None, 4]}
    assert score(make_marks(chain), make_rule(CENTRED)).standings["total"].null_count() == 0


def test_a_judge_with_one_mark_on_a_criterion_cannot_be_centred(make_rule, make_marks):
    marks = make_marks({("A", "c"): [5, 6], ("B", "c"): [7, None]})
    with pytest.raises(RuleError, match="J2 gave one mark only on c"):
        score(marks, make_rule(CENTRED))


def test_a_judge_alone_is_the_panel(make_rule, make_marks):
    marks = make_marks({("A", "c"): [5], ("B", "c"): [7]})
    assert totals(score(marks, make_rule(CENTRED))) == {"A": 5, "B": 7}


@pytest.mark.parametrize(
    ("judges", "said"),
    [
        (None, r"give that table \(--judges\)"),
        ({"judge": ["J1"], "severity": [1]}, "no severity for J2, J3"),
        ({"judge": ["J1", "J2", "J3"], "strict": [1, 2, 3]}, "no column severity"),
        ({"judge": ["J1", "J2", "J3"], "severity": ["1", "very", "0"]}, "no severity for J2"),
        ({"severity": [1]}, "no column judge"),
    ],
)
def test_severities_that_are_not_there_are_asked_for(make_rule, make_marks, judges, said):
    table = None if judges is None else pl.DataFrame(judges)
    with pytest.raises(InputError, match=said):
        score(make_marks(SPARSE), make_rule(SEVERITY), judges=table)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[judges]\nadjustment = "severity"', "must say in source"),
        (CENTRED + '\nsource = "x"', 'belong to adjustment = "severity"'),
        ("[judges]\ndecimals = 2", "there is none"),
        (CENTRED + "\ndecimals = 7", r"\[judges\] decimals is 7"),
        ('[judges]\nadjustment = "centered"', "judges.adjustment is not right"),
    ],
)
def test_a_rule_that_adjusts_wrongly_says_so(make_rule, text, said):
    with pytest.raises(RuleError, match=said):
        make_rule(text)


def test_groups_come_from_shared_entries():
    assert groups([]) == []
    assert groups([(1, 10), (2, 11), (3, 12), (2, 12), (1, 11)]) == [[1, 2, 3]]
    assert groups([(number, number) for number in range(4)]) == [[0], [1], [2], [3]]


@st.composite
def panels(draw):
    """Marks of up to five judges on two criteria; the first judge saw everything, so that the panel is connected."""
    entries, judges = draw(st.integers(2, 5)), draw(st.integers(1, 5))
    cell = st.integers(0, 400).map(lambda step: step * 500)
    return {
        (entry, name, judge): draw(cell)
        for entry in range(entries)
        for name in ("a", "b")
        for judge in range(judges)
        if judge == 0 or entry < 2 or draw(st.booleans())
    }


@settings(max_examples=150, deadline=None)
@given(panels(), st.sampled_from(["mean", "median", "trimmed"]), st.integers(0, 4))
def test_centring_is_exact_and_equal_to_the_formula(panel, method, places):
    ends = "\ndrop_low = 1" if method == "trimmed" else ""
    rule = parse_rule(
        f'[rule]\nkey = "r"\ntitle = "r"\n{CENTRED}\n[combine]\nmethod = "{method}"{ends}\n[final]\ndecimals = {places}'
    )
    rows = [{"entry": e, "criterion": c, "judge": j, "value": v} for (e, c, j), v in panel.items()]
    found = totals(score(Marks.scaled(pl.DataFrame(rows)), rule))
    for entry, total in found.items():
        parts = []
        for name in ("a", "b"):
            marks = {j: Fraction(v, 10_000) for (e, c, j), v in panel.items() if (e, c) == (entry, name)}
            of = {j: [Fraction(v, 10_000) for (_, c, k), v in panel.items() if (c, k) == (name, j)] for j in marks}
            every = [Fraction(v, 10_000) for (_, c, _), v in panel.items() if c == name]
            mean = sum(every) / len(every)
            moved = sorted(mark - sum(of[j]) / len(of[j]) + mean for j, mark in marks.items())
            if method == "median":
                moved = moved[(len(moved) - 1) // 2 : len(moved) // 2 + 1]
            parts.append(moved[1:] if method == "trimmed" else moved)
        if not all(parts):
            assert total is None
        else:
            assert total == half_up(sum((sum(one) / len(one) for one in parts), Fraction(0)), places)
