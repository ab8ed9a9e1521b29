"""Kendall's coefficient of concordance: whether judges put the entries into the same order.

Source: M. G. Kendall and J. D. Gibbons, Rank Correlation Methods, 5th ed. 1990, ch. 6, with the correction for ties;
worked example with ties: J. H. Zar, Biostatistical Analysis, 5th ed. 2010, example 20.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from .undefined import Reason, Undefined

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Concordance:
    """`w` is 1 where all orders are the same, 0 where they cancel out; `chi2` with `df` tests that they are random."""

    w: float
    chi2: float
    df: int
    p: float
    judges: int
    entries: int


def kendall_w(table: Floats) -> Concordance | Undefined:
    """W of a table without gaps, entries in rows and judges in columns; marks are ranked, equal ones share their mean rank.

    W = 12 S / (m² (n³ - n) - m Σ(t³ - t)) with m judges, n entries, S the sum of squared deviations of the rank sums and
    t the sizes of the ties of each judge; χ² = m (n - 1) W with n - 1 degrees of freedom.
    """
    n, m = table.shape
    if m < 2:
        return Undefined(Reason.FEW_JUDGES)
    if n < 2:
        return Undefined(Reason.FEW_ENTRIES)
    ranks = np.apply_along_axis(_ranks, 0, table)
    sums = ranks.sum(axis=1)
    spread = float(((sums - sums.mean()) ** 2).sum())
    ties = sum(int((t**3 - t).sum()) for column in ranks.T for t in [np.unique(column, return_counts=True)[1]])
    whole = m**2 * (n**3 - n) - m * ties
    if whole <= 0:
        return Undefined(Reason.ALL_TIED)
    w = 12 * spread / whole
    chi2 = m * (n - 1) * w
    return Concordance(w, chi2, n - 1, float(special.chdtrc(n - 1, chi2)), m, n)


def _ranks(column: Floats) -> Floats:
    """Ranks from 1, equal values sharing their mean rank."""
    _, which, counts = np.unique(column, return_inverse=True, return_counts=True)
    means: Floats = np.cumsum(counts) - (counts - 1) / 2
    return means[which]
