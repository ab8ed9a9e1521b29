"""What the commands about points share: the database, who is at the keyboard, days, accounts, and how an answer is printed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...errors import InputError, NotFound, worded
from ...i18n import LANGS, tr
from .. import LANG, help_of
from ..files import check_database

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ...desk.office import Desk
    from ...desk.points.addresses import Home
    from ...domain.appraisal import Actor
    from ...domain.text import Text

By = Annotated[
    str | None,
    typer.Option(
        "--by", metavar="KEY", envvar="WEIPING_STAFF", help=help_of("Who is at the keyboard: the key of one of the staff.")
    ),
]  # fmt: skip
Json = Annotated[bool, typer.Option("--json", help=help_of("Print JSON for programs."))]
Lang = Annotated[str, typer.Option("--lang", metavar="LANG", help=help_of("zh_CN or en."))]
Whom = Annotated[
    str,
    typer.Argument(
        metavar="WHOM", help=help_of("A household by its key or address, resident:KEY, or the key of any account.")
    ),
]
On = Annotated[
    str | None, typer.Option("--on", metavar="DAY", help=help_of("As it stands at the end of that day of business."))
]
Known = Annotated[
    str | None, typer.Option("--known", metavar="DAY", help=help_of("As far as it was on record at the end of that day."))
]  # fmt: skip
Key = Annotated[
    str | None,
    typer.Option("--key", metavar="KEY", help=help_of("An idempotency key: the same key twice has one effect.")),
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=help_of("Why; residents and auditors read it."))]
Transfer = Annotated[str, typer.Argument(metavar="TRANSFER", help=help_of("A transfer by its number or id."))]


@contextmanager
def reading(db: str) -> Iterator[tuple[Desk, Actor]]:
    """The desk over a database that is only read, and the operator at the keyboard."""
    with _opened(db, None, read_only=True) as found:
        yield found


@contextmanager
def writing(db: str, by: str | None) -> Iterator[tuple[Desk, Actor]]:
    """The desk over a database, and the one of the staff who is at the keyboard. Raises NotFound for an unknown key."""
    with _opened(db, by, read_only=False) as found:
        yield found


@contextmanager
def _opened(db: str, by: str | None, *, read_only: bool) -> Iterator[tuple[Desk, Actor]]:
    from ...desk.office import Desk
    from ...domain.appraisal import OPERATOR, Actor, Role
    from ...hooks.loader import here
    from ...store import Store

    check_database(db, "There is no database at {path}; `weiping found` makes one.")
    with Store(db, read_only=read_only) as store:
        desk = Desk(store, here(db))
        if by is not None:
            _known_to_the_office(desk, by)
        yield desk, OPERATOR if by is None else Actor(Role.ADMIN, staff=by)


def _known_to_the_office(desk: Desk, by: str) -> None:
    from sqlalchemy import select

    from ...store import tables as t

    with desk.store.read() as connection:
        keys = sorted(connection.execute(select(t.operator.c.key)).scalars())
    if by not in keys:
        raise NotFound(
            "Nobody at the office has the key {key} (there are: {keys}); `weiping invite clerk --staff {key}` gives one.",
            key=by,
            keys=keys,
        )


def account_of(desk: Desk, whom: str) -> Any:
    """The account that `whom` names, as a row of the table. Raises NotFound, or InputError where two may be meant."""
    from sqlalchemy import select

    from ...desk.points import addresses
    from ...store import tables as t

    with desk.store.read() as connection:
        query = select(t.account)
        row = connection.execute(query.where(t.account.c.key == whom)).first()
        if row is None and ":" not in whom:
            home = home_of(connection, whom)
            row = connection.execute(query.where(t.account.c.key == addresses.account_of(home))).first()
    if row is None:
        raise NotFound("There is no account {key}; it has to be in the register first.", key=whom)
    return row


def home_of(connection: Connection, said: str) -> Home:
    """The household of the register that is typed by its key or address. Raises InputError with the value and what to write."""
    from ...desk.points import addresses

    try:
        return addresses.read(connection).household(said)
    except InputError as why:
        what = InputError("write compound, building, unit and room, such as 桂花苑3号楼2单元501")
        raise InputError("{value}: {reason}; {remedy}.", value=said, reason=why, remedy=what) from None


def transfer_of(desk: Desk, said: str) -> str:
    """The id of the transfer that is meant by its number, its id or its key. Raises NotFound."""
    from sqlalchemy import or_, select

    from ...store import tables as t

    x, word = t.transfer.c, said.removeprefix("#")
    same = x.number == int(word) if word.isdecimal() and len(word) < 18 else or_(x.id == said, x.key == said)
    with desk.store.read() as connection:
        found = connection.execute(select(x.id).where(same)).scalar_one_or_none()
    if found is None:
        raise NotFound(
            "There is no transfer {transfer}; `weiping points export journal` and a statement tell their numbers.",
            transfer=said,
        )
    return str(found)


def day_of(said: str | None) -> date | None:
    """A day as it is typed. Raises InputError."""
    from ...frames import typed

    if said is None:
        return None
    found = typed.day(said, serials=False)
    if found is None:
        raise InputError("{day} is not a day; write it as 2024-01-05.", day=said)
    return found


def month_of(said: str) -> str:
    """A month as it is typed, `2024-11`. Raises InputError."""
    import re

    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", said):
        raise InputError("{month} is not a month; write it as 2024-11.", month=said)
    return said


def end_of(desk: Desk, said: str | None) -> datetime | None:
    """The last moment of a day at the office. Raises InputError."""
    day = day_of(said)
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), desk.zone) - timedelta(microseconds=1)


def language(lang: str) -> str:
    """A language that there is. Raises InputError."""
    if lang not in LANGS:
        raise InputError("There is no language {lang}; use zh_CN or en.", lang=lang)
    return lang


def told(data: Any, as_json: bool, lines: Iterable[str]) -> None:
    """Print an answer: JSON for programs, else lines for people."""
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))
        return
    for line in lines:
        typer.echo(line)


def spoken(message: str, **values: object) -> str:
    """A line in the language of the command line."""
    return tr(LANG, message, **{name: worded(value, LANG) for name, value in values.items()})


def words(text: Text | dict[str, str]) -> str:
    """A phrase in the language of the command line."""
    return text[LANG] if isinstance(text, dict) else text.said(LANG)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under headings, numbers to the right."""
    from rich.console import Console
    from rich.table import Table

    rows = [list(row) for row in rows]
    shown = Table(box=None, pad_edge=False)
    for at, heading in enumerate(headings):
        numbers = any(isinstance(row[at], int) for row in rows)
        shown.add_column(heading, justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        shown.add_row(*("" if cell is None else str(cell).replace("[", "\\[") for cell in row))
    Console().print(shown)


def lines_file(path: Path) -> bytes:
    """The bytes of a file. Raises InputError where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("There is no file {file}; check the path.", file=path) from None
    except OSError as problem:
        raise InputError("{file} cannot be read: {problem}.", file=path, problem=problem) from problem


def save(path: Path, data: bytes) -> None:
    """Write a file. Raises InputError where that cannot be."""
    try:
        path.write_bytes(data)
    except OSError as problem:
        raise InputError("{file} cannot be written: {problem}.", file=path, problem=problem) from problem


def is_pdf(out: Path) -> None:
    """Refuse a file to write that is no PDF. Raises InputError."""
    if out.suffix.lower() != ".pdf":
        raise InputError("{file} is not a kind of file weiping writes here; use .pdf.", file=out)
