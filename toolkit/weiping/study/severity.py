"""How strict each judge is, and what the entries are worth once that is taken into account.

    mark = mean + criterion + entry + judge + rest

with entries and judges as crossed random effects, fitted by REML (`mixed`): Raudenbush and Sampson 1999, Ecometrics,
Sociological Methodology 29, 1-41, for neighbourhoods and their observers; the criteria are fixed and sum to zero. The
adjusted values are shrunken towards the mean the more, the fewer marks an entry has. They stand beside the raw ones,
never instead of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from ..errors import InputError
from . import mixed
from .links import check_connected
from .observations import marked
from .ranks import Rankings, ranked

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Severity:
    """Judges and entries on one scale.

    `judges` has one row a judge: judge, severity (how far below the mean the judge marks, in points), se, error, marks.
    `entries` has one row an entry: entry, raw (its mean), adjusted (mean + the entry's effect), se, error, low, high,
    marks; low and high are the `level` interval. `se` is the standard deviation of an effect given the mean (lme4's
    condsd); `error` takes the uncertainty of the mean in as well and is what the interval is made of, with t quantiles.
    """

    variance: dict[str, float]
    mean: float
    criteria: dict[str, float]
    judges: pl.DataFrame
    entries: pl.DataFrame
    level: float
    observations: int
    _joint: Floats | None = None

    def rankings(self, *, draws: int = 2000, seed: int = 0) -> Rankings:
        """Possible rankings of the entries, drawn from what the fit leaves open about their true values together.

        Raises InputError where the study was made without `joint`.
        """
        if self._joint is None:
            raise InputError("This study keeps no joint uncertainty of the entries; make it with joint=True.")
        rng = np.random.default_rng(seed)
        values, vectors = np.linalg.eigh(self._joint)
        root = vectors * np.sqrt(np.maximum(values, 0))
        adjusted = self.entries["adjusted"].to_numpy()
        return ranked(self.entries["entry"].to_list(), adjusted + rng.standard_normal((draws, len(adjusted))) @ root.T)

    @property
    def reliability(self) -> float:
        """The share of the differences between the entries' adjusted values that is no error: 1 - mean(se²) / variance."""
        true = self.variance["entry"]
        return max(0.0, 1 - float((self.entries["se"] ** 2).mean() or 0.0) / true) if true > 0 else 0.0  # type: ignore[arg-type]

    def as_data(self) -> dict[str, Any]:
        """The study as JSON."""
        return {
            "variance": self.variance, "mean": self.mean, "criteria": self.criteria, "reliability": self.reliability,
            "judges": self.judges.to_dicts(), "entries": self.entries.to_dicts(), "level": self.level,
            "observations": self.observations,
        }  # fmt: skip


def severity(marks: pl.DataFrame, *, level: float = 0.9, sheets: bool = False, joint: bool = False) -> Severity:
    """Fit `marks`: a long frame with the columns entry, judge, mark and, where there are several, criterion.

    `sheets` adds what a judge thinks of an entry as a whole, which the marks of one sheet share (halo): with several
    criteria the intervals are honest only so. `joint` keeps the uncertainty of all entries together, for `rankings`.
    Rows without a mark are left out. Raises InputError where there are fewer than two judges or entries, where all marks are
    equal or explained to the last digit, where who scored what cannot tell the variances apart, or where there are no more
    marks than things to estimate; DisconnectedError where the panel falls apart.
    """
    frame = _checked(marks)
    check_connected(frame)
    codes = {name: _codes(frame[name]) for name in ("entry", "judge", "criterion")}
    x = _sum_coded(*codes["criterion"])
    y = frame["mark"].cast(pl.Float64).to_numpy()
    factors = {name: codes[name][0] for name in ("entry", "judge")}
    if sheets and len(codes["criterion"][1]) > 1:
        factors["sheet"] = (
            frame.select(pl.struct("entry", "judge").rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()
        )
    try:
        found = mixed.fit(y, factors, x, joint="entry" if joint else None)
    except mixed.TooLargeError as error:
        raise InputError("There are too many judges or entries to fit: {why}.", why=error.reason) from error
    except mixed.UnfitError as error:
        raise InputError("No severity can be told from these marks: {why}.", why=error.reason) from error
    names = {name: labels for name, (_, labels) in codes.items()}
    return Severity(
        variance={**{name: found.variances[name] for name in factors}, "residual": found.residual},
        mean=float(found.fixed[0]),
        criteria=dict(zip(names["criterion"], _effects(found.fixed, len(names["criterion"])), strict=True)),
        judges=_judges(found, names["judge"], codes["judge"][0]),
        entries=_entries(found, names["entry"], codes["entry"][0], y, level),
        level=level,
        observations=len(y),
        _joint=found.joint,
    )


def _checked(marks: pl.DataFrame) -> pl.DataFrame:
    frame = marked(marks)
    if frame.is_empty():
        raise InputError("There is no mark at all to study.")
    for name in ("judge", "entry"):
        if frame[name].n_unique() < 2:
            raise InputError("It takes at least two of {column} with marks to compare them; there are {count}.",
                             column=name, count=frame[name].n_unique())  # fmt: skip
    return frame


def _codes(column: pl.Series) -> tuple[NDArray[np.int64], list[str]]:
    labels = column.unique().sort()
    return column.rank("dense").cast(pl.Int64).to_numpy() - 1, [str(label) for label in labels]


def _sum_coded(codes: NDArray[np.int64], labels: list[str]) -> Floats:
    """A column of ones and, for all criteria but the last, 1 for it and -1 for the last: effects that sum to zero."""
    columns = [np.ones(len(codes))]
    columns += [(codes == k) * 1.0 - (codes == len(labels) - 1) for k in range(len(labels) - 1)]
    return np.column_stack(columns)


def _effects(fixed: Floats, count: int) -> list[float]:
    known = [float(value) for value in fixed[1:count]]
    return [*known, -sum(known)]


def _judges(found: mixed.Fit, labels: list[str], codes: NDArray[np.int64]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "judge": labels, "severity": 0.0 - found.effects["judge"], "se": found.spread["judge"],
            "error": found.error["judge"], "marks": np.bincount(codes),
        }
    )  # fmt: skip


def _entries(found: mixed.Fit, labels: list[str], codes: NDArray[np.int64], y: Floats, level: float) -> pl.DataFrame:
    mean = float(found.fixed[0])
    adjusted = mean + found.effects["entry"]
    ours = found.fixed_se[0] ** 2
    spread = np.maximum(found.error["entry"] ** 2 + ours + 2 * found.fixed_covariance["entry"][:, 0], 0)
    error = np.sqrt(spread)
    # the level of the whole panel is known from a few judges only: Satterthwaite's degrees of freedom, as for a mean of them
    few, many = max(1, len(found.effects["judge"]) - 1), max(1, len(y) - len(found.effects["judge"]) - len(labels))
    free = spread**2 / np.maximum(ours**2 / few + np.maximum(spread - ours, 0) ** 2 / many, 1e-300)
    wide = stats.t.ppf((1 + level) / 2, np.maximum(free, 1)) * error
    counts = np.bincount(codes)
    return pl.DataFrame(
        {
            "entry": labels, "raw": np.bincount(codes, y) / counts, "adjusted": adjusted, "se": found.spread["entry"],
            "error": error, "low": adjusted - wide, "high": adjusted + wide, "marks": counts,
        }
    )  # fmt: skip
