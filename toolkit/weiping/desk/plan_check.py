"""What a plan gets wrong: every fault with the way to it, so that a page can show it where it was made."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from ..domain.appraisal import JudgeKind
from ..domain.criteria import Criterion, check_key
from ..domain.exact import plain
from ..domain.plan import AppraisalPlan, PlannedJudge
from ..domain.text import Text
from ..errors import InputError, NotFound, WeipingError
from ..hooks.loader import Plugins
from ..hooks.methods import methods_of
from ..scoring.rule import parse_rule
from .live_rules import why_not
from .plan_rule import factor, rule_text

Path = tuple[str | int, ...]

ROLES = (JudgeKind.BUILDING_LEADER, JudgeKind.PARTY_MEMBER)
"""Kinds that the register has to confirm."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a plan that cannot stand. `at` is the way to it, such as ("judges", 2, "resident"), counted from 0."""

    at: Path
    error: WeipingError
    value: object = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the register says, as far as a plan refers to it: compound key -> name, resident key -> roles and compound."""

    compounds: Mapping[str, Text]
    roles: Mapping[str, Collection[str]]
    homes: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, Collection[str]] = field(default_factory=dict)

    def columns(self, entries: Collection[str]) -> set[str]:
        """What the register says of any of the compounds `entries`, beyond their names."""
        return {name for one in entries for name in self.attributes.get(one, ())}


def faults(plan: AppraisalPlan, plugins: Plugins, known: Known) -> list[Fault]:
    """Everything that keeps `plan` from being created, in the order in which it is planned."""
    return [*_head(plan), *_criteria(plan, plugins), *_rule(plan, plugins, known), *register_faults(plan, known)]


def register_faults(plan: AppraisalPlan, known: Known) -> list[Fault]:
    """What does not agree with the register, or with itself."""
    return [*_entries(plan, known), *_panel(plan, known), *_awards(plan)]


def _head(plan: AppraisalPlan) -> Iterator[Fault]:
    if not plan.title.zh.strip():
        yield Fault(("title",), InputError("The appraisal needs a title, such as 2025 最美小区."))
    if not plan.period.strip():
        yield Fault(("period",), InputError("Say which period it is for, such as 2025."))
    try:
        check_key(plan.key, Text("这次微评比", "The appraisal"))
    except WeipingError as error:
        yield Fault(("key",), error, plan.key)


def _criteria(plan: AppraisalPlan, plugins: Plugins) -> Iterator[Fault]:
    if not plan.criteria:
        yield Fault(("criteria",), InputError("Choose at least one criterion."))
        return
    seen: set[str] = set()
    for number, (key, weight) in enumerate(plan.criteria):
        at = ("criteria", number, "key")
        criterion = plugins.criteria.get(key)
        if criterion is None:
            error = InputError(
                "Appraisal {key} asks for the criterion {criterion}, which no plugin offers; installed are {known}.",
                key=plan.key, criterion=key, known=list(plugins.criteria),
            )  # fmt: skip
            yield Fault(at, error, key)
        elif key in seen:
            yield Fault(at, InputError("{criterion} is there twice; remove one.", criterion=criterion.title), key)
        else:
            yield from _weight(number, weight, criterion)
        seen.add(key)
    total = sum((weight for _, weight in plan.criteria), Decimal(0))
    if total != 100:
        error = InputError("The weights add up to {total}; they must add up to 100.", total=plain(total))
        yield Fault(("criteria",), error, total)


def _weight(number: int, weight: Decimal, criterion: Criterion) -> Iterator[Fault]:
    at = ("criteria", number, "weight")
    if weight <= 0:
        error = InputError("{criterion} needs a weight above zero.", criterion=criterion.title)
        yield Fault(at, error, weight)
        return
    try:
        factor(weight, criterion)
    except InputError as problem:
        yield Fault(at, problem, weight)


def _rule(plan: AppraisalPlan, plugins: Plugins, known: Known) -> Iterator[Fault]:
    """The rule as it will be used, read by the same reader; only where the criteria are sound, for it is made of them."""
    if not any(_criteria(plan, plugins)):
        try:
            criteria = [plugins.criteria[key] for key, _ in plan.criteria]
            text = rule_text(plugins, plan, criteria)
            rule = parse_rule(text, source=plan.key, methods=partial(methods_of, plugins))
            if problem := why_not(rule, known.columns(plan.entries), criteria):
                yield Fault(("rule",), problem, plan.rule)
        except InputError as problem:
            yield Fault(("rule",), problem, plan.rule)
    for key in plan.points_rules:
        if key not in plugins.points_rules:
            error = InputError(
                "Appraisal {key} asks for the points rule {rule}, which no plugin offers.", key=plan.key, rule=key
            )
            yield Fault(("points_rules",), error, key)


def _entries(plan: AppraisalPlan, known: Known) -> Iterator[Fault]:
    if not plan.entries:
        yield Fault(("entries",), InputError("Choose at least one entry."))
    for number, key in enumerate(plan.entries):
        if key not in known.compounds:
            yield Fault(("entries", number), NotFound("There is no compound {key} in the register.", key=key), key)
        elif key in plan.entries[:number]:
            error = InputError("{name} is entered twice; remove one.", name=known.compounds[key])
            yield Fault(("entries", number), error, key)


def _panel(plan: AppraisalPlan, known: Known) -> Iterator[Fault]:
    if not plan.judges:
        yield Fault(("judges",), InputError("Choose at least one judge."))
    seen: set[tuple[str | None, str | None]] = set()
    for number, judge in enumerate(plan.judges):
        for name, error in _seat(judge, plan, known):
            yield Fault(("judges", number, name), error, getattr(judge, name))
        who = (judge.resident, judge.name)
        if who in seen and who != (None, None):
            name = "resident" if judge.resident else "name"
            yield Fault(
                ("judges", number, name),
                InputError("This person is on the panel already; remove one."),
                getattr(judge, name),
            )
        seen.add(who)


def _seat(judge: PlannedJudge, plan: AppraisalPlan, known: Known) -> Iterator[tuple[str, WeipingError]]:
    guest, speaks = judge.kind is JudgeKind.GUEST, judge.kind is JudgeKind.REPRESENTATIVE
    if guest and not (judge.name or "").strip():
        yield "name", InputError("A guest judge needs a name.")
    if not guest and not judge.resident:
        yield "resident", InputError("Choose who this judge is, or make it a guest judge with a name.")
    if judge.resident and judge.resident not in known.roles:
        yield "resident", NotFound("There is no resident {key} in the register.", key=judge.resident)
    if speaks and not judge.compound:
        yield "compound", InputError("Say which compound this representative speaks for.")
    for name, keys in (
        ("compound", (judge.compound,)),
        ("works_for", judge.works_for),
        ("lives_in", (judge.lives_in,)),
    ):
        for key in keys:
            if key and key not in known.compounds:
                yield name, NotFound("There is no compound {key} in the register.", key=key)
    if judge.route is not None and (not judge.route or len(set(judge.route)) < len(judge.route)):
        yield "route", InputError("A route needs at least one entry, and each only once.")
    elif strange := [key for key in judge.route or () if key not in plan.entries]:
        yield "route", InputError("The route leads to {entry}, which is not entered.", entry=strange[0])


def role_faults(plan: AppraisalPlan, known: Known) -> Iterator[Fault]:
    """Judges who stand for what the register does not know them as. A register may be behind, so this is for a person."""
    for number, judge in enumerate(plan.judges):
        roles = known.roles.get(judge.resident or "")
        if judge.kind in ROLES and roles is not None and judge.kind not in roles:
            error = InputError(
                "The register does not give this resident the role {kind}; choose another kind or correct the register.",
                kind=judge.kind.label,
            )  # fmt: skip
            yield Fault(("judges", number, "kind"), error, judge.kind.value)


def _awards(plan: AppraisalPlan) -> Iterator[Fault]:
    keys = [key for key, _, _ in plan.awards]
    for number, (key, title, first) in enumerate(plan.awards):
        if not title.zh.strip():
            yield Fault(("awards", number, "title"), InputError("An award needs a name."))
        if keys.index(key) < number:
            yield Fault(
                ("awards", number, "key"), InputError("The award {key} is there twice; rename one.", key=key), key
            )
        if first < 1:
            yield Fault(("awards", number, "first"), InputError("Say up to which place the award goes."), first)
