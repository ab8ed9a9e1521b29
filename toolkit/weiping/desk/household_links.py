"""Personal links of households: a QR card that opens the household's own page, for as long as the card is not replaced.

Whoever has the card sees what the household has. So a card says the address and no name, the office gives it to the
household itself, and a new card ends the one before it together with every phone that was signed in by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, Role
from ..domain.text import Text
from ..errors import NotFound
from ..store import journal
from ..store import tables as t
from . import invitations
from .office import Desk, allow

MOST = 100
"""Cards made in one request at most: drawing their QR codes takes about a hundredth of a second each."""


@dataclass(frozen=True, slots=True)
class HouseholdLink:
    """A fresh link: the household's row, its account, where it is, and the codes, which are known this once.

    `short` is empty where none was asked for; `micro_grid` says whose leader may hand the card out.
    """

    household: int
    account: int
    address: Text
    micro_grid: Text
    code: str
    short: str
    short_until: datetime


def invite_household(desk: Desk, actor: Actor, household: int) -> HouseholdLink:
    """A new link for one household, with a code for typing that lives for a day. The earlier one ends: a lost card is out.

    The link works on as many phones as the household has, until it is replaced or revoked. Raises NotFound.
    """
    return invite_households(desk, actor, [household], short=True)[0]


def invite_households(
    desk: Desk, actor: Actor, households: Sequence[int], *, short: bool = False
) -> list[HouseholdLink]:  # fmt: skip
    """New links for `households`, in the order of the register; their earlier ones end. Raises NotFound for an unknown one."""
    allow(actor, Role.CLERK)
    wanted = sorted(set(households))

    def job(connection: sa.Connection) -> list[HouseholdLink]:
        homes = _homes(connection, wanted)
        _end(desk, connection, wanted)
        rows = [{"role": Role.RESIDENT.value, "household_id": home.id, "once": False} for home in homes]
        made = invitations.write(desk, connection, actor, rows, short=short)
        return [
            HouseholdLink(
                home.id, home.account, Text(home.name_zh, home.name_en), micro_grid(home), one.code, one.short,
                one.short_until,
            )
            for home, one in zip(homes, made, strict=True)
        ]  # fmt: skip

    return desk.store.write(job)


def revoke_household(desk: Desk, actor: Actor, household: int, reason: str = "") -> None:
    """End a household's link and every phone signed in by it, without a new one. Raises NotFound."""
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> None:
        _homes(connection, [household])
        _end(desk, connection, [household], reason.strip() or None)
        journal.write(connection, actor.name, "revoke", {}, household=household)

    desk.store.write(job)


def end_where_nobody_lives(desk: Desk, connection: sa.Connection, actor: Actor, household: int) -> None:
    """Within a job: end the card of a household that somebody has just left, if nobody lives there any more.

    Whoever moves in must not be watched by whoever moved out.
    """
    r, inv = t.resident.c, t.invitation.c
    if connection.execute(sa.select(r.id).where(r.household_id == household, r.left_on.is_(None)).limit(1)).first():
        return
    if invitations.end(desk, connection, inv.household_id == household, "nobody lives there"):
        journal.write(connection, actor.name, "revoke", {}, household=household)


def _end(desk: Desk, connection: sa.Connection, households: Sequence[int], why: str | None = None) -> None:
    for start in range(0, len(households), 500):
        part = households[start : start + 500]
        invitations.end(desk, connection, t.invitation.c.household_id.in_(part), why)


def _homes(connection: sa.Connection, households: Sequence[int]) -> list[Any]:
    """Their rows with account and micro-grid, in order. Raises NotFound for the first that is not there."""
    found: dict[int, Any] = {}
    for start in range(0, len(households), 500):
        part = homes().where(t.household.c.id.in_(households[start : start + 500]))
        found.update((row.id, row) for row in connection.execute(part))
    for number in households:
        if number not in found:
            raise NotFound("There is no household {household}.", household=number)
    return [found[number] for number in households]


def one_to_show(desk: Desk) -> int | None:
    """A household for a look at its page: the one with most points, the first of the register among equals. None without any."""
    a = t.account.c
    query = (
        sa.select(a.household_id).where(a.household_id.is_not(None)).order_by(a.balance.desc(), a.household_id).limit(1)
    )
    with desk.store.read() as connection:
        found: int | None = connection.execute(query).scalar_one_or_none()
        return found


def homes() -> sa.Select[Any]:
    """Households with their account, its name, and their micro-grid."""
    h, a, m, g = t.household, t.account, t.micro_grid, t.grid
    return (
        sa.select(
            h.c.id, h.c.compound_id, h.c.unit_id, a.c.id.label("account"), a.c.name_zh, a.c.name_en,
            m.c.number.label("micro_number"), g.c.number.label("grid_number"),
        )
        .join(a, a.c.household_id == h.c.id)
        .join(m, m.c.id == h.c.micro_grid_id)
        .join(g, g.c.id == m.c.grid_id)
    )  # fmt: skip


def micro_grid(row: Any) -> Text:
    """A micro-grid as people call it, from a row of `homes`."""
    grid, number = row.grid_number, row.micro_number
    return Text(f"第{grid}网格 第{number}微网格", f"Grid {grid}, micro-grid {number}")
