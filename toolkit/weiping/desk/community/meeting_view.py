"""What an activity has as a meeting: the call, votes, minutes with what is said of them, actions and those carried over."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...domain.text import Text
from ...store import tables as t
from ..meetings import calling, following, minuting, voting
from ..office import Desk
from .names import People, people_named, person


def meeting(desk: Desk, connection: sa.Connection, activity: Any) -> dict[str, Any] | None:
    """Of the row of an activity, for the office; None where it was not called as a meeting."""
    held = connection.execute(sa.select(t.meeting).where(t.meeting.c.activity_id == activity.id)).first()
    if held is None:
        return None
    own, before = _actions_of(connection, activity.id), following.open_actions(connection, before=activity.day)
    people = people_named(connection, (one.owner_id for one in (*own, *before)))
    agenda, motions = calling.agenda_of(connection, activity.id), voting.motions(connection, activity.id)
    titles = _titles(connection, {one.matter_id for one in (*agenda, *motions, *own, *before) if one.matter_id})
    return {
        "quorum": held.quorum, "may_vote": held.may_vote, "notice_at": held.notice_at and held.notice_at.isoformat(),
        "in_time": held.notice_at and calling.in_time(desk, held.notice_at, activity.day),
        "voters": len(calling.voters(desk, connection, activity.id)),
        "agenda": [{"title": one.title, "matter": one.matter_id, "about": titles.get(one.matter_id)} for one in agenda],
        "motions": [
            {
                "text": one.text, "way": one.way, "votes_for": one.votes_for, "votes_against": one.votes_against,
                "abstained": one.abstained, "present": one.present, "carried": bool(one.carried), "matter": one.matter_id,
                "about": titles.get(one.matter_id),
            }
            for one in motions
        ],
        "minutes": _minutes(connection, activity.id),
        "actions": [_action(people, titles, desk, one) for one in own],
        "carried_over": [
            {**_action(people, titles, desk, one), "from": Text(one.title_zh, one.title_en).both()} for one in before
        ],
    }  # fmt: skip


def _minutes(connection: sa.Connection, activity: int) -> dict[str, Any] | None:
    now = minuting.stand(connection, activity)
    if now is None:
        return None
    silent = minuting.silent(connection, activity, now.version)
    people = people_named(connection, silent)
    return {
        "version": now.version, "text": now.text, "approvals": now.approvals, "present": now.present,
        "amendments": list(now.amendments), "approved": now.approved,
        "silent": sorted(people.values(), key=lambda one: one["resident"]),
    }  # fmt: skip


def _titles(connection: sa.Connection, matters: set[int]) -> dict[int, dict[str, str]]:
    m = t.matter.c
    query = sa.select(m.id, m.title_zh, m.title_en).where(m.id.in_(matters))
    return {row.id: Text(row.title_zh, row.title_en).both() for row in connection.execute(query)}


def _actions_of(connection: sa.Connection, number: int) -> list[Any]:
    a, e = t.action, t.action_end
    query = sa.select(a, e.c.how, e.c.note).outerjoin(e, e.c.action == a.c.id).where(a.c.activity_id == number)
    return list(connection.execute(query.order_by(a.c.number)))


def _action(people: People, titles: dict[int, dict[str, str]], desk: Desk, one: Any) -> dict[str, Any]:
    how = getattr(one, "how", None)
    return {
        "id": one.id, "text": one.text, "owner": person(people, one.owner_id, one.owner, "")["name"],
        "due": one.due.isoformat(), "state": how or "open", "note": getattr(one, "note", None) or "",
        "overdue": how is None and one.due < desk.today(), "about": titles.get(one.matter_id),
    }  # fmt: skip
