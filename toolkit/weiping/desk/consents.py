"""Which photos may stand on the public wall: none until somebody has asked the people in the picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, Role
from ..domain.text import Text
from ..errors import NotFound
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from .evidence import add, reason_of
from .office import Desk, allow
from .round_info import RoundInfo
from .taps import Tap


def consent(desk: Desk, actor: Actor, round_id: int, photo: str, *, show: bool, reason: str = "") -> None:
    """Let a photo of a round be shown once the round is published, or take that back, at any time.

    Raises NotFound for a photo that nobody took in this round.
    """
    allow(actor, Role.CHAIR)
    reason = reason_of(reason)

    def job(connection: sa.Connection) -> None:
        tap = t.tap.c
        taken = sa.select(tap.number).where(tap.round_id == round_id, tap.kind == "photo", tap.photo == photo).limit(1)
        if connection.execute(taken).first() is None:
            raise NotFound("There is no photo {photo} in this round.", photo=photo)
        row = {
            "round_id": round_id,
            "photo": photo,
            "show": show,
            "reason": reason,
            "at": desk.now(),
            "actor": actor.name,
        }
        made = add(connection, t.photo_consent, row)
        verb = "photo:shown" if show else "photo:hidden"
        journal.write(connection, actor.name, verb, {"photo_consent": [made]}, round=round_id)
        touch(connection, "round", round_id)

    desk.store.write(job)


def newest(connection: sa.Connection, round_id: int) -> dict[str, bool]:
    """Photo -> whether it may be shown, for those somebody decided about; the newest line counts."""
    c = t.photo_consent.c
    lines = sa.select(c.photo, c.show).where(c.round_id == round_id).order_by(c.number)
    return {row.photo: row.show for row in connection.execute(lines)}


def shown(connection: sa.Connection, info: RoundInfo, taken: Sequence[Tap]) -> list[dict[str, Any]]:
    """Those of the photos taken that everybody may see once the round is published, as a display wall receives them."""
    allowed = newest(connection, info.id)
    some = [tap for tap in taken if allowed.get(str(tap.photo))]
    gone = erased(connection, [str(tap.photo) for tap in some])
    titles = {criterion.key: criterion.title for criterion in info.criteria}
    return [
        {"hash": tap.photo, "entry": tap.entry_id, "caption": titles.get(tap.criterion or "", Text("", "")).both()}
        for tap in some if tap.photo not in gone
    ]  # fmt: skip


def erased(connection: sa.Connection, hashes: Sequence[str]) -> set[str]:
    """Those of the photos whose picture is gone; their hash stays."""
    p = t.photo.c
    return set(connection.execute(sa.select(p.hash).where(p.hash.in_(hashes), p.data.is_(None))).scalars())
