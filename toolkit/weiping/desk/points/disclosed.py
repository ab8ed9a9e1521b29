"""Whose points they are, as everybody may read it: the building and the stairwell, never the door and never a name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ...domain.points import AccountKind
from ...domain.text import Text
from ...store import tables as t

MASK = "***"


def public_names(connection: sa.Connection, accounts: Iterable[int]) -> dict[int, Text]:
    """Account → its public name, such as `云中小区 3号楼2单元***`; a house that stands alone is named by its compound only.

    A resident's own account shows where the resident lives; a group's, a fund's and the shop's are public as they are.
    """
    a, r = t.account, t.resident
    home = sa.func.coalesce(a.c.household_id, r.c.household_id)
    h, u, b, c = t.household, t.unit, t.building, t.compound
    query = (
        sa.select(
            a.c.id, a.c.kind, a.c.name_zh, a.c.name_en, c.c.name_zh.label("compound_zh"), c.c.name_en.label("compound_en"),
            b.c.name.label("building"), u.c.name.label("unit"),
        )
        .outerjoin(r, r.c.id == a.c.resident_id)
        .outerjoin(h, h.c.id == home)
        .outerjoin(c, c.c.id == h.c.compound_id)
        .outerjoin(u, u.c.id == h.c.unit_id)
        .outerjoin(b, b.c.id == u.c.building_id)
    )  # fmt: skip
    wanted, found = sorted(set(accounts)), dict[int, Text]()
    for start in range(0, len(wanted), 500):
        rows = connection.execute(query.where(a.c.id.in_(wanted[start : start + 500])))
        found.update((row.id, _name(row)) for row in rows)
    return found


def _name(row: Any) -> Text:
    if row.kind not in (AccountKind.HOUSEHOLD.value, AccountKind.RESIDENT.value):
        return Text(row.name_zh, row.name_en)
    if row.compound_zh is None:  # nobody in the register: nothing is known, so nothing is said
        return Text(MASK, MASK)
    inside = f" {row.building}{row.unit}{MASK}" if row.unit else f" {MASK}"
    return Text(f"{row.compound_zh}{inside}", f"{row.compound_en}{inside}")
