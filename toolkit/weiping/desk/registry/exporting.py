"""Lists that leave the house: only the fields that were asked for, for a stated purpose, and a line that says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.privacy import FIELDS, masked_address, may_see, shown_name
from ...domain.register import Disclosure
from ...errors import Invalid, NotAllowed
from ...store import journal
from ...store import tables as t
from ..evidence import add
from ..office import OFFICE, Desk, allow

if TYPE_CHECKING:
    import polars as pl


MOST = 200
"""How many exports a list of them shows."""


def export(desk: Desk, actor: Actor, fields: Sequence[str], *, level: Disclosure, reason: str) -> pl.DataFrame:
    """The residents who live here with `fields` (keys of `domain.privacy.FIELDS`), as one may see them at `level`.

    A name or an address above the level is masked; other fields above it are refused. What was exported, by whom and what for
    is on record. Secret fields need an admin. Raises Invalid for an unknown field or no reason, NotAllowed.
    """
    allow(actor, Role.CLERK)
    if level is Disclosure.SECRET:
        allow(actor, Role.ADMIN)
    if not reason.strip():
        raise Invalid("Say what the list is for; the reason is kept with the export.")
    if not fields or (unknown := [one for one in fields if one not in FIELDS]):
        raise Invalid(
            "There is no field {field}; there are: {known}.", field=unknown[0] if fields else "-", known=list(FIELDS)
        )
    maskable = ("resident.name", "household.address")
    if above := [one for one in fields if one not in maskable and not may_see(FIELDS[one], level)]:
        raise NotAllowed("{field} may not travel that far; leave it out.", field=above[0])
    import polars as pl

    def job(connection: sa.Connection) -> pl.DataFrame:
        rows = [_shown(row, fields, level) for row in connection.execute(_query())]
        line = {
            "what": "residents", "fields": list(fields), "rows": len(rows), "reason": reason, "at": desk.now(),
            "actor": actor.name, "operator": actor.operator,
        }  # fmt: skip
        journal.write(connection, actor.name, "export", {"export_log": [add(connection, t.export_log, line)]})
        return pl.DataFrame(rows, schema={one: pl.Int64 if one == "resident.born" else pl.String for one in fields})

    return desk.store.write(job)


def exports(desk: Desk, actor: Actor) -> list[dict[str, Any]]:
    """What left the house, the newest first: what, which fields, how many rows, what for, by whom and when."""
    allow(actor, *OFFICE)
    x = t.export_log
    with desk.store.read() as connection:
        rows = connection.execute(sa.select(x).order_by(x.c.number.desc()).limit(MOST)).all()
    return [
        {
            "what": row.what, "fields": list(row.fields), "rows": row.rows, "reason": row.reason, "at": row.at.isoformat(),
            "operator": row.operator or row.actor,
        }
        for row in rows
    ]  # fmt: skip


def _query() -> sa.Select[Any]:
    r, h, a, m, c = t.resident, t.household, t.account, t.micro_grid, t.compound
    return (
        sa.select(
            r.c.key.label("resident.key"), r.c.name.label("resident.name"), r.c.roles.label("resident.roles"),
            r.c.born.label("resident.born"), r.c.phone.label("resident.phone"), r.c.disclosure.label("own"),
            h.c.key.label("household.key"), a.c.name_zh.label("household.address"), m.c.key.label("micro_grid.key"),
            c.c.name_zh.label("compound.name"),
        )
        .join(h, h.c.id == r.c.household_id)
        .join(m, m.c.id == h.c.micro_grid_id)
        .join(c, c.c.id == h.c.compound_id)
        .join(a, a.c.household_id == h.c.id)
        .where(r.c.left_on.is_(None))
        .order_by(r.c.key)
    )  # fmt: skip


def _shown(row: Any, fields: Sequence[str], level: Disclosure) -> dict[str, Any]:
    found = row._mapping
    return {one: _value(found, one, level) for one in fields}


def _value(found: Any, field: str, level: Disclosure) -> Any:
    if field == "resident.name":
        return shown_name(found[field], Disclosure(found["own"]), level)
    if field == "resident.roles":
        return "、".join(found[field])
    if field in ("household.address", "household.place"):
        address = found["household.address"]
        return address if field == "household.address" and may_see(FIELDS[field], level) else masked_address(address)
    return found[field]
