"""Small prepared files, cell by cell: CSV rows and TOML documents that say where a bad value stands and what to do."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from ..domain.exact import exact
from ..domain.register import FARTHEST
from ..domain.text import Text
from ..errors import InputError
from ..i18n import tr

E = TypeVar("E", bound=Enum)


def decoded(path: Path) -> str:
    """The text of `path` in UTF-8, with or without a byte order mark, or in GBK.

    Raises InputError where there is no such file, where it is empty, or where it is in another encoding.
    """
    if not path.is_file():
        raise InputError("There is no file {file}; add it or check the folder.", file=path)
    raw = path.read_bytes()
    if not raw.strip():
        raise InputError("{file} is empty; see the data dictionary for what belongs in it.", file=path)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError("{file} is neither UTF-8 nor GBK text; save it as UTF-8.", file=path)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a CSV file; `number` counts records as a spreadsheet does, the header being row 1."""

    file: Path
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def refuse(self, column: str, remedy: str) -> NoReturn:
        """Raise InputError for this cell; `remedy` is a message of its own."""
        raise InputError(
            "{file}, row {row}, column {column}: {value} cannot be used. {remedy}",
            file=self.file,
            row=self.number,
            column=column,
            value=repr(self[column]),
            remedy=Remedy(remedy),
        )

    def text(self, column: str) -> str:
        """The cell, which must not be empty."""
        return self[column] or self.refuse(column, "Fill it in.")

    def whole(self, column: str) -> int:
        """The cell as a whole number above zero."""
        value = self[column]
        return (
            int(value)
            if value.isdecimal() and int(value) > 0
            else self.refuse(column, "Write a whole number above zero.")
        )

    def metres(self, column: str) -> float:
        """The cell as metres east or north of the community's own point, at most a million."""
        try:
            value = float(self[column])
        except ValueError:
            value = float("inf")
        return (
            value
            if abs(value) <= FARTHEST
            else self.refuse(column, "Write metres, such as 120.5, or leave x and y empty.")
        )

    def day(self, column: str) -> date:
        """The cell as a date."""
        try:
            return date.fromisoformat(self[column])
        except ValueError:
            self.refuse(column, "Write the date as year-month-day, such as 2024-12-31.")

    def one_of(self, column: str, kind: type[E]) -> E:
        """The cell as a member of `kind`, by value."""
        try:
            return kind(self[column])
        except ValueError:
            self.refuse(column, "Use one of the words the data dictionary lists.")

    def known(self, column: str, keys: Collection[str]) -> str:
        """The cell, which must be one of `keys`."""
        return (
            self[column]
            if self[column] in keys
            else self.refuse(column, "No such key is defined; correct it or define it.")
        )

    def fresh(self, column: str, seen: Collection[object]) -> str:
        """The cell, which must not be empty nor in `seen`."""
        return (
            self.refuse(column, "It is there twice; remove or rename one.")
            if self[column] in seen
            else self.text(column)
        )


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do, as a value inside another message: an English text that is translated on its own."""

    message: str

    def said(self, lang: str) -> str:
        """The remedy in `lang`."""
        return tr(lang, self.message)


def read_csv(path: Path, columns: Sequence[str]) -> list[Row]:
    """The rows of `path`, cells stripped; blank lines are passed over, further columns are kept.

    Raises InputError for a column that is missing or there twice, and for a row of another length than the header.
    """
    lines = list(csv.reader(io.StringIO(decoded(path), newline="")))
    header = [name.strip() for name in lines[0]]
    for name in columns:
        if name not in header:
            raise InputError("{file} has no column {column}; it has {found}.", file=path, column=name, found=header)
    for name in header:
        if header.count(name) > 1:
            raise InputError(
                "{file} has the column {column} twice; remove or rename one.", file=path, column=repr(name)
            )
    rows = []
    for number, line in enumerate(lines[1:], 2):
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise InputError(
                "{file}, row {row} has {found} cells where the header has {wanted}; put a text with a comma in quotes.",
                file=path,
                row=number,
                found=len(cells),
                wanted=len(header),
            )
        rows.append(Row(path, number, dict(zip(header, cells, strict=True))))
    return rows


@dataclass(slots=True)
class Document:
    """A TOML document or one of its tables; `where` names the table, such as `judges 3`."""

    file: Path
    data: dict[str, Any]
    where: str = ""
    asked: set[str] = field(default_factory=set)

    def refuse(self, name: str, remedy: str) -> NoReturn:
        """Raise InputError for the value called `name`; `remedy` is a message of its own."""
        raise InputError(
            "{file}, {name}: {value} cannot be used. {remedy}",
            file=self.file,
            name=f"{self.where} {name}".strip(),
            value=repr(self.data.get(name)) if name in self.data else "—",
            remedy=Remedy(remedy),
        )

    def get(self, name: str, default: object = None) -> Any:
        """The value, or `default`."""
        self.asked.add(name)
        return self.data.get(name, default)

    def text(self, name: str) -> str:
        """A text that is not empty."""
        value = self.get(name)
        return (
            value.strip() if isinstance(value, str) and value.strip() else self.refuse(name, "Write a text in quotes.")
        )

    def words(self, name: str, *, both: bool = True) -> Text:
        """A phrase in both languages; unless `both` are wanted, the Chinese alone will do for both."""
        value = self.get(name)
        if not both and isinstance(value, str) and value.strip():
            return Text(value, value)
        if not both and isinstance(value, dict) and value.keys() == {"zh_CN"} and isinstance(value["zh_CN"], str):
            return Text.of(value)
        if (
            isinstance(value, dict)
            and value.keys() == {"zh_CN", "en"}
            and all(isinstance(v, str) and v for v in value.values())
        ):
            return Text.of(value)
        return self.refuse(name, 'Write it in both languages: { zh_CN = "…", en = "…" }.')

    def whole(self, name: str, default: int | None = None, least: int = 0) -> int:
        """A whole number of at least `least`."""
        value = self.get(name, default)
        return (
            value
            if type(value) is int and value >= least
            else self.refuse(name, "Write a whole number that makes sense here.")
        )

    def number(self, name: str) -> Decimal:
        """A number above zero, exactly as written."""
        value = self.get(name)
        if type(value) in (int, Decimal) and Decimal(value).is_finite() and value > 0:
            return exact(value)
        return self.refuse(name, "Write a number above zero.")

    def flag(self, name: str, default: bool) -> bool:
        """true or false."""
        value = self.get(name, default)
        return value if isinstance(value, bool) else self.refuse(name, "Write true or false.")

    def one_of(self, name: str, kind: type[E]) -> E:
        """A member of `kind`, by value."""
        try:
            return kind(self.get(name))
        except ValueError:
            self.refuse(name, "Use one of the words the data dictionary lists.")

    def list_of_texts(self, name: str, known: Collection[str] | None = None) -> tuple[str, ...]:
        """A list of different texts, each in `known` where that is given."""
        value = self.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            self.refuse(name, 'Write a list of keys, such as ["first", "second"].')
        if len(set(value)) != len(value):
            self.refuse(name, "It is there twice; remove or rename one.")
        for one in value:
            if known is not None and one not in known:
                Document(self.file, {name: one}, self.where).refuse(
                    name, "No such key is defined; correct it or define it."
                )
        return tuple(value)

    def tables(self, name: str) -> list[Document]:
        """The tables `[[name]]`, in order."""
        value = self.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.refuse(name, "Write it as tables with two square brackets, such as [[judges]].")
        return [Document(self.file, one, f"{name} {number}") for number, one in enumerate(value, 1)]

    def finished(self) -> None:
        """Raise InputError for a name that nobody asked for: most likely a slip of the pen."""
        for name in self.data:
            if name not in self.asked:
                self.refuse(name, "This name is not known here; correct or remove it.")


def read_toml(path: Path) -> Document:
    """The TOML document in `path`, numbers exact. Raises InputError where it is not TOML."""
    try:
        return Document(path, tomllib.loads(decoded(path), parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        raise InputError("{file} is not valid TOML: {error}. Correct that line.", file=path, error=error) from error
