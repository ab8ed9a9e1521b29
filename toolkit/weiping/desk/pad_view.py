"""What a judge's pad shows: the round, and of the marks only the judge's own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, JudgeKind, Role
from ..domain.exact import plain
from ..store import tables as t
from ..store.tables import from_units
from . import rows
from .office import Desk, allow
from .round_info import RoundInfo, round_info
from .sheets import Sheets, Tap, taps_of


def page(desk: Desk, round_id: int) -> dict[str, Any]:
    """What the shared pad page carries: everything but whose pad it is."""
    with desk.store.read() as connection:
        info = round_info(connection, round_id)
        return {**_head(info, rows.entries(connection, round_id)), "marks": [], "notes": [], "signed": []}


def pad(desk: Desk, actor: Actor, round_id: int) -> dict[str, Any]:
    """The pad of the judge `actor`: only the judge's own marks."""
    allow(actor, Role.JUDGE)
    with desk.store.read() as connection:
        info = round_info(connection, round_id)
        judge = rows.own_judge(connection, actor, round_id)
        own = {"id": judge.id, "number": judge.number, "kind": JudgeKind(judge.kind).label.both()}
        head = _head(info, rows.entries(connection, round_id))
        return {**head, "judge": own, **_own_state(connection, info, judge.id)}


def state(desk: Desk, actor: Actor, round_id: int) -> dict[str, Any]:
    """What a pad is told when its own sheets or the phase change."""
    allow(actor, Role.JUDGE)
    with desk.store.read() as connection:
        info = round_info(connection, round_id)
        judge = rows.own_judge(connection, actor, round_id)
        return {"round": info.head(), **_own_state(connection, info, judge.id)}


def _own_state(connection: sa.Connection, info: RoundInfo, judge: int) -> dict[str, Any]:
    taps = taps_of(connection, info.id, t.tap.c.judge_id == judge)
    sheets = Sheets(with_late=True).fold(taps).sheets
    return {
        "marks": [_mark(tap) for sheet in sheets.values() for tap in sheet.answers().values()],
        "notes": [
            {"entry": entry, "criterion": criterion, "text": text}
            for (_, entry), sheet in sheets.items()
            for criterion, text in sheet.texts().items()
        ],
        "signed": [entry for (_, entry), sheet in sheets.items() if sheet.signed],
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
