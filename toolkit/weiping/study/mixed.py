"""Linear mixed models with crossed random effects, by restricted maximum likelihood.

    y = X b + Z_1 u_1 + … + Z_k u_k + e,   u_f ~ N(0, v_f I),   e ~ N(0, v I)

The penalised least squares of Bates, Mächler, Bolker and Walker (2015, Journal of Statistical Software 67(1), eqs. 13-42)
profile v and b out; what is left to search are the ratios r_f = v_f / v. The factor with most levels has a diagonal
block, is eliminated first, and leaves a small dense matrix, so that neither a matrix of all marks nor one of all entries
is ever made (Henderson's equations; Searle, Casella and McCulloch 1992, Variance Components, ch. 7). The search uses the
exact gradient (the same book, sec. 6.6): the deviance changes with r_f by
(q_f - tr K_ff - (n - p) |w_f|² / s²) / r_f, where w_f are the effects in units of their own standard deviation, K the
inverse of the scaled equations, and s² the penalised sum of squares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize, sparse

from ..domain.text import Text
from .separable import inseparable

Floats = NDArray[np.float64]
Codes = NDArray[np.integer[Any]]

DENSE, FULL = 8_000_000, 0.3
"""A table of counts is kept dense up to so many cells, of which at least this share is not nought: then that is quicker."""

MOST = 8_000
"""Levels that all factors but the largest may have together: their equations are dense."""

FLOOR = 1e-9
"""A ratio of variances below this is zero."""

CEILING = 1e9
"""A ratio of variances that comes near this means that there is no residual."""

STEP = 1e-4
"""How far apart, in the logarithm of a ratio, gradients are compared for their slope."""


class UnfitError(ValueError):
    """Observations that this model cannot be fitted to; `reason` says why, in both languages."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


class TooLargeError(UnfitError):
    """More levels in the smaller factors than the dense part of the equations can take."""


class EqualError(UnfitError):
    """Observations without any spread: every variance is nought."""


class ExactError(UnfitError):
    """The factors explain the observations to the last digit: the likelihood has no highest point."""


class ConfoundedError(UnfitError):
    """Who was observed under what cannot tell some variances apart; `factors` are theirs, "residual" among them perhaps."""

    def __init__(self, factors: Sequence[str]) -> None:
        self.factors = tuple(factors)
        names = ", ".join(self.factors)
        super().__init__(
            Text(f"这样的安排分不开这些因素：{names}", f"these cannot be told apart by who was observed where: {names}")
        )


FEW = Text("分数的个数不多于要估计的数", "there are no more observations than fixed effects")
EQUAL = Text("所有分数都相同", "all observations are equal")
EXACT = Text(
    "各因素把分数解释得分毫不差，没有余下的差别可用来估计误差",
    "the factors explain the marks to the last digit, so nothing is left to tell an error from",
)


def _too_large(levels: int) -> Text:
    return Text(
        f"较小的各因素共有 {levels} 个水平，最多只能解 {MOST} 个",
        f"the smaller factors have {levels} levels; at most {MOST} can be solved",
    )


@dataclass(frozen=True)
class Fit:
    """A fitted model.

    `variances` are per factor, `residual` that of one observation, all ≥ 0; `fixed` and `fixed_se` belong to the columns
    of X. Per factor, with one number a level: `effects` are the BLUPs, `spread` their standard deviations given the fixed
    effects (what lme4 calls condsd), `error` the standard errors of prediction, the fixed effects' own uncertainty
    included (Henderson). `deviance` is -2 log restricted likelihood.
    """

    variances: Mapping[str, float]
    residual: float
    fixed: Floats
    fixed_se: Floats
    effects: Mapping[str, Floats]
    spread: Mapping[str, Floats]
    error: Mapping[str, Floats]
    fixed_covariance: Mapping[str, Floats]
    deviance: float
    observations: int
    evaluations: int
    joint: Floats | None = None


