"""The chair's console: who has scored what, the phase with its next step, and what must be green before it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import NEXT_PHASES, JudgeKind, Phase
from ..domain.exact import plain
from ..domain.text import Text
from ..i18n import LANGS
from ..store.tables import from_units
from . import results, rows
from .duties import Duties
from .office import Desk
from .round_info import RoundInfo
from .rounds import missing_criteria
from .sheets import Sheet, Sheets, total


def console(
    desk: Desk,
    connection: sa.Connection,
    info: RoundInfo,
    sheets: Sheets,
    standings: list[results.Standing],
    connected: Iterable[int],
) -> dict[str, Any]:
    """The console of a round; `connected` are the judges with an open feed."""
    entries, judges = rows.entries(connection, info.id), rows.judges(connection, info.id)
    matrix = [
        _cell(info, sheets.folding.duties, judge.id, entry.id, sheets.sheet(judge.id, entry.id))
        for judge in judges
        for entry in entries
    ]
    joined, online = rows.joined(connection), set(connected)
    checklist = _checklist(desk, info, matrix)
    return {
        "round": {**info.head(), "show_standings": info.show_standings, "rule_hash": info.rule_hash},
        "next": [
            {"to": phase.value, "title": phase.label.both(), "allowed": _allowed(phase, matrix, checklist)}
            for phase in NEXT_PHASES[info.phase]
        ],
        "judges": [_judge(judge, matrix, judge.id in joined, judge.id in online) for judge in judges],
        "entries": [rows.entry_data(entry) for entry in entries],
        "criteria": [{"key": c.key, "title": c.title.both()} for c in info.criteria],
        "matrix": matrix,
        "standings": [standing.data(info) for standing in standings],
        "rule": results.words(info),
        "checklist": checklist,
        "late": [_late(tap) for tap in sheets.late],
        "plugins": _plugins(desk),
    }


def _plugins(desk: Desk) -> list[dict[str, Any]]:
    return [
        {
            "name": one.label,
            "status": "quarantined" if one.error else "ok",
            "error": {lang: one.text(lang) for lang in LANGS} if one.error else None,
        }
        for one in desk.plugins.status
    ]


def _checklist(desk: Desk, info: RoundInfo, matrix: list[dict[str, Any]]) -> list[dict[str, Any]]:
    unsigned = sum(cell["state"] in ("todo", "progress") for cell in matrix)
    missing = missing_criteria(desk, info.plan)
    return [
        _check("unsigned", unsigned == 0, Text("所有评分表均已签名", "Every sheet is signed"),
               Text(f"还有 {unsigned} 张评分表未签名", f"{unsigned} sheets are not signed yet")),
        _check("plugins", not missing, Text("评分项插件均正常", "All criteria plugins work"),
               Text(f"评分项插件异常:{'、'.join(missing)}", f"Criteria out of order: {', '.join(missing)}")),
        _check("rule", info.phase is not Phase.DRAFT,
               Text(f"计分规则已锁定 · 版本 {info.rule_hash[:4]}", f"Rule locked · version {info.rule_hash[:4]}"),
               Text("开始评分时锁定计分规则", "The rule is locked when scoring opens")),
    ]  # fmt: skip


def _late(tap: Any) -> dict[str, Any]:
    value = None if tap.value is None else plain(from_units(tap.value))
    return {"judge": tap.judge_id, "entry": tap.entry_id, "kind": tap.kind, "criterion": tap.criterion,
            "mark": tap.answer, "value": value, "received": tap.received_at.isoformat()}  # fmt: skip


def _cell(info: RoundInfo, duties: Duties | None, judge: int, entry: int, sheet: Sheet) -> dict[str, Any]:
    answers, value = sheet.answers(), total(sheet)
    conflict = duties.conflict(judge, entry) if duties else None
    return {"judge": judge, "entry": entry, "state": _state(duties, judge, entry, sheet),
            "why": conflict.label.both() if conflict else None, "total": None if value is None else plain(value),
            "answered": len(answers), "due": len(info.criteria)}  # fmt: skip


def _state(duties: Duties | None, judge: int, entry: int, sheet: Sheet) -> str:
    if duties and duties.conflict(judge, entry):
        return "conflict"
    if duties and not duties.assigned(judge, entry):
        return "none"
    answers = sheet.answers()
    if sheet.signed:
        return "recused" if answers and all(tap.answer == "recused" for tap in answers.values()) else "signed"
    return "progress" if answers else "todo"


def _judge(judge: Any, matrix: list[dict[str, Any]], joined: bool, connected: bool) -> dict[str, Any]:
    own = [cell["state"] for cell in matrix if cell["judge"] == judge.id]
    signed = sum(state in ("signed", "recused") for state in own)
    outstanding = sum(state in ("todo", "progress") for state in own)
    return {"id": judge.id, "number": judge.number, "kind": JudgeKind(judge.kind).label.both(), "joined": joined,
            "connected": connected, "signed": signed, "outstanding": outstanding}  # fmt: skip


def _check(key: str, ok: bool, good: Text, bad: Text) -> dict[str, Any]:
    return {"key": key, "ok": ok, "text": (good if ok else bad).both()}


def _allowed(phase: Phase, matrix: list[dict[str, Any]], checklist: list[dict[str, Any]]) -> bool:
    """Whether the desk would take the round there: unsigned sheets only warn, since a judge may fall ill."""
    healthy = next(check["ok"] for check in checklist if check["key"] == "plugins")
    signed = any(cell["state"] == "signed" for cell in matrix)
    return healthy and (signed or phase is not Phase.PUBLISHED)
