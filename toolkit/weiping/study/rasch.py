"""Many-facet Rasch measurement with one rating scale: entries, judges and criteria in logits.

    log(P_k / P_{k-1}) = entry - judge - criterion - threshold_k

J. M. Linacre, Many-Facet Rasch Measurement, 1989; D. Andrich, A rating formulation for ordered response categories,
Psychometrika 43, 1978. Estimated by joint maximum likelihood as FACETS does: entries and criteria sum to zero, thresholds
too, judges carry the rest (higher is more severe). An entry, judge or criterion that only ever got the lowest or the
highest category has no finite measure; it is estimated last, with its score moved 0.3 of a category inwards, and flagged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..errors import InputError
from .links import check_connected
from .observations import marked

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

FACETS = ("entry", "judge", "criterion")
SIGNS = {"entry": 1.0, "judge": -1.0, "criterion": -1.0}
INWARDS = 0.3
"""Score by which an extreme total is moved, as FACETS does by default."""

PRECISE, ROUNDS = 1e-9, 5000
MOST_CATEGORIES = 30
FARTHEST = 40.0
"""Logits from the middle of a facet beyond which there is nothing but the end of what floats can tell apart."""


@dataclass(frozen=True)
class Rasch:
    """Measures in logits with their standard errors.

    `measures[facet]` has one row a level: the facet's name, measure (entries: higher is better; judges and criteria:
    higher is more severe), se, infit and outfit (mean squares; 1 is as expected, above 1.5 is erratic, below 0.5 too
    regular), fair (the average mark it would get, or give, from an average opposite), score, marks, extreme.
    `thresholds` has category (the mark), threshold (None for the lowest) and marks (how often it was given).
    """

    measures: Mapping[str, pl.DataFrame]
    thresholds: pl.DataFrame
    log_likelihood: float
    converged: bool
    iterations: int
    observations: int

    def as_data(self) -> dict[str, Any]:
        """The study as JSON."""
        return {
            **{facet: frame.to_dicts() for facet, frame in self.measures.items()},
            "thresholds": self.thresholds.to_dicts(), "log_likelihood": self.log_likelihood,
            "converged": self.converged, "iterations": self.iterations, "observations": self.observations,
        }  # fmt: skip


def rasch(marks: pl.DataFrame) -> Rasch:
    """Fit a long frame with the columns entry, judge, mark and, where there are several, criterion.

    The categories are the marks that occur, in their order. Raises InputError for more than MOST_CATEGORIES of them
    (group the marks into bands first), for fewer than two of them, of entries or of judges, and where the likelihood has no
    highest point because measures run away; DisconnectedError where the panel falls apart.
    """
    frame = _checked(marks)
    check_connected(frame)
    facets = [name for name in FACETS if name != "criterion" or frame[name].n_unique() > 1]
    values, categories = np.unique(frame["mark"].cast(pl.Float64).to_numpy(), return_inverse=True)
    codes = {name: frame[name].rank("dense").cast(pl.Int64).to_numpy() - 1 for name in facets}
    names = {name: [str(one) for one in frame[name].unique().sort()] for name in facets}
    model = _Model(codes, {name: len(names[name]) for name in facets}, categories.astype(np.int64), len(values))
    model.estimate()
    if not model.settled:
        raise InputError(
            "The measures run away without end: the marks of some are all above or all below those of the others, so no "
            "distance can be told. More marks that overlap, or fewer categories, may help."
        )
    return model.result(names, values)


def _checked(marks: pl.DataFrame) -> pl.DataFrame:
    frame = marked(marks)
    if frame.is_empty():
        raise InputError("There is no mark at all to study.")
    for name in ("judge", "entry"):
        if frame[name].n_unique() < 2:
            raise InputError("It takes at least two of {column} with marks to compare them; there are {count}.",
                             column=name, count=frame[name].n_unique())  # fmt: skip
    count = frame["mark"].n_unique()
    if count < 2:
        raise InputError("All marks are the same; there is nothing to measure.")
    if count > MOST_CATEGORIES:
        raise InputError(
            "There are {count} different marks; a rating scale can take {most}. Group them into bands first.",
            count=count, most=MOST_CATEGORIES,
        )  # fmt: skip
    return frame


class _Model:
    """The estimates on their way. Scores are categories counted from 0."""

    def __init__(self, codes: dict[str, Codes], sizes: dict[str, int], scores: Codes, categories: int) -> None:
        self.codes, self.sizes, self.scores, self.categories = codes, sizes, scores, categories
        self.measure = {name: np.zeros(size) for name, size in sizes.items()}
        self.steps: Floats = np.zeros(categories)  # thresholds; the first stands for nothing and is 0
        self.kept = np.ones(len(scores), dtype=bool)
        self.extreme = {name: np.zeros(size, dtype=bool) for name, size in sizes.items()}
        self.iterations, self.converged = 0, False
        self._leave_out_extremes()
        self.used = np.bincount(scores[self.kept], minlength=categories)

    def _leave_out_extremes(self) -> None:
        """Levels with only lowest or only highest marks leave first; what is left may then be extreme in turn."""
        top, moved = self.categories - 1, True
        while moved:
            moved = False
            for name, codes in self.codes.items():
                sums = np.bincount(codes[self.kept], self.scores[self.kept], minlength=self.sizes[name])
                count = np.bincount(codes[self.kept], minlength=self.sizes[name])
                fresh = ((sums == 0) | (sums == top * count)) & ~self.extreme[name]
                if fresh.any():
                    self.extreme[name] |= fresh
                    self.kept &= ~self.extreme[name][codes]
                    moved = True
        if len(np.unique(self.scores[self.kept])) < 2:
            raise InputError(
                "Every entry or every judge has only lowest or only highest marks; there is nothing to measure."
            )

    @property
    def settled(self) -> bool:
        """Whether the estimates came to rest, and at distances that the marks can tell."""
        ends = [self.measure[name][~self.extreme[name]] for name in self.codes]
        return self.converged and all(np.abs(end - end.mean()).max(initial=0.0) < FARTHEST for end in ends if len(end))

    def logits(self) -> Floats:
        total = np.zeros(len(self.scores))
        for name, codes in self.codes.items():
            total += SIGNS[name] * self.measure[name][codes]
        return total

    def chances(self, logits: Floats) -> Floats:
        """The probability of every category (columns) at the given logits (rows)."""
        steps = np.where(self.used > 0, self.steps, 0.0)
        powers = logits[:, None] * np.arange(self.categories) - np.cumsum(steps)
        powers[:, self.used == 0] = -np.inf
        powers -= powers.max(axis=1, keepdims=True)
        shares = np.exp(powers)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))

    def moments(self, logits: Floats) -> tuple[Floats, Floats]:
        """Expected score and its variance."""
        chances = self.chances(logits)
        grades = np.arange(self.categories)
        mean = chances @ grades
        return mean, np.maximum(chances @ grades**2 - mean**2, 1e-12)

    def estimate(self) -> None:
        """Facet by facet, then the thresholds, one Newton step each, until nothing moves."""
        kept = self.kept
        for self.iterations in range(1, ROUNDS + 1):
            largest = 0.0
            for name, codes in self.codes.items():
                mean, spread = self.moments(self.logits()[kept])
                gap = np.bincount(codes[kept], self.scores[kept] - mean, minlength=self.sizes[name])
                weight = np.bincount(codes[kept], spread, minlength=self.sizes[name])
                step = SIGNS[name] * np.divide(gap, weight, out=np.zeros_like(gap), where=weight > 0)
                step = np.clip(step, -1, 1)
                self.measure[name] += step
                largest = max(largest, float(np.abs(step).max()))
            largest = max(largest, self._thresholds())
            self._centre()
            if largest < PRECISE:
                self.converged = True
                break
        self._extremes()

    def _thresholds(self) -> float:
        """A Newton step for the thresholds, all at once: their information is the covariance of being at or above them."""
        chances = self.chances(self.logits()[self.kept])
        free = np.flatnonzero(self.used > 0)[1:]
        above = np.cumsum(chances[:, ::-1], axis=1)[:, ::-1][:, free]
        seen = np.array([(self.scores[self.kept] >= k).sum() for k in free], dtype=float)
        gap = above.sum(axis=0) - seen
        higher = np.maximum.outer(np.arange(len(free)), np.arange(len(free)))
        information = above.sum(axis=0)[higher] - above.T @ above
        step = np.clip(np.linalg.lstsq(information, gap, rcond=None)[0], -1, 1)
        self.steps[free] += step
        return float(np.abs(step).max()) if len(free) else 0.0

    def _centre(self) -> None:
        """Entries, criteria and thresholds sum to zero; the judges take up what that shifts."""
        for name in ("entry", "criterion"):
            if name in self.measure:
                inside = ~self.extreme[name]
                shift = self.measure[name][inside].mean()
                self.measure[name] -= shift
                self.measure["judge"] += -shift if name == "entry" else shift
        free = np.flatnonzero(self.used > 0)[1:]
        shift = self.steps[free].mean()
        self.steps[free] -= shift
        self.measure["judge"] += shift

    def _extremes(self) -> None:
        """The measure at which the expected score is the total, moved inwards a little."""
        for name, codes in self.codes.items():
            for level in np.flatnonzero(self.extreme[name]):
                mine = codes == level
                total = float(self.scores[mine].sum())
                target = INWARDS if total == 0 else total - INWARDS
                self.measure[name][level] = 0.0
                others = self.logits()[mine]
                self.measure[name][level] = SIGNS[name] * self._solve(others, target)

    def _solve(self, others: Floats, target: float) -> float:
        low, high = -60.0, 60.0
        for _ in range(100):
            middle = (low + high) / 2
            if self.moments(others + middle)[0].sum() < target:
                low = middle
            else:
                high = middle
        return (low + high) / 2

    def result(self, names: Mapping[str, list[str]], values: Floats) -> Rasch:
        mean, spread = self.moments(self.logits())
        square = (self.scores - mean) ** 2
        frames = {
            name: pl.DataFrame({name: names[name], **self._level(name, square, spread, values)}) for name in self.codes
        }
        chances = self.chances(self.logits()[self.kept])
        likelihood = float(np.log(chances[np.arange(len(chances)), self.scores[self.kept]]).sum())
        steps = [None if k == 0 or self.used[k] == 0 else float(self.steps[k]) for k in range(self.categories)]
        counts = np.bincount(self.scores, minlength=self.categories)
        thresholds = pl.DataFrame(
            {"category": values, "threshold": pl.Series(steps, dtype=pl.Float64), "marks": counts}
        )
        return Rasch(frames, thresholds, likelihood, self.converged, self.iterations, len(self.scores))

    def _level(self, name: str, square: Floats, spread: Floats, values: Floats) -> dict[str, Any]:
        codes, size = self.codes[name], self.sizes[name]
        weight = np.bincount(codes, spread, minlength=size)
        count = np.bincount(codes, minlength=size)
        usual = sum(SIGNS[other] * self.measure[other].mean() for other in self.codes if other != name)
        fair = self.chances(SIGNS[name] * self.measure[name] + usual) @ values
        return {
            "measure": self.measure[name], "se": 1 / np.sqrt(weight),
            "infit": np.bincount(codes, square, minlength=size) / weight,
            "outfit": np.bincount(codes, square / spread, minlength=size) / count,
            "fair": fair, "score": np.bincount(codes, values[self.scores], minlength=size), "marks": count,
            "extreme": self.extreme[name],
        }  # fmt: skip
