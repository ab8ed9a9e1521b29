"""Charts of results. Altair takes seconds to import, so nothing here does before a chart is asked for.

A chart speaks the reader's language, says under its title what its signs mean, and needs no colour to be read: colours are
those of Okabe and Ito, which colour-blind readers can tell apart, and signs differ in shape as well.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from ..domain.text import Text
from ..i18n import from_environment
from ..lean import GRAMMAR, without
from .words import word

BLUE, ORANGE, GREY = "#0072b2", "#d55e00", "#8a8a8a"
OKABE_ITO = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#8a8a8a"]
MOST = 40
"""Rows that a chart shows; the table has all."""

WIDTH, ROW = 460, 20
FONT = "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', system-ui, sans-serif"


def _altair() -> Any:
    """Altair, whose charts then show themselves as drawings: its own way fetches scripts from elsewhere."""
    with without(GRAMMAR):
        import altair as alt

    alt.renderers.enable("svg")
    return alt


def _said(zh: str, en: str) -> str:
    return Text(zh, en).said(from_environment())


def _word(name: str) -> str:
    return word(name, from_environment())


def _dressed(chart: Any, title: tuple[str, str], how: tuple[str, str]) -> Any:
    """With a title, how to read it, and fonts that have Chinese."""
    head = _altair().TitleParams(_said(*title), subtitle=_said(*how), anchor="start", subtitleColor="#555", offset=12)
    dressed = chart.properties(title=head).configure(font=FONT, background="white")
    return dressed.configure_axis(labelLimit=240, labelFontSize=12, titleFontSize=12, gridColor="#eee").configure_view(
        stroke=None
    )


def _rows(order: str, sort: str = "ascending") -> Any:
    alt = _altair()
    axis = alt.Axis(title=None, grid=True, tickSize=0)
    return alt.Y("entry:N", sort=alt.SortField(order, sort), axis=axis)


def intervals(frame: pl.DataFrame, judges: pl.DataFrame | None = None) -> Any:
    """Adjusted values with their intervals, the raw ones beside them; and how strict each judge is."""
    alt = _altair()
    base = alt.Chart(frame.head(MOST)).encode(y=_rows("adjusted", "descending"))
    x = {"scale": alt.Scale(zero=False), "title": _said("分", "Points")}
    line = base.mark_rule(color=BLUE, strokeWidth=2).encode(x=alt.X("low:Q", **x), x2="high:Q")
    point = base.mark_point(filled=True, size=60, color=BLUE, opacity=1).encode(x=alt.X("adjusted:Q", **x))
    raw = base.mark_tick(color=ORANGE, thickness=2, size=13).encode(x=alt.X("raw:Q", **x))
    left = (line + point + raw).properties(width=WIDTH, height=alt.Step(ROW))
    how = ("圆点：校正后的分数；横线：区间；竖线：原始均分", "Dot: adjusted. Line: its interval. Tick: the plain mean.")
    if judges is None:
        return _dressed(left, ("校正后的成绩", "Adjusted values"), how)
    right = _strict(judges).properties(width=260, height=alt.Step(ROW), title=_said("评委的严格程度", "Severity"))
    return _dressed(left | right, ("校正后的成绩与评委宽严", "Adjusted values, and severity of the judges"), how)


def _strict(judges: pl.DataFrame) -> Any:
    alt = _altair()
    near = judges.head(MOST).with_columns(low=pl.col("severity") - pl.col("se"), high=pl.col("severity") + pl.col("se"))
    y = alt.Y("judge:N", sort=alt.SortField("severity", "descending"), axis=alt.Axis(title=None, tickSize=0))
    base = alt.Chart(near).encode(y=y)
    x = alt.X("low:Q", title=_said("比平均严多少分", "Points below the mean"))
    line = base.mark_rule(color=GREY, strokeWidth=2).encode(x=x, x2="high:Q")
    return line + base.mark_point(shape="diamond", filled=True, size=60, color=ORANGE, opacity=1).encode(x="severity:Q")


def components(frame: pl.DataFrame, decision: pl.DataFrame | None = None) -> Any:
    """Variance components as bars, with their shares; and what more conditions would buy."""
    alt = _altair()
    y = alt.Y("effect:N", sort=None, axis=alt.Axis(title=None, tickSize=0))
    base = alt.Chart(frame).encode(y=y, x=alt.X("variance:Q", title=_word("variance")))
    share = base.mark_text(align="left", dx=5, color="#333").encode(text=alt.Text("share:Q", format=".0%"))
    bars = (base.mark_bar(color=BLUE) + share).properties(width=300, height=alt.Step(28))
    how = ("左：差异从哪里来；右：评委等增多后的信度", "Left: where differences come from. Right: what more would buy.")
    if decision is None or decision.is_empty():
        return _dressed(bars, ("方差来源", "Sources of variance"), ("差异从哪里来", "Where differences come from"))
    return _dressed(bars | _growth(decision), ("方差来源与信度", "Sources of variance, and reliability"), how)


def _growth(decision: pl.DataFrame) -> Any:
    """Both coefficients by the number of conditions, a panel a facet."""
    alt = _altair()
    names = {name: _word(name) for name in ("generalizability", "dependability")}
    long = decision.unpivot(list(names), index=["facet", "number"], variable_name="which").drop_nulls("value")
    long = long.with_columns(pl.col("which").replace(names), pl.col("facet").map_elements(_word, pl.String))
    base = alt.Chart(long).encode(
        x=alt.X(
            "number:Q", title=_word("number"), axis=alt.Axis(tickMinStep=1), scale=alt.Scale(zero=False, nice=False)
        ),
        y=alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, 1])),
        color=alt.Color(
            "which:N", scale=alt.Scale(range=[ORANGE, BLUE]), legend=alt.Legend(title=None, orient="bottom")
        ),
        strokeDash=alt.StrokeDash("which:N", legend=None),
    )
    return base.mark_line(strokeWidth=2.5).properties(width=220, height=180).facet(alt.Column("facet:N", title=None))


def bought(frame: pl.DataFrame) -> Any:
    """Both coefficients by the number of judges an entry."""
    long = frame.select(pl.lit("judge").alias("facet"), number="judges", generalizability="generalizability",
                        dependability="dependability")  # fmt: skip
    how = ("横轴：每个对象由几位评委评", "Across: how many judges see each entry.")
    return _dressed(_growth(long), ("走访次数能换来多少信度", "What visits buy in reliability"), how)


def places(frame: pl.DataFrame) -> Any:
    """Intervals of places, the official place as a tick."""
    alt = _altair()
    base = alt.Chart(frame.head(MOST)).encode(y=_rows("place"))
    x = alt.X("low:Q", title=_word("place"), axis=alt.Axis(tickMinStep=1, format="d"), scale=alt.Scale(zero=False))
    line = base.mark_rule(color=BLUE, strokeWidth=5, opacity=0.45).encode(x=x, x2="high:Q")
    # an interval of one place has no length, so its end is drawn as a point
    ends = base.mark_point(filled=True, size=30, color=BLUE, opacity=0.6).encode(x="low:Q")
    tick = base.mark_tick(color=ORANGE, thickness=4, size=15).encode(x="place:Q")
    chart = (line + ends + tick).properties(width=WIDTH, height=alt.Step(ROW))
    how = (
        "竖线：正式名次；横条：换一批评委时名次可能的范围",
        "Tick: the official place. Bar: where another panel might put it.",
    )
    return _dressed(chart, ("名次的稳定性", "Stability of places"), how)


def coefficients(frame: pl.DataFrame) -> Any:
    """Coefficients of agreement: the darker, the better the judges agree."""
    alt = _altair()
    known = frame.drop_nulls("value").with_columns(
        criterion=pl.when(pl.col("criterion") == "").then(pl.lit(" ")).otherwise("criterion")
    )
    base = alt.Chart(known).encode(
        x=alt.X("coefficient:N", sort=None, axis=alt.Axis(title=None, labelAngle=-35, orient="top")),
        y=alt.Y("criterion:N", sort=None, axis=alt.Axis(title=None)),
    )
    shade = alt.Color("value:Q", scale=alt.Scale(scheme="blues", domain=[0, 1], clamp=True), legend=None)
    ink = alt.condition("datum.value > 0.6", alt.value("white"), alt.value("#222"))
    text = base.mark_text(fontSize=12).encode(text=alt.Text("value:Q", format=".2f"), color=ink)
    chart = (base.mark_rect(stroke="white").encode(color=shade) + text).properties(
        width=alt.Step(58), height=alt.Step(30)
    )
    how = (
        "1 为完全一致；0.5 以下较差，0.75 以上良好，0.9 以上优秀",
        "1 is full agreement; below 0.5 poor, above 0.75 good, above 0.9 excellent.",
    )
    return _dressed(chart, ("评委一致性", "Agreement of the judges"), how)


def comparison(frame: pl.DataFrame) -> Any:
    """Places of the same entries under several rules, a line an entry; those that move stand out."""
    alt = _altair()
    rules = [name for name in frame.columns if name not in ("round", "entry", "spread")]
    shown = frame.head(MOST).select("entry", *rules, moves=pl.col("spread").fill_null(0) > 0)
    long = shown.unpivot(rules, index=["entry", "moves"], variable_name="rule", value_name="place").drop_nulls("place")
    y = alt.Y(
        "place:Q",
        scale=alt.Scale(reverse=True, zero=False, nice=False),
        title=_word("place"),
        axis=alt.Axis(tickMinStep=1, format="d"),
    )
    rule = alt.X(
        "rule:N", sort=rules, axis=alt.Axis(title=None, labelAngle=0, orient="top"), scale=alt.Scale(padding=0.3)
    )
    colour = alt.condition("datum.moves", alt.value(ORANGE), alt.value(GREY))
    base = alt.Chart(long).encode(x=rule, y=y, detail="entry:N")
    line = base.mark_line(strokeWidth=2).encode(
        color=colour, strokeWidth=alt.condition("datum.moves", alt.value(3), alt.value(1.2))
    )
    dots = base.mark_point(filled=True, size=50, opacity=1).encode(color=colour)
    name = base.transform_filter(alt.datum.rule == rules[-1]).mark_text(align="left", dx=10).encode(text="entry:N")
    chart = (line + dots + name).properties(width=max(WIDTH, 130 * len(rules)), height=max(160, ROW * len(shown)))
    return _dressed(
        chart,
        ("不同规则下的名次", "Places under several rules"),
        ("粗线：名次有变化的对象", "Thick lines: entries whose place changes."),
    )


def drifting(frame: pl.DataFrame) -> Any:
    """Severity of each judge over the periods: lines for a few judges, a table of shades for many."""
    few = frame["judge"].n_unique() <= len(OKABE_ITO)
    how = ("越高越严；竖线为标准误", "Higher is stricter; bars are standard errors.") if few else (
        "橙色偏严，蓝色偏宽；数字是比平均低多少分", "Orange is strict, blue mild; numbers are points below the mean.",
    )  # fmt: skip
    return _dressed(_lines(frame) if few else _shades(frame), ("宽严随时间的变化", "Drift of severity"), how)


def _lines(frame: pl.DataFrame) -> Any:
    alt = _altair()
    near = frame.with_columns(low=pl.col("severity") - pl.col("se"), high=pl.col("severity") + pl.col("se"))
    colour = alt.Color("judge:N", title=_word("judge"), scale=alt.Scale(range=OKABE_ITO))
    base = alt.Chart(near).encode(
        x=alt.X("period:O", title=_word("period"), axis=alt.Axis(labelAngle=0)), color=colour, detail="judge:N"
    )
    title = _said("比平均低多少分", "Points below the mean")
    y = alt.Y("severity:Q", title=title)
    dots = base.mark_point(filled=True, size=60).encode(y=y, shape=alt.Shape("judge:N", title=_word("judge")))
    bars = base.mark_rule().encode(y=alt.Y("low:Q", title=title), y2="high:Q")
    return (bars + base.mark_line(strokeWidth=2).encode(y=y) + dots).properties(width=WIDTH, height=280)


def _shades(frame: pl.DataFrame) -> Any:
    alt = _altair()
    most = frame["severity"].abs().max()
    base = alt.Chart(frame).encode(
        x=alt.X("period:O", title=None, axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("judge:N", sort=None, axis=alt.Axis(title=None)),
    )
    scale = alt.Scale(domain=[-float(str(most)), 0, float(str(most))], range=[BLUE, "#f7f7f7", ORANGE])
    text = base.mark_text(fontSize=11).encode(text=alt.Text("severity:Q", format="+.2f"))
    cells = base.mark_rect(stroke="white").encode(color=alt.Color("severity:Q", scale=scale, legend=None))
    return (cells + text).properties(width=alt.Step(64), height=alt.Step(22))


def visits(frame: pl.DataFrame) -> Any:
    """Who visits what: a table with the stops of each judge's way."""
    alt = _altair()
    base = alt.Chart(frame).encode(
        x=alt.X("entry:N", sort=None, axis=alt.Axis(title=None, labelAngle=-45)),
        y=alt.Y("judge:N", sort=None, axis=alt.Axis(title=None)),
    )
    cells = base.mark_rect(color="#cfe3f1", stroke="white") + base.mark_text(fontSize=11).encode(text="stop:Q")
    how = ("格中数字：第几站", "The number in a cell is the stop on that judge's way.")
    return _dressed(cells.properties(width=alt.Step(26), height=alt.Step(24)), ("评委走访安排", "Who visits what"), how)
