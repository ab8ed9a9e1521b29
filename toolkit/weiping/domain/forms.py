"""Forms: what a nomination or a record asks for, checked before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from ..errors import DefinitionError, InputError, Invalid
from .criteria import check_key
from .exact import exact, plain
from .register import Disclosure
from .text import Text


class FieldKind(StrEnum):
    """What a field holds. A `consent` is a yes that must be given; `yes-no` may be either."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes-no"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form. `choices` maps each key to its words; `disclosure` says how far the answer may travel.

    `longest` is the most characters that a text may have, `least` and `most` are the ends of a number, each optional,
    and a `whole` one has no decimals. Raises DefinitionError where these contradict the kind or each other.
    """

    key: str
    title: Text
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    choices: Mapping[str, Text] = field(default_factory=dict)
    disclosure: Disclosure = Disclosure.OFFICE
    longest: int = 2000
    least: Decimal | None = None
    most: Decimal | None = None
    whole: bool = False

    def __post_init__(self) -> None:
        check_key(self.key, Text("表单栏目", "A form's field"))
        object.__setattr__(self, "kind", FieldKind(self.kind))
        object.__setattr__(self, "disclosure", Disclosure(self.disclosure))
        object.__setattr__(self, "choices", dict(self.choices))
        for choice in self.choices:
            check_key(choice, Text("选项", "A choice"))
        if (self.kind is FieldKind.CHOICE) != bool(self.choices):
            raise DefinitionError("Field {key}: a choice has choices, and nothing else has.", key=self.key)
        self._check_ends()

    def _check_ends(self) -> None:
        for name in ("least", "most"):
            if (end := getattr(self, name)) is not None:
                object.__setattr__(self, name, exact(end))
        ends = [end for end in (self.least, self.most) if end is not None]
        if ((ends or self.whole) and self.kind is not FieldKind.NUMBER) or ends != sorted(ends) or self.longest < 1:
            raise DefinitionError(
                "Field {key}: only a number is whole or has ends, the least not above the most; a text has room for a character.",
                key=self.key,
            )

    def read(self, value: object) -> Any:
        """`value`, as text or JSON brings it, as what the field holds; None where nothing was answered.

        Raises Invalid with the field's title where it is something else.
        """
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        said = value.strip() if isinstance(value, str) else value
        try:
            return _READERS[self.kind](self, said)
        except (ValueError, TypeError, InputError) as error:
            raise Invalid(
                "{title}: {value} cannot be used; expected {kind}.",
                title=self.title,
                value=_shown(value),
                kind=self.expected,
            ) from error

    @property
    def expected(self) -> Text:
        """What may be answered, in words: for a form's hint and for the refusal."""
        match self.kind:
            case FieldKind.TEXT:
                return Text(f"不超过 {self.longest} 个字符的文字", f"text of at most {self.longest} characters")
            case FieldKind.NUMBER:
                return _number_words(self)
            case FieldKind.CHOICE:
                words = self.choices.values()
                zh, en = "、".join(one.zh for one in words), ", ".join(one.en for one in words)
                return Text(f"以下之一：{zh}", f"one of: {en}")
            case FieldKind.DATE:
                return Text("日期，如 2024-06-01", "a date such as 2024-06-01")
            case FieldKind.YES_NO:
                return Text("是或否", "yes or no")
            case FieldKind.CONSENT:
                return Text("是", "yes")


def _number_words(asked: Field) -> Text:
    zh, en = ("整数", "a whole number") if asked.whole else ("数字", "a number")
    low, high = (None if end is None else plain(end) for end in (asked.least, asked.most))
    if low is not None and high is not None:
        return Text(f"{low} 至 {high} 的{zh}", f"{en} from {low} to {high}")
    if low is not None:
        return Text(f"不小于 {low} 的{zh}", f"{en} of at least {low}")
    return Text(zh, en) if high is None else Text(f"不大于 {high} 的{zh}", f"{en} of at most {high}")


def _shown(value: object) -> str:
    """`value` as a refusal repeats it: short enough for one line of a telephone."""
    said = repr(value)
    return said if len(said) <= 60 else said[:59] + "…"


def _text(asked: Field, value: Any) -> str:
    if not isinstance(value, str) or len(value) > asked.longest:
        raise ValueError(value)
    return value


_LONGEST_NUMBER = 18
"""Digits on either side of the point: more would be a slip, and 1e999999 would be a megabyte when it is printed."""


def _number(asked: Field, value: Any) -> Decimal:
    number = exact(value)  # a float that JSON brings is the decimal that was written there
    if number.adjusted() >= _LONGEST_NUMBER or int(number.as_tuple().exponent) < -_LONGEST_NUMBER:
        raise ValueError
    if asked.whole and number != number.to_integral_value():
        raise ValueError
    if (asked.least is not None and number < asked.least) or (asked.most is not None and number > asked.most):
        raise ValueError
    return number


def _date(_asked: Field, value: Any) -> date:
    return value if type(value) is date else date.fromisoformat(value)


def _choice(asked: Field, value: Any) -> str:
    if value not in asked.choices:
        raise ValueError
    return str(value)


def _yes_no(_asked: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.lower() not in _WORDS:
        raise ValueError
    return _WORDS[value.lower()]


_WORDS = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}


_READERS = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes_no,
    FieldKind.CONSENT: _yes_no,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The questions of a nomination or a record, in the order they are asked."""

    fields: tuple[Field, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", tuple(self.fields))
        keys = [one.key for one in self.fields]
        if len(keys) != len(set(keys)):
            raise DefinitionError("A form asks for a field twice: {keys}.", keys=keys)

    def check(self, answers: Mapping[str, object]) -> dict[str, Any]:
        """The answers as what the fields hold, by key, those left empty as None.

        Raises Invalid for an answer nobody asked for, a required one that is missing, a consent that is not given and an
        answer of another kind; the message names the field.
        """
        if not isinstance(answers, Mapping):
            raise Invalid("A form's answers are an object with a value for each field.")
        if unknown := sorted(map(str, answers.keys() - {one.key for one in self.fields})):
            raise Invalid("The form does not ask for {unknown}.", unknown=unknown)
        found = {one.key: one.read(answers.get(one.key)) for one in self.fields}
        for one in self.fields:
            if one.required and found[one.key] is None:
                raise Invalid("{title} is missing.", title=one.title)
            if one.kind is FieldKind.CONSENT and found[one.key] is False:
                raise Invalid("{title}: without this consent nothing can be recorded.", title=one.title)
        return found
