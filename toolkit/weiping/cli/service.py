"""`weiping service`: the certified hours of a volunteer on the screen, or the certificate of service as a PDF."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import LANG, help_of
from .files import Db
from .points.common import By, Json, Lang, day_of, is_pdf, language, save, spoken, table, told, words, writing

if TYPE_CHECKING:
    from ..desk.activities.serving import Served
    from ..desk.office import Desk

Resident = Annotated[str, typer.Argument(metavar="RESIDENT", help=help_of("A resident by the key in the register."))]
First = Annotated[
    str | None, typer.Option("--from", metavar="DAY", help=help_of("The first day; else New Year's Day."))
]
Last = Annotated[str | None, typer.Option("--to", metavar="DAY", help=help_of("The last day; else today."))]
Out = Annotated[
    Path | None, typer.Option("-o", "--out", metavar="OUT", help=help_of("The .pdf file of the certificate to write."))
]  # fmt: skip


def service(
    resident: Resident, db: Db, first: First = None, last: Last = None, out: Out = None, lang: Lang = LANG, by: By = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Print the certified service of a volunteer; with --out make out a certificate, whose number goes on record."""
    from ..desk.activities import serving

    if out is not None:
        is_pdf(out)
    language(lang)
    with writing(db, by) as (desk, actor):
        days = _days(desk, first, last)
        found = serving.served(desk, actor, resident, *days)
        if out is None:
            told(found.data(), json, [])
            if not json:
                _print(found)
            return
        number = serving.certificate(desk, actor, resident, *days)
        made = serving.pdf(desk, actor, number, lang)
    save(out, made)
    told({**found.data(), "certificate": number, "file": str(out)}, json, [spoken("{file} is written.", file=out)])


def _days(desk: Desk, first: str | None, last: str | None) -> tuple[date, date]:
    until = day_of(last) or desk.today()
    return day_of(first) or until.replace(month=1, day=1), until


def _print(found: Served) -> None:
    rows = [(one.on.isoformat(), words(one.title.both()), words(one.role.both()), one.minutes) for one in found.lines]
    table(
        [spoken("day"), spoken("activity"), spoken("as"), spoken("minutes")],
        [*rows, (spoken("in all"), "", "", found.minutes)],
    )
