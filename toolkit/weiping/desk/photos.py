"""Photo evidence: how a photo comes in, who may see it, and how it is forgotten.

A photo is a tap like any other (`tap.photo` names it by its hash); the picture itself lies apart, once however often it
was taken, so that it can be erased without touching the evidence that it was there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, Role
from ..errors import Invalid, NotFound
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from . import consents
from .evidence import add, reason_of
from .margin import Margin
from .marks import Batch, Delivery, Item, delivery
from .office import Desk, allow
from .others import Table
from .pictures import Picture, develop
from .round_info import RoundInfo, round_info
from .taps import taps_of


def photo_delivery(actor: Actor, round_id: int, client: str, judge: int | None, item: Item, data: bytes) -> Delivery:
    """A photo on its way in: a delivery of one item, with its picture developed.

    Raises what `marks.delivery` and `pictures.develop` raise.
    """
    checked = delivery(actor, round_id, Batch(client, [item], judge))
    picture = develop(data)
    item.photo = picture.hash
    return Delivery(checked.actor, checked.round, checked.batch, picture)


def keep(desk: Desk, connection: sa.Connection, pictures: Iterable[Picture]) -> None:
    """Store pictures that are not there yet, within a job. One that was erased stays erased."""
    p = t.photo.c
    fresh = {one.hash: one for one in pictures}
    if not fresh:
        return
    known = set(connection.execute(sa.select(p.hash).where(p.hash.in_(fresh))).scalars())
    made = [
        {"hash": one.hash, "data": one.data, "type": "image/jpeg", "width": one.width, "height": one.height,
         "size": len(one.data), "made_at": desk.now()}
        for one in fresh.values() if one.hash not in known
    ]  # fmt: skip
    if made:
        connection.execute(t.photo.insert(), made)


def read(desk: Desk, actor: Actor, round_id: int, photo: str) -> bytes:
    """The JPEG of a photo of the round. NotFound where there is none that `actor` may see, whatever the reason."""
    with desk.store.read() as connection:
        info = round_info(connection, round_id)
        if may_see(connection, info, actor, photo):
            data = connection.execute(sa.select(t.photo.c.data).where(t.photo.c.hash == photo)).scalar_one_or_none()
            if data is not None:
                return bytes(data)
    raise NotFound("There is no photo {photo} here.", photo=photo[:8])


def may_see(connection: sa.Connection, info: RoundInfo, actor: Actor, photo: str) -> bool:
    """Who may see a photo: its taker and the chair; judges who may see its sheet's marks; the public with consent."""
    c = t.tap.c
    found = connection.execute(
        sa.select(c.judge_id, c.entry_id).where(c.round_id == info.id, c.photo == photo, c.kind == "photo").distinct()
    ).all()
    if not found:
        return False
    if actor.role in (Role.CHAIR, Role.ADMIN) or any(row.judge_id == actor.judge for row in found):
        return True
    if _is_public(connection, info, photo):
        return True
    if actor.judge is None:
        return False
    entries = {row.entry_id for row in found}
    sheets = [sheet for entry in entries for sheet in Table(connection, info, actor.judge, entry).marks().values()]
    return any(photo == tap.photo for sheet in sheets for tap in sheet.photos())


def _is_public(connection: sa.Connection, info: RoundInfo, photo: str) -> bool:
    """Whether a photo may stand on a public wall: the result is out, and the newest word is to show it."""
    if not info.phase.decided or not consents.newest(connection, info.id).get(photo):
        return False
    return bool(Margin().fold(taps_of(connection, info.id, t.tap.c.photo == photo)).photos())


def erase_photo(desk: Desk, actor: Actor, round_id: int, photo: str, reason: str) -> None:
    """Forget a picture for good. That it was there stays: its tap, its hash, and why it went.

    Raises NotFound for a photo of another round, Invalid without a reason. Erasing twice is erasing once.
    """
    allow(actor, Role.CHAIR)
    reason = reason_of(reason)
    if not reason:
        raise Invalid("Say why the photo is erased; the reason is kept with the round.")

    def job(connection: sa.Connection) -> None:
        info = round_info(connection, round_id)
        tap, p = t.tap.c, t.photo.c
        of_round = sa.select(tap.id).where(tap.round_id == info.id, tap.photo == photo, tap.kind == "photo").limit(1)
        if connection.execute(of_round).first() is None:
            raise NotFound("There is no photo {photo} here.", photo=photo[:8])
        if connection.execute(sa.select(p.data.is_(None)).where(p.hash == photo)).scalar_one():
            return
        connection.execute(t.photo.update().where(p.hash == photo).values(data=None))
        line: dict[str, Any] = {"round_id": info.id, "photo": photo, "show": False, "reason": reason,
                                "at": desk.now(), "actor": actor.name}  # fmt: skip
        covered = {"photo_consent": [add(connection, t.photo_consent, line)]}
        journal.write(connection, actor.name, "photo:erased", covered, round=info.id, photo=photo)
        touch(connection, "round", info.id)

    desk.store.write(job)
