"""Writing the register: a whole community from its files, with an account for every household."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, Role
from ..domain.points import AccountKind
from ..domain.register import Household, Register
from ..domain.text import Text
from ..errors import WrongPhase
from ..ledger.transfers import SHOP_ACCOUNT, fund_account, household_account
from ..store import journal
from ..store import tables as t
from .evidence import add_all
from .office import Desk, allow


def load(desk: Desk, actor: Actor, register: Register) -> None:
    """Write a community that is not there yet, in one commit. Raises WrongPhase where its key is taken."""
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> None:
        if connection.execute(sa.select(t.community.c.id).where(t.community.c.key == register.key)).first():
            raise WrongPhase(
                "The community {key} is in this database already; use a fresh data folder.", key=register.key
            )
        head = {"key": register.key, "name_zh": register.name, "name_en": register.name_en}
        community = connection.execute(t.community.insert().returning(t.community.c.id), head).scalar_one()
        _places(desk, connection, actor, community, register)
        _accounts(connection, register)
        counts = {"households": len(register.households), "residents": len(register.residents)}
        journal.write(connection, actor.name, "register", {}, community=community, **counts)

    desk.store.write(job)


def _places(desk: Desk, connection: sa.Connection, actor: Actor, community: int, register: Register) -> None:
    grids = insert(
        connection,
        t.grid,
        ({"key": g.key, "community_id": community, "number": g.number, "name": g.name} for g in register.grids),
    )
    micro = insert(
        connection,
        t.micro_grid,
        ({"key": m.key, "grid_id": grids[m.grid], "number": m.number} for m in register.micro_grids),
    )
    compounds = insert(
        connection, t.compound,
        ({"key": c.key, "grid_id": grids[c.grid], "name_zh": c.name, "name_en": c.name_en, "attributes": c.attributes}
         for c in register.compounds),
    )  # fmt: skip
    buildings = insert(
        connection, t.building,
        ({"key": b.key, "compound_id": compounds[b.compound], "name": b.name} for b in register.buildings),
    )  # fmt: skip
    units = insert(
        connection,
        t.unit,
        ({"key": u.key, "building_id": buildings[u.building], "name": u.name} for u in register.units),
    )

    def row(h: Household) -> dict[str, Any]:
        unit = units[h.unit] if h.unit else None
        return {"key": h.key, "compound_id": compounds[h.compound], "unit_id": unit,
                "micro_grid_id": micro[h.micro_grid], "room": h.room, "x": h.x, "y": h.y, "floor": h.floor}  # fmt: skip

    households = insert(connection, t.household, map(row, register.households))
    residents = insert(
        connection, t.resident,
        ({"key": r.key, "household_id": households[r.household], "name": r.name, "roles": list(r.roles),
          "disclosure": r.disclosure.value} for r in register.residents),
    )  # fmt: skip
    _first_leaders(desk, connection, actor, register, micro, residents)


def _first_leaders(
    desk: Desk,
    connection: sa.Connection,
    actor: Actor,
    register: Register,
    micro: dict[str, int],
    residents: dict[str, int],
) -> None:
    led = [
        {
            "micro_grid_id": micro[m.key], "resident_id": residents[m.leader], "since": m.leader_since or desk.today(),
            "how": "founding",
            "note": "", "at": desk.now(), "actor": actor.name,
        }
        for m in register.micro_grids if m.leader
    ]  # fmt: skip
    if rows := add_all(connection, t.leader_term, led):
        journal.write(connection, actor.name, "leaders", {"leader_term": rows})


def _accounts(connection: sa.Connection, register: Register) -> None:
    homes = dict(connection.execute(sa.select(t.household.c.key, t.household.c.id)).all())
    compounds = {c.key: c for c in register.compounds}
    buildings = {b.key: b for b in register.buildings}
    units = {u.key: u for u in register.units}

    def row(h: Household) -> dict[str, Any]:
        place = compounds[h.compound]
        unit = units.get(h.unit or "")
        inside = f"{buildings[unit.building].name}{unit.name}{h.room}" if unit else h.room
        return household_account_row(h.key, homes[h.key], Text(place.name, place.name_en), inside)

    shared = {"household_id": None}
    insert(connection, t.account, [
        {**shared, "kind": AccountKind.SHOP.value, "key": SHOP_ACCOUNT, "name_zh": "积分超市",
         "name_en": "Points shop", "floor": None},
        {**shared, "kind": AccountKind.FUND.value, "key": fund_account("community"), "name_zh": "社区积分基金",
         "name_en": "Community points fund", "floor": None},
        *map(row, register.households),
    ])  # fmt: skip


def household_account_row(key: str, number: int, compound: Text, inside: str) -> dict[str, Any]:
    """The account of a household (its key and its number) at `inside` of a compound, as a row of the table."""
    return {
        "kind": AccountKind.HOUSEHOLD.value, "key": household_account(key), "name_zh": f"{compound.zh} {inside}",
        "name_en": f"{compound.en} {inside}", "household_id": number, "floor": 0,
    }  # fmt: skip


def insert(connection: sa.Connection, table: sa.Table, rows: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Insert rows that have a key; answers key -> id."""
    made: Sequence[dict[str, Any]] = list(rows)
    if not made:
        return {}
    connection.execute(table.insert(), made)
    keys = [row["key"] for row in made]
    found: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        query = sa.select(table.c.key, table.c.id).where(table.c.key.in_(keys[start : start + 500]))
        found.update(connection.execute(query).all())
    return found
