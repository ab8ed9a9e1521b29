"""A grid or a compound that the register does not have yet; buildings, units and households come with a list."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.text import Text
from ...errors import Invalid, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..grids.reading import no_grid
from ..office import Desk, allow
from ..points.addresses import canonical

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def add_grid(desk: Desk, actor: Actor, name: str, *, key: str = "") -> str:
    """A new grid with the next number; answers its key. Raises Invalid for an empty name or a key that is none, WrongPhase
    where the key or the name is taken."""
    allow(actor, Role.CLERK)
    _check(name, key)

    def job(connection: sa.Connection) -> str:
        g = t.grid.c
        rows = connection.execute(sa.select(g.key, g.name, g.number)).all()
        _free(key, name, [row.key for row in rows], [row.name for row in rows])
        number = max((row.number for row in rows), default=0) + 1
        made = key or _next((f"g{n:02}" for n in itertools.count(number)), {row.key for row in rows})
        community = connection.execute(sa.select(t.community.c.id)).scalars().first()
        values = {"key": made, "community_id": community, "number": number, "name": name.strip()}
        connection.execute(t.grid.insert(), values)
        journal.write(connection, actor.name, "grid", {}, grid=made)
        touch(connection, "community", 0)
        return made

    return desk.store.write(job)


def add_compound(desk: Desk, actor: Actor, name: Text, *, grid: str, key: str = "") -> str:
    """A new compound of a grid; answers its key. Raises as `add_grid`, and NotFound for an unknown grid."""
    allow(actor, Role.CLERK)
    _check(name.zh, key)

    def job(connection: sa.Connection) -> str:
        c, g = t.compound.c, t.grid.c
        home = connection.execute(sa.select(g.id).where(g.key == grid)).scalar_one_or_none()
        if home is None:
            known = connection.execute(sa.select(g.key).order_by(g.number)).scalars()
            raise no_grid(grid, known)
        rows = connection.execute(sa.select(c.key, c.name_zh, c.name_en)).all()
        _free(key, name.zh, [row.key for row in rows], [one for row in rows for one in (row.name_zh, row.name_en)])
        made = key or _next((f"c{n:02}" for n in itertools.count(len(rows) + 1)), {row.key for row in rows})
        names = {"name_zh": name.zh.strip(), "name_en": (name.en or name.zh).strip()}
        connection.execute(t.compound.insert(), {"key": made, "grid_id": home, "attributes": {}, **names})
        journal.write(connection, actor.name, "compound", {}, compound=made)
        touch(connection, "community", 0)
        return made

    return desk.store.write(job)


def _check(name: str, key: str) -> None:
    if not canonical(name):
        raise Invalid("Say what it is called.")
    if key and not _KEY.fullmatch(key):
        raise Invalid("{key} is no key: small letters, digits and hyphens, such as c16.", key=key)


def _free(key: str, name: str, keys: Collection[str], names: Collection[str]) -> None:
    """What two would be called by one word leads a list to neither."""
    if key in keys:
        raise WrongPhase("{key} is there already; choose another key.", code="taken", key=key)
    if canonical(name) in {canonical(one) for one in names}:
        raise WrongPhase("{name} is there already.", code="taken", name=name.strip())


def _next(keys: Iterator[str], taken: Collection[str]) -> str:
    return next(key for key in keys if key not in taken)
