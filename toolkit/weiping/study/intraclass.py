"""The six intraclass correlations with their confidence intervals.

P. E. Shrout and J. L. Fleiss, Intraclass correlations: uses in assessing rater reliability, Psychological Bulletin 86(2),
1979, 420-428, whose names they carry: case 1 (each entry by other judges), 2 (judges drawn at random), 3 (these judges and
no others); `1` for a single judge's mark, `k` for the mean of all. Tables with gaps are fitted by REML, where the interval
is not known in closed form and none is given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import special

from . import mixed
from .undefined import Reason, Undefined

Form = Literal["1,1", "2,1", "3,1", "1,k", "2,k", "3,k"]
FORMS: tuple[Form, ...] = get_args(Form)
Floats = NDArray[np.float64]
Interval = tuple[float, float]

NOUGHT = 1e-14
"""A mean square below this share of the largest is what floats leave of nothing."""

FEWEST = 1e-3
"""Degrees of freedom below which a quantile of F is no number any more."""


@dataclass(frozen=True)
class Intraclass:
    """`values` by form, and their `level` limits, each an Undefined where it does not exist; `intervals` is one Undefined
    where no form has any. `k` is the number of judges an entry has (the harmonic mean where that differs).
    """

    values: dict[Form, float | Undefined]
    intervals: dict[Form, Interval | Undefined] | Undefined
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

    Undefined with fewer than two judges or entries, where all marks are equal, and where no entry has two marks.
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
    found = (between / (n - 1), (judges + rest) / (n * (k - 1)), judges / (k - 1), rest / ((n - 1) * (k - 1)))
    known = [square if square > NOUGHT * max(found) else 0.0 for square in found]
    return _Squares(known[0], known[1], known[2], known[3], n, k)


def _complete(table: Floats, level: float) -> Intraclass:
    s = _squares(table)
    spread = (s.judges - s.rest) / s.n
    own, panel = s.between - s.within, s.between - s.rest
    values: dict[Form, float | Undefined] = {
        "1,1": _over(own, s.between + (s.k - 1) * s.within, Reason.LEVEL),
        "2,1": _over(panel, s.between + (s.k - 1) * s.rest + s.k * spread, Reason.OPPOSED),
        "3,1": _over(panel, s.between + (s.k - 1) * s.rest, Reason.LEVEL),
        "1,k": _over(own, s.between, Reason.LEVEL),
        "2,k": _over(panel, s.between + spread, Reason.LEVEL if s.between == 0 else Reason.OPPOSED),
        "3,k": _over(panel, s.between, Reason.LEVEL),
    }
    return Intraclass(values, _intervals(s, values["2,1"], level), level, s.k, s.n)


def _over(part: float, whole: float, reason: Reason) -> float | Undefined:
    """The share, where there is a whole; mean squares may leave none (judges who contradict each other), or less."""
    return part / whole if whole > 0 else Undefined(reason)


def _intervals(s: _Squares, rho: float | Undefined, level: float) -> dict[Form, Interval | Undefined] | Undefined:
    if s.between == 0:
        return Undefined(Reason.LEVEL)
    if s.rest == 0 or s.within == 0:
        return Undefined(Reason.EXACT)  # no disagreement at all: the ratio of mean squares has no limit
    tail = (1 + level) / 2
    one = _ratio(s.between / s.within, s.n - 1, s.n * (s.k - 1), tail)
    three = _ratio(s.between / s.rest, s.n - 1, (s.n - 1) * (s.k - 1), tail)
    two = rho if isinstance(rho, Undefined) else _two(s, rho, tail)
    found: dict[Form, Interval | Undefined] = {
        "1,k": _both(lambda f: 1 - 1 / f, one),
        "3,k": _both(lambda f: 1 - 1 / f, three),
        "1,1": _both(lambda f: (f - 1) / (f + s.k - 1), one),
        "3,1": _both(lambda f: (f - 1) / (f + s.k - 1), three),
        "2,1": two,
        "2,k": two if isinstance(two, Undefined) else _longer(two, s.k),
    }
    return {form: found[form] for form in FORMS}


def _quantile(tail: float, above: float, below: float) -> float:
    """Of the F distribution. From `special`: `scipy.stats` takes longer to import than all else that publishing needs."""
    return float(special.fdtri(above, below, tail))


def _ratio(f: float, above: int, below: int, tail: float) -> Interval:
    return f / _quantile(tail, above, below), f * _quantile(tail, below, above)


def _two(s: _Squares, rho: float, tail: float) -> Interval | Undefined:
    """Shrout and Fleiss 1979, p. 424: the degrees of freedom of the mixed mean square by Satterthwaite.

    Where the mixed mean square is all but nought, so are its degrees of freedom, and there is no limit.
    """
    f = s.judges / s.rest
    middle = s.n * (1 + (s.k - 1) * rho) - s.k * rho
    v = (s.k - 1) * (s.n - 1) * (s.k * rho * f + middle) ** 2 / ((s.n - 1) * s.k**2 * rho**2 * f**2 + middle**2)
    if v < FEWEST:
        return Undefined(Reason.OPPOSED)
    up, down = _quantile(tail, s.n - 1, v), _quantile(tail, v, s.n - 1)
    base = s.k * s.judges + (s.k * s.n - s.k - s.n) * s.rest
    low = s.n * (s.between - up * s.rest) / (up * base + s.n * s.between)
    high = s.n * (down * s.between - s.rest) / (base + s.n * down * s.between)
    return (low, high) if np.isfinite([low, high]).all() else Undefined(Reason.OPPOSED)


def _longer(limits: Interval, k: int) -> Interval | Undefined:
    """Limits for the mean of k by Spearman and Brown; none where the lower one lies at or beyond its pole, -1 / (k - 1)."""
    if 1 + (k - 1) * limits[0] <= 0:
        return Undefined(Reason.OPPOSED)
    return _both(lambda r: k * r / (1 + (k - 1) * r), limits)


def _both(change: Callable[[float], float], limits: Interval) -> Interval:
    return change(limits[0]), change(limits[1])


def _gaps(table: Floats, level: float) -> Intraclass | Undefined:
    entry, judge = np.nonzero(~np.isnan(table))
    counts = np.bincount(entry)
    if (counts < 2).all():
        return Undefined(Reason.NO_PAIRS)
    k = len(counts) / float((1 / counts).sum())
    if (np.nanmax(table, axis=1) == np.nanmin(table, axis=1)).all():
        return Intraclass(dict.fromkeys(FORMS, 1.0), Undefined(Reason.EXACT), level, k, len(counts))
    y = table[entry, judge]
    alone = _fitted(y, {"entry": entry})
    both = _fitted(y, {"entry": entry, "judge": judge})
    values: dict[Form, float | Undefined] = {}
    for number, times in (("1", 1.0), ("k", k)):
        values |= {
            cast(Form, f"1,{number}"): _share(alone, times, ()),
            cast(Form, f"2,{number}"): _share(both, times, ("judge",)),
            cast(Form, f"3,{number}"): _share(both, times, ()),
        }
    return Intraclass({form: values[form] for form in FORMS}, Undefined(Reason.GAPS), level, k, len(counts))


def _fitted(y: Floats, factors: dict[str, NDArray[np.int64]]) -> mixed.Fit | Undefined:
    try:
        return mixed.fit(y, factors)
    except mixed.TooLargeError:
        return Undefined(Reason.TOO_LARGE)
    except mixed.ExactError:
        return Undefined(Reason.EXACT)
    except mixed.UnfitError:
        return Undefined(Reason.CONFOUNDED)


def _share(found: mixed.Fit | Undefined, times: float, errors: tuple[str, ...]) -> float | Undefined:
    """The entries' part of the variance of the mean of `times` marks."""
    if isinstance(found, Undefined):
        return found
    true = found.variances["entry"]
    return true / (true + (found.residual + sum(found.variances[name] for name in errors)) / times)
