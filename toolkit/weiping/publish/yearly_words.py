"""The yearly report in words, as every paper says it: a paragraph for each section, rows for its table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..domain.text import Text
from ..domain.yearly import NONE, Line, Section, Yearly

FIGURE, VALUE, NOTE, BEHIND = (
    Text("指标", "Figure"), Text("数量", "Value"), Text("说明", "Note"), Text("依据记录（条）", "Records behind it"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: how deep it stands, and its words."""

    depth: int
    title: str
    value: str
    note: str
    records: int


def made(report: Yearly, lang: str) -> str:
    """How the figures came about, below the title."""
    day = report.made.isoformat()
    words = Text(
        f"本报告由系统于 {day} 根据登记记录计算，未手工填写任何数字；写“{NONE.zh}”的，是没有记录，不是零。",
        f"Computed on {day} from the records; no figure was typed in. “{NONE.en}” says that nothing is on record, not that it"
        " was nought.",
    )  # fmt: skip
    return words.said(lang)


def rows(section: Section, lang: str) -> Iterator[Row]:
    """The lines of a section from the top."""
    for line in section.lines:
        yield from _rows(line, lang, 0)


def _rows(line: Line, lang: str, depth: int) -> Iterator[Row]:
    note = "" if line.note is None else line.note.said(lang)
    yield Row(depth, line.title.said(lang), line.shown(lang), note, len(line.records))
    for one in line.lines:
        yield from _rows(one, lang, depth + 1)


def prose(section: Section, lang: str) -> str:
    """What a section tells, in one paragraph; figures without records are left to the table."""
    told = [_told(line, lang) for line in section.lines if line.records]
    if not told:
        return NONE.said(lang) + ("。" if lang != "en" else ".")
    return "，".join(told) + "。" if lang != "en" else "; ".join(told) + "."


def _told(line: Line, lang: str) -> str:
    separator, opening, closing = (", ", " (", ")") if lang == "en" else ("、", "（", "）")
    inside = separator.join(_told(one, lang) for one in line.lines)
    word = line.title.said(lang)
    if line.said is not None:
        return f"{word}{': ' if lang == 'en' else '为'}{line.shown(lang)}"
    return f"{word} {line.shown(lang)}" + (f"{opening}{inside}{closing}" if inside else "")
