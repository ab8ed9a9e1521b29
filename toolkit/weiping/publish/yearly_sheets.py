"""The yearly report as a workbook: a sheet of figures, and one that says by number which records each rests on.

Titles of records are not in it: some of them are for the office only. Their numbers open on the office's own page.
"""

from __future__ import annotations

from datetime import tzinfo

from ..domain.text import Text
from ..domain.yearly import Yearly
from . import yearly_words as words
from .sheets import Table, xlsx

_HEADINGS = (Text("部分", "Section"), words.FIGURE, words.VALUE, Text("单位", "Unit"), words.NOTE, words.BEHIND)
_KEY = Text("指标代码", "Key")


def workbook(report: Yearly, lang: str, zone: tzinfo) -> bytes:
    """The workbook in `lang`. Values are numbers; what is unknown is an empty cell, and says so in the note."""
    return xlsx([_figures(report, lang), _records(report, lang)], zone)


def _figures(report: Yearly, lang: str) -> Table:
    rows = []
    for section, line, depth in report.lines():
        note = line.note.said(lang) if line.note else "" if line.records else line.shown(lang)
        value = line.shown(lang) if line.said else line.value
        unit = line.unit.said(lang) if line.unit and line.records else ""
        title = "　" * depth + line.title.said(lang)
        rows.append((section.title.said(lang), title, value, unit, note, len(line.records), line.key))
    return Table(Text("指标", "Figures").said(lang), [one.said(lang) for one in (*_HEADINGS, _KEY)], rows)


def _records(report: Yearly, lang: str) -> Table:
    headings = [
        one.said(lang) for one in (_KEY, words.FIGURE, Text("记录类别", "Kind of record"), Text("编号", "Number"))
    ]
    rows = (
        (line.key, line.title.said(lang), line.kind.label.said(lang), number)
        for _, line, _ in report.lines()
        for number in line.records
    )
    return Table(Text("依据记录", "Records").said(lang), headings, rows)
