"""The office's list of cards: which households of a compound have one, by their accounts, as the shop knows households."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, Role
from ..domain.text import Text
from ..errors import NotFound
from ..store import tables as t
from . import household_links
from .household_links import HouseholdLink, homes, micro_grid
from .office import Desk, allow
from .points import consent, policy

_open = t.invitation.c.household_id.is_not(None) & t.invitation.c.revoked_at.is_(None)
"""Invitations that are a household's card and still open its page."""


def places(desk: Desk, actor: Actor) -> dict[str, Any]:
    """The compounds with their buildings, and how many of their households have a card."""
    allow(actor, Role.CLERK)
    h, u, b, c = t.household, t.unit, t.building, t.compound
    carded = sa.select(t.invitation.c.household_id).where(_open)
    query = (
        sa.select(
            c.c.id, c.c.name_zh, c.c.name_en, b.c.id.label("building"), b.c.name, sa.func.count().label("households"),
            sa.func.sum(sa.case((h.c.id.in_(carded), 1), else_=0)).label("cards"),
        )
        .select_from(h.join(c, c.c.id == h.c.compound_id).outerjoin(u, u.c.id == h.c.unit_id))
        .outerjoin(b, b.c.id == u.c.building_id)
        .group_by(c.c.id, c.c.name_zh, c.c.name_en, b.c.id, b.c.name)
        .order_by(c.c.id, b.c.id)
    )  # fmt: skip
    found: dict[int, dict[str, Any]] = {}
    with desk.store.read() as connection:
        for row in connection.execute(query):
            empty = {
                "id": row.id,
                "name": Text(row.name_zh, row.name_en).both(),
                "households": 0,
                "cards": 0,
                "buildings": [],
            }
            one = found.setdefault(row.id, empty)
            one["households"] += row.households
            one["cards"] += int(row.cards)
            if row.building is not None:
                counts = {"households": row.households, "cards": int(row.cards)}
                one["buildings"].append({"id": row.building, "name": row.name, **counts})
    return {"compounds": list(found.values())}


def households(desk: Desk, actor: Actor, compound: int, building: int | None = None) -> dict[str, Any]:
    """The households of a compound, or of one of its buildings, each with its card if it has one. Raises NotFound.

    `agreed` says whether a household agreed to stand in the public ranking; None where households are not ranked.
    """
    allow(actor, Role.CLERK)
    h, u = t.household, t.unit
    query = homes().where(h.c.compound_id == compound).order_by(h.c.id)
    if building is not None:
        query = query.where(h.c.unit_id.in_(sa.select(u.c.id).where(u.c.building_id == building)))
    with desk.store.read() as connection:
        rows = connection.execute(query).all()
        cards = _cards(connection, compound)
        listed = policy.read(connection).ranking == "household"
        agreed = set(connection.execute(consent.agreeing()).scalars()) if listed else set()
    if not rows:
        raise NotFound("There are no households at this place.")
    return {"households": [{
        "account": row.account, "household": Text(row.name_zh, row.name_en).both(),
        "micro_grid": micro_grid(row).both(), "card": cards.get(row.id), "agreed": row.id in agreed if listed else None,
    } for row in rows]}  # fmt: skip


def without(desk: Desk, actor: Actor, compound: str | None = None) -> list[int]:
    """The households that have no card, of all compounds or of the one with this key. Raises NotFound for an unknown key."""
    allow(actor, Role.CLERK)
    h, c = t.household.c, t.compound.c
    query = sa.select(h.id).where(h.id.not_in(sa.select(t.invitation.c.household_id).where(_open))).order_by(h.id)
    with desk.store.read() as connection:
        if compound is not None:
            place = connection.execute(sa.select(c.id).where(c.key == compound)).scalar_one_or_none()
            if place is None:
                raise NotFound("There is no compound {key} in the register.", key=compound)
            query = query.where(h.compound_id == place)
        return list(connection.execute(query).scalars())


def _cards(connection: sa.Connection, compound: int) -> dict[int, dict[str, Any]]:
    """Household -> when its card was made, and whether anybody has signed in by it."""
    inv = t.invitation.c
    here = sa.select(t.household.c.id).where(t.household.c.compound_id == compound)
    query = sa.select(inv.household_id, inv.made_at, inv.used_at).where(_open, inv.household_id.in_(here))
    return {
        row.household_id: {"made": row.made_at.isoformat(), "used": row.used_at is not None}
        for row in connection.execute(query)
    }


def make(desk: Desk, actor: Actor, accounts: Sequence[int]) -> list[HouseholdLink]:
    """New cards for the households of `accounts`; the earlier ones end. One alone gets a code for typing too."""
    allow(actor, Role.CLERK)
    wanted = _households(desk, accounts)
    if len(wanted) == 1:
        return [household_links.invite_household(desk, actor, wanted[0])]
    return household_links.invite_households(desk, actor, wanted)


def revoke(desk: Desk, actor: Actor, account: int, reason: str = "") -> None:
    """End the card of the household of `account`. Raises NotFound."""
    allow(actor, Role.CLERK)
    household_links.revoke_household(desk, actor, _households(desk, [account])[0], reason)


def _households(desk: Desk, accounts: Sequence[int]) -> list[int]:
    a = t.account.c
    found: dict[int, int] = {}
    with desk.store.read() as connection:
        for start in range(0, len(accounts), 500):
            query = sa.select(a.id, a.household_id).where(a.id.in_(accounts[start : start + 500]))
            found.update(connection.execute(query.where(a.household_id.is_not(None))).all())
    for number in accounts:
        if number not in found:
            raise NotFound("There is no household account {account}.", account=number)
    return list(found.values())
