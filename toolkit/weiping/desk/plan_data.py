"""A plan as the JSON of docs/http-api.md: what the office page sends while it is still being made, and what it gets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from ..domain.appraisal import JudgeKind
from ..domain.exact import plain
from ..domain.plan import AppraisalPlan, PlannedJudge
from ..domain.text import Text
from ..errors import InputError
from .plan_check import Fault

LONGEST = 200
Word = Annotated[str, Meta(max_length=LONGEST)]
Few = Annotated[int, Meta(ge=0, le=100_000)]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a plan. What is not filled in yet may be left out."""


class Words(Part, frozen=True):
    """A phrase; the English may be left to the Chinese."""

    zh_CN: Word = ""  # noqa: N815
    en: Word = ""


class CriterionPart(Part, frozen=True):
    """A criterion, and its weight as it was typed."""

    key: Word
    weight: Word = ""


class JudgePart(Part, frozen=True):
    """A seat of the panel."""

    kind: JudgeKind
    resident: Word | None = None
    name: Word | None = None
    compound: Word | None = None
    works_for: Annotated[list[Word], Meta(max_length=300)] = []
    lives_in: Word | None = None
    route: Annotated[list[Word], Meta(max_length=300)] | None = None


class AwardPart(Part, frozen=True):
    """An award, and up to which place it goes."""

    key: Word
    title: Words = Words()
    first: Few = 1


class PlanBody(Part, frozen=True):
    """A plan, finished or not; the names are those of `AppraisalPlan`."""

    key: Word = ""
    title: Words = Words()
    period: Word = ""
    criteria: Annotated[list[CriterionPart], Meta(max_length=100)] = []
    rule: Annotated[str, Meta(max_length=50_000)] = "trimmed"
    trim: Annotated[int, Meta(ge=1, le=100)] | None = None
    min_marks: Annotated[int, Meta(ge=1, le=1000)] | None = None
    entries: Annotated[list[Word], Meta(max_length=300)] = []
    rotate: bool = False
    judges: Annotated[list[JudgePart], Meta(max_length=500)] = []
    awards: Annotated[list[AwardPart], Meta(max_length=50)] = []
    points_rules: Annotated[list[Word], Meta(max_length=50)] = []
    notice_days: Annotated[int, Meta(ge=0, le=3650)] = 0
    show_standings: bool = True
    show_others: bool = False
    exchange: bool = True
    show_range: bool = False
    quorum: Annotated[int, Meta(ge=1, le=1000)] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan as far as it can be understood, and what could not be."""

    plan: AppraisalPlan
    faults: tuple[Fault, ...] = ()

    def whole(self) -> AppraisalPlan:
        """The plan, where all of it could be understood; raises its first fault."""
        for fault in self.faults:
            raise fault.error
        return self.plan


def draft(body: PlanBody) -> Draft:
    """The plan that `body` states; a weight that is no number counts as none and is a fault."""
    faults = []
    criteria = []
    for number, part in enumerate(body.criteria):
        weight = _decimal(part.weight)
        if weight is None:
            error = InputError("{value} is not a number; write it with digits and a point, such as 17.5.",
                               value=repr(part.weight))  # fmt: skip
            faults.append(Fault(("criteria", number, "weight"), error, part.weight))
        criteria.append((_clean(part.key), weight or Decimal(0)))
    same = ("rule", "trim", "min_marks", "rotate", "notice_days", "show_standings", "show_others", "exchange",
            "show_range", "quorum")  # fmt: skip
    plan = AppraisalPlan(
        key=_clean(body.key), title=_text(body.title), period=_clean(body.period), criteria=tuple(criteria),
        entries=_keys(body.entries), judges=tuple(_seat(part) for part in body.judges),
        awards=tuple((_clean(part.key), _text(part.title), part.first) for part in body.awards),
        points_rules=_keys(body.points_rules), **{name: getattr(body, name) for name in same},
    )  # fmt: skip
    return Draft(plan, tuple(faults))


def _decimal(typed: str) -> Decimal | None:
    """A weight as people type it, full-width digits included; None where it is no sensible number."""
    try:
        number = Decimal(typed.strip().rstrip("%％").replace("。", ".").replace("．", ".") or "x")
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) <= 10_000 and number == round(number, 4) else None


def _clean(word: str | None) -> str:
    """A word without what nobody types on purpose and some databases refuse."""
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", word or "").strip()


def _keys(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(_clean(word) for word in words)


def _text(words: Words) -> Text:
    zh, en = _clean(words.zh_CN), _clean(words.en)
    return Text(zh or en, en or zh)


def _seat(part: JudgePart) -> PlannedJudge:
    guest = part.kind is JudgeKind.GUEST
    return PlannedJudge(
        kind=part.kind, resident=None if guest else _clean(part.resident) or None,
        name=_clean(part.name) or None if guest else None,
        compound=_clean(part.compound) or None if part.kind is JudgeKind.REPRESENTATIVE else None,
        works_for=tuple(dict.fromkeys(_keys(part.works_for))), lives_in=_clean(part.lives_in) or None,
        route=None if part.route is None else _keys(part.route),
    )  # fmt: skip


def plan_data(plan: AppraisalPlan) -> dict[str, Any]:
    """`plan` as a `PlanBody`."""
    same = ("key", "period", "rule", "trim", "min_marks", "rotate", "notice_days", "show_standings", "show_others",
            "exchange", "show_range", "quorum")  # fmt: skip
    return {
        **{name: getattr(plan, name) for name in same}, "title": plan.title.both(),
        "criteria": [{"key": key, "weight": plain(weight)} for key, weight in plan.criteria],
        "entries": list(plan.entries), "points_rules": list(plan.points_rules),
        "judges": [seat_data(judge) for judge in plan.judges],
        "awards": [{"key": key, "title": title.both(), "first": first} for key, title, first in plan.awards],
    }  # fmt: skip


def seat_data(judge: PlannedJudge) -> dict[str, Any]:
    """A seat as a `JudgePart`."""
    route = None if judge.route is None else list(judge.route)
    return {
        "kind": judge.kind.value, "resident": judge.resident, "name": judge.name, "compound": judge.compound,
        "works_for": list(judge.works_for), "lives_in": judge.lives_in, "route": route,
    }  # fmt: skip
