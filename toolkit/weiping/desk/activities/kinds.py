"""The kinds that plugins offer, and answers to their forms as the database keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ...domain.exact import plain
from ...domain.forms import Form
from ...domain.kinds import ActivityKind, ActivityRole
from ...domain.register import Disclosure
from ...errors import Invalid, WrongPhase
from ..office import Desk


def activity_kind(desk: Desk, key: str) -> ActivityKind:
    """The kind called `key`. Raises WrongPhase where nobody offers it."""
    kind = desk.plugins.activity_kinds.get(key)
    if kind is None:
        raise WrongPhase("The activity kind {key} is not installed or quarantined; see the plugin list.", key=key)
    return kind


def role_of(kind: ActivityKind, key: str) -> ActivityRole:
    """The role called `key`. Raises Invalid, naming those there are."""
    for role in kind.roles:
        if role.key == key:
            return role
    raise Invalid("{kind} has no role {role}; there are: {roles}.", kind=kind.title, role=key,
                  roles=[role.key for role in kind.roles])  # fmt: skip


def usual_role(kind: ActivityKind, wanted: Sequence[str]) -> str | None:
    """The first of `wanted` that the kind has: as what most people come."""
    roles = {role.key for role in kind.roles}
    return next((key for key in wanted if key in roles), None)


def kept(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers, checked, as JSON keeps them: numbers and dates as text, what was left empty not at all."""
    return {key: _plain(value) for key, value in form.check(answers).items() if value is not None}


def public_texts(form: Form, answers: Mapping[str, Any]) -> list[str]:
    """The answers in words that the form makes public."""
    public = {one.key for one in form.fields if one.disclosure is Disclosure.PUBLIC}
    return [value for key, value in answers.items() if key in public and isinstance(value, str)]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value
