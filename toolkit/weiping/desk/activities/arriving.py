"""Arriving with one's own phone: a code hangs where the activity is, a household scans it and says who of its people has come.

The code holds for one activity and its day; it is signed with the office's secret, so that nobody makes one at home.
"""

from __future__ import annotations

from hmac import compare_digest

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.records import Source
from ...errors import NotAllowed, WrongPhase
from ...store import tables as t
from ..keys import ids_of, living_in
from ..office import Desk, allow
from ..points import signing
from . import taking_part
from .kinds import activity_kind, usual_role
from .planning import open_activity
from .signing_up import coming

USUAL = ("resident", "listener", "volunteer", "trainee", "audience")
"""As what somebody comes who did not sign up: the first of these that the kind has, else its last role."""


def code(desk: Desk, actor: Actor, activity: int) -> str:
    """The code to hang up. Raises NotFound, WrongPhase for an activity that is certified or called off."""
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> str:
        open_activity(connection, activity)
        signing.prepare(connection)
        return _code(connection, activity)

    return desk.store.write(job)


def _code(connection: sa.Connection, activity: int) -> str:
    key = signing.key_of(connection, f"arriving/{activity}")
    return signing.signature(key, str(activity))[:12] if key else ""


def arrive(desk: Desk, actor: Actor, activity: int, said: str, resident: str) -> None:
    """Somebody of the household has come, in the role they signed up for; a second time changes nothing.

    Raises NotAllowed for somebody of another household or a wrong code, WrongPhase on another day, and as `check_in`.
    """
    allow(actor, Role.RESIDENT)
    with desk.store.read() as connection:
        found = open_activity(connection, activity)
        person = ids_of(connection, t.resident, [resident])[resident]
        if person not in living_in(connection, actor.household):
            raise NotAllowed("A household speaks for its own people.")
        right = _code(connection, activity)
        if not right or not compare_digest(right, said.upper()):
            raise NotAllowed("This code is not the one that hangs there; scan it again.")
        if found.day != desk.today():
            raise WrongPhase("This code holds on {day} only.", code="not-today", day=found.day.isoformat())
        kind = activity_kind(desk, found.kind)
        signed = next((one.role for one in coming(connection, activity) if one.resident_id == person), None)
    role = signed or usual_role(kind, USUAL) or kind.roles[-1].key
    taking_part.come(desk, actor, activity, resident, role, Source.QR)
