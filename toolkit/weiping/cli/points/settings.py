"""`weiping points policy`: what the office decided for its points."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ...errors import InputError
from .. import help_of
from ..files import Db
from .common import By, Json, reading, spoken, told, writing

Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help=help_of("Change a setting; may be given several times. none stands for nothing."),
    ),
]


def policy(db: Db, change: Set = None, by: By = None, json: Json = False) -> None:
    """Show the office's rules for points, or change them; what was posted before stays as it is."""
    import msgspec

    from ...desk.points import policy as rules
    from ...domain.unfit import Unfit

    with writing(db, by) if change else reading(db) as (desk, actor):
        with desk.store.read() as connection:
            now = rules.read(connection)
        if change:
            data = {**msgspec.to_builtins(now), **dict(_setting(one, rules.Policy.__struct_fields__) for one in change)}
            try:
                now = msgspec.convert(data, rules.Policy)
            except msgspec.ValidationError as problem:
                raise InputError("This is no setting: {problem}.", problem=Unfit(str(problem))) from None
            rules.change(desk, actor, now)
    data = msgspec.to_builtins(now)
    told(data, json, [f"{name} = {_shown(value)}" for name, value in data.items()])


def _setting(said: str, names: tuple[str, ...]) -> tuple[str, Any]:
    import json

    name, equals, value = said.partition("=")
    name = name.strip().replace("-", "_")
    if not equals or name not in names:
        raise InputError(
            "There is no setting {name}; write NAME=VALUE with one of {names}.", name=said, names=list(names)
        )
    word = value.strip()
    if word in ("none", "None", "null", "") and name not in _WORDS:
        return name, None
    try:
        return name, json.loads(word)
    except ValueError:
        return name, word


_WORDS = ("notice", "ranking")
"""Settings in which `none` is a word and not the lack of one."""


def _shown(value: Any) -> str:
    import json

    return (
        spoken("none") if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    )
