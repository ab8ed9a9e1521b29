"""Invitations and the sessions they open. Codes and tokens are random; the database keeps only their hashes.

A link carries a long code of 192 bits. Beside it stands a short one for typing, for a day at most; `lockout` sees to it
that nobody finds one by trying. Households' links are made in `household_links`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import PUBLIC, Actor, JudgeKind, Role
from ..errors import Invalid, NotAllowed, NotFound, Refused, TooManyTries
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from . import codes, invitations, lockout, rows
from .household_links import HouseholdLink, invite_household, invite_households, revoke_household
from .office import Desk, allow

__all__ = [
    "HouseholdLink", "Invited", "Joined", "invite", "invite_household", "invite_households", "invite_judge",
    "invite_judges", "invite_staff", "join", "leave", "revoke", "revoke_household", "round_of", "who",
]  # fmt: skip

CHAIR_LINK_LASTS = timedelta(days=2)
STAFF_KEY = re.compile(r"[a-z0-9-]{1,20}")


@dataclass(frozen=True, slots=True)
class Invited:
    """A fresh invitation: the code for the link, the short one for typing and until when; whom it is for, if a judge."""

    code: str
    short: str
    short_until: datetime
    judge: int | None = None
    number: int | None = None
    kind: JudgeKind | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """A fresh session: `token` goes into the cookie, and nowhere else."""

    token: str
    actor: Actor
    round: int | None


def invite_judges(desk: Desk, actor: Actor, judges: Sequence[int] | None, *, round_id: int) -> list[Invited]:
    """New invitations for `judges` of a round, in the order of their numbers; None: all who are not signed in anywhere.

    Their older ones, and the sessions they opened, end: a lost tablet is out at once. A code may be used again until
    the next invitation, since a judge may change tablets or close the browser.
    """
    allow(actor, Role.CHAIR)

    def job(connection: sa.Connection) -> list[Invited]:
        panel = {judge.id: judge for judge in rows.judges(connection, round_id)}
        signed_in = rows.joined(connection) if judges is None else set()
        wanted = set(panel) - signed_in if judges is None else set(judges)
        if unknown := sorted(wanted - set(panel)):
            raise NotFound("There is no judge {judge} in round {round}.", judge=unknown[0], round=round_id)
        asked = [judge for judge in panel.values() if judge.id in wanted]
        for judge in asked:
            _revoke(desk, connection, judge.id)
        rows_made = [{"role": Role.JUDGE.value, "judge_id": judge.id, "once": False} for judge in asked]
        made = invitations.write(desk, connection, actor, rows_made)
        touch(connection, "round", round_id)
        return [
            Invited(one.code, one.short, one.short_until, judge.id, judge.number, JudgeKind(judge.kind))
            for one, judge in zip(made, asked, strict=True)
        ]

    return desk.store.write(job)


def invite_judge(desk: Desk, actor: Actor, judge: int, *, round_id: int) -> str:
    """The long code of a new invitation for one judge."""
    return invite_judges(desk, actor, [judge], round_id=round_id)[0].code


def invite_staff(desk: Desk, actor: Actor, role: Role, staff: str | None = None) -> Invited:
    """A sign-in for the chair, a clerk or an admin; it works once, within two days.

    `staff` is a short key for the person who gets it, such as c2: what that person records carries it, and nobody approves
    what was proposed under the same key. Raises Invalid for a key of other than small letters, digits and hyphens.
    """
    allow(actor, Role.ADMIN)
    if role not in (Role.CHAIR, Role.CLERK, Role.ADMIN):
        raise NotAllowed("Only a chair, a clerk or an admin is invited like this; judges are invited to a round.")
    if staff is not None and not STAFF_KEY.fullmatch(staff):
        raise Invalid("A key for staff is 1 to 20 small letters, digits and hyphens, not {key}.", key=staff)

    def job(connection: sa.Connection) -> Invited:
        if staff is not None and not connection.execute(sa.select(t.operator).where(t.operator.c.key == staff)).first():
            connection.execute(t.operator.insert(), {"key": staff, "name": None})
        until = desk.now() + CHAIR_LINK_LASTS
        row = {"role": role.value, "once": True, "operator": staff, "expires_at": until}
        (one,) = invitations.write(desk, connection, actor, [row])
        return Invited(one.code, one.short, one.short_until)

    return desk.store.write(job)


def invite(desk: Desk, actor: Actor, role: Role) -> str:
    """The long code of a new sign-in for the chair, a clerk or an admin."""
    return invite_staff(desk, actor, role).code


def revoke(desk: Desk, actor: Actor, judge: int, reason: str = "", *, round_id: int) -> None:
    """End a judge's invitations and sessions; marks that were acknowledged stay."""
    allow(actor, Role.CHAIR)

    def job(connection: sa.Connection) -> None:
        if _round_of(connection, judge) != round_id:
            raise NotFound("There is no judge {judge} in round {round}.", judge=judge, round=round_id)
        _revoke(desk, connection, judge, reason.strip() or None)
        journal.write(connection, actor.name, "revoke", {}, judge=judge)
        touch(connection, "round", round_id)

    desk.store.write(job)


