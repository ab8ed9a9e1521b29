"""What answers of records add up to, as the figures of their kinds declare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ...domain.figures import Figure
from ...domain.forms import Field
from ...domain.text import Text
from ...domain.yearly import Line, RecordKind, figure

Words = Callable[[str, str | None], Text]
"""What a field is called, or one of its choices."""


def words_of(fields: Iterable[Field]) -> Words:
    """What fields and their choices are called; a choice that a newer form has no more keeps its key."""
    known = {field.key: field for field in fields}
    return lambda key, choice: (
        known[key].title if choice is None else known[key].choices.get(choice, Text(choice, choice))
    )


def adds(
    key: str, one: Figure, kind: RecordKind, records: Sequence[tuple[int, Mapping[str, Any]]], words: Words
) -> Line:
    """What answers of records add up to; divided by its choices, or by the fields that are added."""
    told = [
        (number, answers) for number, answers in records if any(answers.get(field) is not None for field in one.adds)
    ]
    if one.by or one.measured_in:
        return _by_choice(key, one, kind, told, len(records), words)
    lines = [
        figure(
            f"{key}.{field}",
            _bare(words(field, None), one.unit),
            kind,
            _telling(told, field),
            one.unit or Text("", ""),
            value=_sum(told, field),
        )
        for field in one.adds
    ]
    return figure(
        key, one.title, kind, [number for number, _ in told], one.unit or Text("", ""),
        value=sum((_sum(told, field) for field in one.adds), Decimal(0)), note=stated(len(told), len(records)),
        lines=lines if len(lines) > 1 else (),
    )  # fmt: skip


def _bare(title: Text, unit: Text | None) -> Text:
    """What a field is called without the unit that stands behind the number anyway."""
    return (
        title if unit is None else Text(title.zh.removesuffix(f"（{unit.zh}）"), title.en.removesuffix(f" ({unit.en})"))
    )


def _telling(told: Sequence[tuple[int, Mapping[str, Any]]], field: str) -> list[int]:
    return [number for number, answers in told if answers.get(field) is not None]


def _sum(told: Sequence[tuple[int, Mapping[str, Any]]], field: str) -> Decimal:
    return sum((Decimal(answers[field]) for _, answers in told if answers.get(field) is not None), Decimal(0))


def _by_choice(
    key: str, one: Figure, kind: RecordKind, told: Sequence[tuple[int, Mapping[str, Any]]], of: int, words: Words
) -> Line:
    """A line for each combination of choices and each unit; what is measured in different units is not added up."""
    groups: dict[tuple[str | None, ...], list[tuple[int, Mapping[str, Any]]]] = defaultdict(list)
    for number, answers in told:
        groups[tuple(answers.get(field) for field in (*one.by, *_unit(one)))].append((number, answers))
    lines = []
    for choices, some in groups.items():
        by = list(zip(one.by, choices, strict=False))
        named = [words(field, choice) for field, choice in by if choice is not None]
        unit = _small(words(one.measured_in, choices[-1])) if one.measured_in and choices[-1] is not None else one.unit
        title = Text("·".join(word.zh for word in named), ", ".join(word.en for word in named)) if named else one.title
        value = sum((_sum(some, field) for field in one.adds), Decimal(0))
        tail = ".".join(choice or "-" for choice in choices)
        lines.append(
            figure(f"{key}.{tail}", title, kind, [number for number, _ in some], unit or Text("", ""), value=value)
        )
    records = [number for number, _ in told]
    return figure(key, one.title, kind, records, Text("项", ""), note=stated(len(told), of), lines=lines)


def _small(unit: Text) -> Text:
    """A unit as it stands behind a number."""
    return Text(unit.zh, unit.en[:1].lower() + unit.en[1:])


def _unit(one: Figure) -> tuple[str, ...]:
    return (one.measured_in,) if one.measured_in else ()


def stated(said: int, of: int) -> Text | None:
    """A note where not every record tells the figure."""
    if said == of:
        return None
    return Text(f"{of} 条记录中 {said} 条填报", f"told by {said} of {of} records")
