"""`weiping demo`: the sample community, served, with links to try every role."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..i18n import tr
from . import LANG, help_of
from .office import panel_links, print_sheet, staff_link
from .plugin_folder import PluginsDir

if TYPE_CHECKING:
    from ..desk.office import Desk
    from ..publish.invitations import Invitation
    from ..server import Running

FOLDER = Path("demo-data")


def demo(
    folder: Annotated[Path, typer.Argument(help=help_of("Where the demo's database is kept."))] = FOLDER,
    host: Annotated[str, typer.Option(help=help_of("Address to listen on; 0.0.0.0 lets tablets in."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=help_of("Port to listen on; no other is tried."), min=0, max=65535)] = 8866,
    public_url: Annotated[
        str, typer.Option(help=help_of("What links and QR codes begin with, such as http://192.168.1.5:8866."))
    ] = "",
    autoplay: Annotated[
        bool, typer.Option("--autoplay", help=help_of("Let simulated judges tap away through the same HTTP API."))
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help=help_of("Begin again: the demo database of the last time is deleted."))
    ] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help=help_of("Leave the round closed, so that the chair opens it."))
    ] = False,
    plugins_dir: PluginsDir = None,  # noqa: ARG001
    wanted: Annotated[
        list[str] | None,
        typer.Option(
            "--with", metavar="KEY", help=help_of("Take in a criterion or points rule of a plugin; may be repeated.")
        ),
    ] = None,
) -> None:
    """Create the Guanyan sample community and serve it on this machine."""
    from ..desk.office import Desk
    from ..hooks.loader import here
    from ..server import run
    from ..server.addresses import bind, public_address
    from ..store import Store
    from . import autoplay as player
    from .sample import community_with
    from .serve import plain_log

    public_address(public_url, host, port, tls=False)
    for taken in bind(host, port, None, None)[0]:  # whatever cannot be served leaves data and links as they are
        taken.close()
    database, keys = folder / "weiping.db", wanted or []
    plugins = here(database)
    if keys:
        community_with(plugins, keys)  # what cannot be taken in deletes nothing
    if fresh:
        for path in folder.glob("weiping.db*"):
            path.unlink()
    with Store(database) as store:
        desk = Desk(store, plugins)
        round_id = _found(desk, draft, keys, folder)

        def begin(running: Running) -> None:
            ended = _signed_in(desk, round_id)
            links = _invitations(desk, round_id, running.url)
            _print(links, running.url, round_id, folder, ended, _card(desk, running.url))
            if autoplay:
                codes = [link.url.partition("#")[2] for link in links[2:]]
                arguments = (_own_address(host, running.port), codes, round_id)
                threading.Thread(target=player.play, args=arguments, daemon=True).start()

        plain_log()
        run(db=desk, host=host, port=port, public_url=public_url, ready=begin)


def _found(desk: Desk, draft: bool, wanted: list[str], folder: Path) -> int:
    """The demo's round: made from the sample files the first time, found again later."""
    from ..desk import founding, rounds, views
    from ..domain.appraisal import OPERATOR, Phase
    from .sample import check_used, community_with

    if founding.is_founded(desk):
        there = int(views.rounds(desk)[0]["id"])
        check_used(desk, there, wanted, folder)
        return there
    made = founding.found(desk, OPERATOR, community_with(desk.plugins, wanted))
    if not draft:
        rounds.change_phase(desk, OPERATOR, made.rounds[0], Phase.OPEN)
    return made.rounds[0]


def _invitations(desk: Desk, round_id: int, url: str) -> list[Invitation]:
    """Links for the chair, the clerk, and every judge in order. Older judge links of this database end."""
    return [staff_link(desk, "chair", url), staff_link(desk, "clerk", url), *panel_links(desk, round_id, url)]


def _card(desk: Desk, url: str) -> str:
    """A card of the household with most points, for a look at its page; the household's older one ends."""
    from ..desk.household_links import invite_household, one_to_show
    from ..domain.appraisal import OPERATOR

    household = one_to_show(desk)
    return f"{url}/join#{invite_household(desk, OPERATOR, household).code}" if household is not None else ""


def _signed_in(desk: Desk, round_id: int) -> int:
    """How many tablets are signed in for judges of the round, since the last time."""
    from ..desk.sessions import sessions
    from ..domain.appraisal import OPERATOR

    return sum(one["judge"] is not None and one["round"] == round_id for one in sessions(desk, OPERATOR)["sessions"])


def _print(links: list[Invitation], url: str, round_id: int, folder: Path, ended: int, card: str) -> None:
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
    say(tr(LANG, "A household's points:      {url}", url=card))
    say(tr(LANG, "Judges: the {count} links above; to print: {page}", count=len(judges), page=page))
    if ended:
        say(
            tr(
                LANG,
                "New links end the sign-ins of the last time: {count} tablets join again by the links above.",
                count=ended,
            )
        )
        say(tr(LANG, "What was scored is kept, and what a tablet has not sent yet is sent after joining."))
    say(tr(LANG, "Stop with Ctrl-C. The data stay in {folder}; --fresh begins again.", folder=folder))
    sys.stdout.flush()


def _own_address(host: str, port: int) -> str:
    """Where simulated judges on this machine reach the server."""
    here = "127.0.0.1" if host in ("", "*", "0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"http://{here}:{port}"
