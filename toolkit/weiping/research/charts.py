"""Charts of results. Altair takes seconds to import, so nothing here does before a chart is asked for."""

from __future__ import annotations

from typing import Any

import polars as pl

GREEN, SUN = "#1e6b4f", "#b45309"


def intervals(frame: pl.DataFrame) -> Any:
    """Adjusted values with their intervals, the raw ones beside them."""
    import altair as alt

    base = alt.Chart(frame.head(60)).encode(
        y=alt.Y("entry:N", sort=alt.SortField("adjusted", "descending"), title=None)
    )
    scale = alt.Scale(zero=False)
    line = base.mark_rule(color=GREEN).encode(x=alt.X("low:Q", scale=scale, title=None), x2="high:Q")
    point = base.mark_point(filled=True, size=70, color=GREEN).encode(x=alt.X("adjusted:Q", scale=scale))
    raw = base.mark_tick(color=SUN, thickness=2).encode(x=alt.X("raw:Q", scale=scale))
    return line + point + raw


def components(frame: pl.DataFrame) -> Any:
    """Variance components as bars."""
    import altair as alt

    bars = alt.Chart(frame).mark_bar(color=GREEN)
    return bars.encode(x=alt.X("variance:Q", title=None), y=alt.Y("effect:N", sort=None, title=None))


def places(frame: pl.DataFrame) -> Any:
    """Intervals of places, the official place as a tick."""
    import altair as alt

    base = alt.Chart(frame.head(60)).encode(y=alt.Y("entry:N", sort=alt.SortField("place"), title=None))
    line = base.mark_rule(color=GREEN, strokeWidth=3).encode(x=alt.X("low:Q", title=None), x2="high:Q")
    return line + base.mark_tick(color=SUN, thickness=3).encode(x="place:Q")


def coefficients(frame: pl.DataFrame) -> Any:
    """Coefficients of agreement as bars, a panel a criterion."""
    import altair as alt

    bars = alt.Chart(frame.drop_nulls("value")).mark_bar(color=GREEN)
    return bars.encode(
        x=alt.X("value:Q", title=None), y=alt.Y("coefficient:N", sort=None, title=None), row="criterion:N"
    )


def comparison(frame: pl.DataFrame) -> Any:
    """Places of the same entries under several rules, a line an entry."""
    import altair as alt

    rules = [name for name in frame.columns if name not in ("entry", "spread")]
    long = frame.select("entry", *rules).unpivot(rules, index="entry", variable_name="rule", value_name="place")
    place = alt.Y("place:Q", scale=alt.Scale(reverse=True), title=None)
    return (
        alt.Chart(long).mark_line(point=True).encode(x=alt.X("rule:N", sort=None, title=None), y=place, color="entry:N")
    )
