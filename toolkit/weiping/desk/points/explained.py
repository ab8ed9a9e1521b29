"""The sentences of an explanation: what `explaining.explain` found out, as a clerk would tell it at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ...domain.appraisal import Role
from ...domain.points import Unit
from ...domain.text import Text


def sentences(told: dict[str, Any], zone: ZoneInfo, *, keys: bool) -> Iterator[Text]:
    """What happened, one sentence after the other; times are the office's. Without `keys` nothing is named by what only
    programs call it."""
    yield _what(told)
    yield from _why(told, zone, keys)
    yield from _who(told, zone)
    yield from _public(told, zone)
    yield from _after(told, zone)


def _what(told: dict[str, Any]) -> Text:
    kind, giver, taker, reason = (_text(told[name]) for name in ("kind_title", "from", "to", "reason"))
    return Text(
        f"{kind.zh} {_zh(told, told['points'])}：从“{giver.zh}”到“{taker.zh}”，事由“{reason.zh}”，业务日期 {told['on']}。",
        f"{kind.en}, {_en(told, told['points'])}, from “{giver.en}” to “{taker.en}” for “{reason.en}”, for {told['on']}.",
    )


def _why(told: dict[str, Any], zone: ZoneInfo, keys: bool) -> Iterator[Text]:
    def key(zh: str, en: str) -> Text:
        return Text(zh, en) if keys else Text("", "")

    if (event := told["event"]) is not None:
        kind, title = _text(event["kind_title"]), _text(event["title"])
        at, by = _time(event["at"], zone), _by(event["operator"])
        named = key(f"，编号 {event['key']}", f", {event['key']}")
        yield Text(
            f"依据：{kind.zh}“{title.zh}”（{event['on']}{named.zh}），{at} 由 {by.zh} 登记。",
            f"It rests on an event: {kind.en}, “{title.en}” ({event['on']}{named.en}), recorded at {at} by {by.en}.",
        )
    if (rule := told["rule"]) is not None:
        title, named = _text(rule["title"]), key(f"（{rule['key']}）", f" ({rule['key']})")
        yield Text(f"规则：{title.zh}{named.zh}。", f"The rule: {title.en}{named.en}.")
    if (about := told["corrects"]) is not None:
        named = key(f"对记账 {about} ", f" {about}")
        yield Text(
            f"这是{named.zh or '对先前一笔记账'}的更正。",
            f"It corrects {'the' if keys else 'an earlier'} transfer{named.en}.",
        )
    if (origin := told["origin"]) is not None:
        reason, named = _text(origin["reason"]), key(f"（记账 {origin['id']}）", f" (transfer {origin['id']})")
        yield Text(
            f"这些积分最初得自 {origin['on']} 的“{reason.zh}”{named.zh}。",
            f"These points were earned on {origin['on']} by “{reason.en}”{named.en}.",
        )


def _who(told: dict[str, Any], zone: ZoneInfo) -> Iterator[Text]:
    at = _time(told["at"], zone)
    yield Text(f"{at} 记账，经办 {told['operator']}。", f"Posted at {at}; {told['operator']} is answerable for it.")
    if (deed := told["deed"]) is not None and deed["verified_at"]:
        declared, verified = _time(deed["declared_at"], zone), _time(deed["verified_at"], zone)
        who = _by(deed["declared_by"])
        yield Text(
            f"{declared} 由 {who.zh} 申报，{verified} 由 {deed['verified_by']} 核实。",
            f"Declared at {declared} by {who.en}, verified at {verified} by {deed['verified_by']}.",
        )
    if (approval := told["approval"]) is not None:
        proposed, approved = _time(approval["proposed_at"], zone), _time(approval["approved_at"], zone)
        yield Text(
            f"{proposed} 由 {approval['proposed_by']} 提出，{approved} 由 {approval['approved_by']} 审批通过。",
            f"Proposed at {proposed} by {approval['proposed_by']}, approved at {approved} by {approval['approved_by']}.",
        )


def _public(told: dict[str, Any], zone: ZoneInfo) -> Iterator[Text]:
    notice = told["notice"]
    if notice is not None and notice["month"] is None:
        yield Text(
            "等待列入月度公示，公示期满后方可使用。",
            "It waits for the monthly notice, and is not spent before that ends.",
        )
    elif notice is not None:
        yield Text(
            f"列入 {notice['month']} 公示：{notice['since']} 至 {notice['until']}。",
            f"It is on the notice of {notice['month']}, from {notice['since']} to {notice['until']}.",
        )
    for one in told["objections"]:
        at = _time(one["at"], zone)
        if one["how"] is None:
            yield Text(
                f"{at} 有人提出异议，尚在处理，暂不能使用。", f"Objected to at {at}; still open, so it is not spent."
            )
        else:
            title = _text(one["title"])
            yield Text(
                f"{at} 有人提出异议，处理结果：{title.zh}（{one['by']}：{one['reason']}）。",
                f"Objected to at {at}. The outcome: {title.en} ({one['by']}: {one['reason']}).",
            )


def _after(told: dict[str, Any], zone: ZoneInfo) -> Iterator[Text]:
    for one in told["took"]:
        reason = _text(one["reason"])
        yield Text(
            f"取自 {one['on']} 的“{reason.zh}”：{_zh(told, one['taken'])}。",
            f"{_en(told, one['taken'])} of it came from “{reason.en}” of {one['on']}.",
        )
    for one in told["corrections"]:
        kind, at = _text(one["kind_title"]), _time(one["at"], zone)
        yield Text(
            f"更正：{at} {kind.zh} {_zh(told, one['points'])}（经办 {one['operator']}）。",
            f"A correction at {at}: {kind.en}, {_en(told, one['points'])} (by {one['operator']}).",
        )
    if (lot := told["lot"]) is not None:
        yield from _lot(told, lot)


def _lot(told: dict[str, Any], lot: dict[str, Any]) -> Iterator[Text]:
    for one in lot["used"]:
        kind, reason = _text(one["kind_title"]), _text(one["reason"])
        yield Text(
            f"其中 {_zh(told, one['taken'])}用于 {one['on']} 的{kind.zh}“{reason.zh}”。",
            f"{_en(told, one['taken'])} of it went into “{reason.en}” ({kind.en}) of {one['on']}.",
        )
    last = told["expires_on"]
    zh, en = (f"，有效期至 {last}", f", to be spent by {last}") if last and lot["left"] else ("", "")
    what = "时长" if told["unit"] == Unit.MINUTES else "积分"
    yield Text(f"这笔{what}还剩 {_zh(told, lot['left'])}{zh}。", f"{_en(told, lot['left'])} of it left{en}.")


def _by(operator: str) -> Text:
    """Who did something: a member of the staff by the key, or the household itself."""
    return Text("住户本人", "the household") if operator == Role.RESIDENT else Text(operator, operator)


def _text(both: dict[str, str]) -> Text:
    return Text.of(both)


def _time(at: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(at).astimezone(zone):%Y-%m-%d %H:%M}"


def _zh(told: dict[str, Any], number: int) -> str:
    return f"{number} 分钟" if told["unit"] == Unit.MINUTES else f"{number} 分"


def _en(told: dict[str, Any], number: int) -> str:
    unit = "minute" if told["unit"] == Unit.MINUTES else "point"
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
