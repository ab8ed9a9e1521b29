"""Pages and importers that plugins bring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import DefinitionError
from .appraisal import Role
from .criteria import check_key
from .text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A notebook that the server shows at `/more/KEY`, with a live kernel for each visitor who has one of `roles`.

    The notebook is the plugin's own file. It runs as the research pages do: it may read the database and writes nothing.
    """

    key: str
    title: Text
    notebook: Path
    roles: tuple[Role, ...] = (Role.CHAIR, Role.CLERK)

    def __post_init__(self) -> None:
        check_key(self.key, Text("页面", "A page"))
        object.__setattr__(self, "notebook", Path(self.notebook))
        object.__setattr__(self, "roles", tuple(Role(role) for role in self.roles))
        if not self.roles or {Role.PUBLIC, Role.JUDGE, Role.RESIDENT} & set(self.roles):
            raise DefinitionError(
                "Page {key} starts a kernel a visitor; it can be for the office's roles only.", key=self.key
            )
        if self.notebook.suffix != ".ipynb" or not self.notebook.is_file():
            raise DefinitionError(
                "Page {key} names {notebook}, which is no notebook.", key=self.key, notebook=self.notebook
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """A way to read a foreign sheet of marks: `read` answers rows with the keys entry, judge, criterion and mark.

    An answer may also be a polars frame with these columns. A mark is a text, a number or None for a cell without a
    mark; weiping checks every row as it does with its own files. What the file cannot be used for, `read` refuses with
    `wp.InputError`, naming the place.
    """

    key: str
    title: Text
    suffixes: tuple[str, ...]
    read: Callable[[Path], Iterable[Mapping[str, Any]] | Any]

    def __post_init__(self) -> None:
        check_key(self.key, Text("导入", "An importer"))
        object.__setattr__(self, "suffixes", tuple(self.suffixes))
        if not self.suffixes or not all(
            one[:1] == "." and one[1:].isalnum() and one == one.lower() for one in self.suffixes
        ):
            raise DefinitionError("Importer {key} needs suffixes in small letters, such as .csv.", key=self.key)
        if not callable(self.read):
            raise DefinitionError("Importer {key} has no function to read with.", key=self.key)
