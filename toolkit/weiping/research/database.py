"""The marks of a round that the official standings count, read from a database without a way to write to it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import polars as pl

from ..desk import results, rows, state
from ..desk.office import Desk
from ..desk.round_info import round_info
from ..desk.views import rounds
from ..domain.appraisal import Phase
from ..domain.text import Text
from ..errors import InputError, NotFound
from ..i18n import from_environment
from ..scoring.dataset import sample
from ..store import Store
from ..store.tables import VALUE_UNIT
from .source import Source, marks

CLOSED = (Phase.DELIBERATION, Phase.PUBLISHED, Phase.FINAL)
"""Phases in which nobody scores any more."""


def latest() -> Source:
    """The signed sheets of the newest round whose scoring is over, in the database that WEIPING_DB names; without one,
    those of a figure skating segment that comes with weiping.

    A round that is still being scored is passed over, since nobody may learn how its judges agree; so is one without two
    judges and two entries to compare.
    """
    where = os.environ.get("WEIPING_DB", "")
    if where and ("://" in where or Path(where).is_file()):
        with Store(where, read_only=True) as store:
            closed = [one["id"] for one in rounds(Desk(store)) if one["phase"] in CLOSED]
        for number in closed:
            found = official(where, number)
            if min(found.frame[name].n_unique() for name in ("entry", "judge")) > 1:
                return found
    skating = sample("isu")
    found = marks(skating, round="0")
    return replace(found, name=Text.of(skating.rule.slots.rule.title).said(from_environment()))


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
    long = frame.select(
        round=pl.lit(str(number)),
        entry=pl.col("entry").replace_strict(entries, return_dtype=pl.String),
        judge=pl.col("judge").replace_strict(judges, return_dtype=pl.String),
        criterion=pl.col("criterion"),
        mark=pl.col("value") / VALUE_UNIT,
    )
    return Source(long, info.title.zh)
