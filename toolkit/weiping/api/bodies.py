"""What bodies of several routes share: texts in both languages, lengths, a month in the query."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec

from ..domain.text import Text
from ..errors import Invalid
from .core import Call

KeyText = Annotated[str, msgspec.Meta(min_length=8, max_length=64)]
Word = Annotated[str, msgspec.Meta(max_length=64)]
Line = Annotated[str, msgspec.Meta(max_length=200)]
Reason = Annotated[str, msgspec.Meta(max_length=500)]
Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
Answers = dict[str, Any]


class Body(msgspec.Struct, forbid_unknown_fields=True):
    """A body that has what its class names, and nothing else."""


class BothBody(Body):
    """A text in both languages; one of them will do."""

    zh_CN: Line = ""  # noqa: N815 (the language's own tag)
    en: Line = ""

    def text(self) -> Text:
        """Both, each standing in for the other."""
        zh, en = self.zh_CN.strip(), self.en.strip()
        return Text(zh or en, en or zh)


class WhyBody(Body):
    """Why."""

    reason: Reason


def month_of(call: Call) -> date:
    """The first day of the month in the query, today where there is none. Raises Invalid."""
    said = call.request.query.get("month", "")
    if not said:
        return call.desk.today()
    try:
        return date.fromisoformat(f"{said}-01")
    except ValueError:
        raise Invalid("{text} is no month; write it as 2024-11.", text=said) from None
