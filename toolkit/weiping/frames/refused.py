"""Rows that were refused: where they stand, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

import polars as pl

from ..i18n import tr


class Reason(IntEnum):
    """Why a row is not used; the number is what the checks compute with, 0 is a good row."""

    NO_ENTRY = 1
    NO_JUDGE = 2
    NO_CRITERION = 3
    NO_ROUND = 4
    NOT_A_NUMBER = 5
    TOO_PRECISE = 6
    TOO_LARGE = 7
    OFF_SCALE = 8
    OFF_STEP = 9
    UNKNOWN_ENTRY = 10
    UNKNOWN_CRITERION = 11
    DUPLICATE = 12
    EMPTY_SHEET = 13
    NO_LABEL = 14


_TEXTS: Mapping[Reason, tuple[str, str]] = {
    Reason.NO_ENTRY: ("The row names no entry", "write which entry the row is about"),
    Reason.NO_JUDGE: ("The row names no judge", "write which judge gave the mark"),
    Reason.NO_CRITERION: ("The row names no criterion", "write what was judged"),
    Reason.NO_ROUND: ("The row names no round", "write which round the row belongs to"),
    Reason.NOT_A_NUMBER: ("Not a number", "write digits and a point, such as 17.5, or leave the cell empty"),
    Reason.TOO_PRECISE: ("More than {detail} decimals", "round the number to at most {detail} decimals"),
    Reason.TOO_LARGE: ("The number lies beyond ±{detail}", "check the number"),
    Reason.OFF_SCALE: ("The mark is off the scale from {detail}", "ask the judge for a mark on the scale"),
    Reason.OFF_STEP: ("The mark is not on a step of the scale from {detail}", "ask the judge for a mark on the scale"),
    Reason.UNKNOWN_ENTRY: ("The list of entries does not have this entry", "correct the name or add it to the list"),
    Reason.UNKNOWN_CRITERION: ("There is no such criterion: {detail}", "correct the name or add it to the criteria"),
    Reason.DUPLICATE: ("The same thing stands in row {detail} already", "keep one of the two rows"),
    Reason.NO_LABEL: ("The row has a mark and this cell is empty", "fill it in or delete the row"),
    Reason.EMPTY_SHEET: ("The row has no mark at all", "fill in the marks or delete the row"),
}

REFUSED = pl.Schema(
    {
        "file": pl.String,
        "row": pl.Int64,
        "column": pl.String,
        "value": pl.String,
        "code": pl.Int8,
        "detail": pl.String,
    }
)


def no_refused() -> pl.DataFrame:
    """An empty list of refused rows."""
    return pl.DataFrame(schema=REFUSED)


def worded(refused: pl.DataFrame, lang: str = "en") -> pl.DataFrame:
    """The list for people: file, row, column, value, reason, remedy, in the order of the rows.

    `row` is the line that a person sees in the file (the header is line 1).
    """

    def said(part: int) -> pl.Series:
        pairs = zip(refused["code"], refused["detail"], strict=True)
        texts = [tr(lang, _TEXTS[Reason(code)][part], detail=detail or "") for code, detail in pairs]
        return pl.Series(("reason", "remedy")[part], texts, dtype=pl.String)

    return refused.with_columns(said(0), said(1)).drop("code", "detail").sort("file", "row", maintain_order=True)
