"""Foreign sheets through importers: whatever they answer is checked as files are, and one that fails is named."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import weiping as wp
from weiping.errors import InputError, PluginError
from weiping.hooks import importing
from weiping.hooks.loader import Plugins
from weiping.hooks.watch import Watch

WORD = wp.Text("词", "word")
RULE = """
[rule]
key = "wide-by-its-file"
title = { zh_CN = "宽表", en = "Wide" }
[input]
layout = "wide"
entry = "Compound"
judge = "Person"
items = ["order", "green"]
[marks]
scale = { low = 0, high = 20, step = 0.5 }
[final]
decimals = 2
"""


def importer(read: Any, *suffixes: str) -> wp.Importer:
    return wp.Importer(key="ours", title=WORD, suffixes=suffixes or (".txt",), read=read)


def lines(path: Path) -> Iterable[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        entry, judge, criterion, mark = line.split("|")
        yield {"entry": entry, "judge": judge, "criterion": criterion, "mark": mark}


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.txt"
    path.write_text("a|1|order|17.5\na|1|green|18\nb|1|order|12\nb|1|green|99\nb|2|order|\n", encoding="utf-8")
    return path


def test_a_foreign_sheet_is_scored_exactly_and_a_bad_mark_is_refused_with_its_row(sheet: Path, tmp_path: Path) -> None:
    (tmp_path / "rule.toml").write_text(RULE, encoding="utf-8")
    found = wp.read(sheet, importer=importer(lines))
    assert found.marks.refused.select("row", "column", "value").rows() == [(4, "mark", "99")]
    assert found.score().standings.filter(pl.col("entry") == "a")["total"].to_list() == [Decimal("35.50")]


def test_marks_for_a_study_come_the_same_way_with_further_columns(sheet: Path) -> None:
    def twice(path: Path) -> Iterable[dict[str, Any]]:
        return [{**row, "visit": number, "round": "one"} for number, row in enumerate(lines(path))]

    found = wp.marks(sheet, facets=("entry", "judge", "visit"), importer=importer(twice))
    assert found.name == "sheet.txt"
    assert found.frame["visit"].to_list() == ["0", "1", "2", "3"]
    assert found.frame["mark"].to_list() == [17.5, 18.0, 12.0, 99.0]


def test_a_frame_is_as_good_as_rows(sheet: Path) -> None:
    def framed(path: Path) -> pl.DataFrame:
        return pl.DataFrame(list(lines(path))).with_columns(pl.col("mark").cast(pl.Float64, strict=False))

    rows, frame = (importing.table(importer(read), sheet).frame.collect() for read in (lines, framed))
    assert rows.drop("mark").equals(frame.drop("mark"))
    assert frame["mark"].to_list() == ["17.5", "18.0", "12.0", "99.0", None]


@given(st.lists(st.decimals(0, 100, places=4) | st.integers(0, 100) | st.none(), min_size=1))
def test_numbers_arrive_with_the_digits_they_had(marks: list[Any]) -> None:
    rows = [{"entry": "a", "judge": number, "criterion": "c", "mark": mark} for number, mark in enumerate(marks)]
    found = importing.table(importer(lambda _: rows, ".py"), __file__).frame.collect()
    assert [None if mark is None else Decimal(mark) for mark in found["mark"]] == marks
    assert all(mark is None or "E" not in mark for mark in found["mark"])


GOOD = {"entry": "a", "judge": "1", "criterion": "c", "mark": "1"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (7, "failed on sheet.txt"),
        ([GOOD, "b|1|c|2"], "as row 2; a row is a mapping"),
        ([GOOD, {**GOOD, 3: "x"}], "as row 2; a row is a mapping"),
        ([{"entry": "a", "judge": "1", "criterion": "c"}], "row 1 without mark"),
        ([GOOD, {**GOOD, "mark": True}], "True as mark of row 2"),
        ([{**GOOD, "entry": ["a"]}], "as entry of row 1"),
        ([{**GOOD, "mark": Decimal("NaN")}], "as mark of row 1"),
        (pl.DataFrame({"entry": ["a"], "judge": ["1"]}), "without criterion, mark"),
    ],
)
def test_an_answer_that_is_no_rows_of_marks_is_a_failure_of_the_importer(sheet: Path, answer: Any, said: str) -> None:
    watch = Watch()
    watched = watch.watched(importer(lambda _: answer), "weiping-ours", "weiping_importers")
    with pytest.raises(PluginError, match="Importer ours") as caught:
        wp.read(sheet, "plain", importer=watched)
    assert said in str(caught.value)
    assert {(one.plugin, one.key) for one in watch.failures} == {("weiping-ours", "ours")}


@pytest.mark.parametrize("error", [KeyError("Punkte"), SystemExit(1)])
def test_an_importer_that_raises_in_the_middle_is_named(sheet: Path, error: BaseException) -> None:
    def half(_: Path) -> Iterable[dict[str, Any]]:
        yield GOOD
        raise error

    with pytest.raises(PluginError, match=r"Importer ours failed on sheet\.txt"):
        importing.table(importer(half), sheet)


def test_what_an_importer_refuses_on_purpose_is_said_in_its_own_words(sheet: Path) -> None:
    def refuse(_: Path) -> Iterable[dict[str, Any]]:
        raise InputError("Sheet 2, cell B7 is no mark.")

    with pytest.raises(InputError, match="cell B7"):
        importing.table(importer(refuse), sheet)


@pytest.mark.parametrize(
    ("name", "said"), [("sheet.xls", "which reads .txt"), ("gone.txt", "no file"), ("empty.txt", "has no marks")]
)
def test_a_file_that_is_not_for_it_is_refused_before_and_an_empty_one_after(
    tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "empty.txt").touch()
    with pytest.raises(InputError, match=said):
        importing.table(importer(lines), tmp_path / name)


def test_an_importer_that_nobody_offers_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="no importer theirs; there are ours"):
        importing.called("theirs", Plugins(importers={"ours": importer(lines)}))