def fit(y: Floats, factors: Mapping[str, Codes], x: Floats | None = None, *, joint: str | None = None) -> Fit:
    """Fit by REML. `factors` are codes from 0 per observation (every level occurs), `x` the fixed effects' columns.

    With `joint` the fit carries the whole covariance of the errors of prediction of that factor's effects.

    Without `x` there is a mean alone. Raises UnfitError where y has fewer observations than the model has columns,
    EqualError where it has no spread at all, ExactError where no residual is left, ConfoundedError where the design cannot
    tell the variances apart, TooLargeError where all factors but the largest have more than MOST levels together.
    """
    y = np.asarray(y, dtype=float)
    columns = np.ones((len(y), 1)) if x is None else np.asarray(x, dtype=float)
    if len(y) <= columns.shape[1]:
        raise UnfitError(FEW)
    centre, scale = float(y.mean()), float(y.std())
    if scale <= 1e-12 * max(1.0, abs(centre)):
        raise EqualError(EQUAL)
    equations = _Equations((y - centre) / scale, factors, columns)
    confounded = inseparable(factors, columns)
    if confounded:
        raise ConfoundedError(confounded)
    ratios, evaluations = _search(equations)
    if ratios.max() > CEILING / 10:
        raise ExactError(EXACT)
    found = equations.solved(ratios, centre, scale, evaluations)
    return found if joint is None else replace(found, joint=equations.joint(joint, ratios) * found.residual)


@dataclass
class _Point:
    """The equations solved at one set of ratios."""

    deviance: float
    gradient: Floats
    squares: float
    large: Floats
    rest: Floats
    inverse: Floats
    weights: Floats


