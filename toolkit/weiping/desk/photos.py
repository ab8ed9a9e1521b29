"""Photo evidence: how a photo comes in, who may see it, and how it is forgotten.

A photo is a tap like any other (`tap.photo` names it by its hash); the picture itself lies apart, once however often it
was taken, so that it can be erased without touching the evidence that it was there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, Phase, Role
from ..errors import Invalid, NotFound
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from . import folding
from .marks import Batch, Delivery, Item, delivery
from .office import Desk, allow
from .others import Table
from .pictures import Picture, develop
from .round_info import RoundInfo, round_info
from .sheets import Sheets, taps_of

LONGEST_REASON = 500


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
    if photo in public(connection, info):
        return True
    if actor.judge is None:
        return False
    entries = {row.entry_id for row in found}
    sheets = [sheet for entry in entries for sheet in Table(connection, info, actor.judge, entry).marks().values()]
    return any(photo == tap.photo for sheet in sheets for tap in sheet.photos())


def public(connection: sa.Connection, info: RoundInfo) -> dict[str, int]:
    """Photo -> entry, of those that may stand on a public wall: the result is out, and the newest word is to show them."""
    if info.phase not in (Phase.PUBLISHED, Phase.FINAL):
        return {}
    c = t.photo_consent.c
    lines = sa.select(c.photo, c.show).where(c.round_id == info.id).order_by(c.number)
    shown = {photo for photo, show in dict(connection.execute(lines).all()).items() if show}
    if not shown:
        return {}
    about = t.tap.c.photo.in_(shown)
    sheets = Sheets(folding.read(connection, info)).fold(taps_of(connection, info.id, about))
    erased = set(connection.execute(sa.select(t.photo.c.hash).where(t.photo.c.data.is_(None))).scalars())
    return {
        str(tap.photo): entry
        for (_, entry), sheet in sheets.sheets.items()
        for tap in sheet.photos()
        if tap.photo in shown and tap.photo not in erased
    }


def erase_photo(desk: Desk, actor: Actor, round_id: int, photo: str, reason: str) -> None:
    """Forget a picture for good. That it was there stays: its tap, its hash, and why it went.

    Raises NotFound for a photo of another round, Invalid without a reason. Erasing twice is erasing once.
    """
    allow(actor, Role.CHAIR)
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise Invalid("Say in at most {most} characters why the photo is erased.", most=LONGEST_REASON)

    def job(connection: sa.Connection) -> None:
        info = round_info(connection, round_id)
        tap, p = t.tap.c, t.photo.c
        of_round = sa.select(tap.id).where(tap.round_id == info.id, tap.photo == photo, tap.kind == "photo").limit(1)
        if connection.execute(of_round).first() is None:
            raise NotFound("There is no photo {photo} here.", photo=photo[:8])
        if connection.execute(sa.select(p.data.is_(None)).where(p.hash == photo)).scalar_one():
            return
        connection.execute(t.photo.update().where(p.hash == photo).values(data=None))
        line: dict[str, Any] = {"round_id": info.id, "photo": photo, "show": False, "reason": reason.strip(),
                                "at": desk.now(), "actor": actor.name}  # fmt: skip
        number = connection.execute(t.photo_consent.insert().returning(t.photo_consent.c.number), line).scalar_one()
        covered = {"photo_consent": [{"number": number, **line}]}
        journal.write(connection, actor.name, "photo:erased", covered, round=info.id, photo=photo)
        touch(connection, "round", info.id)

    desk.store.write(job)
