"""What the office's page on points shows when it is opened: all that somebody has to decide, and the rules it goes by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...domain.points import AccountKind, Published, TaskDone, Unit, Verified
from ...domain.text import Text
from ...store import tables as t
from ..office import OFFICE, Desk, allow
from . import batches, days, deed_list, notices, objection_list, periods, policy

PAST = timedelta(days=31)
"""How far back the office's own days are shown."""


def overview(desk: Desk, actor: Actor) -> dict[str, Any]:
    """Batches, deeds, objections, notices, months and days as their own lists answer them, and the policy with its choices."""
    allow(actor, *OFFICE)
    with desk.store.read() as connection:
        now = policy.read(connection)
        funds = _funds(connection)
    return {
        "operator": actor.operator, "day": desk.today().isoformat(), "batches": batches.listed(desk, actor),
        "deeds": {"kinds": deed_list.kinds(desk), **deed_list.listed(desk, actor)},
        "objections": objection_list.listed(desk, actor), "notices": notices.listed(desk, actor),
        "months": periods.overview(desk, actor), "days": days.listed(desk, actor, desk.today() - PAST),
        "policy": msgspec.to_builtins(now), "rules": _rules(desk), "expiry": _expiry(desk), "funds": funds,
    }  # fmt: skip


def _funds(connection: sa.Connection) -> list[dict[str, Any]]:
    a = t.account.c
    query = sa.select(a.key, a.name_zh, a.name_en).where(
        a.kind == AccountKind.FUND.value, a.ledger == Unit.POINTS.value
    )  # fmt: skip
    rows = connection.execute(query.order_by(a.id)).all()
    return [{"key": key.partition(":")[2], "title": Text(zh, en).both()} for key, zh, en in rows]


def _rules(desk: Desk) -> list[dict[str, Any]]:
    """The rules that the policy may name: those that listen to more than published results."""
    return [
        {"key": key, "title": one.title.both(), "deeds": Verified in one.on, "tasks": TaskDone in one.on}
        for key, one in desk.plugins.points_rules.items()
        if set(one.on) - {Published}
    ]


def _expiry(desk: Desk) -> list[dict[str, Any]]:
    return [
        {"key": key, "title": one.title.both(), "words": one.words.both()}
        for key, one in desk.plugins.expiry_policies.items()
    ]  # fmt: skip
