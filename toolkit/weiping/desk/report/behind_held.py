"""The records of what was held: activities, who took part, partners, votes, actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ...domain.kinds import ActivityKind
from ...domain.register import masked
from ...domain.text import Text
from ...domain.yearly import RecordKind
from ...store import tables as t
from ..office import Desk
from .shown import CERTIFIED, COMPOUND, KIND, RECORDED, Shown, answers, chunks, record, two

# activities and who took part

ROLE, TIME = Text("身份", "As"), Text("时长（分钟）", "Minutes")


def _activity_title(kinds: Mapping[str, ActivityKind], key: str) -> Text:
    return kinds[key].title if key in kinds else Text(key, key)


def activities(desk: Desk, connection: sa.Connection, numbers: Sequence[int]) -> list[Shown]:
    """Activities: what they were, where, and who recorded and certified them."""
    a, e, c = t.activity, t.activity_end.c, t.compound.c
    kinds = desk.plugins.activity_kinds

    def query(some: Sequence[int]) -> sa.Select[Any]:
        return (
            sa.select(a, e.operator.label("certified_by"), c.name_zh, c.name_en)
            .outerjoin(t.activity_end, sa.and_(e.activity_id == a.c.id, e.how == "certified"))
            .outerjoin(t.compound, c.id == a.c.compound_id).where(a.c.id.in_(some))
        )  # fmt: skip

    def one(row: Any) -> Shown:
        said = answers(kinds[row.kind].form, row.data) if row.kind in kinds else []
        where = None if row.name_zh is None else two(row, "name")
        facts = [(KIND, _activity_title(kinds, row.kind)), (COMPOUND, where), *said, (RECORDED, row.operator),
                 (CERTIFIED, row.certified_by)]  # fmt: skip
        return record(row.id, two(row), row.day, facts)

    return [one(row) for row in chunks(connection, numbers, query)]


def participations(desk: Desk, connection: sa.Connection, numbers: Sequence[int]) -> list[Shown]:
    """Who took part, with masked names, as what and for how long."""
    p, a, r = t.participation, t.activity.c, t.resident.c
    kinds = desk.plugins.activity_kinds

    def query(some: Sequence[int]) -> sa.Select[Any]:
        return (
            sa.select(p.c.number, p.c.guest, p.c.role, p.c.minutes, a.title_zh, a.title_en, a.day, a.kind, r.name)
            .join(t.activity, a.id == p.c.activity_id).outerjoin(t.resident, r.id == p.c.resident_id)
            .where(p.c.number.in_(some))
        )  # fmt: skip

    def one(row: Any) -> Shown:
        roles = {role.key: role.title for role in kinds[row.kind].roles} if row.kind in kinds else {}
        who = masked(row.name) if row.name is not None else row.guest
        minutes = None if row.minutes is None else str(row.minutes)
        facts = [(ROLE, roles.get(row.role, row.role)), (TIME, minutes), (RecordKind.ACTIVITY.label, two(row))]
        return record(row.number, Text(who, who), row.day, facts)

    return [one(row) for row in chunks(connection, numbers, query)]


def partners(_desk: Desk, connection: sa.Connection, numbers: Sequence[int]) -> list[Shown]:
    """Partners by their names."""
    p = t.partner
    return [
        record(row.id, two(row, "name"), None)
        for row in chunks(connection, numbers, lambda some: sa.select(p).where(p.c.id.in_(some)))
    ]


# meetings


def motions(_desk: Desk, connection: sa.Connection, numbers: Sequence[int]) -> list[Shown]:
    """Votes and how they ended."""
    m, a = t.motion, t.activity.c

    def query(some: Sequence[int]) -> sa.Select[Any]:
        named = sa.select(m, a.title_zh, a.title_en, a.day).join(t.activity, a.id == m.c.activity_id)
        return named.where(m.c.number.in_(some))

    def one(row: Any) -> Shown:
        votes = Text(
            f"同意 {row.votes_for}，反对 {row.votes_against}，弃权 {row.abstained}，到会 {row.present}",
            f"{row.votes_for} for, {row.votes_against} against, {row.abstained} abstained, {row.present} present",
        )
        ended = Text("通过", "Carried") if row.carried else Text("未通过", "Not carried")
        facts = [(Text("表决", "Votes"), votes), (Text("结果", "Outcome"), ended), (Text("会议", "Meeting"), two(row))]
        return record(row.number, Text(row.text, row.text), row.day, facts)

    return [one(row) for row in chunks(connection, numbers, query)]


def actions(_desk: Desk, connection: sa.Connection, numbers: Sequence[int]) -> list[Shown]:
    """What somebody was given to do, and whether it is done."""
    a, e, held = t.action, t.action_end.c, t.activity.c
    how = {"done": Text("已办结", "Done"), "dropped": Text("不再办理", "Dropped"), None: Text("未办结", "Open")}

    def query(some: Sequence[int]) -> sa.Select[Any]:
        return (
            sa.select(a.c.number, a.c.text, a.c.due, e.how, held.title_zh, held.title_en)
            .join(t.activity, held.id == a.c.activity_id).outerjoin(t.action_end, e.action == a.c.id)
            .where(a.c.number.in_(some))
        )  # fmt: skip

    def one(row: Any) -> Shown:
        facts = [(Text("状态", "State"), how[row.how]), (Text("会议", "Meeting"), two(row))]
        return record(row.number, Text(row.text, row.text), row.due, facts)

    return [one(row) for row in chunks(connection, numbers, query)]
