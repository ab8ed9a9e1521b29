"""Plugins to be checked: by the name of a distribution, by a file or a folder, or all that are installed."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from ..hooks.finding import GROUP, Found, from_file, from_folder, from_points

if TYPE_CHECKING:
    from ..testing.target import Target


def wanted(which: str, folder: Path | None) -> Iterator[Target]:
    """What `weiping plugins check WHICH` checks; one target for each plugin. `folder` has one-file plugins.

    Raises InputError where nothing is meant by it.
    """
    from ..testing.target import target_from

    for found in [*from_path(Path(which))] if which and Path(which).exists() else named(which, folder):
        yield target_from(found)


def named(word: str, folder: Path | None) -> list[Found]:
    """The installed plugins that `word` means; all of them for an empty one."""
    every = [*from_points(), *from_folder(folder)]
    found = [one for one in every if not word or one.called(word)]
    if word and not found:
        raise InputError(
            "There is no plugin {name}; there are {known}.", name=word, known=[one.distribution for one in every] or "–"
        )
    return found


def from_path(path: Path) -> Iterator[Found]:
    """The plugins at `path`: a module, a package, or a project whose pyproject.toml names its entry points.

    Raises InputError for a folder that is none of these.
    """
    if (project := path / "pyproject.toml").is_file():
        yield from _from_project(project)
    elif path.suffix == ".py" or (path / "__init__.py").is_file():
        yield Found(path.stem, path.stem, "", lambda: from_file(path.absolute()))
    else:
        raise InputError("{path} is no plugin: no module, no package, and no pyproject.toml in it.", path=path)


def _from_project(file: Path) -> Iterator[Found]:
    try:
        about = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
        points = about["entry-points"][GROUP]
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            "{file} names no entry point of the group {group}: {error}.", file=file, group=GROUP, error=repr(error)
        ) from None
    for folder in (file.parent / "src", file.parent):
        if folder.is_dir() and str(folder.absolute()) not in sys.path:
            sys.path.insert(0, str(folder.absolute()))
    for name, value in points.items():
        yield Found(
            name, str(about.get("name", name)), str(about.get("version", "")), EntryPoint(name, value, GROUP).load
        )
