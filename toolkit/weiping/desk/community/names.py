"""People as the office's pages name them: by the key of the register, the name masked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ...domain.register import masked
from ...store import tables as t

People = dict[int, dict[str, str]]
"""Number of a resident → `{"resident": key, "name": masked name}`."""


def people_named(connection: sa.Connection, numbers: Iterable[int | None]) -> People:
    """The residents of these numbers; None stands for nobody and is left out."""
    r = t.resident.c
    wanted, found = sorted({one for one in numbers if one is not None}), People()
    for start in range(0, len(wanted), 500):
        query = sa.select(r.id, r.key, r.name).where(r.id.in_(wanted[start : start + 500]))
        found.update((row.id, {"resident": row.key, "name": masked(row.name)}) for row in connection.execute(query))
    return found


def person(people: People, resident: int | None, guest: str, role: str) -> dict[str, Any]:
    """Somebody in a role: a resident by key and masked name, else the guest in the office's words."""
    who = {"resident": None, "name": guest} if resident is None else people[resident]
    return {**who, "role": role}
