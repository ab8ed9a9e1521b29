"""The records of the register, of appraisals and of micro-points behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ...domain.register import masked
from ...domain.text import Text
from ...domain.yearly import RecordKind
from ...store import tables as t
from ..office import Desk
from .shown import Shown, chunks, record, two

# the register


def grids(_desk: Desk, connection: sa.Connection, numbers: Sequence[int]) -> list[Shown]:
    """Grids by their names."""
    g = t.grid
    return [
        record(row.id, Text(row.name, f"Grid {row.number}"), None)
        for row in chunks(connection, numbers, lambda some: sa.select(g).where(g.c.id.in_(some)))
    ]


def _micro(row: Any) -> Text:
    return Text(f"{row.name} {row.micro} 号微网格", f"Grid {row.grid}, micro-grid {row.micro}")


def micro_grids(_desk: Desk, connection: sa.Connection, numbers: Sequence[int]) -> list[Shown]:
    """Micro-grids with their number of households."""
    m, g, h = t.micro_grid.c, t.grid.c, t.household.c
    homes = sa.select(h.micro_grid_id, sa.func.count().label("homes")).group_by(h.micro_grid_id).subquery()

    def query(some: Sequence[int]) -> sa.Select[Any]:
        return (
            sa.select(m.id, m.number.label("micro"), g.number.label("grid"), g.name, homes.c.homes)
            .join(t.grid, g.id == m.grid_id).outerjoin(homes, homes.c.micro_grid_id == m.id).where(m.id.in_(some))
        )  # fmt: skip

    label = Text("户数", "Households")
    return [
        record(row.id, _micro(row), None, [(label, row.homes and str(row.homes))])
        for row in chunks(connection, numbers, query)
    ]


def leaders(_desk: Desk, connection: sa.Connection, numbers: Sequence[int]) -> list[Shown]:
    """Terms of leaders, with masked names."""
    x, m, g, r = t.leader_term.c, t.micro_grid.c, t.grid.c, t.resident.c

    def query(some: Sequence[int]) -> sa.Select[Any]:
        return (
            sa.select(x.number, x.since, m.number.label("micro"), g.number.label("grid"), g.name, r.name.label("who"))
            .join(t.micro_grid, m.id == x.micro_grid_id).join(t.grid, g.id == m.grid_id)
            .outerjoin(t.resident, r.id == x.resident_id).where(x.number.in_(some))
        )  # fmt: skip

    label = Text("微网格长", "Leader")
    return [
        record(row.number, _micro(row), row.since, [(label, row.who and masked(row.who))])
        for row in chunks(connection, numbers, query)
    ]


def tasks(_desk: Desk, connection: sa.Connection, numbers: Sequence[int]) -> list[Shown]:
    """Leaders' tasks."""
    k, m, g = t.task, t.micro_grid.c, t.grid.c

    def query(some: Sequence[int]) -> sa.Select[Any]:
        return (
            sa.select(k.c.number, k.c.title_zh, k.c.title_en, k.c.due, m.number.label("micro"), g.number.label("grid"), g.name)
            .join(t.micro_grid, m.id == k.c.micro_grid_id).join(t.grid, g.id == m.grid_id).where(k.c.number.in_(some))
        )  # fmt: skip

    label = RecordKind.MICRO_GRID.label
    return [record(row.number, two(row), row.due, [(label, _micro(row))]) for row in chunks(connection, numbers, query)]


# appraisals and points


def results(desk: Desk, connection: sa.Connection, numbers: Sequence[int]) -> list[Shown]:
    """Published results."""
    x, e, r, a = t.result.c, t.entry.c, t.round_.c, t.appraisal.c

    def query(some: Sequence[int]) -> sa.Select[Any]:
        return (
            sa.select(x.number, x.place, x.total, x.award, e.name_zh, e.name_en, a.title_zh, a.title_en, a.plan, r.published_at)
            .join(t.entry, e.id == x.entry_id).join(t.round_, r.id == x.round_id).join(t.appraisal, a.id == r.appraisal_id)
            .where(x.number.in_(some))
        )  # fmt: skip

    def one(row: Any) -> Shown:
        awards = {key: Text.of(title) for key, title, _ in row.plan["awards"]}
        day = row.published_at and row.published_at.astimezone(desk.zone).date()
        facts = [(Text("评比", "Appraisal"), two(row)), (Text("名次", "Place"), row.place and str(row.place)),
                 (Text("得分", "Score"), row.total), (Text("奖项", "Award"), awards.get(row.award))]  # fmt: skip
        return record(row.number, two(row, "name"), day, facts)

    return [one(row) for row in chunks(connection, numbers, query)]


def transfers(_desk: Desk, connection: sa.Connection, numbers: Sequence[int]) -> list[Shown]:
    """Transfers of points: what for, how many, from where to where."""
    x, debit, credit = t.transfer.c, t.account.alias("debit"), t.account.alias("credit")

    def query(some: Sequence[int]) -> sa.Select[Any]:
        return (
            sa.select(x.number, x.points, x.reason_zh, x.reason_en, x.business_date, debit.c.name_zh.label("from_zh"),
                      debit.c.name_en.label("from_en"), credit.c.name_zh.label("to_zh"), credit.c.name_en.label("to_en"))
            .join(debit, debit.c.id == x.debit_id).join(credit, credit.c.id == x.credit_id).where(x.number.in_(some))
        )  # fmt: skip

    labels = Text("积分", "Points"), Text("从", "From"), Text("到", "To")
    return [
        record(row.number, two(row, "reason"), row.business_date,
                list(zip(labels, (str(row.points), two(row, "from"), two(row, "to")), strict=True)))
        for row in chunks(connection, numbers, query)
    ]  # fmt: skip
