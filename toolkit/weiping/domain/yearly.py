"""The yearly report of a community: sections of figures, each with the records that it was computed from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from .exact import plain
from .text import Text


class RecordKind(StrEnum):
    """What the records behind a figure are; each kind is a table, and a record's number is unique in it."""

    ACTIVITY = "activity"
    PARTICIPATION = "participation"
    PARTNER = "partner"
    MOTION = "motion"
    ACTION = "action"
    MATTER = "matter"
    GRID = "grid"
    MICRO_GRID = "micro-grid"
    LEADER = "leader"
    TASK = "task"
    RESULT = "result"
    TRANSFER = "transfer"

    @property
    def label(self) -> Text:
        """The kind in the words of the report."""
        return _LABELS[self]


_LABELS = {
    RecordKind.ACTIVITY: Text("活动", "Activities"),
    RecordKind.PARTICIPATION: Text("参与记录", "Who took part"),
    RecordKind.PARTNER: Text("合作单位", "Partners"),
    RecordKind.MOTION: Text("表决", "Votes"),
    RecordKind.ACTION: Text("交办事项", "Actions"),
    RecordKind.MATTER: Text("事项", "Matters"),
    RecordKind.GRID: Text("网格", "Grids"),
    RecordKind.MICRO_GRID: Text("微网格", "Micro-grids"),
    RecordKind.LEADER: Text("微网格长任期", "Terms of leaders"),
    RecordKind.TASK: Text("微网格任务", "Leaders' tasks"),
    RecordKind.RESULT: Text("评比结果", "Results"),
    RecordKind.TRANSFER: Text("积分记账", "Transfers"),
}

NONE = Text("无记录", "no record")
"""What stands for a figure that no record tells anything about: it is unknown, and not zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A figure. `key` names it within the report, `records` are the numbers of those it rests on, of `kind`.

    `value` is None where no record tells it; `said` stands in its place where the figure is words, such as who won. `lines`
    divide it further, and may rest on fewer of its records.
    """

    key: str
    title: Text
    kind: RecordKind
    records: tuple[int, ...]
    value: Decimal | None = None
    unit: Text | None = None
    said: Text | None = None
    note: Text | None = None
    lines: tuple[Line, ...] = ()

    def shown(self, lang: str) -> str:
        """The figure with its unit, as it is printed."""
        if self.said is not None:
            return self.said.said(lang)
        if self.value is None:
            return NONE.said(lang)
        number = f"{self.value:,f}" if lang == "en" else plain(self.value)
        if "." in number:
            number = number.rstrip("0").rstrip(".")
        unit = "" if self.unit is None else self.unit.said(lang)
        return f"{number} {unit}".strip()

    def data(self) -> dict[str, Any]:
        """The figure as JSON: decimals are text."""
        return {
            "key": self.key, "title": self.title.both(), "kind": self.kind.value, "records": list(self.records),
            "value": None if self.value is None else plain(self.value), "unit": self.unit and self.unit.both(),
            "said": self.said and self.said.both(), "note": self.note and self.note.both(),
            "shown": Text(self.shown("zh_CN"), self.shown("en")).both(), "lines": [one.data() for one in self.lines],
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The figures of one micro system."""

    key: str
    title: Text
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly:
    """A community's year. `made` is the office's date on which it was computed: records that came later are not in it."""

    community: Text
    year: int
    made: date
    sections: tuple[Section, ...]

    @property
    def title(self) -> Text:
        """What stands above it."""
        return Text(f"{self.community.zh} {self.year} 年度治理报告", f"{self.community.en}: yearly report {self.year}")

    def lines(self) -> Iterator[tuple[Section, Line, int]]:
        """Every figure from the top, with its section and how deep it is."""
        for section in self.sections:
            for line in section.lines:
                yield from ((section, one, depth) for one, depth in _deep(line, 0))

    def line(self, key: str) -> Line | None:
        """The figure called `key`."""
        return next((line for _, line, _ in self.lines() if line.key == key), None)

    def data(self) -> dict[str, Any]:
        """The report as JSON."""
        return {
            "community": self.community.both(), "year": self.year, "made": self.made.isoformat(), "title": self.title.both(),
            "sections": [
                {"key": one.key, "title": one.title.both(), "lines": [line.data() for line in one.lines]}
                for one in self.sections
            ],
        }  # fmt: skip


def _deep(line: Line, depth: int) -> Iterator[tuple[Line, int]]:
    yield line, depth
    for one in line.lines:
        yield from _deep(one, depth + 1)


def figure(
    key: str, title: Text, kind: RecordKind, records: Sequence[int], unit: Text, *, value: Decimal | int | None = None,
    note: Text | None = None, lines: Sequence[Line] = (),
) -> Line:  # fmt: skip
    """A line whose value is how many records there are, unless `value` says otherwise; without records it has no value."""
    counted = Decimal(len(records)) if value is None else Decimal(value)
    return Line(
        key=key, title=title, kind=kind, records=tuple(records), value=counted if records else None, unit=unit, note=note,
        lines=tuple(lines) if records else (),
    )  # fmt: skip
