"""Planning activities: one key, one activity; what is planned may change until it is certified or called off."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.privacy import refuse_personal
from ...domain.records import Plan
from ...domain.text import Text
from ...errors import Invalid, NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..keys import ids_of
from ..office import Desk, allow
from .kinds import activity_kind, kept, public_texts

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|")


def plan(desk: Desk, actor: Actor, planned: Plan) -> int:
    """Write down a planned activity; answers its number, the same for the same key. Raises as `plan_all`."""
    return plan_all(desk, actor, [planned])[0]


def plan_all(desk: Desk, actor: Actor, planned: Sequence[Plan]) -> list[int]:
    """Write down several in one commit; answers their numbers in their order.

    Raises WrongPhase for a kind nobody offers, Invalid for answers that the kind's form refuses or times that are none,
    NotFound for an unknown compound or partner.
    """
    allow(actor, Role.CLERK)
    checked = [(one, _values(desk, actor, one)) for one in planned]

    def job(connection: sa.Connection) -> list[int]:
        compounds = ids_of(connection, t.compound, (one.compound for one in planned if one.compound))
        partners = ids_of(connection, t.partner, (key for one in planned for key in one.partners))
        there = ids_of(connection, t.activity, (one.key for one in planned), must=False)
        fresh = 0
        for one, values in checked:
            if one.key in there:
                continue
            row = {**values, "compound_id": one.compound and compounds[one.compound]}
            made = connection.execute(t.activity.insert().returning(t.activity.c.id), row).scalar_one()
            there[one.key] = made
            fresh += 1
            if one.partners:
                with_them = [{"activity_id": made, "partner_id": partners[key]} for key in one.partners]
                connection.execute(t.activity_partner.insert(), with_them)
        if fresh:
            journal.write(connection, actor.name, "plan-activity", {}, activities=fresh)
            touch(connection, "community", 0)
        return [there[one.key] for one in planned]

    return desk.store.write(job)


def _values(desk: Desk, actor: Actor, one: Plan) -> dict[str, Any]:
    kind = activity_kind(desk, one.kind)
    if not 8 <= len(one.key) <= 64 or not one.title.zh.strip():
        raise Invalid("An activity needs a title, and a key of 8 to 64 characters.")
    if not (_TIME.fullmatch(one.begins) and _TIME.fullmatch(one.ends)) or "" < one.ends < one.begins:
        raise Invalid("{title}: times are written as 09:30, and the end is not before the beginning.", title=one.title)
    refuse_personal(
        one.title, one.title.zh, one.title.en, one.place, one.campaign, *public_texts(kind.form, one.answers)
    )
    if one.capacity is not None and one.capacity < 1:
        raise Invalid("{title}: room is for one person at least, or not limited.", title=one.title)
    return {
        "key": one.key, "kind": kind.key, "title_zh": one.title.zh, "title_en": one.title.en, "campaign": one.campaign,
        "day": one.day, "begins": one.begins, "ends": one.ends, "place": one.place, "capacity": one.capacity,
        "data": kept(kind.form, one.answers), "at": desk.now(), "actor": actor.name, "operator": actor.operator,
    }  # fmt: skip


def open_activity(connection: sa.Connection, number: int) -> Any:
    """An activity that is neither certified nor called off. Raises NotFound, WrongPhase."""
    row = connection.execute(sa.select(t.activity).where(t.activity.c.id == number)).first()
    if row is None:
        raise NotFound("There is no activity {activity}.", activity=number)
    end = connection.execute(sa.select(t.activity_end.c.how).where(t.activity_end.c.activity_id == number)).first()
    if end is not None:
        raise WrongPhase(
            "This activity was certified; correct its hours and points instead."
            if end.how == "certified" else "This activity was called off.", code=end.how,
        )  # fmt: skip
    return row


def change(desk: Desk, actor: Actor, number: int, planned: Plan) -> None:
    """Change what is planned, all of it but the key. Raises as `plan_all`, and WrongPhase once it is certified."""
    allow(actor, Role.CLERK)
    values = _values(desk, actor, planned)

    def job(connection: sa.Connection) -> None:
        before = open_activity(connection, number)
        compounds = ids_of(connection, t.compound, [planned.compound] if planned.compound else [])
        partners = ids_of(connection, t.partner, planned.partners)
        kept_as = {name: values[name] for name in values if name not in ("key", "at", "actor", "operator")}
        kept_as["compound_id"] = planned.compound and compounds[planned.compound]
        connection.execute(t.activity.update().where(t.activity.c.id == number).values(kept_as))
        ap = t.activity_partner
        connection.execute(ap.delete().where(ap.c.activity_id == number))
        for key in planned.partners:
            connection.execute(ap.insert(), {"activity_id": number, "partner_id": partners[key]})
        was = journal.sealed(f"{before.title_zh} {before.day} {before.begins} {before.place}")
        journal.write(connection, actor.name, "change-activity", {}, activity=number, was=was)
        touch(connection, "community", 0)

    desk.store.write(job)


def answer(desk: Desk, actor: Actor, number: int, answers: Mapping[str, Any]) -> None:
    """Write down what the kind's form asks for, once it is known: how many were served, what they say of it.

    What is not named stays as it was; None takes an answer back. Raises NotFound, Invalid, WrongPhase once it is certified.
    """
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> None:
        before = open_activity(connection, number)
        form = activity_kind(desk, before.kind).form
        data = kept(form, {**before.data, **answers})
        refuse_personal(Text(before.title_zh, before.title_en), *public_texts(form, data))
        connection.execute(t.activity.update().where(t.activity.c.id == number).values(data=data))
        was = journal.sealed(json.dumps(before.data, ensure_ascii=False, sort_keys=True))
        journal.write(connection, actor.name, "answer-activity", {}, activity=number, was=was)
        touch(connection, "community", 0)

    desk.store.write(job)


def cancel(desk: Desk, actor: Actor, number: int, reason: str) -> None:
    """Call an activity off. Raises NotFound, WrongPhase, Invalid without a reason."""
    allow(actor, Role.CLERK)
    if not reason.strip():
        raise Invalid("Say why it is called off; those who signed up are told.")

    def job(connection: sa.Connection) -> None:
        open_activity(connection, number)
        row = {"activity_id": number, "how": "cancelled", "reason": reason, "at": desk.now(), "actor": actor.name,
               "operator": actor.operator}  # fmt: skip
        connection.execute(t.activity_end.insert(), row)
        journal.write(connection, actor.name, "cancel-activity", {"activity_end": [row]})
        touch(connection, "community", 0)

    desk.store.write(job)
