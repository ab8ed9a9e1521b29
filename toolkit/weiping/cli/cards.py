"""`weiping cards`: QR cards of households that have none yet, on a sheet to print and cut."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from ..i18n import tr
from . import LANG, help_of
from .files import Db, check_database
from .office import Url, _open

Place = Annotated[str, typer.Option("--compound", metavar="KEY", help=help_of("One compound only, by its key."))]
Sheet = Annotated[Path, typer.Option(help=help_of("Where the sheet of QR codes to print is written."))]


def cards(
    db: Db, public_url: Url = "http://localhost:8866", compound: Place = "", sheet: Sheet = Path("cards.html")
) -> None:
    """Make cards for all households that have none; those that have one keep it."""
    from ..desk import cards as desk_cards
    from ..desk.household_links import invite_households
    from ..domain.appraisal import OPERATOR
    from ..domain.text import Text
    from ..publish.cards import Card
    from ..publish.cards import sheet as page
    from ..server.addresses import public_address

    check_database(db, "There is no database at {path}; `weiping found` makes one.")
    public_address(public_url, "", 0, tls=False)
    if not (sheet.parent.is_dir() and os.access(sheet.parent, os.W_OK) and not sheet.is_dir()):
        raise InputError("{file} cannot be written; name another file with --sheet.", file=sheet)
    with _open(db) as desk:
        wanted = desk_cards.without(desk, OPERATOR, compound or None)
        made = invite_households(desk, OPERATOR, wanted) if wanted else []
    if not made:
        typer.echo(tr(LANG, "Every household has a card already; one that is lost is replaced on the page /cards."))
        return
    drawn = [Card(one.address, one.micro_grid, f"{public_url.rstrip('/')}/join#{one.code}") for one in made]
    sheet.write_text(page(Text("家庭积分卡", "Cards for households"), drawn), encoding="utf-8")
    typer.echo(tr(LANG, "{count} cards to print and cut: {page}.", count=len(drawn), page=sheet))
