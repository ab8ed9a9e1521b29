"""Linear mixed models with crossed random effects, by restricted maximum likelihood.

    y = X b + Z_1 u_1 + … + Z_k u_k + e,   u_f ~ N(0, v_f I),   e ~ N(0, v I)

The penalised least squares of Bates, Mächler, Bolker and Walker (2015, Journal of Statistical Software 67(1), eqs. 13-42)
profile v and b out; what is left to search are the ratios r_f = v_f / v. The factor with most levels has a diagonal
block, is eliminated first, then one that it is nested in, if any (`blocks`); that leaves a small dense matrix, so that
neither a matrix of all marks nor one of all entries is ever made (Henderson's equations; Searle, Casella and McCulloch
1992, Variance Components, ch. 7). The search uses the exact gradient (the same book, sec. 6.6): the deviance changes with
r_f by (q_f - tr K_ff - (n - p) |w_f|² / s²) / r_f, where w_f are the effects in units of their own standard deviation, K
the inverse of the scaled equations, and s² the penalised sum of squares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..domain.text import Text
from .blocks import Arrow, Inverse, Matrix, Whole
from .search import FLOOR, NOTHING, Endless, lowest
from .separable import inseparable

Floats = NDArray[np.float64]
Codes = NDArray[np.integer[Any]]

DENSE, FULL = 8_000_000, 0.3
"""A table of counts is kept dense up to so many cells, of which at least this share is not nought: then that is quicker."""

LEAST = 1e-15
"""What floats leave of a sum of squares that is explained to the last digit."""

MOST = 8_000
"""Levels that all factors may have together that are not eliminated: their equations are dense."""


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


def fit(
    y: Floats, factors: Mapping[str, Codes], x: Floats | None = None, *, joint: str | None = None, bare: bool = False
) -> Fit:
    """Fit by REML. `factors` are codes from 0 per observation (every level occurs), `x` the fixed effects' columns.

    With `joint` the fit carries the whole covariance of the errors of prediction of that factor's effects. `bare` takes a
    residual of zero for an answer, where the likelihood has its highest point there: right for the variances, while errors
    of single effects would then be none.

    Without `x` there is a mean alone. Raises UnfitError where y has fewer observations than the model has columns,
    EqualError where it has no spread at all, ExactError where no residual is left, ConfoundedError where the design cannot
    tell the variances apart, TooLargeError where the factors that are not eliminated have more than MOST levels together.
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
    try:
        ratios, evaluations = lowest(equations)
    except Endless:
        raise ExactError(EXACT) from None
    nothing = bool(ratios.max() > NOTHING)
    if nothing and not bare:
        raise ExactError(EXACT)
    found = equations.solved(ratios, centre, scale, evaluations)
    if nothing:
        return replace(found, residual=0.0)
    return found if joint is None else replace(found, joint=equations.joint(joint, ratios) * found.residual)


@dataclass
class _Point:
    """The equations solved at one set of ratios."""

    deviance: float
    gradient: Floats
    squares: float
    large: Floats
    rest: Floats
    inverse: Inverse


