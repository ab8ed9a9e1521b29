"""Where the differences between marks come from: a generalizability study, and what more judges would buy.

Balanced designs are solved from the mean squares of the analysis of variance, whose estimates may be negative and are
reported so (Brennan 2001, Generalizability Theory, ch. 3 and 5: the expected mean square of an effect is the sum, over all
effects that contain it, of their component times the number of observations behind one of its conditions). Designs with
gaps are fitted by REML (`mixed`), whose estimates are never negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..domain.text import Text
from ..errors import InputError
from . import mixed
from .facets import Design, Effect
from .observations import marked
from .undefined import Reason, Undefined

RESIDUAL = "residual"
NOUGHT = 1e-13
"""A difference of sums below this share of them is nought."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Component:
    """One source of variance. `degrees` and `mean_square` are None where the fit was by REML."""

    effect: str
    variance: float
    degrees: int | None = None
    mean_square: float | None = None

    @property
    def counted(self) -> float:
        """What it contributes to an error: an estimate below zero stands for none (Brennan 2001, sec. 3.4)."""
        return max(self.variance, 0.0)


@dataclass(frozen=True)
class Variance:
    """The components of a design, and how far the observed numbers of conditions carry.

    `generalizability` (Eρ²) is the reliability of the order of what is measured, `dependability` (Φ) that of its absolute
    values; an Undefined where nothing differs. `numbers` are the conditions per facet that an object was observed under:
    exact where the design is balanced, else their harmonic mean over the objects.
    """

    design: Design
    components: tuple[Component, ...]
    numbers: Mapping[str, float]
    method: Literal["anova", "reml"]
    observations: int
    repeats: float
    notes: tuple[Text, ...] = ()

    @property
    def generalizability(self) -> float | Undefined:
        """Eρ² = σ²(p) / (σ²(p) + σ²(δ)), Brennan 2001, eq. 1.12 and 4.15."""
        return self.at({})[0]

    @property
    def dependability(self) -> float | Undefined:
        """Φ = σ²(p) / (σ²(p) + σ²(Δ)), Brennan 2001, eq. 1.13 and 4.16."""
        return self.at({})[1]

    def at(self, numbers: Mapping[str, float]) -> tuple[float | Undefined, float | Undefined]:
        """Both coefficients with other numbers of conditions (a decision study); facets not named stay as observed.

        σ²(δ) sums the components that contain the measured facet and something else, σ²(Δ) all others as well, each
        divided by the conditions that are averaged over. Raises InputError for a facet that is not averaged over or a
        number below one.
        """
        for facet, number in numbers.items():
            if facet not in self.design.averaged or number < 1:
                raise InputError(
                    "{facet} = {number} is no number of conditions of this design; it averages over {facets}.",
                    facet=facet, number=number, facets=list(self.design.averaged),
                )  # fmt: skip
        counts = {**self.numbers, **numbers}
        facets = {effect.name: effect.facets for effect in self.design.effects}
        whole = self.design.effects[-1].facets
        true = relative = absolute = 0.0
        for one in self.components:
            inside = facets.get(one.effect, whole)
            share = one.counted / prod(counts[facet] for facet in inside if facet != self.design.measured)
            if one.effect == RESIDUAL:
                share /= self.repeats
            if inside == (self.design.measured,):
                true += share
            else:
                absolute += share
                relative += share if self.design.measured in inside else 0.0
        if true + absolute <= 0:
            return Undefined(Reason.LEVEL), Undefined(Reason.LEVEL)
        return true / (true + relative) if true + relative > 0 else 0.0, true / (true + absolute)

    def needed(self, facet: str, reliability: float, *, absolute: bool = False, most: int = 1000) -> int | None:
        """How many conditions of `facet` reach `reliability`, the others as observed; None where `most` are not enough."""
        low, high = 1, most
        if self._value(facet, high, absolute) < reliability:
            return None
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._value(facet, middle, absolute) >= reliability else (middle + 1, high)
        return low

    def _value(self, facet: str, number: int, absolute: bool) -> float:
        found = self.at({facet: number})[absolute]
        return 0.0 if isinstance(found, Undefined) else found