def join(desk: Desk, code: str, *, address: str = "", agent: str = "") -> Joined:
    """Exchange an invitation's long or short code for a session.

    `address` is where the request came from and what wrong codes are counted by, `agent` the browser's name for itself.
    Raises NotAllowed for a code that is unknown, used, revoked or expired, TooManyTries where too many were.
    """

    def job(connection: sa.Connection) -> Joined | Refused:  # a refusal is returned: raised, it would undo the counting
        found = _find(desk, connection, code, address)
        return found if isinstance(found, Refused) else _sign_in(desk, connection, found, agent)

    outcome = desk.store.write(job)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def who(desk: Desk, token: str | None) -> Actor:
    """Whose session `token` is; the public where it is nobody's."""
    if not token:
        return PUBLIC
    s, inv = t.session, t.invitation
    query = (
        sa.select(s.c.id, s.c.role, s.c.judge_id, inv.c.operator, inv.c.household_id)
        .outerjoin(inv, inv.c.id == s.c.invitation_id)
        .where(s.c.token_hash == codes.fingerprint(token), s.c.ended_at.is_(None))
    )
    with desk.store.read() as connection:
        row = connection.execute(query).first()
    return _actor(row, row.id) if row else PUBLIC


def _actor(row: Any, session: int) -> Actor:
    return Actor(Role(row.role), row.judge_id, session, row.operator, row.household_id)


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
        if (round_id := _round_of(connection, actor.judge)) is not None:
            touch(connection, "round", round_id)

    desk.store.write(job)


def _find(desk: Desk, connection: sa.Connection, code: str, address: str) -> Any:
    """The invitation that `code` opens, or why it opens none. A long code is found even where short ones are locked out."""
    inv, now, short = t.invitation, desk.now(), codes.typed(code)
    row = connection.execute(sa.select(inv).where(inv.c.code_hash == codes.fingerprint(code.strip()))).first()
    if row is None:
        if end := lockout.until(connection, now, address, short=short is not None):
            return _too_many(desk, end)
        if short is not None:
            row = connection.execute(sa.select(inv).where(inv.c.short_hash == codes.fingerprint(short))).first()
        if row is None:
            lockout.count(connection, now, address)
            if end := lockout.until(connection, now, address, short=short is not None):
                return _too_many(desk, end)
            return NotAllowed("There is no such code; compare it with the slip of paper.", code="bad-invitation")
        if row.short_expires_at < now:
            return NotAllowed(
                "This code was for one day; use the link or the QR code, or ask for a new one.", code="bad-invitation"
            )
    if row.revoked_at or (row.once and row.used_at) or (row.expires_at and row.expires_at < now):
        return NotAllowed("This invitation is not valid any more; ask for a new one.", code="bad-invitation")
    return row


def _too_many(desk: Desk, end: datetime) -> TooManyTries:
    left = end - desk.now()
    return TooManyTries(
        "Too many wrong codes were tried. Codes can be typed again at {time}; the link and the QR code of an invitation"
        " work all the while.",
        seconds=max(1, int(left.total_seconds()) + 1),
        time=end.astimezone(desk.zone).strftime("%H:%M:%S"),
    )


def _sign_in(desk: Desk, connection: sa.Connection, invitation: Any, agent: str) -> Joined:
    token, now = codes.long_code(), desk.now()
    row = {
        "token_hash": codes.fingerprint(token), "role": invitation.role, "judge_id": invitation.judge_id,
        "invitation_id": invitation.id, "made_at": now, "device": codes.device(agent),
    }  # fmt: skip
    made = connection.execute(t.session.insert().returning(t.session.c.id), row).scalar_one()
    inv = t.invitation
    connection.execute(inv.update().where(inv.c.id == invitation.id, inv.c.used_at.is_(None)).values(used_at=now))
    actor = _actor(invitation, made)
    journal.write(connection, actor.name, "join", {}, invitation=invitation.id, session=made)
    round_id = _round_of(connection, invitation.judge_id)
    if round_id is not None:
        touch(connection, "round", round_id)
    return Joined(token, actor, round_id)


def _revoke(desk: Desk, connection: sa.Connection, judge: int, why: str | None = None) -> None:
    invitations.end(desk, connection, t.invitation.c.judge_id == judge, why)


def _round_of(connection: sa.Connection, judge: int | None) -> int | None:
    return connection.execute(sa.select(t.judge.c.round_id).where(t.judge.c.id == judge)).scalar_one_or_none()
