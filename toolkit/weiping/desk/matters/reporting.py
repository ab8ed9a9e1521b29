"""A matter begins: somebody reports it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.kinds import MatterKind
from ...domain.privacy import refuse_personal
from ...domain.records import Reported
from ...errors import Invalid, NotAllowed, WrongPhase
from ...store import tables as t
from ..activities.kinds import kept, public_texts
from ..evidence import append
from ..keys import ids_of, keys_of
from ..office import Desk, allow
from .pseudonyms import refuse_names

A_DAY = 5
"""How much a household reports on one day at most: nobody's idea is lost in a flood."""


def matter_kind(desk: Desk, key: str) -> MatterKind:
    """The kind called `key`. Raises WrongPhase where nobody offers it."""
    kind = desk.plugins.matter_kinds.get(key)
    if kind is None:
        raise WrongPhase("The matter kind {key} is not installed or quarantined; see the plugin list.", key=key)
    return kind


def report(desk: Desk, actor: Actor, matter: Reported) -> int:
    """Write down a matter; answers its number, the same for the same key. Raises as `report_all`."""
    return report_all(desk, actor, [matter])[0]


def report_all(desk: Desk, actor: Actor, matters: Sequence[Reported]) -> list[int]:
    """Write down several in one commit; answers their numbers in their order.

    Each begins at the first step of its kind. Raises WrongPhase for a kind nobody offers, Invalid for answers that its
    opening form refuses, a day to come, half a place or a name where only letters stand, NotFound for an unknown
    compound or household.
    """
    allow(actor, Role.CLERK)
    return _write(desk, actor, matters)


def propose(desk: Desk, actor: Actor, matter: Reported) -> int:
    """A household reports something itself, of a kind that is `from_residents`; it is kept as theirs.

    Answers its number, the same for the same key. Raises NotAllowed for another kind, WrongPhase for more than A_DAY of them on
    one day, and as `report_all`.
    """
    allow(actor, Role.RESIDENT)
    if not matter_kind(desk, matter.kind).from_residents:
        raise NotAllowed("The office writes this down; call there or come by.")
    with desk.store.read() as connection:
        home = keys_of(connection, t.household, [actor.household or 0])[actor.household or 0]
        m = t.matter.c
        today = sa.select(m.key).where(m.household_id == actor.household, m.day == desk.today(), m.actor == actor.name)
        sent = set(connection.execute(today).scalars())
    if matter.key not in sent and len(sent) >= A_DAY:
        raise WrongPhase(
            "{most} proposals came from your household today; the next one tomorrow.", code="many", most=A_DAY
        )
    return _write(desk, actor, [replace(matter, household=home, day=desk.today())])[0]


def _write(desk: Desk, actor: Actor, matters: Sequence[Reported]) -> list[int]:
    checked = [(one, *_values(desk, actor, one)) for one in matters]

    def job(connection: sa.Connection) -> list[int]:
        refuse_names(connection, [(one, kind) for one, kind, _ in checked])
        compounds = ids_of(connection, t.compound, (one.compound for one in matters if one.compound))
        homes = ids_of(connection, t.household, (one.household for one in matters if one.household))
        there = ids_of(connection, t.matter, (one.key for one in matters), must=False)
        steps = []
        for one, kind, values in checked:
            if one.key in there:
                continue
            row = {
                **values, "compound_id": one.compound and compounds[one.compound],
                "household_id": one.household and homes[one.household],
            }  # fmt: skip
            there[one.key] = connection.execute(t.matter.insert().returning(t.matter.c.id), row).scalar_one()
            first = {
                "matter_id": there[one.key], "step": kind.steps[0].key, "day": one.day, "answers": {}, "reason": "",
                "activity_id": None, "at": desk.now(), "actor": actor.name, "operator": actor.operator,
            }  # fmt: skip
            steps.append(first)
        append(connection, actor, "report-matter", t.matter_step, steps)
        return [there[one.key] for one in matters]

    return desk.store.write(job)


def _values(desk: Desk, actor: Actor, one: Reported) -> tuple[MatterKind, dict[str, Any]]:
    kind = matter_kind(desk, one.kind)
    if not 8 <= len(one.key) <= 64 or not one.title.zh.strip():
        raise Invalid("A matter needs a title, and a key of 8 to 64 characters.")
    if one.day > desk.today():
        raise Invalid("{day} is still to come; write the day on which this was reported.", day=one.day.isoformat())
    if (one.x is None) is not (one.y is None):
        raise Invalid("A place has metres east and metres north; give both or neither.")
    refuse_personal(one.title, one.title.zh, one.title.en, *public_texts(kind.opening, one.answers))
    return kind, {
        "key": one.key, "kind": kind.key, "title_zh": one.title.zh, "title_en": one.title.en, "day": one.day, "x": one.x,
        "y": one.y, "answers": kept(kind.opening, one.answers), "at": desk.now(), "actor": actor.name,
        "operator": actor.operator,
    }  # fmt: skip
