"""Who is signed in, and ending that: a lost tablet, a browser left open at the office."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, JudgeKind, Role
from ..errors import NotAllowed, NotFound
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from .office import Desk, allow


def sessions(desk: Desk, actor: Actor) -> dict[str, Any]:
    """The sessions that have not ended, newest first: judges' and the own for a chair, for an admin all of the office's too.

    Residents' are not listed: there may be thousands, and they end with the household's card.
    """
    allow(actor, Role.CHAIR)
    with desk.store.read() as connection:
        return {"sessions": [_data(row, actor) for row in connection.execute(_visible(actor))]}


def end(desk: Desk, actor: Actor, session: int) -> None:
    """End a session; its sockets and kernels end with it. NotFound where it has ended, NotAllowed for one of the staff."""
    allow(actor, Role.CHAIR)

    def job(connection: sa.Connection) -> None:
        s = t.session
        row = connection.execute(sa.select(s).where(s.c.id == session, s.c.ended_at.is_(None))).first()
        if row is None:
            raise NotFound("There is no session {session}, or it has ended.", session=session)
        if actor.role is not Role.ADMIN and row.judge_id is None and row.id != actor.session:
            raise NotAllowed("A chair ends sessions of judges; those of the staff are for an admin.")
        connection.execute(s.update().where(s.c.id == session).values(ended_at=desk.now()))
        journal.write(connection, actor.name, "end-session", {}, session=session)
        if row.judge_id is not None:
            of = sa.select(t.judge.c.round_id).where(t.judge.c.id == row.judge_id)
            touch(connection, "round", connection.execute(of).scalar_one())

    desk.store.write(job)


def of_panel(connection: sa.Connection, round_id: int) -> dict[int, list[dict[str, Any]]]:
    """Judge -> the sessions of that judge, as the chair's console lists them."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in connection.execute(_open().where(t.judge.c.round_id == round_id)):
        found.setdefault(row.judge_id, []).append({"id": row.id, "made": row.made_at.isoformat(), "device": row.device})
    return found


def _open() -> sa.Select[Any]:
    s, j = t.session, t.judge
    return (
        sa.select(s, j.c.number.label("judge_number"), j.c.kind.label("judge_kind"), j.c.round_id)
        .select_from(s.outerjoin(j, j.c.id == s.c.judge_id))
        .where(s.c.ended_at.is_(None))
        .order_by(s.c.id.desc())
    )


def _visible(actor: Actor) -> sa.Select[Any]:
    if actor.role is Role.ADMIN:
        return _open().where(t.session.c.role != Role.RESIDENT.value)
    return _open().where(sa.or_(t.session.c.judge_id.is_not(None), t.session.c.id == (actor.session or 0)))


def _data(row: Any, actor: Actor) -> dict[str, Any]:
    judge = None
    if row.judge_id is not None:
        judge = {"id": row.judge_id, "number": row.judge_number, "kind": JudgeKind(row.judge_kind).label.both()}
    return {
        "id": row.id, "role": row.role, "judge": judge, "round": row.round_id, "device": row.device,
        "made": row.made_at.isoformat(), "own": row.id == actor.session,
    }  # fmt: skip
