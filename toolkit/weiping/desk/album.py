"""The album: photos of activities and of the steps of matters - taken, described, shown, and forgotten.

The picture lies where those of the rounds lie (`photos`), developed as theirs are: only its pixels are kept. Which record it
belongs to, its caption and whether everybody may see it are lines of evidence; the newest one of a picture counts.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, Role
from ..domain.privacy import refuse_personal
from ..domain.records import Shot
from ..domain.text import Text
from ..errors import Invalid, NotFound, WrongPhase
from ..store import tables as t
from . import photos
from .evidence import append, reason_of
from .matters.reporting import matter_kind
from .matters.standing import stand
from .office import Desk, allow
from .pictures import develop

MOST = 60
"""Photos of one record."""
LONGEST_CAPTION = 200
_CAPTION = Text("照片说明", "The caption")


def add(desk: Desk, actor: Actor, shot: Shot) -> str:
    """Put a photo to its record; answers its name, the SHA-256 of what is kept. Raises as `add_all`."""
    return add_all(desk, actor, [shot])[0]


def add_all(desk: Desk, actor: Actor, shots: Sequence[Shot]) -> list[str]:
    """Put photos to their records, in one commit; answers their names. The same picture twice is there once.

    Raises what `pictures.develop` raises, NotFound, WrongPhase for an activity that was called off, a step that the kind
    does not have or a picture that was erased, Invalid for a caption with somebody's number in it or one photo too many.
    """
    allow(actor, Role.CLERK)
    developed = [develop(one.data) for one in shots]

    def job(connection: sa.Connection) -> list[str]:
        photos.keep(desk, connection, developed)
        rows = []
        for one, picture in zip(shots, developed, strict=True):
            row = {
                **_place(desk, connection, one),
                "photo": picture.hash,
                "caption": one.caption.strip(),
                "show": one.show,
            }
            there = {line.photo: line for line in of(connection, row["activity_id"], row["matter_id"])}
            if _same(there.get(picture.hash), row):
                continue
            _check(desk, connection, row, len(there) + 1 if picture.hash not in there else 0)
            rows.append({**row, "dropped": False, "reason": "", "at": desk.now(), "actor": actor.name})
        append(connection, actor, "record-photo", t.record_photo, rows)
        return [picture.hash for picture in developed]

    return desk.store.write(job)


def describe(
    desk: Desk, actor: Actor, photo: str, *, caption: str, show: bool, activity: int | None = None, matter: int | None = None
) -> None:  # fmt: skip
    """Say what a photo shows and who may see it: everybody, or the office. Raises NotFound, and as `add_all`."""
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> None:
        line = _line(connection, photo, activity, matter)
        row = {**line._mapping, "caption": caption.strip(), "show": show, "at": desk.now(), "actor": actor.name}
        if not _same(line, row):
            _check(desk, connection, row, 0)
            del row["number"]
            append(connection, actor, "describe-photo", t.record_photo, [row])

    desk.store.write(job)


def forget(
    desk: Desk, actor: Actor, photo: str, reason: str, *, activity: int | None = None, matter: int | None = None
) -> None:  # fmt: skip
    """Take a photo off its record; its picture is erased for good, unless another record or a round has it as well.

    That it was there stays, and why it went. Raises NotFound, Invalid without a reason.
    """
    allow(actor, Role.CLERK)
    reason = reason_of(reason)
    if not reason:
        raise Invalid("Say why the photo is taken away; the reason stays with the record.")

    def job(connection: sa.Connection) -> None:
        row = {**_line(connection, photo, activity, matter)._mapping, "dropped": True, "show": False, "reason": reason}
        del row["number"]
        append(connection, actor, "forget-photo", t.record_photo, [{**row, "at": desk.now(), "actor": actor.name}])
        if not (_standing(connection, t.record_photo.c.photo == photo) or _of_a_round(connection, photo)):
            connection.execute(t.photo.update().where(t.photo.c.hash == photo).values(data=None))

    desk.store.write(job)


def read(desk: Desk, actor: Actor, photo: str) -> bytes:
    """The JPEG of a photo: for the office, and for everybody where one of its records shows it. Raises NotFound.

    The chair sees none of a matter that is only counted, as nothing else of it.
    """
    with desk.store.read() as connection:
        lines = _standing(connection, t.record_photo.c.photo == photo)
        if any(_may_see(desk, connection, actor, line) for line in lines):
            data = connection.execute(sa.select(t.photo.c.data).where(t.photo.c.hash == photo)).scalar_one_or_none()
            if data is not None:
                return bytes(data)
    raise NotFound("There is no photo {photo} here.", photo=photo[:8])


def _may_see(desk: Desk, connection: sa.Connection, actor: Actor, line: Any) -> bool:
    if actor.role in (Role.CLERK, Role.ADMIN):
        return True
    if line.show:
        return line.activity_id is None or not _called_off(connection, line.activity_id)
    return actor.role is Role.CHAIR and not _only_counted(desk, connection, line.matter_id)


def of(connection: sa.Connection, activity: int | None = None, matter: int | None = None) -> list[Any]:
    """The photos of a record, oldest first: lines of `record_photo`."""
    r = t.record_photo.c
    return _standing(connection, r.activity_id == activity if matter is None else r.matter_id == matter)


def shown_of(connection: sa.Connection, column: str, records: Collection[int]) -> dict[int, list[Any]]:
    """The photos that everybody may see, by record; `column` is `activity_id` or `matter_id`."""
    r = t.record_photo.c
    found: dict[int, list[Any]] = {}
    for line in _standing(connection, r[column].in_(records)):
        if line.show:
            found.setdefault(getattr(line, column), []).append(line)
    return found


def photo_data(line: Any) -> dict[str, Any]:
    """A photo as pages receive it."""
    return {"photo": line.photo, "step": line.step, "caption": line.caption, "show": bool(line.show)}


def _standing(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[Any]:
    """The newest line of each picture of each record that was not taken away."""
    r = t.record_photo
    newest = sa.select(sa.func.max(r.c.number)).where(where).group_by(r.c.activity_id, r.c.matter_id, r.c.photo)
    return list(
        connection.execute(sa.select(r).where(r.c.number.in_(newest), r.c.dropped.is_(False)).order_by(r.c.number))
    )


def _line(connection: sa.Connection, photo: str, activity: int | None, matter: int | None) -> Any:
    for line in of(connection, activity, matter):
        if line.photo == photo:
            return line
    raise NotFound("There is no photo {photo} here.", photo=photo[:8])


def _same(line: Any, row: dict[str, Any]) -> bool:
    return line is not None and all(line._mapping[name] == row[name] for name in ("step", "caption", "show"))


def _place(desk: Desk, connection: sa.Connection, shot: Shot) -> dict[str, Any]:
    """Which record, and which step of it. Raises NotFound, WrongPhase, Invalid."""
    if (shot.activity is None) == (shot.matter is None):
        raise Invalid("A photo belongs to an activity or to a matter; name one of them.")
    if shot.matter is not None:
        now = stand(connection, shot.matter)
        step = matter_kind(desk, now.matter.kind).step(shot.step or now.step).key
        return {"activity_id": None, "matter_id": shot.matter, "step": step}
    a = t.activity.c
    if connection.execute(sa.select(a.id).where(a.id == shot.activity)).first() is None:
        raise NotFound("There is no activity {activity}.", activity=shot.activity)
    if _called_off(connection, shot.activity):
        raise WrongPhase("This activity was called off.", code="cancelled")
    return {"activity_id": shot.activity, "matter_id": None, "step": ""}


def _check(desk: Desk, connection: sa.Connection, row: dict[str, Any], count: int) -> None:
    """Raises Invalid, WrongPhase where a line may not be written; `count` is how many photos there would be."""
    if count > MOST:
        raise Invalid("A record has {most} photos at most; take one away first.", most=MOST)
    if len(row["caption"]) > LONGEST_CAPTION:
        raise Invalid("At most {most} characters, please.", most=LONGEST_CAPTION)
    if row["show"]:
        refuse_personal(_CAPTION, row["caption"])
        if _only_counted(desk, connection, row["matter_id"]):
            raise Invalid("Nothing of this matter is public; its photos stay with the office.", code="counts-only")
    if connection.execute(sa.select(t.photo.c.data.is_(None)).where(t.photo.c.hash == row["photo"])).scalar_one():
        raise WrongPhase("This very picture was erased for good before; take another one.", code="erased")


def _only_counted(desk: Desk, connection: sa.Connection, matter: int | None) -> bool:
    if matter is None:
        return False
    kind = connection.execute(sa.select(t.matter.c.kind).where(t.matter.c.id == matter)).scalar_one()
    return matter_kind(desk, kind).counts_only


def _called_off(connection: sa.Connection, activity: int | None) -> bool:
    e = t.activity_end.c
    return connection.execute(
        sa.select(e.number).where(e.activity_id == activity, e.how == "cancelled")
    ).first() is not None  # fmt: skip


def _of_a_round(connection: sa.Connection, photo: str) -> bool:
    return connection.execute(sa.select(t.tap.c.id).where(t.tap.c.photo == photo).limit(1)).first() is not None
