"""Tasks: what a leader is to do until when, perhaps a visit to a household; done, not met, or dropped."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import TaskDone
from ...domain.text import Text
from ...errors import Invalid, NotAllowed, NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..office import Desk, allow
from ..points import earning, policy
from ..points.posting import Rows, merged
from .terms import leader_of, led_by, micro_grid_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """Something for the leader of a micro-grid; `kind` is such as visit, check or notice, `household` whom a visit is for."""

    micro_grid: str
    kind: str
    title: Text
    due: date
    household: str | None = None


def give(desk: Desk, actor: Actor, todo: Iterable[ToDo]) -> list[str]:
    """Give tasks; answers their ids. Raises NotFound, Invalid without words, WrongPhase for a household of another micro-grid."""
    allow(actor, Role.CLERK)
    todo = list(todo)
    if not all(one.title.zh.strip() and one.kind.strip() for one in todo):
        raise Invalid("Say what the leader is to do, and what kind of task it is.")

    def job(connection: sa.Connection) -> list[str]:
        rows = [_row(desk, connection, actor, one) for one in todo]
        if rows:
            connection.execute(t.task.insert(), rows)
            journal.write(connection, actor.name, "task", {"task": rows})
            touch(connection, "community", 0)
        return [str(row["id"]) for row in rows]

    return desk.store.write(job)


def _row(desk: Desk, connection: sa.Connection, actor: Actor, one: ToDo) -> dict[str, Any]:
    where = micro_grid_of(connection, one.micro_grid)
    home = None
    if one.household is not None:
        h = t.household
        home = connection.execute(sa.select(h.c.id, h.c.micro_grid_id).where(h.c.key == one.household)).first()
        if home is None:
            raise NotFound("There is no household {key} in the register.", key=one.household)
        if home.micro_grid_id != where:
            raise WrongPhase("This household belongs to another micro-grid.", code="elsewhere")
    return {
        "id": str(uuid.uuid4()), "micro_grid_id": where, "kind": one.kind, "title_zh": one.title.zh,
        "title_en": one.title.en, "household_id": home and home.id, "due": one.due, "at": desk.now(), "actor": actor.name,
    }  # fmt: skip


def end(desk: Desk, actor: Actor, task: str, how: str, *, note: str = "", rules: Iterable[str] | None = None) -> None:
    """A task is `done`, the household was `not-met`, or it is `dropped`; the latter two say why.

    What is done is attributed to who leads the micro-grid then, and `rules` are asked what their household earns by it (None:
    those in force).
    The office ends any task, a leader from their household's link those of the own micro-grid. Raises NotFound, NotAllowed,
    WrongPhase where it has ended or nobody leads the micro-grid, Invalid without a reason.
    """
    allow(actor, Role.CLERK, Role.RESIDENT)
    if how not in ("done", "not-met", "dropped") or (how != "done" and not note.strip()):
        raise Invalid("A task is done, not met or dropped; the latter two need a reason.")
    with desk.store.read() as connection:
        found, leader, event = _event(desk, connection, task)
        if actor.role is Role.RESIDENT and found.micro_grid_id not in led_by(connection, actor.household):
            raise NotAllowed("Only the micro-grid's own leader ends its tasks.")
    asked = policy.in_force(desk, TaskDone) if rules is None else rules
    earns = earning.propose(desk, asked, event, f"task:{task}", desk.today()) if how == "done" else None

    def job(connection: sa.Connection) -> None:
        _event(desk, connection, task)
        row = {
            "task": task, "how": how, "note": note, "resident_id": leader, "at": desk.now(), "actor": actor.name
        }  # fmt: skip
        connection.execute(t.task_end.insert(), row)
        rows: Rows = {"task_end": [row]}
        earned = earning.post(desk, connection, actor, earns) if earns is not None else {}
        journal.write(connection, actor.name, "end-task", merged(rows, earned))
        touch(connection, "community", found.micro_grid_id)

    desk.store.write(job)


def _event(desk: Desk, connection: sa.Connection, task: str) -> tuple[Any, int, TaskDone]:
    found = connection.execute(sa.select(t.task).where(t.task.c.id == task)).first()
    if found is None:
        raise NotFound("There is no task {task}.", task=task)
    if connection.execute(sa.select(t.task_end.c.number).where(t.task_end.c.task == task)).first():
        raise WrongPhase("This task has ended.", code="ended")
    term = leader_of(connection, found.micro_grid_id)
    if term is None or term.resident_id is None:
        raise WrongPhase("Nobody leads this micro-grid; appoint somebody first.", code="no-leader")
    r, h = t.resident, t.household
    home = connection.execute(
        sa.select(h.c.key).join(r, r.c.household_id == h.c.id).where(r.c.id == term.resident_id)
    ).scalar_one()  # fmt: skip
    title = Text(found.title_zh, found.title_en)
    return found, int(term.resident_id), TaskDone(task=found.kind, title=title, household=home, on=desk.today())


def open_tasks(connection: sa.Connection, micro_grid: int | None = None, *, until: date | None = None) -> list[Any]:
    """Tasks that have not ended, those due first, of one micro-grid or all."""
    x, e = t.task, t.task_end
    query = sa.select(x).outerjoin(e, e.c.task == x.c.id).where(e.c.number.is_(None)).order_by(x.c.due, x.c.number)
    if micro_grid is not None:
        query = query.where(x.c.micro_grid_id == micro_grid)
    if until is not None:
        query = query.where(x.c.due <= until)
    return list(connection.execute(query))


def ended_on(desk: Desk, connection: sa.Connection, micro_grid: int, day: date) -> list[Any]:
    """Tasks of a micro-grid that ended on a day of the office, with how, the newest first."""
    x, e = t.task, t.task_end
    begin = datetime.combine(day, time(), desk.zone)
    query = (
        sa.select(x, e.c.how).join(e, e.c.task == x.c.id)
        .where(x.c.micro_grid_id == micro_grid, e.c.at >= begin, e.c.at < begin + timedelta(days=1))
        .order_by(e.c.number.desc())
    )  # fmt: skip
    return list(connection.execute(query))
