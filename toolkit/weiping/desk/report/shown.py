"""A record as the office sees it: its title, its day, and facts about it in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ...domain.forms import Field, Form
from ...domain.privacy import may_see
from ...domain.register import Disclosure
from ...domain.text import Text

Shown = dict[str, Any]
"""`id`, `title`, `day`, and `facts` as pairs of label and words."""

KIND, COMPOUND, RECORDED, CERTIFIED = (
    Text("类型", "Kind"), Text("小区", "Compound"), Text("登记人", "Recorded by"),
    Text("确认人", "Certified by"),
)  # fmt: skip


def record(number: int, title: Text, day: Any, facts: Iterable[tuple[Text, Text | str | None]] = ()) -> Shown:
    """A record; facts that are not known are left out."""
    return {
        "id": number, "title": title.both(), "day": None if day is None else day.isoformat(),
        "facts": [[label.both(), Text.of(value.both() if isinstance(value, Text) else value).both()]
                  for label, value in facts if value],
    }  # fmt: skip


def chunks(
    connection: sa.Connection, numbers: Sequence[int], query: Callable[[Sequence[int]], sa.Select[Any]]
) -> list[Any]:
    """The rows of `query` for these numbers, asked for in portions that every database takes."""
    return [
        row for start in range(0, len(numbers), 500) for row in connection.execute(query(numbers[start : start + 500]))
    ]


def two(row: Any, name: str = "title") -> Text:
    """A column that is there in both languages."""
    return Text(getattr(row, f"{name}_zh"), getattr(row, f"{name}_en"))


def answers(form: Form, given: Mapping[str, Any]) -> list[tuple[Text, Text | str | None]]:
    """What was answered and may be seen in the office, in the words of the form."""
    return [
        (one.title, _said(one, given[one.key]))
        for one in form.fields
        if given.get(one.key) is not None and may_see(one.disclosure, Disclosure.OFFICE)
    ]


def _said(field: Field, value: Any) -> Text:
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    return field.choices.get(str(value), Text(str(value), str(value)))