@dataclass
class _Equations:
    """The model's sums, made once, and their solution for given ratios. Order of the rest: other factors, then X.

    Where the largest factor is nested in another one, that one comes next and is eliminated too (`blocks.Arrow`).
    """

    y: Floats
    factors: Mapping[str, Codes]
    x: Floats
    order: list[str] = field(init=False)

    def __post_init__(self) -> None:
        sizes = {name: int(codes.max()) + 1 for name, codes in self.factors.items()}
        self.order = sorted(sizes, key=lambda name: -sizes[name])
        tables = {name: self._indicator(name, size) for name, size in sizes.items()}
        outer = self._outer(tables, sizes)
        if outer is not None:
            self.order = [self.order[0], outer, *(name for name in self.order[1:] if name != outer)]
        self.sizes = [sizes[name] for name in self.order]
        self.top = self.sizes[1] if outer is not None else 0
        if sum(self.sizes[1:]) - self.top > MOST:
            raise TooLargeError(_too_large(sum(self.sizes[1:]) - self.top))
        first, *others = (tables[name] for name in self.order)
        rest = sparse.hstack([*others, sparse.csr_array(self.x)], format="csr")
        self.counts = np.asarray(first.sum(axis=0)).ravel()
        self.cross: Matrix = _lean((first.T @ rest).tocsr()) if not self.top else (first.T @ rest).tocsr()
        self.side: Matrix = _lean(self.cross[:, self.top :]) if self.top else self.cross
        self.gram = self._table(rest, rest[:, self.top :])
        self.first_y, self.rest_y = first.T @ self.y, rest.T @ self.y
        self.squares, (self.n, self.p) = float(self.y @ self.y), self.x.shape
        self.blocks = np.repeat(np.arange(len(self.order)), [0, *self.sizes[1:]])
        self.fixed = np.arange(len(self.blocks), len(self.blocks) + self.p)

    def _indicator(self, name: str, size: int) -> sparse.csr_array:
        n = len(self.y)
        return sparse.csr_array((np.ones(n), (np.arange(n), self.factors[name])), shape=(n, size))

    def _outer(self, tables: Mapping[str, sparse.csr_array], sizes: Mapping[str, int]) -> str | None:
        """The largest factor that the first one is nested in: each of its levels goes with one level of it only."""
        first, *others = self.order
        return next((name for name in others if (tables[first].T @ tables[name]).nnz == sizes[first]), None)

    def _table(self, rows: Matrix, tail: Matrix) -> Whole | Arrow:
        """rows' rows, of which `tail` are the columns behind the head."""
        if not self.top:
            return Whole(_dense(rows.T @ tail))
        head = rows[:, : self.top]
        return Arrow(
            np.asarray(head.power(2).sum(axis=0)).ravel(), sparse.csr_array(head.T @ tail), _dense(tail.T @ tail)
        )

    def _weighted(self, weights: Floats) -> Whole | Arrow:
        """cross' diag(weights) cross."""
        root = np.sqrt(weights)[:, None]
        tail = _times(self.side, root)
        return self._table(_times(self.cross, root) if self.top else tail, tail)

    def _schur(self, ratios: Floats, scale: Floats) -> Whole | Arrow:
        weighted: Any = self._weighted(ratios[0] / (ratios[0] * self.counts + 1))
        return self.gram.less(weighted).scaled(scale).raised(len(self.blocks))

    def _scale(self, ratios: Floats) -> Floats:
        return np.concatenate([np.sqrt(ratios)[self.blocks], np.ones(self.p)])

    def at(self, ratios: Floats) -> _Point:
        """Solve for `ratios` (per factor in `order`)."""
        root, scale = float(np.sqrt(ratios[0])), self._scale(ratios)
        diagonal = ratios[0] * self.counts + 1
        right = scale * (self.rest_y - self.cross.T @ (ratios[0] / diagonal * self.first_y))
        solved = self._schur(ratios, scale).solved(right)
        rest = solved.values
        large = root * (self.first_y - self.cross @ (scale * rest)) / diagonal
        squares = self.squares - root * float(self.first_y @ large) - float((scale * self.rest_y) @ rest)
        squares = max(squares, LEAST * self.squares)
        free = self.n - self.p
        deviance = float(np.log(diagonal).sum()) + solved.logs + free * (1 + np.log(2 * np.pi * squares / free))
        lengths = [float(large @ large), *self._each(rest**2)]
        traces = self._traces(solved.inverse, diagonal, ratios, scale)
        change = (np.array(self.sizes) - traces - free * np.array(lengths) / squares) / ratios
        return _Point(deviance, change, squares, large, rest, solved.inverse)

    def _each(self, values: Floats) -> list[float]:
        """Sums over the levels of each factor but the first."""
        sums = np.bincount(self.blocks, values[: len(self.blocks)], minlength=len(self.order))
        return [float(one) for one in sums[1:]]

    def _traces(self, inverse: Inverse, diagonal: Floats, ratios: Floats, scale: Floats) -> Floats:
        again = self._weighted(ratios[0] / diagonal**2).scaled(scale)
        first = float((1 / diagonal).sum()) + inverse.against(again)
        return np.array([first, *self._each(inverse.diagonal())])

    def solved(self, ratios: Floats, centre: float, unit: float, evaluations: int) -> Fit:
        """The fit at the best ratios, in the units of the marks."""
        kept = np.where(ratios <= 2 * FLOOR, 0.0, ratios)
        ratios = np.maximum(ratios, FLOOR)
        point = self.at(ratios)
        residual = point.squares / (self.n - self.p)
        deviation = np.sqrt(residual) * unit
        bridge, alone = self._bridge(ratios), 1 / (ratios[0] * self.counts + 1)
        fixed_columns = point.inverse.columns(self.fixed)
        whole, known = point.inverse.diagonal(), self._known(ratios, bridge)
        values = [point.large, *self._parts(point.rest)]
        wholes = [alone + point.inverse.rows(bridge), *self._parts(whole)]
        knowns = [alone + known[0], *self._parts(known[1])]
        mixed = [np.asarray(-(bridge @ fixed_columns)), *self._parts(fixed_columns)]
        effects, spread, error, together = {}, {}, {}, {}
        for f, name in enumerate(self.order):
            root = float(np.sqrt(kept[f]))
            effects[name] = root * values[f] * unit
            spread[name] = root * np.sqrt(np.maximum(knowns[f], 0)) * deviation
            error[name] = root * np.sqrt(np.maximum(wholes[f], 0)) * deviation
            together[name] = root * mixed[f] * deviation**2
        fixed = point.rest[self.fixed] * unit
        fixed[0] += centre if np.allclose(self.x[:, 0], 1) else 0.0
        return Fit(
            variances={name: float(kept[f] * residual * unit**2) for f, name in enumerate(self.order)},
            residual=float(residual * unit**2), fixed=fixed, fixed_se=np.sqrt(whole[self.fixed]) * deviation,
            effects=effects, spread=spread, error=error, fixed_covariance=together,
            deviance=float(point.deviance + 2 * (self.n - self.p) * np.log(unit)), observations=self.n, evaluations=evaluations,
        )  # fmt: skip

    def _parts(self, values: Floats) -> list[Floats]:
        """The rows of each factor but the first."""
        return np.split(values[: len(self.blocks)], np.cumsum(self.sizes[1:])[:-1]) if len(self.order) > 1 else []

    def _known(self, ratios: Floats, bridge: Matrix) -> tuple[Floats, Floats]:
        """What the rest adds to the variances of the first factor, and the rest's own, as if the fixed effects were known."""
        many = len(self.blocks)
        if not many:
            return np.zeros(self.sizes[0]), np.zeros(0)
        schur = self._schur(ratios, self._scale(ratios)).leading(many)
        inverse = schur.solved(np.zeros(many)).inverse
        return inverse.rows(bridge[:, :many]), inverse.diagonal()

    def joint(self, name: str, ratios: Floats) -> Floats:
        """The covariance of a factor's errors of prediction, in units of the residual variance."""
        f = self.order.index(name)
        if ratios[f] <= 2 * FLOOR:
            return np.zeros((self.sizes[f], self.sizes[f]))
        ratios = np.maximum(ratios, FLOOR)
        inverse = self.at(ratios).inverse
        if f:
            inside = np.flatnonzero(self.blocks == f)
            chosen = sparse.eye_array(len(self.blocks) + self.p, format="csr")[inside]
            return np.asarray(ratios[f] * inverse.sandwich(chosen))
        found = inverse.sandwich(self._bridge(ratios))
        found[np.diag_indices_from(found)] += 1 / (ratios[0] * self.counts + 1)
        return np.asarray(ratios[0] * found)

    def _bridge(self, ratios: Floats) -> Matrix:
        """How the large factor's equations hang together with the rest: diag⁻¹ (scaled cross)."""
        weights = np.sqrt(ratios[0]) / (ratios[0] * self.counts + 1)
        return _times(_times(self.cross, self._scale(ratios)), weights[:, None])


def _lean(table: sparse.csr_array) -> Matrix:
    """The table dense where that is quicker."""
    cells = table.shape[0] * table.shape[1]
    return table.toarray() if FULL * cells <= table.nnz and cells <= DENSE else table


def _dense(table: Matrix) -> Floats:
    return np.asarray(table if isinstance(table, np.ndarray) else table.toarray())


def _times(table: Matrix, factor: Floats) -> Matrix:
    """Cell by cell, dense or sparse as it was."""
    return table * factor if isinstance(table, np.ndarray) else sparse.csr_array(table.multiply(factor))
