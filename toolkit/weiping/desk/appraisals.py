"""Making an appraisal from its plan: the rule it will be scored by, its entries from the register, its panel."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import tomlkit

from ..domain.appraisal import Actor, Phase, Role
from ..domain.criteria import Criterion
from ..domain.exact import plain
from ..domain.plan import AppraisalPlan
from ..errors import InputError, NotFound, WrongPhase
from ..scoring.rule import parse_rule
from ..store import journal
from ..store import tables as t
from .office import Desk, allow


def create(desk: Desk, actor: Actor, community: str, plan: AppraisalPlan) -> int:
    """Write an appraisal with its first round in draft; answers the round's id.

    Raises InputError for weights that do not add up to 100, for a criterion, rule preset or points rule that nobody
    offers, NotFound for a compound or resident that is not in the register, WrongPhase where the key is taken.
    """
    allow(actor, Role.CHAIR, Role.CLERK)
    criteria = _criteria(desk, plan)
    text = rule_text(desk, plan, criteria)
    rule_hash = parse_rule(text, source=plan.key).hash
    unknown = sorted(set(plan.points_rules) - desk.plugins.points_rules.keys())
    if unknown:
        raise InputError(
            "Appraisal {key} asks for the points rule {rule}, which no plugin offers.", key=plan.key, rule=unknown[0]
        )

    def job(connection: sa.Connection) -> int:
        home = connection.execute(
            sa.select(t.community.c.id).where(t.community.c.key == community)
        ).scalar_one_or_none()
        if home is None:
            raise NotFound("There is no community {key}.", key=community)
        if connection.execute(sa.select(t.appraisal.c.id).where(t.appraisal.c.key == plan.key)).first():
            raise WrongPhase("There is an appraisal {key} already.", key=plan.key)
        head = {
            "community_id": home, "key": plan.key, "title_zh": plan.title.zh, "title_en": plan.title.en, "period": plan.period,
            "plan": {"criteria": [[key, plain(weight)] for key, weight in plan.criteria],
                     "points_rules": list(plan.points_rules), "notice_days": plan.notice_days},
        }  # fmt: skip
        appraisal = connection.execute(t.appraisal.insert().returning(t.appraisal.c.id), head).scalar_one()
        body = {
            "appraisal_id": appraisal, "number": 1, "phase": Phase.DRAFT.value, "show_standings": plan.show_standings,
            "criteria": [criterion.as_data() for criterion in criteria], "rule": text, "rule_hash": rule_hash,
        }  # fmt: skip
        round_id = int(connection.execute(t.round_.insert().returning(t.round_.c.id), body).scalar_one())
        _entries(connection, round_id, plan)
        _judges(connection, round_id, plan)
        journal.write(connection, actor.name, "appraisal", {}, appraisal=appraisal, round=round_id)
        return round_id

    return desk.store.write(job)


def _criteria(desk: Desk, plan: AppraisalPlan) -> list[Criterion]:
    total = sum((weight for _, weight in plan.criteria), Decimal(0))
    if total != 100:
        raise InputError(
            "The weights of appraisal {key} add up to {total}; they must add up to 100.",
            key=plan.key,
            total=plain(total),
        )
    missing = [key for key, _ in plan.criteria if key not in desk.plugins.criteria]
    if missing:
        raise InputError(
            "Appraisal {key} asks for the criterion {criterion}, which no plugin offers; installed are {known}.",
            key=plan.key,
            criterion=missing[0],
            known=list(desk.plugins.criteria),
        )
    return [desk.plugins.criteria[key] for key, _ in plan.criteria]


def rule_text(desk: Desk, plan: AppraisalPlan, criteria: list[Criterion]) -> str:
    """The rule file of this appraisal: its preset (or own TOML), with the plan's weights, scales and awards in place.

    A weight is stated in points of a hundred; the factor is weight ÷ full marks, so that 20 points on a scale of 20
    count once; what all criteria share is said once. Raises InputError where that is not an exact decimal.
    """
    preset = desk.plugins.scoring_rules.get(plan.rule)
    if preset is None and "[" not in plan.rule:
        raise InputError(
            "Appraisal {key} asks for the scoring rule {rule}; installed are {known}.",
            key=plan.key,
            rule=plan.rule,
            known=list(desk.plugins.scoring_rules),
        )
    document: Any = tomlkit.parse(preset.toml if preset else plan.rule)
    factors = {
        key: _factor(weight, criterion) for (key, weight), criterion in zip(plan.criteria, criteria, strict=True)
    }
    weigh = document.setdefault("weigh", tomlkit.table())
    for name in ("weights", "weights_from", "total"):
        weigh.pop(name, None)
    if set(factors.values()) != {Decimal(1)}:
        weigh["weights"] = {key: _number(factor) for key, factor in factors.items()}
    marks = document.setdefault("marks", tomlkit.table())
    for name in ("scale", "scales"):
        marks.pop(name, None)
    scales = {c.key: {name: _number(getattr(c.scale, name)) for name in ("low", "high", "step")} for c in criteria}
    if len({c.scale for c in criteria}) == 1:
        marks["scale"] = scales[criteria[0].key]
    else:
        marks["scales"] = scales
    if plan.awards:
        document["awards"] = [
            {"key": key, "title": title.both(), "first": places} for key, title, places in plan.awards
        ]  # fmt: skip
    return tomlkit.dumps(document)


def _factor(weight: Decimal, criterion: Criterion) -> Decimal:
    factor = weight / criterion.scale.high
    if factor * criterion.scale.high != weight or -int(factor.as_tuple().exponent) > 6:
        raise InputError(
            "Criterion {key} has the weight {weight} on a scale to {high}, which is no exact factor.",
            key=criterion.key,
            weight=plain(weight),
            high=plain(criterion.scale.high),
        )
    return factor


def _number(value: Decimal) -> Any:
    """A TOML number that keeps the decimal digits as they are (a float would not)."""
    return tomlkit.value(plain(value))


def _entries(connection: sa.Connection, round_id: int, plan: AppraisalPlan) -> None:
    c, h, b, g = t.compound, t.household, t.building, t.grid
    for number, key in enumerate(plan.entries, 1):
        row = connection.execute(sa.select(c, g.c.number.label("grid")).join(g).where(c.c.key == key)).first()
        if row is None:
            raise NotFound("There is no compound {key} in the register.", key=key)
        homes = connection.execute(
            sa.select(sa.func.count()).select_from(h).where(h.c.compound_id == row.id)
        ).scalar_one()
        houses = connection.execute(
            sa.select(sa.func.count()).select_from(b).where(b.c.compound_id == row.id)
        ).scalar_one()
        zh = [f"{houses} 栋"] if houses else []
        en = [f"{houses} buildings"] if houses else []
        connection.execute(t.entry.insert(), {
            "round_id": round_id, "number": number, "compound_id": row.id, "name_zh": row.name_zh, "name_en": row.name_en,
            "facts_zh": " · ".join([*zh, f"{homes} 户", f"第 {row.grid} 网格"]),
            "facts_en": " · ".join([*en, f"{homes} households", f"grid {row.grid}"]),
            "attributes": row.attributes,
        })  # fmt: skip


def _judges(connection: sa.Connection, round_id: int, plan: AppraisalPlan) -> None:
    for number, (kind, resident) in enumerate(plan.judges, 1):
        found = connection.execute(sa.select(t.resident.c.id).where(t.resident.c.key == resident)).scalar_one_or_none()
        if found is None:
            raise NotFound("There is no resident {key} in the register.", key=resident)
        row = {"round_id": round_id, "number": number, "kind": kind.value, "resident_id": found}
        connection.execute(t.judge.insert(), row)
