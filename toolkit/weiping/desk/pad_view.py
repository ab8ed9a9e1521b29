"""What a judge's pad shows: the round, and of the marks only the judge's own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, ConflictKind, JudgeKind, Phase, Role
from ..store import tables as t
from . import duties, folding, late, problems, rows, tap_data
from .duties import Duties
from .office import Desk, allow
from .round_info import RoundInfo, round_info
from .sheets import Sheets
from .taps import Tap, taps_of


def page(desk: Desk, round_id: int) -> dict[str, Any]:
    """What the shared pad page carries: everything but whose pad it is."""
    with desk.store.read() as connection:
        info = round_info(connection, round_id)
        return {**_head(info, rows.entries(connection, round_id)), **_NOTHING, **settings(info)}


_NOTHING: dict[str, list[Any]] = {
    name: []
    for name in ("marks", "notes", "signed", "route", "conflicts", "photos", "comments", "problems", "late")
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


def history(desk: Desk, actor: Actor, round_id: int) -> list[dict[str, Any]]:
    """The judge's own taps, newest first: everything that was stored, late or not, changed since or not."""
    allow(actor, Role.JUDGE)
    with desk.store.read() as connection:
        info = round_info(connection, round_id)
        judge = rows.own_judge(connection, actor, round_id)
        c = t.tap.c
        mine = sa.select(t.tap).where(c.round_id == round_id, c.judge_id == judge.id).order_by(c.number.desc())
        own = mine.where(c.practice.is_not_distinct_from(info.practice)).limit(tap_data.LONGEST_HISTORY)
        return [tap_data.line(tap) for tap in connection.execute(own)]


def _own_state(connection: sa.Connection, info: RoundInfo, mine: Duties, judge: int) -> dict[str, Any]:
    taps = taps_of(connection, info.id, t.tap.c.judge_id == judge)
    # while the panel deliberates a judge sees what was sent, whatever the chair will make of it; otherwise what counts
    way = folding.of(connection, info, mine, [judge])
    sheets = Sheets(way, with_late=info.phase is Phase.DELIBERATION).fold(taps)
    by_entry = [(entry, sheet) for (_, entry), sheet in sheets.sheets.items()]
    told = [tap for tap in taps if tap.kind == "problem" and tap.practice in (None, info.practice)]
    return {
        "marks": [tap_data.mark(tap) for _, sheet in by_entry for tap in sheet.answers().values()],
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
        "problems": _problems(connection, info.id, told),
        "late": [
            {"entry": one.entry, "items": len(one.taps), "decided": one.decided}
            for one in late.by_sheet(connection, info.id, sheets.late)
        ],
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


def _problems(connection: sa.Connection, round_id: int, taps: list[Tap]) -> list[dict[str, Any]]:
    """What the judge told the chair, with what the chair said to it."""
    found = [one.data() for one in problems.of_round(connection, round_id, taps)]
    return [{name: said for name, said in one.items() if name != "judge"} for one in found]


def _round(info: RoundInfo) -> dict[str, Any]:
    return {**info.head(), "rehearsal": info.rehearsal}


def _head(info: RoundInfo, entries: list[Any]) -> dict[str, Any]:
    return {
        "round": _round(info),
        "criteria": [criterion.as_data() for criterion in info.criteria],
        "entries": [rows.entry_data(entry) for entry in entries],
    }
