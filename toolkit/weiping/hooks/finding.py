"""Where plugins are: entry points of installed distributions, files in a folder, and which of them are wanted."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from importlib.metadata import EntryPoint, entry_points, version
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

GROUP = "weiping"
FOLDER = "plugins.d"
"""The folder beside a database whose files are plugins without packaging."""

WANTED = "WEIPING_PLUGINS"
"""The environment variable that selects plugins (`a,b`) or leaves some out (`-a,-b`), by name or by distribution."""

FROM = "WEIPING_PLUGINS_DIR"
"""The environment variable that names another folder instead."""

DATABASE = "WEIPING_DB"
"""The environment variable that names the database of a notebook or a served page."""

_ABOUT = re.compile(r"^(Name|Version): *(.*\S)", re.MULTILINE)


@dataclass(frozen=True)
class Found:
    """A plugin that may be loaded: `get` imports it and answers its module or object."""

    name: str
    distribution: str
    version: str
    get: Callable[[], Any]
    builtin: bool = False

    @cached_property
    def names(self) -> frozenset[str]:
        """The words that mean this plugin; case, `-` and `_` do not matter, as in names of distributions."""
        return frozenset((_plain(self.name), _plain(self.distribution)))

    def called(self, word: str) -> bool:
        """Whether `word` means this plugin."""
        return _plain(word) in self.names


def _plain(word: str) -> str:
    return word.lower().replace("_", "-")


def from_weiping(module: ModuleType) -> Found:
    """What comes with weiping."""
    return Found("weiping", "weiping", version("weiping"), lambda: module, builtin=True)


def from_points(points: Iterable[EntryPoint] | None = None) -> list[Found]:
    """The entry points given, else all that are installed under our group, by name."""
    found = sorted(entry_points(group=GROUP) if points is None else points, key=lambda point: (point.name, point.value))
    return [Found(one.name, *_from(one), one.load) for one in found]


def _from(point: EntryPoint) -> tuple[str, str]:
    """The distribution of an entry point and its version, from the head of its metadata: parsing all of it takes longer."""
    if point.dist is None:
        return point.name, ""
    text = point.dist.read_text("METADATA")
    about = dict(_ABOUT.findall(text.partition("\n\n")[0])) if text else point.dist.metadata
    return about["Name"], about["Version"]


def from_folder(folder: Path | None) -> list[Found]:
    """Every `NAME.py` and every package in `folder`, by name; what begins with `_` or `.` is left alone."""
    if folder is None or not folder.is_dir():
        return []
    inside = sorted(path for path in folder.iterdir() if path.name[0] not in "_.")
    files = [path for path in inside if path.suffix == ".py" or (path / "__init__.py").is_file()]
    return [Found(path.stem, f"{folder.name}/{path.name}", "", partial(from_file, path)) for path in files]


def from_file(path: Path) -> ModuleType:
    """The file or package at `path` as a module. Imported anew each time, under a name nothing else has."""
    name = f"weiping_plugins_d_{path.stem}"
    spec = spec_from_file_location(name, path if path.is_file() else path / "__init__.py")
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = module_from_spec(spec)
    sys.modules[name] = module  # a module that looks itself up (dataclasses, pickle) must find itself
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def data_folder(db: str | Path) -> Path | None:
    """The folder of a database, where its plugins and their failures are kept; None for one that is no file here."""
    text = str(db)
    if "://" in text:
        url = urlsplit(text)
        text = url.path[1:] if url.scheme.partition("+")[0] == "sqlite" else ""
    return Path(text).absolute().parent if text and text != ":memory:" else None


def folder_of(db: str | Path | None = None) -> Path | None:
    """Where one-file plugins are: the folder that the environment names, else the one beside `db`, else beside its database."""
    if named := os.environ.get(FROM):
        return Path(named)
    where = db or os.environ.get(DATABASE)
    data = data_folder(where) if where else None
    return data / FOLDER if data else None


@dataclass(frozen=True, slots=True)
class Choice:
    """Which plugins are wanted: those named, all where none is; never those left out."""

    named: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Both are words as `Found.names` has them, with the words as they were written."""

    @classmethod
    def of(cls, text: str) -> Choice:
        """What `WEIPING_PLUGINS` says: words between commas or spaces, those with a `-` in front are left out."""
        words = text.replace(",", " ").split()
        return cls(
            {_plain(word): word for word in words if word[0] != "-"},
            {_plain(word[1:]): word[1:] for word in words if word[0] == "-"},
        )

    def wants(self, plugin: Found) -> bool:
        """Whether `plugin` is to be loaded. What comes with weiping always is."""
        if plugin.builtin:
            return True
        if plugin.names & self.left_out.keys():
            return False
        return not self.named or bool(plugin.names & self.named.keys())

    def nowhere(self, found: Iterable[Found]) -> list[str]:
        """The words that mean none of `found`: misspelt, or not installed."""
        known = {name for one in found for name in one.names}
        return [
            written for words in (self.named, self.left_out) for word, written in words.items() if word not in known
        ]
