"""Panels whose truth is known, to try rules and studies against it.

    mark = mean + entry + criterion + entry:criterion - severity + halo + noise, cut to the scale and its steps

All effects are normal with the stated standard deviations; `missing` marks are left out at random, `recused` whole sheets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..errors import InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a panel is like. Sizes are counts, spreads standard deviations in points, shares between 0 and 1.

    `each` is how many judges see an entry (none: all); `halo` is how much of what a judge thinks of an entry as a whole goes
    into every criterion alike; `central` draws a share of the judges towards the mean (they use half of the scale).
    """

    entries: int = 20
    judges: int = 9
    criteria: int = 5
    each: int | None = None
    mean: float = 15.0
    entry: float = 1.5
    criterion: float = 0.5
    interaction: float = 0.5
    severity: float = 1.0
    halo: float = 0.5
    noise: float = 1.0
    central: float = 0.0
    missing: float = 0.0
    recused: float = 0.0
    low: float = 0.0
    high: float = 20.0
    step: float = 0.5
    attributes: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sizes = (self.entries, self.judges, self.criteria, self.judges if self.each is None else self.each)
        spreads = (self.entry, self.criterion, self.interaction, self.severity, self.halo, self.noise)
        shares = (self.central, self.missing, self.recused)
        if (
            min(sizes) < 1
            or min(spreads) < 0
            or not all(0 <= share < 1 for share in shares)
            or not self.low < self.high
        ):
            raise InputError(
                "These settings describe no panel: sizes from 1, spreads from 0, shares from 0 and below 1."
            )
        if self.each is not None and self.each > self.judges:
            raise InputError(
                "{each} judges cannot see an entry; there are {judges}.", each=self.each, judges=self.judges
            )


@dataclass(frozen=True)
class Simulated:
    """`marks` (entry, judge, criterion, mark), and the truth: `entries` (entry, truth) and `judges` (judge, severity)."""

    marks: pl.DataFrame
    entries: pl.DataFrame
    judges: pl.DataFrame
    settings: Settings
    seed: int


def simulate(settings: Settings | None = None, *, seed: int = 0, **changes: Any) -> Simulated:
    """A panel drawn with `seed`; `changes` are fields of Settings. The same seed gives the same marks everywhere.

    An entry's truth is its value over all criteria, `mean` included. Raises InputError for settings that make no sense.
    """
    try:
        s = settings or Settings(**changes)
    except TypeError as error:
        raise InputError("There is no such setting of a panel: {why}.", why=str(error)) from error
    rng = np.random.default_rng(seed)
    size = (s.entries, s.judges, s.criteria)
    entry = rng.normal(0, s.entry, (s.entries, 1, 1))
    criterion = rng.normal(0, s.criterion, (1, 1, s.criteria))
    both = rng.normal(0, s.interaction, (s.entries, 1, s.criteria))
    strict = rng.normal(0, s.severity, (1, s.judges, 1))
    whole = rng.normal(0, s.halo, (s.entries, s.judges, 1))
    ideal = entry + criterion + both
    seen = ideal - strict + whole + rng.normal(0, s.noise, size)
    cautious = rng.random((1, s.judges, 1)) < s.central
    marks = s.mean + np.where(cautious, seen / 2, seen)
    marks = np.clip(np.round(marks / s.step) * s.step, s.low, s.high)
    names = _names("e", s.entries), _names("j", s.judges), _names("c", s.criteria)
    return Simulated(
        marks=_long(marks, _given(s, rng), names),
        entries=pl.DataFrame({"entry": names[0], "truth": s.mean + ideal.mean(axis=2)[:, 0]}),
        judges=pl.DataFrame({"judge": names[1], "severity": strict[0, :, 0]}),
        settings=s, seed=seed,
    )  # fmt: skip


def _names(letter: str, count: int) -> list[str]:
    return [f"{letter}{number:0{len(str(count))}}" for number in range(1, count + 1)]


def _given(s: Settings, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Which marks there are: `each` judges an entry, the loads as equal as can be, in a chain that links all of them."""
    seen = np.zeros((s.entries, s.judges), dtype=bool)
    each = s.each or s.judges
    start = rng.permutation(s.judges)
    for number in range(s.entries):
        seen[number, start[(number * max(1, each - 1) + np.arange(each)) % s.judges]] = True
    seen &= rng.random(seen.shape) >= s.recused
    return np.asarray(seen[:, :, None] & (rng.random((s.entries, s.judges, s.criteria)) >= s.missing))


def _long(marks: Floats, given: NDArray[np.bool_], names: tuple[list[str], list[str], list[str]]) -> pl.DataFrame:
    places = np.nonzero(given)
    columns = {
        name: pl.Series(np.array(labels, dtype=object)[place], dtype=pl.String)
        for name, labels, place in zip(("entry", "judge", "criterion"), names, places, strict=True)
    }
    return pl.DataFrame({**columns, "mark": marks[given]})
