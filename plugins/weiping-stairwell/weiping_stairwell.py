"""The criterion 楼道卫生 stairwell hygiene: 20 points, levels 优良中差, and the faults that are deducted."""

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
            "各层通道畅通，墙面地面干净，扶手无灰，灯全亮",
            "Every landing clear, walls and floors clean, rails dusted, all lights working",
        ),
    ),
    wp.Level(
        key="good",
        title=wp.Text("良", "Good"),
        low=wp.exact(14),
        high=wp.exact(17.5),
        value=wp.exact(16),
        rubric=wp.Text(
            "总体干净，个别楼层有少量浮灰或一处小广告",
            "Clean on the whole; a little dust or one flyer on single floors",
        ),
    ),
    wp.Level(
        key="fair",
        title=wp.Text("中", "Fair"),
        low=wp.exact(10),
        high=wp.exact(13.5),
        value=wp.exact(12),
        rubric=wp.Text(
            "数层有堆物或污渍，有灯不亮，清扫不及时",
            "Clutter or stains on several floors, a light out, swept too rarely",
        ),
    ),
    wp.Level(
        key="poor",
        title=wp.Text("差", "Poor"),
        low=wp.exact(0),
        high=wp.exact(9.5),
        value=wp.exact(6),
        rubric=wp.Text("通道被占、垃圾过夜或异味明显", "Way blocked, rubbish left overnight, or a strong smell"),
    ),
)

DEDUCTIONS = (
    wp.Item(key="clutter", title=wp.Text("楼道堆物", "Clutter on the stairs"), points=wp.exact(2)),
    wp.Item(key="flyers", title=wp.Text("乱贴广告", "Flyers on the walls"), points=wp.exact(1)),
    wp.Item(key="light-out", title=wp.Text("照明不亮", "Light not working"), points=wp.exact(1)),
    wp.Item(key="dirty", title=wp.Text("墙地面脏污", "Dirty wall or floor"), points=wp.exact(1)),
)


@wp.hookimpl
def weiping_criteria() -> Iterator[wp.Criterion]:
    """Offer the criterion."""
    yield wp.Criterion(
        key="stairwell-hygiene",
        title=wp.Text("楼道卫生", "Stairwell hygiene"),
        rubric=wp.Text(
            "无堆物、无小广告、墙地面整洁、照明完好",
            "No clutter, no flyers, clean walls and floors, working lights",
        ),
        levels=LEVELS,
        deductions=DEDUCTIONS,
    )
