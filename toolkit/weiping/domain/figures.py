"""What the yearly report tells of a kind of activity or matter: the micro system it belongs to, and its figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..errors import DefinitionError
from .criteria import check_key
from .forms import Field, FieldKind
from .register import Disclosure
from .text import Text


class System(StrEnum):
    """The micro system that a kind belongs to. The yearly report has a section for each, in this order."""

    DELIBERATION = "deliberation"
    SERVICE = "service"
    GRID = "grid"
    PROJECT = "project"
    CULTURE = "culture"
    APPRAISAL = "appraisal"
    OTHER = "other"

    @property
    def label(self) -> Text:
        """The system as the community calls it."""
        return _SYSTEMS[self]


_SYSTEMS = {
    System.DELIBERATION: Text("微平台 · 议事协商", "Deliberation"),
    System.SERVICE: Text("微服务 · 便民服务", "Services"),
    System.GRID: Text("微网格 · 网格治理", "Micro-grids"),
    System.PROJECT: Text("微实事 · 民生小工程", "Micro-projects"),
    System.CULTURE: Text("微活动 · 文化活动", "Cultural activities"),
    System.APPRAISAL: Text("微评比 · 评优树典", "Appraisals and honours"),
    System.OTHER: Text("其他", "Other"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of the yearly report that answers of a kind's records add up to; how many records there are is told anyway.

    `adds` are number fields, added up; where they are several, each is told too. `by` are choice fields: every combination
    that was answered is a line of its own. `measured_in` is the choice field whose words are the unit, else `unit` is it.
    All of them are public, since the report is. Raises DefinitionError where nothing is added up.
    """

    key: str
    title: Text
    adds: tuple[str, ...]
    by: tuple[str, ...] = ()
    measured_in: str = ""
    unit: Text | None = None

    def __post_init__(self) -> None:
        check_key(self.key, Text("报告数字", "A figure"))
        object.__setattr__(self, "adds", tuple(self.adds))
        object.__setattr__(self, "by", tuple(self.by))
        if not self.adds:
            raise DefinitionError("Figure {key} adds up nothing; name number fields.", key=self.key)

    def fields(self) -> list[tuple[str, FieldKind]]:
        """The fields it rests on, and what each must hold."""
        asked = [(one, FieldKind.NUMBER) for one in self.adds]
        asked += [(one, FieldKind.CHOICE) for one in self.by]
        return [*asked, (self.measured_in, FieldKind.CHOICE)] if self.measured_in else asked


def check_figures(kind: str, figures: Sequence[Figure], fields: Iterable[Field]) -> None:
    """Raise DefinitionError where a figure of `kind` rests on a field that its forms do not ask for, or that is not public."""
    asked: dict[str, list[Field]] = {}
    for one in fields:
        asked.setdefault(one.key, []).append(one)
    keys = [figure.key for figure in figures]
    if len(keys) != len(set(keys)):
        raise DefinitionError("{kind} has a figure twice: {keys}.", kind=kind, keys=keys)
    for figure in figures:
        for key, wanted in figure.fields():
            found = asked.get(key, [])
            if not found or any(one.kind is not wanted for one in found):
                raise DefinitionError(
                    "Figure {figure} of {kind} rests on {field}, which none of its forms asks for as a {wanted}.",
                    figure=figure.key, kind=kind, field=key, wanted=wanted.value,
                )  # fmt: skip
            if any(one.disclosure is not Disclosure.PUBLIC for one in found):
                raise DefinitionError(
                    "Figure {figure} of {kind} rests on {field}, which is not public; the report is.",
                    figure=figure.key, kind=kind, field=key,
                )  # fmt: skip
