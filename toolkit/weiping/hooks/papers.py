"""The notice and the export that come with weiping: a plain 公示, and a table that opens in Excel."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO

from ..domain.cells import safe
from ..domain.exact import plain
from ..domain.papers import Export, Notice, ResultLine, Results
from ..domain.text import Text


def write_notice(about: Results) -> Text:
    """Who won, all places, the rule, how long the notice runs and how to object; nothing that is not in `about`."""
    return Text(_notice(_chinese(about), "一二三四", "、"), _notice(_english(about), "1234", ". "))


@dataclass(frozen=True, slots=True)
class _Words:
    """A notice in one language: its heading, a first sentence, sections with their titles, and who signs it."""

    heading: str
    opening: str
    sections: tuple[tuple[str, list[str]], ...]
    signature: tuple[str, str]


def _notice(words: _Words, numbers: str, dot: str) -> str:
    parts = [words.heading, words.opening]
    filled = [(title, lines) for title, lines in words.sections if lines]
    parts += [
        "\n".join([f"{number}{dot}{title}", *lines]) for number, (title, lines) in zip(numbers, filled, strict=False)
    ]
    return "\n\n".join([*parts, "\n".join(words.signature)])


def _chinese(about: Results) -> _Words:
    runs = about.until > about.published
    when = (
        f"公示时间：{_day(about.published)}至{_day(about.until)}。" if runs else f"公布日期：{_day(about.published)}。"
    )
    until = "请在公示期内到" if runs else "请到"
    objection = f"对结果有异议的，{until}社区居委会书面或当面提出，说明理由并留下联系方式；居委会核实后答复。"
    return _Words(
        f"{about.community.zh}“{about.title.zh}”结果公示",
        f"经评审团 {about.judges} 位评委评议，“{about.title.zh}”结果如下，现予公示。",
        (
            ("获奖名单", [f"{award.zh}：{line.name.zh}" for line in about.lines for award in line.awards]),
            ("评议结果" + (f"（满分 {plain(about.full)} 分）" if about.full else ""),
             [_line(line, "zh_CN", "第 {} 名", "（并列）", " 分") for line in about.lines]),
            ("计分办法", [about.rule.zh]),
            ("公示时间与异议", [when, objection]),
        ),
        (about.community.zh, _day(about.published)),
    )  # fmt: skip


def _english(about: Results) -> _Words:
    runs = about.until > about.published
    when = f"This notice runs from {about.published} to {about.until}." if runs else f"Published on {about.published}."
    objection = (
        f"Who objects to the result may say so at the community office{' by then' if runs else ''}, in writing or in "
        "person, with the reason and how to be reached. The office looks into it and answers."
    )
    return _Words(
        f"{about.community.en}: result of “{about.title.en}”",
        f"A panel of {about.judges} judges has appraised “{about.title.en}”. This is the result.",
        (
            ("Awards", [f"{award.en}: {line.name.en}" for line in about.lines for award in line.awards]),
            ("All places" + (f" (full marks: {plain(about.full)})" if about.full else ""),
             [_line(line, "en", "Place {}", " (shared)", " points") for line in about.lines]),
            ("How it was scored", [about.rule.en]),
            ("Notice and objections", [when, objection]),
        ),
        (about.community.en, str(about.published)),
    )  # fmt: skip


def _line(line: ResultLine, lang: str, place: str, shared: str, unit: str) -> str:
    where = "—" if line.place is None else place.format(line.place) + (shared if line.shared else "")
    score = "" if line.score is None else f"{line.score:f}{unit}"
    why = line.why.said(lang) if line.place is None and line.why else ""
    return "  ".join(part for part in (where, line.name.said(lang), score, why) if part)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


HEADINGS = {
    "zh_CN": ("名次", "并列", "参评对象", "得分", "奖项", "说明"),
    "en": ("place", "shared", "entry", "score", "awards", "remark"),
}
YES = {"zh_CN": "是", "en": "yes"}


def write_csv(about: Results, lang: str) -> bytes:
    """One row an entry in the order of places, as UTF-8 that Excel recognises; no cell of text is taken for a formula."""
    text = StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(HEADINGS[lang])
    for line in about.lines:
        awards = ("; " if lang == "en" else "；").join(one.said(lang) for one in line.awards)
        table.writerow([
            line.place or "", YES[lang] if line.shared else "", safe(line.name.said(lang)), _number(line.score),
            safe(awards), safe(line.why.said(lang)) if line.why else "",
        ])  # fmt: skip
    return text.getvalue().encode("utf-8-sig")


def _number(score: Decimal | None) -> str:
    return "" if score is None else f"{score:f}"


NOTICE = Notice(key="result", title=Text("结果公示", "Notice of the result"), write=write_notice)
CSV = Export(
    key="table", title=Text("结果表（CSV）", "Table of results (CSV)"), suffix=".csv", media_type="text/csv; charset=utf-8",
    write=write_csv,
)  # fmt: skip
