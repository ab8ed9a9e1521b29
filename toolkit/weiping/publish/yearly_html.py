"""The yearly report as HTML that Word opens as it stands: headings, paragraphs and tables, nothing that runs or is fetched."""

from __future__ import annotations

from html import escape

from ..domain.yearly import Section, Yearly
from . import yearly_words as words

STYLE = (
    "body{font-family:'FangSong','STFangsong','Noto Serif CJK SC',serif;font-size:12pt;line-height:1.6;margin:2.2cm}"
    "h1{font-size:20pt;text-align:center}h2{font-size:15pt}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #000;padding:3pt 6pt;text-align:left}"
    "td.value{text-align:right;white-space:nowrap}p.made{font-size:10pt;color:#333}"
)


def html(report: Yearly, lang: str) -> str:
    """The report in `lang` (`zh_CN` or `en`); every text in it is escaped."""
    title = escape(report.title.said(lang))
    sections = "\n".join(_section(number, one, lang) for number, one in enumerate(report.sections, 1))
    code = "en" if lang == "en" else "zh-CN"
    return (
        f'<!doctype html>\n<html lang="{code}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f'<p class="made">{escape(words.made(report, lang))}</p>\n{sections}\n</body>\n</html>\n'
    )


def _section(number: int, section: Section, lang: str) -> str:
    columns = zip((words.FIGURE, words.VALUE, words.NOTE), ("50%", "20%", "30%"), strict=True)
    head = "".join(f'<th width="{wide}">{escape(one.said(lang))}</th>' for one, wide in columns)
    lines = "\n".join(_row(row) for row in words.rows(section, lang))
    return (
        f"<h2>{_numbered(number, lang)}{escape(section.title.said(lang))}</h2>\n<p>{escape(words.prose(section, lang))}</p>\n"
        f'<table border="1" cellspacing="0" cellpadding="4">\n<tr>{head}</tr>\n{lines}\n</table>'
    )


def _row(row: words.Row) -> str:
    indent = "&emsp;" * row.depth  # Word forgets the padding of cells
    return (
        f'<tr><td>{indent}{escape(row.title)}</td><td class="value" align="right">{escape(row.value)}</td>'
        f"<td>{escape(row.note)}</td></tr>"
    )


def _numbered(number: int, lang: str) -> str:
    return f"{number}. " if lang == "en" else f"{'一二三四五六七八九十'[number - 1]}、"
