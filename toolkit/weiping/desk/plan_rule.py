"""The rule file of an appraisal: its preset (or own TOML), with the plan's weights, scales, trimming and awards in place."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from ..domain.criteria import Criterion
from ..domain.exact import plain
from ..domain.plan import AppraisalPlan
from ..domain.text import Text
from ..errors import InputError, RuleError
from ..hooks.loader import Plugins
from ..scoring.validate import WEIGHT_DIGITS


def rule_text(plugins: Plugins, plan: AppraisalPlan, criteria: Sequence[Criterion]) -> str:
    """The rule file that `plan` will be scored by; `criteria` are those of the plan, in its order.

    A weight is stated in points of a hundred; the factor is weight ÷ full marks, so that 20 points on a scale of 20
    count once; what all criteria share is said once. Raises InputError where that is not an exact decimal, or where
    nobody offers the preset.
    """
    document = _document(plugins, plan)
    _weigh(document, plan, criteria)
    _scales(document, criteria)
    _combine(document, plan)
    if plan.awards:
        document["awards"] = [
            {"key": key, "title": title.both(), "first": places} for key, title, places in plan.awards
        ]  # fmt: skip
    return tomlkit.dumps(document)


def _document(plugins: Plugins, plan: AppraisalPlan) -> Any:
    preset = plugins.scoring_rules.get(plan.rule)
    if preset is None and not plan.own_rule:
        raise InputError(
            "Appraisal {key} asks for the scoring rule {rule}; installed are {known}.",
            key=plan.key,
            rule=plan.rule,
            known=list(plugins.scoring_rules),
        )
    try:
        return tomlkit.parse(preset.toml if preset else plan.rule)
    except TOMLKitError as problem:
        raise RuleError("{file} is not valid TOML: {problem}.", file=plan.key, problem=problem) from problem


def _table(document: Any, name: str) -> Any:
    """The table `name`, which an own rule may have written as something else: the rule's own check says so then."""
    table = document.setdefault(name, tomlkit.table())
    return table if hasattr(table, "pop") and hasattr(table, "keys") else tomlkit.table()


def _weigh(document: Any, plan: AppraisalPlan, criteria: Sequence[Criterion]) -> None:
    factors = {key: factor(weight, criterion) for (key, weight), criterion in zip(plan.criteria, criteria, strict=True)}
    weigh = _table(document, "weigh")
    for name in ("weights", "weights_from", "weights_by", "comparisons", "options", "total"):
        weigh.pop(name, None)
    if set(factors.values()) != {Decimal(1)}:
        weigh["weights"] = {key: _number(value) for key, value in factors.items()}


def _scales(document: Any, criteria: Sequence[Criterion]) -> None:
    marks = _table(document, "marks")
    for name in ("scale", "scales"):
        marks.pop(name, None)
    scales = {c.key: {name: _number(getattr(c.scale, name)) for name in ("low", "high", "step")} for c in criteria}
    if len({c.scale for c in criteria}) == 1:
        marks["scale"] = scales[criteria[0].key]
    else:
        marks["scales"] = scales


def _combine(document: Any, plan: AppraisalPlan) -> None:
    combine = _table(document, "combine")
    if plan.trim is not None:
        if combine.get("method") != "trimmed":
            raise InputError("This rule drops no marks; choose one that does, or leave out how many are dropped.")
        if plan.trim != combine.get("drop_high") or plan.trim != combine.get("drop_low"):
            _table(document, "rule")["title"] = _trimmed(plan.trim).both()
        combine["drop_high"] = combine["drop_low"] = plan.trim
        combine["min_marks"] = max(int(combine.get("min_marks") or 0), 2 * plan.trim + 1)
    if plan.min_marks is not None:
        combine["min_marks"] = plan.min_marks


def _trimmed(many: int) -> Text:
    return Text(f"去掉 {many} 个最高分和 {many} 个最低分", f"Without the {many} highest and the {many} lowest marks")


def factor(weight: Decimal, criterion: Criterion) -> Decimal:
    """What a mark is multiplied by, so that full marks come to `weight`. Raises InputError where that is no exact decimal."""
    high = criterion.scale.high
    found = weight / high if high > 0 else Decimal(0)
    if found * high != weight or found != round(found, WEIGHT_DIGITS):
        raise InputError(
            "{criterion} has the weight {weight} on a scale to {high}, which is no exact factor; use a weight such as {near}.",
            criterion=criterion.title,
            weight=plain(weight),
            high=plain(high),
            near=plain(_near(weight, high)),
        )
    return found


def _near(weight: Decimal, high: Decimal) -> Decimal:
    """The weight nearest to `weight` whose factor has one decimal."""
    return max(Decimal(1), round(weight / high * 10) if high else Decimal(1)) * high / 10


def _number(value: Decimal) -> Any:
    """A TOML number that keeps the decimal digits as they are (a float would not)."""
    return tomlkit.value(plain(value))
