"""Whether a design can tell variances apart at all, before anybody tries to estimate them.

The restricted likelihood of y = X b + Σ Z_i u_i + e knows the variances only by Σ v_i M Z_i Z_i' M, where M takes X out. They
can be told apart exactly where these matrices are linearly independent, which is where the matrix of their inner products
tr(M V_i M V_j) is of full rank (C. R. Rao, Estimation of variance and covariance components: MINQUE theory, Journal of
Multivariate Analysis 1, 1971, 257-275). An example of what cannot: every entry seen once, so that entry and error are one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Codes = NDArray[np.integer[Any]]

RESIDUAL = "residual"

ALONE = 1e-9
"""Matrices whose Gram matrix, scaled to a diagonal of ones, has an eigenvalue below this depend on each other."""

INVOLVED = 1e-3
"""A factor with at least this part in the dependence is named."""


def inseparable(factors: Mapping[str, Codes], x: Floats) -> tuple[str, ...]:
    """The factors whose variances cannot be told apart, RESIDUAL among them perhaps; empty where all can.

    `factors` are codes from 0 per observation, `x` the columns of the fixed effects. Sums of counts are all it takes: no
    matrix of all observations is made.
    """
    names = [*factors, RESIDUAL]
    gram, sizes = _gram(factors, x)
    taken = np.diag(gram) <= ALONE * sizes  # the fixed effects leave nothing of it
    if taken.any():
        return tuple(name for name, gone in zip(names, taken, strict=True) if gone)
    root = np.sqrt(np.diag(gram))
    values, vectors = np.linalg.eigh(gram / root / root[:, None])
    involved = np.abs(vectors[:, values < ALONE]).max(axis=1, initial=0.0) > INVOLVED
    return tuple(name for name, one in zip(names, involved, strict=True) if one)


def _gram(factors: Mapping[str, Codes], x: Floats) -> tuple[Floats, Floats]:
    """tr(M V_i M V_j) for all factors and the residual, and tr(V_i V_i) to compare the diagonal with.

    With N the counts of one factor's levels against another's, P a factor's sums of X and S = (X'X)⁻¹, the inner product is
    |N - P_i S P_j'|² = |N|² - 2 Σ (N'P_i S) ∘ P_j + tr(S P_i'P_i S P_j'P_j).
    """
    n, p = x.shape
    inverse = np.linalg.pinv(x.T @ x)
    tables = [sparse.csr_array((np.ones(n), (np.arange(n), codes))) for codes in factors.values()]
    sums = [np.asarray(table.T @ x) for table in tables]
    squares = [part.T @ part for part in sums]
    many = len(tables)
    gram, sizes = np.zeros((many + 1, many + 1)), np.zeros(many + 1)
    for i in range(many):
        for j in range(i, many):
            counts = (tables[i].T @ tables[j]).tocsr()
            whole = float((counts.data**2).sum())
            mixed = float((np.asarray(counts.T @ sums[i]) @ inverse * sums[j]).sum())
            gram[i, j] = gram[j, i] = whole - 2 * mixed + float(np.trace(inverse @ squares[i] @ inverse @ squares[j]))
            sizes[i] = whole if i == j else sizes[i]
        gram[i, many] = gram[many, i] = n - float(np.trace(inverse @ squares[i]))
    gram[many, many], sizes[many] = n - p, n
    return gram, sizes
