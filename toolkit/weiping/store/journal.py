"""The journal: a hash chain over everything the desk did, made of ids and salted hashes, never of names or free text.

Each line hashes the line before it, and a salted digest of the append-only rows that were written with it. Destroying a
salt makes its digest meaningless without breaking the chain, which is how a resident can be forgotten.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import DefaultClause

from .bulk import insert_all
from .prepared import Prepared
from .tables import APPEND_ONLY, journal, journal_salt, metadata
from .tables.columns import Utc

GENESIS = "0" * 64
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


_n = journal.c.number
_LAST = Prepared(sa.select(_n, journal.c.hash).where(_n == sa.select(sa.func.max(_n)).scalar_subquery()))


class Line(NamedTuple):
    """One line to be written: `actor` did `verb` to `ids`, writing `rows` (append-only table -> rows as inserted)."""

    actor: str
    verb: str
    rows: Rows
    ids: Mapping[str, int | str]


def write(connection: sa.Connection, actor: str, verb: str, rows: Rows, **ids: int | str) -> None:
    """Append one line."""
    write_all(connection, (Line(actor, verb, rows, ids),))


def write_all(connection: sa.Connection, lines: Iterable[Line]) -> None:
    """Append lines in their order, however many they are. The store lets one writer in at a time."""
    ((above, previous),) = _LAST.rows(connection) or ((0, GENESIS),)
    at = datetime.now(UTC)
    made, salts = [], []
    for number, (actor, verb, rows, ids) in enumerate(lines, start=above + 1):
        named = {table: [row[APPEND_ONLY[table]] for row in many] for table, many in rows.items()}
        salt = secrets.token_hex(16)
        line: dict[str, Any] = {
            "number": number,
            "at": at,
            "actor": actor,
            "verb": verb,
            "subject": str(_canonical({**ids, **named}), "utf-8"),
            "digest": digest(salt, rows),
            "previous": previous,
        }
        line["hash"] = previous = chain_hash(line)
        made.append(line)
        salts.append({"number": number, "salt": salt})
    insert_all(connection, journal, made)
    insert_all(connection, journal_salt, salts)


def _plain(value: object) -> str:
    """A text of another class, such as the name of a table, as a text."""
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form in the journal")


_canonical = msgspec.json.Encoder(order="sorted", enc_hook=_plain).encode
"""JSON in UTF-8 without spaces, its keys in their order; days and times as RFC 3339 writes them."""


def digest(salt: str, rows: Rows) -> str:
    """The salted SHA-256 of rows in canonical JSON.

    What the database fills in is left out, and so is a column that holds what it would hold if nobody had said anything:
    so a later release may add columns without making the digests of older rows wrong.
    """
    plain = {table: _said(table, many) for table, many in rows.items()}
    return sha256(salt.encode() + _canonical(plain)).hexdigest()


def _said(table: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    unsaid, times = _columns(table)
    found = []
    for row in rows:
        said = {name: value for name, value in row.items() if value is not None}
        said.pop("number", None)
        for name, default in unsaid.items():
            if said.get(name) == default:
                del said[name]
        for name in times:
            if name in said:
                said[name] = said[name].astimezone(UTC)  # as it is read from the table
        found.append(said)
    return found


@cache
def _columns(table: str) -> tuple[dict[str, Any], list[str]]:
    """What columns hold where nobody said anything; and which of them hold times."""
    columns = metadata.tables[table].c
    words = {c: str(c.server_default.arg) for c in columns if isinstance(c.server_default, DefaultClause)}
    unsaid = {c.name: {"true": True, "false": False}.get(word, c.type.python_type(word)) for c, word in words.items()}
    return unsaid, [c.name for c in columns if isinstance(c.type, Utc)]


_CHAINED = itemgetter("number", "at", "actor", "verb", "subject", "digest", "previous")


def chain_hash(line: Any) -> str:
    """The hash that the next line carries as `previous`."""
    return sha256(_canonical(_CHAINED(line))).hexdigest()


def sealed(text: str) -> str:
    """A text as a line's subject may hold it: `salt:hash`, which proves a text shown later and does not tell it."""
    salt = secrets.token_hex(16)
    return f"{salt}:{sha256((salt + text).encode()).hexdigest()}"


