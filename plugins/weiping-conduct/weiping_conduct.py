"""The criterion 居民行为规范 resident conduct: 20 points, levels 优良中差, and the faults that are deducted."""

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
            "邻里互助成风，居民公约人人遵守", "Neighbours help one another; everybody keeps the residents' pact"
        ),
    ),
    wp.Level(
        key="good",
        title=wp.Text("良", "Good"),
        low=wp.exact(14),
        high=wp.exact(17.5),
        value=wp.exact(16),
        rubric=wp.Text("秩序良好，偶有小问题能及时劝止", "Good order; small matters are settled at once"),
    ),
    wp.Level(
        key="fair",
        title=wp.Text("中", "Fair"),
        low=wp.exact(10),
        high=wp.exact(13.5),
        value=wp.exact(12),
        rubric=wp.Text("不文明行为时有发生，劝导效果一般", "Misconduct now and then; asking helps only partly"),
    ),
    wp.Level(
        key="poor",
        title=wp.Text("差", "Poor"),
        low=wp.exact(0),
        high=wp.exact(9.5),
        value=wp.exact(6),
        rubric=wp.Text("纠纷、扰民或高空抛物多发", "Frequent disputes, disturbance or things thrown from windows"),
    ),
)

DEDUCTIONS = (
    wp.Item(key="thrown-objects", title=wp.Text("高空抛物", "Thrown from a window"), points=wp.exact(3)),
    wp.Item(key="dog-off-lead", title=wp.Text("遛狗不牵绳", "Dog off the lead"), points=wp.exact(1)),
    wp.Item(key="noise", title=wp.Text("噪声扰民", "Noise that disturbs"), points=wp.exact(1)),
    wp.Item(key="drying-in-public", title=wp.Text("乱晾乱晒", "Laundry in public space"), points=wp.exact(0.5)),
)


@wp.hookimpl
def weiping_criteria() -> Iterator[wp.Criterion]:
    """Offer the criterion."""
    yield wp.Criterion(
        key="resident-conduct",
        title=wp.Text("居民行为规范", "Resident conduct"),
        rubric=wp.Text(
            "邻里和睦、文明养犬、无高空抛物、不扰民",
            "Neighbours on good terms, dogs on leads, nothing thrown from windows, no disturbance",
        ),
        levels=LEVELS,
        deductions=DEDUCTIONS,
    )
