"""Invitations and sessions. Codes and tokens are random 192-bit words; the database keeps only their hashes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

import sqlalchemy as sa

from ..domain.appraisal import PUBLIC, Actor, Role
from ..errors import NotAllowed, NotFound
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from .office import Desk, allow

CHAIR_LINK_LASTS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Joined:
    """A fresh session: `token` goes into the cookie, and nowhere else."""

    token: str
    actor: Actor
    round: int | None


def invite_judge(desk: Desk, actor: Actor, judge: int, *, round_id: int) -> str:
    """A new join code for `judge` of a round. The older ones, and the sessions they opened, end: a lost tablet is out at once.

    The code may be used again until the next invitation, since a judge may change tablets or close the browser.
    """
    allow(actor, Role.CHAIR)

    def job(connection: sa.Connection) -> str:
        if _round_of(connection, judge) != round_id:
            raise NotFound("There is no judge {judge} in round {round}.", judge=judge, round=round_id)
        _revoke(desk, connection, judge)
        code = _invite(desk, connection, actor, Role.JUDGE, judge, once=False)
        touch(connection, "round", round_id)
        return code

    return desk.store.write(job)


def invite(desk: Desk, actor: Actor, role: Role) -> str:
    """A sign-in code for the chair, a clerk or an admin; it works once, within two days."""
    allow(actor, Role.ADMIN)
    if role not in (Role.CHAIR, Role.CLERK, Role.ADMIN):
        raise NotAllowed("Only a chair, a clerk or an admin is invited like this; judges are invited to a round.")
    return desk.store.write(lambda connection: _invite(desk, connection, actor, role, None, once=True))


def join(desk: Desk, code: str) -> Joined:
    """Exchange an invitation for a session. Raises NotAllowed for a code that is unknown, used, revoked or expired."""
    inv = t.invitation

    def job(connection: sa.Connection) -> Joined:
        row = connection.execute(sa.select(inv).where(inv.c.code_hash == _hash(code.strip()))).first()
        now = desk.now()
        if row is None or row.revoked_at or (row.once and row.used_at) or (row.expires_at and row.expires_at < now):
            raise NotAllowed("This invitation is not valid any more; ask for a new one.", code="bad-invitation")
        token = secrets.token_urlsafe(24)
        made = connection.execute(
            t.session.insert().returning(t.session.c.id),
            {
                "token_hash": _hash(token),
                "role": row.role,
                "judge_id": row.judge_id,
                "invitation_id": row.id,
                "made_at": now,
            },
        ).scalar_one()
        connection.execute(inv.update().where(inv.c.id == row.id, inv.c.used_at.is_(None)).values(used_at=now))
        actor = Actor(Role(row.role), row.judge_id, made)
        journal.write(connection, actor.name, "join", {}, invitation=row.id, session=made)
        round_id = _round_of(connection, row.judge_id)
        if round_id is not None:
            touch(connection, "round", round_id)
        return Joined(token, actor, round_id)

    return desk.store.write(job)


def who(desk: Desk, token: str | None) -> Actor:
    """Whose session `token` is; the public where it is nobody's."""
    if not token:
        return PUBLIC
    s = t.session
    with desk.store.read() as connection:
        row = connection.execute(sa.select(s).where(s.c.token_hash == _hash(token), s.c.ended_at.is_(None))).first()
    return Actor(Role(row.role), row.judge_id, row.id) if row else PUBLIC


def round_of(desk: Desk, actor: Actor) -> int | None:
    """The round a judge belongs to; None for everybody else."""
    with desk.store.read() as connection:
        return _round_of(connection, actor.judge)


def leave(desk: Desk, actor: Actor) -> None:
    """End the actor's session."""

    def job(connection: sa.Connection) -> None:
        s = t.session
        connection.execute(
            s.update().where(s.c.id == actor.session, s.c.ended_at.is_(None)).values(ended_at=desk.now())
        )
        journal.write(connection, actor.name, "leave", {}, session=actor.session or 0)

    desk.store.write(job)


def _invite(desk: Desk, connection: sa.Connection, actor: Actor, role: Role, judge: int | None, *, once: bool) -> str:
    code = secrets.token_urlsafe(24)
    now = desk.now()
    row = {
        "role": role.value, "judge_id": judge, "code_hash": _hash(code), "once": once, "made_at": now,
        "expires_at": now + CHAIR_LINK_LASTS if once else None,
    }  # fmt: skip
    made = connection.execute(t.invitation.insert().returning(t.invitation.c.id), row).scalar_one()
    journal.write(connection, actor.name, "invite", {}, invitation=made, judge=judge or 0)
    return code


def _revoke(desk: Desk, connection: sa.Connection, judge: int) -> None:
    inv, s, now = t.invitation, t.session, desk.now()
    connection.execute(inv.update().where(inv.c.judge_id == judge, inv.c.revoked_at.is_(None)).values(revoked_at=now))
    connection.execute(s.update().where(s.c.judge_id == judge, s.c.ended_at.is_(None)).values(ended_at=now))


def _round_of(connection: sa.Connection, judge: int | None) -> int | None:
    return connection.execute(sa.select(t.judge.c.round_id).where(t.judge.c.id == judge)).scalar_one_or_none()


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
