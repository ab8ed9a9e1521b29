"""Symmetric equations as they come from mixed models: a whole table, or one whose head is diagonal and may be large.

A factor that another one is nested in keeps a diagonal block after that one has been eliminated, since each of the inner
levels touches one of the outer only. Such equations have the shape of an arrow,

    [ D  S ]        D diagonal, of the outer factor's levels
    [ S' T ]        S sparse, T dense and small

and are solved through the Schur complement T - S' D⁻¹ S (Searle, Casella and McCulloch 1992, Variance Components, app. M):
the inverse is never written out, only the parts of it that are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

Floats = NDArray[np.float64]
Matrix = Any
"""A numpy array or a sparse one."""

SLAB = 4096
"""Rows that are multiplied at once, so that no dense product of a large factor is held whole."""


class Inverse(Protocol):
    """The inverse of equations, as far as it is asked for."""

    def diagonal(self) -> Floats:
        """Its diagonal."""

    def columns(self, chosen: NDArray[np.int64]) -> Floats:
        """Its columns `chosen`, which lie in the tail."""

    def against(self, table: Any) -> float:
        """The sum of its products with `table`, cell by cell."""

    def rows(self, part: Matrix) -> Floats:
        """b K b' for every row b of `part`."""

    def sandwich(self, part: Matrix) -> Floats:
        """part K part', dense."""


@dataclass(frozen=True)
class Solved:
    """Equations factored: the logarithm of their determinant, a solution for one right-hand side, the inverse."""

    logs: float
    values: Floats
    inverse: Inverse


@dataclass(frozen=True)
class Whole:
    """A dense symmetric table."""

    table: Floats

    def less(self, other: Whole) -> Whole:
        """The difference."""
        return Whole(self.table - other.table)

    def scaled(self, scale: Floats) -> Whole:
        """Rows and columns times `scale`."""
        return Whole(self.table * scale * scale[:, None])

    def raised(self, count: int) -> Whole:
        """One more in the first `count` places of the diagonal."""
        table = self.table.copy()
        table[np.arange(count), np.arange(count)] += 1
        return Whole(table)

    def leading(self, count: int) -> Whole:
        """The first `count` rows and columns."""
        return Whole(self.table[:count, :count])

    def solved(self, right: Floats) -> Solved:
        """Solve for `right`."""
        factor, inverse = _inverted(self.table)
        values = np.asarray(linalg.cho_solve((factor, True), right))
        return Solved(2 * float(np.log(np.diag(factor)).sum()), values, WholeInverse(inverse))


@dataclass(frozen=True)
class WholeInverse:
    """The inverse of a dense table, written out."""

    table: Floats

    def diagonal(self) -> Floats:
        """The diagonal of the inverse."""
        return np.diag(self.table)

    def columns(self, chosen: NDArray[np.int64]) -> Floats:
        """Columns of the inverse; they lie in the tail."""
        return self.table[:, chosen]

    def against(self, table: Whole) -> float:
        """Σ of the products, cell by cell."""
        return float((self.table * table.table).sum())

    def rows(self, part: Matrix) -> Floats:
        """b K b' for every row b."""
        return _rows(part, self.table)

    def sandwich(self, part: Matrix) -> Floats:
        """part K part', dense."""
        return np.asarray((part @ self.table) @ part.T)


