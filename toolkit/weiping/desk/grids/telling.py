"""A division and its findings as pages and programs receive them, both languages in each phrase."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ...domain.register import masked
from ...grid.checks import Finding
from ...grid.kinds import Kind, Reason, Why
from ...store import tables as t
from ..leaders.terms import leaders
from ..office import Desk
from .planning import Division
from .reading import on_record
from .writing import not_on_record


def division_data(desk: Desk, made: Division) -> dict[str, Any]:
    """Groups, exceptions, changes with the households' addresses, micro-grids that begin and end, leaders who would stop.

    `unrecorded` counts what would be written although nobody moves: reasons of sizes, and of houses that are left out.
    """
    m = made.partition.measures
    changes = list(made.changes.iter_rows(named=True))
    left = list(made.partition.left_out.iter_rows(named=True))
    with desk.store.read() as connection:
        called = addresses(connection, [row["household"] for row in (*changes, *left)])
        stopping = _stopping(connection, made)
        drawn = on_record(connection)
        unrecorded = len(not_on_record(connection, made)) + _reasons(made)
    return {
        "digest": made.digest, "households": made.partition.members.height, "groups": [_group(made, row) for row in
        made.partition.groups.iter_rows(named=True)], "exceptions": made.partition.exceptions.height,
        "changes": [{**row, "address": called.get(row["household"], ""), "why": _why(row["why"])} for row in changes],
        "left_out": [{**row, "address": called.get(row["household"], ""), "why": _why(Why.NO_PLACE)} for row in left],
        "spots": _spots(made), "borders": {key: drawn[key] for key in drawn if key in made.shown_grids},
        "unrecorded": unrecorded, "opened": list(made.opened), "closed": list(made.closed), "leaders": stopping,
        "mean_distance": _metres(m.mean), "worst_diameter": _metres(m.worst),
    }  # fmt: skip


def _reasons(made: Division) -> int:
    """Micro-grids that go on and would have another reason for their size."""
    known = made.before.micro_grids
    return sum(key in known and known[key].exception != why for key, why in made.exceptions().items())


def _spots(made: Division) -> list[tuple[float, float, str, int]]:
    """[x, y, micro-grid, households] where households stand, as it would be."""
    homes = made.before.households.select("x", "y", household="key").drop_nulls()
    joined = homes.join(made.partition.members.select("household", "micro_grid"), on="household")
    rows = joined.group_by("x", "y", "micro_grid").len().sort("micro_grid", "x", "y")
    return [(x, y, key, int(count)) for x, y, key, count in rows.iter_rows()]


def finding_data(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings with their remedies."""
    return [
        {
            "fault": str(one.fault), "text": one.text.both(), "remedy": one.fault.remedy.both(), "grids": list(one.grids),
            "micro_grids": list(one.micro_grids), "households": list(one.households),
        }
        for one in found
    ]  # fmt: skip


def reason_data(exception: str) -> dict[str, str] | None:
    """Why a size is an exception, in words; what the office wrote itself stays as it is, nothing is None."""
    if exception in set(Reason):
        return Reason(exception).label.both()
    return {"zh_CN": exception, "en": exception} if exception else None


def _group(made: Division, row: dict[str, Any]) -> dict[str, Any]:
    kept = (
        "micro_grid",
        "grid",
        "number",
        "compound",
        "building",
        "unit",
        "first_floor",
        "last_floor",
        "households",
        "x",
        "y",
    )
    return {
        **{name: row[name] for name in kept}, "kind": {"key": row["kind"], **Kind(row["kind"]).label.both()},
        "diameter": _metres(row["diameter"]), "exception": reason_data(row["exception"] or ""),
        "new": row["micro_grid"] in made.opened,
    }  # fmt: skip


def _why(why: str) -> dict[str, str]:
    return {"key": why, **Why(why).label.both()}


def _metres(value: float | None) -> int | None:
    return None if value is None or value != value else round(value)


def addresses(connection: sa.Connection, keys: list[str]) -> dict[str, str]:
    """Household -> its address, as its account is called."""
    h, a, found = t.household, t.account, dict[str, str]()
    for start in range(0, len(keys), 500):
        query = sa.select(h.c.key, a.c.name_zh).join(a, a.c.household_id == h.c.id)
        found.update(connection.execute(query.where(h.c.key.in_(keys[start : start + 500]))).all())
    return found


def _stopping(connection: sa.Connection, made: Division) -> list[dict[str, str]]:
    """Leaders who would not live in their micro-grid any more."""
    after, keys = made.after(), {one.id: key for key, one in made.before.micro_grids.items()}
    led = {one.resident_id: keys[one.micro_grid_id] for one in leaders(connection) if one.micro_grid_id in keys}
    r, h = t.resident.c, t.household.c
    people = sa.select(r.id, r.key, r.name, h.key.label("household"), r.left_on).join(
        t.household, h.id == r.household_id
    )
    return [
        {"micro_grid": led[row.id], "resident": row.key, "name": masked(row.name)}
        for row in connection.execute(people.order_by(r.id))
        if row.id in led and (row.left_on is not None or after.get(row.household) != led[row.id])
    ]  # fmt: skip
