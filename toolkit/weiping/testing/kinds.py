"""Checks of activity and matter kinds, and of the forms in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from ..domain.forms import Field, FieldKind, Form
from ..domain.kinds import ActivityKind, MatterKind
from ..domain.register import Disclosure
from ..domain.text import Text
from ..errors import Invalid
from .finding import Breach, Breaches, law
from .target import Target

MOST_FIELDS = 30


def forms(kind: ActivityKind | MatterKind) -> Iterator[tuple[str, Form]]:
    """The forms of a kind with the place where each is asked."""
    if isinstance(kind, ActivityKind):
        yield "form", kind.form
    else:
        yield "opening", kind.opening
        yield from ((f"step {step.key}", step.asks) for step in kind.steps)


@law((ActivityKind, MatterKind), "forms that can be filled in")
def forms_can_be_filled(kind: ActivityKind | MatterKind, _target: Target) -> Breaches:
    """An honest answer to every question is taken, there are not too many, and a consent that is asked for is needed."""
    for where, form in forms(kind):
        answers = {one.key: honest(one) for one in form.fields}
        try:
            form.check(answers)
        except Invalid as error:
            yield Breach("{where} refuses honest answers: {error}", "Loosen the field.", where=where, error=error)
            continue
        if len(form.fields) > MOST_FIELDS:
            yield Breach(
                "{where} asks {count} questions.", "Ask at most {most}: it is filled in on a telephone.",
                where=where, count=len(form.fields), most=MOST_FIELDS,
            )  # fmt: skip
        yield from _open_consents(where, form)


def _open_consents(where: str, form: Form) -> Breaches:
    for one in form.fields:
        if one.kind is FieldKind.CONSENT and not one.required:
            yield Breach(
                "{where} asks for the consent {field}, and goes on without it.",
                "A consent is required; a yes or no that may be no is of the kind yes-no.",
                where=where,
                field=one.key,
            )
        if one.kind is FieldKind.TEXT and one.disclosure is Disclosure.PUBLIC and one.longest > 2000:
            yield Breach(
                "{where} makes up to {longest} letters of {field} public.",
                "Shorten it, or keep it in the office.",
                where=where,
                longest=one.longest,
                field=one.key,
            )


def honest(field: Field) -> Any:
    """An answer that the field should take."""
    match field.kind:
        case FieldKind.NUMBER:
            return field.least if field.least is not None else field.most if field.most is not None else Decimal(1)
        case FieldKind.DATE:
            return date(2024, 2, 29)
        case FieldKind.CHOICE:
            return next(iter(field.choices))
        case FieldKind.YES_NO | FieldKind.CONSENT:
            return True
        case _:
            return "王"


@law(ActivityKind, "roles that are told apart")
def roles_are_told_apart(kind: ActivityKind, _target: Target) -> Breaches:
    """No two roles are called alike."""
    yield from _alike("roles", (role.title for role in kind.roles))
    for where, form in forms(kind):
        yield from _alike(where, (one.title for one in form.fields))


@law(MatterKind, "steps that are told apart, from a first that is no end")
def steps_are_told_apart(kind: MatterKind, _target: Target) -> Breaches:
    """No two steps are called alike, and a matter does not end where it begins."""
    yield from _alike("steps", (step.title for step in kind.steps))
    for where, form in forms(kind):
        yield from _alike(where, (one.title for one in form.fields))
    if kind.steps[0].ends and len(kind.steps) > 1:
        yield Breach(
            "The first step {step} is an end already.",
            "Begin with a step that something follows.",
            step=kind.steps[0].key,
        )
    for step in kind.steps:
        if step.key in kind.moves.get(step.key, ()):
            yield Breach("The step {step} may follow itself.", "Leave that move out.", step=step.key)


def _alike(where: str, titles: Iterable[Text]) -> Breaches:
    found = list(titles)
    for words in ([one.zh for one in found], [one.en for one in found]):
        for word, times in Counter(words).items():
            if times > 1:
                yield Breach(
                    "Two of the {where} are called {word}.", "Give each a title of its own.", where=where, word=word
                )
