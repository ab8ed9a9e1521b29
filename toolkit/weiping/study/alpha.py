"""Krippendorff's alpha and Fleiss' kappa: agreement beyond chance, whatever the scale, with marks missing.

Sources: K. Krippendorff, Computing Krippendorff's Alpha-Reliability, University of Pennsylvania 2011, sections A to E;
J. L. Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 76(5), 1971, 378-382.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .undefined import Reason, Undefined

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
METRICS: tuple[Metric, ...] = get_args(Metric)
Floats = NDArray[np.float64]

SLAB = 20_000_000
"""Cells of a table of entries × values that are held at once."""


def alpha(entries: NDArray[np.int64], marks: Floats, metric: Metric) -> float | Undefined:
    """Krippendorff's alpha of marks; `entries` are codes from 0, one per mark. Who gave a mark does not matter.

    α = 1 - D_o / D_e, where D_o is the mean difference δ² between two marks of the same entry and D_e that between any
    two marks. δ² is, for the nominal scale, whether they differ; for the ordinal, the square of the marks that lie between
    them, (Σ_{g=c}^{k} n_g - (n_c + n_k) / 2)²; for the interval, (c - k)²; for the ratio, ((c - k) / (c + k))².
    Entries with one mark only are left out. Undefined where no entry has two marks, where all are the same, and on a ratio
    scale for marks below zero.
    """
    counts = np.bincount(entries)
    paired = counts[entries] >= 2
    if not paired.any():
        return Undefined(Reason.NO_PAIRS)
    entries = np.unique(entries[paired], return_inverse=True)[1]
    values, codes = np.unique(marks[paired], return_inverse=True)
    if metric == "ratio" and values[0] < 0:
        return Undefined(Reason.BELOW_ZERO)
    if len(values) == 1:
        return Undefined(Reason.ONE_VALUE)
    each, totals = np.bincount(entries), np.bincount(codes).astype(float)
    if metric == "ratio":
        seen, expected = _ratio(values, entries, codes, totals)
    elif metric == "nominal":
        table = sparse.csr_array((np.ones(len(codes)), (entries, codes)))
        same = np.asarray(table.multiply(table).sum(axis=1)).ravel()
        seen, expected = float(((each**2 - same) / (each - 1)).sum()), float(totals.sum() ** 2 - totals @ totals)
    else:
        unit = float(np.abs(values).max())  # squares of what is very small would be nought
        scale = values / unit - (values / unit).mean() if metric == "interval" else np.cumsum(totals) - totals / 2
        seen, expected = _squared(scale[codes], entries, each)
    return 1 - seen / (expected / (len(codes) - 1))


def _squared(x: Floats, entries: NDArray[np.int64], each: NDArray[np.int64]) -> tuple[float, float]:
    """Differences that are squares of distances come from sums alone: Σ(x_i - x_j)² = 2 (m Σx² - (Σx)²)."""
    sums, squares = np.bincount(entries, x), np.bincount(entries, x**2)
    seen = float((2 * (each * squares - sums**2) / (each - 1)).sum())
    return seen, float(2 * (len(x) * squares.sum() - sums.sum() ** 2))


def _ratio(values: Floats, entries: NDArray[np.int64], codes: NDArray[np.int64], totals: Floats) -> tuple[float, float]:
    values = values / values[-1]
    apart, both = (values[:, None] - values) ** 2, (values[:, None] + values) ** 2
    between = np.divide(apart, both, out=np.zeros_like(apart), where=both > 0)
    table = sparse.csr_array((np.ones(len(codes)), (entries, codes)))
    free = np.bincount(entries) - 1
    seen, step = 0.0, max(1, SLAB // len(values))
    for start in range(0, len(free), step):
        part = table[start : start + step]
        inside = np.asarray(part.multiply(part @ between).sum(axis=1)).ravel()
        seen += float((inside / free[start : start + step]).sum())
    return seen, float(totals @ between @ totals)


def fleiss_kappa(entries: NDArray[np.int64], categories: NDArray[np.int64]) -> float | Undefined:
    """Fleiss' kappa of categories given to entries (codes from 0), each by the same number of raters.

    κ = (P - P_e) / (1 - P_e), P the mean share of agreeing pairs of an entry, P_e the sum of the squared shares of the
    categories (Fleiss 1971, eqs. 1-7). Undefined where the numbers of raters differ, are below two, or all chose one.
    """
    counts = np.bincount(entries)
    raters = int(counts.max())
    if (counts != raters).any():
        return Undefined(Reason.UNEQUAL)
    if raters < 2:
        return Undefined(Reason.NO_PAIRS)
    table = np.zeros((len(counts), int(categories.max()) + 1))
    np.add.at(table, (entries, categories), 1)
    share = table.sum(axis=0) / table.sum()
    chance = float(share @ share)
    if chance >= 1:
        return Undefined(Reason.ONE_VALUE)
    agree = float(((table**2).sum(axis=1) - raters).mean()) / (raters * (raters - 1))
    return (agree - chance) / (1 - chance)
