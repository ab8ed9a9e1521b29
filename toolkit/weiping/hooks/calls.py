"""The typed way to use what plugins supplied; a failure is contained to the plugin and named."""

from __future__ import annotations

from ..domain.points import Event, PointsRule, Proposal
from ..errors import PluginError


def propose(rule: PointsRule, event: Event) -> list[Proposal]:
    """The proposals of `rule` for `event`; none where the rule does not listen to such events.

    Raises PluginError, naming the rule, where it raises or proposes something that is not a Proposal of whole points
    above zero, or proposes twice under one key for one household.
    """
    if not isinstance(event, rule.on):
        return []
    try:
        proposals = list(rule.propose(event))
    except (Exception, SystemExit) as error:
        raise PluginError(
            "Points rule {key} failed on {event}: {error}", key=rule.key, event=type(event).__name__, error=repr(error)
        ) from error
    seen: set[tuple[str, str]] = set()
    for proposal in proposals:
        if not isinstance(proposal, Proposal) or type(proposal.points) is not int or proposal.points <= 0:
            raise PluginError(
                "Points rule {key} proposed {value}; points must be whole and above zero.",
                key=rule.key,
                value=repr(proposal),
            )
        if (proposal.household, proposal.key) in seen:
            raise PluginError(
                "Points rule {key} proposed twice for household {household}; give each its own key.",
                key=rule.key,
                household=proposal.household,
            )
        seen.add((proposal.household, proposal.key))
    return proposals
