"""The monthly notice 公示 of points, as it is printed and shown: who got how many for what, how long it hangs, how to object.

Plain text, as every notice: the first line is the heading, an empty line begins a paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """One entry, under the name that everybody may read. `before` are its points before it was corrected, if it was."""

    number: int
    who: Text
    reason: Text
    points: int
    on: date
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthNotice:
    """A notice of points: `month` is any day of its month; it hangs from `since` to `until`, both counted.

    `guessed` are years in between whose holidays nobody knows: there Monday to Friday were counted, and it says so.
    """

    community: Text
    month: date
    since: date
    until: date
    accounts: int
    lines: Sequence[NoticeLine]
    guessed: tuple[int, ...] = ()

    @property
    def points(self) -> int:
        """All points on it."""
        return sum(line.points for line in self.lines)


def title(month: date) -> Text:
    """What the notice of a month is called."""
    return Text(f"{month.year}年{month.month}月积分公示", f"Points of {month:%Y-%m}, public notice")


def write(about: MonthNotice) -> Text:
    """The notice in both languages."""
    return Text(_chinese(about), _english(about))


def _chinese(about: MonthNotice) -> str:
    lines = [
        f"{line.number}. {line.who.zh}：{line.reason.zh}，{line.points} 分"
        + (f"（原 {line.before} 分，已更正）" if line.before is not None else "")
        + f"（{_day(line.on)}）"
        for line in about.lines
    ]
    return "\n\n".join([
        f"{about.community.zh}{title(about.month).zh}",
        f"现将 {about.accounts} 户居民的 {len(about.lines)} 笔积分、共 {about.points} 分予以公示。"
        "为保护个人信息，门牌已作隐去处理。",
        "\n".join(["一、积分明细", *lines]),
        f"二、公示时间与异议\n公示时间：{_day(about.since)}至{_day(about.until)}（含）。期满次日起可兑换。"
        + (f"{_years(about, '、')} 年放假安排尚未公布，其中工作日按周一至周五计算。" if about.guessed else "") + "\n"
        "对其中任何一笔有异议的，请在公示期内通过自家的积分页，或到社区居委会书面或当面提出，写明序号和理由。"
        "有异议的积分在处理完毕前暂不兑换；居委会核实后答复，并为反映人保密。",
        f"{about.community.zh}\n{_day(about.since)}",
    ])  # fmt: skip


def _english(about: MonthNotice) -> str:
    lines = [
        f"{line.number}. {line.who.en}: {line.reason.en}, {_points(line.points)}"
        + (f" ({line.before} before it was corrected)" if line.before is not None else "")
        + f" ({line.on})"
        for line in about.lines
    ]
    return "\n\n".join([
        f"{about.community.en}: {title(about.month).en}",
        f"{len(about.lines)} entries of {about.accounts} households, {_points(about.points)} together. Door numbers are masked to"
        " protect the families.",
        "\n".join(["1. The entries", *lines]),
        f"2. Notice and objections\nThis notice runs from {about.since} to {about.until}, both days counted. The points can be"
        " spent from the day after."
        + (f" The holidays of {_years(about, ', ')} are not known yet; Monday to Friday were counted." if about.guessed else "")
        + "\n"
        "Who objects to an entry may say so by then on the household's own points page, or at the community office in"
        " writing or in person, with its number and the reason. Points under objection are not redeemed until it is settled;"
        " the office looks into it, answers, and names nobody.",
        f"{about.community.en}\n{about.since}",
    ])  # fmt: skip


def _points(number: int) -> str:
    return f"{number} point" if number == 1 else f"{number} points"


def _years(about: MonthNotice, between: str) -> str:
    return between.join(map(str, about.guessed))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
