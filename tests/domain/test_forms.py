"""A form takes what a person or JSON answers and makes it what the field holds, or says by the field's title why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiping.domain.exact import plain
from weiping.domain.forms import Field, FieldKind, Form
from weiping.domain.register import Disclosure
from weiping.domain.text import Text
from weiping.errors import DefinitionError, Invalid

SIDES = {"left": Text("左", "Left"), "right": Text("右", "Right")}


def field(kind: str = "text", key: str = "answer", **more: Any) -> Field:
    if kind == "choice":
        more.setdefault("choices", SIDES)
    return Field(key=key, title=Text("问题", "Question"), kind=FieldKind(kind), **more)


@pytest.mark.parametrize(
    ("kind", "value", "held"),
    [
        ("text", "  张三 ", "张三"),
        ("number", "2.50", Decimal("2.50")),
        ("number", 2.5, Decimal("2.5")),
        ("number", 3, Decimal(3)),
        ("number", "１２", Decimal(12)),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("date", date(2024, 2, 29), date(2024, 2, 29)),
        ("choice", "left", "left"),
        ("yes-no", "是", True),
        ("yes-no", "No", False),
        ("yes-no", False, False),
        ("consent", True, True),
    ],
)
def test_an_answer_becomes_what_the_field_holds(kind: str, value: object, held: object) -> None:
    read = field(kind).read(value)
    assert read == held
    assert type(read) is type(held)


@pytest.mark.parametrize("kind", list(FieldKind))
@pytest.mark.parametrize("empty", [None, "", " \t　"])
def test_nothing_answered_is_none_and_never_zero_or_no(kind: str, empty: object) -> None:
    assert field(kind).read(empty) is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", 5),
        ("text", "字" * 2001),
        ("number", True),
        ("number", "many"),
        ("number", float("nan")),
        ("number", "Infinity"),
        ("number", [0, [1, 2], 0]),
        ("number", "1e999999"),
        ("number", "1e-999999"),
        ("number", "9" * 40),
        ("date", "2023-02-29"),
        ("date", datetime(2024, 1, 1)),
        ("date", 20240101),
        ("choice", "middle"),
        ("choice", ["left"]),
        ("choice", "左"),
        ("yes-no", 1),
        ("yes-no", "maybe"),
        ("consent", {"yes": True}),
    ],
)
def test_what_is_something_else_is_refused_by_the_title_in_both_languages(kind: str, value: object) -> None:
    with pytest.raises(Invalid) as caught:
        field(kind).read(value)
    assert caught.value.text("en").startswith("Question: ")
    assert caught.value.text("zh_CN").startswith("问题：")
    assert len(caught.value.text("en")) < 200


@pytest.mark.parametrize("kind", list(FieldKind))
@given(value=st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=3))
def test_whatever_json_brings_is_read_or_refused_and_nothing_else(kind: str, value: object) -> None:
    try:
        held = field(kind).read(value)
    except Invalid:
        return
    assert held is None or isinstance(held, str | Decimal | date | bool)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_a_number_is_kept_exactly_as_it_was_written(number: Decimal) -> None:
    assert field("number").read(str(number)) == number
    assert field("number").read(plain(number)) == number


@given(st.dates())
def test_a_date_survives_its_text(day: date) -> None:
    assert field("date").read(day.isoformat()) == day


@given(
    ends=st.tuples(st.integers(-50, 50), st.integers(0, 50)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    number=st.integers(-200, 200),
)
def test_a_number_is_taken_exactly_between_its_ends(ends: tuple[int, int], number: int) -> None:
    asked = field("number", least=ends[0], most=ends[1])
    if ends[0] <= number <= ends[1]:
        assert asked.read(number) == number
    else:
        with pytest.raises(Invalid, match=f"a number from {ends[0]} to {ends[1]}"):
            asked.read(number)


@given(st.decimals(-1000, 1000, places=2))
def test_a_whole_number_has_no_decimals_but_may_be_written_with_zeros(number: Decimal) -> None:
    asked = field("number", whole=True)
    if number == int(number):
        assert asked.read(str(number)) == number
    else:
        with pytest.raises(Invalid, match="expected a whole number"):
            asked.read(str(number))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (field("number"), "a number"),
        (field("number", least=0), "a number of at least 0"),
        (field("number", most="2.50"), "a number of at most 2.5"),
        (field("number", whole=True), "a whole number"),
        (field("number", whole=True, least=1, most=10), "a whole number from 1 to 10"),
        (field("text", longest=20), "text of at most 20 characters"),
        (field("choice"), "one of: Left, Right"),
    ],
)
def test_what_is_expected_is_said_in_words(asked: Field, said: str) -> None:
    assert asked.expected.en == said
    assert asked.expected.zh != said


@pytest.mark.parametrize("kind", [kind for kind in FieldKind if kind is not FieldKind.CHOICE])
def test_only_a_choice_has_choices(kind: FieldKind) -> None:
    with pytest.raises(DefinitionError):
        field(kind, choices=SIDES)
    with pytest.raises(DefinitionError):
        field("choice", choices={})


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "text", "least": 0},
        {"kind": "text", "whole": True},
        {"kind": "number", "least": 3, "most": 2},
        {"kind": "text", "longest": 0},
        {"kind": "choice", "choices": {"Left Side": SIDES["left"]}},
        {"key": "两个"},
    ],
)
def test_a_field_that_contradicts_itself_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError):
        field(**more)


def test_a_field_of_no_kind_or_no_disclosure_there_is_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        field("colour")
    with pytest.raises(ValueError, match="neighbours"):
        field(disclosure="neighbours")
    assert field(disclosure="secret").disclosure is Disclosure.SECRET
    assert field().disclosure is Disclosure.OFFICE, "what somebody wrote stays in the office unless the form says more"


def test_choices_are_the_forms_own_and_do_not_change_with_what_they_came_from() -> None:
    choices = dict(SIDES)
    asked = field("choice", choices=choices)
    choices.clear()
    assert asked.read("left") == "left"


FORM = Form(
    fields=(
        field(key="why"),
        field("number", key="hours", required=False),
        field("consent", key="agreed"),
        field("consent", key="named", required=False),
    )
)


def test_answers_come_back_by_key_in_the_forms_order_with_none_for_what_was_left_empty() -> None:
    found = FORM.check({"agreed": "yes", "why": "x", "hours": ""})
    assert list(found.items()) == [("why", "x"), ("hours", None), ("agreed", True), ("named", None)]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"agreed": True}, "Question is missing"),
        ({"why": " ", "agreed": True}, "Question is missing"),
        ({"why": "x"}, "Question is missing"),
        ({"why": "x", "agreed": False}, "without this consent nothing can be recorded"),
        ({"why": "x", "agreed": True, "named": "no"}, "without this consent nothing can be recorded"),
        ({"why": "x", "agreed": True, "age": 3}, "does not ask for age"),
        ({"why": "x", "agreed": True, 3: 3}, "does not ask for 3"),
        (["why"], "answers are an object"),
    ],
)
def test_a_form_refuses_what_is_missing_not_agreed_to_or_not_asked_for(answers: Any, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        FORM.check(answers)


def test_a_yes_no_may_be_no_where_a_consent_may_not() -> None:
    assert Form(fields=(field("yes-no"),)).check({"answer": "否"}) == {"answer": False}


def test_a_form_asks_for_nothing_twice() -> None:
    with pytest.raises(DefinitionError, match="twice"):
        Form(fields=(field(), field("number")))


@given(st.dictionaries(st.sampled_from(["why", "hours", "agreed", "named", "odd"]), st.text() | st.booleans()))
def test_what_a_form_took_it_takes_again_unchanged(answers: dict[str, object]) -> None:
    _takes_again(FORM.check, answers)


def _takes_again(check: Callable[..., dict[str, Any]], answers: dict[str, object]) -> None:
    try:
        once = check(answers)
    except Invalid:
        return
    assert check(once) == once
