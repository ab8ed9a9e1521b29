"""Rows by the keys that files and people call them by, and the keys of rows."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from ..errors import NotFound
from ..store.tables import resident


def ids_of(connection: sa.Connection, table: sa.Table, keys: Iterable[str], *, must: bool = True) -> dict[str, int]:
    """Key → number. Raises NotFound for a key that is not there, where it must be."""
    wanted = sorted(set(keys))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 500):
        query = sa.select(table.c.key, table.c.id).where(table.c.key.in_(wanted[start : start + 500]))
        found.update(connection.execute(query).all())
    for key in wanted if must else ():
        if key not in found:
            raise NotFound("{key} is not in the register ({table}).", key=key, table=table.name)
    return found


def keys_of(connection: sa.Connection, table: sa.Table, ids: Iterable[int]) -> dict[int, str]:
    """Number → key. Raises NotFound for a number that is not there."""
    wanted = sorted(set(ids))
    found: dict[int, str] = {}
    for start in range(0, len(wanted), 500):
        query = sa.select(table.c.id, table.c.key).where(table.c.id.in_(wanted[start : start + 500]))
        found.update(connection.execute(query).all())
    for number in wanted:
        if number not in found:
            raise NotFound("{key} is not in the register ({table}).", key=number, table=table.name)
    return found


def living_in(connection: sa.Connection, household: int | None) -> set[int]:
    """The residents (their numbers) who live in a household (its number) now."""
    r = resident.c
    return set(connection.execute(sa.select(r.id).where(r.household_id == household, r.left_on.is_(None))).scalars())
