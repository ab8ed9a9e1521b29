"""The criterion 绿化管理 greening: 20 points, levels 优良中差, and the faults that are deducted."""

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
            "绿地完整，花木茂盛，修剪整齐，无枯枝杂物",
            "Green areas whole, plants thriving and trimmed, no dead wood or rubbish",
        ),
    ),
    wp.Level(
        key="good",
        title=wp.Text("良", "Good"),
        low=wp.exact(14),
        high=wp.exact(17.5),
        value=wp.exact(16),
        rubric=wp.Text("绿地基本完整，少量杂草，修剪略有滞后", "Nearly whole, a few weeds, trimming slightly late"),
    ),
    wp.Level(
        key="fair",
        title=wp.Text("中", "Fair"),
        low=wp.exact(10),
        high=wp.exact(13.5),
        value=wp.exact(12),
        rubric=wp.Text("有裸露黄土或零星种菜，杂草较多", "Bare soil or a few vegetable patches, many weeds"),
    ),
    wp.Level(
        key="poor",
        title=wp.Text("差", "Poor"),
        low=wp.exact(0),
        high=wp.exact(9.5),
        value=wp.exact(6),
        rubric=wp.Text("大片毁绿、占绿或无人养护", "Large areas dug up, built over, or not looked after"),
    ),
)

DEDUCTIONS = (
    wp.Item(key="vegetable-patch", title=wp.Text("毁绿种菜", "Dug up for vegetables"), points=wp.exact(2)),
    wp.Item(key="bare-soil", title=wp.Text("黄土裸露", "Bare soil"), points=wp.exact(1)),
    wp.Item(key="overgrown", title=wp.Text("修剪不及时", "Not trimmed in time"), points=wp.exact(1)),
    wp.Item(key="rubbish-in-green", title=wp.Text("绿地内有杂物", "Rubbish in the green"), points=wp.exact(0.5)),
)


@wp.hookimpl
def weiping_criteria() -> Iterator[wp.Criterion]:
    """Offer the criterion."""
    yield wp.Criterion(
        key="greening",
        title=wp.Text("绿化管理", "Greening"),
        rubric=wp.Text(
            "绿地完整、无毁绿种菜、修剪及时",
            "Green areas whole, none dug up for vegetables, trimmed in time",
        ),
        levels=LEVELS,
        deductions=DEDUCTIONS,
    )
