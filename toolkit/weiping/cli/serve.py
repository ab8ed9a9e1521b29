"""`weiping serve`: the pages, the API and the live feed over one database."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from ..i18n import tr
from . import LANG, help_of
from .files import Db, check_database
from .plugin_folder import PluginsDir

Host = Annotated[str, typer.Option(help=help_of("Address to listen on; 0.0.0.0 lets tablets in."))]
Port = Annotated[int, typer.Option(help=help_of("Port to listen on; no other is tried."), min=0, max=65535)]
PublicUrl = Annotated[
    str, typer.Option(help=help_of("What links and QR codes begin with, such as https://panel.example.org."))
]
Certfile = Annotated[Path | None, typer.Option(help=help_of("Certificate for https (PEM)."))]
Keyfile = Annotated[Path | None, typer.Option(help=help_of("The certificate's key (PEM)."))]
Behind = Annotated[
    bool,
    typer.Option("--behind-proxy", help=help_of("Every request comes through a proxy that adds X-Forwarded-For.")),
]
Verbose = Annotated[bool, typer.Option("--verbose", help=help_of("Log every request."))]


def serve(
    db: Db,
    host: Host = "127.0.0.1",
    port: Port = 8866,
    public_url: PublicUrl = "",
    certfile: Certfile = None,
    keyfile: Keyfile = None,
    behind_proxy: Behind = False,
    verbose: Verbose = False,
    plugins_dir: PluginsDir = None,  # noqa: ARG001
) -> None:
    """Serve a database until Ctrl-C."""
    from ..server import Running, run

    check_database(db, "There is no database at {path}; `weiping demo` makes one to try.")

    def say(running: Running) -> None:
        typer.echo(tr(LANG, "Board, for everybody:   {url}", url=f"{running.url}/board"))
        typer.echo(tr(LANG, "Chair, after signing in: {url}", url=f"{running.url}/chair"))
        typer.echo(tr(LANG, "Stop with Ctrl-C."))
        sys.stdout.flush()

    plain_log(verbose)
    run(db, host, port, public_url, certfile, keyfile, behind_proxy=behind_proxy, ready=say)


def plain_log(verbose: bool = False) -> None:
    """Log to stderr in lines that a person reads; the libraries below speak up only when something is wrong."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)-7s %(name)s  %(message)s", datefmt="%H:%M:%S"
    )
    logging.getLogger("weiping").setLevel(logging.DEBUG if verbose else logging.INFO)
    for name in ("weiping.voila", "traitlets", "tornado.general"):
        logging.getLogger(name).setLevel(logging.ERROR)
