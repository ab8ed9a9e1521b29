"""The rows behind a link: writing an invitation and ending it, within the job of whoever invites.

A link carries a long code. Beside it may stand a short one for typing, which lives for a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor
from ..store import journal
from ..store import tables as t
from . import codes
from .office import Desk

SHORT_CODE_LASTS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Codes:
    """What opens an invitation: the code of the link, and the one for typing (empty: none) with its end."""

    code: str
    short: str
    short_until: datetime


def write(
    desk: Desk, connection: sa.Connection, actor: Actor, rows: Iterable[dict[str, Any]], *, short: bool = True
) -> list[Codes]:
    """An invitation for each of `rows`, which say who is invited, whether it works once, and until when."""
    now, made, opened = desk.now(), [], []
    for row in rows:
        one = Codes(codes.long_code(), _unused(connection) if short else "", now + SHORT_CODE_LASTS)
        made.append({
            "judge_id": None, "household_id": None, "operator": None, "expires_at": None, **row, "made_at": now,
            "code_hash": codes.fingerprint(one.code),
            "short_hash": codes.fingerprint(one.short.replace("-", "")) if short else None,
            "short_expires_at": one.short_until if short else None,
        })  # fmt: skip
        opened.append(one)
    if made:
        query = t.invitation.insert().returning(t.invitation.c.id, sort_by_parameter_order=True)
        numbers = connection.execute(query, made).scalars().all()
        journal.write_all(
            connection,
            (
                journal.Line(actor.name, "invite", {}, {"invitation": number, **_whom(row)})
                for number, row in zip(numbers, made, strict=True)
            ),
        )
    return opened


def _whom(row: dict[str, Any]) -> dict[str, int]:
    return {"household": row["household_id"]} if row["household_id"] else {"judge": row["judge_id"] or 0}


def _unused(connection: sa.Connection) -> str:
    """A short code that was never given out."""
    while True:
        short = codes.short_code()
        hashed = codes.fingerprint(short.replace("-", ""))
        if not connection.execute(sa.select(t.invitation.c.id).where(t.invitation.c.short_hash == hashed)).first():
            return short


def end(desk: Desk, connection: sa.Connection, which: sa.ColumnElement[bool], why: str | None = None) -> int:
    """End the invitations that `which` says and every session that they opened; answers how many invitations ended."""
    inv, s, now = t.invitation, t.session, desk.now()
    opened = sa.select(inv.c.id).where(which)
    connection.execute(s.update().where(s.c.invitation_id.in_(opened), s.c.ended_at.is_(None)).values(ended_at=now))
    ended = inv.update().where(which, inv.c.revoked_at.is_(None)).values(revoked_at=now, revoked_why=why)
    return int(connection.execute(ended).rowcount)
