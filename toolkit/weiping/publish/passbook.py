"""The passbook 积分存折: a household's account on paper, A5, with a page to sign. Made by typst from `passbook.typ`.

Whatever stands in a reason or an address reaches typst as data, never as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..domain.text import Text
from .typeset import typeset

TEMPLATE = Path(__file__).with_name("passbook.typ")


@dataclass(frozen=True, slots=True, kw_only=True)
class PassbookLine:
    """One entry: `points` above zero came, below zero went; `balance` is what there was after it."""

    on: date
    reason: Text
    points: int
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passbook:
    """An account from `first` to `last`, with what there was before, and what of today's balance cannot be spent yet.

    `holder` is an address, never a name; `hours` are minutes of volunteering by whom, masked; `notes` are sentences about
    what waits, what is owed and what ends next.
    """

    community: Text
    holder: Text
    account: str
    first: date
    last: date
    printed: date
    opening: int
    closing: int
    lines: Sequence[PassbookLine]
    notes: Sequence[Text] = ()
    hours: Sequence[tuple[str, int]] = ()


_WORDS = {
    "title": Text("积分存折", "Points passbook"),
    "account": Text("账号", "Account"),
    "period": Text("起止", "Period"),
    "printed": Text("打印日期", "Printed"),
    "balance": Text("余额", "Balance"),
    "points": Text("分", "points"),
    "on": Text("日期", "Date"),
    "reason": Text("事由", "What for"),
    "came": Text("收入", "In"),
    "went": Text("支出", "Out"),
    "opening": Text("承前余额", "Brought forward"),
    "closing": Text("期末余额", "Carried forward"),
    "nothing": Text("本期没有收支。", "Nothing came or went in this period."),
    "notes": Text("说明", "To know"),
    "hours": Text("志愿服务时长", "Hours volunteered"),
    "sign": Text("核对与签字", "Checked and signed"),
    "agree": Text(
        "以上各笔与社区积分账一致，如有不符请在签字前当面提出。本存折是账目的打印件，以社区积分账为准。",
        "These entries agree with the community's books; please say before you sign if one of them does not. This is a"
        " print: the books count.",
    ),
    "holder": Text("住户（签字）", "Household (signature)"),
    "clerk": Text("社区经办人（签字、盖章）", "For the community (signature, seal)"),
    "day": Text("日期", "Date"),
    "remarks": Text("备注", "Remarks"),
}


def pdf(book: Passbook, lang: str) -> bytes:
    """The passbook in `lang` (`zh_CN` or `en`) as a PDF. Raises WrongPhase where this machine has no Chinese font."""
    words = {key: word.said(lang) for key, word in _WORDS.items()}
    return typeset(TEMPLATE, "book", lang, {"words": words, **_said(book, lang)})


def _said(book: Passbook, lang: str) -> dict[str, Any]:
    return {
        "community": book.community.said(lang), "address": book.holder.said(lang), "number": book.account,
        "first": book.first.isoformat(), "last": book.last.isoformat(), "day": book.printed.isoformat(),
        "opening": str(book.opening), "closing": str(book.closing),
        "lines": [
            {
                "on": line.on.isoformat(), "reason": line.reason.said(lang), "balance": str(line.balance),
                "came": str(line.points) if line.points > 0 else "", "went": str(-line.points) if line.points < 0 else "",
            }
            for line in book.lines
        ],
        "notes": [note.said(lang) for note in book.notes],
        "hours": [{"who": who, "time": _hours(minutes).said(lang)} for who, minutes in book.hours],
    }  # fmt: skip


def _hours(minutes: int) -> Text:
    return Text(f"{minutes // 60} 小时 {minutes % 60} 分钟", f"{minutes // 60} h {minutes % 60} min")
