"""Checks of pages: a stripped notebook that runs without a network and shows nothing from elsewhere."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..domain.contributed import Page
from .finding import Breach, Breaches, law
from .target import Target

OFF_HOST = re.compile(
    r"""(?:src|href|action|poster|data)\s*=\s*\\?["']?\s*(?:(?:https?|wss?|ftp):)?//[^\s"'>]*"""
    r"""|@import[^;]*|url\(\s*["']?(?:https?:)?//[^)]*|(?:import|fetch|importScripts)\(\s*["'](?:https?:)?//[^"']*"""
    r"""|\bfrom\s+["'](?:https?:)?//[^"']*|new WebSocket\([^)]*//[^)]*"""
)
"""What makes a browser ask somebody else. A name space of SVG is a name, not an address."""

ASKS = re.compile(r"""["'](?:https?|wss?|ftp)://[^"']+["']""")
"""An address in code, which the kernel could ask."""

PATIENCE = 120
SETUP = """\
import os as _os, sys as _sys
def _no_network(event, args):
    if event == "socket.getaddrinfo" and args[0] not in (None, "", "localhost", "127.0.0.1", "::1", b"localhost"):
        raise OSError(f"no network here: {args[0]}")
    if event == "socket.connect" and isinstance(args[1], tuple) and not str(args[1][0]).startswith(("127.", "::1")):
        raise OSError(f"no network here: {args[1][0]}")
_sys.addaudithook(_no_network)
"""
"""The first cell of a run: whoever asks another machine gets an error. Sockets to this machine are the kernel's own."""


@law(Page, "a stripped notebook without addresses of other machines")
def the_notebook_is_stripped(page: Page, _target: Target) -> Breaches:
    """No outputs of its author's machine travel with it, and nothing in it is fetched from elsewhere."""
    try:
        cells = json.loads(page.notebook.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError) as error:
        yield Breach("{file} is no notebook: {error}.", "Save it again.", file=page.notebook.name, error=repr(error))
        return
    for number, cell in enumerate(cells, 1):
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield Breach(
                "Cell {number} has outputs.",
                "Strip the notebook: nbstripout {file}.",
                number=number,
                file=page.notebook.name,
            )
        source = "".join(cell.get("source", ""))
        pattern = ASKS if cell.get("cell_type") == "code" else OFF_HOST
        if found := OFF_HOST.search(source) or pattern.search(source):
            yield _off_host(f"{number}", found.group())


@law(Page, "runs without a network, without an error, and shows nothing from elsewhere")
def the_notebook_runs(page: Page, _target: Target) -> Breaches:
    """Run from top to bottom beside the tiny community's database, in both languages."""
    for lang in ("zh_CN", "en"):
        with TemporaryDirectory() as folder:
            outputs, wrong = run(page.notebook, Path(folder), lang)
        if wrong:
            yield Breach("It does not run: {error}", "Run it from top to bottom on a fresh kernel.", error=wrong)
            return
        for number, output in outputs:
            for shown in _shown(output):
                if found := OFF_HOST.search(shown):
                    yield _off_host(f"{number}", found.group())


def _off_host(number: str, found: str) -> Breach:
    return Breach(
        "Cell {number} asks another machine: {found}.",
        "Bring everything in the plugin; a community office may have no network.",
        number=number,
        found=found[:120],
    )


def _shown(output: dict[str, Any]) -> Iterator[str]:
    """What an output puts into the page."""
    for kind, data in output.get("data", {}).items():
        if kind in ("text/html", "image/svg+xml", "application/javascript", "text/markdown", "text/latex"):
            yield "".join(data)


def run(notebook: Path, folder: Path, lang: str) -> tuple[list[tuple[int, dict[str, Any]]], str | None]:
    """The outputs of a notebook with the numbers of their cells, and the error that ended it, None where none did.

    It runs as a visitor's does: a kernel of its own, the tiny community with an open round as its database, no network.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    found = nbformat.read(notebook, as_version=4)
    cells = len(found.cells)
    found.cells.insert(0, nbformat.v4.new_code_cell(SETUP))
    environment = {**os.environ, "WEIPING_DB": str(_database(folder)), "WEIPING_LANG": lang}
    client = NotebookClient(
        found, timeout=PATIENCE, kernel_name="python3", resources={"metadata": {"path": str(notebook.parent)}}
    )
    wrong = None
    try:
        client.execute(env=environment)
    except CellExecutionError as error:
        wrong = f"{error.ename}: {error.evalue}"
    except (CellTimeoutError, DeadKernelError) as error:
        wrong = str(error).strip().splitlines()[0]
    outputs = [
        (number, dict(output))
        for number, cell in enumerate(found.cells[1 : cells + 1], 1)
        for output in cell.get("outputs", ())
    ]
    return outputs, wrong


def _database(folder: Path) -> Path:
    from .community import Clock, fresh_store, tiny_hall

    path = folder / "weiping.db"
    with fresh_store(path) as store:
        hall = tiny_hall(store, Clock())
        hall.go("open")
        for judge in (1, 2, 3):
            for entry in (1, 2):
                hall.mark("order", 20 - judge - entry, judge=judge, entry=entry)
                hall.mark("green", 18 - judge, judge=judge, entry=entry)
                hall.sign(judge=judge, entry=entry)
    return path
