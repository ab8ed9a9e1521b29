"""Two points rules for every day: deeds that were verified and tasks of leaders earn a little, up to limits."""

from collections.abc import Iterator

import weiping as wp

DEEDS = {  # for each unit of the deed: a turn, an hour, a tree
    "stairwell-sweep": 2,
    "clutter-removal": 3,
    "flyer-removal": 1,
    "waste-sorting": 2,
    "tree-planting": 3,
    "snow-clearing": 2,
    "hazard-report": 2,
    "night-patrol": 3,
    "bench-meeting": 1,
    "visit-elderly": 2,
}
OTHER_DEED = 1
"""For a deed that the community has and this list has not, however much of it: its unit is not known here."""

DECIDED_BY_PEOPLE = frozenset({"brave-deed", "mediation", "adopted-proposal"})
"""Deeds of their own rank: no list says what they are worth, and no monthly limit should cut them. The office posts these."""

TASK = 1
DEED_CAPS = (wp.Cap(points=5, per="day"), wp.Cap(points=30, per="month"))
TASK_CAPS = (wp.Cap(points=2, per="day"), wp.Cap(points=20, per="month"), wp.Cap(points=200, per="year"))


def for_deed(event: wp.Verified) -> Iterator[wp.Proposal]:
    """The deed's points for each whole unit of it."""
    if event.deed in DECIDED_BY_PEOPLE:
        return
    units = int(event.quantity)
    points = DEEDS[event.deed] * units if event.deed in DEEDS else OTHER_DEED * min(units, 1)
    if points:
        times = f" ×{units}" if event.deed in DEEDS and units > 1 else ""
        reason = wp.Text(f"日常积分：{event.title.zh}{times}", f"Everyday points: {event.title.en}{times}")
        yield wp.Proposal(household=event.household, points=points, reason=reason)


def for_task(event: wp.TaskDone) -> Iterator[wp.Proposal]:
    """The same for every task: a leader is not paid by the task, but thanked."""
    reason = wp.Text(f"微网格任务：{event.title.zh}", f"Task in the micro-grid: {event.title.en}")
    yield wp.Proposal(household=event.household, points=TASK, reason=reason)


@wp.hookimpl
def weiping_points_rules() -> Iterator[wp.PointsRule]:
    """Offer both."""
    yield wp.PointsRule(
        key="everyday-deeds",
        title=wp.Text("日常善行积分", "Points for everyday deeds"),
        propose=for_deed,
        on=(wp.Verified,),
        caps=DEED_CAPS,
    )
    yield wp.PointsRule(
        key="leader-tasks",
        title=wp.Text("微网格长任务积分", "Points for leaders' tasks"),
        propose=for_task,
        on=(wp.TaskDone,),
        caps=TASK_CAPS,
    )
