"""`--plugins-dir`, another folder of one-file plugins than the one beside the database, and `--importer` of a plugin."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from ..hooks.finding import FROM
from . import help_of


def chosen(folder: Path | None) -> Path | None:
    """Use `folder` in this process and in the kernels that it starts. Raises InputError where there is none."""
    if folder is not None:
        if not folder.is_dir():
            raise InputError("There is no folder {folder}; make it first.", folder=folder)
        os.environ[FROM] = str(folder.absolute())
    return folder


PluginsDir = Annotated[
    Path | None,
    typer.Option(
        "--plugins-dir",
        metavar="DIR",
        help=help_of("A folder of one-file plugins, instead of plugins.d beside the database."),
        callback=chosen,
    ),
]
Importer = Annotated[
    str | None,
    typer.Option(
        "--importer", metavar="KEY", help=help_of("Read MARKS, a foreign sheet, by this importer of a plugin.")
    ),
]
