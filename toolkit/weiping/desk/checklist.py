"""What the chair must see to before publishing, in plain words that say what to do.

A check is `must` (red, nothing is published), `look` (the chair has seen it and says so) or `info`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from ..domain.appraisal import Phase
from ..domain.text import Text
from .results import Standing, rule_of
from .round_info import RoundInfo
from .trust import TOO_MANY, Trust

Level = Literal["must", "look", "info"]

POOR = Decimal("0.5")
"""Agreement below this is poor: T. K. Koo and M. Y. Li, Journal of Chiropractic Medicine 15(2), 2016, 155–163."""

NAMED = 6
"""So many judges or entries are named in one line; of more, the first ones."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist."""

    key: str
    level: Level
    ok: bool
    text: Text

    def data(self) -> dict[str, Any]:
        """The line as the console receives it."""
        return {"key": self.key, "level": self.level, "ok": self.ok, "text": self.text.both()}


@dataclass(frozen=True)
class Situation:
    """What the checklist looks at: numbers are those of judges and entries as people know them.

    `unsigned`, `late`, `refused` and `far` name the judge once a sheet, mark or item; `short` has (entry, signed, needed) of
    entries without a quorum.
    """

    info: RoundInfo
    standings: Sequence[Standing] = ()
    unsigned: Sequence[int] = ()
    short: Sequence[tuple[int, int, int]] = ()
    late: Sequence[int] = ()
    refused: Sequence[int] = ()
    far: Sequence[int] = ()
    problems: int = 0
    missing: Sequence[str] = ()
    trust: Trust | None = None


def checks(now: Situation) -> list[Check]:
    """The whole list, in the order in which a chair would go through it."""
    return [
        _unsigned(now), _quorum(now), _late(now), _refused(now), _problems(now), _ties(now), _far(now),
        _agreement(now), _one_out(now), _plugins(now), _rule(now),
    ]  # fmt: skip


def red(found: Iterable[Check], level: Level) -> list[Check]:
    """The checks of a level that are not all right."""
    return [check for check in found if check.level == level and not check.ok]


