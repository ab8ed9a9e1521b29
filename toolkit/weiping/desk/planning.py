"""What a plan comes to while it is still being made: its faults, what to look at again, its rule in words and at work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, JudgeKind
from ..domain.exact import plain
from ..domain.plan import AppraisalPlan
from ..errors import Invalid, WeipingError
from ..hooks.methods import methods_of
from ..i18n import LANGS
from ..scoring.rule import Rule, parse_rule
from ..store import tables as t
from . import people, plan_conflicts, plan_store
from .office import OFFICE, Desk, allow
from .plan_check import Fault, Known, faults, role_faults
from .plan_data import PlanBody, draft
from .plan_files import write_plan
from .plan_rule import rule_text
from .worked_example import example


@dataclass(frozen=True, slots=True)
class Look:
    """What a plan comes to: faults that keep it from being created, warnings, and its rule where that can be made."""

    faults: list[Fault]
    warnings: list[Fault]
    rule: Rule | None
    known: Known


def look(desk: Desk, actor: Actor, plan: AppraisalPlan, round_id: int | None = None) -> Look:
    """Look over a plan, finished or not; `round_id` is the draft it is to replace."""
    allow(actor, *OFFICE)
    with desk.store.read() as connection:
        known = plan_store.known(connection, plan)
        found = faults(plan, desk.plugins, known)
        if plan_store.taken(connection, plan.key, _own(connection, round_id)):
            error = Invalid("There is an appraisal {key} already.", key=plan.key)
            found.append(Fault(("key",), error, plan.key))
    rule = _rule(desk, plan)
    return Look(found, list(warnings(plan, known, rule)), rule, known)


def check(desk: Desk, actor: Actor, body: PlanBody, round_id: int | None = None) -> dict[str, Any]:
    """What a plan (finished or not) comes to, as `POST /office/check` answers it."""
    made = draft(body)
    plan = made.plan
    seen = look(desk, actor, plan, round_id)
    with desk.store.read() as connection:
        named = people.named(connection, plan)
    criteria = [desk.plugins.criteria[key] for key, _ in plan.criteria] if seen.rule else []
    titles = {criterion.key: criterion.title for criterion in criteria}
    return {
        "errors": [_fault(one) for one in [*made.faults, *_once(seen.faults, made.faults)]],
        "warnings": [_fault(one) for one in seen.warnings],
        "total": plain(sum((weight for _, weight in plan.criteria), Decimal(0))),
        "rule": seen.rule and {lang: seen.rule.words(lang, titles) for lang in LANGS},
        "example": seen.rule and example(seen.rule, criteria),
        "conflicts": [
            {"judge": number, "entry": entry, "kind": kind.value, "why": kind.label.both()}
            for number, entry, kind in plan_conflicts.found(plan, seen.known)
        ],
        "people": named, "toml": write_plan(plan),
    }  # fmt: skip


def _own(connection: sa.Connection, round_id: int | None) -> int | None:
    query = sa.select(t.round_.c.appraisal_id).where(t.round_.c.id == round_id)
    return connection.execute(query).scalar_one_or_none() if round_id is not None else None


def _once(found: list[Fault], before: tuple[Fault, ...]) -> Iterator[Fault]:
    """The faults that stand where no other stands already: a weight that is no number is not also one below zero."""
    places = {one.at for one in before}
    return (one for one in found if one.at not in places)


def _rule(desk: Desk, plan: AppraisalPlan) -> Rule | None:
    """The rule that a plan comes to; None where its criteria or its rule are not sound, which is among the faults."""
    keys = [key for key, _ in plan.criteria]
    if not keys or len(set(keys)) < len(keys) or any(key not in desk.plugins.criteria for key in keys):
        return None
    try:
        return parse_rule(
            rule_text(desk.plugins, plan, [desk.plugins.criteria[key] for key in keys]), source=plan.key,
            methods=partial(methods_of, desk.plugins),
        )  # fmt: skip
    except WeipingError:
        return None


def warnings(plan: AppraisalPlan, known: Known, rule: Rule | None) -> Iterator[Fault]:
    """What may be meant, but is better looked at before it is too late to change it."""
    yield from role_faults(plan, known)
    judges = len(plan.judges)
    if judges and judges % 2 == 0:
        yield Fault(("judges",), Invalid("An even panel of {count} judges ends in a tie more easily.", count=judges))
    away = [(number, entry) for number, entry, _ in plan_conflicts.found(plan, known)]
    routes = plan.routes()
    for number in range(judges):
        due = [one for one in routes[number] or plan.entries if (number, one) not in away]
        if plan.entries and not due:
            error = Invalid("Judge {number} may score none of the entries.", number=number + 1)
            yield Fault(("judges", number, "kind"), error)
    for entry in plan.entries:
        able = sum(
            (number, entry) not in away and entry in (routes[number] or plan.entries) for number in range(judges)
        )
        name = known.compounds.get(entry, entry)
        if judges and rule and able < rule.slots.combine.needed:
            error = Invalid(
                "Only {able} judges may score {entry}, but the rule needs {needed} marks; it would get no total.",
                able=able, entry=name, needed=rule.slots.combine.needed,
            )  # fmt: skip
            yield Fault(("entries", plan.entries.index(entry)), error, entry)
        if judges and plan.quorum is not None and able < plan.quorum:
            error = Invalid(
                "Only {able} judges may score {entry}, fewer than the quorum of {quorum} sheets.",
                able=able, entry=name, quorum=plan.quorum,
            )  # fmt: skip
            yield Fault(("quorum",), error, entry)
    for number, judge in enumerate(plan.judges):
        if judge.kind is JudgeKind.REPRESENTATIVE and judge.compound and judge.compound not in plan.entries:
            error = Invalid("Judge {number} speaks for a compound that is not entered.", number=number + 1)
            yield Fault(("judges", number, "compound"), error)
    if not plan.awards:
        yield Fault(("awards",), Invalid("No award is planned; the result will be places only."))


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "at": list(fault.at), "code": fault.error.word, "message": {lang: fault.error.text(lang) for lang in LANGS}
    }  # fmt: skip
