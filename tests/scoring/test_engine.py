from decimal import Decimal

import polars as pl
import pytest

from weiping.errors import InputError, RuleError
from weiping.frames import Table
from weiping.scoring import combine, engine
from weiping.scoring.engine import score
from weiping.scoring.facts import prepare, read_marks
from weiping.scoring.fixed import fits
from weiping.scoring.reasons import said


def places(scored):
    return {row["entry"]: row["rank"] for row in scored.standings.iter_rows(named=True)}


def totals(scored):
    return {row["entry"]: row["total"] for row in scored.standings.iter_rows(named=True)}


def test_a_half_is_rounded_away_from_zero_on_both_sides(make_rule, make_marks):
    marks = make_marks({("A", "c"): [0, 0.25], ("B", "c"): [0, -0.25]})
    assert totals(score(marks, make_rule())) == {"A": Decimal("0.13"), "B": Decimal("-0.13")}


@pytest.mark.parametrize(("small", "again"), [(10**6, 0), (0, 1)], ids=["over six", "between two bounds"])
def test_one_third_and_one_sixth_are_one_half_and_not_a_hair_less(make_rule, make_marks, monkeypatch, small, again):
    asked = []
    monkeypatch.setattr(combine, "SMALL", small)
    monkeypatch.setattr(engine, "outcome", lambda *args, real=engine.outcome: asked.append(args) or real(*args))
    marks = make_marks({("A", "a"): [0, 0, 1], ("A", "b"): [0, 0, 0, 0, 0, 1], ("B", "a"): [1, 1, 1], ("B", "b"): [0]})
    assert totals(score(marks, make_rule(decimals=0))) == {"A": 1, "B": 1}
    assert len(asked) == again


def test_a_judge_without_a_mark_is_left_out_and_is_not_zero(make_rule, make_marks):
    marks = make_marks({("A", "c"): [8, None, 9], ("B", "c"): [8, 0, 9]})
    assert totals(score(marks, make_rule())) == {"A": Decimal("8.50"), "B": Decimal("5.67")}


def test_an_entry_without_any_mark_has_neither_total_nor_place(make_rule, make_marks):
    marks = make_marks({("A", "c"): [8], ("B", "c"): [None, None]})
    scored = score(marks, make_rule(), entries=pl.DataFrame({"entry": ["A", "B", "C"]}))
    assert totals(scored) == {"A": 8, "B": None, "C": None}
    assert places(scored) == {"A": 1, "B": None, "C": None}
    assert scored.standings["reason"].to_list() == [None, "no-marks", "no-marks"]


def test_before_the_first_mark_every_entry_is_there_without_a_total(make_rule, make_marks):
    scored = score(make_marks({}), make_rule(), entries=pl.DataFrame({"entry": ["A", "B"]}))
    assert totals(scored) == {"A": None, "B": None}
    assert scored.parts.is_empty()
    listed = score(make_marks({}), make_rule(), criteria=pl.DataFrame({"criterion": ["c"]}))
    assert listed.standings.is_empty()


def test_a_listed_criterion_that_nobody_marked_yet_leaves_entries_incomplete(make_rule, make_marks):
    criteria = pl.DataFrame({"criterion": ["a", "b"]})
    scored = score(make_marks({("A", "a"): [8]}), make_rule("[weigh]\nweights = { a = 1, b = 1 }"), criteria=criteria)
    assert scored.standings.select("total", "reason", "detail").rows() == [(None, "incomplete", "b")]


def test_an_entry_that_lacks_a_criterion_is_incomplete_unless_the_rule_leaves_it_out(make_rule, make_marks):
    marks = make_marks({("A", "a"): [8], ("A", "b"): [6], ("B", "a"): [9]})
    scored = score(marks, make_rule())
    assert totals(scored) == {"A": 14, "B": None}
    row = scored.standings.row(1, named=True)
    assert said(scored.rule, row["reason"], row["detail"]) == "No mark was given on b."
    assert totals(score(marks, make_rule('[weigh]\nmissing = "leave-out"'))) == {"A": 14, "B": 9}


def test_a_criterion_that_does_not_apply_leaves_numerator_and_denominator(make_rule, make_marks):
    marks = make_marks({("A", "a"): [8], ("A", "b"): ["N/A"], ("B", "a"): [8], ("B", "b"): [2]})
    scored = score(marks, make_rule('[weigh]\nmethod = "mean"'))
    assert totals(scored) == {"A": 8, "B": 5}


def test_without_any_applicable_criterion_there_is_no_total(make_rule, make_marks):
    marks = make_marks({("A", "a"): ["N/A"], ("A", "b"): ["N/A"], ("B", "a"): ["N/A"], ("B", "b"): [None]})
    assert score(marks, make_rule()).standings["reason"].to_list() == ["nothing-applicable", "incomplete"]


