"""Kinds of activities and of matters: what a community does together, and what it settles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..errors import DefinitionError, WrongPhase
from .criteria import check_key
from .figures import Figure, System, check_figures
from .forms import FieldKind, Form
from .register import Disclosure
from .text import Text

NO_QUESTIONS = Form()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRole:
    """As what somebody takes part: volunteer, organiser, beneficiary. `hours` says whether their time is counted, `votes`
    whether they count for a meeting's quorum and vote there."""

    key: str
    title: Text
    hours: bool = False
    votes: bool = True

    def __post_init__(self) -> None:
        check_key(self.key, Text("参与身份", "A role in an activity"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityKind:
    """A kind of activity 活动, such as a clean-up or a bench meeting: its roles, and what its record asks for besides.

    `system` says in which section of the yearly report it is counted, `figures` what of its records is added up there.
    """

    key: str
    title: Text
    roles: tuple[ActivityRole, ...]
    about: Text | None = None
    form: Form = NO_QUESTIONS
    system: System = System.OTHER
    figures: tuple[Figure, ...] = ()

    def __post_init__(self) -> None:
        check_key(self.key, Text("活动类型", "An activity kind"))
        object.__setattr__(self, "roles", tuple(self.roles))
        object.__setattr__(self, "system", System(self.system))
        object.__setattr__(self, "figures", tuple(self.figures))
        check_figures(self.key, self.figures, self.form.fields)
        keys = [role.key for role in self.roles]
        if not keys or len(keys) != len(set(keys)):
            raise DefinitionError("Activity kind {key} needs roles, each with a key of its own.", key=self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where a matter stands. `asks` is what must be recorded to get here; `ends` says that nothing follows of itself.

    `resolution` says that a meeting must have carried a motion about the matter to get here. `days` is a clock: within so many
    days the next step follows, counted from the date that the field `days_from` of `asks` holds, else from the step's own day.
    `photos` is what must be photographed to get here, such as "before the work"; then those that earlier steps asked for are
    still needed too.

    Raises DefinitionError for a clock without a day, or one that begins at a field that holds no date.
    """

    key: str
    title: Text
    asks: Form = NO_QUESTIONS
    ends: bool = False
    resolution: bool = False
    days: int | None = None
    days_from: str | None = None
    photos: Text | None = None

    def __post_init__(self) -> None:
        check_key(self.key, Text("步骤", "A step"))
        dates = {one.key for one in self.asks.fields if one.kind is FieldKind.DATE}
        if (self.days is not None and self.days < 1) or (self.days_from is not None and self.days_from not in dates):
            raise DefinitionError(
                "Step {key}: a clock has a day or more, and begins at a date that the step asks for.", key=self.key
            )

    def due(self, day: date, answers: Mapping[str, Any]) -> date | None:
        """Until when the next step follows, where the step was taken on `day` with these answers; None without a clock."""
        if self.days is None:
            return None
        begun = answers.get(self.days_from) if self.days_from else None
        return (date.fromisoformat(str(begun)) if begun else day) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterKind:
    """A kind of matter 事项, such as a micro-project, a dispute or a nomination, and the way it takes.

    `steps` in order, the first is where it begins; `moves` maps a step's key to the keys that may follow it. `opening` is
    what is asked when it is reported.

    `settled` are the steps at which it is settled; `system` says in which section of the yearly report those are counted,
    `settled_as` what they are called there, `figures` what of their answers is added up. Of a kind that is `counts_only`
    nothing but how many there were is ever told to anybody who does not handle it. What is `from_residents` a household may
    report from its own page, where it reads how it goes on.

    Raises DefinitionError where a move leads nowhere, a step cannot be reached, no way from a step comes to an end, or a
    field of a kind that is `counts_only` is not secret.
    """

    key: str
    title: Text
    steps: tuple[Step, ...]
    moves: Mapping[str, tuple[str, ...]]
    about: Text | None = None
    opening: Form = NO_QUESTIONS
    system: System = System.OTHER
    settled: tuple[str, ...] = ()
    settled_as: Text | None = None
    figures: tuple[Figure, ...] = ()
    counts_only: bool = False
    from_residents: bool = False

    def __post_init__(self) -> None:
        check_key(self.key, Text("事项类型", "A matter kind"))
        self._check_steps()
        self._check_report()

    def _check_steps(self) -> None:
        object.__setattr__(self, "steps", tuple(self.steps))
        object.__setattr__(self, "moves", {step: tuple(after) for step, after in self.moves.items()})
        keys = [step.key for step in self.steps]
        if not keys or len(keys) != len(set(keys)):
            raise DefinitionError("Matter kind {key} needs steps, each with a key of its own.", key=self.key)
        named = {*self.moves, *(after for follow in self.moves.values() for after in follow)}
        if unknown := sorted(named - set(keys)):
            raise DefinitionError(
                "Matter kind {key} moves to {unknown}, which is no step.", key=self.key, unknown=unknown
            )
        if lost := sorted(set(keys) - self._reached(keys[0])):
            raise DefinitionError("Matter kind {key}: no move leads to {lost}.", key=self.key, lost=lost)
        ends = {step.key for step in self.steps if step.ends}
        if stuck := [key for key in keys if not ends & self._reached(key)]:
            raise DefinitionError("Matter kind {key} never ends from {stuck}.", key=self.key, stuck=stuck)

    def _check_report(self) -> None:
        object.__setattr__(self, "system", System(self.system))
        object.__setattr__(self, "settled", tuple(self.settled))
        object.__setattr__(self, "figures", tuple(self.figures))
        if unknown := sorted(set(self.settled) - {step.key for step in self.steps}):
            raise DefinitionError(
                "Matter kind {key} is settled at {unknown}, which is no step.", key=self.key, unknown=unknown
            )
        fields = [*self.opening.fields, *(one for step in self.steps for one in step.asks.fields)]
        check_figures(self.key, self.figures, fields)
        for one in fields if self.counts_only else ():
            if one.kind is not FieldKind.CONSENT and one.disclosure is not Disclosure.SECRET:
                raise DefinitionError(
                    "Of {key} only how many there were is told, and its field {field} is not secret.",
                    key=self.key, field=one.key,
                )  # fmt: skip

    def _reached(self, first: str) -> set[str]:
        """Every step that can be come to from `first`, itself among them."""
        seen, ahead = set[str](), [first]
        while ahead:
            here = ahead.pop()
            if here not in seen:
                seen.add(here)
                ahead += self.moves.get(here, ())
        return seen

    def step(self, key: str) -> Step:
        """The step called `key`. Raises WrongPhase where there is none."""
        for step in self.steps:
            if step.key == key:
                return step
        raise WrongPhase("{title} has no step {step}.", title=self.title, step=key)

    def move(self, now: str, to: str) -> Step:
        """The step `to`, where it may follow `now`. Raises WrongPhase, naming what may follow, where it may not."""
        step = self.step(to)
        if to not in self.moves.get(now, ()):
            follow = [self.step(key).title for key in self.moves.get(now, ())]
            raise WrongPhase(
                "{title} stands at {now}; what may follow is: {follow}.",
                title=self.title,
                now=self.step(now).title,
                follow=follow or "-",
            )
        return step
