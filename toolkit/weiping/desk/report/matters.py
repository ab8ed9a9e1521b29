"""Figures of what was settled: a matter counts in the year in which it came to be settled, as it stood when the year ended.

So a dispute that was agreed in December and visited in January counts in December's year only; one that broke open again
before the year's end counts when it is settled again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.figures import System
from ...domain.kinds import MatterKind
from ...domain.text import Text
from ...domain.yearly import Line, RecordKind, figure
from ...store import tables as t
from .adding import adds, words_of

CASES = Text("件", "")


@dataclass(frozen=True)
class Stood:
    """A matter as it stood on the last day of the year: `step`, when it came to be settled (None: it is not), its answers."""

    id: int
    kind: str
    step: str
    settled_on: date | None
    touched: bool
    answers: Mapping[str, Any]


def read(connection: sa.Connection, kinds: Mapping[str, MatterKind], first: date, last: date) -> list[Stood]:
    """Every matter that was reported by `last`, of the kinds there are."""
    m, s = t.matter.c, t.matter_step.c
    steps = (
        sa.select(m.id, m.kind, m.answers.label("opening"), s.step, s.day, s.answers)
        .join(t.matter_step, s.matter_id == m.id)
        .where(s.day <= last, m.kind.in_(kinds))
        .order_by(m.id, s.number)
    )
    way: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(steps):
        way[row.id].append(row)
    return [_stood(kinds[rows[0].kind], rows, first) for rows in way.values()]


def _stood(kind: MatterKind, rows: Sequence[Any], first: date) -> Stood:
    answers: dict[str, Any] = dict(rows[0].opening)
    since: date | None = None
    for row in rows:
        answers.update(row.answers)
        if row.step not in kind.settled:
            since = None
        elif since is None:
            since = row.day
    return Stood(rows[0].id, kind.key, rows[-1].step, since, rows[-1].day >= first, answers)


def unknown(connection: sa.Connection, kinds: Mapping[str, MatterKind], first: date, last: date) -> list[int]:
    """Matters that took a step in the year, of kinds that no plugin offers."""
    m, s = t.matter.c, t.matter_step.c
    query = (
        sa.select(m.id).join(t.matter_step, s.matter_id == m.id).where(s.day.between(first, last), m.kind.not_in(kinds))
        .distinct().order_by(m.id)
    )  # fmt: skip
    return list(connection.execute(query).scalars())


def settled(stood: Iterable[Stood], first: date) -> list[Stood]:
    """Those that came to be settled in the year that began on `first`."""
    return [one for one in stood if one.settled_on is not None and one.settled_on >= first]


def of_kind(kind: MatterKind, stood: Sequence[Stood], first: date) -> list[Line]:
    """How many matters of a kind were settled, and what their answers add up to."""
    mine = [one for one in settled(stood, first) if one.kind == kind.key]
    key = f"{kind.system}.{kind.key}"
    title = kind.settled_as or Text(f"{kind.title.zh}：办结", f"{kind.title.en}: settled")
    note = Text("只计件数，内容不公开", "Counted only; nothing else is told.") if kind.counts_only else None
    lines = [figure(key, title, RecordKind.MATTER, [one.id for one in mine], CASES, note=note)]
    records = [(one.id, one.answers) for one in mine]
    words = words_of(field for form in (kind.opening, *(step.asks for step in kind.steps)) for field in form.fields)
    return lines + [adds(f"{key}.{one.key}", one, RecordKind.MATTER, records, words) for one in kind.figures]


def others(kind: MatterKind, stood: Sequence[Stood]) -> list[Line]:
    """What else became of matters of a kind: those under way when the year ended, and those that ended otherwise in it."""
    key = f"{kind.system}.{kind.key}"
    ends = {step.key for step in kind.steps if step.ends}
    mine = [one for one in stood if one.kind == kind.key and one.settled_on is None]
    going = [one.id for one in mine if one.step not in ends]
    ended = [one for one in mine if one.step in ends and one.touched]
    under_way = Text(f"{kind.title.zh}：年末仍在办", f"{kind.title.en}: under way when the year ended")
    otherwise = Text(f"{kind.title.zh}：其他结果", f"{kind.title.en}: ended otherwise")
    ways: dict[str, list[int]] = defaultdict(list)
    for one in ended:
        ways[one.step].append(one.id)
    lines = [
        figure(f"{key}.{step}", kind.step(step).title, RecordKind.MATTER, some, CASES) for step, some in ways.items()
    ]
    found = [
        figure(f"{key}.under-way", under_way, RecordKind.MATTER, going, CASES),
        figure(f"{key}.otherwise", otherwise, RecordKind.MATTER, [one.id for one in ended], CASES, lines=lines),
    ]
    return [line for line in found if line.records]


def resolved(connection: sa.Connection, stood: Sequence[Stood], first: date) -> Line:
    """Matters that were settled in the year and that a certified meeting had carried a motion about."""
    x, e = t.motion.c, t.activity_end.c
    newest = sa.select(sa.func.max(x.number)).where(x.matter_id.is_not(None)).group_by(x.matter_id, x.activity_id)
    query = (
        sa.select(x.matter_id).join(t.activity_end, e.activity_id == x.activity_id)
        .where(x.carried, e.how == "certified", x.number.in_(newest))
    )  # fmt: skip
    carried = set(connection.execute(query).scalars())
    numbers = [one.id for one in settled(stood, first) if one.id in carried]
    return figure(
        "deliberation.resolved",
        Text("议事解决事项", "Matters settled as a meeting resolved"),
        RecordKind.MATTER,
        numbers,
        CASES,
    )


def systems(kinds: Mapping[str, MatterKind], system: System) -> list[MatterKind]:
    """The kinds of a system by their keys."""
    return [kind for _, kind in sorted(kinds.items()) if kind.system is system]