@dataclass
class _Equations:
    """The model's sums, made once, and their solution for given ratios. Order of the dense part: other factors, then X."""

    y: Floats
    factors: Mapping[str, Codes]
    x: Floats
    order: list[str] = field(init=False)

    def __post_init__(self) -> None:
        sizes = {name: int(codes.max()) + 1 for name, codes in self.factors.items()}
        self.order = sorted(sizes, key=lambda name: -sizes[name])
        self.sizes = [sizes[name] for name in self.order]
        if sum(self.sizes[1:]) > MOST:
            raise TooLargeError(_too_large(sum(self.sizes[1:])))
        n, p = self.x.shape
        first, *others = (self._indicator(name, size) for name, size in zip(self.order, self.sizes, strict=True))
        rest = sparse.hstack([*others, sparse.csr_array(self.x)], format="csr")
        self.counts = np.asarray(first.sum(axis=0)).ravel()
        cross = (first.T @ rest).tocsr()
        cells = cross.shape[0] * cross.shape[1]
        self.cross: Any = cross.toarray() if FULL * cells <= cross.nnz and cells <= DENSE else cross
        self.gram = (rest.T @ rest).toarray()
        self.first_y, self.rest_y = first.T @ self.y, rest.T @ self.y
        self.squares, self.n, self.p = float(self.y @ self.y), n, p
        self.blocks = np.repeat(np.arange(len(self.order)), [0, *self.sizes[1:]])
        self.fixed = np.arange(len(self.blocks), len(self.blocks) + p)

    def _indicator(self, name: str, size: int) -> sparse.csr_array:
        n = len(self.y)
        return sparse.csr_array((np.ones(n), (np.arange(n), self.factors[name])), shape=(n, size))

    def _weighted(self, weights: Floats) -> Floats:
        """cross' diag(weights) cross, dense."""
        if isinstance(self.cross, np.ndarray):
            return np.asarray(self.cross.T @ (self.cross * weights[:, None]))
        return np.asarray((self.cross.T @ self.cross.multiply(weights[:, None]).tocsr()).toarray())

    def at(self, ratios: Floats) -> _Point:
        """Solve for `ratios` (per factor in `order`)."""
        root = np.sqrt(ratios)
        scale = np.concatenate([root[self.blocks], np.ones(self.p)])
        diagonal = ratios[0] * self.counts + 1
        weights = ratios[0] / diagonal
        schur = (self.gram - self._weighted(weights)) * scale * scale[:, None]
        schur[np.arange(len(self.blocks)), np.arange(len(self.blocks))] += 1
        factor = linalg.cho_factor(schur, lower=True)
        inverse = np.asarray(linalg.cho_solve(factor, np.eye(len(schur))))
        right = scale * (self.rest_y - self.cross.T @ (weights * self.first_y))
        rest = np.asarray(linalg.cho_solve(factor, right))
        large = root[0] * (self.first_y - self.cross @ (scale * rest)) / diagonal
        squares = self.squares - root[0] * float(self.first_y @ large) - float((scale * self.rest_y) @ rest)
        free = self.n - self.p
        logs = float(np.log(diagonal).sum()) + 2 * float(np.log(np.diag(factor[0])).sum())
        deviance = logs + free * (1 + np.log(2 * np.pi * squares / free))
        traces = self._traces(inverse, diagonal, ratios, scale)
        lengths = [float(large @ large)]
        lengths += [float(rest[: len(self.blocks)][self.blocks == f] @ rest[: len(self.blocks)][self.blocks == f])
                    for f in range(1, len(self.order))]  # fmt: skip
        change = (np.array(self.sizes) - traces - free * np.array(lengths) / squares) / ratios
        return _Point(deviance, change, squares, large, rest, inverse, diagonal)

    def _traces(self, inverse: Floats, diagonal: Floats, ratios: Floats, scale: Floats) -> Floats:
        again = self._weighted(ratios[0] / diagonal**2) * scale * scale[:, None]
        first = float((1 / diagonal).sum()) + float((inverse * again).sum())
        own = np.diag(inverse)[: len(self.blocks)]
        return np.array([first, *(own[self.blocks == f].sum() for f in range(1, len(self.order)))])

    def solved(self, ratios: Floats, centre: float, unit: float, evaluations: int) -> Fit:
        """The fit at the best ratios, in the units of the marks."""
        kept = np.where(ratios <= 2 * FLOOR, 0.0, ratios)
        point = self.at(np.maximum(ratios, FLOOR))
        residual = point.squares / (self.n - self.p)
        deviation = np.sqrt(residual) * unit
        scale = np.concatenate([np.sqrt(kept)[self.blocks], np.ones(self.p)])
        effects, spread, error, together = {}, {}, {}, {}
        given = self._given(ratios)
        for f, name in enumerate(self.order):
            inside = np.flatnonzero(self.blocks == f)
            values = point.large if f == 0 else point.rest[inside]
            known = self._first_variance(given, ratios) if f == 0 else np.diag(given)[inside]
            whole = self._first_variance(point.inverse, ratios) if f == 0 else np.diag(point.inverse)[inside]
            root = float(np.sqrt(kept[f]))
            effects[name] = root * values * unit
            spread[name] = root * np.sqrt(np.maximum(known, 0)) * deviation
            error[name] = root * np.sqrt(np.maximum(whole, 0)) * deviation
            mixed = self._first_fixed(point, ratios) if f == 0 else point.inverse[np.ix_(inside, self.fixed)]
            together[name] = root * mixed * deviation**2
        fixed = point.rest[self.fixed] * scale[self.fixed] * unit
        fixed[0] += centre if np.allclose(self.x[:, 0], 1) else 0.0
        return Fit(
            variances={name: float(kept[f] * residual * unit**2) for f, name in enumerate(self.order)},
            residual=float(residual * unit**2), fixed=fixed,
            fixed_se=np.sqrt(np.diag(point.inverse)[self.fixed]) * deviation,
            effects=effects, spread=spread, error=error, fixed_covariance=together,
            deviance=float(point.deviance + 2 * (self.n - self.p) * np.log(unit)), observations=self.n, evaluations=evaluations,
        )  # fmt: skip

    def joint(self, name: str, ratios: Floats) -> Floats:
        """The covariance of a factor's errors of prediction, in units of the residual variance."""
        f = self.order.index(name)
        if ratios[f] <= 2 * FLOOR:
            return np.zeros((self.sizes[f], self.sizes[f]))
        inverse = self.at(np.maximum(ratios, FLOOR)).inverse
        if f:
            inside = np.flatnonzero(self.blocks == f)
            return np.asarray(ratios[f] * inverse[np.ix_(inside, inside)])
        bridge = self._bridge(ratios)
        found: Floats = np.asarray((bridge @ inverse) @ bridge.T)
        found[np.diag_indices_from(found)] += 1 / (ratios[0] * self.counts + 1)
        return np.asarray(ratios[0] * found)

    def _given(self, ratios: Floats) -> Floats:
        """The inverse of the dense part without X, as if the fixed effects were known; padded to the whole size."""
        many = len(self.blocks)
        found: Floats = np.zeros_like(self.gram)
        if many:
            root = np.sqrt(np.maximum(ratios, FLOOR))[self.blocks]
            weights = ratios[0] / (ratios[0] * self.counts + 1)
            schur = (self.gram - self._weighted(weights))[:many, :many] * root * root[:, None]
            schur[np.arange(many), np.arange(many)] += 1
            found[:many, :many] = linalg.cho_solve(linalg.cho_factor(schur, lower=True), np.eye(many))
        return found

    def _bridge(self, ratios: Floats) -> Any:
        """How the large factor's equations hang together with the rest: diag⁻¹ (scaled cross)."""
        scale = np.concatenate([np.sqrt(np.maximum(ratios, FLOOR))[self.blocks], np.ones(self.p)])
        weights = np.sqrt(np.maximum(ratios[0], FLOOR)) / (ratios[0] * self.counts + 1)
        if isinstance(self.cross, np.ndarray):
            return self.cross * scale * weights[:, None]
        return self.cross.multiply(scale).multiply(weights[:, None]).tocsr()

    def _first_variance(self, inverse: Floats, ratios: Floats) -> Floats:
        bridge = self._bridge(ratios)
        found: Floats = 1 / (ratios[0] * self.counts + 1)
        for start in range(0, len(found), 4096):  # a slab at a time: the whole product would be entries × judges
            part = bridge[start : start + 4096]
            product = part @ inverse
            rows = (part * product).sum(axis=1) if isinstance(part, np.ndarray) else part.multiply(product).sum(axis=1)
            found[start : start + 4096] += np.asarray(rows).ravel()
        return found

    def _first_fixed(self, point: _Point, ratios: Floats) -> Floats:
        return np.asarray(-(self._bridge(ratios) @ point.inverse[:, self.fixed]))


