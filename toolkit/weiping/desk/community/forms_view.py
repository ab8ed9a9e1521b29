"""Kinds and their forms as pages receive them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...domain.forms import Field, Form
from ...domain.kinds import ActivityKind, MatterKind
from ...domain.register import Disclosure


def form_data(form: Form) -> list[dict[str, Any]]:
    """The questions of a form, in their order."""
    return [_field(one) for one in form.fields]


def _field(one: Field) -> dict[str, Any]:
    return {
        "key": one.key, "title": one.title.both(), "kind": one.kind.value, "required": one.required,
        "choices": [{"key": key, "title": words.both()} for key, words in one.choices.items()],
        "public": one.disclosure is Disclosure.PUBLIC, "expected": one.expected.both(),
    }  # fmt: skip


def activity_kind_data(kind: ActivityKind) -> dict[str, Any]:
    """A kind of activity: roles, questions."""
    roles = [{"key": one.key, "title": one.title.both(), "hours": one.hours, "votes": one.votes} for one in kind.roles]
    return {
        "key": kind.key, "title": kind.title.both(), "about": kind.about and kind.about.both(), "roles": roles,
        "system": kind.system.value, "form": form_data(kind.form),
    }  # fmt: skip


def matter_kind_data(kind: MatterKind) -> dict[str, Any]:
    """A kind of matter: its steps with what each asks for, and which may follow which."""
    steps = [
        {
            "key": one.key, "title": one.title.both(), "ends": one.ends, "resolution": one.resolution,
            "photos": one.photos and one.photos.both(), "form": form_data(one.asks), "next": list(kind.moves.get(one.key, ())),
        }
        for one in kind.steps
    ]  # fmt: skip
    return {
        "key": kind.key, "title": kind.title.both(), "about": kind.about and kind.about.both(), "steps": steps,
        "form": form_data(kind.opening), "counts_only": kind.counts_only, "from_residents": kind.from_residents,
    }  # fmt: skip


def answered(form: Form, answers: Mapping[str, Any], *, secret: bool = False) -> list[dict[str, Any]]:
    """What was answered, with the questions, in their order; choices in words. Secret answers are left out, unless they are
    for somebody who handles the matter."""
    found = []
    for one in form.fields:
        if one.key in answers and (secret or one.disclosure is not Disclosure.SECRET):
            value = answers[one.key]
            words = one.choices[value].both() if value in one.choices else str(value)
            if isinstance(value, bool):
                words = {"zh_CN": "是" if value else "否", "en": "yes" if value else "no"}
            found.append({"title": one.title.both(), "value": words})
    return found
