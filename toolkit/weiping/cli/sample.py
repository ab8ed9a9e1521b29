"""The sample community of `weiping demo`, with what a new plugin offers taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ..errors import InputError

if TYPE_CHECKING:
    from ..desk.community_files import CommunityFiles
    from ..desk.office import Desk
    from ..domain.plan import AppraisalPlan
    from ..hooks.loader import Plugins

WEIGHT = Decimal(20)
"""What a criterion taken in counts, of a hundred; the weights of the others shrink alike to make room."""


def community_with(plugins: Plugins, keys: Sequence[str] = ()) -> CommunityFiles:
    """The sample files; their appraisal uses the criteria and points rules called `keys` besides its own.

    A reward needs no taking in: a new community stocks every reward there is. Raises InputError for a key that no plugin
    offers, for more criteria than there is room for, and for one whose scale cannot be weighed exactly.
    """
    from ..desk.community_files import known_from, read_community
    from ..desk.plan_check import faults
    from ..share import shared

    files = read_community(shared("sample_data") / "guanyan")
    if not keys:
        return files
    plan = taking_in(files.appraisals[0], plugins, keys)
    for fault in faults(plan, plugins, known_from(files.register)):
        raise fault.error
    return replace(files, appraisals=(plan, *files.appraisals[1:]))


def taking_in(plan: AppraisalPlan, plugins: Plugins, keys: Sequence[str]) -> AppraisalPlan:
    """`plan` with those of `keys` that it does not use yet. Raises InputError as `community_with` does."""
    for key in keys:
        _check_offered(plugins, key)
    mine = dict(plan.criteria)
    added = [key for key in dict.fromkeys(keys) if key in plugins.criteria and key not in mine]
    left = 1 - WEIGHT * len(added) / 100
    if left <= 0:
        raise InputError("There is room for {most} more criteria at a time.", most=int(100 / WEIGHT) - 1)
    rules = [key for key in dict.fromkeys(keys) if key in plugins.points_rules and key not in plan.points_rules]
    return replace(
        plan,
        criteria=(*((key, weight * left) for key, weight in mine.items()), *((key, WEIGHT) for key in added)),
        points_rules=(*plan.points_rules, *rules),
    )


def check_used(desk: Desk, round_id: int, keys: Sequence[str], folder: object) -> None:
    """Raises InputError where the appraisal of a round that is there already was made without one of `keys`."""
    from ..desk import plan_store

    if not keys:
        return
    with desk.store.read() as connection:
        plan = plan_store.plan_of(connection, round_id)
    used = {key for key, _ in plan.criteria} | set(plan.points_rules) | desk.plugins.rewards.keys()
    if missing := [key for key in keys if key not in used]:
        raise InputError(
            "The community in {folder} was made without {keys}; add --fresh to begin again.",
            folder=folder,
            keys=missing,
        )


def _check_offered(plugins: Plugins, key: str) -> None:
    if key in plugins.criteria or key in plugins.points_rules or key in plugins.rewards:
        return
    if broken := plugins.quarantined:
        raise InputError(
            "No plugin offers a criterion, points rule or reward called {key}; in quarantine are: {broken}.",
            key=key,
            broken=[f"{one.label}: {one.error}" for one in broken],
        )
    raise InputError(
        "No plugin offers a criterion, points rule or reward called {key}; see `weiping plugins`.", key=key
    )
