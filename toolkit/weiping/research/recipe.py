"""A rule as arithmetic on a whole table of marks, so that thousands of panels can be scored by it at once."""

from __future__ import annotations

import numpy as np
import polars as pl

from ..errors import InputError, RuleError
from ..scoring.dataset import Dataset
from ..study.resample import Panel, Recipe, score
from .source import nothing_left


class NoRecipeError(RuleError):
    """A rule that is no arithmetic on a table of marks: some of its steps need the whole field at once."""


METHODS = ("mean", "median", "trimmed", "winsorised")


def prepared(dataset: Dataset) -> tuple[Panel, Recipe, pl.DataFrame]:
    """The marks as a table, the rule as a recipe, and the official standings they were checked against.

    What the rule adds to an entry, and whom its gates keep out, is taken from the official standings as it is. Raises
    RuleError for several rounds at once, and NoRecipeError for a rule whose totals a recipe does not reproduce.
    """
    if len(dataset.rounds) > 1:
        raise RuleError(
            "These are {count} rounds; choose one of them (--round, or .only(round) in a notebook).",
            count=len(dataset.rounds),
        )
    if dataset.marks.frame["value"].is_null().all():
        if not dataset.refused.is_empty():
            raise nothing_left(dataset.refused)
        raise InputError("There is no mark at all to study.")
    slots = dataset.rule.slots
    if (
        slots.blend is not None or slots.judges.adjustment != "none"
    ):  # a share or a shift that every drawn panel would change
        raise _whole_field(dataset)
    standings = dataset.score().standings
    panel = _panel(dataset, standings["entry"].cast(pl.String).to_list())
    recipe = _recipe(dataset, panel, standings)
    found = score(panel, recipe)
    wanted = standings.select(pl.when("eligible").then(pl.col("total").cast(pl.Float64)))["total"].to_numpy()
    unit = 10.0**-dataset.rule.decimals
    if not np.allclose(found, wanted, rtol=0, atol=1.01 * unit, equal_nan=True):
        raise _whole_field(dataset)
    return panel, recipe, standings


def _whole_field(dataset: Dataset) -> NoRecipeError:
    return NoRecipeError(
        "The rule {rule} cannot be tried on drawn items: some of its steps need the whole field at once. Draw judges.",
        rule=dataset.rule.key,
    )


def _panel(dataset: Dataset, entries: list[str]) -> Panel:
    marks = dataset.marks.frame.filter(pl.col("value").is_not_null()).select(
        pl.col("entry", "judge", "criterion").cast(pl.String), "value"
    )
    judges, criteria = (marks[name].unique().sort().to_list() for name in ("judge", "criterion"))
    table = np.full((len(entries), len(judges), len(criteria)), np.nan)
    places = [
        marks[name].replace_strict(names, range(len(names)), return_dtype=pl.Int64).to_numpy()
        for name, names in (("entry", entries), ("judge", judges), ("criterion", criteria))
    ]
    table[tuple(places)] = marks["value"].to_numpy() / 10.0**dataset.marks.digits
    return Panel(tuple(entries), tuple(judges), tuple(criteria), table)


def _recipe(dataset: Dataset, panel: Panel, standings: pl.DataFrame) -> Recipe:
    slots, weights = dataset.rule.slots, dataset.weights()
    if slots.combine.method not in METHODS:
        raise _whole_field(dataset)
    full: tuple[float, ...] = ()
    if slots.weigh.method == "percentage":
        full = tuple(_high(dataset, name) for name in panel.criteria)
    added = (standings["total"].cast(pl.Float64) - standings["criteria_total"].cast(pl.Float64)).fill_null(0.0)
    return Recipe(
        weights=tuple(float(weights.get(name, 1)) for name in panel.criteria),
        combine=slots.combine.method,  # type: ignore[arg-type]  # one of METHODS
        drop_low=slots.combine.drop_low, drop_high=slots.combine.drop_high, needed=slots.combine.needed,
        weigh=slots.weigh.method, leave_out=slots.weigh.missing == "leave-out", full=full,
        criterion_decimals=slots.combine.decimals, weighed_decimals=slots.weigh.decimals,
        decimals=dataset.rule.decimals, highest_first=slots.rank.order == "highest", added=tuple(added.to_list()),
        out=tuple(not one for one in standings["eligible"].to_list()),
    )  # fmt: skip


def _high(dataset: Dataset, criterion: str) -> float:
    scales = dataset.rule.slots.marks
    bounds = scales.scales.get(criterion, scales.scale)
    if bounds is None or bounds.high is None:
        raise _whole_field(dataset)
    return float(bounds.high)
