"""The award for ten filial families 十佳慈孝家庭: nomination, criteria, scoring with vetoes, public notice, points."""

from collections.abc import Iterator

import weiping as wp

from . import criteria, nomination, notice, rule

POINTS = {rule.TEN: 30, rule.NOMINATED: 10}


def propose(event: wp.Published) -> Iterator[wp.Proposal]:
    """Points for the households of the families honoured; awards of other appraisals are not this rule's business."""
    for winner in event.winners:
        if points := POINTS.get(winner.award):
            reason = wp.Text(f"{event.title.zh}：获得表彰", f"{event.title.en}: honoured")
            for household in winner.households:
                yield wp.Proposal(household=household, points=points, reason=reason, key=winner.award)


@wp.hookimpl
def weiping_matter_kinds() -> Iterator[wp.MatterKind]:
    """Offer the way of a nomination."""
    yield nomination.KIND


@wp.hookimpl
def weiping_criteria() -> Iterator[wp.Criterion]:
    """Offer the five criteria."""
    yield from criteria.criteria()


@wp.hookimpl
def weiping_scoring_rules() -> Iterator[wp.ScoringRule]:
    """Offer the rule."""
    yield rule.rule()


@wp.hookimpl
def weiping_notices() -> Iterator[wp.Notice]:
    """Offer the notice."""
    yield wp.Notice(key="filial-notice", title=wp.Text("慈孝家庭公示", "Notice of filial families"), write=notice.write)


@wp.hookimpl
def weiping_points_rules() -> Iterator[wp.PointsRule]:
    """Offer the points."""
    yield wp.PointsRule(
        key="filial-award",
        title=wp.Text("慈孝家庭积分", "Points for filial families"),
        propose=propose,
        on=(wp.Published,),
    )
