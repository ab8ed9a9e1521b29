"""`weiping demo`: the sample community, served, with links to try every role."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..i18n import tr
from . import LANG, help_of
from .office import panel_links, print_sheet, staff_link

if TYPE_CHECKING:
    from ..desk.office import Desk
    from ..publish.invitations import Invitation
    from ..server import Running

FOLDER = Path("demo-data")


def demo(
    folder: Annotated[Path, typer.Argument(help=help_of("Where the demo's database is kept."))] = FOLDER,
    host: Annotated[str, typer.Option(help=help_of("Address to listen on; 0.0.0.0 lets tablets in."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=help_of("Port to listen on."))] = 8866,
    public_url: Annotated[
        str, typer.Option(help=help_of("What links and QR codes begin with, such as http://192.168.1.5:8866."))
    ] = "",
    autoplay: Annotated[
        bool, typer.Option(help=help_of("Let simulated judges tap away through the same HTTP API."))
    ] = False,
    fresh: Annotated[
        bool, typer.Option(help=help_of("Begin again: the demo database of the last time is deleted."))
    ] = False,
    draft: Annotated[bool, typer.Option(help=help_of("Leave the round closed, so that the chair opens it."))] = False,
) -> None:
    """Create the Guanyan sample community and serve it on this machine."""
    from ..hooks.loader import load
    from ..server import run
    from ..store import Store
    from . import autoplay as player
    from .serve import plain_log

    database = folder / "weiping.db"
    if fresh:
        for path in folder.glob("weiping.db*"):
            path.unlink()
    url = public_url.rstrip("/") or _guess_url(host, port)
    with Store(database) as store:
        desk = _desk(store, load())
        round_id = _found(desk, draft)
        links = _invitations(desk, round_id, url)
    _print(links, url, round_id, folder)

    def begin(running: Running) -> None:
        if autoplay:
            codes = [link.url.partition("#")[2] for link in links[2:]]
            arguments = (f"http://127.0.0.1:{running.port}", codes, round_id)
            threading.Thread(target=player.play, args=arguments, daemon=True).start()

    plain_log()
    run(db=database, host=host, port=port, public_url=url, ready=begin)


def _desk(store: object, plugins: object) -> Desk:
    from ..desk.office import Desk

    return Desk(store, plugins)  # type: ignore[arg-type]


def _found(desk: Desk, draft: bool) -> int:
    """The demo's round: made from the sample files the first time, found again later."""
    from ..desk import founding, rounds, views
    from ..desk.community_files import read_community
    from ..domain.appraisal import OPERATOR, Phase
    from ..share import shared

    if founding.is_founded(desk):
        return int(views.rounds(desk)[0]["id"])
    made = founding.found(desk, OPERATOR, read_community(shared("sample_data") / "guanyan"))
    if not draft:
        rounds.change_phase(desk, OPERATOR, made.rounds[0], Phase.OPEN)
    return made.rounds[0]


def _invitations(desk: Desk, round_id: int, url: str) -> list[Invitation]:
    """Links for the chair, the clerk, and every judge in order. Older judge links of this database end."""
    return [staff_link(desk, "chair", url), staff_link(desk, "clerk", url), *panel_links(desk, round_id, url)]


def _print(links: list[Invitation], url: str, round_id: int, folder: Path) -> None:
    from ..publish.invitations import qr_terminal

    page = folder / "invitations.html"
    print_sheet(page, links[2:])
    chair, clerk, *judges = links
    say = typer.echo
    for judge in judges:
        say(f"\n{judge.title.said(LANG)}\n{qr_terminal(judge.url)}{judge.url}")
    say("")
    say(tr(LANG, "Board, for everybody:      {url}", url=f"{url}/board/{round_id}"))
    say(tr(LANG, "Chair, one-time link:      {url}", url=chair.url))
    say(tr(LANG, "Points shop, one-time:     {url}", url=clerk.url))
    say(tr(LANG, "Judges: the {count} links above; to print: {page}", count=len(judges), page=page))
    say(tr(LANG, "Stop with Ctrl-C. The data stay in {folder}; --fresh begins again.", folder=folder))
    sys.stdout.flush()


def _guess_url(host: str, port: int) -> str:
    """An address that other devices can reach where the server listens on all of them."""
    if host not in ("0.0.0.0", "::"):
        return f"http://{'localhost' if host.startswith('127.') else host}:{port}"
    import socket

    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # a documentation address: picks the interface, sends nothing
            return f"http://{probe.getsockname()[0]}:{port}"
    except OSError:
        return f"http://{os.uname().nodename}:{port}"
