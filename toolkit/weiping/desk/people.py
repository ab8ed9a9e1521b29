"""Residents as the office sees them: by name, with what they are and where they live. Never for a public page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor
from ..domain.plan import AppraisalPlan
from ..domain.register import Disclosure
from ..domain.text import Text
from ..store import tables as t
from .office import OFFICE, Desk, allow

MOST = 30

_r, _h, _c, _a = t.resident, t.household, t.compound, t.account
_PEOPLE = (
    sa.select(
        _r.c.id, _r.c.key, _r.c.name, _r.c.roles, _c.c.key.label("compound"), _a.c.name_zh.label("home_zh"),
        _a.c.name_en.label("home_en"), _h.c.key.label("household"),
    )
    .join(_h, _h.c.id == _r.c.household_id)
    .join(_c, _c.c.id == _h.c.compound_id)
    .outerjoin(_a, _a.c.household_id == _h.c.id)
    .where(_r.c.disclosure.in_([Disclosure.PUBLIC.value, Disclosure.OFFICE.value]))
)  # fmt: skip


def find(desk: Desk, actor: Actor, words: str) -> dict[str, Any]:
    """Residents whose name or address has all of `words`, or who have the role so called; at most MOST."""
    allow(actor, *OFFICE)
    parts = words.replace("\0", "").split()
    if not parts:
        return {"residents": [], "more": False}
    query = _PEOPLE.order_by(sa.func.length(_r.c.name), _r.c.name, _r.c.id).limit(MOST + 1)
    for part in parts[:6]:
        query = query.where(_has(part))
    with desk.store.read() as connection:
        rows = list(connection.execute(query))
    return {"residents": [_data(row) for row in rows[:MOST]], "more": len(rows) > MOST}


def _has(part: str) -> sa.ColumnElement[bool]:
    columns = (_r.c.name, _a.c.name_zh, _a.c.name_en, _h.c.key)
    found = [column.icontains(part, autoescape=True) for column in columns]
    role = _ROLES.get(part)
    if role:  # "楼栋长" finds all who are one
        found.append(sa.cast(_r.c.roles, sa.Text).contains(f'"{role}"', autoescape=True))
    return sa.or_(*found)


_ROLES = {
    "楼栋长": "building-leader",
    "党员": "party-member",
    "微网格长": "micro-grid-leader",
    "网格长": "micro-grid-leader",
}
_ROLE_TITLES = {
    "building-leader": Text("楼栋长", "Building leader"),
    "party-member": Text("党员", "Party member"),
    "micro-grid-leader": Text("微网格长", "Micro-grid leader"),
}


def named(connection: sa.Connection, plan: AppraisalPlan) -> dict[str, Any]:
    """Resident key -> the person, for everybody whom `plan` names."""
    keys = [judge.resident for judge in plan.judges if judge.resident]
    rows = connection.execute(_PEOPLE.where(_r.c.key.in_(keys))) if keys else ()
    return {row.key: _data(row) for row in rows}


def called(connection: sa.Connection, names: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Name -> everybody of that name."""
    wanted = list(dict.fromkeys(names))
    found: dict[str, list[dict[str, Any]]] = {}
    for start in range(0, len(wanted), 500):
        for row in connection.execute(_PEOPLE.where(_r.c.name.in_(wanted[start : start + 500]))):
            found.setdefault(row.name, []).append(_data(row))
    return found


def _data(row: Any) -> dict[str, Any]:
    home = Text(row.home_zh or row.household, row.home_en or row.household)
    return {
        "key": row.key, "name": row.name, "compound": row.compound, "household": row.household,
        "home": home.both(), "roles": list(row.roles),
        "role_titles": [_ROLE_TITLES.get(role, Text(role, role)).both() for role in row.roles],
    }  # fmt: skip


def living_at(residents: list[dict[str, Any]], address: str) -> Iterator[dict[str, Any]]:
    """Those of `residents` whose home is meant by `address`: the words are in it, and its numbers are the home's."""
    wanted = re.findall(r"\d+", address)
    word = re.sub(r"[\W\d_]|号楼|号|栋|幢|单元|室|户", "", address)
    for one in residents:
        said = [one["home"]["zh_CN"], one["home"]["en"], one["compound"]]
        numbers = re.findall(r"\d+", said[0])
        if (not wanted or numbers[-len(wanted) :] == wanted) and (
            not word or any(word.casefold() in re.sub(r"[\W\d_]", "", text).casefold() for text in said)
        ):
            yield one
