"""What real sheets get wrong: a named reason or a refusal, never a wrong number, NaN or a traceback."""

import polars as pl
import pytest

from weiping.errors import InputError, WeipingError
from weiping.frames import Marks, Table, worded
from weiping.scoring.engine import score
from weiping.scoring.explain import explain_all
from weiping.scoring.facts import prepare, read_marks
from weiping.scoring.presets import PRESETS
from weiping.scoring.reasons import said

RULES = {
    "mean": "",
    "trimmed": '[combine]\nmethod = "trimmed"\ndrop_high = 1\ndrop_low = 1',
    "winsorised": '[combine]\nmethod = "winsorised"\ndrop_high = 1\ndrop_low = 1',
    "centred": '[judges]\nadjustment = "centred"',
    "percentage": '[marks]\nscale = { low = 0, high = 20 }\n[weigh]\nmethod = "percentage"',
    "stars": "[combine]\nmet = { at_least = 10 }",
    "faults": "[marks]\nscale = { low = 0, step = 1 }\ndeduct = { start = 2, per = 0.2 }",
}

SHEETS = {
    "constant marks": {(e, c): [7, 7, 7] for e in "AB" for c in "ab"},
    "one judge": {("A", "a"): [7], ("A", "b"): [8], ("B", "a"): [9], ("B", "b"): [10]},
    "one entry": {("A", "a"): [7, 8, 9], ("A", "b"): [1, 2, 3]},
    "one mark": {("A", "a"): [7]},
    "a criterion without marks": {
        ("A", "a"): [7, 8],
        ("A", "b"): [None, None],
        ("B", "a"): [6, 5],
        ("B", "b"): [None, None],
    },
    "no marks at all": {("A", "a"): [None], ("B", "a"): [None]},
    "nothing applies": {("A", "a"): ["N/A", "N/A"], ("B", "a"): ["N/A"]},
    "judges who share no entry": {("A", "a"): [7, None], ("B", "a"): [None, 8]},
    "marks of nothing": {(e, "a"): [0, 0, 0] for e in "AB"},
}


def _scored_or_refused(marks, rule):
    try:
        return score(marks, rule)
    except WeipingError as refusal:
        return None if refusal.text("zh_CN") != refusal.text("en") else pytest.fail("refused without Chinese")


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())
@pytest.mark.parametrize("text", RULES.values(), ids=RULES.keys())
def test_every_entry_has_a_total_or_a_reason_or_all_are_refused_in_words(make_rule, make_marks, text, sheet):
    rule, marks = make_rule(text), make_marks(sheet)
    scored = _scored_or_refused(marks, rule)
    if scored is None:
        return
    for row in scored.standings.iter_rows(named=True):
        assert (row["total"] is None) == (row["rank"] is None) == bool(row["reason"])
        assert row["total"] is None or row["total"].is_finite()
        for lang in ("en", "zh_CN"):
            assert bool(said(rule, row["reason"], row["detail"], lang)) == bool(row["reason"])
            (told,) = explain_all(marks, rule, row["entry"], prepare(rule), lang=lang)
            assert "nan" not in told.text().lower().replace("nan/", "")
    assert scored.parts.filter(pl.col("value").is_not_null() & (pl.col("marks") == 0)).is_empty()


@pytest.mark.parametrize("key", ["plain", "trimmed", "stairwell-stars", "deduct-0.2"])
def test_marks_off_the_scale_refuse_their_rows_and_nothing_else(key):
    rule = next(one.rule for one in PRESETS if one.key == key)
    rows = [("A", f"J{at}", "a", mark) for at, mark in enumerate(["1", "1", "1", "-3", "99999999", "NaN", "１"], 1)]
    table = Table.of(pl.DataFrame(rows, schema=["entry", "judge", "criterion", "mark"], orient="row"), "marks.csv")
    marks = read_marks(table, rule, prepare(rule))
    off = set(worded(marks.refused)["value"])
    assert {"99999999", "NaN"} <= off
    assert ("-3" in off) == (rule.slots.marks.scale is not None)
    if key != "plain":
        assert score(marks, rule).standings["reason"].to_list() == [None]


def test_a_judge_who_is_there_twice_refuses_the_second_row_or_the_frame():
    rows = [("A", "J1", "a", "1"), ("A", "J1", "a", "2"), ("A", "J2", "a", "3")]
    rule = PRESETS[0].rule
    table = Table.of(pl.DataFrame(rows, schema=["entry", "judge", "criterion", "mark"], orient="row"), "marks.csv")
    marks = read_marks(table, rule, prepare(rule))
    assert marks.refused.height >= 1
    assert str(score(marks, rule).standings["total"][0]) in ("2.00", "3.00")
    frame = pl.DataFrame({"entry": ["A", "A"], "judge": ["J", "J"], "criterion": ["a", "a"], "value": [1, 2]})
    with pytest.raises(InputError, match="two values for one"):
        Marks.scaled(frame)
