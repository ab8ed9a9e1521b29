"""`weiping points notice`: the monthly notice of points."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import LANG, help_of
from ..files import Db
from .common import By, Json, Lang, language, month_of, reading, spoken, told, writing

Month = Annotated[
    str | None, typer.Argument(metavar="MONTH", help=help_of("A month such as 2024-11; without it they are listed."))
]
Hang = Annotated[bool, typer.Option("--hang", help=help_of("Hang it from today on."))]


def notice(
    db: Db, month: Month = None, hang: Hang = False, lang: Lang = LANG, by: By = None, json: Json = False
) -> None:  # fmt: skip
    """Print the notice of a month to be put up, hang it, or list what hangs and what waits."""
    from ...desk.points import notices

    if month is None:
        _list(db, json)
        return
    month_of(month)
    language(lang)
    with writing(db, by) if hang else reading(db) as (desk, actor):
        made = notices.hang(desk, actor, month) if hang else None
        found = notices.notice(desk, month)
    lines = [found["text"][lang]]
    if made is not None and made.guessed:
        lines.append(spoken("The holidays of {years} were not known yet; look at the last day.", years=made.guessed))
    told({**found, "new": bool(made and made.new)}, json, lines)


def _list(db: str, json: bool) -> None:
    from ...desk.points import notices

    with reading(db) as (desk, actor):
        found = notices.listed(desk, actor)
    hung = [
        spoken("{month}: {entries} entries, from {since} to {until}", **{name: one[name] for name in _SHOWN})
        for one in found["notices"]
    ]
    waiting = [
        spoken("{month}: {entries} entries with {points} points wait for a notice", **one) for one in found["waiting"]
    ]
    told(found, json, [*hung, *waiting] or [spoken("Nothing hangs and nothing waits.")])


_SHOWN = ("month", "entries", "since", "until")
