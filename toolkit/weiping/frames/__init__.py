"""The tables that cross a door: read from a file, checked row by row, numbers made exact.

What is good goes on, what is not is listed with file, row, column, value, reason and remedy; nothing is lost in
silence. `read_table` brings a file in, `check` sorts its rows.
"""

from __future__ import annotations

from .cells import Scales, span
from .checking import check, column_of, missing_column
from .marks import Marks, MarksLayout, check_marks
from .numbers import DIGITS, scaled
from .reading import Table, read_table
from .refused import REFUSED, Reason, no_refused, worded
from .schemas import CRITERIA, ENTRIES, JUDGES, MARKS, Column, Schema

__all__ = [
    "CRITERIA",
    "DIGITS",
    "ENTRIES",
    "JUDGES",
    "MARKS",
    "REFUSED",
    "Column",
    "Marks",
    "MarksLayout",
    "Reason",
    "Scales",
    "Schema",
    "Table",
    "check",
    "check_marks",
    "column_of",
    "missing_column",
    "no_refused",
    "read_table",
    "scaled",
    "span",
    "worded",
]
