"""The marks of a round that the official standings count, read from a database without a way to write to it."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ..desk import results
from ..desk.round_info import round_info
from ..desk.views import rounds
from ..desk.views import sheets_of as official_sheets
from ..desk.office import Desk
from ..errors import InputError, NotFound
from ..store import Store
from ..store.tables import VALUE_UNIT
from .source import Source


def official(where: str | Path, round_id: int | None = None) -> Source:
    """The signed sheets of a round (the newest without a number) as long marks; judges by their numbers, never by name.

    Raises InputError where there is no such database, NotFound where there is no such round.
    """
    if "://" not in str(where) and not Path(where).is_file():
        raise InputError("There is no database at {path}; check the path.", path=where)
    with Store(where, read_only=True) as store:
        desk = Desk(store)
        heads = rounds(desk)
        if round_id is None and not heads:
            raise NotFound("There is no round yet; create an appraisal first.")
        number = heads[0]["id"] if round_id is None else round_id
        with store.read() as connection:
            info = round_info(connection, number)
            sheets = official_sheets(connection, info)
            frame = results.frame(sheets)
            names = _names(connection, number)
    marks = frame.with_columns(
        entry=pl.col("entry").replace_strict(names["entry"], return_dtype=pl.String),
        judge=pl.col("judge").replace_strict(names["judge"], return_dtype=pl.String),
        mark=pl.col("value") / VALUE_UNIT,
        round=pl.lit(str(number)),
    )
    return Source(marks.select("round", "entry", "judge", "criterion", "mark"), info.title.zh)
