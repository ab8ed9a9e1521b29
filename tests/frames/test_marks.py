import polars as pl
import pytest

from weiping.errors import InputError
from weiping.frames import ENTRIES, Marks, MarksLayout, Scales, Table, check, check_marks, worded

SCALE = Scales(common=(0, 10_000_000, 250_000))


def table(*rows, names=("round", "entry", "judge", "criterion", "mark"), source="marks.csv"):
    return Table.of(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"), source)


def refused(marks, lang="en"):
    return worded(marks.refused, lang).select("row", "column", "value", "reason").rows()


GOOD = ("1", "A", "J1", "c", "9.5")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (("1", "A", "J2", "c", "11"), (3, "mark", "11", "The mark is off the scale from 0 – 10 (0.25)")),
        (("1", "A", "J2", "c", "-1"), (3, "mark", "-1", "The mark is off the scale from 0 – 10 (0.25)")),
        (("1", "A", "J2", "c", "9.3"), (3, "mark", "9.3", "The mark is not on a step of the scale from 0 – 10 (0.25)")),
        (("1", "A", "J2", "c", "x"), (3, "mark", "x", "Not a number")),
        (("1", "A", "J2", "c", "1.23456789"), (3, "mark", "1.23456789", "More than 6 decimals")),
        (("1", "Z", "J2", "c", "9"), (3, "entry", "Z", "The list of entries does not have this entry")),
        (("1", "A", "J2", "d", "9"), (3, "criterion", "d", "There is no such criterion: c")),
        (("1", None, "J2", "c", "9"), (3, "entry", None, "The row names no entry")),
        (("1", "A", None, "c", "9"), (3, "judge", None, "The row names no judge")),
        (("1", "A", "J2", None, "9"), (3, "criterion", None, "The row names no criterion")),
        ((None, "A", "J2", "c", "9"), (3, "round", None, "The row names no round")),
        (("1", "A", "J1", "c", "8"), (3, "mark", "8", "The same thing stands in row 2 already")),
        (("1", "A", "J1", "c", "9.5"), (3, "mark", "9.5", "The same thing stands in row 2 already")),
    ],
)
def test_a_bad_row_is_refused_with_row_column_value_and_reason_and_the_good_ones_stay(bad, said):
    known = {"entries": pl.DataFrame({"entry": ["A", "B"]}), "criteria": pl.DataFrame({"criterion": ["c"]})}
    marks = check_marks(table(GOOD, bad, ("1", "B", "J1", "c", "7")), scales=SCALE, **known)
    assert refused(marks) == [said]
    assert marks.frame.select("entry", "value").cast({"entry": pl.String}).rows() == [
        ("A", 9_500_000),
        ("B", 7_000_000),
    ]


def test_every_reason_and_remedy_is_said_in_chinese_too():
    marks = check_marks(table(GOOD, ("1", "A", "J1", "c", "8")))
    assert worded(marks.refused, "zh_CN").select("reason", "remedy").row(0) == ("与第 2 行重复", "请只保留其中一行")


def test_a_refused_row_does_not_stand_in_the_way_of_a_good_one_for_the_same_cell():
    marks = check_marks(table(("1", "A", "J1", "c", "99"), GOOD, ("1", "A", "J1", "c", "8")), scales=SCALE)
    assert [row[0] for row in refused(marks)] == [2, 4]
    assert marks.frame["value"].to_list() == [9_500_000]


def test_rows_are_counted_as_a_person_sees_them_also_past_empty_lines():
    marks = check_marks(table(GOOD, (None,) * 5, ("1", "A", "J2", "c", "99")), scales=SCALE)
    assert [row[0] for row in refused(marks)] == [4]
    assert marks.frame.height == 1


@pytest.mark.parametrize("word", ["not_seen", "recused", "未到场", "回避", "Not_Seen"])
def test_a_judge_who_has_not_seen_it_or_is_recused_is_left_out(word):
    marks = check_marks(table(GOOD, ("1", "A", "J2", "c", word)))
    assert marks.frame.select("value", "na").rows() == [(9_500_000, False), (None, False)]
    assert marks.refused.is_empty()


def test_not_applicable_is_told_apart_from_empty():
    marks = check_marks(
        table(("1", "A", "J1", "c", "N/A"), ("1", "A", "J2", "c", None), ("1", "A", "J3", "c", "不适用"))
    )
    assert marks.frame["na"].to_list() == [True, False, True]


@pytest.mark.parametrize("names", [("轮次", "参评对象", "评委", "评分项", "得分"), ("场次", "小区", "评委编号", "指标", "分数"),
                                   ("Round", "ENTRY", "Judge", "Criterion", "Score")])  # fmt: skip