def _search(equations: _Equations) -> tuple[Floats, int]:
    """The ratios with the smallest deviance; a ratio may end at zero.

    A quasi-Newton search on their logarithms comes near; two Newton steps on the exact gradient, its slopes taken from
    differences, find the digits that the deviance itself is too flat to tell.
    """
    calls = 0

    def both(logs: Floats) -> tuple[float, Floats]:
        nonlocal calls
        calls += 1
        ratios = np.exp(logs)
        point = equations.at(ratios)
        return point.deviance, point.gradient * ratios

    low, high = float(np.log(FLOOR)), float(np.log(CEILING))
    start = np.log(np.full(len(equations.order), 0.5))
    found = optimize.minimize(
        both,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(low, high)] * len(start),
        options={"ftol": 1e-10, "gtol": 1e-4},
    )
    logs = np.asarray(found.x)
    for index in np.flatnonzero(
        logs < np.log(1e-2)
    ):  # on the way to nought the surface flattens out and the search stops
        nought = logs.copy()
        nought[index] = low
        if both(nought)[0] <= both(logs)[0] + 1e-9:
            logs = nought
    free = np.flatnonzero(logs > low + 0.5)
    for _ in range(2 if len(free) else 0):
        _, here = both(logs)
        slopes = np.empty((len(free), len(free)))
        for column, index in enumerate(free):
            beside = logs.copy()
            beside[index] += STEP
            slopes[:, column] = (both(beside)[1][free] - here[free]) / STEP
        step = _step(slopes, here[free])
        logs[free] = np.clip(logs[free] + step, low, high)
    return np.exp(logs), calls


def _step(slopes: Floats, gradient: Floats) -> Floats:
    """A Newton step; none where the surface is no bowl here or the step would be a leap."""
    slopes = (slopes + slopes.T) / 2
    if np.linalg.eigvalsh(slopes)[0] <= 0:
        return np.zeros_like(gradient)
    step = np.asarray(-np.linalg.solve(slopes, gradient))
    return step if np.abs(step).max() < 0.5 else np.zeros_like(gradient)
