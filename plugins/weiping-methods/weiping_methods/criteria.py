"""TOPSIS, which orders entries by the values of their criteria, and AHP, which makes weights of comparisons.

C. L. Hwang and K. Yoon, Multiple Attribute Decision Making, Springer LNEMS 186 (1981), vector normalisation;
T. L. Saaty, Decision making with the analytic hierarchy process, Int. J. Services Sciences 1 (2008) 83–98.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import fsum, sqrt
from typing import TYPE_CHECKING, Any

import weiping as wp

from .pairwise import refused

if TYPE_CHECKING:
    import polars as pl

RANDOM_INDEX = (0.0, 0.0, 0.0, 0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59)
"""Saaty's mean consistency index of random comparisons, by the number of criteria."""


def topsis(
    matrix: Sequence[Sequence[float]], weights: Sequence[float], costs: Sequence[bool]
) -> list[tuple[float, float, float]]:
    """(distance to the best, distance to the worst, closeness) of each row of `matrix`.

    r = x ÷ √Σx²; v = w·r; the best of a column is its highest v, of a cost its lowest; closeness = d⁻ ÷ (d⁺ + d⁻), and
    1/2 where all rows are alike, being as near to the best as to the worst. A column of zeros tells nothing apart.
    """
    share = fsum(weights)
    columns = list(zip(*matrix, strict=True))
    norms = [sqrt(fsum(value * value for value in column)) for column in columns]
    rows = [
        [
            weight / share * (value / norm if norm else 0.0)
            for value, weight, norm in zip(row, weights, norms, strict=True)
        ]
        for row in matrix
    ]
    columns = list(zip(*rows, strict=True))
    best = [min(column) if cost else max(column) for column, cost in zip(columns, costs, strict=True)]
    worst = [max(column) if cost else min(column) for column, cost in zip(columns, costs, strict=True)]
    found = []
    for row in rows:
        near = sqrt(fsum((value - end) ** 2 for value, end in zip(row, best, strict=True)))
        far = sqrt(fsum((value - end) ** 2 for value, end in zip(row, worst, strict=True)))
        found.append((near, far, far / (near + far) if near + far else 0.5))
    return found


def rank(frame: pl.DataFrame, options: Mapping[str, Any]) -> wp.Ranking:
    """TOPSIS on the combined values of the criteria; `costs` lists those where less is better. Every entry needs them all."""
    cells = {(entry, name): value for entry, name, value, _ in frame.select(*COLUMNS).iter_rows()}
    weights = {name: weight for _, name, _, weight in frame.select(*COLUMNS).iter_rows()}
    entries = sorted({entry for entry, _ in cells})
    names = sorted(weights)
    costs = _costs(options["costs"], names)
    for entry in entries:
        for name in names:
            if (entry, name) not in cells:
                raise refused(
                    f"TOPSIS 要比较每个评分项，但 {entry} 在“{name}”上没有值。",
                    f"TOPSIS compares entries on every criterion, but {entry} has no value on {name}.",
                )
    if not any(weights.values()):
        raise refused("TOPSIS 需要至少一个权重大于零的评分项。", "TOPSIS needs a criterion with a weight above zero.")
    matrix = [[cells[entry, name] for name in names] for entry in entries]
    found = topsis(matrix, [weights[name] for name in names], [name in costs for name in names])
    told = {
        entry: [
            wp.Text(
                f"与最好值的距离 {near:.6f}，与最差值的距离 {far:.6f}：贴近度 {close:.6f}。",
                f"Distance to the best {near:.6f}, to the worst {far:.6f}: closeness {close:.6f}.",
            )
        ]
        for entry, (near, far, close) in zip(entries, found, strict=True)
    }
    return wp.Ranking(
        scores={entry: round(close, 12) for entry, (_, _, close) in zip(entries, found, strict=True)}, told=told
    )


COLUMNS = ("entry", "criterion", "value", "weight")


def _costs(stated: object, names: Sequence[str]) -> set[str]:
    costs = {stated} if isinstance(stated, str) else set(stated if isinstance(stated, list | tuple) else ())
    if strange := sorted(str(name) for name in costs - set(names)):
        raise refused(
            f"TOPSIS：costs 里的 {strange[0]} 不是这里的评分项。",
            f"TOPSIS: the costs name {strange[0]}, which is no criterion here.",
        )
    return costs


def ahp(matrix: Sequence[Sequence[float]]) -> tuple[list[float], float, float]:
    """(weights adding up to 1, largest eigenvalue, consistency ratio) of a reciprocal matrix of comparisons.

    The weights are the principal right eigenvector, by power iteration; CI = (λ − n) ÷ (n − 1), CR = CI ÷ the mean CI of
    random matrices.
    """
    n = len(matrix)
    now, value = [1 / n] * n, float(n)
    for _ in range(10_000):
        product = [fsum(a * b for a, b in zip(row, now, strict=True)) for row in matrix]
        value = fsum(product)
        new = [one / value for one in product]
        moved = max(abs(a - b) for a, b in zip(new, now, strict=True))
        now = new
        if moved < 1e-15:
            break
    random = RANDOM_INDEX[min(n, len(RANDOM_INDEX) - 1)]
    return now, value, max(0.0, (value - n) / (n - 1) / random) if random else 0.0


def weigh(comparisons: Sequence[tuple[str, str, Decimal]], options: Mapping[str, Any]) -> wp.Weights:
    """Weights from every pair of criteria compared once; refused where the judgements contradict each other too much."""
    names = list(dict.fromkeys(name for more, less, _ in comparisons for name in (more, less)))
    ratio: dict[tuple[str, str], float] = {}
    for more, less, times in comparisons:
        if (more, less) in ratio:
            raise refused(f"层次分析法：{more} 与 {less} 比较了两次。", f"AHP: {more} and {less} are compared twice.")
        ratio[more, less], ratio[less, more] = float(times), 1 / float(times)
    for at, a in enumerate(names):
        for b in names[at + 1 :]:
            if (a, b) not in ratio:
                raise refused(
                    f"层次分析法：{a} 与 {b} 没有比较；每两项都要比较一次。",
                    f"AHP: {a} and {b} are not compared; compare every pair once.",
                )
    found, _, consistency = ahp([[ratio.get((a, b), 1.0) for b in names] for a in names])
    limit = float(options["consistency"])
    if consistency > limit:
        raise refused(
            f"层次分析法：比较互相矛盾，一致性比率 {consistency:.3f}，最多允许 {limit:g}。请重新考虑。",
            f"AHP: the comparisons contradict each other, consistency ratio {consistency:.3f}; up to {limit:g} is allowed. "
            "Look at them again.",
        )
    line = wp.Text(
        f"一致性比率 {consistency:.3f}（不超过 {limit:g}）。",
        f"The consistency ratio is {consistency:.3f} (up to {limit:g}).",
    )
    return wp.Weights(weights={name: round(value, 12) for name, value in zip(names, found, strict=True)}, told=(line,))
