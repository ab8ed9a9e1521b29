"""A judge's sheet in Panel: a slider for each criterion and the total beneath, as its tutorial would write it."""

import json
import os
from pathlib import Path

import panel as pn

pn.extension()

criteria = json.loads(Path(os.environ["BENCH_CRITERIA"]).read_text(encoding="utf-8"))
sliders = [
    pn.widgets.FloatSlider(name=one["title"], start=one["low"], end=one["high"], step=one["step"]) for one in criteria
]
rows = [part for one, slider in zip(criteria, sliders, strict=True) for part in (slider, one["rubric"])]


def total(*marks):
    return f"合计 {sum(marks):g}"


pn.Column("# 最美小区", *rows, pn.pane.Markdown(pn.bind(total, *sliders), css_classes=["total"])).servable()
