"""The yearly report on A4, made by typst from `yearly.typ`. Every text reaches typst as data, never as markup."""

from __future__ import annotations

import json
from pathlib import Path

import typst

from ..domain.yearly import Yearly
from ..errors import WrongPhase
from . import fonts
from . import yearly_words as words

TEMPLATE = Path(__file__).with_name("yearly.typ")


def pdf(report: Yearly, lang: str) -> bytes:
    """The report in `lang` (`zh_CN` or `en`) as a PDF. Raises WrongPhase where this machine has no Chinese font."""
    families = fonts.families(lang)
    if families is None:
        raise WrongPhase(
            "This machine has no Chinese font, so it cannot make a PDF. Write .html instead and print it from Word or a"
            " browser, or see docs/serving.md on fonts.",
            code="no-font",
        )
    data = {
        "lang": lang, "fonts": families,
        "title": report.title.said(lang), "made": words.made(report, lang),
        "head": [one.said(lang) for one in (words.FIGURE, words.VALUE, words.NOTE)],
        "sections": [
            {
                "title": section.title.said(lang), "prose": words.prose(section, lang),
                "rows": [[row.depth, row.title, row.value, row.note] for row in words.rows(section, lang)],
            }
            for section in report.sections
        ],
    }  # fmt: skip
    made = typst.compile(TEMPLATE, font_paths=fonts.book(), sys_inputs={"report": json.dumps(data, ensure_ascii=False)})
    return bytes(made)