def test_one_judge_who_finds_it_not_applicable_does_not_silence_the_others(make_rule, make_marks):
    assert totals(score(make_marks({("A", "a"): [8, "N/A"]}), make_rule())) == {"A": 8}


def test_fewer_marks_than_the_rule_needs_give_no_total(make_rule, make_marks):
    marks = make_marks({("A", "c"): [7, 8, 9], ("B", "c"): [9, 9, None]})
    scored = score(marks, make_rule('[combine]\nmethod = "trimmed"\ndrop_high = 1\ndrop_low = 1'))
    assert totals(scored) == {"A": 8, "B": None}
    row = scored.standings.row(1, named=True)
    assert said(scored.rule, row["reason"], row["detail"]) == "Fewer than 3 marks were given on c."


def test_the_median_of_an_even_panel_lies_half_way(make_rule, make_marks):
    marks = make_marks({("A", "c"): [1, 9, 7, 8], ("B", "c"): [1, 9, 7]})
    assert totals(score(marks, make_rule('[combine]\nmethod = "median"'))) == {"A": Decimal("7.50"), "B": 7}


COLUMNS = '[entries]\nadd = [{ column = "bonus", cap = 3 }]\nsubtract = [{ column = "fine", absolute = true }]'


def test_amounts_are_added_and_taken_off_whatever_their_sign_and_up_to_the_cap(make_rule, make_marks):
    marks = make_marks({(name, "c"): [10] for name in "ABC"})
    entries = pl.DataFrame({"entry": ["A", "B", "C"], "bonus": ["5", "0.5", "1"], "fine": ["-1", "1", None]})
    scored = score(marks, make_rule(COLUMNS), entries=entries)
    assert totals(scored) == {"A": 12, "B": Decimal("9.50"), "C": None}
    row = scored.standings.filter(entry="C").row(0, named=True)
    assert said(scored.rule, row["reason"], row["detail"]) == "The table of entries has no number in the column fine."


def test_a_gate_and_a_veto_keep_the_total_but_not_the_place(make_rule, make_marks):
    rule = make_rule(
        '[[gates]]\ncolumn = "green"\nop = ">"\nvalue = 25\nreason = { zh_CN = "绿化率不足", en = "too little green" }\n'
        '[[vetoes]]\ncolumn = "fire"\nop = "=="\nvalue = "yes"\nreason = "a fire"'
    )
    marks = make_marks({(name, "c"): [10] for name in "ABCD"})
    entries = pl.DataFrame(
        {"entry": list("ABCD"), "green": ["25.1", "25", "30", None], "fire": ["no", "no", "Yes", "no"]}
    )
    scored = score(marks, rule, entries=entries)
    assert places(scored) == {"A": 1, "B": None, "C": None, "D": None}
    words = [said(rule, row["reason"], row["detail"]) for row in scored.standings.sort("entry").iter_rows(named=True)]
    assert words == ["", "Not eligible: too little green.", "Struck out: a fire.", "Not eligible: too little green."]
    assert said(rule, "gate", "0", "zh_CN") == "不具备参评资格：绿化率不足。"


TIES = """
[[rank.ties]]
by = "column"
column = "seniority"
order = "lower"
when = { column = "kind", op = "in", value = ["old", "older"] }
[[rank.ties]]
by = "criterion"
criterion = "a"
"""


def test_tie_breaks_apply_in_order_and_only_where_their_condition_holds(make_rule, make_marks):
    marks = make_marks({("A", "a"): [4], ("A", "b"): [6], ("B", "a"): [6], ("B", "b"): [4]})
    entries = pl.DataFrame({"entry": ["A", "B"], "seniority": [1, 2], "kind": ["old", "old"]})
    assert places(score(marks, make_rule(TIES), entries=entries)) == {"A": 1, "B": 2}
    young = entries.with_columns(kind=pl.lit("young"))
    assert places(score(marks, make_rule(TIES), entries=young)) == {"B": 1, "A": 2}


def test_shared_places_are_shown_as_shared_and_the_next_one_stays_empty_or_follows(make_rule, make_marks):
    marks = make_marks({("A", "c"): [9], ("B", "c"): [9], ("C", "c"): [8]})
    scored = score(marks, make_rule())
    assert scored.standings.select("rank", "shared").rows() == [(1, True), (1, True), (3, False)]
    assert places(score(marks, make_rule('[rank]\nmethod = "dense"'))) == {"A": 1, "B": 1, "C": 2}


def test_the_lowest_total_wins_where_the_rule_says_so(make_rule, make_marks):
    marks = make_marks({("A", "c"): [9], ("B", "c"): [8]})
    assert places(score(marks, make_rule('[rank]\norder = "lowest"'))) == {"B": 1, "A": 2}


