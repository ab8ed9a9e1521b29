"""The chair's console: who has scored what, the phase with its next step, and what must be green before it.

Judges appear by number; their names are never part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import NEXT_PHASES, ConflictKind, JudgeKind, Phase
from ..i18n import LANGS
from ..store import tables as t
from . import consents, failing, papers, refusals, results, rows, sessions
from .checklist import red
from .folding import Folding
from .margin import Margin
from .matrix import DONE, OUTSTANDING
from .office import Desk
from .points import approvals
from .review import Review, review
from .round_info import RoundInfo
from .state import RoundState


def console(
    desk: Desk, connection: sa.Connection, info: RoundInfo, state: RoundState, connected: Iterable[int]
) -> dict[str, Any]:
    """The console of a round; `connected` are the judges with an open feed."""
    now = review(desk, connection, info, state)
    return {
        "round": _round(info),
        "next": [
            {"to": phase.value, "title": phase.label.both(), "allowed": _allowed(phase, now)}
            for phase in NEXT_PHASES[info.phase]
        ],
        "judges": _judges(connection, info, now, set(connected)),
        "entries": [rows.entry_data(entry) for entry in now.entries],
        "criteria": [{"key": c.key, "title": c.title.both()} for c in info.criteria],
        "matrix": now.cells,
        "standings": [standing.data(info) for standing in now.standings],
        "rule": results.words(info),
        "checklist": [check.data() for check in now.checks],
        "trust": None if now.trust is None else now.trust.data(),
        "late": [one.data() for one in now.late],
        "refusals": [refusals.data(one) for one in now.refusals[: refusals.SHOWN]],
        "problems": [one.data() for one in now.problems],
        "photos": _photos(connection, info, state.margin),
        "phases": _phases(connection, info),
        "conflicts": _conflicts(connection, info, state.sheets.folding),
        "plugins": _plugins(desk),
        "plugin_failures": failing.recent(desk),
        "papers": papers.choices(desk) if info.phase.decided else None,
        "points": approvals.of_round(connection, info.id) if info.phase.decided else None,
    }


def _round(info: RoundInfo) -> dict[str, Any]:
    return {
        **info.head(), "show_standings": info.show_standings, "show_others": info.show_others,
        "exchange": info.exchange, "show_range": info.show_range, "quorum": info.quorum, "rehearsal": info.rehearsal,
        "reminded": info.reminded_at.isoformat() if info.reminded_at else None, "rule_hash": info.rule_hash,
    }  # fmt: skip


def _allowed(phase: Phase, now: Review) -> bool:
    """Whether the desk would take the round there; what only wants a look (`level` look) does not stand in the way."""
    if phase is Phase.DRAFT:
        return True
    if phase is Phase.PUBLISHED:
        return not red(now.checks, "must") and any(one.place for one in now.standings)
    return all(check.ok for check in now.checks if check.key == "plugins")


def _judges(connection: sa.Connection, info: RoundInfo, now: Review, online: set[int]) -> list[dict[str, Any]]:
    states: dict[int, Counter[str]] = {judge.id: Counter() for judge in now.judges}
    for cell in now.cells:
        states[cell["judge"]][cell["state"]] += 1
    signed_in = sessions.of_panel(connection, info.id)
    return [_judge(judge, states[judge.id], signed_in.get(judge.id, []), judge.id in online) for judge in now.judges]


def _judge(judge: Any, states: Counter[str], own: list[dict[str, Any]], connected: bool) -> dict[str, Any]:
    return {
        "id": judge.id, "number": judge.number, "kind": JudgeKind(judge.kind).label.both(), "joined": bool(own),
        "connected": connected, "signed": sum(states[one] for one in DONE),
        "outstanding": sum(states[one] for one in OUTSTANDING), "conflicts": states["conflict"], "sessions": own,
    }  # fmt: skip


def _photos(connection: sa.Connection, info: RoundInfo, margin: Margin) -> list[dict[str, Any]]:
    taken = margin.photos()
    if not taken:
        return []
    shown, gone = consents.newest(connection, info.id), consents.erased(connection, [str(tap.photo) for tap in taken])
    return [
        {"hash": tap.photo, "judge": tap.judge_id, "entry": tap.entry_id, "criterion": tap.criterion,
         "show": shown.get(str(tap.photo), False), "erased": tap.photo in gone}
        for tap in taken
    ]  # fmt: skip


def _phases(connection: sa.Connection, info: RoundInfo) -> list[dict[str, Any]]:
    c = t.phase_change.c
    lines = connection.execute(sa.select(t.phase_change).where(c.round_id == info.id).order_by(c.number))
    return [
        {"before": row.before, "after": row.after, "reason": row.reason, "at": row.at.isoformat()} for row in lines
    ]  # fmt: skip


def _conflicts(connection: sa.Connection, info: RoundInfo, folding: Folding) -> list[dict[str, Any]]:
    """The conflicts that hold between this panel and these entries, each with its newest line."""
    c = t.conflict.c
    held: dict[tuple[int, int], Any] = {}
    for row in connection.execute(sa.select(t.conflict).where(c.round_id == info.id).order_by(c.number)):
        held[row.judge_id, row.entry_id] = row
    return [
        {"judge": row.judge_id, "entry": row.entry_id, "kind": row.kind,
         "why": ConflictKind(row.kind).label.both(), "reason": row.reason}
        for row in held.values() if folding.conflict(row.judge_id, row.entry_id)
    ]  # fmt: skip


def _plugins(desk: Desk) -> list[dict[str, Any]]:
    return [
        {
            "name": one.label,
            "status": "quarantined" if one.error else "ok",
            "error": {lang: one.text(lang) for lang in LANGS} if one.error else None,
        }
        for one in desk.plugins.status
    ]
