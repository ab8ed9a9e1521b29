"""What happened and earned points, on record as the points rules were told of it: keys of the register, never names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.exact import plain
from ...domain.points import Attended, Event, Published, TaskDone, Verified
from ...domain.text import Text
from ...errors import WrongPhase
from ...store import tables as t
from ..evidence import add
from ..office import Desk
from .posting import Author, Rows

GRANTED = "granted"
"""The kind of an event that is the office's own decision, and no rule was asked about."""
CARRIED_OVER = "carried-over"
"""The kind of an event by which points of the paper passbook came into the books."""

KIND_TITLES = {
    "published": Text("评比公布", "A result was published"),
    "attended": Text("活动参与", "An activity was attended"),
    "verified": Text("善行核实", "A deed was verified"),
    "task-done": Text("微网格任务", "A leader's task was done"),
    GRANTED: Text("批量奖励", "Points were granted"),
    CARRIED_OVER: Text("纸质存折转入", "The paper passbook was carried over"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event as it is recorded. `key` is what its transfers call it, `data` plain JSON."""

    key: str
    kind: str
    title: Text
    day: date
    data: dict[str, Any]


def entry_of(event: Event, key: str) -> Entry:
    """An event of the points rules, to be recorded under `key`."""
    kind, data = _told(event)
    return Entry(key=key, kind=kind, title=event.title, day=event.on, data=data)


def _told(event: Event) -> tuple[str, dict[str, Any]]:
    match event:
        case Published():
            winners = [
                {"entry": one.entry, "award": one.award, "place": one.place, "households": list(one.households)}
                for one in event.winners
            ]
            return "published", {"round": event.round, "appraisal": event.appraisal, "winners": winners}
        case Attended():
            who = [
                {"household": one.household, "role": one.role, "hours": None if one.hours is None else plain(one.hours),
                 "resident": one.resident}
                for one in event.who
            ]  # fmt: skip
            return "attended", {
                "activity": event.activity, "kind": event.kind, "who": who, "complaint": event.complaint
            }  # fmt: skip
        case Verified():
            return "verified", {
                "deed": event.deed, "household": event.household, "quantity": plain(event.quantity)
            }  # fmt: skip
        case TaskDone():
            return "task-done", {"task": event.task, "household": event.household}


def record(desk: Desk, connection: sa.Connection, actor: Author, entry: Entry, *, titled: bool = False) -> Rows:
    """Within a job: write the event's row unless it is there. Raises WrongPhase where its key stands for something else;
    `titled` says that under other words it would be something else."""
    e = t.event
    there = connection.execute(sa.select(e).where(e.c.key == entry.key)).first()
    if there is not None:
        same = (there.kind, there.day, there.data) == (entry.kind, entry.day, entry.data)
        if not same or (titled and Text(there.title_zh, there.title_en) != entry.title):
            raise WrongPhase("The key {key} was used before for another event.", code="key-reused", key=entry.key)
        return {"event": []}
    row = {
        "key": entry.key, "kind": entry.kind, "title_zh": entry.title.zh, "title_en": entry.title.en, "day": entry.day,
        "data": entry.data, "recorded_at": desk.now(), "actor": actor.name, "operator": actor.operator,
    }  # fmt: skip
    return {"event": [add(connection, e, row)]}