def needed(info: RoundInfo, due: int) -> int:
    """How many signed sheets an entry needs: the round's quorum, or half of those that are due, rounded up."""
    return info.quorum if info.quorum is not None else -(-due // 2)


def _named(numbers: Iterable[int]) -> Text:
    """Numbers, each once: 2、5、9 and 2, 5, 9."""
    every = sorted(set(numbers))
    some = [str(number) for number in every[:NAMED]]
    more = len(every) > NAMED
    return Text("、".join(some) + (" 等" if more else ""), ", ".join(some) + (" …" if more else ""))


def _judges(numbers: Sequence[int]) -> Text:
    """评委 2、5 and judges 2, 5."""
    said = _named(numbers)
    return Text(f"评委 {said.zh}", f"{'judge' if len(set(numbers)) == 1 else 'judges'} {said.en}")


def _many(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _check(key: str, level: Level, good: Text, bad: Text | None) -> Check:
    """A line that says `bad` where there is anything bad to say."""
    return Check(key, level, bad is None, bad or good)


def _of_judges(key: str, level: Level, numbers: Sequence[int], good: Text, bad: Text, verb: tuple[str, str]) -> Check:
    """A line about things that are each of one judge; `bad` has places for {count}, {who} and, in English, the verb."""
    if not numbers:
        return _check(key, level, good, None)
    who, count = _judges(numbers), len(numbers)
    said = Text(
        bad.zh.format(count=count, who=who.zh), bad.en.format(count=_many(count, *verb), who=who.en)
    )  # fmt: skip
    return _check(key, level, good, said)


def _unsigned(now: Situation) -> Check:
    if now.info.phase is Phase.DELIBERATION:  # nobody can sign any more
        then = Text("不计分；要补签请退回评分", "they do not count; go back to scoring to have them signed")
    else:
        then = Text("可以提醒；未签名的不计分", "remind them; only signed sheets count")
    return _of_judges(
        "unsigned", "look", now.unsigned, Text("所有评分表均已签名", "Every sheet is signed"),
        Text(f"还有 {{count}} 张评分表未签名（{{who}}）：{then.zh}", f"{{count}} not signed yet ({{who}}): {then.en}"),
        ("sheet is", "sheets are"),
    )  # fmt: skip


def _quorum(now: Situation) -> Check:
    level: Level = "look" if now.info.quorum is None else "must"
    good = Text("每个对象的评分表都够数", "Every entry has enough signed sheets")
    if not now.short:
        return _check("quorum", level, good, None)
    (entry, signed, wanted), count = now.short[0], len(now.short)
    zh = f"{count} 个对象的评分表不够（{entry} 号有 {signed} 张，需要 {wanted} 张）：等待签名，或调整所需张数"
    said = f"{_many(count, 'entry has', 'entries have')} too few signed sheets (entry {entry}: {signed} of {wanted})"
    return _check("quorum", level, good, Text(zh, f"{said}: wait for more, or change how many are needed"))


def _late(now: Situation) -> Check:
    return _of_judges(
        "late", "must", now.late, Text("没有待定的迟到打分", "No late marks wait for a decision"),
        Text("{count} 张评分表有迟到的打分（{who}）：请决定采纳或不采纳", "{count} late marks ({who}): admit or refuse them"),
        ("sheet has", "sheets have"),
    )  # fmt: skip


def _refused(now: Situation) -> Check:
    return _of_judges(
        "refused", "look", now.refused, Text("没有被退回的打分", "No mark was turned away"),
        Text("{count} 项打分被退回（{who}）：请与评委核对有无遗漏",
             "{count} turned away ({who}): ask them whether anything is missing"),
        ("item was", "items were"),
    )  # fmt: skip


def _problems(now: Situation) -> Check:
    count = now.problems
    bad = Text(
        f"{count} 个评委反映的问题未处理：请答复或办结",
        f"{_many(count, 'problem waits', 'problems wait')}: answer or settle",
    )
    return _check(
        "problems", "look", Text("评委反映的问题均已处理", "Every problem is settled"), bad if count else None
    )


def _ties(now: Situation) -> Check:
    places = sorted({one.place for one in now.standings if one.shared and one.place is not None})
    if not places:
        return Check("ties", "info", True, Text("没有并列名次", "No place is shared"))
    prized = [place for place in places if _prized(now, place)]
    said = _named(prized or places)
    if not prized:
        text = Text(f"第 {said.zh} 名并列，不影响奖项", f"Place {said.en} is shared; no award depends on it")
        return Check("ties", "info", True, text)
    zh = f"第 {said.zh} 名并列，关系到奖项：公布前请确认"
    en = f"Place {said.en} is shared and an award depends on it: make sure before you publish"
    return Check("ties", "look", False, Text(zh, en))


def _prized(now: Situation, place: int) -> bool:
    """Whether an award is given at a place, or would be if it were not shared."""
    if any(one.award for one in now.standings if one.place == place):
        return True
    return any(award.first is not None and place <= award.first for award in rule_of(now.info.rule).slots.awards)


def _far(now: Situation) -> Check:
    return _of_judges(
        "far", "look", now.far, Text("没有偏离较大的评分表", "No sheet stands far from the others"),
        Text("{count} 张评分表与其他评委差别较大（{who}）：建议请他们复核",
             "{count} far from the others ({who}): ask them to look again"),
        ("sheet stands", "sheets stand"),
    )  # fmt: skip


def _agreement(now: Situation) -> Check:
    if now.trust is None:
        return Check(
            "agreement", "info", True, Text("评委一致性：冻结后计算", "Agreement: shown once scoring is frozen")
        )
    panel = now.trust.panel
    if panel is None:
        return Check("agreement", "info", True, now.trust.reason or Text("", ""))
    if panel >= POOR:
        return Check(
            "agreement", "look", True, Text(f"评委意见比较一致（一致性 {panel}）", f"The judges agree (ICC {panel})")
        )
    zh = f"评委意见分歧较大（一致性 {panel}）：建议先合议再公布"
    return Check("agreement", "look", False, Text(zh, f"The judges disagree (ICC {panel}): talk before you publish"))


def _one_out(now: Situation) -> Check:
    if now.trust is None:
        text = Text("少一位评委的影响：冻结后计算", "One judge left out: shown once scoring is frozen")
        return Check("one-out", "info", True, text)
    if now.trust.stability is None:
        return Check("one-out", "info", True, TOO_MANY)
    if not now.trust.stability.award_changes:
        text = Text("少任何一位评委，获奖名单都不变", "The awards stay whichever judge is left out")
        return Check("one-out", "look", True, text)
    zh = "少一位评委，获奖名单就会改变：公布前请看一看是哪一位"
    return Check("one-out", "look", False, Text(zh, "One judge alone decides an award: see who before you publish"))


def _plugins(now: Situation) -> Check:
    bad = Text(
        f"评分项插件异常：{'、'.join(now.missing)}，请联系管理员",
        f"Criteria out of order: {', '.join(now.missing)}; tell the administrator",
    )
    return _check(
        "plugins", "must", Text("评分项插件均正常", "All criteria plugins work"), bad if now.missing else None
    )


def _rule(now: Situation) -> Check:
    version = now.info.rule_hash[:4]
    if now.info.phase in (Phase.DRAFT, Phase.PRACTICE):
        return Check("rule", "info", False, Text("开始评分时锁定计分规则", "The rule is locked when scoring opens"))
    return Check("rule", "info", True, Text(f"计分规则已锁定 · 版本 {version}", f"Rule locked · version {version}"))