def unseals(seal: str, text: str) -> bool:
    """Whether `text` is what `sealed` was given."""
    salt, _, hashed = seal.partition(":")
    return secrets.compare_digest(hashed, sha256((salt + text).encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the journal, or in the rows it covers, that is not as it was written."""

    number: int
    what: str


def verify(connection: sa.Connection) -> Iterator[Fault]:
    """Walk the chain from the first line and recompute every hash, and every digest whose salt still exists."""
    previous, expected = GENESIS, 1
    salts: dict[int, str] = dict(connection.execute(sa.select(journal_salt.c.number, journal_salt.c.salt)).all())
    for lines in _parts(connection):
        rows = _covered(connection, {line["number"]: tables for line, tables in lines if line["number"] in salts})
        for line, _ in lines:
            if line["number"] != expected or line["previous"] != previous:
                yield Fault(line["number"], "the chain is broken before this line")
            if chain_hash(line) != line["hash"]:
                yield Fault(line["number"], "this line was changed")
            salt = salts.get(line["number"])
            if salt and digest(salt, rows[line["number"]]) != line["digest"]:
                yield Fault(line["number"], "rows written with this line were changed or are missing")
            previous, expected = line["hash"], line["number"] + 1


_PART = 5000
"""Rows that are read together, about."""


def _parts(connection: sa.Connection) -> Iterator[list[tuple[Mapping[str, Any], dict[str, list[Any]]]]]:
    """The lines in their order, each with what it says of rows, as many at a time as their rows are read together."""
    part: list[tuple[Mapping[str, Any], dict[str, list[Any]]]] = []
    size = 0
    for line in connection.execute(sa.select(journal).order_by(journal.c.number)).mappings():
        tables = _tables(line["subject"])
        part.append((dict(line), tables))
        size += 1 + sum(map(len, tables.values()))
        if size >= _PART:
            yield part
            part, size = [], 0
    yield part


def _covered(
    connection: sa.Connection, subjects: Mapping[int, dict[str, list[Any]]]
) -> dict[int, dict[str, list[Any]]]:  # fmt: skip
    """Line → table → the rows that it covers; those that are gone are left out."""
    wanted: dict[str, list[Any]] = {}
    for tables in subjects.values():
        for name, ids in tables.items():
            wanted.setdefault(name, []).extend(ids)
    found = {name: _rows(connection, name, ids) for name, ids in wanted.items()}
    return {
        number: {name: [found[name][one] for one in ids if one in found[name]] for name, ids in tables.items()}
        for number, tables in subjects.items()
    }


def _rows(connection: sa.Connection, name: str, ids: Sequence[Any]) -> dict[Any, Mapping[str, Any]]:
    """Rows of an append-only table by what names them."""
    table = metadata.tables[name]
    key = table.c[APPEND_ONLY[name]]
    found: dict[Any, Mapping[str, Any]] = {}
    for start in range(0, len(ids), 500):
        rows = connection.execute(sa.select(table).where(key.in_(ids[start : start + 500])))
        columns = list(rows.keys())
        named = columns.index(key.name)
        found.update((row[named], dict(zip(columns, row, strict=True))) for row in rows.all())
    return found


def _tables(subject: str) -> dict[str, list[Any]]:
    """What a line's subject says of rows: table → what names them."""
    return {name: ids for name, ids in json.loads(subject).items() if isinstance(ids, list)}


def covered_ids(connection: sa.Connection) -> dict[str, set[Any]]:
    """Append-only table -> the rows that some line of the journal covers."""
    found: dict[str, set[Any]] = {}
    for subject in connection.execute(sa.select(journal.c.subject)).scalars():
        for name, ids in _tables(subject).items():
            found.setdefault(name, set()).update(ids)
    return found


def lines_of(connection: sa.Connection, wanted: Mapping[str, Collection[Any]]) -> dict[tuple[str, Any], int]:
    """(table, what names a row) → the line it was written with: what came before what, whatever the clocks said."""
    found: dict[tuple[str, Any], int] = {}
    for number, subject in connection.execute(sa.select(journal.c.number, journal.c.subject)):
        tables = _tables(subject)
        for name in tables.keys() & wanted.keys():
            found.update(((name, one), number) for one in tables[name] if one in wanted[name])
    return found
