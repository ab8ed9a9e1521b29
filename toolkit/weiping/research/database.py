"""The marks of a round that the official standings count, read from a database without a way to write to it."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ..desk import results, rows, state
from ..desk.office import Desk
from ..desk.round_info import round_info
from ..desk.views import rounds
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
            frame = results.frame(state.read(connection, info, None).sheets)
            entries = {one.id: one.name_zh for one in rows.entries(connection, number)}
            judges = {one.id: f"{one.number:02}" for one in rows.judges(connection, number)}
    marks = frame.select(
        round=pl.lit(str(number)),
        entry=pl.col("entry").replace_strict(entries, return_dtype=pl.String),
        judge=pl.col("judge").replace_strict(judges, return_dtype=pl.String),
        criterion=pl.col("criterion"),
        mark=pl.col("value") / VALUE_UNIT,
    )
    return Source(marks, info.title.zh)
