"""The records behind a figure, as the office may open them: what each is, and what of it may be seen there.

Of a kind that is `counts_only` a record shows its number, its kind and its day, and nothing else. Names are masked, and a
field that is secret stays with those who handle it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...domain.yearly import RecordKind
from ...errors import NotFound
from ..office import OFFICE, Desk, allow
from . import behind_held, behind_matters, behind_others
from .shown import Shown
from .yearly import yearly

PAGE = 200
"""Records of a figure that are answered at a time."""


def behind(desk: Desk, actor: Actor, year: int, key: str, start: int = 0) -> Shown:
    """The figure called `key` of a year with its records from the one at `start` on, `PAGE` at most.

    Raises NotFound where the report of that year has no such figure, else as `yearly`.
    """
    allow(actor, *OFFICE)
    line = yearly(desk, actor, year).line(key)
    if line is None:
        raise NotFound("The report of {year} has no figure {key}.", year=year, key=key)
    page = line.records[start : start + PAGE]
    found = records(desk, actor, line.kind, page)
    return {
        "line": line.data() | {"records": len(line.records)}, "start": start, "kind_title": line.kind.label.both(),
        "records": found, "more": start + len(page) < len(line.records),
    }  # fmt: skip


def records(desk: Desk, actor: Actor, kind: RecordKind, numbers: Sequence[int]) -> list[Shown]:
    """Records by their numbers, in that order: `id`, `title`, `day`, and `facts` as pairs of label and words.

    Raises NotFound for a number that is none.
    """
    allow(actor, *OFFICE)
    with desk.store.read() as connection:
        found = {one["id"]: one for one in _READERS[kind](desk, connection, numbers)}
    if missing := [number for number in numbers if number not in found]:
        raise NotFound("There is no record {number} of the kind {kind}.", number=missing[0], kind=kind.label)
    return [found[number] for number in numbers]


_READERS: Mapping[RecordKind, Callable[[Desk, sa.Connection, Sequence[int]], list[Shown]]] = {
    RecordKind.ACTIVITY: behind_held.activities,
    RecordKind.PARTICIPATION: behind_held.participations,
    RecordKind.PARTNER: behind_held.partners,
    RecordKind.MOTION: behind_held.motions,
    RecordKind.ACTION: behind_held.actions,
    RecordKind.MATTER: behind_matters.matters,
    RecordKind.GRID: behind_others.grids,
    RecordKind.MICRO_GRID: behind_others.micro_grids,
    RecordKind.LEADER: behind_others.leaders,
    RecordKind.TASK: behind_others.tasks,
    RecordKind.RESULT: behind_others.results,
    RecordKind.TRANSFER: behind_others.transfers,
}
