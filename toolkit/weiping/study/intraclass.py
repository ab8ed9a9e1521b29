"""The six intraclass correlations with their confidence intervals.

P. E. Shrout and J. L. Fleiss, Intraclass correlations: uses in assessing rater reliability, Psychological Bulletin 86(2),
1979, 420-428, whose names they carry: case 1 (each entry by other judges), 2 (judges drawn at random), 3 (these judges and
no others); `1` for a single judge's mark, `k` for the mean of all. Tables with gaps are fitted by REML, where the interval
is not known in closed form and none is given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from . import mixed
from .undefined import Reason, Undefined

Form = Literal["1,1", "2,1", "3,1", "1,k", "2,k", "3,k"]
FORMS: tuple[Form, ...] = get_args(Form)
Floats = NDArray[np.float64]
Interval = tuple[float, float]


@dataclass(frozen=True)
class Intraclass:
    """`values` by form; `intervals` hold the `level` limits where the table has no gap. `k` is the number of judges an
    entry has (the harmonic mean where that differs).
    """

    values: dict[Form, float]
    intervals: dict[Form, Interval] | None
    level: float
    k: float
    entries: int


@dataclass(frozen=True)
class _Squares:
    """Mean squares between entries, within entries, between judges, and the rest, with the shape they come from."""

    between: float
    within: float
    judges: float
    rest: float
    n: int
    k: int


def intraclass(table: Floats, level: float = 0.95) -> Intraclass | Undefined:
    """The coefficients of a table, entries in rows and judges in columns, NaN where there is no mark.

    Undefined with fewer than two judges or entries, or where all marks are equal.
    """
    table = table[~np.isnan(table).all(axis=1)][:, ~np.isnan(table).all(axis=0)]
    if table.shape[0] < 2:
        return Undefined(Reason.FEW_ENTRIES)
    if table.shape[1] < 2:
        return Undefined(Reason.FEW_JUDGES)
    if np.nanmax(table) == np.nanmin(table):
        return Undefined(Reason.ONE_VALUE)
    return _gaps(table, level) if np.isnan(table).any() else _complete(table, level)


def _squares(table: Floats) -> _Squares:
    n, k = table.shape
    x = table - table.mean()
    rows, columns = x.mean(axis=1), x.mean(axis=0)
    between, judges = k * float(rows @ rows), n * float(columns @ columns)
    rest = float(((x - rows[:, None] - columns) ** 2).sum())
    return _Squares(
        between / (n - 1), (judges + rest) / (n * (k - 1)), judges / (k - 1), rest / ((n - 1) * (k - 1)), n, k
    )


def _complete(table: Floats, level: float) -> Intraclass | Undefined:
    s = _squares(table)
    if s.between <= 1e-14 * max(s.judges, s.rest):
        return Undefined(Reason.LEVEL)
    spread = (s.judges - s.rest) / s.n
    panel = s.between + spread
    if panel <= 0:
        return Undefined(Reason.OPPOSED)
    values: dict[Form, float] = {
        "1,1": (s.between - s.within) / (s.between + (s.k - 1) * s.within),
        "2,1": (s.between - s.rest) / (s.between + (s.k - 1) * s.rest + s.k * spread),
        "3,1": (s.between - s.rest) / (s.between + (s.k - 1) * s.rest),
        "1,k": (s.between - s.within) / s.between,
        "2,k": (s.between - s.rest) / panel,
        "3,k": (s.between - s.rest) / s.between,
    }
    return Intraclass(values, _intervals(s, values, level), level, s.k, s.n)


def _intervals(s: _Squares, values: dict[Form, float], level: float) -> dict[Form, Interval] | None:
    if s.rest <= 1e-14 * s.between or s.within <= 1e-14 * s.between:
        return None  # no disagreement at all: the ratio of mean squares has no limit
    tail = (1 + level) / 2
    one = _ratio(s.between / s.within, s.n - 1, s.n * (s.k - 1), tail)
    three = _ratio(s.between / s.rest, s.n - 1, (s.n - 1) * (s.k - 1), tail)
    two = _two(s, values["2,1"], tail)
    found: dict[Form, Interval] = {"1,k": _both(lambda f: 1 - 1 / f, one), "3,k": _both(lambda f: 1 - 1 / f, three)}
    found["1,1"] = _both(lambda f: (f - 1) / (f + s.k - 1), one)
    found["3,1"] = _both(lambda f: (f - 1) / (f + s.k - 1), three)
    found["2,1"] = two
    found["2,k"] = _both(lambda r: s.k * r / (1 + (s.k - 1) * r), two)
    return {form: found[form] for form in FORMS}


def _ratio(f: float, above: int, below: int, tail: float) -> Interval:
    return f / float(stats.f.ppf(tail, above, below)), f * float(stats.f.ppf(tail, below, above))


def _two(s: _Squares, rho: float, tail: float) -> Interval:
    """Shrout and Fleiss 1979, p. 424: the degrees of freedom of the mixed mean square by Satterthwaite."""
    f = s.judges / s.rest
    middle = s.n * (1 + (s.k - 1) * rho) - s.k * rho
    v = (s.k - 1) * (s.n - 1) * (s.k * rho * f + middle) ** 2 / ((s.n - 1) * s.k**2 * rho**2 * f**2 + middle**2)
    up, down = float(stats.f.ppf(tail, s.n - 1, v)), float(stats.f.ppf(tail, v, s.n - 1))
    base = s.k * s.judges + (s.k * s.n - s.k - s.n) * s.rest
    low = s.n * (s.between - up * s.rest) / (up * base + s.n * s.between)
    return low, s.n * (down * s.between - s.rest) / (base + s.n * down * s.between)


def _both(change: Callable[[float], float], limits: Interval) -> Interval:
    return change(limits[0]), change(limits[1])


def _gaps(table: Floats, level: float) -> Intraclass | Undefined:
    entry, judge = np.nonzero(~np.isnan(table))
    y = table[entry, judge]
    try:
        crossed, nested = mixed.fit(y, {"entry": entry, "judge": judge}), mixed.fit(y, {"entry": entry})
    except mixed.UnfitError:
        return Undefined(Reason.NO_PAIRS)
    counts = np.bincount(entry)
    if (counts < 2).all():
        return Undefined(Reason.NO_PAIRS)
    k = len(counts) / float((1 / counts).sum())
    true, between, rest = crossed.variances["entry"], crossed.variances["judge"], crossed.residual
    alone, within = nested.variances["entry"], nested.residual

    def share(part: float, error: float) -> float:
        return part / (part + error) if part + error > 0 else 0.0

    values: dict[Form, float] = {
        "1,1": share(alone, within), "2,1": share(true, between + rest), "3,1": share(true, rest),
        "1,k": share(alone, within / k), "2,k": share(true, (between + rest) / k), "3,k": share(true, rest / k),
    }  # fmt: skip
    return Intraclass(values, None, level, k, len(counts))
