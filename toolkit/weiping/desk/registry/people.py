"""Households and residents as the office finds them: where somebody lives, and where they lived before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...domain.privacy import FIELDS
from ...domain.text import Text
from ...store import tables as t
from ..office import OFFICE, Desk, allow
from ..points.addresses import canonical

MOST = 20
"""How many households and residents an answer lists."""

FIELD_WORDS: Mapping[str, Text] = {
    "household.address": Text("住址", "Address"),
    "resident.name": Text("姓名", "Name"),
    "resident.roles": Text("身份", "Roles"),
    "resident.born": Text("出生年份", "Born"),
    "resident.phone": Text("电话", "Telephone"),
    "micro_grid.key": Text("微网格", "Micro-grid"),
    "compound.name": Text("小区", "Compound"),
    "household.place": Text("住址（门牌隐去）", "Address without the door"),
    "household.key": Text("户编号", "Household's key"),
    "resident.key": Text("居民编号", "Resident's key"),
}
"""Fields of the register in the words of a heading."""


def field_words(lang: str) -> dict[str, str]:
    """Field → its heading in a language; an unknown field is its own."""
    return {field: FIELD_WORDS[field].said(lang) for field in FIELDS}


def find(desk: Desk, actor: Actor, words: str) -> dict[str, Any]:
    """Residents whose name, and households whose address or key has all of `words`; people who have left as well."""
    allow(actor, *OFFICE)
    parts = words.replace("\0", "").split()[:6]
    if not parts:
        return {"residents": [], "households": [], "more": False}
    with desk.store.read() as connection:
        homes = list(_homes(connection, parts))
        people = list(connection.execute(_people(parts).limit(MOST + 1)))
        lived = _moves(connection, [row.id for row in people[:MOST]])
    return {
        "residents": [{
            "resident": row.key, "name": row.name, "household": row.household, "address": row.address,
            "left": row.left_on.isoformat() if row.left_on else None, "moves": lived.get(row.id, []),
        } for row in people[:MOST]],
        "households": homes[:MOST], "more": len(people) > MOST or len(homes) > MOST,
    }  # fmt: skip


def _homes(connection: sa.Connection, parts: list[str]) -> Iterator[dict[str, Any]]:
    """Households by address or key; an address may be written as people write it (3-2-501)."""
    h, a, m = t.household.c, t.account.c, t.micro_grid.c
    query = (
        sa.select(h.key, a.name_zh, a.name_en, m.key.label("micro_grid"))
        .join(t.account, a.household_id == h.id).join(t.micro_grid, m.id == h.micro_grid_id).order_by(h.id)
    )  # fmt: skip
    wanted = canonical(" ".join(parts))
    for row in connection.execute(query):
        said = (row.key, row.name_zh, row.name_en)
        if all(any(part.casefold() in one.casefold() for one in said) for part in parts) or (
            "-" in wanted and canonical(row.name_zh).endswith(wanted)
        ):
            yield {"household": row.key, "address": row.name_zh, "micro_grid": row.micro_grid}


def _people(parts: list[str]) -> sa.Select[Any]:
    r, h, a = t.resident.c, t.household.c, t.account.c
    query = (
        sa.select(r.id, r.key, r.name, r.left_on, h.key.label("household"), a.name_zh.label("address"))
        .join(t.household, h.id == r.household_id).join(t.account, a.household_id == h.id)
        .order_by(r.left_on.is_not(None), sa.func.length(r.name), r.name, r.id)
    )  # fmt: skip
    for part in parts:
        query = query.where(sa.or_(*(
            column.icontains(part, autoescape=True) for column in (r.name, r.key, h.key, a.name_zh, a.name_en)
        )))  # fmt: skip
    return query


def _moves(connection: sa.Connection, residents: list[int]) -> dict[int, list[dict[str, Any]]]:
    """The moves of residents (their numbers), the newest first."""
    x, a = t.residence.c, t.account.c
    query = (
        sa.select(x.resident_id, x.day, x.way, x.note, a.name_zh)
        .join(t.account, a.household_id == x.household_id).where(x.resident_id.in_(residents)).order_by(x.number.desc())
    )  # fmt: skip
    found: dict[int, list[dict[str, Any]]] = {}
    for row in connection.execute(query):
        line = {"day": row.day.isoformat(), "way": row.way, "note": row.note, "address": row.name_zh}
        found.setdefault(row.resident_id, []).append(line)
    return found
