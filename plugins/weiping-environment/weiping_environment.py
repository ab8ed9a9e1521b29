"""The criterion 公共环境 public environment: 20 points, levels 优良中差, and the faults that are deducted."""

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
            "地面无垃圾，分类准确，设施齐全完好", "No litter, waste sorted correctly, every facility in good repair"
        ),
    ),
    wp.Level(
        key="good",
        title=wp.Text("良", "Good"),
        low=wp.exact(14),
        high=wp.exact(17.5),
        value=wp.exact(16),
        rubric=wp.Text(
            "基本整洁，偶有零星垃圾，设施能正常使用", "Mostly tidy, a stray piece of litter, facilities usable"
        ),
    ),
    wp.Level(
        key="fair",
        title=wp.Text("中", "Fair"),
        low=wp.exact(10),
        high=wp.exact(13.5),
        value=wp.exact(12),
        rubric=wp.Text(
            "有几处垃圾落地或混投，个别设施损坏", "Litter or mixed waste in several spots, some facility broken"
        ),
    ),
    wp.Level(
        key="poor",
        title=wp.Text("差", "Poor"),
        low=wp.exact(0),
        high=wp.exact(9.5),
        value=wp.exact(6),
        rubric=wp.Text(
            "垃圾堆积、污水外溢或设施长期失修",
            "Rubbish piled up, waste water running out, or facilities long out of repair",
        ),
    ),
)

DEDUCTIONS = (
    wp.Item(key="litter", title=wp.Text("垃圾落地", "Litter on the ground"), points=wp.exact(1)),
    wp.Item(key="broken-facility", title=wp.Text("设施损坏", "Broken facility"), points=wp.exact(1)),
    wp.Item(key="mixed-waste", title=wp.Text("垃圾混投", "Waste not sorted"), points=wp.exact(1)),
    wp.Item(key="standing-water", title=wp.Text("污水积存", "Standing waste water"), points=wp.exact(2)),
)


@wp.hookimpl
def weiping_criteria() -> Iterator[wp.Criterion]:
    """Offer the criterion."""
    yield wp.Criterion(
        key="public-environment",
        title=wp.Text("公共环境", "Public environment"),
        rubric=wp.Text(
            "地面清洁、垃圾分类投放、设施完好",
            "Clean grounds, sorted waste, facilities in good repair",
        ),
        levels=LEVELS,
        deductions=DEDUCTIONS,
    )
