"""Whether a live round can be scored by a rule: some rules ask for what a round in progress cannot give."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..domain.criteria import Criterion
from ..domain.exact import plain
from ..errors import RuleError
from ..scoring.rule import Rule


def why_not(rule: Rule, columns: Collection[str] = (), criteria: Sequence[Criterion] = ()) -> RuleError | None:
    """Why a live round with `criteria`, whose entries have `columns`, cannot be scored by `rule`; None where it can."""
    slots = rule.slots
    if slots.input.layout != "long" or slots.input.items:
        return RuleError("This rule is for sheets that come as files; choose another one for a live round.")
    if lacking := [name for name in (*rule.entry_columns, *rule.entry_attributes) if name not in columns]:
        return RuleError(
            "This rule looks at {columns} of the entries, which the register does not have; add these columns to the "
            "file of compounds, or choose another rule.",
            columns=lacking,
        )
    if slots.judges.adjustment != "none":
        return RuleError(
            "A live round counts the marks as they were given; judges are adjusted to each other in files and notebooks."
        )
    if slots.marks.counts:
        return RuleError(
            "In this rule a mark counts faults; on the pad the faults of a criterion are taken off at once. Choose "
            "another rule for a live round."
        )
    if rule.ranking is not None:
        return RuleError(
            "A live round is ranked by its totals; rank by {method} in files and notebooks, beside them.",
            method=rule.ranking.title,
        )
    return _stars(rule, criteria)


def _stars(rule: Rule, criteria: Sequence[Criterion]) -> RuleError | None:
    """A star is yes or no, so the marks of its criterion run from 0 to 1."""
    if rule.slots.combine.met is None:
        return None
    for one in criteria:
        if one.scale.low != 0 or one.scale.high != 1:
            return RuleError(
                "This rule gives a star for yes or no, marks from 0 to 1; {criterion} runs from {low} to {high}.",
                criterion=one.title,
                low=plain(one.scale.low),
                high=plain(one.scale.high),
            )
    return None
