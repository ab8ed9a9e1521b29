"""Who visits what: each judge's route over the entries, less the entries where a conflict of interest holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import ConflictKind
from ..store import tables as t

Pair = tuple[int, int]
"""A judge and an entry: one sheet."""


@dataclass(frozen=True)
class Duties:
    """What a round asks of its judges.

    `entries` are the round's, by number; `routes` has the entries each judge visits, in walking order; `conflicts` holds
    why a judge may not score an entry. Read for some judges only, it says nothing about the others.
    """

    entries: tuple[int, ...]
    routes: Mapping[int, tuple[int, ...]]
    conflicts: Mapping[Pair, ConflictKind]

    def assigned(self, judge: int, entry: int) -> bool:
        """Whether the entry is on the judge's route."""
        return entry in self.routes.get(judge, ())

    def conflict(self, judge: int, entry: int) -> ConflictKind | None:
        """Why the judge may not score the entry; None where nothing stands against it."""
        return self.conflicts.get((judge, entry))

    def due(self, judge: int, entry: int) -> bool:
        """Whether a sheet is expected from the judge for the entry, and would count."""
        return (judge, entry) not in self.conflicts and self.assigned(judge, entry)

    def walk(self, judge: int) -> list[int]:
        """The entries due from a judge, in walking order."""
        return [entry for entry in self.routes.get(judge, ()) if (judge, entry) not in self.conflicts]

    @cached_property
    def sheets_due(self) -> Counter[int]:
        """Entry -> how many sheets are due for it."""
        due = Counter(entry for route in self.routes.values() for entry in route)
        due.subtract(entry for judge, entry in self.conflicts if self.assigned(judge, entry))
        return due


def read(
    connection: sa.Connection, round_id: int, judges: Collection[int] | None = None, until: datetime | None = None
) -> Duties:
    """The duties of a round, in three small queries; with `judges`, of these alone; with `until`, as they were then."""
    j, c = t.judge.c, t.conflict.c
    panel = sa.select(j.id, j.route).where(j.round_id == round_id)
    lines = sa.select(c.judge_id, c.entry_id, c.kind, c.holds).where(c.round_id == round_id).order_by(c.number)
    if judges is not None:
        panel, lines = panel.where(j.id.in_(judges)), lines.where(c.judge_id.in_(judges))
    if until is not None:
        lines = lines.where(c.at <= until)
    by_number = sa.select(t.entry.c.id).where(t.entry.c.round_id == round_id).order_by(t.entry.c.number)
    entries = tuple(connection.execute(by_number).scalars())
    routes = {row.id: _route(row.route, entries) for row in connection.execute(panel)}
    held = newest(connection.execute(lines))
    here = {pair: kind for pair, kind in held.items() if pair[0] in routes and pair[1] in entries}  # not in the attic
    return Duties(entries, routes, here)


def _route(route: list[int] | None, entries: tuple[int, ...]) -> tuple[int, ...]:
    return entries if route is None else tuple(entry for entry in route if entry in entries)


def newest(lines: Any) -> dict[Pair, ConflictKind]:
    """The conflicts that hold: of each pair the newest line counts, and `lines` come oldest first."""
    held: dict[Pair, ConflictKind] = {}
    for line in lines:
        pair = (line.judge_id, line.entry_id)
        if line.holds:
            held[pair] = ConflictKind(line.kind)
        else:
            held.pop(pair, None)
    return held
