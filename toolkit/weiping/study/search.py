"""Where the restricted likelihood of a mixed model is highest: the ratios of its variances to that of the residual.

A ratio r is searched as log(1 + r / NEAR): far from nought its logarithm, near it the ratio itself, so that the surface does
not flatten out towards a variance of zero and a bound there is one that a search with bounds knows how to leave again.
The surface may have several hollows where there are few observations; then the search sets out from many places. Where there
are as many levels as observations, the lowest point may lie where the residual is nothing: a limit, which all ratios
together come near as they grow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

Floats = NDArray[np.float64]

FLOOR = 1e-9
"""A ratio of variances below this is zero."""

CEILING, NOTHING = 1e9, 5e7
"""How far ratios are searched; one beyond NOTHING means that there is no residual."""

NEAR = 0.01
"""The ratio below which a ratio is searched as it is, and above which by its logarithm."""

MANY = 200
"""Observations from which on the surface is trusted to have one hollow."""

STEP, STEPS = 1e-4, 4
"""How far apart gradients are compared for their slope, and how many Newton steps are taken at most."""

ROUGHLY = 1e-5
"""What share of the deviance a step has to gain while hollows are compared."""

SAME = 1e-6
"""Deviances closer than this are the same."""

LEVEL = 1e-3
"""Deviances that differ by less on a long way are on a plain: a residual that is merely small has a hollow."""

HUGE, FAR, FALLING = 1e4, 1e7, -0.5
"""Beyond the first ratio the residual may be nothing; a deviance that at the second still falls by half a unit with the
logarithm of all ratios together falls without end."""


class Point(Protocol):
    """What a surface says at some ratios."""

    @property
    def deviance(self) -> float:
        """-2 log restricted likelihood."""

    @property
    def gradient(self) -> Floats:
        """Its change with each ratio."""


class Surface(Protocol):
    """What is searched."""

    n: int

    @property
    def order(self) -> Sequence[str]:
        """The factors, a ratio each."""

    def at(self, ratios: Floats) -> Point:
        """The point at `ratios`, each at least FLOOR."""


class Endless(Exception):
    """The deviance falls without end as the residual vanishes."""


def lowest(surface: Surface) -> tuple[Floats, int]:
    """The ratios with the smallest deviance, and how many points were looked at; FLOOR stands for zero.

    One is beyond NOTHING where the residual is nothing. Raises Endless where no point is lowest.
    """
    walk = _Walk(surface)
    starts = _starts(len(surface.order), surface.n)
    if len(starts) > 1:
        starts = [min((walk.down(start, ROUGHLY) for start in starts), key=lambda one: one[0])[1]]
    found = walk.down(starts[0])[1]
    found = walk.out(found) if _ratios(found).max() > HUGE else walk.settled(found)
    return _ratios(found), walk.calls


def _starts(count: int, n: int) -> list[Floats]:
    """Even ratios; where there are few observations also each factor large or small among the others, and all of them."""
    even = np.full(count, 0.5)
    if n > MANY:
        return [_places(even)]
    some = [even, np.full(count, 20.0)]
    for base, other in ((0.02, 5.0), (1.0, 1e-3)):
        some += [np.where(np.arange(count) == one, other, base) for one in range(count)]
    return [_places(one) for one in some]


def _places(ratios: Floats) -> Floats:
    return np.log1p(ratios / NEAR)


def _ratios(places: Floats) -> Floats:
    return np.maximum(NEAR * np.expm1(places), FLOOR)


TOP = float(_places(np.array(CEILING)))


class _Walk:
    """A search on one surface; places are log(1 + ratio / NEAR)."""

    def __init__(self, surface: Surface) -> None:
        self.surface, self.calls = surface, 0

    def at(self, places: Floats) -> tuple[float, Floats]:
        """The deviance, and its slope by place."""
        self.calls += 1
        ratios = _ratios(places)
        point = self.surface.at(ratios)
        return point.deviance, point.gradient * (ratios + NEAR)

    def down(self, start: Floats, near: float = 1e-12) -> tuple[float, Floats]:
        """The bottom of the hollow that `start` lies in; the search ends where a step gains less than the share `near`."""
        bounds = [(0.0, TOP)] * len(start)
        options = {"ftol": near, "gtol": 1e-5}
        found = optimize.minimize(self.at, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
        return float(found.fun), np.asarray(found.x)

    def settled(self, places: Floats) -> Floats:
        """Newton steps on the exact gradient, its slopes taken from differences: they find the digits that the deviance
        itself is too flat to tell."""
        free = np.flatnonzero(_ratios(places) > 2 * FLOOR)
        for _ in range(STEPS if len(free) else 0):
            here = self.at(places)[1][free]
            slopes = np.empty((len(free), len(free)))
            for column, index in enumerate(free):
                beside = places.copy()
                beside[index] += STEP
                slopes[:, column] = (self.at(beside)[1][free] - here) / STEP
            step = _step(slopes, here)
            places = places.copy()
            places[free] = np.clip(places[free] + step, 0.0, TOP)
            if np.abs(step).max() < SAME:
                break
        return places

    def out(self, places: Floats) -> Floats:
        """From ratios that are huge to where the residual is nothing, if the deviance is level on the way there."""
        far = self.among(_ratios(places))
        deviance, slope = self.at(far)
        if float(slope @ (_ratios(far) / (_ratios(far) + NEAR))) < FALLING:
            raise Endless
        farther = _places(_scaled(_ratios(far), CEILING / 10))
        level = max(abs(deviance - self.at(farther)[0]), deviance - self.at(places)[0]) < LEVEL
        return farther if level else self.settled(places)

    def among(self, ratios: Floats) -> Floats:
        """The place where the ratios are the best ones among themselves, the largest held at FAR."""
        start = _places(_scaled(ratios, FAR))
        bounds = [(0.0, TOP)] * len(start)
        bounds[int(np.argmax(start))] = (float(start.max()),) * 2
        options = {"ftol": 1e-14, "gtol": 1e-6}
        found = optimize.minimize(self.at, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
        return np.asarray(found.x)


def _scaled(ratios: Floats, largest: float) -> Floats:
    """The same ratios among each other; those that are zero stay so."""
    return np.where(ratios > 2 * FLOOR, ratios * (largest / ratios.max()), 0.0)


def _step(slopes: Floats, gradient: Floats) -> Floats:
    """A Newton step; none where the surface is no bowl here or the step would be a leap."""
    slopes = (slopes + slopes.T) / 2
    if np.linalg.eigvalsh(slopes)[0] <= 0:
        return np.zeros_like(gradient)
    step = np.asarray(-np.linalg.solve(slopes, gradient))
    return step if np.abs(step).max() < 0.5 else np.zeros_like(gradient)
