"""Designs in one line: what is crossed, what is nested, and the effects that follow."""

from __future__ import annotations

import pytest

from weiping.errors import InputError
from weiping.study.facets import parse


@pytest.mark.parametrize(
    ("text", "effects"),
    [
        ("entry x judge", ["entry", "judge", "entry:judge"]),
        (
            "entry × criterion * judge",
            [
                "entry",
                "criterion",
                "judge",
                "entry:criterion",
                "entry:judge",
                "criterion:judge",
                "entry:criterion:judge",
            ],
        ),
        (
            "entry x (judge : criterion)",
            ["entry", "criterion", "judge:criterion", "entry:criterion", "entry:judge:criterion"],
        ),
        ("judge : entry", ["entry", "judge:entry"]),
        ("(judge x item) : entry", ["entry", "judge:entry", "item:entry", "judge:item:entry"]),
        ("visit : judge : entry", ["entry", "judge:entry", "visit:judge:entry"]),
        ("小区 x 评委", ["小区", "评委", "小区:评委"]),
    ],
)
def test_a_design_has_the_effects_that_the_textbook_lists(text: str, effects: list[str]) -> None:
    assert {effect.name for effect in parse(text).effects} == set(effects)
    assert parse(text).effects[-1].name == effects[-1]


@pytest.mark.parametrize(
    "text", ["", "entry x", "x judge", "entry judge", "entry x (judge", "entry) x judge", "a : : b", "a & b"]
)
def test_what_is_no_design_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InputError, match="is no design"):
        parse(text)


def test_a_facet_stands_once() -> None:
    with pytest.raises(InputError, match="judge twice"):
        parse("entry x judge x judge")


def test_what_is_measured_is_the_first_facet_that_is_nested_in_no_other() -> None:
    assert parse("entry x (judge : criterion)").measured == "entry"
    assert parse("judge : entry").measured == "entry"
    assert parse("judge : entry").averaged == ("judge",)
