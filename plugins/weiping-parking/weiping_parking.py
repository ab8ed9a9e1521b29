"""The criterion 规范停车 regulated parking: 20 points, levels 优良中差, and the faults that are deducted."""

from collections.abc import Iterator

import weiping as wp

LEVELS = (
    wp.Level(
        key="excellent",
        title=wp.Text("优", "Excellent"),
        low=wp.exact(18),
        high=wp.exact(20),
        value=wp.exact(19),
        rubric=wp.Text(
            "机动车、非机动车全部入位，消防通道畅通", "All cars and bicycles in their bays, fire lane clear"
        ),
    ),
    wp.Level(
        key="good",
        title=wp.Text("良", "Good"),
        low=wp.exact(14),
        high=wp.exact(17.5),
        value=wp.exact(16),
        rubric=wp.Text(
            "个别车辆压线或朝向不齐，不影响通行", "A few over the line or facing the wrong way; nobody is hindered"
        ),
    ),
    wp.Level(
        key="fair",
        title=wp.Text("中", "Fair"),
        low=wp.exact(10),
        high=wp.exact(13.5),
        value=wp.exact(12),
        rubric=wp.Text("多辆车占道或乱停，通行不便", "Several in the way or badly parked; passing is awkward"),
    ),
    wp.Level(
        key="poor",
        title=wp.Text("差", "Poor"),
        low=wp.exact(0),
        high=wp.exact(9.5),
        value=wp.exact(6),
        rubric=wp.Text(
            "消防通道被占、飞线充电或长期无序", "Fire lane blocked, improvised charging, or lasting disorder"
        ),
    ),
)

DEDUCTIONS = (
    wp.Item(key="fire-lane", title=wp.Text("占用消防通道", "Fire lane blocked"), points=wp.exact(3)),
    wp.Item(key="improvised-charging", title=wp.Text("飞线充电", "Improvised charging"), points=wp.exact(2)),
    wp.Item(key="outside-bay", title=wp.Text("未停入位", "Outside the bay"), points=wp.exact(1)),
    wp.Item(key="abandoned-vehicle", title=wp.Text("僵尸车", "Abandoned vehicle"), points=wp.exact(1)),
)


@wp.hookimpl
def weiping_criteria() -> Iterator[wp.Criterion]:
    """Offer the criterion."""
    yield wp.Criterion(
        key="regulated-parking",
        title=wp.Text("规范停车", "Regulated parking"),
        rubric=wp.Text(
            "停放入位、消防通道畅通、无飞线充电",
            "Parked in the bays, fire lane clear, no improvised charging",
        ),
        levels=LEVELS,
        deductions=DEDUCTIONS,
    )
