"""Minutes: written, looked at by those who were there, amended, approved. Every version stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...errors import Invalid, NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..office import Desk, allow
from .calling import meeting, present

LONGEST = 50_000


@dataclass(frozen=True, slots=True)
class Minutes:
    """The newest version and what was said of it: how many approve it, and what is to be amended."""

    version: int
    text: str
    approvals: int
    present: int
    amendments: tuple[str, ...]

    @property
    def approved(self) -> bool:
        """Nobody wants it amended, and more than half of those who were there approve it."""
        return not self.amendments and 2 * self.approvals > self.present


def write(desk: Desk, actor: Actor, activity: int, text: str) -> int:
    """Write the minutes, or their next version; answers its number. Raises NotFound, Invalid for none or too many words."""
    allow(actor, Role.CLERK)
    if not text.strip() or len(text) > LONGEST:
        raise Invalid("Minutes have 1 to {most} characters.", most=LONGEST)

    def job(connection: sa.Connection) -> int:
        meeting(connection, activity)
        before = newest(connection, activity)
        if before is not None and before.text == text:
            return int(before.version)
        version = int(before.version) + 1 if before else 1
        row = {
            "activity_id": activity, "version": version, "text": text, "at": desk.now(),
            "actor": actor.name,
        }  # fmt: skip
        number = connection.execute(t.minutes.insert().returning(t.minutes.c.number), row).scalar_one()
        journal.write(connection, actor.name, "minutes", {"minutes": [{"number": number, **row}]})
        touch(connection, "community", 0)
        return version

    return desk.store.write(job)


def answer(
    desk: Desk, actor: Actor, activity: int, version: int, resident: str, *, approves: bool, text: str = ""
) -> None:
    """Somebody who was there approves a version, or says what is to be amended; once for each version.

    Raises NotFound for a resident who is in no register, WrongPhase for somebody who was not there, an older version or a
    second answer, Invalid for an amendment without words.
    """
    allow(actor, Role.CLERK)
    if not approves and not text.strip():
        raise Invalid("Say what is to be amended.")

    def job(connection: sa.Connection) -> None:
        person = connection.execute(sa.select(t.resident.c.id).where(t.resident.c.key == resident)).scalar_one_or_none()
        if person is None:
            raise NotFound("There is no resident {key} in the register.", key=resident)
        if person not in present(connection, activity):
            raise WrongPhase("Only those who were there say what the minutes lack.", code="not-there")
        last = newest(connection, activity)
        if last is None or last.version != version:
            raise WrongPhase("There is a newer version of these minutes; read that one.", code="version")
        a = t.minutes_answer
        where = (a.c.activity_id == activity, a.c.version == version, a.c.resident_id == person)
        if connection.execute(sa.select(a.c.number).where(*where)).first():
            raise WrongPhase("This resident answered to this version already.", code="answered")
        row = {
            "activity_id": activity, "version": version, "resident_id": person, "approves": approves, "text": text,
            "at": desk.now(), "actor": actor.name,
        }  # fmt: skip
        number = connection.execute(a.insert().returning(a.c.number), row).scalar_one()
        journal.write(connection, actor.name, "minutes-answer", {"minutes_answer": [{"number": number, **row}]})
        touch(connection, "community", 0)

    desk.store.write(job)


def newest(connection: sa.Connection, activity: int) -> Any:
    """The row of the newest version; None where none was written."""
    m = t.minutes
    query = sa.select(m).where(m.c.activity_id == activity).order_by(m.c.version.desc()).limit(1)
    return connection.execute(query).first()


def stand(connection: sa.Connection, activity: int) -> Minutes | None:
    """The newest version with what was said of it; None where none was written."""
    last = newest(connection, activity)
    if last is None:
        return None
    a = t.minutes_answer
    query = sa.select(a).where(a.c.activity_id == activity, a.c.version == last.version).order_by(a.c.number)
    answers = connection.execute(query).all()
    wanted = tuple(one.text for one in answers if not one.approves)
    approvals = sum(one.approves for one in answers)
    return Minutes(last.version, last.text, approvals, len(present(connection, activity)), wanted)
