"""The criteria of a round as the installed plugins define them, to be kept with it while it runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import WrongPhase
from .office import Desk


def snapshot(desk: Desk, plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The plan's criteria as the installed plugins define them now; WrongPhase where one is missing or quarantined."""
    missing = missing_criteria(desk, plan)
    if missing:
        raise WrongPhase(
            "The criteria {missing} are not installed or their plugin is quarantined; see the plugin list.",
            missing=missing, code="plugins",
        )  # fmt: skip
    return [desk.plugins.criteria[key].as_data() for key, _ in plan["criteria"]]


def missing_criteria(desk: Desk, plan: Mapping[str, Any]) -> list[str]:
    """Keys of the plan's criteria that no healthy plugin offers."""
    return [key for key, _ in plan["criteria"] if key not in desk.plugins.criteria]
