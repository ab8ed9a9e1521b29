"""Partners 合作单位: clinics, schools, shops and societies that help with what the community does."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.records import Partner
from ...errors import Invalid
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..keys import ids_of
from ..office import Desk, allow


def know(desk: Desk, actor: Actor, partners: Sequence[Partner]) -> dict[str, int]:
    """Write down partners, or their new names; answers key → number. Raises Invalid for one without a key or a name."""
    allow(actor, Role.CLERK)
    if not all(one.key.strip() and one.name.zh.strip() for one in partners):
        raise Invalid("A partner needs a key and a name.")

    def job(connection: sa.Connection) -> dict[str, int]:
        p = t.partner
        there = ids_of(connection, p, (one.key for one in partners), must=False)
        for one in partners:
            values = {"key": one.key, "name_zh": one.name.zh, "name_en": one.name.en, "kind": one.kind}
            if one.key in there:
                connection.execute(p.update().where(p.c.key == one.key).values(values))
            else:
                there[one.key] = connection.execute(p.insert().returning(p.c.id), values).scalar_one()
        if there:
            journal.write(connection, actor.name, "partners", {}, partners=len(there))
            touch(connection, "community", 0)
        return there

    return desk.store.write(job)