@pytest.mark.parametrize(("tie", "gold"), [("all", {"A", "B"}), ("none", set())])
def test_a_tie_on_the_last_place_of_an_award_gives_it_to_all_or_to_none(make_rule, make_marks, tie, gold):
    award = f'[[awards]]\nkey = "gold"\ntitle = "Gold"\nfirst = 1\ntie = "{tie}"\n'
    award += '[[awards]]\nkey = "fine"\ntitle = "Fine"\nat_least = 8'
    marks = make_marks({("A", "c"): [9], ("B", "c"): [9], ("C", "c"): [8], ("D", "c"): [7]})
    standings = score(marks, make_rule(award)).standings
    assert set(standings.filter(award="gold")["entry"]) == gold
    assert set(standings.filter(award="fine")["entry"]) == {"A", "B", "C"} - gold


def test_keys_come_back_in_the_type_they_had(make_rule):
    from weiping.frames import Marks

    frame = pl.DataFrame({"round": [3], "entry": [12], "judge": [5], "criterion": ["c"], "value": [185000]})
    scored = score(Marks.scaled(frame), make_rule(), entries=pl.DataFrame({"entry": [12, 13]}))
    assert scored.standings.select("round", "entry", "total").rows() == [(3, 12, Decimal("18.50")), (3, 13, None)]
    assert scored.parts.select("entry", "criterion", "marks", "value").rows() == [(12, "c", 1, Decimal("18.500000"))]


def test_weights_of_a_database_may_be_decimals_and_their_total_is_checked(make_rule, make_marks):
    marks = make_marks({("A", "a"): [10], ("A", "b"): [20]})
    criteria = pl.DataFrame({"criterion": ["a", "b"], "weight": [Decimal("0.7"), Decimal("0.3")]})
    rule = make_rule('[weigh]\nweights_from = "weight"\ntotal = 1')
    assert totals(score(marks, rule, criteria=criteria)) == {"A": 13}
    with pytest.raises(RuleError, match=r"add up to 1\.3"):
        score(marks, rule, criteria=criteria.with_columns(weight=pl.Series(["0.7", "0.6"])))


@pytest.mark.parametrize(
    ("text", "tables", "said_"),
    [
        ('[weigh]\nweights_from = "factor"', {}, "takes the weights from the column factor"),
        ('[weigh]\nweights_from = "factor"', {"criteria": {"criterion": ["c"]}}, "no column factor"),
        (COLUMNS, {}, "uses bonus, fine of the table of entries"),
        (COLUMNS, {"entries": {"entry": ["A"], "bonus": [1]}}, "no column fine"),
        ("[weigh]\nweights = { c = 1, greening = 2 }", {}, "names the criterion greening, on which there is no mark"),
        (
            "[weigh]\nweights = { d = 1 }",
            {"criteria": {"criterion": ["c"]}},
            "names the criterion d, which criteria does",
        ),
        ("[weigh]\nweights = { d = 1 }", {}, "names the criterion d|does not know the criterion c"),
        ('[weigh]\nmethod = "percentage"', {}, "needs the full mark"),
        ("", {"entries": {"entry": ["B"]}}, "marks for A, which the table of entries does not have"),
        ('[weigh]\nweights_from = "w"', {"criteria": {"criterion": ["c"], "w": ["x"]}}, "Not a number"),
        (
            '[weigh]\nweights_from = "w"',
            {"criteria": {"criterion": ["c"], "w": [None]}},
            r"the weight of c is …; it must be",
        ),
    ],
)
def test_a_rule_that_does_not_fit_the_tables_says_what_is_missing(make_rule, make_marks, text, tables, said_):
    with pytest.raises(InputError, match=said_):
        score(make_marks({("A", "c"): [1]}), make_rule(text), **{name: pl.DataFrame(t) for name, t in tables.items()})


def test_the_largest_numbers_there_may_be_are_still_exact(make_rule, make_marks):
    rule = make_rule('[marks]\nscale = { high = 1000000 }\n[weigh]\nmethod = "percentage"\nweights = { a = 9999.9999 }\n'
                     '[entries]\nadd = [{ column = "x" }]', decimals=6)  # fmt: skip
    frame = make_marks({("A", "a"): [999_999.9999] * 3})
    entries = pl.DataFrame({"entry": ["A"], "x": ["999999.999999"]})
    assert totals(score(frame, rule, entries=entries))["A"] == Decimal("1000099.999999")


def test_numbers_that_128_bits_cannot_hold_are_refused_and_not_wrapped():
    with pytest.raises(RuleError, match="too large"):
        fits(10**20, 10**19)