@dataclass(frozen=True)
class Arrow:
    """A table whose head is diagonal: `head`, `side` (head × tail) and `tail`."""

    head: Floats
    side: Matrix
    tail: Floats

    def less(self, other: Arrow) -> Arrow:
        """The difference."""
        return Arrow(self.head - other.head, self.side - other.side, self.tail - other.tail)

    def scaled(self, scale: Floats) -> Arrow:
        """Rows and columns times `scale`."""
        top, low = np.split(scale, [len(self.head)])
        side = sparse.csr_array(self.side.multiply(top[:, None]).multiply(low))
        return Arrow(self.head * top**2, side, self.tail * low * low[:, None])

    def raised(self, count: int) -> Arrow:
        """One more in the first `count` places of the diagonal."""
        return Arrow(self.head + 1, self.side, Whole(self.tail).raised(count - len(self.head)).table)

    def leading(self, count: int) -> Arrow:
        """The first `count` rows and columns."""
        left = count - len(self.head)
        return Arrow(self.head, self.side[:, :left], self.tail[:left, :left])

    def solved(self, right: Floats) -> Solved:
        """Solve for `right`."""
        over = sparse.csr_array(self.side.multiply(1 / self.head[:, None]))
        factor, inverse = _inverted(self.tail - (self.side.T @ over).toarray())
        top, low = np.split(right, [len(self.head)])
        below = np.asarray(linalg.cho_solve((factor, True), low - over.T @ top))
        values = np.concatenate([top / self.head - over @ below, below])
        logs = float(np.log(self.head).sum()) + 2 * float(np.log(np.diag(factor)).sum())
        return Solved(logs, values, ArrowInverse(self.head, over, inverse))


@dataclass(frozen=True)
class ArrowInverse:
    """The inverse of an arrow by its parts: with B = D⁻¹ S and C the inverse of the tail's Schur complement it is
    D⁻¹ + B C B' in the head, -B C at the side and C in the tail.
    """

    head: Floats
    over: Matrix
    tail: Floats

    def diagonal(self) -> Floats:
        """The diagonal of the inverse."""
        return np.concatenate([1 / self.head + _rows(self.over, self.tail), np.diag(self.tail)])

    def columns(self, chosen: NDArray[np.int64]) -> Floats:
        """Columns of the inverse; they lie in the tail."""
        below = self.tail[:, chosen - len(self.head)]
        return np.concatenate([-(self.over @ below), below])

    def against(self, table: Arrow) -> float:
        """Σ of the products, cell by cell, a slab of the side at a time."""
        found = float(self.diagonal()[: len(self.head)] @ table.head) + float((self.tail * table.tail).sum())
        for slab in _slabs(len(self.head)):
            found -= 2 * float(table.side[slab].multiply(self.over[slab] @ self.tail).sum())
        return found

    def rows(self, part: Matrix) -> Floats:
        """b K b' for every row b."""
        top, low = self._split(part)
        return np.asarray(top.power(2) @ (1 / self.head)) + _rows(low, self.tail)

    def sandwich(self, part: Matrix) -> Floats:
        """part K part', dense."""
        top, low = self._split(part)
        own = (top.multiply(1 / self.head) @ top.T).toarray()
        return np.asarray(own + (low @ self.tail) @ low.T)

    def _split(self, part: Matrix) -> tuple[Matrix, Matrix]:
        """The columns of the head, and those of the tail less what the head carries over to them."""
        part = sparse.csr_array(part)
        top = part[:, : len(self.head)]
        return top, sparse.csr_array(part[:, len(self.head) :] - top @ self.over)


def _inverted(table: Floats) -> tuple[Floats, Floats]:
    """The Cholesky factor of a table (lower) and its inverse."""
    factor = np.asarray(linalg.cholesky(table, lower=True))
    if not len(table):
        return factor, factor
    half, _ = linalg.lapack.dpotri(factor, lower=1)
    inverse = np.tril(half)
    return factor, inverse + np.tril(inverse, -1).T


def _rows(part: Matrix, table: Floats) -> Floats:
    found = np.empty(part.shape[0])
    for slab in _slabs(part.shape[0]):
        some = part[slab]
        product = some @ table
        whole = (some * product) if isinstance(some, np.ndarray) else some.multiply(product)
        found[slab] = np.asarray(whole.sum(axis=1)).ravel()
    return found


def _slabs(count: int) -> Iterator[slice]:
    return (slice(start, start + SLAB) for start in range(0, count, SLAB))
