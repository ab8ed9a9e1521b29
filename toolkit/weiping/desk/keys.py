"""Rows by the keys that files and people call them by, and the keys of rows."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from ..domain.text import Text
from ..errors import NotFound, WrongPhase
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
            raise NotFound(
                "There is no {what} {key} in the register; choose one that is there.", key=key, what=_named(table)
            )
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
            raise NotFound(
                "There is no {what} {key} in the register; choose one that is there.", key=number, what=_named(table)
            )
    return found


_NAMES = {
    "compound": Text("小区", "compound"), "household": Text("住户", "household"), "resident": Text("居民", "resident"),
    "micro_grid": Text("微网格", "micro-grid"), "grid": Text("网格", "grid"), "partner": Text("合作单位", "partner"),
    "activity": Text("活动", "activity"), "matter": Text("事项", "matter"), "appraisal": Text("微评比", "appraisal"),
}  # fmt: skip
"""What people call the rows of a table."""


def _named(table: sa.Table) -> Text:
    return _NAMES.get(table.name, Text(table.name, table.name))


def residents_of(connection: sa.Connection, keys: Iterable[str]) -> dict[str, Any]:
    """Key → row of the resident. Raises NotFound for a key that is not there."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, Any] = {}
    for start in range(0, len(wanted), 500):
        query = sa.select(resident).where(resident.c.key.in_(wanted[start : start + 500]))
        found.update((row.key, row) for row in connection.execute(query))
    for key in wanted:
        if key not in found:
            raise NotFound("There is no resident {key} in the register.", key=key)
    return found


def still_here(person: Any, day: date) -> None:
    """Raise WrongPhase for a resident (the row) who had moved away by `day`."""
    if person.left_on is not None and person.left_on <= day:
        raise WrongPhase(
            "This resident moved away on {day}; record somebody else, or correct the move first.",
            code="moved-away", day=person.left_on.isoformat(),
        )  # fmt: skip


def resident_of(connection: sa.Connection, key: str) -> Any:
    """The row of a resident. Raises NotFound."""
    return residents_of(connection, [key])[key]


def next_resident_key(household: str, taken: Collection[str]) -> str:
    """The key of another resident of a household (its key): the first number that nobody has."""
    keys = (f"{household}-p{number}" for number in itertools.count(1))
    return next(key for key in keys if key not in taken)


def living_in(connection: sa.Connection, household: int | None) -> set[int]:
    """The residents (their numbers) who live in a household (its number) now."""
    r = resident.c
    return set(connection.execute(sa.select(r.id).where(r.household_id == household, r.left_on.is_(None))).scalars())