def variance(marks: pl.DataFrame, design: Design, *, value: str = "mark") -> Variance:
    """The components of `marks`, a long frame with a column per facet of `design` and one of numbers.

    Rows without a value are left out. Raises InputError for a column that is not there or holds no numbers, for a facet
    with one condition only, and for designs too large to fit with gaps.
    """
    frame = _checked(marks, design, value)
    codes = {effect.facets: _codes(frame, design, effect) for effect in design.effects}
    for facet in design.facets:
        _enough(frame, design, facet)
    y = frame["mark"].to_numpy()
    shape = _balance(codes, design, len(y))
    found = _anova(y, codes, design, shape) if shape is not None else _reml(y, codes, design)
    return replace(found, observations=len(y))


def _checked(marks: pl.DataFrame, design: Design, value: str) -> pl.DataFrame:
    frame = marked(marks, design.facets, value=value)
    if frame.is_empty():
        raise InputError("There is no mark at all to study.")
    return frame


def _codes(frame: pl.DataFrame, design: Design, effect: Effect) -> NDArray[np.int64]:
    """Whole numbers from 0 for the conditions of an effect."""
    names = [name for name in design.facets if name in effect.facets]
    return frame.select(pl.struct(names).rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()


def _enough(frame: pl.DataFrame, design: Design, facet: str) -> None:
    inside = design.nesting[facet]
    counts = frame.group_by(*inside).agg(pl.col(facet).n_unique())[facet] if inside else [frame[facet].n_unique()]
    if max(counts) < 2:
        raise InputError(
            "There is only one {facet}, so nothing can be said about how much it matters; leave it out of the design.",
            facet=facet,
        )


def _balance(codes: Mapping[tuple[str, ...], NDArray[np.int64]], design: Design, rows: int) -> dict[str, int] | None:
    """Conditions per facet (within what it is nested in) and repeats, where every cell has the same; else None."""
    numbers: dict[str, int] = {}
    sizes = {facets: int(code.max()) + 1 for facets, code in codes.items()}
    for facet in design.facets:
        levels = design.levels(facet)
        around = tuple(name for name in levels if name != facet)
        outer = prod(numbers_of(around, sizes, design)) if around else 1
        numbers[facet], left = divmod(sizes[levels], outer)
        if left:
            return None
    cells = prod(numbers.values())
    whole = codes[design.effects[-1].facets]
    if sizes[design.effects[-1].facets] != cells or rows % cells or (np.bincount(whole) != rows // cells).any():
        return None
    for facets, size in sizes.items():
        if size != prod(numbers[name] for name in facets):
            return None
    return {**numbers, RESIDUAL: rows // cells}


def numbers_of(around: Sequence[str], sizes: Mapping[tuple[str, ...], int], design: Design) -> Iterable[int]:
    """How many conditions the facets that others are nested in have, together."""
    if around in sizes:
        return (sizes[tuple(around)],)
    return (sizes[design.levels(name)] for name in around)


def _anova(
    y: Floats, codes: Mapping[tuple[str, ...], NDArray[np.int64]], design: Design, shape: Mapping[str, int]
) -> Variance:
    """Mean squares, and the components they stand for: solved from the interaction of all downwards."""
    repeats = shape[RESIDUAL]
    centred = y - y.mean()
    effects = design.effects
    squares: dict[tuple[str, ...], float] = {}
    degrees: dict[tuple[str, ...], int] = {}
    for effect in effects:
        inside = [other for other in effects if set(other.facets) < set(effect.facets)]
        means = np.bincount(codes[effect.facets], centred) / np.bincount(codes[effect.facets])
        behind = len(y) / len(means)
        squares[effect.facets] = _left(behind * float(means @ means), sum(squares[other.facets] for other in inside))
        degrees[effect.facets] = len(means) - 1 - sum(degrees[other.facets] for other in inside)
    parts: list[Component] = []
    top = effects[-1].facets
    if repeats > 1:
        within = _left(float(centred @ centred), sum(squares.values()))
        free = len(y) - 1 - sum(degrees.values())
        parts.append(Component(RESIDUAL, within / free, free, within / free))
    for effect in reversed(effects):
        square = squares[effect.facets] / degrees[effect.facets]
        if effect.facets == top and repeats == 1:
            parts.append(Component(RESIDUAL, square, degrees[top], square))
            continue
        others = sum(
            one.variance * (1 if one.effect == RESIDUAL else _behind(one.effect.split(":"), design, shape))
            for one in parts
            if one.effect == RESIDUAL or set(one.effect.split(":")) > set(effect.facets)
        )
        estimate = _left(square, others) / _behind(effect.facets, design, shape)
        parts.append(Component(effect.name, estimate, degrees[effect.facets], square))
    found = Variance(design, _ordered(parts, design), {name: float(shape[name]) for name in design.facets}, "anova",
                     len(y), float(repeats))  # fmt: skip
    below = [one.effect for one in parts if one.variance < 0]
    return replace(found, notes=(_negative(below),)) if below else found


def _left(whole: float, part: float) -> float:
    """The difference; nought where it is but what floats leave of one, so that no sign is read into it."""
    found = whole - part
    return found if abs(found) > NOUGHT * max(abs(whole), abs(part)) else 0.0


def _behind(facets: Iterable[str], design: Design, shape: Mapping[str, int]) -> int:
    """Observations behind one condition of an effect."""
    return prod(shape[name] for name in design.facets if name not in set(facets)) * shape[RESIDUAL]


def _reml(y: Floats, codes: Mapping[tuple[str, ...], NDArray[np.int64]], design: Design) -> Variance:
    top = design.effects[-1].facets
    single = bool((np.bincount(codes[top]) == 1).all())
    chosen = [effect for effect in design.effects if not (single and effect.facets == top)]
    try:
        fitted = mixed.fit(y, {effect.name: codes[effect.facets] for effect in chosen}, bare=True)
    except mixed.TooLargeError as error:
        raise InputError("This design with gaps is too large to fit: {why}.", why=error.reason) from error
    except mixed.ConfoundedError as error:
        raise InputError(
            "These marks cannot tell {effects} apart: who scored what does not separate them. Leave one of them out of the "
            "design.",
            effects=list(error.factors),
        ) from error
    except mixed.EqualError:
        parts = [Component(effect.name, 0.0) for effect in chosen] + [Component(RESIDUAL, 0.0)]
    except mixed.UnfitError as error:
        raise InputError("The components of these marks cannot be estimated: {why}.", why=error.reason) from error
    else:
        parts = [Component(name, value) for name, value in fitted.variances.items()]
        parts.append(Component(RESIDUAL, fitted.residual))
    numbers, repeats = _observed(codes, design)
    return Variance(design, _ordered(parts, design), numbers, "reml", len(y), repeats)


def _observed(codes: Mapping[tuple[str, ...], NDArray[np.int64]], design: Design) -> tuple[dict[str, float], float]:
    """Conditions per object and facet as harmonic means, so that the average error over the objects comes out right."""
    objects = codes[(design.measured,)]
    numbers = {design.measured: float(objects.max() + 1)}
    for facet in design.averaged:
        levels = design.levels(facet)
        around = tuple(name for name in levels if name != facet)
        pairs = pl.DataFrame({"object": objects, "level": codes[levels], "around": codes.get(around, objects * 0)})
        each = pairs.group_by("object", "around").agg(count=pl.col("level").n_unique()).get_column("count")
        numbers[facet] = len(each) / float((1 / each).sum())
    cells = np.bincount(codes[design.effects[-1].facets])
    return numbers, len(cells) / float((1 / cells).sum())


def _ordered(parts: Iterable[Component], design: Design) -> tuple[Component, ...]:
    place = {effect.name: number for number, effect in enumerate(design.effects)}
    return tuple(sorted(parts, key=lambda one: place.get(one.effect, len(place))))


def _negative(names: Sequence[str]) -> Text:
    return Text(
        f"以下方差分量的估计值为负,报告原值,计算信度时按零处理:{'、'.join(names)}",
        f"Estimated below zero, reported as they are and counted as zero in the coefficients: {', '.join(names)}",
    )


def as_data(found: Variance) -> dict[str, Any]:
    """The study as JSON: numbers, or null with a reason."""
    coefficients = {"generalizability": found.generalizability, "dependability": found.dependability}
    return {
        "components": {one.effect: one.variance for one in found.components},
        **{name: None if isinstance(value, Undefined) else value for name, value in coefficients.items()},
        "reasons": {
            name: value.reason.label.both() for name, value in coefficients.items() if isinstance(value, Undefined)
        },
        "degrees": {one.effect: one.degrees for one in found.components if one.degrees is not None},
        "conditions": dict(found.numbers),
        "method": found.method,
        "observations": found.observations,
        "notes": [note.both() for note in found.notes],
    }