def test_headings_are_known_by_the_names_people_give_them(names):
    assert check_marks(table(GOOD, names=names)).frame.height == 1


def test_a_refused_row_names_the_heading_of_the_file():
    marks = check_marks(table(("1", "Z", "J1", "c", "9"), names=("轮次", "小区", "评委", "评分项", "得分")),
                        entries=pl.DataFrame({"entry": ["A"]}))  # fmt: skip
    assert refused(marks)[0][1] == "小区"


@pytest.mark.parametrize("missing", ["entry", "judge", "criterion", "mark"])
def test_a_missing_column_is_named_with_the_columns_there_are(missing):
    names = tuple("other" if name == missing else name for name in ("round", "entry", "judge", "criterion", "mark"))
    with pytest.raises(InputError, match=f"marks.csv has no column {missing}; it has .*other"):
        check_marks(table(GOOD, names=names))


def test_marks_without_rounds_need_tables_without_rounds():
    bare = table(GOOD[1:], names=("entry", "judge", "criterion", "mark"))
    assert not check_marks(bare).rounds
    with pytest.raises(InputError, match="has no column round"):
        check_marks(bare, entries=pl.DataFrame({"round": ["1"], "entry": ["A"]}))


def test_a_wide_sheet_becomes_one_cell_an_item_and_an_empty_sheet_is_refused():
    sheet = table(("1", "4", "N/A"), ("2", None, None), ("3", "7", "5"), names=("_id", "a", "b"), source="sheet.csv")
    layout = MarksLayout(wide=True, columns={"entry": "_id"}, items=("a", "b"))
    marks = check_marks(sheet, layout, scales=Scales(common=(1_000_000, 5_000_000, None)))
    assert refused(marks) == [
        (3, "_id", "2", "The row has no mark at all"),
        (4, "a", "7", "The mark is off the scale from 1 – 5"),
    ]
    assert marks.frame.select("entry", "criterion", "value", "na").sort("entry", "criterion").rows() == [
        ("1", "a", 4_000_000, False), ("1", "b", None, True), ("3", "b", 5_000_000, False),
    ]  # fmt: skip


def test_what_is_wrong_with_a_wide_row_as_a_whole_is_said_once():
    sheet = table(
        ("1", "4", "5"), ("1", "3", "5"), (None, "4", "4"), ("9", "9", "4"), names=("_id", "a", "b"), source="s"
    )
    layout = MarksLayout(wide=True, columns={"entry": "_id"}, items=("a", "b"))
    known = pl.DataFrame({"entry": ["1"]})
    assert refused(check_marks(sheet, layout, scales=Scales(common=(0, 5_000_000, None)), entries=known)) == [
        (3, "_id", "1", "The same thing stands in row 2 already"),
        (4, "_id", None, "The row names no entry"),
        (5, "a", "9", "The mark is off the scale from 0 – 5"),
        (5, "_id", "9", "The list of entries does not have this entry"),
    ]


def test_each_criterion_can_have_its_own_scale():
    scales = Scales(pl.DataFrame({"criterion": ["c", "d"], "low": [0, 0], "high": [5_000_000, 20_000_000], "step": [None, None]},
                                 schema_overrides={"step": pl.Int64}))  # fmt: skip
    marks = check_marks(table(("1", "A", "J1", "c", "9"), ("1", "A", "J1", "d", "9")), scales=scales)
    assert refused(marks) == [(2, "mark", "9", "The mark is off the scale from 0 – 5")]


def test_marks_of_a_database_come_in_scaled_and_a_cell_stands_once():
    frame = pl.DataFrame(
        {"round": [7, 7], "entry": [1, 2], "judge": [3, 3], "criterion": ["c", "c"], "value": [95000, 80000]}
    )
    assert Marks.scaled(frame).frame.height == 2
    with pytest.raises(InputError, match="two values"):
        Marks.scaled(pl.concat([frame, frame]))
    with pytest.raises(InputError, match="no column judge"):
        Marks.scaled(frame.drop("judge"))


def test_an_entry_listed_twice_is_refused_once_and_a_bad_number_costs_only_itself():
    listed = table(("A", "1.5"), ("A", "2"), ("B", "many"), (None, "1"), names=("小区", "bonus"), source="entries.csv")
    good, bad = check(listed, ENTRIES, numbers={"bonus": "bonus"})
    assert good.rows() == [("A", 1_500_000), ("B", None)]
    assert worded(bad).select("row", "column", "value", "reason").rows() == [
        (3, "小区", "A", "The same thing stands in row 2 already"),
        (4, "bonus", "many", "Not a number"),
        (5, "小区", "", "The row names no entry"),
    ]
