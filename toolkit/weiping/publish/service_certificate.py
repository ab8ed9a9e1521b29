"""A certificate of service 志愿服务证明: whose hours, in which activities, from when to when. Made by typst, A4.

Names and titles reach typst as data, never as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..domain.text import Text
from .typeset import typeset

TEMPLATE = Path(__file__).with_name("service_certificate.typ")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """The service that was given in one activity: on which day, as what, how many minutes."""

    on: date
    title: Text
    role: Text
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCertificate:
    """A certificate of the service of `whom`, made out on `day` under a number of its own."""

    community: Text
    whom: str
    number: str
    first: date
    last: date
    day: date
    lines: Sequence[ServiceLine]


_WORDS = {
    "title": Text("志愿服务证明", "Certificate of service"),
    "number": Text("编号", "Number"),
    "on": Text("日期", "Date"),
    "activity": Text("活动", "Activity"),
    "role": Text("身份", "As"),
    "time": Text("时长", "Time"),
    "all": Text("合计", "In all"),
    "by": Text(
        "以上时长经社区两名工作人员记录和确认。",
        "Recorded by one member of the community's staff and certified by another.",
    ),
    "seal": Text("（盖章）", "(seal)"),
    "day": Text("日期：", "Date: "),
}  # fmt: skip


def pdf(made: ServiceCertificate, lang: str) -> bytes:
    """The certificate in `lang` (`zh_CN` or `en`) as a PDF. Raises WrongPhase where this machine has no Chinese font."""
    words = {key: word.said(lang) for key, word in _WORDS.items()}
    return typeset(TEMPLATE, "certificate", lang, {"words": words, **_said(made, lang)})


def _said(made: ServiceCertificate, lang: str) -> dict[str, Any]:
    hours = time_said(sum(one.minutes for one in made.lines))
    first, last, count = made.first.isoformat(), made.last.isoformat(), len(made.lines)
    text = Text(
        f"兹证明 {made.whom} 于 {first} 至 {last} 参加本社区志愿服务 {count} 次，共计 {hours.zh}。",
        f"This is to certify that {made.whom} volunteered in our community from {first} to {last}: {count} "
        f"{'activity' if count == 1 else 'activities'}, {hours.en} in all.",
    )
    return {
        "community": made.community.said(lang), "text": text.said(lang), "number": made.number, "all": hours.said(lang),
        "day": made.day.isoformat(),
        "lines": [
            {"on": one.on.isoformat(), "title": one.title.said(lang), "role": one.role.said(lang),
             "time": time_said(one.minutes).said(lang)}
            for one in made.lines
        ],
    }  # fmt: skip


def time_said(minutes: int) -> Text:
    """Hours and minutes in words.

    >>> time_said(150).en
    '2 h 30 min'
    """
    hours, rest = divmod(minutes, 60)
    if not rest:
        return Text(f"{hours} 小时", f"{hours} h")
    return Text(f"{hours} 小时 {rest} 分钟", f"{hours} h {rest} min") if hours else Text(f"{rest} 分钟", f"{rest} min")
