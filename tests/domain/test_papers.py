"""Notices and exports carry a function each, and say what becomes of what it writes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from weiping.domain.papers import Export, Notice, ResultLine, Results
from weiping.domain.text import Text
from weiping.errors import DefinitionError

TITLE = Text("公示", "Notice")
RESULTS = Results(
    round=1,
    community=Text("观演社区", "Guanyan"),
    title=Text("2024 最美小区", "Most beautiful compound 2024"),
    published=date(2024, 12, 1),
    until=date(2024, 12, 8),
    judges=9,
    lines=(
        ResultLine(name=Text("甲小区", "Compound A"), place=1, score=Decimal("91.20")),
        ResultLine(name=Text("乙小区", "Compound B"), place=None, score=None, why=Text("未评分", "Nobody scored it")),
    ),
    rule=Text("取平均分", "The mean counts"),
)


def first(results: Results) -> Text:
    return results.lines[0].name


def rows(results: Results, lang: str) -> bytes:
    return "\n".join(line.name.said(lang) for line in results.lines).encode()


def export(**more: Any) -> Export:
    return Export(**{"key": "rows", "title": TITLE, "suffix": ".csv", "media_type": "text/csv", "write": rows} | more)


def test_a_notice_and_an_export_write_from_the_public_result() -> None:
    assert Notice(key="first", title=TITLE, write=first).write(RESULTS).en == "Compound A"
    assert export().write(RESULTS, "zh_CN").decode() == "甲小区\n乙小区"


@pytest.mark.parametrize("suffix", ["csv", ".", "", ".tar.gz", ". csv", "../csv"])
def test_a_suffix_is_one_word_behind_a_point(suffix: str) -> None:
    with pytest.raises(DefinitionError, match=r"use such as \.csv"):
        export(suffix=suffix)


@pytest.mark.parametrize("more", [{"write": None}, {"write": "rows"}, {"media_type": "csv"}])
def test_an_export_needs_a_function_and_a_media_type(more: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError, match="needs a function to write with and a media type"):
        export(**more)


@pytest.mark.parametrize("write", [None, "text", Text("甲", "A")])
def test_a_notice_needs_a_function(write: Any) -> None:
    with pytest.raises(DefinitionError, match="no function to write with"):
        Notice(key="first", title=TITLE, write=write)


@pytest.mark.parametrize("key", ["", "First", "第一"])
def test_keys_are_words_for_programs(key: str) -> None:
    with pytest.raises(DefinitionError, match="has the key"):
        Notice(key=key, title=TITLE, write=first)
    with pytest.raises(DefinitionError, match="has the key"):
        export(key=key)
