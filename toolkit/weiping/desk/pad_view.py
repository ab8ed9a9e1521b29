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
        return {**_head(info, rows.entries(connection, round_id)), **_NOTHING}


_NOTHING: dict[str, list[Any]] = {"marks": [], "notes": [], "signed": [], "route": [], "conflicts": []}


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
        return {"round": info.head(), **_own_state(connection, info, mine, judge.id)}


def _own_state(connection: sa.Connection, info: RoundInfo, mine: Duties, judge: int) -> dict[str, Any]:
    taps = taps_of(connection, info.id, t.tap.c.judge_id == judge)
    sheets = Sheets(Folding(practice=info.practice), with_late=True).fold(taps).sheets
    return {
        "marks": [_mark(tap) for sheet in sheets.values() for tap in sheet.answers().values()],
        "notes": [
            {"entry": entry, "criterion": criterion, "text": text}
            for (_, entry), sheet in sheets.items()
            for criterion, text in sheet.texts().items()
        ],
        "signed": [entry for (_, entry), sheet in sheets.items() if sheet.signed],
        "route": list(mine.routes[judge]),
        "conflicts": [
            {"entry": entry, "kind": kind.value, "why": kind.label.both()}
            for (_, entry), kind in mine.conflicts.items()
        ],
    }


def _head(info: RoundInfo, entries: list[Any]) -> dict[str, Any]:
    return {
        "round": info.head(),
        "criteria": [criterion.as_data() for criterion in info.criteria],
        "entries": [rows.entry_data(entry) for entry in entries],
    }


def _mark(tap: Tap) -> dict[str, Any]:
    value = None if tap.value is None else plain(from_units(tap.value))
    return {"entry": tap.entry_id, "criterion": tap.criterion, "mark": tap.answer, "value": value,
            "detail": tap.detail, "late": tap.late}  # fmt: skip
