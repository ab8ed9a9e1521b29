"""Kinds of activities and of matters: what a community does together, and what it settles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import DefinitionError, WrongPhase
from .criteria import check_key
from .forms import Form
from .text import Text

NO_QUESTIONS = Form()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRole:
    """As what somebody takes part: volunteer, organiser, beneficiary. `hours` says whether their time is counted."""

    key: str
    title: Text
    hours: bool = False

    def __post_init__(self) -> None:
        check_key(self.key, Text("参与身份", "A role in an activity"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityKind:
    """A kind of activity 活动, such as a clean-up or a bench meeting: its roles, and what its record asks for besides."""

    key: str
    title: Text
    roles: tuple[ActivityRole, ...]
    about: Text | None = None
    form: Form = NO_QUESTIONS

    def __post_init__(self) -> None:
        check_key(self.key, Text("活动类型", "An activity kind"))
        object.__setattr__(self, "roles", tuple(self.roles))
        keys = [role.key for role in self.roles]
        if not keys or len(keys) != len(set(keys)):
            raise DefinitionError("Activity kind {key} needs roles, each with a key of its own.", key=self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where a matter stands. `asks` is what must be recorded to get here; `ends` says that nothing follows of itself.

    `resolution` says that a meeting must have carried a motion about the matter to get here.
    """

    key: str
    title: Text
    asks: Form = NO_QUESTIONS
    ends: bool = False
    resolution: bool = False

    def __post_init__(self) -> None:
        check_key(self.key, Text("步骤", "A step"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterKind:
    """A kind of matter 事项, such as a micro-project, a dispute or a nomination, and the way it takes.

    `steps` in order, the first is where it begins; `moves` maps a step's key to the keys that may follow it. `opening` is
    what is asked when it is reported. Raises DefinitionError where a move leads nowhere, a step cannot be reached, or a
    step is such that no way from it comes to an end.
    """

    key: str
    title: Text
    steps: tuple[Step, ...]
    moves: Mapping[str, tuple[str, ...]]
    about: Text | None = None
    opening: Form = NO_QUESTIONS

    def __post_init__(self) -> None:
        check_key(self.key, Text("事项类型", "A matter kind"))
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
