"""The points rule `volunteering`: an hour is a point, two hours of an activity count, a justified complaint earns nothing."""

from collections.abc import Iterator
from decimal import Decimal

import weiping as wp

POINTS_PER_HOUR = 1
HOURS_COUNTED = 2
"""Of one activity, for one person."""


def propose(event: wp.Attended) -> Iterator[wp.Proposal]:
    """Points for each person's full hours; one proposal a person, told apart by the resident's key.

    A person's stretches are added up before they are cut to full hours: twice half an hour is an hour. Rows of a household
    that name no resident count as one person, as nothing tells them apart.
    """
    if event.complaint:
        return
    given: dict[tuple[str, str], Decimal] = {}
    for one in event.who:
        if one.hours is not None:
            person = one.household, one.resident or ""
            given[person] = given.get(person, Decimal(0)) + one.hours
    for (household, resident), hours in given.items():
        if counted := int(min(hours, HOURS_COUNTED)):
            yield wp.Proposal(
                household=household,
                points=counted * POINTS_PER_HOUR,
                reason=_reason(event.title, hours, counted),
                key=resident,
            )


def _reason(title: wp.Text, hours: Decimal, counted: int) -> wp.Text:
    """What residents read; it says what was counted where that is less than what was given, and names nobody."""
    said, unit = wp.plain(hours), "hour" if hours == 1 else "hours"
    zh, en = f"{title.zh}：志愿服务 {said} 小时", f"{title.en}: {said} {unit} of volunteering"
    return wp.Text(zh, en) if hours == counted else wp.Text(f"{zh}，计 {counted} 小时", f"{en}, {counted} counted")


@wp.hookimpl
def weiping_points_rules() -> Iterator[wp.PointsRule]:
    """Offer the rule."""
    yield wp.PointsRule(
        key="volunteering", title=wp.Text("志愿服务积分", "Points for volunteering"), propose=propose, on=(wp.Attended,)
    )
