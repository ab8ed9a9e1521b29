"""What is judged: criteria with their scale, their levels 优良中差 and the faults that are deducted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, get_args

from ..errors import DefinitionError, Invalid
from .exact import exact, plain
from .text import Text

Control = Literal["levels", "steps", "slider"]
"""How the pad offers a criterion: a button a level, a large button a value, or a slider."""

_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def check_key(key: str, what: Text) -> None:
    """Keys are stable words for programs: lower-case ASCII, digits and hyphens."""
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise DefinitionError(
            "{what} has the key {key}; use lower-case letters, digits and hyphens, such as stairwell-hygiene.",
            what=what,
            key=repr(key),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The values a mark may take: from `low` to `high` in steps of `step`, all exact decimals."""

    low: Decimal = Decimal(0)
    high: Decimal = Decimal(20)
    step: Decimal = Decimal("0.5")

    def __post_init__(self) -> None:
        for name in ("low", "high", "step"):
            object.__setattr__(self, name, exact(getattr(self, name)))
        if self.step <= 0 or self.low >= self.high or (self.high - self.low) % self.step:
            raise DefinitionError(
                "The scale from {low} to {high} in steps of {step} is not sane; the steps must fill it exactly.",
                low=plain(self.low),
                high=plain(self.high),
                step=plain(self.step),
            )

    @property
    def steps(self) -> int:
        """How many steps lead from `low` to `high`."""
        return int((self.high - self.low) / self.step)

    def admits(self, value: Decimal) -> bool:
        """Whether `value` lies on the scale."""
        return self.low <= value <= self.high and (value - self.low) % self.step == 0

    def clamp(self, value: Decimal) -> Decimal:
        """The nearest end of the scale where `value` lies beyond it."""
        return min(max(value, self.low), self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One band of the scale, such as 优 18–20: a tap on it sets the mark to `value`."""

    key: str
    title: Text
    low: Decimal
    high: Decimal
    value: Decimal
    rubric: Text | None = None

    def __post_init__(self) -> None:
        for name in ("low", "high", "value"):
            object.__setattr__(self, name, exact(getattr(self, name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the rubric: a fault that takes `points` off each time it is found, such as 楼道堆物 −2."""

    key: str
    title: Text
    points: Decimal

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", exact(self.points))


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How a mark came about: the level tapped, fine steps up or down, and how often each fault was found."""

    level: str | None = None
    fine: Decimal = Decimal(0)
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A criterion such as 楼道卫生 stairwell hygiene.

    `levels` run from best to worst and cover the scale; `deductions` are the faults offered as chips. `control` is how
    the pad offers it; where it is left out the scale decides: a short one (up to ten steps) gets a large button a value
    unless levels were written for it, a long one (more than sixty steps) a slider, the rest a button a level. Raises
    DefinitionError when a part contradicts another, so that a plugin cannot bring a criterion the pad could not show.
    """

    key: str
    title: Text
    rubric: Text
    scale: Scale = Scale()
    levels: tuple[Level, ...] = ()
    deductions: tuple[Item, ...] = ()
    control: Control | None = None

    def __post_init__(self) -> None:
        check_key(self.key, Text("评分项", "A criterion"))
        object.__setattr__(self, "control", self.control or usual_control(self.scale, bool(self.levels)))
        if self.control not in get_args(Control):
            raise DefinitionError(
                "Criterion {key} asks for the control {control}; the pad knows {known}.",
                key=self.key,
                control=self.control,
                known=", ".join(get_args(Control)),
            )
        object.__setattr__(self, "levels", tuple(self.levels) or even_levels(self.scale))
        object.__setattr__(self, "deductions", tuple(self.deductions))
        keys = [level.key for level in self.levels] + [item.key for item in self.deductions]
        if len(keys) != len(set(keys)):
            raise DefinitionError(
                "Criterion {key} names a level or a deduction twice: {keys}.", key=self.key, keys=keys
            )
        for level in self.levels:
            if not (level.low <= level.value <= level.high and self.scale.admits(level.value)):
                raise DefinitionError(
                    "Level {level} of criterion {key} has the value {value}, which is not on its band or scale.",
                    level=level.key,
                    key=self.key,
                    value=plain(level.value),
                )
        for item in self.deductions:
            if item.points <= 0 or item.points % self.scale.step:
                raise DefinitionError(
                    "Deduction {item} of criterion {key} takes off {points}; use a positive multiple of {step}.",
                    item=item.key,
                    key=self.key,
                    points=plain(item.points),
                    step=plain(self.scale.step),
                )

    def value(self, detail: Detail) -> Decimal:
        """The mark that `detail` stands for: clamp(base + fine − Σ count × deduction).

        Base is full marks, or the stated value of the level tapped. Raises Invalid for a level or a fault this
        criterion does not know, a negative count, or a fine step that leaves the scale's grid.
        """
        levels = {level.key: level.value for level in self.levels}
        points = {item.key: item.points for item in self.deductions}
        unknown = sorted(({detail.level} - {None} - levels.keys()) | (detail.counts.keys() - points.keys()))  # type: ignore[type-var]
        if unknown:
            raise Invalid(
                "Criterion {key} has no level or deduction called {unknown}; reload the page.",
                key=self.key,
                unknown=", ".join(map(str, unknown)),
            )
        if detail.fine % self.scale.step or any(count < 0 for count in detail.counts.values()):
            raise Invalid("The mark for {key} is not made of whole steps and faults counted from zero.", key=self.key)
        base = levels[detail.level] if detail.level else self.scale.high
        faults = sum((points[key] * count for key, count in detail.counts.items()), Decimal(0))
        return self.scale.clamp(base + detail.fine - faults)

    def as_data(self) -> dict[str, Any]:
        """The criterion as JSON: what a round snapshots when it opens, and what pages receive. Decimals are strings."""
        return {
            "key": self.key,
            "title": self.title.both(),
            "rubric": self.rubric.both(),
            "scale": {name: plain(getattr(self.scale, name)) for name in ("low", "high", "step")},
            "levels": [
                {
                    "key": level.key,
                    "title": level.title.both(),
                    **{name: plain(getattr(level, name)) for name in ("low", "high", "value")},
                    "rubric": level.rubric.both() if level.rubric else None,
                }
                for level in self.levels
            ],
            "deductions": [
                {"key": item.key, "title": item.title.both(), "points": plain(item.points)} for item in self.deductions
            ],
            "control": self.control,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Criterion:
        """The criterion that `as_data` wrote."""

        def level(part: Mapping[str, Any]) -> Level:
            rubric = Text.of(part["rubric"]) if part["rubric"] else None
            values = {name: Decimal(part[name]) for name in ("low", "high", "value")}
            return Level(key=part["key"], title=Text.of(part["title"]), rubric=rubric, **values)

        return cls(
            key=data["key"],
            title=Text.of(data["title"]),
            rubric=Text.of(data["rubric"]),
            scale=Scale(**{name: Decimal(value) for name, value in data["scale"].items()}),
            levels=tuple(level(part) for part in data["levels"]),
            deductions=tuple(
                Item(key=part["key"], title=Text.of(part["title"]), points=Decimal(part["points"]))
                for part in data["deductions"]
            ),
            control=data.get("control", "levels"),  # a round that opened before there was a choice
        )


def usual_control(scale: Scale, levels: bool) -> Control:
    """How a criterion is offered that does not say it: buttons while a thumb can hit them, a slider beyond."""
    if scale.steps <= 10 and not levels:
        return "steps"
    return "slider" if scale.steps > 60 else "levels"


def even_levels(scale: Scale) -> tuple[Level, ...]:
    """优 良 中 差 for any scale: from 90 %, 70 %, 50 % and the rest, each valued half-way in its band."""
    span = scale.high - scale.low

    def down(share: str) -> Decimal:
        return scale.low + (span * Decimal(share)) // scale.step * scale.step

    bands: list[Level] = []
    top = scale.high
    for key, title, share in (
        ("excellent", Text("优", "Excellent"), "0.9"),
        ("good", Text("良", "Good"), "0.7"),
        ("fair", Text("中", "Fair"), "0.5"),
        ("poor", Text("差", "Poor"), "0"),
    ):
        low = down(share)
        if low > top:
            continue
        middle = low + ((top - low) / 2) // scale.step * scale.step
        bands.append(Level(key=key, title=title, low=low, high=top, value=middle))
        top = low - scale.step
    return tuple(bands)
