"""What a judge's pad shows: the round, and of the marks only the judge's own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, ConflictKind, JudgeKind, Role
from ..domain.exact import plain
from ..store import tables as t
from ..store.tables import from_units
from . import duties, rows
from .duties import Duties
from .folding import Folding
from .office import Desk, allow
from .round_info import RoundInfo, round_info
from .sheets import Sheets, Tap, taps_of


def page(desk: Desk, round_id: int) -> dict[str, Any]:
    """What the shared pad page carries: everything but whose pad it is."""
    with desk.store.read() as connection:
        info = round_info(connection, round_id)
        return {**_head(info, rows.entries(connection, round_id)), **_NOTHING, **settings(info)}


_NOTHING: dict[str, list[Any]] = {
    name: []
    for name in ("marks", "notes", "signed", "route", "conflicts", "photos", "comments", "problems")
}  # fmt: skip


def pad(desk: Desk, actor: Actor, round_id: int) -> dict[str, Any]:
    """The pad of the judge `actor`: the entries of the own route, and only the judge's own marks."""
    allow(actor, Role.JUDGE)
    with desk.store.read() as connection:
        info = round_info(connection, round_id)
        judge = rows.own_judge(connection, actor, round_id)
        own = {"id": judge.id, "number": judge.number, "kind": JudgeKind(judge.kind).label.both()}
        mine = duties.read(connection, round_id, [judge.id])
        entries = [
            one
            for one in rows.entries(connection, round_id)
            if mine.assigned(judge.id, one.id) or mine.conflict(judge.id, one.id) is ConflictKind.REPRESENTS
        ]
        return {**_head(info, entries), "judge": own, **_own_state(connection, info, mine, judge.id)}


def state(desk: Desk, actor: Actor, round_id: int) -> dict[str, Any]:
    """What a pad is told when its own sheets, its duties or the phase change."""
    allow(actor, Role.JUDGE)
    with desk.store.read() as connection:
        info = round_info(connection, round_id)
        judge = rows.own_judge(connection, actor, round_id)
        mine = duties.read(connection, round_id, [judge.id])
        return {"round": _round(info), **_own_state(connection, info, mine, judge.id)}


HISTORY = 1000
"""How many of their own taps a judge sees at most."""


def history(desk: Desk, actor: Actor, round_id: int) -> list[dict[str, Any]]:
    """The judge's own taps, newest first: everything that was stored, late or not, changed since or not."""
    allow(actor, Role.JUDGE)
    with desk.store.read() as connection:
        info = round_info(connection, round_id)
        judge = rows.own_judge(connection, actor, round_id)
        c = t.tap.c
        mine = sa.select(t.tap).where(c.round_id == round_id, c.judge_id == judge.id).order_by(c.number.desc())
        own = mine.where(c.practice.is_not_distinct_from(info.practice)).limit(HISTORY)
        return [_tap(tap) for tap in connection.execute(own)]


def _tap(tap: Any) -> dict[str, Any]:
    return {
        "at": tap.received_at.isoformat(), "entry": tap.entry_id, "kind": tap.kind, "criterion": tap.criterion,
        "mark": tap.answer, "value": _value(tap), "detail": tap.detail, "text": tap.text, "photo": tap.photo,
        "late": tap.late, "practice": tap.practice is not None,
    }  # fmt: skip


def _own_state(connection: sa.Connection, info: RoundInfo, mine: Duties, judge: int) -> dict[str, Any]:
    taps = taps_of(connection, info.id, t.tap.c.judge_id == judge)
    sheets = Sheets(Folding(practice=info.practice), with_late=True).fold(taps).sheets
    by_entry = [(entry, sheet) for (_, entry), sheet in sheets.items()]
    problems = [tap for tap in taps if tap.kind == "problem" and tap.practice in (None, info.practice)]
    return {
        "marks": [_mark(tap) for _, sheet in by_entry for tap in sheet.answers().values()],
        "notes": [
            {"entry": entry, "criterion": criterion, "text": text}
            for entry, sheet in by_entry
            for criterion, text in sheet.texts().items()
        ],
        "signed": [entry for entry, sheet in by_entry if sheet.signed],
        "route": list(mine.routes[judge]),
        "conflicts": [
            {"entry": entry, "kind": kind.value, "why": kind.label.both()}
            for (_, entry), kind in mine.conflicts.items()
        ],
        "photos": _photos(connection, [tap for _, sheet in by_entry for tap in sheet.photos()]),
        "comments": [{"entry": entry, "text": sheet.comment()} for entry, sheet in by_entry if sheet.comment()],
        "problems": _problems(connection, problems),
        **settings(info),
    }


def settings(info: RoundInfo) -> dict[str, Any]:
    """What the chair decided that a pad shows."""
    return {
        "settings": {"show_others": info.show_others, "exchange": info.exchange},
        "reminded": info.reminded_at and info.reminded_at.isoformat(),
    }


def _photos(connection: sa.Connection, taps: list[Tap]) -> list[dict[str, Any]]:
    """The photos on the judge's sheets; one that the chair erased is no longer there."""
    if not taps:
        return []
    p = t.photo.c
    there = sa.select(p.hash).where(p.hash.in_({tap.photo for tap in taps}), p.data.is_not(None))
    kept = set(connection.execute(there).scalars())
    return [{"entry": tap.entry_id, "criterion": tap.criterion, "hash": tap.photo} for tap in taps if tap.photo in kept]


def _problems(connection: sa.Connection, taps: list[Any]) -> list[dict[str, Any]]:
    """What the judge told the chair, with what the chair said to it."""
    if not taps:
        return []
    a = t.problem_answer.c
    found = sa.select(t.problem_answer).where(a.problem.in_([tap.id for tap in taps])).order_by(a.number)
    answers: dict[str, list[Any]] = {}
    for row in connection.execute(found):
        answers.setdefault(row.problem, []).append(row)
    return [
        {"id": tap.id, "entry": tap.entry_id, "text": tap.text, "at": tap.received_at.isoformat(),
         "closed": any(row.closed for row in answers.get(tap.id, ())[-1:]),
         "answers": [{"text": row.text, "at": row.at.isoformat()} for row in answers.get(tap.id, ())]}
        for tap in taps
    ]  # fmt: skip


def _round(info: RoundInfo) -> dict[str, Any]:
    return {**info.head(), "rehearsal": info.rehearsal}


def _head(info: RoundInfo, entries: list[Any]) -> dict[str, Any]:
    return {
        "round": _round(info),
        "criteria": [criterion.as_data() for criterion in info.criteria],
        "entries": [rows.entry_data(entry) for entry in entries],
    }


def _mark(tap: Tap) -> dict[str, Any]:
    return {"entry": tap.entry_id, "criterion": tap.criterion, "mark": tap.answer, "value": _value(tap),
            "detail": tap.detail, "late": tap.late}  # fmt: skip


def _value(tap: Any) -> str | None:
    return None if tap.value is None else plain(from_units(tap.value))
