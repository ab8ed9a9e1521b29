"""How much a ranking depends on who happened to judge, on which items, and on the weights: the bootstrap and its kin.

B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, ch. 6: judges (or items) are drawn anew with
replacement, the rule is applied to each draw, and the spread of the places is what the panel's make-up contributes.

A rule is handed over as a `Recipe`, its arithmetic on a table of numbers: thousands of draws are scored at once. Totals are
binary floats here, rounded half-up as the rule prints them; the official standings never come from this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from .ranks import Rankings, ranked

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

SLAB = 4_000_000
"""Marks that are held at once while drawing."""

NUDGE = 1e-9
"""Brings a total that floats put a hair below a rounding boundary back onto it."""


@dataclass(frozen=True)
class Recipe:
    """The arithmetic of a rule, as far as it can be done on whole tables.

    `combine` with `drop_low` and `drop_high` says how the marks of several judges become one (`winsorised` replaces what
    `trimmed` drops by the nearest mark kept); fewer than `needed` marks give none. `weights` has one factor a criterion;
    `weigh` sums, averages, or takes the percentage of `full`. `added` is what an entry gets besides (NaN: cannot be
    scored), `out` which entries a gate or veto keeps out. Decimals None do not round.
    """

    weights: tuple[float, ...]
    combine: Literal["mean", "median", "trimmed", "winsorised"] = "mean"
    drop_low: int = 0
    drop_high: int = 0
    needed: int = 1
    weigh: Literal["sum", "mean", "percentage"] = "sum"
    leave_out: bool = False
    full: tuple[float, ...] = ()
    criterion_decimals: int | None = None
    weighed_decimals: int | None = None
    decimals: int = 2
    highest_first: bool = True
    added: tuple[float, ...] = ()
    out: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Panel:
    """Marks as a table: entries × judges × criteria, NaN where none was given."""

    entries: tuple[str, ...]
    judges: tuple[str, ...]
    criteria: tuple[str, ...]
    marks: Floats


def rounded(values: Floats, decimals: int | None) -> Floats:
    """Half-up, away from zero, at `decimals`."""
    if decimals is None:
        return values
    unit = 10.0**decimals
    return np.asarray(np.copysign(np.floor(np.abs(values) * unit + 0.5 + NUDGE), values) / unit)


def combined(marks: Floats, recipe: Recipe) -> Floats:
    """One value from the marks along the last axis, NaN where fewer than needed were given."""
    given = np.sort(marks, axis=-1)  # NaN goes last
    count = (~np.isnan(given)).sum(axis=-1)
    place = np.arange(given.shape[-1])
    low, high = np.zeros_like(count), count
    if recipe.combine in ("trimmed", "winsorised"):
        low, high = low + recipe.drop_low, count - recipe.drop_high
    elif recipe.combine == "median":
        low = (count - 1) // 2
        high = low + 2 - count % 2
    inside = (place >= low[..., None]) & (place < high[..., None])
    sums = np.where(inside, given, 0.0).sum(axis=-1)
    number = (high - low).astype(float)
    enough = (count >= recipe.needed) & (number > 0)
    if recipe.combine == "winsorised":
        last = np.clip(high - 1, 0, given.shape[-1] - 1)[..., None]
        first = np.clip(low, 0, given.shape[-1] - 1)[..., None]
        sums = sums + recipe.drop_low * np.take_along_axis(given, first, -1)[..., 0]
        sums = sums + recipe.drop_high * np.take_along_axis(given, last, -1)[..., 0]
        number = count.astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.where(enough, sums / number, np.nan)
    return rounded(found, recipe.criterion_decimals)


def totals(values: Floats, recipe: Recipe, weights: Floats | None = None) -> Floats:
    """Totals from values per entry and criterion (the last axis); `weights` may differ from row to row."""
    factor = np.asarray(recipe.weights) if weights is None else weights
    known = ~np.isnan(values)
    part = rounded(np.where(known, values, 0.0) * factor, recipe.weighed_decimals)
    above = part.sum(axis=-1)
    if recipe.weigh == "mean":
        above = above / np.where(known, factor, 0.0).sum(axis=-1)
    elif recipe.weigh == "percentage":
        above = 100 * above / np.where(known, factor * np.asarray(recipe.full), 0.0).sum(axis=-1)
    scored = known.any(axis=-1) if recipe.leave_out else known.all(axis=-1)
    found = np.where(scored, above, np.nan)
    if recipe.added:
        found = found + np.asarray(recipe.added)
    if recipe.out:
        found = np.where(np.asarray(recipe.out), np.nan, found)
    return rounded(found, recipe.decimals)


def score(panel: Panel, recipe: Recipe) -> Floats:
    """The totals of a panel as it is, one an entry; NaN for an entry that cannot be scored or placed."""
    return totals(combined(panel.marks.transpose(0, 2, 1), recipe), recipe)


def bootstrap(
    panel: Panel,
    recipe: Recipe,
    *,
    over: Literal["judges", "items", "both"] = "judges",
    draws: int = 1000,
    seed: int = 0,
) -> Rankings:
    """Possible rankings with judges, items (criteria) or both drawn anew with replacement.

    Raises InputError for fewer than two of what is drawn, or no draws.
    """
    sizes = {"judges": len(panel.judges), "items": len(panel.criteria)}
    for name in ("judges", "items") if over == "both" else (over,):
        if sizes[name] < 2:
            raise InputError("There is only one of {what} to draw from; it takes two.", what=name)
    if draws < 1:
        raise InputError("At least one draw is needed.")
    rng = np.random.default_rng(seed)
    return ranked(
        panel.entries,
        np.concatenate([_drawn(panel, recipe, over, size, rng) for size in _slabs(panel, draws)]),
        highest_first=recipe.highest_first,
    )


def _drawn(panel: Panel, recipe: Recipe, over: str, draws: int, rng: np.random.Generator) -> Floats:
    marks = panel.marks.transpose(0, 2, 1)
    if over in ("judges", "both"):
        judges = rng.integers(0, len(panel.judges), (draws, len(panel.judges)))
        values = combined(marks[:, :, judges].transpose(2, 0, 1, 3), recipe)
    else:
        values = np.broadcast_to(combined(marks, recipe), (draws, len(panel.entries), len(panel.criteria)))
    if over == "judges":
        return totals(values, recipe)
    items = rng.integers(0, len(panel.criteria), (draws, 1, len(panel.criteria)))
    spread = np.take_along_axis(values, np.broadcast_to(items, values.shape), axis=2)
    chosen = replace(recipe, full=()) if recipe.weigh != "percentage" else recipe
    full = np.asarray(recipe.full)[items] if recipe.weigh == "percentage" else None
    weights = np.asarray(recipe.weights)[items]
    if full is None:
        return totals(spread, chosen, weights)
    return np.concatenate([
        totals(one, replace(recipe, full=tuple(high[0])), weight) for one, weight, high in zip(spread, weights, full, strict=True)
    ]).reshape(draws, -1)  # fmt: skip


def _slabs(panel: Panel, draws: int) -> Iterator[int]:
    each = max(1, SLAB // max(1, panel.marks.size))
    while draws > 0:
        yield min(each, draws)
        draws -= each


def perturbed(panel: Panel, recipe: Recipe, *, spread: float = 0.2, draws: int = 1000, seed: int = 0) -> Rankings:
    """Possible rankings with every weight moved at random by up to the share `spread`, their sum kept.

    Raises InputError unless 0 < spread ≤ 1.
    """
    if not 0 < spread <= 1:
        raise InputError("Weights can be moved by a share above 0 and up to 1; {spread} is none.", spread=spread)
    rng = np.random.default_rng(seed)
    base = np.asarray(recipe.weights)
    moved = base * (1 + rng.uniform(-spread, spread, (draws, len(base))))
    moved *= base.sum() / moved.sum(axis=1, keepdims=True)
    return _weighed(panel, recipe, moved)


def smaa(values: Floats, entries: Sequence[str], *, draws: int = 10_000, seed: int = 0) -> Rankings:
    """Possible rankings of entries × criteria when nothing is known of the weights: uniform on the simplex (SMAA-2)."""
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(values.shape[1]), draws)
    return ranked(entries, weights @ values.T)


def _weighed(panel: Panel, recipe: Recipe, weights: Floats) -> Rankings:
    values = combined(panel.marks.transpose(0, 2, 1), recipe)
    found = np.stack([totals(values, recipe, row) for row in weights])
    return ranked(panel.entries, found, highest_first=recipe.highest_first)
