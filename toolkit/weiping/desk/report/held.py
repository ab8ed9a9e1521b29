"""Figures of what was held: activities of the year that a second person certified, who took part, what they added up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from ...domain.figures import Figure, System
from ...domain.kinds import ActivityKind
from ...domain.text import Text
from ...domain.yearly import Line, RecordKind, figure
from ...store import tables as t
from .adding import adds, stated, words_of

TIMES = Text("次", "")
PEOPLE = Text("人", "")
PRESENCES = Text("人次", "")
HOURS = Text("小时", "hours")


@dataclass(frozen=True)
class Held:
    """The certified activities of a year by system, and the lines of participation that count, by activity."""

    kinds: Mapping[str, ActivityKind]
    activities: Mapping[System, Sequence[Any]]
    parts: Mapping[int, Sequence[Any]]
    waiting: Sequence[int]
    unknown: Sequence[Any]

    def of(self, system: System) -> Sequence[Any]:
        """The activities of a system."""
        return self.activities.get(system, ())

    def took_part(self, activities: Iterable[Any]) -> list[Any]:
        """Who took part in these activities: the lines that count."""
        return [part for one in activities for part in self.parts.get(one.id, ())]


def read(connection: sa.Connection, kinds: Mapping[str, ActivityKind], first: date, last: date) -> Held:
    """What was held from `first` to `last`. `waiting` are activities that nobody certified or called off, `unknown` those of
    a kind that no plugin offers."""
    a, e = t.activity, t.activity_end
    query = sa.select(a, e.c.how).outerjoin(e, e.c.activity_id == a.c.id).where(a.c.day.between(first, last))
    activities: dict[System, list[Any]] = defaultdict(list)
    waiting, unknown = [], []
    for row in connection.execute(query.order_by(a.c.day, a.c.id)):
        if row.how is None:
            waiting.append(row.id)
        elif row.how == "certified" and row.kind in kinds:
            activities[kinds[row.kind].system].append(row)
        elif row.how == "certified":
            unknown.append(row)
    parts: dict[int, list[Any]] = defaultdict(list)
    for part in connection.execute(_counted(first, last)):
        parts[part.activity_id].append(part)
    return Held(kinds, activities, parts, waiting, unknown)


def _counted(first: date, last: date) -> sa.Select[Any]:
    """The newest line of each person and role in an activity of these days, where it says that they came."""
    p, a = t.participation.c, t.activity.c
    who = sa.func.coalesce(sa.cast(p.resident_id, sa.Text), p.guest)
    newest = (
        sa.select(sa.func.max(p.number)).join(t.activity, a.id == p.activity_id).where(a.day.between(first, last))
        .group_by(p.activity_id, p.role, p.guest, who)
    )  # fmt: skip
    return sa.select(t.participation).where(p.took_part, p.number.in_(newest)).order_by(p.number)


def sessions(held: Held, system: System, title: Text, *, key: str, unit: Text = TIMES) -> Line:
    """How many activities of a system there were, and of which kinds."""
    rows = held.of(system)
    by_kind: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row.id)
    lines = [
        figure(f"{key}.{kind}", held.kinds[kind].title, RecordKind.ACTIVITY, numbers, unit)
        for kind, numbers in sorted(by_kind.items())
    ]
    return figure(
        key, title, RecordKind.ACTIVITY, [row.id for row in rows], unit, lines=lines if len(lines) > 1 else ()
    )


def attendance(held: Held, system: System, title: Text, *, key: str) -> Line:
    """How often somebody was there: everybody once for each activity, whatever their roles."""
    parts = held.took_part(held.of(system))
    there = {(part.activity_id, part.resident_id, part.guest) for part in parts}
    return figure(key, title, RecordKind.PARTICIPATION, [part.number for part in parts], PRESENCES, value=len(there))


def volunteers(held: Held, system: System, *, key: str) -> list[Line]:
    """How many residents gave their time, and how much: whoever had a role whose hours count."""
    parts = [part for part in _with_hours(held, system) if part.resident_id is not None]
    numbers = [part.number for part in parts]
    people = len({part.resident_id for part in parts})
    timed = [part for part in parts if part.minutes is not None]
    hours = (Decimal(sum(part.minutes for part in timed)) / 60).quantize(Decimal("0.1"))
    return [
        figure(f"{key}.volunteers", Text("参与志愿服务的居民", "Residents who volunteered"), RecordKind.PARTICIPATION, numbers,
               PEOPLE, value=people),
        figure(f"{key}.hours", Text("志愿服务时长", "Hours volunteered"), RecordKind.PARTICIPATION,
               [part.number for part in timed], HOURS, value=hours, note=stated(len(timed), len(parts))),
    ]  # fmt: skip


def _with_hours(held: Held, system: System) -> Iterator[Any]:
    for row in held.of(system):
        hours = {role.key for role in held.kinds[row.kind].roles if role.hours}
        yield from (part for part in held.parts.get(row.id, ()) if part.role in hours)


def partners(connection: sa.Connection, held: Held, system: System, *, key: str) -> Line:
    """How many partners helped."""
    ap = t.activity_partner.c
    there = {row.id for row in held.of(system)}
    found = {
        partner
        for activity, partner in connection.execute(sa.select(ap.activity_id, ap.partner_id))
        if activity in there
    }
    return figure(key, Text("合作单位", "Partners"), RecordKind.PARTNER, sorted(found), Text("家", ""))


def added_up(held: Held, system: System, *, key: str) -> list[Line]:
    """The figures that the kinds of a system declare, kinds with the same figure together."""
    declared: dict[str, tuple[Figure, list[tuple[int, Mapping[str, Any]]]]] = {}
    for row in held.of(system):
        for one in held.kinds[row.kind].figures:
            declared.setdefault(one.key, (one, []))[1].append((row.id, row.data))
    words = words_of(field for row in held.of(system) for field in held.kinds[row.kind].form.fields)
    return [
        adds(f"{key}.{name}", one, RecordKind.ACTIVITY, records, words) for name, (one, records) in declared.items()
    ]
