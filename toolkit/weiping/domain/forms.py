"""Forms: what a nomination or a record asks for, checked before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from ..errors import DefinitionError, Invalid
from .criteria import check_key
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
    """One question of a form. `choices` maps each key to its words; `disclosure` says how far the answer may travel."""

    key: str
    title: Text
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    choices: Mapping[str, Text] = field(default_factory=dict)
    disclosure: Disclosure = Disclosure.OFFICE
    longest: int = 2000
    """Characters at most, of a text."""

    def __post_init__(self) -> None:
        check_key(self.key, Text("表单栏目", "A form's field"))
        object.__setattr__(self, "kind", FieldKind(self.kind))
        object.__setattr__(self, "disclosure", Disclosure(self.disclosure))
        if (self.kind is FieldKind.CHOICE) != bool(self.choices):
            raise DefinitionError("Field {key}: a choice has choices, and nothing else has.", key=self.key)

    def read(self, value: object) -> Any:
        """`value`, as text or JSON brings it, as what the field holds; None where nothing was answered.

        Raises Invalid with the field's title where it is something else.
        """
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        said = value.strip() if isinstance(value, str) else value
        try:
            return _READERS[self.kind](self, said)
        except (ValueError, TypeError, InvalidOperation) as error:
            raise Invalid(
                "{title}: {value} cannot be used; expected {kind}.",
                title=self.title,
                value=repr(value),
                kind=_EXPECTED[self.kind],
            ) from error


def _text(asked: Field, value: Any) -> str:
    if not isinstance(value, str) or len(value) > asked.longest:
        raise ValueError(value)
    return value


def _number(_asked: Field, value: Any) -> Decimal:
    if isinstance(value, bool | float):
        raise ValueError
    number = Decimal(value)
    if not number.is_finite():
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
    word = value.lower()
    if word not in _WORDS:
        raise ValueError
    return _WORDS[word]


_WORDS = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}


_READERS = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes_no,
    FieldKind.CONSENT: _yes_no,
}
_EXPECTED = {
    FieldKind.TEXT: Text("文字（不超过规定长度）", "text that is not too long"),
    FieldKind.NUMBER: Text("数字", "a number"),
    FieldKind.DATE: Text("日期，如 2024-06-01", "a date such as 2024-06-01"),
    FieldKind.CHOICE: Text("所列选项之一", "one of the choices"),
    FieldKind.YES_NO: Text("是或否", "yes or no"),
    FieldKind.CONSENT: Text("是", "yes"),
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
        if unknown := sorted(answers.keys() - {one.key for one in self.fields}):
            raise Invalid("The form does not ask for {unknown}.", unknown=unknown)
        found = {one.key: one.read(answers.get(one.key)) for one in self.fields}
        for one in self.fields:
            if one.required and found[one.key] is None:
                raise Invalid("{title} is missing.", title=one.title)
            if one.kind is FieldKind.CONSENT and found[one.key] is False:
                raise Invalid("{title}: without this consent nothing can be recorded.", title=one.title)
        return found
