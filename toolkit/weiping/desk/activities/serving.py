"""Service given: the certified hours of a volunteer, and the certificate of service that says so on paper.

A certificate has a number; what it said when it was made out is on record. The same days with the same hours are the same
certificate, however often it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.text import Text
from ...errors import Invalid, NotFound, WrongPhase
from ...publish import service_certificate
from ...publish.service_certificate import ServiceCertificate, ServiceLine
from ...store import journal
from ...store import tables as t
from .. import rows
from ..evidence import add
from ..keys import resident_of
from ..office import Desk, allow
from .taking_part import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What somebody gave in some days: certified activities without a justified complaint, oldest first."""

    resident: Any
    lines: tuple[ServiceLine, ...]

    @property
    def minutes(self) -> int:
        """All of it."""
        return sum(one.minutes for one in self.lines)

    def data(self) -> dict[str, Any]:
        """As pages and programs receive it."""
        lines = [
            {"on": one.on.isoformat(), "title": one.title.both(), "role": one.role.both(), "minutes": one.minutes}
            for one in self.lines
        ]
        return {"resident": self.resident.key, "minutes": self.minutes, "lines": lines}


def served(desk: Desk, actor: Actor, resident: str, first: date, last: date) -> Served:
    """The certified service of a resident from `first` to `last`. Raises NotFound, Invalid where the days are the wrong way."""
    allow(actor, Role.CLERK)
    with desk.store.read() as connection:
        return _served(desk, connection, resident_of(connection, resident), first, last)


def certificate(desk: Desk, actor: Actor, resident: str, first: date, last: date) -> int:
    """Make out a certificate of service; answers its number. Raises as `served`, and WrongPhase where there is no hour.

    The name leaves the house with it: that is on record like every list that does.
    """
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> int:
        person, c = resident_of(connection, resident), t.service_certificate
        found = _served(desk, connection, person, first, last)
        if not found.minutes:
            raise WrongPhase("No certified service in these days; certify the activities first.", code="no-service")
        says = {
            "resident_id": person.id,
            "first": first,
            "last": last,
            "minutes": found.minutes,
            "activities": len(found.lines),
        }
        same = connection.execute(
            sa.select(c.c.number).where(*(c.c[name] == value for name, value in says.items()))
        ).scalar()
        if same is not None:
            return int(same)
        who = {"at": desk.now(), "actor": actor.name, "operator": actor.operator}
        line = add(connection, c, {**says, **who})
        left = {
            "what": "service-certificate",
            "fields": ["resident.name"],
            "rows": 1,
            "reason": f"certificate {line['number']}",
        }
        covered = {"service_certificate": [line], "export_log": [add(connection, t.export_log, {**left, **who})]}
        journal.write(connection, actor.name, "service-certificate", covered)
        return int(line["number"])

    return desk.store.write(job)


def pdf(desk: Desk, actor: Actor, number: int, lang: str) -> bytes:
    """The certificate of that number as a PDF in `lang`.

    Raises NotFound, WrongPhase where the records say something else by now, or where this machine has no Chinese font.
    """
    allow(actor, Role.CLERK)
    c, r = t.service_certificate, t.resident
    with desk.store.read() as connection:
        one = connection.execute(sa.select(c).where(c.c.number == number)).first()
        if one is None:
            raise NotFound("There is no certificate {number}.", number=number)
        person = connection.execute(sa.select(r).where(r.c.id == one.resident_id)).one()
        found = _served(desk, connection, person, one.first, one.last)
        community = rows.community(connection)
    if (found.minutes, len(found.lines)) != (one.minutes, one.activities):
        raise WrongPhase("The records were corrected since; make out a new certificate.", code="moved")
    day = one.at.astimezone(desk.zone).date()
    made = ServiceCertificate(
        community=Text.of(community), whom=person.name, number=f"{day.year}-{number:05}", first=one.first, last=one.last,
        day=day, lines=found.lines,
    )  # fmt: skip
    return service_certificate.pdf(made, lang)


def _served(desk: Desk, connection: sa.Connection, person: Any, first: date, last: date) -> Served:
    if first > last:
        raise Invalid("The first day is not after the last one.")
    p, a, e = t.participation, t.activity, t.activity_end
    query = (
        sa.select(a).join(e, e.c.activity_id == a.c.id)
        .where(
            a.c.id.in_(sa.select(p.c.activity_id).where(p.c.resident_id == person.id)), e.c.how == "certified",
            a.c.complaint.is_(False), a.c.day >= first, a.c.day <= last,
        )
        .order_by(a.c.day, a.c.id)
    )  # fmt: skip
    held = {row.id: row for row in connection.execute(query)}
    given: dict[int, list[Any]] = {number: [] for number in held}
    for line in counted(connection, list(held)) if held else ():
        if line.resident_id == person.id and line.minutes:
            given[line.activity_id].append(line)
    lines = (
        ServiceLine(
            on=held[number].day, title=Text(held[number].title_zh, held[number].title_en),
            role=_role(desk, held[number].kind, parts[0].role), minutes=sum(one.minutes for one in parts),
        )
        for number, parts in given.items() if parts
    )  # fmt: skip
    return Served(resident=person, lines=tuple(lines))


def _role(desk: Desk, kind: str, key: str) -> Text:
    known = desk.plugins.activity_kinds.get(kind)
    return next((role.title for role in (known.roles if known else ()) if role.key == key), Text(key, key))
