import polars as pl
import pytest

from weiping.errors import InputError
from weiping.scoring.engine import score
from weiping.scoring.explain import explain

RULE = """
[combine]
method = "trimmed"
drop_high = 1
drop_low = 1
decimals = 2
[weigh]
weights = { "楼道卫生" = 1.2 }
decimals = 2
[entries]
subtract = [{ column = "fine", title = { zh_CN = "扣分", en = "Fines" } }]
[[awards]]
key = "best"
title = { zh_CN = "最美小区", en = "Most beautiful" }
first = 1
"""
ENTRIES = pl.DataFrame({"entry": ["A", "B"], "fine": [1, 0]})


@pytest.fixture
def told(make_rule, make_marks):
    marks = make_marks({("A", "楼道卫生"): [9.75, 9, 9.5, 9.5, 8.75, None], ("B", "楼道卫生"): [1, 2, 3]})

    def tell(entry="A", lang="en"):
        return explain(marks, make_rule(RULE), entry, entries=ENTRIES, lang=lang)

    return tell


def test_every_step_from_the_marks_to_the_award_is_told(told):
    assert told().text().splitlines() == [
        "Entry A",
        "  1. 楼道卫生: the marks given are 9.75 (J1), 9 (J2), 9.5 (J3), 9.5 (J4), 8.75 (J5).",
        "  2. 楼道卫生: J6 gave no mark and are left out.",
        "  3. 楼道卫生: without the highest: 9.75 (J1).",
        "  4. 楼道卫生: without the lowest: 8.75 (J5).",
        "  5. 楼道卫生: 28 ÷ 3 = 9.333333…, rounded to 9.33.",
        "  6. 楼道卫生: 9.33 × 1.2 = 11.196, rounded to 11.2.",
        "  7. The criteria add up to 11.2 = 11.2.",
        "  8. Fines: − 1.",
        "  9. The total is 10.20.",
        " 10. Place 1 of 2.",
        " 11. Award: Most beautiful.",
    ]


def test_the_same_steps_are_told_in_chinese(told):
    chinese = told(lang="zh_CN")
    assert [step.kind for step in chinese.steps] == [step.kind for step in told().steps]
    assert "去掉最高分 9.75（J1）" in chinese.text()
    assert "获得：最美小区。" in chinese.text()
    assert not {"marks", "the", "rounded"} & set(chinese.text().split())


def test_the_numbers_of_the_steps_are_there_for_programs(told):
    total = next(step for step in told().steps if step.kind == "total")
    assert total.numbers["total"] == total.numbers["exact"]


def test_ties_are_told_with_what_decided_and_with_whom_the_place_is_shared(make_rule, make_marks):
    rule = make_rule('[[rank.ties]]\nby = "criterion"\ncriterion = "a"')
    marks = make_marks(
        {("A", "a"): [4], ("A", "b"): [6], ("B", "a"): [6], ("B", "b"): [4], ("C", "a"): [4], ("C", "b"): [6]}
    )
    lines = explain(marks, rule, "A", lang="en").text()
    assert "The total is the same as that of B, C; what decides is a, here 4." in lines
    assert "Place 2 of 3, shared with C." in lines


def test_an_entry_without_a_total_is_told_why(make_rule, make_marks):
    marks = make_marks({("A", "a"): [4], ("A", "b"): ["N/A"], ("B", "a"): [6], ("B", "b"): [None]})
    assert explain(marks, make_rule(), "B", lang="en").steps[-1].sentence == "No mark was given on b."
    assert "b: does not apply and is left out." in explain(marks, make_rule(), "A", lang="en").text()


def test_an_unknown_entry_gets_the_nearest_name_and_several_rounds_ask_for_one(make_rule, make_marks):
    marks = make_marks({("银河星座", "a"): [4]})
    with pytest.raises(InputError, match="There is no entry 银河星坐 – 银河星座"):
        explain(marks, make_rule(), "银河星坐")
    with pytest.raises(InputError, match="not in round 2"):
        explain(make_marks({("A", "a"): [4]}, round_="1"), make_rule(), "A", round=2)


def test_the_explained_total_is_the_total_of_the_standings(told, make_rule, make_marks):
    marks = make_marks({("A", "楼道卫生"): [9.75, 9, 9.5, 9.5, 8.75, None], ("B", "楼道卫生"): [1, 2, 3]})
    standings = score(marks, make_rule(RULE), entries=ENTRIES).standings
    for entry, total in standings.select("entry", "total").iter_rows():
        assert next(step for step in told(entry).steps if step.kind == "total").numbers["total"] == total
