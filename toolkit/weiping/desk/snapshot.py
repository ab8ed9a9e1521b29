"""The criteria and the rule of a round as the installed plugins make them, to be kept with it while it runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import sqlalchemy as sa

from ..domain.plan import AppraisalPlan
from ..errors import WrongPhase
from ..hooks.loader import Plugins
from ..hooks.methods import methods_of
from ..scoring.rule import parse_rule
from . import plan_store
from .office import Desk
from .plan_rule import rule_text
from .round_info import RoundInfo


def of_plan(plugins: Plugins, plan: AppraisalPlan) -> dict[str, Any]:
    """The columns of a round that a sound plan and the plugins decide together.

    They go together: the rule states the scales of the criteria, and its weights are made of them.
    """
    criteria = [plugins.criteria[key] for key, _ in plan.criteria]
    text = rule_text(plugins, plan, criteria)
    rule = parse_rule(text, source=plan.key, methods=partial(methods_of, plugins))
    return {"criteria": [criterion.as_data() for criterion in criteria], "rule": text, "rule_hash": rule.hash}


def snapshot(desk: Desk, connection: sa.Connection, info: RoundInfo) -> dict[str, Any]:
    """The same for a draft that is opened, by the plugins as they are now.

    Raises WrongPhase where one is missing or quarantined, InputError where a new one does not fit the plan any more.
    """
    check_plugins(desk, info.plan)
    made = of_plan(desk.plugins, plan_store.plan_of(connection, info.id))
    # the first release kept no word of which rule was planned: what it made stands
    return made if "rule" in info.plan else {"criteria": made["criteria"]}


def check_plugins(desk: Desk, plan: Mapping[str, Any]) -> None:
    """Raise WrongPhase where a plugin of the plan's criteria is missing or quarantined."""
    if missing := missing_criteria(desk, plan):
        raise WrongPhase(
            "The criteria {missing} are not installed or their plugin is quarantined; see the plugin list.",
            missing=missing, code="plugins",
        )  # fmt: skip


def missing_criteria(desk: Desk, plan: Mapping[str, Any]) -> list[str]:
    """Keys of the plan's criteria that no healthy plugin offers."""
    return [key for key, _ in plan["criteria"] if key not in desk.plugins.criteria]