@pytest.mark.parametrize(
    "name",
    ["round", "entry", "total", "criteria_total", "rank", "shared", "reason", "lacking", "den", "short", "expected",
     "e", "first", "row", "code", "blank", "unsure", "value", "tie_1"],
)  # fmt: skip
def test_a_column_of_the_table_of_entries_may_have_any_name(make_rule, make_marks, name):
    rule = make_rule(
        f'[[gates]]\ncolumn = "{name}"\nop = "=="\nvalue = "1"\nreason = "no"\n'
        f'[[rank.ties]]\nby = "column"\ncolumn = "bonus"\n[entries]\nadd = [{{ column = "bonus" }}]'
    )
    table = {"round": ["1", "1"], "entry": ["1", "2"], "bonus": ["3", "4"]} | (
        {} if name in ("round", "entry") else {name: ["1", "0"]}
    )
    marks = make_marks({("1", "c"): [5], ("2", "c"): [6]}, "1")
    standings = score(marks, rule, entries=pl.DataFrame(table)).standings
    ranks = {"1": 1, "2": 2 if name == "round" else None} if name != "round" else {"1": 2, "2": 1}
    assert dict(standings.select("entry", "rank").iter_rows()) == ranks
    assert dict(standings.select("entry", "total").iter_rows()) == {"1": Decimal("8.00"), "2": Decimal("10.00")}


@pytest.mark.parametrize("name", ["total", "den", "lo", "expected", "criteria_total", "shared", "reason"])
def test_a_number_of_the_table_of_entries_may_have_any_name(make_rule, make_marks, name):
    rule = make_rule(f'[entries]\nadd = [{{ column = "{name}" }}]\n[[rank.ties]]\nby = "column"\ncolumn = "{name}"')
    entries = pl.DataFrame({"entry": ["A", "B"], name: ["3", "4"]})
    row = score(make_marks({("A", "c"): [5], ("B", "c"): [4]}), rule, entries=entries).standings.rows(named=True)
    assert [(one["entry"], one["total"], one["rank"]) for one in row] == [("B", 8, 1), ("A", 8, 2)]


@pytest.mark.parametrize(
    ("other", "bonus", "criteria_total", "total"),
    [
        ([0, 0, 0, 0, 0, 1], "0.25", 1, 1),  # 1/3 + 1/6: the criteria alone lie on a half
        ([0, 1, 1], "0.5", 1, 2),  # 1/3 + 2/3: only with the bonus is it a half
    ],
)
def test_a_half_is_found_before_and_after_what_is_added(make_rule, make_marks, other, bonus, criteria_total, total):
    rule = make_rule('[entries]\nadd = [{ column = "bonus" }]', decimals=0)
    entries = pl.DataFrame({"entry": ["A"], "bonus": [bonus]})
    row = score(make_marks({("A", "c"): [0, 0, 1], ("A", "d"): other}), rule, entries=entries).standings.row(
        0, named=True
    )
    assert (row["criteria_total"], row["total"]) == (criteria_total, total)


def test_an_entry_to_which_a_tie_break_does_not_apply_comes_behind_those_with_a_value(make_rule, make_marks):
    rule = make_rule('[[rank.ties]]\nby = "column"\ncolumn = "b"\nwhen = { column = "p", op = "==", value = "x" }')
    entries = pl.DataFrame({"entry": ["A", "B", "C"], "b": ["9", "-1", "-2"], "p": ["y", "x", "x"]})
    found = score(make_marks({(name, "c"): [1] for name in "ABC"}), rule, entries=entries).standings
    assert dict(found.select("entry", "rank").iter_rows()) == {"B": 1, "C": 2, "A": 3}


def test_the_steps_of_a_scale_are_counted_from_its_low_end_and_the_rule_goes_before_the_table(make_rule):
    rule = make_rule("[marks.scales.c]\nlow = 1\nhigh = 9\nstep = 2")
    facts = prepare(rule, criteria=pl.DataFrame({"criterion": ["c"], "low": ["0"], "high": ["20"], "step": ["2"]}))
    given = pl.DataFrame({"entry": list("ABCD"), "judge": "J", "criterion": "c", "mark": ["3", "4", "9", "11"]})
    marks = read_marks(Table.of(given), rule, facts)
    assert marks.frame["entry"].cast(pl.String).to_list() == ["A", "C"]


def test_weights_of_a_table_add_up_in_every_round_by_itself(make_rule):
    rule = make_rule('[weigh]\nweights_from = "w"\ntotal = 1')
    table = pl.DataFrame({"round": ["1", "1", "2"], "criterion": ["a", "b", "a"], "w": ["0.4", "0.6", "1"]})
    assert prepare(rule, criteria=table).criteria is not None
    with pytest.raises(InputError, match=r"add up to 0\.6"):
        prepare(rule, criteria=table[1:])
