"""The marks of a round that the official standings count, read from a database without a way to write to it."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from ..desk import results, rows, state
from ..desk.office import Desk
from ..desk.round_info import RoundInfo, round_info
from ..desk.views import rounds
from ..domain.appraisal import Phase
from ..domain.text import Text
from ..errors import InputError, NotFound
from ..frames import Marks
from ..i18n import from_environment
from ..scoring.dataset import Dataset, sample
from ..scoring.facts import prepare
from ..scoring.rule import Rule
from ..store import Store
from ..store.tables import VALUE_DIGITS, VALUE_UNIT
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
    sheets = _sheets(where, round_id)
    named = sheets.named().with_columns(pl.lit(str(sheets.info.id)).alias("round"), pl.col("value") / VALUE_UNIT)
    return Source(named.rename({"value": "mark"}).select("round", *_KEYS, "mark"), sheets.info.title.zh)


def dataset(where: str | Path, rule: Rule | None = None, round_id: int | None = None) -> Dataset:
    """The signed sheets of a round with its criteria and entries, under `rule` or the round's own: what `results` scores.

    Raises what `official` raises, and RuleError where `rule` does not fit the round.
    """
    sheets = _sheets(where, round_id)
    law = rule or results.rule_of(sheets.info.rule)
    entries = pl.DataFrame(
        [{"entry": sheets.entries[one.id], **one.attributes} for one in sheets.rows], infer_schema_length=None
    )
    criteria = pl.DataFrame({"criterion": [criterion.key for criterion in sheets.info.criteria]})
    facts = prepare(law, entries=entries, criteria=criteria)
    return Dataset(Marks.scaled(sheets.named(), digits=VALUE_DIGITS), law, facts)


_KEYS = ("entry", "judge", "criterion")


@dataclass(frozen=True)
class _Sheets:
    """The signed sheets of a round, with the names that entries and judges go by in a study."""

    info: RoundInfo
    frame: pl.DataFrame
    rows: list[Any]
    entries: dict[int, str]
    judges: dict[int, str]

    def named(self) -> pl.DataFrame:
        """entry, judge, criterion, value in ten-thousandths."""
        return self.frame.with_columns(
            entry=pl.col("entry").replace_strict(self.entries, return_dtype=pl.String),
            judge=pl.col("judge").replace_strict(self.judges, return_dtype=pl.String),
        )


def _sheets(where: str | Path, round_id: int | None) -> _Sheets:
    if "://" not in str(where) and not Path(where).is_file():
        raise InputError("There is no database at {path}; check the path.", path=where)
    with Store(where, read_only=True) as store:
        heads = rounds(Desk(store))
        if round_id is None and not heads:
            raise NotFound("There is no round yet; create an appraisal first.")
        number = heads[0]["id"] if round_id is None else round_id
        with store.read() as connection:
            info = round_info(connection, number)
            frame = results.frame(state.read(connection, info, None).sheets)
            entries = rows.entries(connection, number)
            judges = {one.id: f"{one.number:02}" for one in rows.judges(connection, number)}
    return _Sheets(info, frame, entries, _names(entries), judges)


def _names(entries: list[Any]) -> dict[int, str]:
    """Entry -> its name, with its number where two of a round have the same."""
    often = Counter(one.name_zh for one in entries)
    return {one.id: one.name_zh if often[one.name_zh] == 1 else f"{one.name_zh} #{one.number}" for one in entries}
