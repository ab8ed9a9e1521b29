"""Drawn panels scored one by one by the whole rule, for rules that are no arithmetic on a table (`recipe`).

Each draw is a panel of as many judges as the real one; who is drawn twice sits in it as two judges with the same marks.
Blended sources and what else a rule knows of the entries stay as they are. It costs one scoring a draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..errors import InputError, RuleError
from ..frames import Marks
from ..scoring.dataset import Dataset
from ..study.ranks import Rankings

_SEAT = "\x1f"  # between a judge and the number of the seat: nobody is called that


def by_rule(dataset: Dataset, *, draws: int, seed: int) -> tuple[pl.DataFrame, Rankings, Rankings]:
    """The official standings, the rankings of `draws` panels, and those of the panel without each judge in turn.

    In a draw that the rule cannot score (nobody is left who marked one of its criteria, say) no entry has a place. Raises
    InputError for fewer than two judges, RuleError where the rule cannot score any draw.
    """
    standings = dataset.score().standings
    entries = standings["entry"].cast(pl.String).to_list()
    marked = dataset.marks.frame.filter(pl.col("value").is_not_null())
    judges = marked["judge"].cast(pl.String).unique().sort().to_list()
    if len(judges) < 2:
        raise InputError("There is only one of {what} to draw from; it takes two.", what="judges")
    rng = np.random.default_rng(seed)
    panels = [[judges[seat] for seat in rng.integers(0, len(judges), len(judges))] for _ in range(draws)]
    without = [[other for other in judges if other != judge] for judge in judges]
    return standings, _ranked(dataset, entries, panels), _ranked(dataset, entries, without)


def _ranked(dataset: Dataset, entries: Sequence[str], panels: Sequence[Sequence[str]]) -> Rankings:
    samples, failed = np.zeros((len(panels), len(entries)), dtype=np.int64), None
    for row, panel in enumerate(panels):
        try:
            samples[row] = _places(_seated(dataset, panel), entries)
        except RuleError as error:
            failed = error
    if failed is not None and not samples.any():
        raise failed
    return Rankings(tuple(entries), samples)


def _places(dataset: Dataset, entries: Sequence[str]) -> NDArray[np.int64]:
    found = dataset.score().standings
    place = dict(zip(found["entry"].cast(pl.String), found["rank"], strict=True))
    return np.array([place.get(entry) or 0 for entry in entries], dtype=np.int64)


def _seated(dataset: Dataset, panel: Sequence[str]) -> Dataset:
    """The data set as if `panel` had judged."""
    seats = pl.DataFrame({"judge": panel, "_seat": [f"{name}{_SEAT}{seat}" for seat, name in enumerate(panel)]})

    def take(frame: pl.DataFrame) -> pl.DataFrame:
        joined = frame.with_columns(pl.col("judge").cast(pl.String)).join(seats, on="judge", maintain_order="left")
        return joined.with_columns(judge="_seat").drop("_seat")

    marks, facts = dataset.marks, dataset.facts
    keys = ["round", "entry", "judge", "criterion"] if marks.rounds else ["entry", "judge", "criterion"]
    text = marks.frame.select(pl.col(keys).cast(pl.String), "value", "na")
    seated = replace(Marks.scaled(take(text), digits=marks.digits), criteria=marks.criteria)
    judges = None if facts.judges is None else take(facts.judges)
    return replace(dataset, marks=seated, facts=replace(facts, judges=judges))
