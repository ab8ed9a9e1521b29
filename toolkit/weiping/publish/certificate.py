"""A certificate 荣誉证书: an honour of the points shop on paper, A4 across. Made by typst from `certificate.typ`.

Names and words reach typst as data, never as markup. Nothing of it is stored: the name is as the resident wishes it today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..domain.text import Text
from ..i18n import tr
from .typeset import typeset

TEMPLATE = Path(__file__).with_name("certificate.typ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """An honour for somebody. `whom` is a name as its bearer wishes it, `words` what it is for (empty: thanks), `code` the
    voucher it goes back to."""

    community: Text
    title: Text
    whom: str
    words: str
    day: date
    code: str


def pdf(made: Certificate, lang: str) -> bytes:
    """The certificate in `lang` (`zh_CN` or `en`) as a PDF. Raises WrongPhase where this machine has no Chinese font."""
    thanks = tr(lang, "for doing good in our neighbourhood, with the thanks of all who live here.")
    said = {
        "community": made.community.said(lang), "title": made.title.said(lang), "whom": made.whom,
        "words": made.words or thanks, "day": made.day.isoformat(), "code": made.code,
    }  # fmt: skip
    return typeset(TEMPLATE, "certificate", lang, said)
