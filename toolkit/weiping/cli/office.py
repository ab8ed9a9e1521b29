"""`weiping found` and `weiping invite`: an office's own community, and the links that let people in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError, NotFound
from ..i18n import tr
from . import LANG, help_of
from .files import Db, check_database

if TYPE_CHECKING:
    from ..desk.access import Invited
    from ..desk.office import Desk
    from ..domain.text import Text
    from ..publish.invitations import Invitation

Folder = Annotated[Path, typer.Argument(help=help_of("A folder of files like sample_data/guanyan."))]
Whom = Annotated[str, typer.Argument(metavar="WHOM", help=help_of("chair, clerk, admin, or judges."))]
Url = Annotated[str, typer.Option("--public-url", help=help_of("What links and QR codes begin with."))]
Round = Annotated[int, typer.Option(help=help_of("Whose judges; the newest round without."))]
Staff = Annotated[
    str,
    typer.Option(
        "--staff", metavar="KEY", help=help_of("A short key for who gets it, such as c2: what they do carries it.")
    ),
]
Sheet = Annotated[Path, typer.Option(help=help_of("Where the sheet of QR codes to print is written."))]


def found(folder: Folder, db: Db) -> None:
    """Create a community in a new database from a folder of files."""
    from ..desk import founding
    from ..desk.community_files import read_community
    from ..domain.appraisal import OPERATOR

    files = read_community(folder)
    with _open(db) as desk:
        if founding.is_founded(desk):
            raise InputError("There is a community in {path} already; name a new database.", path=db)
        made = founding.found(desk, OPERATOR, files)
    register = files.register
    typer.echo(
        tr(
            LANG,
            "{name}: {compounds} compounds, {households} households, {rounds} rounds in draft.",
            name=register.name,
            compounds=len(register.compounds),
            households=len(register.households),
            rounds=len(made.rounds),
        )
    )


def invite(
    whom: Whom,
    db: Db,
    public_url: Url = "http://localhost:8866",
    round: Round = 0,
    sheet: Sheet = Path("invitations.html"),
    staff: Staff = "",
) -> None:
    """Make sign-in links: one for the chair, a clerk or an admin, or one for every judge of a round."""
    from ..publish.invitations import qr_terminal
    from ..server.addresses import public_address

    check_database(db, "There is no database at {path}; `weiping found` makes one.")
    public_address(public_url, "", 0, tls=False)
    if whom == "judges" and not (sheet.parent.is_dir() and os.access(sheet.parent, os.W_OK) and not sheet.is_dir()):
        raise InputError("{file} cannot be written; name another file with --sheet.", file=sheet)
    with _open(db) as desk:
        if whom == "judges":
            links = panel_links(desk, round or _newest(desk), public_url)
        else:
            links = [staff_link(desk, whom, public_url, staff or None)]
    for link in links:
        typer.echo(f"\n{link.title.said(LANG)}\n{qr_terminal(link.url)}{link.url}")
        page = link.url.partition("#")[0]
        typer.echo(
            tr(LANG, "Or open {page} and type {short} (until {until}).", page=page, short=link.short, until=link.until)
        )
    if whom == "judges":
        print_sheet(sheet, links)
        typer.echo(tr(LANG, "\nTo print and cut: {page}. Earlier links of these judges no longer work.", page=sheet))


def staff_link(desk: Desk, whom: str, url: str, staff: str | None = None) -> Invitation:
    """A link for the chair, a clerk or an admin; it works once, within two days. Raises InputError for any other word.

    `staff` is the key of the person who gets it: what they record carries it.
    """
    from ..desk import access
    from ..domain.appraisal import OPERATOR, Role
    from ..domain.text import Text

    titles = {
        Role.CHAIR: Text("组长", "Chair"),
        Role.CLERK: Text("积分超市工作人员", "Points shop clerk"),
        Role.ADMIN: Text("管理员", "Admin"),
    }
    if whom not in titles:
        raise InputError("There is no {whom} to invite; say chair, clerk, admin or judges.", whom=whom)
    return _invitation(desk, titles[Role(whom)], url, access.invite_staff(desk, OPERATOR, Role(whom), staff))


def panel_links(desk: Desk, round_id: int, url: str) -> list[Invitation]:
    """A fresh link for every judge of a round, in order; the older ones end."""
    from ..desk import access, rows
    from ..domain.appraisal import OPERATOR
    from ..domain.text import Text

    with desk.store.read() as connection:
        panel = [judge.id for judge in rows.judges(connection, round_id)]
    made = access.invite_judges(desk, OPERATOR, panel, round_id=round_id)
    links = []
    for one in made:
        kind = one.kind.label if one.kind else Text("", "")
        title = Text(f"评委 {one.number:02} · {kind.zh}", f"Judge {one.number:02} · {kind.en}")
        links.append(_invitation(desk, title, url, one))
    return links


def print_sheet(page: Path, links: list[Invitation]) -> None:
    """Write the QR codes of `links` as a page to print and cut."""
    from ..domain.text import Text
    from ..publish.invitations import sheet

    page.write_text(sheet(Text("评审团邀请", "Invitations of the panel"), links), encoding="utf-8")


def _invitation(desk: Desk, title: Text, url: str, made: Invited) -> Invitation:
    from ..publish.invitations import Invitation

    until = made.short_until.astimezone(desk.zone).strftime("%Y-%m-%d %H:%M")
    return Invitation(title, f"{url.rstrip('/')}/join#{made.code}", made.short, until)


def _newest(desk: Desk) -> int:
    from ..desk import views

    known = views.rounds(desk)
    if not known:
        raise NotFound("There is no round yet; create an appraisal first.")
    return int(known[0]["id"])


@contextmanager
def _open(db: str) -> Iterator[Desk]:
    from ..desk.office import Desk
    from ..hooks.loader import here
    from ..store import Store

    with Store(db) as store:
        yield Desk(store, here(db))
