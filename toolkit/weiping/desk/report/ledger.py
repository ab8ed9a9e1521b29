"""Figures of micro-points: what was earned and redeemed in the year, by the business date, corrections taken off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.points import TransferKind, Unit
from ...domain.text import Text
from ...domain.yearly import Line, RecordKind, figure
from ...store import tables as t

EARNED = (TransferKind.EARN, TransferKind.GRANT, TransferKind.OPENING)
TAKEN_BACK = (TransferKind.REVERSE, TransferKind.CLAW_BACK)
POINTS = Text("分", "points")


def lines(connection: sa.Connection, first: date, last: date) -> list[Line]:
    """Points earned, households that earned some, points redeemed."""
    rows = connection.execute(_query(first, last)).all()
    earned = _of(rows, EARNED)
    homes = {row.household_id for row in earned if row.kind in EARNED and row.household_id is not None}
    numbers = [row.number for row in earned]
    given = [row.number for row in earned if row.household_id is not None and row.kind in EARNED]
    redeemed = _of(rows, (TransferKind.REDEEM,))
    return [
        figure("points.earned", Text("发放积分", "Points earned"), RecordKind.TRANSFER, numbers, POINTS, value=_net(earned)),
        figure("points.households", Text("获得积分的家庭", "Households that earned points"), RecordKind.TRANSFER, given,
               Text("户", ""), value=len(homes)),
        figure("points.redeemed", Text("兑换积分", "Points redeemed"), RecordKind.TRANSFER, [row.number for row in redeemed],
               POINTS, value=_net(redeemed)),
    ]  # fmt: skip


def _query(first: date, last: date) -> sa.Select[Any]:
    """Transfers of the year with the kind of what they correct, and whose household they went to."""
    x, o, a = t.transfer, t.transfer.alias("original"), t.account
    return (
        sa.select(x.c.number, x.c.kind, x.c.points, o.c.kind.label("corrects"), a.c.household_id)
        .join(a, a.c.id == x.c.credit_id).outerjoin(o, o.c.id == x.c.about)
        .where(x.c.business_date.between(first, last), a.c.ledger == Unit.POINTS.value).order_by(x.c.number)
    )  # fmt: skip


def _of(rows: Collection[Any], kinds: tuple[TransferKind, ...]) -> list[Any]:
    """Transfers of these kinds, and those that take such a one back."""
    return [row for row in rows if row.kind in kinds or (row.kind in TAKEN_BACK and row.corrects in kinds)]


def _net(rows: Collection[Any]) -> int:
    return sum(-row.points if row.kind in TAKEN_BACK else row.points for row in rows)
