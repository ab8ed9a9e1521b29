"""`weiping lab`: JupyterLab on a copy of the notebooks with the sample data."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from ..i18n import tr
from ..share import shared
from . import LANG, help_of

PARTS = ("notebooks", "sample_data")
_LEFT_OUT = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")

Folder = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FOLDER -- OPTIONS",
        help=help_of("Where the copy goes (weiping-lab), files there are kept; behind --, options of JupyterLab."),
    ),
]
Start = Annotated[bool, typer.Option("--start/--no-start", help=help_of("Start JupyterLab there."))]


def lab(arguments: Folder = None, start: Start = True) -> None:
    """Copy the notebooks and the sample data, and start JupyterLab on the copy."""
    folder, options = split(arguments or [])
    kept = copy(folder)
    typer.echo(tr(LANG, "Notebooks and sample data are in {folder}.", folder=folder))
    for path in kept:
        typer.echo(tr(LANG, "  kept as you changed it: {path}", path=path))
    if start:
        sys.stdout.flush()
        os.environ["WEIPING_DB"] = database()
        os.chdir(folder)
        os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", "--notebook-dir=.", *options])


def split(arguments: list[str]) -> tuple[Path, list[str]]:
    """The folder, and what goes on to JupyterLab. Raises InputError for a second folder."""
    options = [one for one in arguments if one.startswith("-")]
    folders = [one for one in arguments if not one.startswith("-")]
    if len(folders) > 1:
        raise InputError(
            "{folder} is a second folder; write options of JupyterLab in one word, like --port=9000.", folder=folders[1]
        )
    return Path(*folders or ["weiping-lab"]), options


def database() -> str:
    """What `WEIPING_DB` names, else the demo's database; as seen from here, since kernels start in other folders."""
    where = os.environ.get("WEIPING_DB") or "demo-data/weiping.db"
    return where if "://" in where else str(Path(where).resolve())


def copy(folder: Path) -> list[Path]:
    """Copy what is missing into `folder`; answers the files that were kept because they differ from ours.

    Raises InputError where `folder` is a file, or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError("{folder} is a file; name a folder for the notebooks.", folder=folder)
    kept: list[Path] = []

    def put(source: str, target: str) -> str:
        if not os.path.exists(target):
            return str(shutil.copyfile(source, target))
        if Path(source).read_bytes() != Path(target).read_bytes():
            kept.append(Path(target))
        return target

    try:
        for part in PARTS:
            shutil.copytree(shared(part), folder / part, copy_function=put, dirs_exist_ok=True, ignore=_LEFT_OUT)
    except (OSError, shutil.Error) as error:
        raise InputError("The notebooks cannot be copied to {folder}: {why}.", folder=folder, why=str(error)) from None
    return kept
