"""A judge's sheet in Streamlit: a slider for each criterion and the total beneath, as its tutorial would write it."""

import json
import os
from pathlib import Path

import streamlit as st

criteria = json.loads(Path(os.environ["BENCH_CRITERIA"]).read_text(encoding="utf-8"))

st.title("最美小区")
marks = [
    st.slider(one["title"], one["low"], one["high"], step=one["step"], help=one["rubric"], key=one["key"])
    for one in criteria
]
st.metric("合计", f"{sum(marks):g}")
