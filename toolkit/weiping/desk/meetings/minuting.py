"""Minutes: written, looked at by those who were there, amended, approved. Every version stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.meetings import Answer
from ...errors import Invalid, NotAllowed, WrongPhase
from ...store import tables as t
from ..evidence import append
from ..keys import ids_of, living_in
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
    """Write the minutes, or their next version; answers its number. Raises as `write_all`."""
    return write_all(desk, actor, {activity: text})[activity]


def write_all(desk: Desk, actor: Actor, texts: Mapping[int, str]) -> dict[int, int]:
    """Write the minutes of meetings (by the numbers of their activities), or their next versions, in one commit.

    Answers the versions' numbers. Raises NotFound, Invalid for none or too many words.
    """
    allow(actor, Role.CLERK)
    if not all(text.strip() and len(text) <= LONGEST for text in texts.values()):
        raise Invalid("Minutes have 1 to {most} characters.", most=LONGEST)

    def job(connection: sa.Connection) -> dict[int, int]:
        versions, rows = dict[int, int](), []
        for activity, text in texts.items():
            meeting(connection, activity)
            before = newest(connection, activity)
            versions[activity] = int(before.version) if before else 0
            if before is None or before.text != text:
                versions[activity] += 1
                rows.append({"activity_id": activity, "version": versions[activity], "text": text, "at": desk.now(),
                             "actor": actor.name})  # fmt: skip
        append(connection, actor, "minutes", t.minutes, rows)
        return versions

    return desk.store.write(job)


def answer(
    desk: Desk, actor: Actor, activity: int, version: int, resident: str, *, approves: bool, text: str = ""
) -> None:
    """Somebody who was there approves a version, or says what is to be amended. Raises as `answer_all`."""
    one = Answer(meeting=activity, version=version, resident=resident, approves=approves, text=text)
    answer_all(desk, actor, [one])


def answer_all(desk: Desk, actor: Actor, answers: Sequence[Answer]) -> None:
    """What people who were at meetings say of the minutes, in one commit; everybody once for each version.

    The office takes it down, or a household says it for its own people. Raises NotAllowed for others', NotFound for a resident
    who is in no register, WrongPhase for somebody who was not there, an older version or a second answer, Invalid for an
    amendment without words.
    """
    allow(actor, Role.CLERK, Role.RESIDENT)
    if not all(one.approves or one.text.strip() for one in answers):
        raise Invalid("Say what is to be amended.")

    def job(connection: sa.Connection) -> None:
        people = ids_of(connection, t.resident, (one.resident for one in answers))
        if actor.role is Role.RESIDENT and not set(people.values()) <= living_in(connection, actor.household):
            raise NotAllowed("A household speaks for its own people.")
        meetings = {one.meeting for one in answers}
        heard = {activity: _Heard(connection, activity) for activity in meetings}
        rows = [
            {"activity_id": one.meeting, "version": one.version, "resident_id": heard[one.meeting].take(one, people),
             "approves": one.approves, "text": one.text, "at": desk.now(), "actor": actor.name}
            for one in answers
        ]  # fmt: skip
        append(connection, actor, "minutes-answer", t.minutes_answer, rows)

    desk.store.write(job)


class _Heard:
    """Whom a meeting's newest minutes may still be asked of."""

    def __init__(self, connection: sa.Connection, activity: int) -> None:
        self.present, self.last, a = present(connection, activity), newest(connection, activity), t.minutes_answer.c
        query = sa.select(a.version, a.resident_id).where(a.activity_id == activity)
        self.answered = {tuple(row) for row in connection.execute(query)}

    def take(self, one: Answer, people: Mapping[str, int]) -> int:
        """The number of who answers. Raises WrongPhase where that is not theirs to say, or was said."""
        person = people[one.resident]
        if person not in self.present:
            raise WrongPhase("Only those who were there say what the minutes lack.", code="not-there")
        if self.last is None or self.last.version != one.version:
            raise WrongPhase("There is a newer version of these minutes; read that one.", code="version")
        if (one.version, person) in self.answered:
            raise WrongPhase("This resident answered to this version already.", code="answered")
        self.answered.add((one.version, person))
        return person


def silent(connection: sa.Connection, activity: int, version: int) -> set[int]:
    """Residents who were there and have not said anything of this version yet (their numbers)."""
    a = t.minutes_answer.c
    said = sa.select(a.resident_id).where(a.activity_id == activity, a.version == version)
    return present(connection, activity) - set(connection.execute(said).scalars())


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
